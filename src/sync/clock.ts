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

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
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
