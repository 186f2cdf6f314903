// The server's memory: every granted mutation in order, in one IndexedDB, so that reloads and tabs see one server.
// Deciding and writing happen in one readwrite transaction, which IndexedDB gives to one tab at a time: no number is given twice.

import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { SourceError } from '../sync/protocol.js';
import type { PutReply } from '../sync/protocol.js';
import type { Entry, Folded } from './folding.js';
import { addEntry, cutAfter, entriesOf, foldAll } from './journal-records.js';
import type { JournalSchema } from './journal-records.js';
import { openDisk } from './open-disk.js';
import { ProtocolServer } from './protocol-server.js';
import type { Commit, Decision, RateLimit, ServerRow } from './protocol-server.js';
import type { Seed } from './seed.js';
import { tabsChannel } from './tabs-channel.js';

type Stores = ('journal' | 'meta')[];

/** A disk that never opened is given up. */
const MOST_TRIES = 3;
const STORES: Stores = ['journal', 'meta'];

/** What a journal tells the host that keeps it. */
export interface JournalEvents {
  /** A change that has been written, by this tab or another. */
  commit(commit: Commit): void;
  /** All was forgotten: it is another server now. */
  reset(): void;
}

/** Keeps a `ProtocolServer` equal to what is written down under `name`. */
export class Journal {
  readonly #name: string;
  readonly #seed: Seed;
  readonly #rateLimit: RateLimit | undefined;
  readonly #events: JournalEvents;
  readonly #tabs: BroadcastChannel | undefined;
  #server: ProtocolServer;
  /** The last entry replayed. */
  #position = 0;
  #database: Promise<IDBPDatabase<JournalSchema> | undefined> | undefined;
  #storage: 'disk' | 'memory';
  /** How often the disk may still fail before it was ever opened. */
  #tries = MOST_TRIES;
  #closed = false;
  /** What was replayed, where nothing else keeps it. */
  #memory: Entry[] = [];

