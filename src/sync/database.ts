// One IndexedDB database that survives its connection: browsers cut connections of sleeping tabs and after disk trouble,
// so a handle is never trusted for good. Nothing here knows what is stored.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Clock } from './clock.js';

const PAUSES = [50, 200, 800];
const LIMIT = 5_000;

/** Errors that say "this connection is gone", not "this cannot be done". */
const CONNECTION_LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError', 'AbortError', 'TransactionInactiveError']);

/** A transaction over every store of a database. */
export type Transaction<S extends DBSchema> =
  IDBPTransaction<S, StoreNames<S>[], 'readonly'> | IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;

/** How a database is made. A new shape is a new name, so there is no upgrade of an old one. */
export interface DatabaseOptions<S extends DBSchema> {
  name: string;
  create(database: IDBPDatabase<S>): void;
  durability: IDBTransactionDurability;
  clock: Clock;
}

/** No answer from storage within five seconds. */
export class StorageTimeout extends Error {}

/** Opens on first use, reopens when the connection was lost. */
export class Database<S extends DBSchema> {
  readonly #options: DatabaseOptions<S>;
  #handle: Promise<IDBPDatabase<S>> | undefined;
  #closed = false;

  constructor(options: DatabaseOptions<S>) {
    this.#options = options;
  }

  /**
   * Runs `work` in one transaction and resolves when it is committed, not when its requests succeeded: at full quota
   * a browser reports success first and aborts then. A lost connection is reopened and `work` repeated, so it must be
   * safe to repeat.
   */
  async run<T>(mode: 'readonly' | 'readwrite', work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#within(this.#once(mode, work));
      } catch (error) {
        const pause = PAUSES[attempt];
        if (!isConnectionLost(error) || pause === undefined) throw error;
        this.#drop();
        await new Promise<void>((resolve) => void this.#options.clock.after(pause, resolve));
      }
    }
  }

  /** For good: a closed database opens no more. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #once<T>(mode: 'readonly' | 'readwrite', work: (transaction: Transaction<S>) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error(`${this.#options.name}: closed`);
    const database = await (this.#handle ??= this.#open());
    const transaction = database.transaction([...database.objectStoreNames], mode, {
      durability: this.#options.durability,
    }) as unknown as Transaction<S>;
    // Whoever fails first is thrown; the other rejection has nobody left to tell.
    transaction.done.catch(() => undefined);
    try {
      const result = await work(transaction);
      await transaction.done;
      return result;
    } catch (error) {
      abort(transaction);
      throw error;
    }
  }

  #open(): Promise<IDBPDatabase<S>> {
    const drop = (): void => this.#drop();
    // `blocking` means somebody deletes this database: holding on would only make them wait.
    const handle = openDB<S>(this.#options.name, 1, { upgrade: this.#options.create, terminated: drop, blocking: drop });
    handle.catch(drop);
    return handle;
  }

  #drop(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    void handle?.then((database) => database.close()).catch(() => undefined);
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    let stop = (): void => undefined;
    const limit = new Promise<never>((_, reject) => {
      stop = this.#options.clock.after(LIMIT, () => {
        reject(new StorageTimeout(`${this.#options.name}: no answer from storage within ${LIMIT / 1_000} s`));
      });
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      stop();
    }
  }
}

function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && CONNECTION_LOST.has(error.name);
}

function abort<S extends DBSchema>(transaction: Transaction<S>): void {
  try {
    transaction.abort();
  } catch {
    // Already finished or aborted.
  }
}
