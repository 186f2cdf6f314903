// Keeps the cache within its bounds: rows per topic, and topics. In the transaction that made it too large. Pure.

import type { Row } from './protocol.js';
import { afterTrim, isAhead, isRow, isTopicState, type TopicState } from './rules.js';
import type { CacheVerbs } from './store.js';
import { heldOf, LEASE, MOST_ISLANDS, thinned, type Lease, type Stretch } from './stretches.js';
import { newestOf, trimmed } from './trim.js';

/** How much is kept. What is shown is kept in any case. */
export interface CacheLimits {
  /** Rows of one topic, tombstones included. */
  rows: number;
  /** Topics; those shown longest ago go first. What is shown counts, and where something waits to be sent, and may be more. */
  topics: number;
}

export const CACHE_LIMITS: CacheLimits = { rows: 2_000, topics: 50 };

/** So that not every new row makes the cache look for an old one: what stays of the most rows, and how many of them leases may take. */
const SLACK = 0.5;
const SHOWN = 0.95;

/** What was said to be shown of a topic, now or in the past. */
export function leasesOf(state: TopicState | undefined): readonly Lease[] {
  return Array.isArray(state?.leases) ? state.leases.filter((lease) => typeof lease?.until === 'number') : [];
}

/** The parts of a topic that are shown and must stay. One without any part is open all the same. */
export function leasesAt(state: TopicState | undefined, now: number): readonly Lease[] {
  return leasesOf(state).filter(({ until }) => counts(until, now));
}

/** Who says to show something for longer than a lease lasts has said so by a clock that was ahead, and may be gone. */
export function counts(until: number, now: number): boolean {
  return now < until && until <= now + LEASE;
}

/** So many rows are written or deleted without a pause, so that the page can answer between. */
const LOT = 100;

/** Rows that are to be written. */
export interface Coming {
  rows: readonly Row[];
  /** So many of them at most are not stored yet. */
  added: number;
}

/** How much of a topic is kept: when it has more than `rows`, about `keep` of them, or as many as are `shown`. */
export interface Bounds {
  rows: number;
  keep?: number;
  shown?: number;
}

/**
 * Writes the rows that are `coming`, and forgets rows when there are too many, but for those `just` asked for. What would have to go at once
 * is not written at all: of ten thousand messages that come together most are never seen. Gives back the state that is left; the caller
 * writes it.
 */
export async function putWithin(
  verbs: CacheVerbs,
  state: TopicState,
  { rows: coming, added }: Coming,
  { limits, now, just = [] }: { limits: Bounds; now: number; just?: readonly Stretch[] },
): Promise<TopicState> {
  const { topic, islands = [] } = state;
  const put = (rows: readonly Row[]): Promise<void> => inLots(rows, (row) => verbs.putRow(topic, row));
  const scattered = islands.length > MOST_ISLANDS;
  if (!scattered && (await verbs.countRows(topic)) + added <= limits.rows) return put(coming).then(() => state);
  const stored = (await verbs.rows(topic)).filter(isRow);
  const rows = [...new Map([...stored, ...coming].map((row) => [row.id, row])).values()].sort((a, b) => a.seq - b.seq);
  const full = rows.length > limits.rows;
  if (!full && !scattered) return put(coming).then(() => state);
  const { keep = Math.floor(limits.rows * SLACK), shown: most = Math.floor(limits.rows * SHOWN) } = limits;
  const seqs = heldOf(state, rows).map(({ seq }) => seq);
  const shown = fitting(seqs, { leases: leasesAt(state, now), just, most, whole: Math.max(most, limits.rows), keep });
  const reach = thinned(full ? trimmed(state, { seqs, shown, keep, cursor: state.cursor }) : state, shown);
  const staying = (rows: readonly Row[]): Set<Row> => new Set([...heldOf(reach, rows), ...rows.filter((row) => isAhead(state, row))]);
  const kept = staying(stored);
  await inLots(
    stored.filter((row) => !kept.has(row)),
    ({ id }) => verbs.deleteRow(topic, id),
  );
  await put([...staying(coming)]);
  return afterTrim(state, reach);
}

async function inLots(rows: readonly Row[], work: (row: Row) => Promise<void>): Promise<void> {
  for (let n = 0; n < rows.length; n += LOT) await Promise.all(rows.slice(n, n + LOT).map(work));
}

/**
 * As many of the leases, the newest first, as may be kept together, and room for what a topic opens with; the next one is shortened. The
 * newest lease is `whole` where it fits at all: somebody is looking there.
 */
function fitting(
  seqs: readonly number[],
  { leases, just, most, whole, keep }: { leases: readonly Lease[]; just: readonly Stretch[]; most: number; whole: number; keep: number },
): Stretch[] {
  const newest = seqs.at(-newestOf(keep)) ?? 0;
  const taken = new Set(seqs.filter((seq) => seq >= newest || just.some(({ low, below }) => low <= seq && seq < below)));
  const shown = [...just];
  const parts = leases.filter(({ low, below }) => low < below).toSorted((a, b) => b.until - a.until);
  for (const [place, { low, below }] of parts.entries()) {
    const more = seqs.filter((seq) => low <= seq && seq < below && !taken.has(seq));
    const fits = place === 0 && more.length <= whole - taken.size;
    const room = fits ? more.length : Math.max(0, most - taken.size);
    const kept = more.length <= room ? [more] : shortened(more, room, below);
    if (kept[0] === more) shown.push({ low, below });
    else for (const part of kept) shown.push({ low: part[0] ?? low, below: (part.at(-1) ?? low - 1) + 1 });
    for (const seq of kept.flat()) taken.add(seq);
  }
  return shown;
}

/** Of a part with both its ends the middle; of one that is open, which grew while it was shown, where it began and its end. */
function shortened(seqs: readonly number[], room: number, below: number): (readonly number[])[] {
  const half = room >> 1;
  if (below === Infinity) return [seqs.slice(0, half), seqs.slice(seqs.length - room + half)];
  const start = (seqs.length - room) >> 1;
  return [seqs.slice(start, start + room)];
}

/**
 * Forgets whole topics when there are too many: those open nowhere, the longest ago first, and never the one just `used`. Tells which.
 * Where more are open than may be kept, all of those stay: each that went would be read anew, and push out the next.
 */
export async function trimTopics(
  verbs: CacheVerbs,
  { limits, now, used }: { limits: CacheLimits; now: number; used?: string },
): Promise<string[]> {
  const states = (await verbs.topics()).filter(isTopicState);
  if (states.length <= limits.topics) return [];
  // What a clock said that was ahead tells nothing.
  const age = (state: TopicState): number => Math.max(0, ...leasesOf(state).map(({ until }) => (until > now ? 0 : until)));
  const free = states.filter((state) => state.topic !== used && leasesAt(state, now).length === 0).toSorted((a, b) => age(a) - age(b));
  const gone = free.slice(0, states.length - limits.topics).map(({ topic }) => topic);
  await Promise.all(gone.map((topic) => verbs.deleteTopic(topic)));
  return gone;
}
