// How long is waited: timers of any length, and what a server that asks for time can get.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every, systemClock, type Clock } from '../../src/sync/clock.js';
import { rejoinDelay, retryDelay } from '../../src/sync/link-state.js';
import { SourceError } from '../../src/sync/protocol.js';
import { RetryWait } from '../../src/sync/retry-wait.js';

const DAY = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the clock of the machine', () => {
  it.each([25, 30, 400])('lets %i days pass, though no timer takes as many', (days) => {
    const run = vi.fn<() => void>();
    systemClock.after(days * DAY, run);
    vi.advanceTimersByTime(days * DAY - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60 * DAY);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it.each([NaN, Infinity])('never runs what is to wait for %d ms', (ms) => {
    const run = vi.fn<() => void>();
    const cancel = systemClock.after(ms, run);
    vi.advanceTimersByTime(100 * DAY);
    expect(run).not.toHaveBeenCalled();
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs at once what is to wait for nothing, or for less', () => {
    const run = vi.fn<() => void>();
    for (const ms of [0, -1, -Infinity]) systemClock.after(Math.max(ms, -DAY), run);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('can be told in the middle of a long time that nobody waits any more', () => {
    const run = vi.fn<() => void>();
    const cancel = systemClock.after(60 * DAY, run);
    vi.advanceTimersByTime(40 * DAY);
    cancel();
    vi.advanceTimersByTime(60 * DAY);
    expect(run).not.toHaveBeenCalled();
  });

  it('does a thing now and again and again, until it is told to stop', () => {
    const run = vi.fn<() => void>();
    const stop = every(systemClock, 100, run);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(250);
    expect(run).toHaveBeenCalledTimes(3);
    stop();
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(3);
  });
});

describe('a server that asks for time', () => {
  const clock: Clock = { ...systemClock, random: () => 0.5 };
  const busy = (retryAfterMs?: number): SourceError =>
    new SourceError('rate-limited', 'busy', { ...(retryAfterMs !== undefined && { retryAfterMs }) });

  const ASKED = [400_000, 3_600_000, 3_600_001, 9_999_999_000, Number.MAX_VALUE];
  const GIVEN = [400_000, 3_600_000, 3_600_000, 3_600_000, 3_600_000];

  it('gets it, up to an hour, and never less than one that asks for none', () => {
    const given = (ms: number): number => retryDelay(clock, { failures: 1, error: busy(ms), since: clock.now() });
    expect([0, 400, 1_001, ...ASKED].map(given)).toEqual([1_000, 1_000, 1_001, ...GIVEN]);
  });

  it('gets it where it lets nobody in, and is never asked at once', () => {
    const given = (ms: number): number => rejoinDelay(clock, { failures: 1, error: busy(ms), since: clock.now() });
    expect([0, 400, 3_751, ...ASKED].map(given)).toEqual([3_750, 3_750, 3_751, ...GIVEN]);
  });

  it.each([
    ['half a minute keeps it', 30_000, true],
    ['a quarter of an hour has to answer when the page wakes', 900_000, false],
    ['nothing has to, too', undefined, false],
  ] as const)('of %s', (_, asked, kept) => {
    const over = vi.fn<() => void>();
    const wait = new RetryWait(clock, over);
    wait.begin(busy(asked));
    wait.hurry();
    expect(wait.on).toBe(kept);
    wait.end();
    expect([wait.on, wait.failures]).toEqual([false, 0]);
    vi.advanceTimersByTime(3_600_000);
    expect(over).not.toHaveBeenCalled();
  });

  it('is asked once more when its time is over, and each time later when it says nothing of time', () => {
    const over = vi.fn<() => void>();
    const wait = new RetryWait(clock, over);
    const ends: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      wait.begin(busy());
      expect(wait.on).toBe(true);
      const from = Date.now();
      while (wait.on) vi.advanceTimersToNextTimer();
      ends.push(Date.now() - from);
    }
    expect(ends).toEqual([1_000, 2_000, 2_500, 2_500]);
    expect(over).toHaveBeenCalledTimes(4);
  });
});
