// The cache and the outbox in memory: for browsers that refuse IndexedDB. The same verbs, the same one-at-a-time transactions.

import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';
import type { TopicHistory, TopicState } from './rules.js';
import type { CacheVerbs, OutboxVerbs, Store, StoredDraft } from './store.js';

/** A cache that ends with the page. */
export function memoryCache(): Store<CacheVerbs> {
  const topics = new Map<string, TopicState | TopicHistory>();
  const rowsOf = new Map<string, Map<string, Row>>();
  const rows = (topic: string): Row[] => [...(rowsOf.get(topic)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  return oneAtATime<CacheVerbs>({
    topics: async () => [...topics.values()],
    topic: async (topic) => topics.get(topic),
    deleteTopic: async (topic) => {
      topics.delete(topic);
      rowsOf.delete(topic);
    },
    putTopic: async (state) => void topics.set(state.topic, state),
    row: async (topic, id) => rowsOf.get(topic)?.get(id),
    putRow: async (topic, row) => {
      const kept = rowsOf.get(topic) ?? new Map<string, Row>();
      rowsOf.set(topic, kept.set(row.id, row));
    },
    deleteRow: async (topic, id) => void rowsOf.get(topic)?.delete(id),
    rows: async (topic) => rows(topic),
    rowsFrom: async (topic, low, below) => rows(topic).filter((row) => row.seq >= low && row.seq < below),
    liveRows: async (topic, { low, below, count, oldest = false }) => {
      const live = rows(topic).filter((row) => !row.deleted && row.seq >= low && row.seq < below);
      return oldest ? live.slice(0, count) : live.slice(-count);
    },
    countRows: async (topic) => rowsOf.get(topic)?.size ?? 0,
    idsUpTo: async (topic, version) =>
      rows(topic)
        .filter((row) => row.version <= version)
        .map((row) => row.id),
    idsAbove: async (topic, version) =>
      rows(topic)
        .filter((row) => row.version > version)
        .map((row) => row.id),
  });
}

/** An outbox that ends with the page; whoever uses it waits for the server's answer before calling a wish accepted. */
export function memoryOutbox(): Store<OutboxVerbs> {
  const entries = new Map<number, Entry>();
  const drafts = new Map<string, StoredDraft>();
  const notes = new Map<string, unknown>();
  let last = 0;
  // A place may be taken again.
  const inOrder = (): Entry[] => [...entries.values()].sort((a, b) => a.n - b.n);
  return oneAtATime<OutboxVerbs>({
    all: async () => inOrder(),
    ofTopic: async (topic) => inOrder().filter((entry) => entry.topic === topic),
    first: async (topic) => inOrder().find((entry) => entry.topic === topic),
    find: async (mutationId) => inOrder().find((entry) => entry.mutationId === mutationId),
    extent: async (topic) => {
      const waiting = inOrder().filter((entry) => entry.topic === topic);
      return { count: waiting.length, last: waiting.at(-1)?.n ?? 0 };
    },
    add: async (entry) => {
      last += 1;
      entries.set(last, { ...entry, n: last });
      return last;
    },
    put: async (entry) => void entries.set(entry.n, entry),
    remove: async ({ n }) => void entries.delete(n),
    drafts: async () => [...drafts.values()],
    draft: async (topic, row) => drafts.get(JSON.stringify([topic, row])),
    putDraft: async (draft) => void drafts.set(JSON.stringify([draft.topic, draft.row]), draft),
    removeDraft: async (topic, row) => void drafts.delete(JSON.stringify([topic, row])),
    note: async (key) => notes.get(key),
    notes: async () => new Map(notes),
    putNote: async (key, value) => void notes.set(key, value),
    removeNote: async (key) => void notes.delete(key),
  });
}

function oneAtATime<Verbs>(verbs: Verbs): Store<Verbs> {
  let turn: Promise<unknown> = Promise.resolve();
  const run = <T>(work: (verbs: Verbs) => Promise<T>): Promise<T> => {
    const result = turn.then(() => work(verbs));
    turn = result.catch(() => undefined);
    return result;
  };
  return { read: run, write: run, release: () => undefined, close: () => undefined };
}
