// Rule 1 in a transaction: of the rows that came, those are to be written that are newer than what is stored; also where nothing is known
// of the topic but the history that an answer is of. Pure.

import type { Row } from './protocol.js';
import { isNewer, isRow, type TopicState } from './rules.js';
import type { CacheVerbs } from './store.js';

/** A row, and what the answer it came in was as of. */
export interface Seen {
  row: Row;
  asOf: number;
}

/**
 * Rule 1 for many rows; one id may come more than once. `added`: how many of them are not stored yet. Not `intact`: a stored row was broken.
 * Of rows that are stored, those whose version is above `known` are found at once: no other that was made after it need be looked for.
 */
export async function newerRows(
  verbs: CacheVerbs,
  topic: string,
  state: TopicState | undefined,
  seen: readonly Seen[],
  known = Infinity,
): Promise<{ rows: Row[]; added: number; intact: boolean }> {
  const newer = new Set(known === Infinity ? [] : await verbs.idsAbove(topic, known));
  const ids = new Set(seen.filter(({ row }) => row.seq <= known || newer.has(row.id)).map(({ row }) => row.id));
  const stored = new Map<string, Row>();
  let intact = true;
  let added = 0;
  await Promise.all(
    [...ids].map(async (id) => {
      const value = await verbs.row(topic, id);
      if (isRow(value)) stored.set(id, value);
      else if (value !== undefined) intact = false;
    }),
  );
  const changed = new Set<string>();
  for (const { row, asOf } of seen) {
    if (!isNewer(state, stored.get(row.id), row, asOf)) continue;
    if (!stored.has(row.id)) added += 1;
    stored.set(row.id, row);
    changed.add(row.id);
  }
  return { rows: [...changed].flatMap((id) => stored.get(id) ?? []), added, intact };
}

/** Of which history is what is held of a topic; undefined when nothing says so, or two answers said different things. */
export async function historyOf(verbs: CacheVerbs, topic: string): Promise<string | undefined> {
  const { epoch } = ((await verbs.topic(topic)) ?? {}) as Partial<Record<keyof TopicState, unknown>>;
  return typeof epoch === 'string' ? epoch : undefined;
}

/**
 * Keeps a row where nothing else is known of its topic, as when the cache was dropped, with the history it is of: a reset of that history
 * takes nothing back that it cannot know. Among rows of another history, or of one nobody knows, it is as unknown as they are.
 */
export async function keepAlone(verbs: CacheVerbs, topic: string, epoch: string, seen: readonly Seen[]): Promise<void> {
  const history = await historyOf(verbs, topic);
  const isKnown = history === epoch || (history === undefined && (await verbs.countRows(topic)) === 0);
  await verbs.putTopic({ topic, ...(isKnown && { epoch }) });
  for (const row of (await newerRows(verbs, topic, undefined, seen)).rows) await verbs.putRow(topic, row);
}
