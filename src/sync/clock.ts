// Time and chance as sync sees them. Injected, so that tests decide both; correctness never depends on either.

/** What sync asks of the world instead of `Date`, `setTimeout` and `Math.random`. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
}

/** A timer takes no more; one of a longer time runs out at once. In milliseconds: nearly 25 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    let timer: ReturnType<typeof setTimeout>;
    // A number that is none, or infinite, is a very long time: nothing that has no end comes at once.
    let left = Number.isFinite(ms) ? ms : Number.MAX_SAFE_INTEGER;
    const step = (): void => {
      const part = Math.min(left, LONGEST_TIMER);
      left -= part;
      timer = setTimeout(left > 0 ? step : run, part);
    };
    step();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/**
 * Once the trouble is over everything is to be sent within ten seconds. This wait, the patience with a tab that holds the lock, and the
 * way to the server and back come one after the other.
 */
const LONGEST_WAIT = 5_000;

/** How long to wait before attempt number `attempt` (1 is the first repeat): full jitter, so that a thousand clients never come back as one wave. */
export function backOff(clock: Clock, attempt: number): number {
  return clock.random() * Math.min(LONGEST_WAIT, 1_000 * 2 ** attempt);
}

/** Runs `run` now, and `again` each time `ms` milliseconds have passed since, until the returned function is called. */
export function every(clock: Clock, ms: number, run: (again: boolean) => void): () => void {
  let cancel = (): void => undefined;
  const next = (again: boolean): void => {
    cancel = clock.after(ms, () => next(true));
    run(again);
  };
  next(false);
  return () => cancel();
}
