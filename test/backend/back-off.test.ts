// The waits between tries: spread over all of a span that doubles, from the first to four seconds, and never longer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from '../../src/backend/back-off.js';

const tries = fc.integer({ min: 1, max: 5_000 });
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const first = fc.integer({ min: 1, max: 1_000 });

describe('the wait before a try', () => {
  it('is a share of its span, which begins with the first and doubles up to four seconds', () => {
    fc.assert(
      fc.property(tries, share, first, (count, chance, least) => {
        let span = least;
        for (let n = 1; n < Math.min(count, 20); n++) span = Math.min(4_000, span * 2);
        expect(backOff(count, () => chance, least)).toBe(chance * span);
      }),
    );
  });

  it('is at most half a second before the first, if nothing else is said', () => {
    expect([1, 2, 3, 4, 5].map((count) => backOff(count, () => 1))).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
    fc.assert(fc.property(tries, (count) => backOff(count) >= 0 && backOff(count) < 4_000));
  });
});
