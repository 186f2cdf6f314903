// The bounds of the cache on random use: as many topics and rows as it may hold, and never what some tab shows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { CACHE_LIMITS, leasesAt, leasesOf, trimTopics } from '../../src/sync/cache-trim.js';
import { makeRoom } from '../../src/sync/make-room.js';
import { memoryCache } from '../../src/sync/memory-store.js';
import type { Row } from '../../src/sync/protocol.js';
import { isTopicState, type TopicState } from '../../src/sync/rules.js';
import { LEASE, stretchAt, type Lease } from '../../src/sync/stretches.js';

const RUNS = import.meta.env.MODE === 'long' ? 2_000 : 100;

const ROWS = 40;

const row = (seq: number): Row => ({ id: `r${seq}`, seq, version: seq, deleted: false });

describe('topics', () => {
  const uses = fc.array(fc.record({ topic: fc.nat(79), tab: fc.constantFrom('one', 'two'), until: fc.integer({ min: 1, max: 1_000 }) }), {
    minLength: 60,
    maxLength: 160,
  });

  it(
    'are fifty at most, or as many as are shown: of the others those shown longest ago go, with all their rows',
    { timeout: 120_000 },
    async () => {
      let forgotten = 0;
      let beyond = 0;
      const property = fc.asyncProperty(uses, fc.integer({ min: 0, max: 1_000 }), async (all, now) => {
        const store = memoryCache();
        const told: string[] = [];
        const cache = new Cache(store, () => undefined, undefined, { now: () => now, dropped: (topics) => void told.push(...topics) });
        const topicsKept = (): Promise<string[]> =>
          store.read(async (verbs) => (await verbs.topics()).filter(isTopicState).map(({ topic }) => topic));
        const rowsIn = (topic: string): Promise<number> => store.read((verbs) => verbs.countRows(topic));
        const shown = new Map<string, number>();
        const age = (topic: string): number => shown.get(topic) ?? 0;
        const gone: string[] = [];
        /** What there is after something was done with a topic, compared with what should be. */
        const after = async (topic: string, before: readonly string[]): Promise<void> => {
          const kept = new Set(await topicsKept());
          const free = before.filter((other) => other !== topic && age(other) <= now).toSorted((a, b) => age(a) - age(b));
          const over = Math.min(free.length, Math.max(0, before.length - CACHE_LIMITS.topics));
          expect(kept.size).toBe(before.length - over);
          const least = Math.min(Infinity, ...free.filter((other) => kept.has(other)).map(age));
          for (const other of before.filter((one) => !kept.has(one))) {
            expect(free).toContain(other);
            expect(age(other)).toBeLessThanOrEqual(least);
            expect(await rowsIn(other)).toBe(0);
            shown.delete(other);
            gone.push(other);
          }
          forgotten += over;
          beyond += Number(kept.size > CACHE_LIMITS.topics);
        };
        for (const { topic: number, tab, until } of all) {
          const topic = `room ${number}`;
          let before = await topicsKept();
          if (!before.includes(topic)) {
            await cache.applySync(topic, 'e', { reset: true, epoch: 'e', asOf: 2, rows: [row(1), row(2)], floor: 0 });
            await after(topic, [...before, topic]);
          }
          before = await topicsKept();
          await cache.lease(topic, { tab: `${tab} ${topic}`, low: 0, below: Infinity, until });
          // Said again by the same tab, so that the last word counts; what is over is not even kept.
          shown.set(topic, until > now ? until : 0);
          await after(topic, before);
          await cache.unlease(topic, `${tab} ${topic}`);
          await cache.lease(topic, { tab: topic, low: 0, below: Infinity, until });
        }
        expect(told).toEqual(gone);
        for (const topic of await topicsKept()) expect(await rowsIn(topic)).toBe(2);
      });
      await fc.assert(property, { numRuns: RUNS });
      expect(forgotten).toBeGreaterThan(RUNS);
      expect(beyond).toBeGreaterThan(RUNS);
    },
  );

  it('are said to be shown again where somebody made what is known of them anew', async () => {
    const store = memoryCache();
    const cache = new Cache(store, () => undefined, undefined, { now: () => 0 });
    const leases = (): Promise<readonly Lease[]> => store.read(async (verbs) => leasesAt((await verbs.topic('t')) as TopicState, 0));
    const begin = (by: Cache): Promise<unknown> => by.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 1, rows: [row(1)], floor: 0 });
    const lease = { tab: 'mine', low: 0, below: Infinity, until: 10 };
    await begin(cache);
    await cache.lease('t', lease);
    await store.write((verbs) => verbs.deleteTopic('t'));
    await begin(cache);
    expect(await leases()).toEqual([lease]);
    await store.write((verbs) => verbs.deleteTopic('t'));
    await begin(new Cache(store, () => undefined, undefined, { now: () => 0 }));
    expect(await leases()).toEqual([]);
    await cache.window('t', { low: undefined, below: undefined, size: 1 });
    expect(await leases()).toEqual([lease]);
    await cache.unlease('t', 'mine');
    await cache.window('t', { low: undefined, below: undefined, size: 1 });
    expect(await leases()).toEqual([]);
  });

  it('are counted whatever storage says of who shows them', async () => {
    const leases = fc.oneof(fc.anything(), fc.array(fc.oneof(fc.anything(), fc.record({ until: fc.anything() }))));
    const property = fc.asyncProperty(fc.array(leases, { minLength: 4, maxLength: 8 }), async (all) => {
      const store = memoryCache();
      const left = await store.write(async (verbs) => {
        for (const [at, broken] of all.entries())
          await verbs.putTopic({ topic: `t${at}`, epoch: 'e', cursor: 0, base0: 0, floor: 0, leases: broken as Lease[] });
        await trimTopics(verbs, { limits: { rows: 10, topics: 3 }, now: Infinity });
        return verbs.topics();
      });
      expect(left).toHaveLength(3);
    });
    await fc.assert(property, { numRuns: 10 * RUNS });
  });
});

