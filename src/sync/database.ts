// One IndexedDB database that survives its connection: browsers cut connections of sleeping tabs and after disk trouble,
// so a handle is never trusted for good. Nothing here knows what is stored.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Clock } from './clock.js';

const PAUSES = [50, 200, 800];
const LIMIT = 5_000;

/** Errors that say "this connection is gone" or "another build is changing it", not "this cannot be done". */
const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'InvalidStateError',
  'UnknownError',
  'AbortError',
  'TransactionInactiveError',
  'VersionError',
]);

/** A transaction over every store of a database. */
export type Transaction<S extends DBSchema> =
  IDBPTransaction<S, StoreNames<S>[], 'readonly'> | IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;

/** How a database is made. */
export interface DatabaseOptions<S extends DBSchema> {
  name: string;
  /** Makes each store. Those that are missing are added, what another build put there is left alone. */
  stores: Readonly<Record<string, (database: IDBPDatabase<S>) => void>>;
  durability: IDBTransactionDurability;
  clock: Clock;
  /** The database was deleted while it was open here: `asked` by a page, or found gone. With this it is not made again, without it is. */
  deleted?: (asked: boolean) => void;
  /** It was open somewhere once: with `deleted` it is not made at all. */
  known?: boolean;
}

/** No answer from storage within five seconds. */
export class StorageTimeout extends Error {}

/** Opens on first use, reopens when the connection was lost. */
export class Database<S extends DBSchema> {
  readonly #options: DatabaseOptions<S>;
  #handle: Promise<IDBPDatabase<S>> | undefined;
  /** It was open here once, so if it is not there any more, it was deleted. */
  #known: boolean;
  #closed = false;

  constructor(options: DatabaseOptions<S>) {
    this.#options = options;
    this.#known = options.known ?? false;
  }

  /**
   * Runs `work` in one transaction and resolves when it is committed, not when its requests succeeded: at full quota
   * a browser reports success first and aborts then. A lost connection is reopened and `work` repeated, so it must be
   * safe to repeat. `last`: all requests of `work` are made by the time it returns; then the commit does not wait for
   * their success, which a page that is going away would not live to see.
   */
  async run<T>(
    mode: 'readonly' | 'readwrite',
    work: (transaction: Transaction<S>) => Promise<T>,
    { last = false }: { last?: boolean } = {},
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#within((expired) => this.#once(mode, work, last, expired));
      } catch (error) {
        const pause = PAUSES[attempt];
        if (this.#closed || !isConnectionLost(error) || pause === undefined) throw error;
        this.release();
        await new Promise<void>((resolve) => void this.#options.clock.after(pause, resolve));
      }
    }
  }

  /** Lets go of the connection, so that nobody waits for a page that sleeps. The next use opens it again. */
  release(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    void handle?.then((database) => database.close()).catch(() => undefined);
  }

  /** For good: a closed database opens no more. */
  close(): void {
    this.#closed = true;
    this.release();
  }

  async #once<T>(
    mode: 'readonly' | 'readwrite',
    work: (transaction: Transaction<S>) => Promise<T>,
    last: boolean,
    expired: AbortSignal,
  ): Promise<T> {
    if (this.#closed) throw new Error(`${this.#options.name}: closed`);
    const database = await (this.#handle ??= this.#open());
    if (expired.aborted) throw new StorageTimeout(this.#options.name);
    const transaction = database.transaction([...database.objectStoreNames], mode, {
      durability: this.#options.durability,
    }) as unknown as Transaction<S>;
    // Whoever fails first is thrown; the other rejection has nobody left to tell.
    transaction.done.catch(() => undefined);
    // What was given up must not come true later.
    expired.addEventListener('abort', () => abort(transaction));
    try {
      const result = work(transaction);
      // Should the commit be refused, nobody waits for the work any more.
      result.catch(() => undefined);
      if (last) transaction.commit();
      const value = await result;
      await transaction.done;
      return value;
    } catch (error) {
      // A full disk aborts the transaction, and the requests that were under way only know that it was aborted.
      const reason = transaction.error ?? error;
      abort(transaction);
      throw reason;
    }
  }

  #open(): Promise<IDBPDatabase<S>> {
    const handle = this.#connect().then((database) => {
      if (this.#handle !== handle) database.close();
      return database;
    });
    this.#handle = handle;
    handle.catch(() => {
      if (this.#handle === handle) this.#handle = undefined;
    });
    return handle;
  }

  /** Without a version: whatever a newer build has added, it is opened as it is. */
  async #connect(): Promise<IDBPDatabase<S>> {
    const { name, stores } = this.#options;
    let database = await this.#request(name, undefined);
    if (Object.keys(stores).some((store) => !database.objectStoreNames.contains(store as StoreNames<S>))) {
      const { version } = database;
      database.close();
      database = await this.#request(name, version + 1);
    }
    this.#known = true;
    return database;
  }

  async #request(name: string, version: number | undefined): Promise<IDBPDatabase<S>> {
    let gone = false;
    try {
      return await openDB<S>(name, version, {
        upgrade: (database, before, _after, transaction) => {
          gone = before === 0 && this.#known && this.#options.deleted !== undefined;
          // Its end is told by the request.
          transaction.done.catch(() => undefined);
          if (gone) transaction.abort();
          else this.#create(database);
        },
        // Somebody deletes or extends this database: holding on would only make them wait.
        blocking: (_before, after) => {
          this.release();
          if (after === null) this.#onDeleted(true);
        },
        terminated: () => this.release(),
      });
    } catch (error) {
      if (gone) this.#onDeleted(false);
      throw gone ? new Error(`${name}: deleted`, { cause: error }) : error;
    }
  }

  #create(database: IDBPDatabase<S>): void {
    const { stores } = this.#options;
    for (const [store, make] of Object.entries(stores)) if (!database.objectStoreNames.contains(store as StoreNames<S>)) make(database);
  }

  #onDeleted(asked: boolean): void {
    const { deleted } = this.#options;
    if (!deleted || this.#closed) return;
    this.close();
    deleted(asked);
  }

  async #within<T>(start: (expired: AbortSignal) => Promise<T>): Promise<T> {
    const expired = new AbortController();
    let stop = (): void => undefined;
    const limit = new Promise<never>((_, reject) => {
      stop = this.#options.clock.after(LIMIT, () => {
        reject(new StorageTimeout(`${this.#options.name}: no answer from storage within ${LIMIT / 1_000} s`));
        this.release();
        expired.abort();
      });
    });
    try {
      return await Promise.race([start(expired.signal), limit]);
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
