// The streams of one user: opens storage, hands out streams, sends what waits in topics nobody shows.

import { Cache } from './cache.js';
import { systemClock, type Clock } from './clock.js';
import { diskCache, diskOutbox } from './disk-store.js';
import { memoryCache, memoryOutbox } from './memory-store.js';
import { Outbox } from './outbox.js';
import type { Row, Source } from './protocol.js';
import type { CacheVerbs, OutboxVerbs, Store } from './store.js';
import { SyncedStream, type StreamEvents } from './synced-stream.js';
import { Tabs, watchPage } from './tabs.js';
import { Topic, type Shared, type Watcher } from './topic.js';

/** How often to look for what no event told: lost notices, wishes of a tab that died. */
const HEARTBEAT = 5_000;
const GRACE = 5_000;
const SIZE = 50;

/** What `Sync` is made of. */
export interface SyncOptions {
  /** Part of the database names. */
  app: string;
  /** An opaque id of the user, part of the database names. Never an e-mail address. */
  userKey: string;
  /** The server. Closing it is its owner's business. */
  source: Source;
  /** `memory` keeps nothing on the device. Default: `disk`, which falls back to memory where IndexedDB is refused. */
  storage?: 'disk' | 'memory';
  /** Whether a stored row has all that a row of its topic must have. What has not is dropped and asked for again. Default: any row. */
  isRow?: (row: Row, topic: string) => boolean;
  /** Time to undo a delete, in milliseconds. Default: 5,000. */
  graceMs?: number;
  /** Time and chance, for tests. */
  clock?: Clock;
}

/** Offline-first streams of one user. Nothing here throws; what goes wrong is the status of a stream. */
export class Sync {
  readonly #options: SyncOptions;
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #topics = new Map<string, Topic>();
  #shared: Promise<Shared> | undefined;
  #closed = false;
  #stop: (() => void)[] = [];

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#prefix = `ls:${options.app}:${options.userKey}`;
  }

  /**
   * Opens a stream of a topic, showing its newest `size` rows (default 50) at first.
   * Several streams of one topic share a channel.
   */
  stream<R extends Row>(topic: string, events: StreamEvents<R>, { size = SIZE }: { size?: number } = {}): SyncedStream<R> {
    return new SyncedStream<R>(topic, events, { size, open: (watcher) => this.#open(topic, watcher) });
  }

  /** Closes every stream and lets go of storage. What was accepted stays there. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const topic of this.#topics.values()) topic.close();
    this.#topics.clear();
    const shared = await this.#shared;
    shared?.cache.close();
    shared?.outbox.close();
  }

  async #open(name: string, watcher: Watcher): Promise<Topic> {
    const shared = await (this.#shared ??= this.#start());
    if (this.#closed) throw new Error(`${name}: sync is closed`);
    const topic = this.#topic(name, shared);
    topic.watch(watcher);
    return topic;
  }

  #topic(name: string, shared: Shared): Topic {
    const topic = this.#topics.get(name) ?? new Topic(name, shared);
    this.#topics.set(name, topic);
    return topic;
  }

  async #start(): Promise<Shared> {
    const { source, userKey, graceMs = GRACE } = this.#options;
    const stores = await openStores(this.#prefix, this.#options.storage ?? 'disk', this.#clock);
    const tabs = new Tabs(this.#prefix, (topic) => this.#topics.get(topic)?.look());
    const shared: Shared = {
      source,
      cache: new Cache(stores.cache, (topic, error) => this.#onBroken(topic, error), this.#options.isRow),
      outbox: new Outbox(stores.outbox),
      storage: stores.storage,
      clock: this.#clock,
      graceMs,
      user: userKey,
      prefix: this.#prefix,
      announce: (topic) => tabs.changed(topic),
      release: (topic) => this.#release(topic),
    };
    this.#stop.push(
      () => tabs.close(),
      watchPage(() => this.#look()),
    );
    if (this.#closed) for (const stop of this.#stop) stop();
    else this.#beat(shared);
    return shared;
  }

  #beat(shared: Shared): void {
    void this.#openWaiting(shared).catch((error: unknown) => this.#reportError(error));
    const cancel = this.#clock.after(HEARTBEAT, () => {
      this.#stop = this.#stop.filter((stop) => stop !== cancel);
      this.#look();
      this.#beat(shared);
    });
    this.#stop.push(cancel);
  }

  #look(): void {
    for (const topic of this.#topics.values()) topic.look();
  }

  /** Wishes are sent whether anybody shows their topic or not. */
  async #openWaiting(shared: Shared): Promise<void> {
    for (const topic of await shared.outbox.topics()) {
      if (!this.#closed) this.#topic(topic, shared);
    }
  }

  #release(topic: Topic): void {
    if (this.#topics.get(topic.name) !== topic) return;
    this.#topics.delete(topic.name);
    topic.close();
  }

  #onBroken(topic: string, error: Error): void {
    this.#topics.get(topic)?.reportError(error);
    this.#topics.get(topic)?.look();
  }

  #reportError(error: unknown): void {
    for (const topic of this.#topics.values()) topic.reportError(error);
  }
}

/** Opens both stores on disk, or in memory where the browser refuses. The outbox on disk is never deleted, even unreadable. */
async function openStores(
  prefix: string,
  storage: 'disk' | 'memory',
  clock: Clock,
): Promise<{ cache: Store<CacheVerbs>; outbox: Store<OutboxVerbs>; storage: 'disk' | 'memory' }> {
  if (storage === 'disk') {
    const outbox = diskOutbox(prefix, clock);
    if (await works(outbox, (verbs) => verbs.find(''))) {
      const cache = diskCache(prefix, clock);
      // A cache can be had again from the server, so it may live in memory while the outbox is on disk.
      return { cache: (await works(cache, (verbs) => verbs.topic(''))) ? cache : memoryCache(), outbox, storage: 'disk' };
    }
  }
  return { cache: memoryCache(), outbox: memoryOutbox(), storage: 'memory' };
}

async function works<Verbs>(store: Store<Verbs>, probe: (verbs: Verbs) => Promise<unknown>): Promise<boolean> {
  try {
    await store.read(probe);
    return true;
  } catch {
    return false;
  }
}
