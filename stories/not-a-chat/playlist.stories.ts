// A playlist put in order without dragging. A move is a delete and an insert in one batch: the row's element goes along, with focus.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import type { LiveStream } from '../../src/live-stream/live-stream.js';
import './panel.css';
import './playlist.css';

interface Args {
  songs: number;
}

interface Song {
  id: number;
  title: string;
  artist: string;
  length: string;
}

const SONGS: readonly Song[] = [
  ['Blue in Green', 'Miles Davis', '5:37'],
  ['Naima', 'John Coltrane', '4:21'],
  ['Take Five', 'Dave Brubeck', '5:24'],
  ['Afro Blue', 'Mongo Santamaría', '4:09'],
  ['Waltz for Debby', 'Bill Evans', '6:54'],
  ['Maiden Voyage', 'Herbie Hancock', '7:57'],
].map(([title, artist, length], i) => ({ id: i + 1, title, artist, length }) as Song);

function playlist({ songs: count }: Args, { id: name }: { id: string }): TemplateResult {
  let list: LiveStream;
  let said: HTMLElement;
  let songs: Song[] = [];

  /** As the template shows it: words for what can be done from where the song stands. */
  const shown = (song: Song): Record<string, unknown> => ({
    ...song,
    first: String(song === songs[0]),
    last: String(song === songs.at(-1)),
  });
  /** Where a song stands decides what can be done with it, so those that stay put are updated, too. */
  const refresh = (): void => list.stream(songs.map(shown), { updateOnly: true });

  const move = (song: Song, by: number): void => {
    const at = songs.indexOf(song) + by;
    if (!songs[at]) return;
    songs = songs.filter((other) => other !== song).toSpliced(at, 0, song);
    list.apply([
      { op: 'delete', id: song.id },
      { op: 'insert', item: shown(song), at },
    ]);
    refresh();
    said.textContent = `${song.title} is now number ${at + 1} of ${songs.length}.`;
  };

  const remove = (song: Song): void => {
    songs = songs.filter((other) => other !== song);
    list.delete(song.id);
    refresh();
    said.textContent = `${song.title} was removed.`;
  };

  const restore = (): void => {
    songs = SONGS.slice(0, count);
    list.reset(songs.map(shown));
    said.textContent = '';
  };

  const act = ({ target }: Event): void => {
    const button = (target as Element).closest('button');
    const song = songs.find(({ id }) => button?.closest('.song')?.id === `${name}-${id}`);
    if (!button || !song) return;
    if (button.value === 'remove') remove(song);
    else move(song, Number(button.value));
  };

  return html`
    <section class="panel playlist" aria-label="Playlist">
      <header class="panel-bar">
        <h2>Late evening</h2>
        <button @click=${restore}>Start over</button>
      </header>
      <live-stream
        name=${name}
        role="list"
        aria-label="Songs"
        animate-removal
        @click=${act}
        ${ref((element) => {
          list = element as LiveStream;
        })}
      >
        <template>
          <div class="song">
            <div><strong>{{ title }}</strong><small>{{ artist }}</small></div>
            <time>{{ length }}</time>
            <div class="does">
              <button value="-1" aria-label="Move {{ title }} up" aria-disabled="{{ first }}">↑</button>
              <button value="1" aria-label="Move {{ title }} down" aria-disabled="{{ last }}">↓</button>
              <button value="remove" aria-label="Remove {{ title }}">✕</button>
            </div>
          </div>
        </template>
        <p slot="empty" class="panel-note">Silence.</p>
      </live-stream>
      <output
        ${ref((element) => {
          said = element as HTMLElement;
          if (element) restore();
        })}
      ></output>
    </section>
  `;
}

const meta: Meta<Args> = { title: 'not a chat/playlist', component: 'live-stream', args: { songs: SONGS.length }, render: playlist };
export default meta;
type Story = StoryObj<Args>;

const titles = (canvas: HTMLElement): string[] => [...canvas.querySelectorAll('.song strong')].map(({ textContent }) => textContent);

export const InOrder: Story = {};

export const Empty: Story = { args: { songs: 0 } };

export const MovedWithTheKeyboard: Story = {
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(titles(canvasElement)).toHaveLength(6));
    const down = canvas.getByLabelText('Move Blue in Green down');
    const row = down.closest('.song');
    down.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(titles(canvasElement).slice(0, 2)).toEqual(['Naima', 'Blue in Green']));
    await expect(down).toHaveFocus();
    await expect(down.closest('.song')).toBe(row);

    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(titles(canvasElement)[2]).toBe('Blue in Green'));
    await expect(down).toHaveFocus();
    await expect(canvas.getByText('Blue in Green is now number 3 of 6.')).toBeVisible();
    await expect(canvas.getByLabelText('Move Naima up')).toHaveAttribute('aria-disabled', 'true');
  },
};

export const RemovedWithoutLosingTheFocus: Story = {
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(titles(canvasElement)).toHaveLength(6));
    const remove = canvas.getByLabelText('Remove Take Five');
    const row = remove.closest('.song')!;
    // What lets a row be seen to leave is loaded where it is asked for.
    await canvasElement.querySelector('live-stream')?.updateComplete;
    remove.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(row).toHaveAttribute('aria-hidden', 'true'));
    await expect(document.activeElement?.closest('.song')).toHaveTextContent('Afro Blue');
    await waitFor(() => expect(row).not.toBeInTheDocument());
    await expect(titles(canvasElement)).toHaveLength(5);
  },
};
