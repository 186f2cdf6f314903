// Every way to make rows: a function, a <template>, an element, the page itself; and in whose children they are.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../src/live-stream/define.js';
import type { LiveStream } from '../src/live-stream/live-stream.js';
import './live-stream.css';
import { listIn, song, songRow, songs, titlesIn, type Song } from './songs.js';

const meta: Meta = { title: 'live-stream/rows', component: 'live-stream' };
export default meta;
type Story = StoryObj;

const fill = ref((element) => (element as LiveStream<Song> | undefined)?.reset(songs(4)));

/** Four songs are there, and a new take of the first is shown by the element that showed it. */
const showsAndUpdates: NonNullable<Story['play']> = async ({ canvasElement }) => {
  await waitFor(() => expect(titlesIn(canvasElement)).toEqual(['Naima', 'Take Five', 'Afro Blue', 'Blue in Green']));
  const list = listIn(canvasElement);
  const row = list.firstElementChild;
  list.insert({ ...song(1), title: 'Naima, live' });
  await waitFor(() => expect(row).toHaveTextContent('Naima, live'));
  await expect(list.rowByDomId(`${list.name}-1`)).toBe(row);
};

export const ByFunction: Story = {
  render: () => html`
    <div class="songs">
      <live-stream name="played" role="list" tabindex="0" aria-label="Songs" .renderItem=${songRow} ${fill}></live-stream>
    </div>
  `,
  play: showsAndUpdates,
};

export const ByTemplate: Story = {
  render: () => html`
    <div class="songs">
      <live-stream
        name="linked"
        role="list"
        aria-label="Songs"
        ${ref((element) =>
          (element as LiveStream | undefined)?.reset([
            ...songs(4).map((one) => ({ ...one, page: 'https://example.com/songs' })),
            { id: 5, title: 'A link that is code stays a word', by: 'somebody', page: 'javascript:alert(1)' },
          ]),
        )}
      >
        <template>
          <div class="song"><a href="{{ page }}">{{ title }}</a><small>by {{ by }}</small></div>
        </template>
      </live-stream>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toHaveLength(5));
    const links = [...canvasElement.querySelectorAll('.song > a')];
    await expect(links[0]).toHaveAttribute('href', 'https://example.com/songs');
    await expect(links[4]).not.toHaveAttribute('href');
    await expect(canvasElement.querySelector('small')).toHaveTextContent('by John Coltrane');
  },
};

/** A row of its own making: given its item, it shows it. */
class SongCard extends HTMLElement {
  set item({ title, by }: Song) {
    const row = document.createElement('div');
    const name = document.createElement('span');
    const artist = document.createElement('small');
    row.className = 'song';
    name.textContent = title;
    artist.textContent = by;
    row.append(name, artist);
    this.replaceChildren(row);
  }
}
if (!customElements.get('song-card')) customElements.define('song-card', SongCard);

export const ByElement: Story = {
  render: () => html`
    <div class="songs">
      <live-stream name="cards" role="list" tabindex="0" aria-label="Songs" item-element="song-card" ${fill}></live-stream>
    </div>
  `,
  play: showsAndUpdates,
};

/** Without a way to make rows, an item's text is shown. */
export const ByNothing: Story = {
  render: () => html`
    <div class="songs">
      <live-stream
        name="notes"
        role="list"
        tabindex="0"
        aria-label="Notes"
        ${ref((element) => (element as LiveStream | undefined)?.reset(songs(4).map(({ id, title }) => ({ id, text: title }))))}
      ></live-stream>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => expect(canvasElement.querySelector('live-stream')!.size).toBe(4));
    await expect(canvasElement.querySelector('live-stream')!.rowByDomId('notes-2')).toHaveTextContent('Take Five');
  },
};

export const AlreadyInThePage: Story = {
  render: () => html`
    <div class="songs">
      <live-stream name="served" role="list" tabindex="0" aria-label="Songs" .renderItem=${songRow}>
        <div class="song" id="served-1"><span>Naima</span><small>from the server</small></div>
        <div class="song" id="served-2"><span>Take Five</span><small>from the server</small></div>
        <div class="song" id="served-3"><span>Afro Blue</span><small>from the server</small></div>
        <div class="song" id="served-4"><span>Blue in Green</span><small>from the server</small></div>
      </live-stream>
    </div>
  `,
  play: async (context) => {
    await expect(listIn(context.canvasElement).size).toBe(4);
    await showsAndUpdates(context);
    await expect(context.canvasElement.querySelector('[id="served-2"]')).toHaveTextContent('from the server');
  },
};

export const ChangedAtRunTime: Story = {
  render: () => {
    let list: LiveStream<Song>;
    const briefly = ({ title }: Song): unknown => html`<div class="song"><span>${title}</span></div>`;
    return html`
      <div class="songs">
        <div class="songs-bar">
          <button @click=${() => (list.renderItem = list.renderItem === briefly ? songRow : briefly)}>Longer or shorter</button>
        </div>
        <live-stream
          name="longer"
          role="list"
          tabindex="0"
          aria-label="Songs"
          .renderItem=${songRow}
          ${ref((element) => {
            list = element as LiveStream<Song>;
            list?.reset(songs(4));
          })}
        ></live-stream>
      </div>
    `;
  },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(titlesIn(canvasElement)).toHaveLength(4));
    const before = [...listIn(canvasElement).children];
    await userEvent.click(canvas.getByText('Longer or shorter'));
    await waitFor(() => expect(canvasElement.querySelectorAll('small')).toHaveLength(0));
    await expect([...listIn(canvasElement).children]).toEqual(before);
  },
};

export const InAnotherElement: Story = {
  render: () => html`
    <div class="songs">
      <label
        >Play
        <select id="choice"></select
      ></label>
      <live-stream
        name="choices"
        for="choice"
        hidden
        .renderItem=${({ id, title }: Song) => html`<option class="song" value=${String(id)}>${title}</option>`}
        ${fill}
      ></live-stream>
    </div>
  `,
  play: async ({ canvas, canvasElement }) => {
    const choice = canvas.getByLabelText<HTMLSelectElement>('Play');
    await waitFor(() => expect(choice.options).toHaveLength(4));
    await userEvent.selectOptions(choice, 'Afro Blue');
    listIn(canvasElement).reset(songs(6).reverse());
    await waitFor(() => expect(choice.options).toHaveLength(6));
    await expect(choice).toHaveValue('3');
  },
};
