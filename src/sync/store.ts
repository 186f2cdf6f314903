// What the cache and the outbox ask of storage: two small sets of verbs inside transactions. Kept on disk or in memory.

import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';
import type { TopicState } from './rules.js';

/** Runs work in one transaction; what it wrote is committed when the promise resolves. Work awaits nothing but the transaction. */
export interface Store<Verbs> {
  read<T>(work: (verbs: Verbs) => Promise<T>): Promise<T>;
  write<T>(work: (verbs: Verbs) => Promise<T>): Promise<T>;
  close(): void;
}

/** The cache: rows and, per topic, how far they reach. What comes out is unchecked: storage may hold anything. */
export interface CacheVerbs {
  topic(topic: string): Promise<unknown>;
  putTopic(state: TopicState): Promise<void>;
  row(topic: string, id: string): Promise<unknown>;
  putRow(topic: string, row: Row): Promise<void>;
  deleteRow(topic: string, id: string): Promise<void>;
  /** Rows with `seq >= low`, ascending, tombstones included. */
  rowsFrom(topic: string, low: number): Promise<unknown[]>;
  /** The newest `count` rows with `low <= seq < below` that are no tombstones, ascending. */
  liveRows(topic: string, range: { low: number; below: number; count: number }): Promise<unknown[]>;
  /** The ids of rows with `version <= version`. */
  idsUpTo(topic: string, version: number): Promise<string[]>;
}

/** The outbox: entries in the order they were accepted. */
export interface OutboxVerbs {
  all(): Promise<Entry[]>;
  ofTopic(topic: string): Promise<Entry[]>;
  find(mutationId: string): Promise<Entry | undefined>;
  add(entry: Omit<Entry, 'n'>): Promise<void>;
  put(entry: Entry): Promise<void>;
  remove(n: number): Promise<void>;
}
