// No framework: a module in TypeScript, properties and listeners.

import { html } from 'lit';
import type { StreamChangeEvent } from 'live-stream-kit';
import 'live-stream-kit/live-stream';

interface Song {
  id: number;
  title: string;
}

let added = 0;
let inserted = 0;
const button = (text: string, act: () => unknown): HTMLButtonElement =>
  Object.assign(document.createElement('button'), { textContent: text, onclick: act });
const output = document.createElement('output');

function mount() {
  const list = document.createElement('live-stream');
  list.name = 'songs';
  list.renderItem = ({ title }: Song) => html`<div class="song">${title}</div>`;
  list.append(Object.assign(document.createElement('p'), { slot: 'empty', textContent: 'Nothing to play' }));
  list.addEventListener('stream-change', count);
  return list;
}

function count(event: StreamChangeEvent): void {
  output.textContent = `${(inserted += event.inserted.length)} inserted`;
}

let list = mount();
document.querySelector('#app')!.append(
  button('Add', () => list.insert({ id: ++added, title: `Song ${added}` })),
  button('Two at most', () => (list.limit = -2)),
  button('Hide', () => list.remove()),
  button('Show', () => document.body.append((list = mount()))),
  output,
  list,
);
