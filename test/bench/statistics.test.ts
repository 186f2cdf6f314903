// The bench's arithmetic: a wrong median or ratio would be believed.

import fc from 'fast-check';
import { growths, markdown, summarize, type Report } from '../../bench/report.ts';
import { growthExponent, median, ratio, spread } from '../../bench/statistics.ts';

describe('the median', () => {
  it('is the middle value, whatever the order, and the mean of two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 2, 1, 4])).toBe(3);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  it('sorts numbers as numbers and leaves what it was given alone', () => {
    const values = [100, 9, 20];
    expect(median(values)).toBe(20);
    expect(values).toEqual([100, 9, 20]);
  });

  it('has as many values below as above', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(values.length / 2);
        expect(above).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('stands in the spread beside the extremes', () => {
    expect(spread([3, 1, 2, 50])).toEqual({ median: 2.5, min: 1, max: 50, count: 4 });
  });
});

describe('a ratio', () => {
  it('says how many times the yardstick something is, and nothing without one', () => {
    expect(ratio(3, 2)).toBe(1.5);
    expect(ratio(3, 0)).toBeNaN();
    expect(ratio(NaN, 2)).toBeNaN();
  });
});

describe('the growth exponent', () => {
  const sizes = [1_000, 10_000, 100_000];

  it('is 0 for a cost that stays, 1 for one that grows with the list, a half for its root', () => {
    expect(growthExponent(sizes.map((size) => ({ size, cost: 0.2 })))).toBeCloseTo(0);
    expect(growthExponent(sizes.map((size) => ({ size, cost: size / 300 })))).toBeCloseTo(1);
    expect(growthExponent(sizes.map((size) => ({ size, cost: 4 * Math.sqrt(size) })))).toBeCloseTo(0.5);
  });

  it('is that of any power law', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: 0.001, max: 1000, noNaN: true }), (exponent, factor) => {
        expect(growthExponent(sizes.map((size) => ({ size, cost: factor * size ** exponent })))).toBeCloseTo(exponent, 6);
      }),
    );
  });

  it('is unknown from a single size', () => {
    expect(growthExponent([{ size: 1_000, cost: 1 }])).toBeNaN();
  });
});

describe('the report', () => {
  const took = (script: number) => ({ script, total: script * 2, rest: script * 3 });
  const steps = summarize(
    new Map([
      [
        'append 1 at 1,000',
        new Map([
          ['hand-written', { times: [took(2), took(1), took(3)] }],
          ['live-stream', { times: [took(3)] }],
          ['React', { times: [], skipped: 'it took more than 20 s' }],
        ]),
      ],
      [
        'append 1 at 100,000',
        new Map([
          ['hand-written', { times: [took(2)] }],
          ['live-stream', { times: [took(30)] }],
          ['React', { times: [], skipped: 'it took more than 20 s' }],
        ]),
      ],
    ]),
  );
  const contestants = ['hand-written', 'live-stream', 'React'];

  it('reads sizes off the names of the steps', () => {
    const growth = growths(steps, contestants)['append 1'];
    expect(growth?.['hand-written']).toBeCloseTo(0);
    expect(growth?.['live-stream']).toBeCloseTo(0.5);
    expect(growth?.['React']).toBeNaN();
  });

  it('shows medians, ratios to them, and why a place is empty', () => {
    const report: Report = {
      date: '2026-01-01',
      browser: '150',
      processor: 'some',
      cores: 2,
      load: [0.5, 3],
      rounds: 1,
      contestants,
      steps,
      memory: { React: { full: { heap: 1_500_000, nodes: 12 }, removed: { heap: 0, nodes: 0 } } },
      growth: {},
    };
    const text = markdown(report);
    expect(text).toContain('load 0.5 to 3.0');
    expect(text).toMatch(/\| append 1 at 1,000 +\| +2\.00 \(1\.00–3\.00\) \| +1\.50 × \| +skipped \|/);
    expect(text).toMatch(/\| append 1 at 1,000 +\| +4\.00 \(2\.00–6\.00\) \|/);
    expect(text).toContain('- React, append 1 at 100,000: it took more than 20 s');
    expect(text).toMatch(/\| heap +\| +– \| +– \| 1\.50 MB \|/);
  });
});
