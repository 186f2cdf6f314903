// The stream alone: buttons that make ops, each of its states, and what it says to input it cannot use.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/live-stream/define.js';
import type { LiveStream } from '../src/live-stream/live-stream.js';
import { scrollToEdge, settled } from '../src/testing/index.js';
import './live-stream.css';
import { listIn, song, songRow, songs, titlesIn, type Song } from './songs.js';

interface Args {
  anchor: LiveStream['anchor'];
  status: LiveStream['status'];
  songs: number;
  interactive: boolean;
}

const meta: Meta<Args> = {
  title: 'live-stream/states',
  component: 'live-stream',
  args: { anchor: 'end', status: 'ready', songs: 3, interactive: false },
  argTypes: {
    anchor: { control: 'select', options: ['end', 'start', 'row', 'none'] },
    status: { control: 'select', options: ['ready', 'loading', 'failed'] },
  },
  render: ({ anchor, status, songs: count, interactive }, { id }) => {
    let list: LiveStream<Song>;
    let next = count;
    const act = (name: string, does: () => void): TemplateResult => html`<button @click=${does}>${name}</button>`;
    return html`
      <div class="songs">
        <div class="songs-bar">
          ${act('Prepend', () => list.insert(song(++next), { at: 0 }))} ${act('Append', () => list.insert(song(++next)))}
          ${act('Update the first', () => list.insert({ ...song(1), by: 'heard again' }, { updateOnly: true }))}
          ${act('Delete the first', () => list.deleteByDomId(list.querySelector('.song:not([slot])')?.id ?? ''))}
          ${act('Append two, keep three', () => list.stream([song(++next), song(++next)], { limit: -3 }))}
          ${act('Empty', () => list.reset())}
        </div>
        <live-stream
          name=${id}
          role="list"
          tabindex=${interactive ? '-1' : '0'}
          aria-label="Songs"
          .anchor=${anchor}
          .status=${status}
          .interactive=${interactive}
          .renderItem=${songRow}
          ${ref((element) => {
            list = element as LiveStream<Song>;
            list?.reset(songs(count));
          })}
        >
          <div slot="empty" class="song">Nothing to play.</div>
          <div slot="loading" class="song">Loading…</div>
          <div slot="failed" class="song">The songs could not be loaded.</div>
        </live-stream>
      </div>
    `;
  },
};
export default meta;
type Story = StoryObj<Args>;

export const WithButtons: Story = {
  play: async ({ canvas, canvasElement }) => {
    await settled(canvasElement);
    await expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five', 'Afro Blue']);
    await userEvent.click(canvas.getByText('Append'));
    await userEvent.click(canvas.getByText('Prepend'));
    await settled(canvasElement);
    await expect(titlesIn(canvasElement)).toEqual(['Waltz for Debby', 'Naima', 'Take Five', 'Afro Blue', 'Blue in Green']);

    const list = listIn(canvasElement);
    const naima = list.rowByDomId(`${list.name}-1`);
    await userEvent.click(canvas.getByText('Update the first'));
    await settled(canvasElement);
    await expect(naima).toHaveTextContent('heard again');
    await expect(list.rowByDomId(`${list.name}-1`)).toBe(naima);

    await userEvent.click(canvas.getByText('Delete the first'));
    await userEvent.click(canvas.getByText('Append two, keep three'));
    await settled(canvasElement);
    await expect(titlesIn(canvasElement)).toEqual(['Blue in Green', 'Maiden Voyage', 'So What']);
  },
};

/** One slot at a time is seen. */
const shows =
  (slot: string): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    const list = listIn(canvasElement);
    await waitFor(() => expect(list.matches(`:state(${slot})`)).toBe(true));
    const seen = [...list.querySelectorAll('[slot]')].filter((element) => element.checkVisibility());
    await expect(seen.map((element) => element.slot)).toEqual([slot]);
  };

export const Empty: Story = {
  args: { songs: 0 },
  play: shows('empty'),
  parameters: { shows: ['live-stream:state(empty)', 'live-stream[status=ready]'] },
};
export const Loading: Story = {
  args: { songs: 0, status: 'loading' },
  play: shows('loading'),
  parameters: { shows: ['live-stream:state(loading)', 'live-stream[status=loading]'] },
};
/** What is there stays, and the slot is shown beside it. */
export const LoadingMore: Story = { args: { status: 'loading' }, play: shows('loading') };
export const Failed: Story = {
  args: { songs: 0, status: 'failed' },
  play: shows('failed'),
  parameters: { shows: ['live-stream:state(failed)', 'live-stream[status=failed]'] },
};