  constructor(options: {
    name: string;
    seed: Seed;
    storage?: 'disk' | 'memory';
    rateLimit?: RateLimit | undefined;
    events: JournalEvents;
  }) {
    this.#rateLimit = options.rateLimit;
    this.#name = options.name;
    this.#seed = options.seed;
    this.#events = options.events;
    this.#storage = options.storage ?? 'disk';
    this.#server = this.#begin(newEpoch());
    // What cannot be read now is read again by the next request, which fails if it must.
    if (this.#storage === 'disk') this.#tabs = tabsChannel(this.#name, () => void this.catchUp().catch(() => undefined));
  }

  /** The state as of the last entry read; `catchUp` first. */
  get server(): ProtocolServer {
    return this.#server;
  }

  /** Where the journal is kept: `memory`, for this tab alone and until it is closed, when IndexedDB is refused. */
  get storage(): 'disk' | 'memory' {
    return this.#storage;
  }

  /** Replays what other tabs wrote. */
  async catchUp(): Promise<void> {
    const database = await this.#open();
    if (!database) return;
    await this.#read(database.transaction(STORES));
  }

  /** Has the newest state decide, writes what it decided, and only then applies and tells it. Throws what `decide` throws. */
  async commit(decide: (server: ProtocolServer) => Decision): Promise<PutReply<ServerRow>> {
    const database = await this.#open();
    if (!database) {
      const { reply, commit } = decide(this.#server);
      if (commit) this.#replay([{ ...commit, n: this.#position + 1 }]);
      return reply;
    }
    const transaction = database.transaction(STORES, 'readwrite');
    await this.#read(transaction);
    const { reply, commit } = decide(this.#server);
    if (!commit) return reply;
    const entry: Entry = { ...commit, n: this.#position + 1 };
    await Promise.all([addEntry(transaction.objectStore('journal'), entry), transaction.done]);
    this.#replay([entry]);
    this.#tabs?.postMessage('grew');
    return reply;
  }

  /** Forgets everything but the seed, for all tabs. */
  async reset(): Promise<void> {
    const epoch = newEpoch();
    const database = await this.#open();
    if (database) {
      const transaction = database.transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('journal').clear(),
        transaction.objectStore('meta').put(epoch, 'epoch'),
        transaction.done,
      ]);
    }
    this.#restart(epoch);
    this.#tabs?.postMessage('reset');
  }

  /** Goes back to a backup without the last `lost` mutations: another history begins, for all tabs. */
  async restore(lost: number): Promise<void> {
    const epoch = newEpoch();
    const database = await this.#open();
    const kept = Math.max(0, this.#position - lost);
    if (!database) {
      const entries = this.#memory.slice(0, kept);
      this.#restart(epoch);
      this.#replay(entries);
      return;
    }
    const transaction = database.transaction(STORES, 'readwrite');
    await Promise.all([
      cutAfter(transaction.objectStore('journal'), kept),
      transaction.objectStore('meta').put(epoch, 'epoch'),
      transaction.done,
    ]);
    await this.catchUp();
    this.#tabs?.postMessage('reset');
  }

  /** Stops listening; what is written stays. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#tabs?.close();
    (await this.#database)?.close();
  }

  async #open(): Promise<IDBPDatabase<JournalSchema> | undefined> {
    if (this.#closed) throw new SourceError('closed', 'The server has stopped.');
    if (this.#storage === 'memory') return undefined;
    this.#database ??= this.#openDisk().catch((error: unknown) => {
      this.#database = undefined;
      // Any other trouble may pass: a tab that went on in memory would grant what no other tab ever sees.
      if (!isRefusal(error) && (this.#tries -= 1) > 0) throw error;
      this.#storage = 'memory';
      return undefined;
    });
    return this.#database;
  }

  async #openDisk(): Promise<IDBPDatabase<JournalSchema>> {
    const database = await openDisk<JournalSchema>(this.#name, {
      create(created) {
        created.createObjectStore('journal', { keyPath: 'n' });
        created.createObjectStore('meta');
      },
      forget: () => (this.#database = undefined),
    });
    const wasOpen = this.#tries === Infinity;
    this.#tries = Infinity;
    const transaction = database.transaction(STORES, 'readwrite');
    const meta = transaction.objectStore('meta');
    if ((await meta.get('epoch')) === undefined) {
      // Deleted under us. Were it the same history, what comes now would follow entries that nobody has.
      if (wasOpen) this.#restart(newEpoch());
      await meta.put(this.#server.epoch, 'epoch');
    }
    try {
      await foldAll(transaction.objectStore('journal'), await this.#read(transaction));
    } catch {
      // Written by another version of the seed: its numbers do not fit, and nothing here is worth keeping.
      const fresh = newEpoch();
      await Promise.all([transaction.objectStore('journal').clear(), meta.put(fresh, 'epoch')]);
      this.#restart(fresh);
    }
    await transaction.done;
    return database;
  }

  async #read(transaction: IDBPTransaction<JournalSchema, Stores, 'readonly' | 'readwrite'>): Promise<(Entry | Folded)[]> {
    const epoch = await transaction.objectStore('meta').get('epoch');
    if (epoch !== undefined && epoch !== this.#server.epoch) this.#restart(epoch);
    const records = await transaction.objectStore('journal').getAll(IDBKeyRange.lowerBound(this.#position, true));
    for (const record of records) this.#replay(entriesOf(record));
    return records;
  }

  #replay(entries: readonly Entry[]): void {
    for (const entry of entries) {
      // Reads overlap: what another one already replayed is skipped.
      if (entry.n <= this.#position) continue;
      const { n, ...commit } = entry;
      this.#server.apply(commit);
      this.#position = n;
      if (this.#storage === 'memory') this.#memory.push(entry);
      if (commit.changed) this.#events.commit(commit);
    }
  }

  #restart(epoch: string): void {
    this.#server = this.#begin(epoch);
    this.#position = 0;
    this.#memory = [];
    this.#events.reset();
  }

  #begin(epoch: string): ProtocolServer {
    return new ProtocolServer({ epoch, ...this.#seed, rateLimit: this.#rateLimit });
  }
}

function newEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('-');
}

/** Whether a browser keeps nothing for this page, as in private windows. */
function isRefusal(error: unknown): boolean {
  return (
    (error instanceof Error && ['SecurityError', 'InvalidStateError', 'NotSupportedError'].includes(error.name)) || !globalThis.indexedDB
  );
}
