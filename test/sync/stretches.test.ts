// Stretches against a plain set of numbers: joined only where nothing lies between, trimmed without ever claiming more.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areIslands,
  extend,
  heldOf,
  heldWithin,
  reachOf,
  stretchAt,
  stretchesOf,
  thinned,
  type Reach,
  type Stretch,
} from '../../src/sync/stretches.js';
import { trimmed } from '../../src/sync/trim.js';

const RUNS = import.meta.env.MODE === 'long' ? 100_000 : 3_000;
const END = 60;

const stretch = fc
  .record({ low: fc.nat(END - 1), length: fc.integer({ min: 0, max: 12 }) })
  .map(({ low, length }) => ({ low, below: low + length }));
const reach = fc
  .tuple(fc.integer({ min: 0, max: END }), fc.array(stretch, { maxLength: 12 }))
  .map(([floor, added]) => added.reduce<Reach>((grown, one) => extend(grown, one), { floor }));

/** Which numbers are held, up to `END`. */
function numbers(of: Reach): Set<number> {
  return new Set(Array.from({ length: END }, (_, n) => n).filter((n) => stretchAt(of, n)));
}

function isSound(of: Reach): void {
  const all = stretchesOf(of);
  for (const [index, { low, below }] of all.entries()) {
    expect(low).toBeLessThan(below);
    const before = all[index - 1];
    if (before) expect(before.below).toBeLessThan(low);
  }
}

describe('stretches', () => {
  it('hold what was held and what was added, and nothing besides', () => {
    fc.assert(
      fc.property(reach, stretch, (before, added) => {
        const after = extend(before, added);
        isSound(after);
        const expected = numbers(before);
        for (let n = added.low; n < Math.min(added.below, END); n += 1) expected.add(n);
        expect(numbers(after)).toEqual(expected);
        expect(numbers(extend(after, added))).toEqual(expected);
        expect(reachOf(stretchesOf(after))).toEqual({ floor: after.floor, islands: after.islands });
      }),
      { numRuns: RUNS },
    );
  });

  it('become one whichever of them comes first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: END }), fc.array(stretch, { maxLength: 8 }), fc.nat(), (floor, added, turn) => {
        const turned = [...added.slice(turn % (added.length + 1)), ...added.slice(0, turn % (added.length + 1))].toReversed();
        const grow = (all: Stretch[]): Reach => all.reduce<Reach>((grown, one) => extend(grown, one), { floor });
        expect(stretchesOf(grow(turned))).toEqual(stretchesOf(grow(added)));
      }),
      { numRuns: RUNS },
    );
  });

  it('are cut to a window without losing or gaining a number', () => {
    fc.assert(
      fc.property(reach, stretch, (of, window) => {
        const parts = heldWithin(of, window);
        const inParts = (n: number): boolean => parts.some(({ low, below }) => low <= n && n < below);
        for (let n = 0; n < END; n += 1) expect(inParts(n)).toBe(n >= window.low && n < window.below && stretchAt(of, n) !== undefined);
        const rows = Array.from({ length: END }, (_, seq) => ({ seq }));
        expect(heldOf(of, rows)).toEqual(rows.filter(({ seq }) => stretchAt(of, seq)));
      }),
      { numRuns: RUNS },
    );
  });

  it('are as many islands as may be, or as are shown: the farthest from what is shown and from the newest go', () => {
    fc.assert(
      fc.property(reach, fc.array(stretch, { maxLength: 3 }), fc.nat(4), (before, shown, most) => {
        const after = thinned(before, shown, most);
        expect(after.floor).toBe(before.floor);
        const kept = new Set(after.islands);
        const all = before.islands ?? [];
        const isShown = (island: Stretch): boolean => shown.some(({ low, below }) => low < island.below && island.low < below);
        for (const island of all) if (isShown(island)) expect(kept).toContain(island);
        expect(kept.size).toBeLessThanOrEqual(Math.max(most, all.filter(isShown).length));
        expect(kept.size).toBeGreaterThanOrEqual(Math.min(most, all.length));
        const away = (n: number): number =>
          Math.min(before.floor - n, ...shown.map(({ low, below }) => Math.max(low - n, n - below)).map((by) => Math.max(0, by)));
        const distance = ({ low, below }: Stretch): number => Math.min(...[low, below].map(away));
        const gone = all.filter((island) => !kept.has(island)).map(distance);
        for (const island of after.islands.filter((one) => !isShown(one)))
          for (const far of gone) expect(distance(island)).toBeLessThanOrEqual(far);
      }),
      { numRuns: RUNS },
    );
  });

  it('are known from what storage may have made of them', () => {
    expect(areIslands(undefined)).toBe(true);
    expect(areIslands([{ low: 1, below: 2 }])).toBe(true);
    for (const broken of ['x', [null], [{ low: 'a', below: 2 }], [{ low: 1 }], { 0: { low: 1, below: 2 } }])
      expect(areIslands(broken)).toBe(false);
  });
});

describe('trimming', () => {
  const case_ = fc.record({
    reach,
    taken: fc.array(fc.boolean(), { minLength: END, maxLength: END }),
    shown: fc.array(stretch, { maxLength: 3 }),
    keep: fc.integer({ min: 0, max: 30 }),
    cursor: fc.integer({ min: -1, max: END }),
  });

  it('claims nothing that was not held, keeps what is shown, the newest, and what is above the cursor, and gets small enough', () => {
    fc.assert(
      fc.property(case_, ({ reach: before, taken, shown, keep, cursor }) => {
        const seqs = [...numbers(before)].filter((n) => taken[n]);
        const after = trimmed(before, { seqs, shown, keep, cursor });
        isSound(after);
        const held = numbers(after);
        for (const n of held) expect(numbers(before).has(n)).toBe(true);
        const kept = seqs.filter((n) => held.has(n));
        const precious = (n: number): boolean => n > cursor || shown.some(({ low, below }) => low <= n && n < below);
        for (const n of seqs) if (precious(n)) expect(held.has(n)).toBe(true);
        if (seqs.length > 0) expect(held.has(seqs.at(-1)!)).toBe(true);
        const newest = seqs.slice(-Math.max(1, keep >> 1));
        expect(kept.length).toBeLessThanOrEqual(Math.max(keep, new Set([...newest, ...seqs.filter(precious)]).size));
      }),
      { numRuns: RUNS },
    );
  });

  it('forgets the oldest where only the end is shown, and what is far away where somebody reads far up', () => {
    const seqs = Array.from({ length: 1_000 }, (_, n) => n + 1);
    const at = { seqs, keep: 300, cursor: 1_000 };
    expect(trimmed({ floor: 0 }, { ...at, shown: [{ low: 951, below: Infinity }] })).toEqual({ floor: 701, islands: [] });
    const far = trimmed({ floor: 0 }, { ...at, shown: [{ low: 201, below: 251 }] });
    expect(far).toEqual({ floor: 851, islands: [{ low: 151, below: 301 }] });
  });
});
