// The cache and the outbox in IndexedDB: their schemas and their verbs.

import type { DBSchema } from 'idb';
import type { Clock } from './clock.js';
import { Database, type Transaction } from './database.js';
import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';
import type { TopicHistory, TopicState } from './rules.js';
import type { CacheVerbs, OutboxVerbs, Store, StoredDraft } from './store.js';

/** A new shape of the cache is a new number here, hence a new database: nothing is ever migrated. */
export const CACHE_SCHEMA = 1;

/**
 * The note that is left where a user leaves: from the moment that what is unsent was counted, no tab accepts any more. It goes with the
 * outbox. Where the tab that left it dies before it deletes that, it says nothing any more after a minute.
 */
export const LEAVING = 'leaving';
const LEAVING_MS = 60_000;

interface CacheSchema extends DBSchema {
  rows: {
    key: [string, string];
    value: { topic: string; row: Row };
    indexes: { seq: [string, number]; version: [string, number] };
  };
  topics: { key: string; value: TopicState | TopicHistory };
}

interface OutboxSchema extends DBSchema {
  entries: { key: number; value: Entry | Omit<Entry, 'n'>; indexes: { mutationId: string; topic: string } };
  drafts: { key: [string, string]; value: StoredDraft };
  notes: { key: string; value: unknown };
}

/** How the names of a user's databases begin; a page in JavaScript may know its users by number. A colon within a part is escaped, so that no two users have one name. */
export function prefixOf(app: string, userKey: string): string {
  return ['ls', app, userKey].map((part: unknown) => String(part).replaceAll(/[%:]/g, encodeURIComponent)).join(':');
}

/** The names of a user's databases: every cache of whichever schema begins with the first. */
export const namesOf = (prefix: string): { caches: string; cache: string; outbox: string } => ({
  caches: `${prefix}:cache:`,
  cache: `${prefix}:cache:${CACHE_SCHEMA}`,
  outbox: `${prefix}:outbox`,
});

/** The disposable half: written `relaxed`, because the server has it all. */
export function diskCache(prefix: string, clock: Clock): Store<CacheVerbs> {
  const database = new Database<CacheSchema>({
    name: namesOf(prefix).cache,
    durability: 'relaxed',
    clock,
    stores: {
      rows: (db) => {
        const rows = db.createObjectStore('rows', { keyPath: ['topic', 'row.id'] });
        rows.createIndex('seq', ['topic', 'row.seq']);
        rows.createIndex('version', ['topic', 'row.version']);
      },
      topics: (db) => void db.createObjectStore('topics', { keyPath: 'topic' }),
    },
  });
  return storeOf(database, cacheVerbs);
}

/**
 * The precious half: written `strict`, because an accepted wish exists nowhere else. `deleted`: it was, while it was open here, `asked` by a page or found gone.
 * `known`: it is not made, and one that is not there counts as deleted.
 */
export function diskOutbox(
  prefix: string,
  clock: Clock,
  deleted: (asked: boolean) => void = () => undefined,
  { known = false }: { known?: boolean } = {},
): Store<OutboxVerbs> {
  const database = new Database<OutboxSchema>({
    name: namesOf(prefix).outbox,
    durability: 'strict',
    clock,
    deleted,
    known,
    stores: {
      entries: (db) => {
        const entries = db.createObjectStore('entries', { keyPath: 'n', autoIncrement: true });
        entries.createIndex('mutationId', 'mutationId', { unique: true });
        entries.createIndex('topic', 'topic');
      },
      drafts: (db) => void db.createObjectStore('drafts', { keyPath: ['topic', 'row'] }),
      notes: (db) => void db.createObjectStore('notes'),
    },
  });
  return storeOf(database, (transaction) => outboxVerbs(transaction, clock));
}

function storeOf<S extends DBSchema, Verbs>(database: Database<S>, verbs: (transaction: Transaction<S>) => Verbs): Store<Verbs> {
  return {
    read: (work) => database.run('readonly', (transaction) => work(verbs(transaction))),
    write: (work, options) => database.run('readwrite', (transaction) => work(verbs(transaction)), options),
    release: () => database.release(),
    close: () => database.close(),
  };
}

