// What the stories about <live-stream> are told with.

import { html, type TemplateResult } from 'lit';
import type { LiveStream } from '../src/live-stream/live-stream.js';

export interface Song extends Record<string, unknown> {
  id: number;
  title: string;
  by: string;
}

const TITLES = ['Naima', 'Take Five', 'Afro Blue', 'Blue in Green', 'Waltz for Debby', 'Maiden Voyage', 'So What'];
const PEOPLE = ['John Coltrane', 'Dave Brubeck', 'Mongo Santamaría', 'Miles Davis', 'Bill Evans', 'Herbie Hancock', 'Miles Davis'];

/** The song of a number, from 1; after seven they come round again. */
export function song(id: number): Song {
  const i = (id - 1) % TITLES.length;
  const round = Math.ceil(id / TITLES.length);
  return { id, title: round > 1 ? `${TITLES[i]}, take ${round}` : TITLES[i]!, by: PEOPLE[i]! };
}

/** The first so many songs. */
export function songs(count: number): Song[] {
  return Array.from({ length: count }, (_, i) => song(i + 1));
}

/** A song as a row. */
export function songRow({ title, by }: Song): TemplateResult {
  return html`<div class="song"><span>${title}</span><small>${by}</small></div>`;
}

/** The list of a story. */
export function listIn(canvas: ParentNode): LiveStream<Song> {
  return canvas.querySelector<LiveStream<Song>>('live-stream')!;
}

/** The rows of a story, as a user would read their first words. */
export function titlesIn(canvas: ParentNode): string[] {
  return Array.from(canvas.querySelectorAll('.song:not([slot]) > :first-child'), ({ textContent }) => textContent.trim());
}

/** Resolves once the list of a story has its role and its rows have theirs: that part is loaded when it is asked for. */
export async function dressedIn(canvas: ParentNode): Promise<void> {
  await listIn(canvas).updateComplete;
}
