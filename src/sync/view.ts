// What a stream is to show, read from cache and outbox.

import { editIn } from './amend.js';
import type { Cache } from './cache.js';
import type { Span } from './cache-window.js';
import { withGaps, type Item } from './gap.js';
import type { Outbox } from './outbox.js';
import { overlay, unsentIn, type Entry } from './overlay.js';
import type { Row } from './protocol.js';
import { historyName } from './rules.js';

/** One reading of a topic. */
export interface View<R extends Row> {
  /** Rows with the wishes laid over them, and gaps. */
  items: Item<R>[];
  /** The history the rows belong to; undefined while nothing is known. */
  epoch: string | undefined;
  /** The lowest seq shown; undefined while nothing is known. */
  low: number | undefined;
  /** Where the rows end; undefined when they reach the newest one. */
  below: number | undefined;
  /** Up to here nothing is missing between rows; Infinity where that is not known. */
  caughtUp: number;
  /** The newest item is the last one. */
  end: boolean;
  beginning: boolean;
  /** How many rows came that lie behind the window. */
  news: number;
  waiting: number;
  /** The refused wishes of the topic, whether their rows are shown or not. */
  failures: Entry[];
}

/**
 * Reads the rows of a span and lays the wishes over them; rows above `newerThan` that lie behind it are counted.
 * The outbox is read first: a granted wish leaves it only after its row is kept, so the row may be seen twice, never not at all.
 */
export async function readView<R extends Row>(
  { cache, outbox }: { cache: Cache; outbox: Outbox },
  topic: string,
  span: Span,
  newerThan = -1,
): Promise<View<R>> {
  const entries = await outbox.entries(topic);
  // One that was never sent cannot have been granted before it was read here; if it is by now, its row is the newest of the window.
  const created = entries.filter((entry) => entry.kind === 'create' && entry.tries > 0).map((entry) => entry.id);
  const { rows, gaps, held, state, ...window } = await cache.window(topic, span, created, newerThan);
  // A create whose row is held was granted; it is shown as a row if it lies in the window, and not at all otherwise, with what was
  // corrected in it. One that nobody has placed yet comes after the newest row, which may not be in the window either.
  const wishes = entries.flatMap((entry) => {
    if (entry.kind !== 'create' && !unsentIn(entry)) return [entry];
    if (held.has(entry.id)) return editIn(entry) ?? [];
    return window.below === undefined ? [entry] : [];
  });
  const failures = entries.filter((entry) => entry.state === 'failed');
  const items = withGaps(overlay(rows as R[], wishes), gaps);
  const waiting = entries.filter((entry) => entry.state !== 'failed' && entry.kind !== 'react').length;
  const caughtUp = state && state.cursor >= 0 ? state.cursor : Infinity;
  return { ...window, items, end: window.below === undefined, epoch: state && historyName(state), caughtUp, waiting, failures };
}
