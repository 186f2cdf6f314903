// Rows shown from the end up. All that keeps a reader's place takes rows to go down the page and scrolling to begin at 0: there, the
// place is left to the browser, and whoever asked for more is told, once.

import { reporter } from './admit-ops.js';

type Host = HTMLElement & { readonly name: string };

const told = new WeakSet<Host>();

/** Whether the box of the rows, or what scrolls it, begins at its lower edge. */
export function isReversed(host: Host, box: Element | undefined, scroller: Element | undefined): boolean {
  const upward = [box, scroller].find((element) => {
    const { display, flexDirection } = element ? getComputedStyle(element) : host.style;
    return display.endsWith('flex') && flexDirection === 'column-reverse';
  });
  if (upward && !told.has(host)) {
    told.add(host);
    reporter(host)(
      new Error('rows that run upward (column-reverse) are held by nobody but the browser; anchor="end" needs no such style'),
      upward,
    );
  }
  return upward !== undefined;
}
