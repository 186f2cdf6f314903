// How long to wait before trying again what failed. Pure.

/** Converging within ten seconds of a healed connection leaves this much for the wait before it, in milliseconds. */
const LONGEST_MS = 4_000;

/**
 * Milliseconds before the given try, counted from 1; before the first at most `first`. Full jitter: after a server's restart its clients come
 * back spread out, not in waves.
 */
export function backOff(tries: number, random = Math.random, first = 500): number {
  return random() * Math.min(LONGEST_MS, first * 2 ** (tries - 1));
}
