// Where a place lies among the rows that are held, and when that is certain; and what a window says is missing.

import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { placeWithin } from '../../src/sync/cache-window.js';
import { memoryCache } from '../../src/sync/memory-store.js';
import type { Row } from '../../src/sync/protocol.js';
import { shortened } from '../../src/sync/shortened.js';
import type { View } from '../../src/sync/view.js';

/** A topic whose newest rows are held from `floor` on, one made on each of these days of March. */
async function place(days: readonly number[], floor: number, at: string, whole = true): Promise<number | undefined> {
  const store = memoryCache();
  await store.write(async (verbs) => {
    await verbs.putTopic({ topic: 't', epoch: 'e', cursor: 99, base0: 99, floor });
    for (const [index, day] of days.entries()) {
      const seq = 10 + index;
      await verbs.putRow('t', { id: `r${seq}`, seq, version: seq, deleted: false, insertedAt: `2026-03-0${day}T12:00:00.000Z` });
    }
  });
  return store.read((verbs) => placeWithin(verbs, 't', { at }, whole));
}

describe('an instant', () => {
  it.each([1, 2, 3])('after the newest row is behind it, of however many (%i)', async (count) => {
    expect(await place([1, 2, 3].slice(0, count), 10, '2026-03-09T00:00:00.000Z')).toBe(10 + count);
  });

  it('after the newest row may be before a newer one, while others are to come', async () => {
    expect(await place([1, 2], 10, '2026-03-09T00:00:00.000Z', false)).toBe(undefined);
    expect(await place([1, 3], 10, '2026-03-02T00:00:00.000Z', false)).toBe(11);
  });

  it('before the oldest row that is held is certain only where nothing is older', async () => {
    expect(await place([2, 3], 10, '2026-03-01T00:00:00.000Z')).toBe(undefined);
    expect(await place([2, 3], 0, '2026-03-01T00:00:00.000Z')).toBe(10);
  });

  it('between two rows is the later one', async () => {
    expect(await place([1, 3], 10, '2026-03-02T00:00:00.000Z')).toBe(11);
  });
});

describe('what is newer than what has been caught up to', () => {
  const row = (seq: number): Row => ({ id: `r${seq}`, seq, version: seq, deleted: false });
  const rows = (low: number, below: number): Row[] => Array.from({ length: below - low }, (_, n) => row(low + n));

  /** Caught up to 10, and then two own wishes were granted. */
  async function overtaking(floor = 0): Promise<Cache> {
    const cache = new Cache(memoryCache(), () => undefined);
    await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 10, rows: rows(Math.max(1, floor), 11), floor });
    for (const seq of [20, 30]) await cache.applyReply('t', 'e', row(seq));
    return cache;
  }

  it.each([
    ['that reaches the newest row', undefined, [20, 30]],
    ['that ends at the last of them', 31, [20, 30]],
    ['that ends between them', 21, [20]],
    ['that ends before them', 15, []],
    ['that ends where that is', 11, []],
  ])('stands behind a gap in a window %s', async (_, below, newer) => {
    const cache = await overtaking();
    const { rows: shown, gaps } = await cache.window('t', { low: 1, below, size: 50 });
    expect(shown.map(({ seq }) => seq)).toEqual([...rows(1, 11).map(({ seq }) => seq), ...newer]);
    expect(gaps).toEqual(newer.map((seq) => ({ low: seq === 20 ? 11 : 21, below: seq })));
  });

  it('stands behind a gap beside an island, too', async () => {
    const cache = await overtaking(8);
    await cache.applyPage('t', 'e', { asOf: 10, before: 4, floor: 2, rows: rows(2, 4) });
    const { gaps } = await cache.window('t', { low: 2, below: 21, size: 50 });
    expect(gaps).toEqual([
      { low: 4, below: 8 },
      { low: 11, below: 20 },
    ]);
  });

  it.each([
    ['ends where its last row does', 30, { low: 1, below: 9, cut: { above: false, below: false } }],
    ['reaches the newest where that is newer', 7, { low: 1, below: undefined, cut: { above: false, below: true } }],
  ])('is no end of a window that is too long: it %s', (_, caughtUp, expected) => {
    const items = rows(1, 21).map((one) => ({ id: one.id, row: one, state: 'sent' as const }));
    const view: View<Row> = {
      ...{ items, epoch: 'e', low: 1, below: undefined, caughtUp, end: true, beginning: true, news: 0, waiting: 0 },
      failures: [],
    };
    expect(shortened(view, { most: 8, size: 4, held: 'r1', upwards: false })).toMatchObject(expected);
  });
});
