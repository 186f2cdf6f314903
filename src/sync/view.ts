// What a stream is to show, read from cache and outbox.

import type { Cache } from './cache.js';
import type { Outbox } from './outbox.js';
import { overlay, type Entry, type Shown } from './overlay.js';
import type { Row } from './protocol.js';

/** One reading of a topic. */
export interface View<R extends Row> {
  shown: Shown<R>[];
  /** The history the rows belong to; undefined while nothing is known. */
  epoch: string | undefined;
  /** The lowest seq shown; undefined while nothing is known. */
  low: number | undefined;
  beginning: boolean;
  waiting: number;
  /** The refused wishes of the topic, whether their rows are shown or not. */
  failures: Entry[];
}

/**
 * Reads the rows from `low` on (the newest `size` without it) and lays the wishes over them.
 * The outbox is read first: a granted wish leaves it only after its row is kept, so the row may be seen twice, never not at all.
 */
export async function readView<R extends Row>(
  { cache, outbox }: { cache: Cache; outbox: Outbox },
  topic: string,
  { low, size }: { low: number | undefined; size: number },
): Promise<View<R>> {
  const entries = await outbox.entries(topic);
  const created = entries.filter((entry) => entry.kind === 'create').map((entry) => entry.id);
  const window = await cache.window(topic, low, size, created);
  // A create whose row is held was granted; it is shown as a row if it lies in the window, and not at all otherwise.
  const wishes = entries.filter((entry) => entry.kind !== 'create' || !window.held.has(entry.id));
  const failures = entries.filter((entry) => entry.state === 'failed');
  return {
    shown: overlay(window.rows as R[], wishes),
    epoch: window.state?.epoch,
    low: window.low,
    beginning: window.beginning,
    waiting: entries.length - failures.length,
    failures,
  };
}