describe('leases', () => {
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

  it('keep together no more than a topic may have: those said last are whole, the next is shortened', { timeout: 120_000 }, async () => {
    let shortened = 0;
    const windows = fc.array(fc.record({ low: fc.nat(165), length: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(windows, async (all) => {
      const store = memoryCache();
      const cache = new Cache(store, () => undefined, undefined, { rows: ROWS, now: () => 0 });
      await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 200, rows: [row(200)], floor: 200 });
      const shown: { low: number; below: number }[] = [];
      for (const [place, { low, length }] of all.entries()) {
        const below = low + length;
        const rows = Array.from({ length }, (_, n) => row(low + n));
        await cache.applyPage('t', 'e', { asOf: 200, before: below, floor: low, rows });
        await cache.lease('t', { tab: `${place}`, low, below, until: 1 + place });
        shown.push({ low, below });
        const held = await store.read((verbs) => verbs.countRows('t'));
        expect(held).toBeLessThanOrEqual(ROWS);
        const wanted = new Set([200, ...shown.flatMap((one) => Array.from({ length: one.below - one.low }, (_, n) => one.low + n))]);
        shortened += Number(wanted.size > ROWS);
        const state = (await cache.topic('t'))!;
        for (let seq = low; seq < below; seq += 1) {
          if (seq > 0) expect(stretchAt(state, seq), `${seq} of ${low}–${below}`).toBeDefined();
        }
      }
    });
    await fc.assert(property, { numRuns: RUNS });
    expect(shortened).toBeGreaterThan(RUNS);
  });

  it('count no longer than one lasts, whatever the clock said when they were made', async () => {
    const store = memoryCache();
    let now = 100 * LEASE;
    const cache = new Cache(store, () => undefined, undefined, { rows: ROWS, topics: 1, now: () => now });
    const begin = (topic: string): Promise<unknown> =>
      cache.applySync(topic, 'e', { reset: true, epoch: 'e', asOf: 2, rows: [row(1), row(2)], floor: 0 });
    await begin('left');
    await store.write(async (verbs) => {
      const ahead = { tab: 'killed', low: 0, below: Infinity, until: now + LEASE };
      await verbs.putTopic({ ...((await verbs.topic('left')) as TopicState), leases: [ahead] });
    });
    now = 1;
    await begin('read');
    expect(await cache.topic('left')).toBeUndefined();
    // It is taken away with the next word, and one's own is not said again and again.
    await cache.lease('read', { tab: 'mine', low: 0, below: Infinity, until: now + LEASE + 1 });
    expect((await cache.topic('read'))?.leases).toBeUndefined();
    let written = 0;
    const watched = new Cache({ ...store, write: (work) => ((written += 1), store.write(work)) }, () => undefined, undefined, {
      now: () => now,
    });
    await watched.lease('read', { tab: 'other', low: 0, below: Infinity, until: now + LEASE + 1 });
    await watched.window('read', { low: undefined, below: undefined, size: 1 });
    expect(written).toBe(1);
  });

  it('of no rows keep a topic and none of its rows, and take no room from what is shown', async () => {
    const cache = new Cache(memoryCache(), () => undefined, undefined, { rows: ROWS, topics: 1, now: () => 0 });
    const rows = ops(1, ROWS).map((one) => one.row);
    const begin = (topic: string): Promise<unknown> => cache.applySync(topic, 'e', { reset: true, epoch: 'e', asOf: ROWS, rows, floor: 0 });
    const held = async (topic: string, below: number): Promise<number> =>
      (await cache.window(topic, { low: 1, below, size: ROWS })).rows.length;
    for (const topic of ['shown', 'sends']) {
      await begin(topic);
      await cache.lease(topic, { tab: 'sends', low: Infinity, below: Infinity, until: 2 });
    }
    await cache.lease('shown', { tab: 'shows', low: 1, below: 31, until: 1 });
    for (const topic of ['shown', 'sends']) await cache.applyOps(topic, 'e', ops(ROWS + 1, ROWS + 1));
    expect([await held('shown', 31), await held('shown', Infinity)]).toEqual([30, ROWS]);
    expect(await held('sends', Infinity)).toBe(ROWS / 2);
    await begin('used');
    expect([await cache.topic('shown'), await cache.topic('sends')]).not.toContain(undefined);
    await cache.unlease('sends', 'sends');
    expect(await cache.topic('used')).toBeUndefined();
  });

  it('that reach to the end keep where they began and the end, when more comes at once than may be kept', async () => {
    const cache = new Cache(memoryCache(), () => undefined, undefined, { rows: ROWS, now: () => 0 });
    await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 10, rows: [row(9), row(10)], floor: 9 });
    await cache.lease('t', { tab: 'one', low: 9, below: Infinity, until: 1 });
    await cache.applyOps('t', 'e', ops(11, 1_000));
    const { rows, gaps } = await cache.window('t', { low: 9, below: Infinity, size: ROWS });
    const seqs = rows.map(({ seq }) => seq);
    expect(seqs.slice(0, 5)).toEqual([9, 10, 11, 12, 13]);
    expect(seqs.slice(-20)).toEqual(Array.from({ length: 20 }, (_, n) => 981 + n));
    expect(gaps).toHaveLength(1);
    expect(seqs.length).toBeLessThanOrEqual(ROWS);
  });
});