/** All keys of a topic's rows: a list sorts after every text. */
function rowsOf(topic: string): IDBKeyRange {
  return IDBKeyRange.bound([topic], [topic, []]);
}

function cacheVerbs(transaction: Transaction<CacheSchema>): CacheVerbs {
  const rows = transaction.objectStore('rows');
  const topics = transaction.objectStore('topics');
  return {
    topics: () => topics.getAll(),
    topic: (topic) => topics.get(topic),
    deleteTopic: async (topic) => {
      await topics.delete?.(topic);
      await rows.delete?.(rowsOf(topic));
    },
    putTopic: async (state) => void (await topics.put?.(state)),
    row: async (topic, id) => (await rows.get([topic, id]))?.row,
    putRow: async (topic, row) => void (await rows.put?.({ topic, row })),
    deleteRow: async (topic, id) => void (await rows.delete?.([topic, id])),
    rows: async (topic) => (await rows.getAll(rowsOf(topic))).map(({ row }) => row),
    rowsFrom: async (topic, low, below) => {
      if (low >= below) return [];
      const found = await rows.index('seq').getAll(IDBKeyRange.bound([topic, low], [topic, below], false, true));
      return found.map(({ row }) => row);
    },
    liveRows: async (topic, { low, below, count, oldest = false }) => {
      const found: Row[] = [];
      if (low >= below) return found;
      const range = IDBKeyRange.bound([topic, low], [topic, below], false, true);
      let cursor = await rows.index('seq').openCursor(range, oldest ? 'next' : 'prev');
      while (cursor && found.length < count) {
        if (!cursor.value.row.deleted) found.push(cursor.value.row);
        cursor = await cursor.continue();
      }
      return oldest ? found : found.reverse();
    },
    countRows: (topic) => rows.count(rowsOf(topic)),
    idsUpTo: async (topic, version) => {
      const all = await rows.getAll(rowsOf(topic));
      return all.filter(({ row }) => row.version <= version).map(({ row }) => row.id);
    },
    idsAbove: async (topic, version) => {
      const keys = await rows.index('version').getAllKeys(IDBKeyRange.bound([topic, version], [topic, Infinity], true));
      return keys.map(([, id]) => id);
    },
  };
}

function outboxVerbs(transaction: Transaction<OutboxSchema>, clock: Clock): OutboxVerbs {
  const entries = transaction.objectStore('entries');
  const drafts = transaction.objectStore('drafts');
  const notes = transaction.objectStore('notes');
  return {
    all: async () => (await entries.getAll()) as Entry[],
    ofTopic: async (topic) => (await entries.index('topic').getAll(topic)) as Entry[],
    first: async (topic) => (await entries.index('topic').get(topic)) as Entry | undefined,
    find: async (mutationId) => (await entries.index('mutationId').get(mutationId)) as Entry | undefined,
    extent: async (topic) => {
      const index = entries.index('topic');
      const count = await index.count(topic);
      // One after the other: of two at once nobody would hear how the first ends where the second throws.
      return { count, last: (await index.openKeyCursor(topic, 'prev'))?.primaryKey ?? 0 };
    },
    add: async (entry) => {
      const left = await notes.get(LEAVING);
      if (typeof left === 'number' && Math.abs(clock.now() - left) < LEAVING_MS) throw new Error('the user is signing out');
      return (await entries.add?.(entry)) ?? 0;
    },
    put: async (entry) => void (await entries.put?.(entry)),
    remove: async ({ n }) => void (await entries.delete?.(n)),
    drafts: () => drafts.getAll(),
    draft: (topic, row) => drafts.get([topic, row]),
    putDraft: async (draft) => void (await drafts.put?.(draft)),
    removeDraft: async (topic, row) => void (await drafts.delete?.([topic, row])),
    note: (key) => notes.get(key),
    notes: async () => {
      // One by one: were the second refused at once, nobody would hear what becomes of the first.
      const keys = await notes.getAllKeys();
      const values = await notes.getAll();
      return new Map(keys.map((key, index) => [key, values[index]]));
    },
    putNote: async (key, value) => void (await notes.put?.(value, key)),
    removeNote: async (key) => void (await notes.delete?.(key)),
  };
}
