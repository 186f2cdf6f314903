// The bounds of the cache on random use: as many topics and rows as it may hold, and never what some tab shows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { CACHE_LIMITS, leasesOf, trimTopics } from '../../src/sync/cache-trim.js';
import { memoryCache } from '../../src/sync/memory-store.js';
import type { Row } from '../../src/sync/protocol.js';
import { isTopicState, type TopicState } from '../../src/sync/rules.js';
import { stretchAt, type Lease } from '../../src/sync/stretches.js';

const RUNS = import.meta.env.MODE === 'long' ? 2_000 : 100;

const row = (seq: number): Row => ({ id: `r${seq}`, seq, version: seq, deleted: false });

describe('topics', () => {
  const uses = fc.array(fc.record({ topic: fc.nat(79), tab: fc.constantFrom('one', 'two'), until: fc.integer({ min: 1, max: 1_000 }) }), {
    minLength: 60,
    maxLength: 160,
  });

  it('are fifty at most: those shown longest ago go, with all their rows', { timeout: 120_000 }, async () => {
    let forgotten = 0;
    const property = fc.asyncProperty(uses, async (all) => {
      const store = memoryCache();
      const cache = new Cache(store, () => undefined, undefined, { now: () => 0 });
      const states = (): Promise<TopicState[]> => store.read(async (verbs) => (await verbs.topics()).filter(isTopicState));
      const rowsIn = (topic: string): Promise<number> => store.read((verbs) => verbs.countRows(topic));
      const shown = new Map<string, Map<string, number>>();
      const age = (topic: string): number => Math.max(0, ...(shown.get(topic)?.values() ?? []));
      for (const { topic: number, tab, until } of all) {
        const topic = `room ${number}`;
        if (!(await cache.topic(topic)))
          await cache.applySync(topic, 'e', { reset: true, epoch: 'e', asOf: 2, rows: [row(1), row(2)], floor: 0 });
        const before = (await states()).map((state) => state.topic);
        shown.set(topic, new Map([...(shown.get(topic) ?? []), [tab, until]]));
        await cache.lease(topic, { tab, low: 0, below: Infinity, until });
        const after = new Set((await states()).map((state) => state.topic));
        expect(after.size).toBe(Math.min(before.length, CACHE_LIMITS.topics));
        const gone = before.filter((other) => !after.has(other));
        const leastKept = Math.min(...[...after].map(age));
        for (const other of gone) {
          expect(age(other)).toBeLessThanOrEqual(leastKept);
          expect(await rowsIn(other)).toBe(0);
          shown.delete(other);
          forgotten += 1;
        }
      }
      for (const { topic } of await states()) expect(await rowsIn(topic)).toBe(2);
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(forgotten).toBeGreaterThan(RUNS);
  });

  it('are counted whatever storage says of who shows them', async () => {
    const leases = fc.oneof(fc.anything(), fc.array(fc.oneof(fc.anything(), fc.record({ until: fc.anything() }))));
    const property = fc.asyncProperty(fc.array(leases, { minLength: 4, maxLength: 8 }), async (all) => {
      const store = memoryCache();
      const left = await store.write(async (verbs) => {
        for (const [at, broken] of all.entries())
          await verbs.putTopic({ topic: `t${at}`, epoch: 'e', cursor: 0, base0: 0, floor: 0, leases: broken as Lease[] });
        await trimTopics(verbs, { rows: 10, topics: 3 });
        return verbs.topics();
      });
      expect(left).toHaveLength(3);
    });
    await fc.assert(property, { numRuns: 10 * RUNS });
  });
});

describe('leases', () => {
  const ROWS = 40;
  const acts = fc.array(
    fc.record({
      act: fc.constantFrom('row', 'row', 'row', 'show', 'wait'),
      tab: fc.constantFrom('one', 'two'),
      back: fc.nat(30),
      length: fc.integer({ min: 1, max: 7 }),
    }),
    { minLength: 80, maxLength: 200 },
  );

  it('keep what they name until they are over, within the bounds of the topic', { timeout: 120_000 }, async () => {
    let forgotten = 0;
    const property = fc.asyncProperty(acts, async (all) => {
      let now = 0;
      let head = 0;
      const store = memoryCache();
      const cache = new Cache(store, () => undefined, undefined, { rows: ROWS, now: () => now });
      await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 0, rows: [], floor: 0 });
      const leased = new Map<string, Lease>();
      for (const { act, tab, back, length } of all) {
        if (act === 'wait') now += 5;
        else if (act === 'row') {
          head += 1;
          await cache.applyOps('t', 'e', [{ seq: head, row: row(head) }]);
        } else {
          const low = Math.max(0, head - back);
          const lease = { tab, low, below: low + length, until: now + 10 };
          // Nobody shows what is not held.
          const { rows, gaps } = await cache.window('t', { low, below: low + length, size: 1 });
          if (rows.length === 0 || gaps.length > 0) continue;
          await cache.lease('t', lease);
          leased.set(tab, { ...lease, low: rows[0]!.seq, below: rows.at(-1)!.seq + 1 });
        }
        const state = (await cache.topic('t'))!;
        for (const { low, below } of [...leased.values()].filter(({ until }) => until > now)) {
          for (let seq = low; seq < below; seq += 1) {
            expect(stretchAt(state, seq), `${seq} of ${low}–${below}`).toBeDefined();
            expect(await store.read((verbs) => verbs.row('t', `r${seq}`))).toMatchObject({ seq });
          }
        }
        const held = await store.read((verbs) => verbs.countRows('t'));
        expect(held).toBeLessThanOrEqual(ROWS);
        expect(leasesOf(state).length).toBeLessThanOrEqual(2);
        forgotten += head - held;
      }
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(forgotten).toBeGreaterThan(RUNS);
  });
});