describe('room on a full disk', () => {
  it.each([
    ['two hundred rows of what is shown', 950, Infinity, 200],
    ['two hundred on both sides of it and at the end', 601, 640, 199],
    ['or all that is shown', 701, Infinity, 300],
  ])('is made but for %s', async (_, low, below, left) => {
    const store = memoryCache();
    const cache = new Cache(store, () => undefined, undefined, { now: () => 0 });
    const rows = ops(501, 1_000).map((one) => one.row);
    for (const topic of ['t', 'left']) await cache.applySync(topic, 'e', { reset: true, epoch: 'e', asOf: 1_000, rows, floor: 501 });
    await cache.lease('t', { tab: 'mine', low, below, until: 1 });
    await makeRoom(store, 0);
    const counts = await store.read((verbs) => Promise.all(['t', 'left'].map((topic) => verbs.countRows(topic))));
    expect(counts).toEqual([left, 0]);
    const state = (await cache.topic('t'))!;
    for (const { seq } of rows) if (seq >= low && seq < below) expect(stretchAt(state, seq)).toBeDefined();
  });
});

describe('islands', () => {
  it('of which there are too many go with their rows, and neither what was just asked for nor what is shown', async () => {
    const store = memoryCache();
    const cache = new Cache(store, () => undefined, undefined, { now: () => 0 });
    await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 6_000, rows: ops(5_981, 6_000).map((one) => one.row), floor: 5_981 });
    const page = (low: number): Promise<unknown> =>
      cache.applyPage('t', 'e', { asOf: 6_000, floor: low, before: low + 10, rows: ops(low, low + 9).map((one) => one.row) });
    await page(2_000);
    await cache.lease('t', { tab: 'other', low: 2_000, below: 2_010, until: 1 });
    for (let n = 0; n < 58; n += 1) {
      const low = 5_900 - n * 100;
      await page(low);
      const state = (await cache.topic('t'))!;
      for (const shown of [low, 2_000]) expect(stretchAt(state, shown), `${shown} at ${low}`).toBeDefined();
      expect(state.islands!.length).toBeLessThanOrEqual(50);
      const stored = (await store.read((verbs) => verbs.rows('t'))) as Row[];
      expect(stored.filter(({ seq }) => !stretchAt(state, seq))).toEqual([]);
    }
  });
});

