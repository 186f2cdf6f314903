// Ranges of places that were read, against a plain set of numbers.

import { expect } from 'vitest';
import fc from 'fast-check';
import { firstUnread, isRead, parseRanges, union, withRange, writeRanges, type Ranges } from '../../src/chat/read-ranges.js';

const span = fc.tuple(fc.nat(60), fc.nat(8)).map(([from, more]) => [from, from + more] as const);
const built = (spans: readonly (readonly [number, number])[]): Ranges =>
  spans.reduce<Ranges>((all, [from, to]) => withRange(all, from, to), []);
const places = (spans: readonly (readonly [number, number])[]): Set<number> =>
  new Set(spans.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)));

describe('what was read', () => {
  it('is what was added, in whatever order, kept in as few ranges as there are', () => {
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const ranges = built(spans);
        const truth = places(spans);
        for (let place = 0; place < 80; place++) expect(isRead(ranges, place)).toBe(truth.has(place));
        for (let i = 1; i < ranges.length; i++) expect(ranges[i]![0]).toBeGreaterThan(ranges[i - 1]![1] + 1);
        let first = 0;
        while (truth.has(first)) first++;
        expect(firstUnread(ranges)).toBe(first);
        expect(parseRanges(writeRanges(ranges))).toEqual(ranges);
      }),
    );
  });

  it('in either of two tabs was read', () => {
    fc.assert(
      fc.property(fc.array(span), fc.array(span), (one, other) => {
        expect(union(built(one), built(other))).toEqual(built([...one, ...other]));
      }),
    );
  });

  it('is bounded: long ago, what was skipped is taken for read', () => {
    const many = built(Array.from({ length: 150 }, (_, i) => [i * 10, i * 10] as const));
    expect(many).toHaveLength(100);
    expect([isRead(many, 5), isRead(many, 1485), isRead(many, 1490)]).toEqual([true, false, true]);
  });

  it('of a text that is no ranges is nothing', () => {
    for (const text of ['', 'x', '9-3', '1-', '-4', '1e9-2', '99999999999999999-1']) expect(parseRanges(text)).toEqual([]);
    expect(parseRanges('0-3 rubbish 7-9')).toEqual([
      [0, 3],
      [7, 9],
    ]);
  });
});
