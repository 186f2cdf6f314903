// What tests of the inspector read off it, and press.

import type { StreamInspector } from '../../src/inspector/index.js';

/** What the songs of these tests are. */
export interface Song {
  id: number;
  text: string;
}

/** The inspector in a page. */
export const inspectorIn = (page: Element): StreamInspector => page.querySelector('stream-inspector')!;

/** The lines of its log. */
export const logged = (inspector: StreamInspector): string[] =>
  Array.from(
    inspector.log.querySelectorAll('.op'),
    (line) => `${line.querySelector('b')!.textContent} ${line.querySelector('.detail')!.textContent}`,
  );

/** What something of it says. */
export const shown = (inspector: StreamInspector, selector: string): string =>
  inspector.shadowRoot!.querySelector(selector)?.textContent?.trim() ?? '';

/** Its button with these words. */
export const button = (inspector: StreamInspector, words: string): HTMLButtonElement =>
  Array.from(inspector.shadowRoot!.querySelectorAll('button')).find(({ textContent }) => textContent?.trim().startsWith(words))!;

/** One of its facts. */
export const fact = (inspector: StreamInspector, name: string): string =>
  Array.from(inspector.shadowRoot!.querySelectorAll('dl div'), (line) => [
    line.children[0]!.textContent,
    line.children[1]!.textContent,
  ]).find(([term]) => term === name)?.[1] ?? '';

/** What its bar says is held. */
export const held = (inspector: StreamInspector): string => inspector.shadowRoot!.querySelector('.bar')!.getAttribute('aria-label')!;