describe('many that come at once', () => {
  it('are what they are one by one, and those that would be forgotten at once are not written', async () => {
    const property = fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
      const store = memoryCache();
      let written = 0;
      const counting: typeof store = {
        ...store,
        write: (work, options) =>
          store.write((verbs) => work({ ...verbs, putRow: (topic, one) => ((written += 1), verbs.putRow(topic, one)) }), options),
      };
      const cache = new Cache(counting, () => undefined, undefined, { rows: ROWS, now: () => 0 });
      await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 0, rows: [], floor: 0 });
      let head = 0;
      for (const size of sizes) {
        written = 0;
        const { state } = await cache.applyOps('t', 'e', ops(head + 1, head + size));
        head += size;
        expect(state?.cursor).toBe(head);
        expect(written).toBeLessThanOrEqual(Math.min(size, ROWS));
        const seqs = (await cache.window('t', { low: 0, below: Infinity, size: 1_000 })).rows.map(({ seq }) => seq);
        expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => head - seqs.length + 1 + n));
        expect(seqs[0]).toBe(Math.max(1, state!.floor));
        expect(seqs.length).toBeGreaterThanOrEqual(Math.min(head, ROWS / 2));
        expect(seqs.length).toBeLessThanOrEqual(ROWS);
        expect(await store.read((verbs) => verbs.countRows('t'))).toBe(seqs.length);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('a topic that is full', () => {
  /** How often all rows of a topic are read while something happens. */
  async function readings(leases: readonly Omit<Lease, 'tab'>[], happens: (cache: Cache) => Promise<unknown>): Promise<number> {
    let read = 0;
    const store = memoryCache();
    const counting: typeof store = {
      ...store,
      write: (work, options) => store.write((verbs) => work({ ...verbs, rows: (topic) => ((read += 1), verbs.rows(topic)) }), options),
    };
    const cache = new Cache(counting, () => undefined, undefined, { now: () => 0 });
    const rows = ops(1, 2_000).map((one) => one.row);
    await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 2_000, rows, floor: 0 });
    for (const [place, lease] of leases.entries()) await cache.lease('t', { tab: `${place}`, ...lease });
    read = 0;
    await happens(cache);
    expect(await store.read((verbs) => verbs.countRows('t'))).toBeLessThanOrEqual(2_000);
    return read;
  }

  it('is not read for what takes the place of what is stored', async () => {
    const read = await readings([], async (cache) => {
      for (let seq = 2_001; seq <= 2_050; seq += 1) await cache.applyOps('t', 'e', [{ seq, row: { ...row(1_990), version: seq } }]);
    });
    expect(read).toBe(0);
  });

  it('is not read for every row, however much is shown', async () => {
    const leases = [0, 500, 1_000, 1_500].map((low) => ({ low, below: low === 1_500 ? Infinity : low + 500, until: 1 }));
    const read = await readings(leases, async (cache) => {
      for (const op of ops(2_001, 2_150)) await cache.applyOps('t', 'e', [op]);
    });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(2);
  });
});

function ops(first: number, last: number): { seq: number; row: Row }[] {
  return Array.from({ length: last - first + 1 }, (_, n) => ({ seq: first + n, row: row(first + n) }));
}

describe('what is ahead of the cursor', () => {
  it('is not forgotten where its place is not shown: a page on a slow line would bring back what was deleted, or said before', async () => {
    const known = Array.from({ length: 38 }, (_, n) => row(n + 1));
    for (const change of [{ deleted: true }, { text: 'new words' }]) {
      const cache = new Cache(memoryCache(), () => undefined, undefined, { rows: ROWS });
      await cache.applySync('t', 'e', { reset: true, epoch: 'e', asOf: 38, rows: known, floor: 0 });
      const late = { asOf: 41, before: 9, rows: known.slice(0, 8), floor: 0 };
      await cache.applyReply('t', 'e', { ...row(3), version: 42, ...change });
      const ops = [39, 40, 41].map((seq) => ({ seq, row: row(seq) }));
      const { state } = await cache.applyOps('t', 'e', ops);
      expect(state && stretchAt(state, 3), 'forgotten').toBeUndefined();
      expect((await cache.applyPage('t', 'e', late)).changed).toBe(true);
      expect(await cache.findAll('t', ['r3'])).toMatchObject([change]);
    }
  });
});
