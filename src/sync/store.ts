// What the cache and the outbox ask of storage: two small sets of verbs inside transactions. Kept on disk or in memory.

import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';
import type { TopicHistory, TopicState } from './rules.js';

/** Runs work in one transaction; what it wrote is committed when the promise resolves. Work awaits nothing but the transaction. */
export interface Store<Verbs> {
  read<T>(work: (verbs: Verbs) => Promise<T>): Promise<T>;
  /** `last`: the page may go away now, and `work` has made all its requests by the time it returns. */
  write<T>(work: (verbs: Verbs) => Promise<T>, options?: { last?: boolean }): Promise<T>;
  /** Lets go of the connection until the next use. */
  release(): void;
  close(): void;
}

/** The cache: rows and, per topic, how far they reach. What comes out is unchecked: storage may hold anything. */
export interface CacheVerbs {
  /** What is known of every topic. */
  topics(): Promise<unknown[]>;
  topic(topic: string): Promise<unknown>;
  putTopic(state: TopicState | TopicHistory): Promise<void>;
  row(topic: string, id: string): Promise<unknown>;
  putRow(topic: string, row: Row): Promise<void>;
  deleteRow(topic: string, id: string): Promise<void>;
  /** All rows of the topic, in no order, tombstones included. Not by an index: a read by one makes Chromium's deletes after it five times slower. */
  rows(topic: string): Promise<unknown[]>;
  /** Rows with `low <= seq < below`, ascending, tombstones included. */
  rowsFrom(topic: string, low: number, below: number): Promise<unknown[]>;
  /** The newest `count` rows with `low <= seq < below` that are no tombstones, or the `oldest`, ascending. */
  liveRows(topic: string, range: { low: number; below: number; count: number; oldest?: boolean }): Promise<unknown[]>;
  /** How many rows the topic has here, tombstones included. */
  countRows(topic: string): Promise<number>;
  /** Forgets a topic and all its rows. */
  deleteTopic(topic: string): Promise<void>;
  /** The ids of rows whose version is not above the given one. */
  idsUpTo(topic: string, version: number): Promise<string[]>;
  /** The ids of rows whose version is above it. */
  idsAbove(topic: string, version: number): Promise<string[]>;
}

/** Words being written, not accepted yet. The shape is frozen as that of an entry: fields are only ever added. */
export interface StoredDraft {
  topic: string;
  /** The row whose words are being changed; empty for a new one. */
  row: string;
  text: string;
  /** The ids a new row will have; they belong to these words. */
  id: string;
  mutationId: string;
  /** What a new row will have beside its words. */
  body?: Readonly<Record<string, unknown>>;
}

/** The topic of changed words that are known by their row alone, whichever topic that is of. */
export const EDITS = 'edits';

/** Whether there is nothing in it to keep. */
export function isEmptyDraft({ text, body }: StoredDraft): boolean {
  return text === '' && body === undefined;
}

/** The outbox: entries in the order they were accepted, drafts, and what is to be remembered about this profile. */
export interface OutboxVerbs {
  all(): Promise<Entry[]>;
  ofTopic(topic: string): Promise<Entry[]>;
  /** The oldest of a topic. */
  first(topic: string): Promise<Entry | undefined>;
  find(mutationId: string): Promise<Entry | undefined>;
  /** How many entries a topic has, and the number of the newest; 0 where there is none. */
  extent(topic: string): Promise<{ count: number; last: number }>;
  /** Gives its number. */
  add(entry: Omit<Entry, 'n'>): Promise<number>;
  put(entry: Entry): Promise<void>;
  remove(entry: Pick<Entry, 'n' | 'mutationId'>): Promise<void>;
  drafts(): Promise<unknown[]>;
  /** The one under this key; undefined where there is none. */
  draft(topic: string, row: string): Promise<unknown>;
  putDraft(draft: StoredDraft): Promise<void>;
  removeDraft(topic: string, row: string): Promise<void>;
  note(key: string): Promise<unknown>;
  notes(): Promise<Map<string, unknown>>;
  putNote(key: string, value: unknown): Promise<void>;
  removeNote(key: string): Promise<void>;
}
