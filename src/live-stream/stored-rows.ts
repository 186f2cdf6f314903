// Rows in IndexedDB, in their order, under a stream's name: one transaction a write, so that all of it is kept or none. Loaded only
// by streams that persist.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { StoredNode } from './kept-markup.js';

/** A row as it is stored: `rank` is its place among the others. */
export interface StoredRow {
  key: string;
  rank: number;
  item: object;
  /** The row itself, where it came as markup. */
  markup?: StoredNode;
}

interface Schema extends DBSchema {
  rows: { key: [string, string]; value: StoredRow & { stream: string }; indexes: { rank: [string, number] } };
}

/** One stream's rows in a database that several tabs and streams may share. */
export class StoredRows {
  readonly #name: string;
  readonly #stream: string;
  #db: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(database: string, stream: string) {
    this.#name = `ls:stream:${database}`;
    this.#stream = stream;
  }

  /** All rows in their order; what is not a row (any more) is left out. */
  async read(): Promise<StoredRow[]> {
    const db = await this.#open();
    const rows = await db.getAllFromIndex('rows', 'rank', this.#all());
    return rows.filter(({ key, item }) => typeof key === 'string' && typeof item === 'object' && item !== null);
  }

  /**
   * Writes rows and deletes others; with `afresh` these are all there are to be: others go, and what is stored already is not written
   * again. Gives the keys of rows whose items cannot be stored (they hold functions or elements, say): the rest is kept, and of those
   * nothing, not even what they were before.
   */
  async write(rows: readonly StoredRow[], gone: Iterable<string>, afresh: boolean): Promise<string[]> {
    const db = await this.#open();
    const transaction = db.transaction('rows', 'readwrite', { durability: 'relaxed' });
    const { store } = transaction;
    const requests: Promise<unknown>[] = [transaction.done];
    const refused: string[] = [];
    try {
      const stored = new Map((afresh ? await store.getAll(this.#all()) : []).map((row) => [row.key, row]));
      const wanted = new Set(rows.map(({ key }) => key));
      for (const key of [...gone, ...stored.keys()]) if (!wanted.has(key)) requests.push(store.delete([this.#stream, key]));
      for (const row of rows) {
        const put = { ...row, stream: this.#stream };
        try {
          if (!isSame(put, stored.get(row.key))) requests.push(store.put(put));
        } catch (error) {
          // An item that throws when it is read is as little to be stored.
          if (error instanceof DOMException && error.name !== 'DataCloneError') throw error;
          refused.push(row.key);
          requests.push(store.delete([this.#stream, row.key]));
        }
      }
    } catch (error) {
      // Nothing of it is kept, and nobody else hears of what was asked for already.
      abort(transaction);
      await Promise.allSettled(requests);
      throw error;
    }
    await Promise.all(requests);
    return refused;
  }

  /** What is under way ends first; what comes later opens another connection. */
  async close(): Promise<void> {
    const db = this.#db;
    this.#db = undefined;
    (await db)?.close();
  }

  /** Every key of the stream: arrays sort after strings and numbers. */
  #all(): IDBKeyRange {
    return IDBKeyRange.bound([this.#stream], [this.#stream, []]);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#db ??= openDB<Schema>(this.#name, 1, {
      upgrade(db) {
        db.createObjectStore('rows', { keyPath: ['stream', 'key'] }).createIndex('rank', ['stream', 'rank']);
      },
      // The browser may take the connection away, and another tab may delete the database: the next call opens another.
      terminated: () => (this.#db = undefined),
      blocking: () => void this.close(),
    }).catch((error: unknown) => {
      this.#db = undefined;
      throw error;
    });
    return this.#db;
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

/** Whether two values are the same data. Only what JSON knows is compared; of all else it says no. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const isList = Array.isArray(a);
  if (isList !== Array.isArray(b) || (!isList && !(isPlain(a) && isPlain(b)))) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(read(a, key), read(b, key)));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function read(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}
