// Reads windows out of the cache, each within one transaction: rows of known stretches, and what is not known between them. Pure.

import type { Place } from './protocol.js';
import { isRow, isTopicState, type TopicState } from './rules.js';
import type { CacheVerbs } from './store.js';
import { heldWithin, stretchAt, stretchesOf, type Stretch } from './stretches.js';

/** What is wanted: rows with `low <= seq < below`. Without `low` the newest `size`, without `below` up to the newest. */
export interface Span {
  low: number | undefined;
  below: number | undefined;
  /** How many rows to begin with where `low` is not given or not held any more. */
  size: number;
  /** Nothing is known to be missing: an answer that overtakes what came before it is no gap yet. */
  live?: boolean;
}

/** A window of a topic's rows, read in one transaction. What comes out of storage is not checked yet. */
export interface StoredWindow {
  state: TopicState | undefined;
  /** The lowest seq of the window; undefined while nothing is known of the topic. */
  low: number | undefined;
  /** Where the window ends; undefined when it reaches the newest row. */
  below: number | undefined;
  /** Rows, ascending, tombstones included. */
  stored: unknown[];
  /** What is not known between rows of the window, or behind its last one. */
  gaps: Stretch[];
  /** No row exists below. */
  beginning: boolean;
}

export async function readTopic(verbs: CacheVerbs, topic: string): Promise<TopicState | undefined> {
  const stored = await verbs.topic(topic);
  return isTopicState(stored) ? stored : undefined;
}

export async function readWindow(verbs: CacheVerbs, topic: string, span: Span): Promise<StoredWindow> {
  const state = await readTopic(verbs, topic);
  const reach = state ?? { floor: 0 };
  const { parts, gaps, below } = await partsOf(verbs, topic, reach, span);
  const low = parts[0]?.low ?? span.low;
  const read = await Promise.all(parts.map((part) => verbs.rowsFrom(topic, part.low, part.below)));
  const isNewest = stretchAt(reach, parts.at(-1)?.low ?? -1)?.below === Infinity;
  if (isNewest && state && state.cursor >= 0 && !span.live) gaps.push(...beyond(state.cursor, read.at(-1) ?? []));
  const lowest = low === undefined ? undefined : stretchAt(reach, low);
  const older = lowest?.low === 0 ? await verbs.liveRows(topic, { low: 0, below: low ?? 0, count: 1 }) : undefined;
  return { state, low: state && low, below, stored: read.flat(), gaps, beginning: state !== undefined && older?.length === 0 };
}

/** What is not known between what has been caught up to and rows that are newer: answers to own wishes are kept at once. */
function beyond(cursor: number, stored: readonly unknown[]): Stretch[] {
  const gaps: Stretch[] = [];
  let low = cursor + 1;
  for (const { seq } of stored.filter(isRow)) {
    if (seq > low) gaps.push({ low, below: seq });
    low = Math.max(low, seq + 1);
  }
  return gaps;
}

/** Which parts of stretches a window shows, and what is unknown between and behind them. */
async function partsOf(
  verbs: CacheVerbs,
  topic: string,
  reach: { floor: number; islands?: readonly Stretch[] },
  { low, below, size }: Span,
): Promise<{ parts: Stretch[]; gaps: Stretch[]; below: number | undefined }> {
  const parts = low === undefined ? [] : heldWithin(reach, { low, below: below ?? Infinity });
  const [first] = parts;
  // Up to the newest, but not from where it was wanted: nothing is spliced, the window begins anew.
  if (low === undefined || (below === undefined && (!first || (parts.length === 1 && first.low > low)))) {
    const start = await newestFrom(verbs, topic, reach.floor, size);
    return { parts: [{ low: start, below: Infinity }], gaps: [], below: undefined };
  }
  const last = parts.at(-1);
  if (!last) return { parts, gaps: below === undefined ? [] : [{ low, below }], below };
  const gaps = parts.slice(1).map((part, index) => ({ low: parts[index]?.below ?? 0, below: part.low }));
  if (below === undefined) return { parts, gaps, below };
  const stretches = stretchesOf(reach);
  const at = stretches.findIndex((stretch) => stretch.low <= last.low && last.below <= stretch.below);
  const next = stretches[at + 1];
  if (!next) {
    const newer = await verbs.liveRows(topic, { low: below, below: Infinity, count: 1, oldest: true });
    return newer.length > 0
      ? { parts, gaps, below }
      : { parts: [...parts.slice(0, -1), { ...last, below: Infinity }], gaps, below: undefined };
  }
  if (stretches[at]?.below === last.below) gaps.push({ low: last.below, below: next.low });
  return { parts, gaps, below: last.below };
}

