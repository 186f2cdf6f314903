// IndexedDB of many tabs in one process: fake-indexeddb, told whose code it calls, so that a tab can die in the middle of a transaction.

import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBDatabase, IDBFactory, IDBIndex, IDBObjectStore, IDBOpenDBRequest, IDBTransaction } from 'fake-indexeddb';
import type { Process, VirtualTime } from './virtual-time.js';

/** What fake-indexeddb keeps inside, as far as it is used here. */
interface RawTransaction extends IDBTransaction {
  _state: string;
  _started: boolean;
  _start(): void;
  _abort(reason: string): void;
}

interface RawDatabase {
  transactions: RawTransaction[];
  connections: (IDBDatabase & { _runningVersionchangeTransaction?: boolean })[];
  rawObjectStores: Map<string, { records: { values(): Iterable<{ value: unknown }> } }>;
}

/** `hang`: no answer ever comes. `close`: the connection is lost. */
export type Failure = 'throw' | 'abort' | 'hang' | 'close';

/** The calls that may fail, of stores and of their indexes. */
const READS = ['get', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'] as const;
const CALLS = [...READS, 'add', 'put', 'delete', 'index'] as const;

type Listener = (event: Event) => void;

interface Target {
  listeners: { type: string; callback: Listener }[];
  addEventListener(type: string, callback: Listener, options?: unknown): void;
  removeEventListener(type: string, callback: Listener): void;
}

/** fake-indexeddb's own listeners come first on a transaction; later ones of its own are recognised by name. */
const OWN_LISTENERS = 3;

/** The disks of all profiles. */
export class VirtualDisk {
  readonly #time: VirtualTime;
  readonly #factory = new IDBFactory();
  readonly #owners = new WeakMap<object, Process>();
  /** What a database held before the write that is under way. */
  readonly #committed = new WeakMap<RawTransaction, Map<string, unknown[]>>();

  readonly #hung = new WeakSet<object>();
  /** What befalls the next call of a tab. */
  fail: () => Failure | undefined = () => undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
    // Another build calls its cache by another name, and is the same otherwise.
    const open = this.#factory.open.bind(this.#factory);
    this.#factory.open = (name, version) => {
      const failure = time.current && this.fail();
      if (failure === 'hang') return new IDBOpenDBRequest();
      if (failure) throw new DOMException('on purpose', 'UnknownError');
      const own = name.replace(/(:cache:)\d+$/, `$1${time.current?.schema ?? 1}`);
      return time.ofDatabase(own, () => (version === undefined ? open(own) : open(own, version)));
    };
    const deleteDatabase = this.#factory.deleteDatabase.bind(this.#factory);
    this.#factory.deleteDatabase = (name) => time.ofDatabase(name, () => deleteDatabase(name));
  }

  /** Takes the place of the browser's storage; returns the way back. */
  install(): () => void {
    const target = Object.getPrototypeOf(IDBTransaction.prototype) as Target;
    const { addEventListener, removeEventListener } = target;
    const before = globalThis.indexedDB;
    const wrapped = new WeakMap<Listener, Listener>();
    const time = this.#time;
    const owners = this.#owners;
    const hung = this.#hung;
    const remember = (transaction: RawTransaction): void => this.#remember(transaction);
    target.addEventListener = function (this: Target, type, callback, options) {
      const owner = time.current;
      const own = (this instanceof IDBTransaction && this.listeners.length < OWN_LISTENERS) || callback.name.startsWith('bound ');
      if (!owner || own) return addEventListener.call(this, type, callback, options);
      owners.set(this, owner);
      const heard = (event: Event): void => {
        if (owner.dead) refuse(event.type, this);
        else time.enter(owner, () => callback.call(this, event));
      };
      // Databases of two tabs are opened in one task, and what follows must not mix.
      const opens = this instanceof IDBOpenDBRequest && type === 'success' ? this : undefined;
      const guarded: Listener = (event) => {
        // A deletion gives nothing.
        const opened: IDBDatabase | undefined = opens?.result;
        if (opened) time.post(undefined, () => heard(event), opened.name);
        else heard(event);
      };
      wrapped.set(callback, guarded);
      return addEventListener.call(this, type, guarded, options);
    };
    target.removeEventListener = function (this: Target, type, callback) {
      removeEventListener.call(this, type, wrapped.get(callback) ?? callback);
    };
    const transaction = IDBTransaction.prototype as RawTransaction;
    const { _start, _abort } = transaction;
    transaction._start = function (this: RawTransaction) {
      if (!this._started && this.mode === 'readwrite') remember(this);
      // What hangs keeps the others waiting until it is aborted.
      if (!hung.has(this)) _start.call(this);
    };
    transaction._abort = function (this: RawTransaction, reason) {
      time.ofDatabase(this.db.name, () => _abort.call(this, reason));
    };
    const database = IDBDatabase.prototype;
    const { close: closeReally } = database;
    database.close = function (this: IDBDatabase) {
      time.ofDatabase(this.name, () => closeReally.call(this));
    };
    const restore = this.#installFailures();
    globalThis.indexedDB = this.#factory;
    return () => {
      restore();
      Object.assign(target, { addEventListener, removeEventListener });
      Object.assign(transaction, { _start, _abort });
      Object.assign(database, { close: closeReally });
      globalThis.indexedDB = before;
    };
  }

  /** What is committed to a store, read without a transaction. */
  read<T>(name: string, store: string): T[] {
    const raw = this.#databases.get(name);
    const writing = raw?.transactions.find(({ _started, _state, mode }) => _started && _state !== 'finished' && mode === 'readwrite');
    const before = writing && this.#committed.get(writing)?.get(store);
    return (before ?? (raw ? valuesOf(raw, store) : [])) as T[];
  }

  /** The database that has this name now: one that was deleted and made anew is another. */
  identity(name: string): object | undefined {
    return this.#databases.get(name);
  }

  /** The names of the databases that begin with `prefix`. */
  names(prefix: string): string[] {
    return [...this.#databases.keys()].filter((name) => name.startsWith(prefix));
  }

  /** A tab is gone: what it had not committed never happened. */
  abandon(owner: Process): void {
    for (const raw of this.#databases.values()) {
      for (const transaction of raw.transactions) {
        if (this.#owners.get(transaction) !== owner) continue;
        abort(transaction);
        // Nobody can abort a commit but the end of the process.
        if (this.#hung.has(transaction) && transaction._state === 'committing') transaction._abort('AbortError');
      }
      for (const connection of [...raw.connections]) if (this.#owners.get(connection) === owner) connection.close();
    }
  }

  /** The databases in which something hangs that only the end of its tab takes back: a commit, or a request of a tab that sleeps. */
  get stuck(): string[] {
    const isStuck = (transaction: RawTransaction): boolean =>
      this.#hung.has(transaction) && (transaction._state === 'committing' || this.#owners.get(transaction)?.frozen === true);
    return [...this.#databases].flatMap(([name, { transactions }]) => (transactions.some(isStuck) ? [name] : []));
  }

  /** The browser needs room: a database is gone, and whoever has it open is told. */
  evict(name: string): void {
    const raw = this.#databases.get(name);
    if (!raw || raw.connections.some((connection) => connection._runningVersionchangeTransaction)) return;
    this.#databases.delete(name);
    for (const transaction of [...raw.transactions]) abort(transaction);
    for (const connection of [...raw.connections]) close(this.#time, connection);
  }

  /** Between idb and storage: nothing above knows that it is not the browser that fails. */
  #installFailures(): () => void {
    const { transaction } = IDBDatabase.prototype;
    const hung = this.#hung;
    const time = this.#time;
    const failing = (): Failure | undefined => (time.current ? this.fail() : undefined);
    const spoil = <T extends object>(prototype: T, calls: readonly string[], transactionOf: (self: T) => IDBTransaction): (() => void) => {
      const methods = prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
      const before = Object.fromEntries(calls.map((call) => [call, methods[call]]));
      for (const [call, real] of Object.entries(before)) {
        methods[call] = function (this: T, ...args) {
          const failure = failing();
          if (failure === 'throw') throw new DOMException('on purpose', 'UnknownError');
          const result = Reflect.apply(real as () => unknown, this, args);
          const own = transactionOf(this);
          if (failure === 'hang') hung.add(own);
          if (failure === 'abort') abort(own as RawTransaction);
          else if (failure === 'close') close(time, own.db);
          return result;
        };
      }
      return () => void Object.assign(methods, before);
    };
    const restores = [
      spoil(IDBObjectStore.prototype, CALLS, (store) => store.transaction),
      spoil(IDBIndex.prototype, READS, (index) => index.objectStore.transaction),
      spoil(IDBTransaction.prototype, ['commit'], (own) => own),
    ];
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
      const failure = failing();
      if (failure === 'close') close(time, this);
      if (failure) throw new DOMException('on purpose', 'InvalidStateError');
      return time.ofDatabase(this.name, () => transaction.apply(this, args));
    };
    return () => {
      for (const restore of restores) restore();
      IDBDatabase.prototype.transaction = transaction;
    };
  }

  #remember(transaction: RawTransaction): void {
    const raw = this.#databases.get(transaction.db.name);
    if (raw) this.#committed.set(transaction, new Map([...raw.rawObjectStores.keys()].map((store) => [store, valuesOf(raw, store)])));
  }

  get #databases(): Map<string, RawDatabase> {
    return (this.#factory as unknown as { _databases: Map<string, RawDatabase> })._databases;
  }
}

/** Nobody is there any more to take a new connection, or to make the stores of a new database. */
function refuse(type: string, target: unknown): void {
  const request = target as IDBOpenDBRequest;
  if (type === 'upgradeneeded') request.transaction?.abort();
  else if (type === 'success' && request.result instanceof IDBDatabase) request.result.close();
}

function close(time: VirtualTime, connection: IDBDatabase): void {
  time.ofDatabase(connection.name, () => forceCloseDatabase(connection as unknown as typeof IDBDatabase));
}

function valuesOf(raw: RawDatabase, store: string): unknown[] {
  return [...(raw.rawObjectStores.get(store)?.records.values() ?? [])].map(({ value }) => value);
}

function abort(transaction: { _state: string } & Pick<IDBTransaction, 'abort'>): void {
  if (transaction._state === 'active' || transaction._state === 'inactive') transaction.abort();
}
