// Stretches: parts of a topic's order that are held without a hole. What lies between two of them is not known, and is shown
// as a gap. Two become one only where an answer of the server proves that nothing lies between. Pure.

/** All live rows with `low <= seq < below` are held. */
export interface Stretch {
  low: number;
  /** Infinity for the newest stretch: it grows with the topic. */
  below: number;
}

/** A tab shows a part of a topic, or has it open and shows nothing. It says so in the cache, so that no other tab forgets that. */
export interface Lease extends Stretch {
  tab: string;
  /** By the clock of the machine: a tab that does not renew its leases is gone. */
  until: number;
}

/** How long the word of a tab counts that it shows something, in milliseconds. */
export const LEASE = 600_000;

/** Whether the word of a tab holds for long enough. Where the clock was set back since, nobody counts what was said before. */
export function isFresh(until: number, now: number): boolean {
  return until - now > LEASE / 2 && until - now <= LEASE;
}

/** Many small islands are only a burden. */
export const MOST_ISLANDS = 50;

/** What of a topic's state says which stretches are held. */
export interface Reach {
  /** Where the newest stretch begins. */
  floor: number;
  /** The stretches below it, ascending; neither touching one another nor the newest. */
  islands?: readonly Stretch[];
}

/** All stretches, ascending; the newest is the last. */
export function stretchesOf({ floor, islands = [] }: Reach): Stretch[] {
  return [...islands, { low: floor, below: Infinity }];
}

/** What is held once `added` is held, too: it becomes one with every stretch it meets or overlaps. */
export function extend(reach: Reach, added: Stretch): Required<Reach> {
  if (!(added.low < added.below)) return { floor: reach.floor, islands: reach.islands ?? [] };
  const apart: Stretch[] = [];
  let { low, below } = added;
  for (const stretch of stretchesOf(reach)) {
    if (stretch.below < low || stretch.low > below) {
      apart.push(stretch);
      continue;
    }
    low = Math.min(low, stretch.low);
    below = Math.max(below, stretch.below);
  }
  return reachOf([...apart, { low, below }].sort((a, b) => a.low - b.low));
}

/** The opposite of `stretchesOf`; the last stretch must be the newest. */
export function reachOf(stretches: readonly Stretch[]): Required<Reach> {
  return { floor: stretches.at(-1)?.low ?? 0, islands: stretches.slice(0, -1) };
}

/**
 * No more than the most islands: those farthest from all that is shown and from the newest rows are forgotten, and none of which anything is
 * shown.
 */
export function thinned(reach: Reach, shown: readonly Stretch[], most = MOST_ISLANDS): Required<Reach> {
  const { floor, islands = [] } = reach;
  const seeds = [...shown, { low: floor, below: Infinity }];
  const far = new Map(islands.map((one) => [one, Math.min(...seeds.map(({ low, below }) => Math.max(low - one.below, one.low - below)))]));
  const distance = (island: Stretch): number => far.get(island) ?? 0;
  const farthest = islands.filter((island) => distance(island) >= 0).toSorted((a, b) => distance(b) - distance(a));
  const gone = new Set(farthest.slice(0, Math.max(0, islands.length - most)));
  return { floor, islands: islands.filter((island) => !gone.has(island)) };
}

/** The rows that are held: those above `floor` and those of islands. */
export function heldOf<R extends { seq: number }>(reach: Reach, rows: readonly R[]): R[] {
  const stretches = stretchesOf(reach);
  return rows.filter(({ seq }) => stretches.some(({ low, below }) => low <= seq && seq < below));
}

/** The stretch that holds `seq`, if one does. */
export function stretchAt(reach: Reach, seq: number): Stretch | undefined {
  return stretchesOf(reach).find(({ low, below }) => low <= seq && seq < below);
}

/** The parts of stretches within `[low, below)`, ascending. */
export function heldWithin(reach: Reach, { low, below }: Stretch): Stretch[] {
  return stretchesOf(reach)
    .map((stretch) => ({ low: Math.max(low, stretch.low), below: Math.min(below, stretch.below) }))
    .filter((part) => part.low < part.below);
}

/** Whether stored islands still are what they must be. */
export function areIslands(value: unknown): value is readonly Stretch[] | undefined {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((island: Partial<Stretch> | null) => isSeq(island?.low) && isSeq(island?.below));
}

function isSeq(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