/** Where a window ends that reaches further, and what is missing here for that. */
export interface Edge {
  /** The new end; undefined: the newest row. */
  seq: number | undefined;
  /** How many rows are not held. */
  missing: number;
  /** Where what is held ends: page from here. */
  held: number;
  /** The next stretch beyond what is not held. */
  beyond: Stretch | undefined;
}

/** Reaches down from `low` by `count` rows. */
export async function olderEdge(verbs: CacheVerbs, topic: string, low: number | undefined, count: number): Promise<Edge | undefined> {
  const state = await readTopic(verbs, topic);
  if (!state) return undefined;
  const from = low ?? Infinity;
  const stretch = low === undefined ? { low: state.floor, below: Infinity } : (stretchAt(state, low) ?? { low, below: low });
  const older = await verbs.liveRows(topic, { low: stretch.low, below: from, count });
  const missing = count - older.length;
  const [oldest] = older.filter(isRow);
  const beyond = stretchesOf(state).findLast((one) => one.below < stretch.low);
  return { seq: missing > 0 || !oldest ? stretch.low : oldest.seq, missing, held: stretch.low, beyond };
}

/** Reaches up from `below` by `count` rows. */
export async function newerEdge(verbs: CacheVerbs, topic: string, below: number, count: number): Promise<Edge | undefined> {
  const state = await readTopic(verbs, topic);
  if (!state) return undefined;
  const stretch = stretchAt(state, below - 1) ?? { low: below, below };
  const newer = await verbs.liveRows(topic, { low: below, below: stretch.below, count, oldest: true });
  const newest = stretch.below === Infinity;
  const missing = newest ? 0 : count - newer.length;
  const last = newer.filter(isRow).at(-1);
  const seq = newer.length < count || !last ? (newest ? undefined : stretch.below) : last.seq + 1;
  return { seq, missing, held: stretch.below, beyond: stretchesOf(state).find((one) => one.low > stretch.below) };
}

/** A window of about `size` rows around `seq`, within the stretch that holds it. */
export async function spanAround(verbs: CacheVerbs, topic: string, seq: number, size: number): Promise<Omit<Span, 'size'> | undefined> {
  const state = await readTopic(verbs, topic);
  const stretch = state && (stretchAt(state, seq) ?? stretchAt(state, seq - 1));
  if (!stretch) return undefined;
  const half = Math.max(1, Math.ceil(size / 2));
  const older = (await verbs.liveRows(topic, { low: stretch.low, below: seq, count: half })).filter(isRow);
  const newer = (await verbs.liveRows(topic, { low: seq, below: stretch.below, count: half, oldest: true })).filter(isRow);
  const last = newer.length < half ? undefined : newer.at(-1);
  return {
    low: older.length < half ? stretch.low : (older[0]?.seq ?? seq),
    below: last ? last.seq + 1 : stretch.below === Infinity ? undefined : stretch.below,
  };
}

/** The seq of a place that lies within a stretch; undefined where it does not, or that is not certain. `whole`: nothing is newer than what is held. */
export async function placeWithin(verbs: CacheVerbs, topic: string, place: Place, whole: boolean): Promise<number | undefined> {
  const state = await readTopic(verbs, topic);
  if (!state) return undefined;
  const below = whole ? Infinity : state.cursor + 1;
  if ('at' in place) return instantWithin(verbs, topic, heldWithin(state, { low: 0, below }), Date.parse(place.at));
  if ('seq' in place) return place.seq < below && stretchAt(state, place.seq) ? place.seq : undefined;
  const row = await verbs.row(topic, place.id);
  return isRow(row) && !row.deleted && stretchAt(state, row.seq) ? row.seq : undefined;
}

/** Of the first row made at an instant or after it. One made before it must be held, too, or nothing be older: another could be the first. */
async function instantWithin(verbs: CacheVerbs, topic: string, stretches: Stretch[], at: number): Promise<number | undefined> {
  for (const { low, below } of stretches) {
    const rows = (await verbs.rowsFrom(topic, low, below)).filter(isRow).filter((row) => !row.deleted);
    const times = rows.map(({ insertedAt = '' }) => Date.parse(insertedAt));
    const first = times.findIndex((time) => time >= at);
    const isCertain = first === 0 ? low === 0 : times.at(first < 0 ? -1 : first - 1)! < at;
    if (first >= 0 && isCertain) return rows[first]?.seq;
    if (first < 0 && isCertain && below === Infinity) return rows.at(-1)!.seq + 1;
  }
  return undefined;
}

async function newestFrom(verbs: CacheVerbs, topic: string, floor: number, size: number): Promise<number> {
  const newest = (await verbs.liveRows(topic, { low: floor, below: Infinity, count: size + 1 })).filter(isRow);
  const first = newest[1];
  return newest.length > size && first ? first.seq : floor;
}
