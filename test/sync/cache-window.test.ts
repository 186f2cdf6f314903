// Where a place lies among the rows that are held, and when that is certain.

import { describe, expect, it } from 'vitest';
import { placeWithin } from '../../src/sync/cache-window.js';
import { memoryCache } from '../../src/sync/memory-store.js';

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