/** What is there stays; what was asked for did not come. */
export const FailedWithRows: Story = { args: { status: 'failed' }, play: shows('failed') };

/** Neither is a row: `at` and `limit` do not count them, and a reset leaves them where they are. */
export const HeaderAndFooter: Story = {
  render: () => html`
    <div class="songs">
      <live-stream
        name="tonight"
        role="list"
        tabindex="0"
        aria-label="Songs"
        .renderItem=${songRow}
        ${ref((list) => (list as LiveStream<Song> | undefined)?.reset(songs(3)))}
      >
        <div slot="header" class="song"><strong>Tonight</strong></div>
        <div slot="footer" class="song"><small>The bar is open until two.</small></div>
      </live-stream>
    </div>
  `,
  play: async ({ canvasElement }) => {
    const list = listIn(canvasElement);
    await settled(list);
    await expect(list.size).toBe(3);
    list.stream([song(4), song(5)], { limit: -2 });
    await settled(list);
    await expect(titlesIn(canvasElement)).toEqual(['Blue in Green', 'Waltz for Debby']);
    for (const name of ['header', 'footer']) await expect(list.querySelector(`[slot=${name}]`)).toBeVisible();
  },
};

/** The reader is kept at the end as rows come. */
export const Many: Story = {
  parameters: { shows: ['live-stream:state(at-end)'] },
  args: { songs: 500 },
  play: async ({ canvas, canvasElement }) => {
    const list = listIn(canvasElement);
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    await userEvent.click(canvas.getByText('Append'));
    await settled(list);
    await expect(list.size).toBe(501);
    await expect(list.scrollHeight - list.clientHeight - list.scrollTop).toBeLessThanOrEqual(2);
  },
};

/** Read from its first row on. */
export const FromTheStart: Story = {
  args: { songs: 500 },
  parameters: { shows: ['live-stream:state(at-start)'] },
  play: async ({ canvasElement }) => {
    const list = listIn(canvasElement);
    await waitFor(() => expect(list.matches(':state(at-end)')).toBe(true));
    await scrollToEdge(list, 'start');
    await expect(list.matches(':state(at-start)')).toBe(true);
    await expect(list.matches(':state(at-end)')).toBe(false);
  },
};

export const OneTabStop: Story = {
  args: { interactive: true },
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toHaveLength(3));
    const list = listIn(canvasElement);
    const rows = [1, 2, 3].map((id) => list.rowByDomId(`${list.name}-${id}`) as HTMLElement);
    await waitFor(() => expect(rows.filter((row) => row.tabIndex === 0)).toHaveLength(1));
    rows[2]!.focus();
    await userEvent.keyboard('{ArrowUp}');
    await expect(rows[1]).toHaveFocus();
    await userEvent.keyboard('{Home}');
    await expect(rows[0]).toHaveFocus();
  },
};

const UNUSABLE: Record<string, unknown> = {
  'No such op': { op: 'append', item: song(9) },
  'No id': { op: 'insert', item: { title: 'Nameless' } },
  'At -2': { op: 'insert', item: song(9), at: -2 },
  'Limit 0': { op: 'insert', item: song(9), limit: 0 },
  'Not an op': 'play it again',
};

export const BadInputIsSaid: Story = {
  render: () => {
    let list: LiveStream<Song>;
    let said: HTMLElement;
    return html`
      <div class="songs">
        <div class="songs-bar">
          ${Object.entries(UNUSABLE).map(([name, op]) => html`<button @click=${() => list.apply(op as never)}>${name}</button>`)}
        </div>
        <live-stream
          name="songs"
          tabindex="0"
          role="list"
          aria-label="Songs"
          .renderItem=${songRow}
          @stream-error=${({ error }: { error: Error }) => said.append(`${error.message}\n`)}
          ${ref((element) => {
            list = element as LiveStream<Song>;
            list?.reset(songs(3));
          })}
        ></live-stream>
        <output class="trouble" ${ref((element) => (said = element as HTMLElement))}></output>
      </div>
    `;
  },
  play: async ({ canvas, canvasElement }) => {
    for (const name of Object.keys(UNUSABLE)) await userEvent.click(canvas.getByText(name));
    const said = canvasElement.querySelector('output')!;
    await waitFor(() => expect(said.textContent.trim().split('\n')).toHaveLength(Object.keys(UNUSABLE).length));
    await expect(said).toHaveTextContent('<live-stream name="songs">');
    await expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five', 'Afro Blue']);
  },
};
