// The goals of the bench: what is reached is not listed, what is not is, with its figures.

import { describe, expect, it } from 'vitest';
import { misses } from '../../bench/goals.ts';
import type { Report, Result } from '../../bench/report.ts';

const times = (script: number, total: number): Result => {
  const spread = (median: number) => ({ median, min: median, max: median, count: 1 });
  return { script: spread(script), total: spread(total), rest: spread(total) };
};

const report = (steps: Report['steps'], growth: Report['growth'] = {}): Report => ({
  date: '',
  browser: '',
  processor: '',
  cores: 2,
  load: [0, 0],
  rounds: 1,
  contestants: ['hand-written', 'live-stream', 'React'],
  steps,
  memory: {},
  growth,
});

describe('the goals of the bench', () => {
  it('are silent where they are reached, at the very edge, too', () => {
    const steps = { 'append 1': { 'hand-written': times(10, 100), 'live-stream': times(13, 50), React: times(13, 90) } };
    expect(misses(report(steps, { 'append 1': { 'hand-written': 0.01, 'live-stream': 0.02 } }))).toEqual([]);
  });

  it('name the step, the figure and the goal where they are not', () => {
    const steps = {
      'append 1': { 'hand-written': times(10, 100), 'live-stream': times(14, 60), React: times(7, 90) },
      'open 10,000': { 'hand-written': times(10, 100), 'live-stream': times(10, 20), React: { skipped: 'too slow' } },
    };
    expect(misses(report(steps, { 'append 1': { 'hand-written': 0.01, 'live-stream': 0.5 } }))).toEqual([
      'append 1: script 1.40 × of hand-written; the goal is 1.3',
      'append 1: script 2.00 × of React; the goal is less than every peer',
      'append 1: total 0.60 × of hand-written; the goal is 0.5',
      'open 10,000: total 0.20 × of hand-written; the goal is 0.1',
      'append 1: script grows with an exponent 0.490 above that of hand-written; the goal is no more',
    ]);
  });
});
