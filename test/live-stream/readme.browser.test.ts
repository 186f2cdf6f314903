// The list of the README, taken from its text and put into a page as it stands there: what a reader copies must work.

import { afterEach, expect } from 'vitest';
import packageJson from '../../package.json';
import readme from '../../README.md?raw';

/** The first example with the tag in it. */
const SNIPPET =
  Array.from(readme.matchAll(/```html\n(.*?)```/gs), ([, text]) => text ?? '').find((text) => text.includes('<live-stream')) ?? '';

let frame: HTMLIFrameElement;

/** A page of its own that knows the package by its name, as a bundler or an import map would tell it. */
async function open(body: string): Promise<Document> {
  const imports = { 'live-stream-kit/live-stream': new URL('../../src/live-stream/index.ts', import.meta.url).href };
  frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script><body>${body}</body>`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  return frame.contentDocument as Document;
}

afterEach(() => frame.remove());

describe('the example of the README', () => {
  it('names a door the package has', () => {
    frame = document.createElement('iframe');
    const names = Array.from(SNIPPET.matchAll(/import '([^']+)'/g), ([, name]) => name);
    expect(names).toEqual(['live-stream-kit/live-stream']);
    expect(packageJson.exports['./live-stream'].default).toBe('./dist/live-stream/index.js');
  });

  it('shows two songs in the list of the page, the second first', async () => {
    const page = await open(SNIPPET);
    const songs = (): (string | null)[] => Array.from(page.querySelectorAll('#songs > li'), (song) => song.textContent);
    await expect.poll(songs).toEqual(['Blues – Ben', 'Aria – Ana']);
    expect(Array.from(page.querySelectorAll('#songs > li'), ({ id }) => id)).toEqual(['songs-2', 'songs-1']);
  });

  it('goes on as it says: the list keeps the first hundred', async () => {
    const page = await open(SNIPPET);
    await expect.poll(() => page.querySelectorAll('#songs > li').length).toBe(2);
    const stream = page.querySelector('live-stream');
    for (let id = 3; id <= 150; id++) stream?.insert({ id, title: `${id}`, artist: { name: 'Zoe' } }, { at: 0 });
    await expect.poll(() => page.querySelectorAll('#songs > li').length).toBe(100);
    expect(page.querySelector('#songs > li')?.textContent).toBe('150 – Zoe');
  });
});
