// Keeps the cache within its bounds: rows per topic, and topics. In the transaction that made it too large. Pure.

import type { Row } from './protocol.js';
import { afterTrim, isRow, isTopicState, type TopicState } from './rules.js';
import type { CacheVerbs } from './store.js';
import { stretchAt, type Lease, type Stretch } from './stretches.js';
import { trimmed } from './trim.js';

/** How much is kept. What is shown is kept in any case. */
export interface CacheLimits {
  /** Rows of one topic, tombstones included. */
  rows: number;
  /** Topics; those shown longest ago go first. */
  topics: number;
}

export const CACHE_LIMITS: CacheLimits = { rows: 2_000, topics: 50 };

/** So that not every new row makes the cache look for an old one. */
const SLACK = 0.5;

/** The parts of a topic that are shown and must stay; by default those of the past as well. */
export function leasesOf(state: TopicState | undefined, now = -Infinity): readonly Lease[] {
  return Array.isArray(state?.leases) ? state.leases.filter((lease) => typeof lease?.until === 'number' && lease.until > now) : [];
}

/** Forgets rows when there are too many, but for those `just` asked for; gives back the state that is left. The caller writes it. */
export async function trimTopic(
  verbs: CacheVerbs,
  state: TopicState,
  { limits, now, just = [] }: { limits: CacheLimits; now: number; just?: readonly Stretch[] },
): Promise<TopicState> {
  const { topic } = state;
  if ((await verbs.countRows(topic)) <= limits.rows) return state;
  const rows = (await verbs.rowsFrom(topic, 0)).filter(isRow);
  const seqs = rows.filter(({ seq }) => stretchAt(state, seq)).map(({ seq }) => seq);
  const reach = trimmed(state, {
    seqs,
    shown: [...leasesOf(state, now), ...just],
    keep: Math.floor(limits.rows * SLACK),
    cursor: state.cursor,
  });
  const gone = rows.filter(({ seq }) => !stretchAt(reach, seq));
  await Promise.all(gone.map(({ id }: Row) => verbs.deleteRow(topic, id)));
  return afterTrim(state, reach);
}

/** Forgets whole topics when there are too many: those nobody shows, the longest ago first. */
export async function trimTopics(verbs: CacheVerbs, limits: CacheLimits): Promise<void> {
  const states = (await verbs.topics()).filter(isTopicState);
  if (states.length <= limits.topics) return;
  const age = (state: TopicState): number => Math.max(0, ...leasesOf(state).map(({ until }) => until));
  const oldest = states.toSorted((a, b) => age(a) - age(b)).slice(0, states.length - limits.topics);
  await Promise.all(oldest.map(({ topic }) => verbs.deleteTopic(topic)));
}
