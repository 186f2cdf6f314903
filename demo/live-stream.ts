// The stream alone: four buttons make ops, the element obeys, and the line below says what it changed.

import { html } from 'lit';
import type { LiveStream } from '../src/live-stream/index.js';
import '../src/live-stream/index.js';

interface Song {
  id: number;
  title: string;
}

const FIRST: readonly Song[] = ['Overture', 'Second thoughts', 'Third time lucky', 'Four walls', 'Fifth of May'].map((title, i) => ({
  id: i + 1,
  title,
}));

const stream = document.querySelector<LiveStream<Song>>('live-stream')!;
const said = document.querySelector('output')!;
let songs = [...FIRST];
let next = FIRST.length + 1;

stream.renderItem = ({ id, title }) =>
  html`<div class="song"><b>${id}</b><span>${title}</span><input aria-label=${`Note on ${title}`} placeholder="a note" /></div>`;
stream.addEventListener('stream-change', ({ inserted, moved, removed, updated }) => {
  said.textContent = `${inserted.length} inserted, ${updated.length} updated, ${moved.length} moved, ${removed.length} removed`;
});
stream.reset(songs);

on('prepend', () => {
  const song = newSong();
  songs = [song, ...songs];
  stream.insert(song, { at: 0 });
});
on('append', () => {
  const song = newSong();
  songs = [...songs, song];
  stream.insert(song);
});
on('shuffle', () => {
  songs = shuffled(songs);
  stream.reset(songs);
});
on('reset', () => {
  songs = [...FIRST];
  stream.reset(songs);
});

function on(id: string, act: () => void): void {
  document.getElementById(id)!.addEventListener('click', act);
}

function newSong(): Song {
  const id = next++;
  return { id, title: `Song ${id}` };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
