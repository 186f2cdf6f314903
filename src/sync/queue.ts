// What the outbox does next, as a decision over its entries and the time. Pure.

import { unsentIn, type Entry } from './overlay.js';

/** Wishes older than this are not sent by themselves: the server may have forgotten their mutation ids. */
export const HORIZON = 30 * 24 * 3_600_000;

/** So many faults of the server over one wish, over so long a time, and it no longer holds up the others. In milliseconds. */
const POISON = { faults: 8, ms: 120_000 };
/** More time than this between two faults proves nothing: nobody asked the server meanwhile. */
const FAULT_GAP = 15_000;

/** The next thing to do for a topic's entries. `wait` names the instant at which a grace period ends, if any does. */
export type Step =
  | { do: 'send'; entry: Entry }
  | { do: 'expire'; entry: Entry }
  | { do: 'drop'; entries: Entry[] }
  | { do: 'wait'; until: number | undefined };

/**
 * Oldest first. A wish in its time to undo holds back what follows it about the same row, a delete also what came before it, and a
 * create that is held back every later create: they arrive in the order of writing. A refused wish holds back its own row, which a
 * delete may overtake, and a reaction, unless the row is yet to be made. A row nobody has sent yet and that is to be deleted is dropped
 * without a word to the server.
 */
export function nextStep(entries: readonly Entry[], now: number): Step {
  const inOrder = entries.toSorted((a, b) => a.n - b.n);
  const held = new Set<string>();
  let until: number | undefined;
  const waits = (entry: Entry): boolean => {
    const { notBefore } = entry;
    if (notBefore === undefined || entry.state === 'failed' || isDue(entry, notBefore, now)) return false;
    until = Math.min(until ?? Infinity, notBefore);
    return true;
  };
  for (const entry of inOrder) {
    if (entry.kind !== 'delete' || entry.state === 'failed') continue;
    if (waits(entry)) {
      held.add(entry.id);
      continue;
    }
    const unsent = unsentIn(entry);
    // In the place of its create it comes before the reactions to it; and what was brought back may have both.
    const goes = (other: Entry): boolean =>
      other.n <= entry.n || (!!unsent && (other.kind === 'react' || other.mutationId === unsent.mutationId));
    const gone = inOrder.filter((other) => other.id === entry.id && goes(other));
    if (unsent || gone.some((other) => other.kind === 'create' && other.tries === 0)) return { do: 'drop', entries: gone };
  }
  const refused = new Set<string>();
  // A create that was corrected comes after the reactions to what it was.
  const unmade = new Set(entries.flatMap((entry) => (entry.kind === 'create' ? [entry.id] : [])));
  let createsWait = false;
  for (const entry of inOrder) {
    if (entry.kind === 'create' && createsWait) held.add(entry.id);
    if (held.has(entry.id)) {
      const { kind, state } = unsentIn(entry) ?? entry;
      createsWait ||= kind === 'create' && state !== 'failed';
      continue;
    }
    if (entry.state === 'failed') {
      refused.add(entry.id);
      continue;
    }
    if (waits(entry)) {
      held.add(entry.id);
      createsWait ||= entry.kind === 'create';
      continue;
    }
    if (now - entry.at > HORIZON) return { do: 'expire', entry };
    const isHeld = entry.kind === 'react' ? unmade : refused;
    if (entry.kind === 'delete' || !isHeld.has(entry.id)) return { do: 'send', entry };
  }
  return { do: 'wait', until };
}

/**
 * What Undo takes back of a row: the newest wish that had a time to undo and was not sent yet, a delete before others, for that is what the
 * row shows; and with a create all that was to follow it.
 */
export function undoneOf(entries: readonly Entry[], id: string): Entry[] {
  const own = entries.filter((entry) => entry.id === id).toSorted((a, b) => a.n - b.n);
  const open = own.filter((entry) => entry.notBefore !== undefined && entry.state === 'queued' && entry.tries === 0);
  const undone = open.findLast(({ kind }) => kind === 'delete') ?? open.at(-1);
  return own.filter((entry) => entry === undone || (undone?.kind === 'create' && entry.n > undone.n));
}

/** What an entry is after one more fault of the server over it: how many there were, and for how long it went on. */
export function withFault(entry: Entry, now: number): Entry {
  const { faults = 0, faultAt, faultMs = 0 } = entry;
  const since = faultAt === undefined ? 0 : Math.min(Math.max(0, now - faultAt), FAULT_GAP);
  return { ...entry, faults: faults + 1, faultAt: now, faultMs: faultMs + since };
}

/**
 * Whether the server cannot digest this wish: a restart, a deployment or a database that fails over takes less time, and silence or the
 * word of a proxy says nothing about a wish. What became of it nobody knows.
 */
export function isPoison({ faults = 0, faultMs = 0 }: Entry): boolean {
  return faults >= POISON.faults && faultMs >= POISON.ms;
}

/** A clock set back would hold a wish for as long as it was set back; a time before its acceptance proves that. */
function isDue(entry: Entry, notBefore: number, now: number): boolean {
  return now >= notBefore || now < entry.at;
}
