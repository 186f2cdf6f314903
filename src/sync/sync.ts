// The streams of one user: opens storage, hands out streams, sends what waits in topics nobody shows, and leaves nothing behind at the end.

import { Cache } from './cache.js';
import { every, systemClock, type Clock } from './clock.js';
import { Drafts } from './drafts.js';
import { leave, type Departure } from './departure.js';
import { prefixOf } from './disk-store.js';
import { Outbox } from './outbox.js';
import { makeRoom } from './make-room.js';
import { OpenTopics } from './open-topics.js';
import { persistOnce } from './persist.js';
import type { Row } from './protocol.js';
import { Standing, type SyncStatus } from './standing.js';
import { dropOldCaches, openStores, type Stores } from './storage.js';
import type { SyncOptions } from './sync-options.js';
import { NotAccepted, SyncedStream, type StreamEvents } from './synced-stream.js';
import { Tabs, warnBeforeLosing, watchPage } from './tabs.js';
import type { Shared, Topic, Watcher } from './topic.js';

/** How often to look for what no event told: lost notices, wishes of a tab that died. */
const HEARTBEAT = 5_000;
const SIZE = 50;

interface Running extends Stores {
  shared: Shared;
  tabs: Tabs;
}

/** Offline-first streams of one user. Nothing here throws; what goes wrong is the status of a stream. */
export class Sync {
  /** Words being written, kept until they are accepted. */
  readonly drafts: Drafts;
  /** How the names of its databases, its locks and its channel begin. */
  readonly prefix: string;
  readonly #options: SyncOptions;
  readonly #clock: Clock;
  readonly #topics = new OpenTopics();
  readonly #standing: Standing;
  #running: Promise<Running> | undefined;
  #ended: 'closed' | 'signed-out' | undefined;
  #stop: (() => void)[] = [];

  constructor(options: SyncOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.prefix = prefixOf(options.app, options.userKey);
    this.drafts = new Drafts({
      opened: async () => (await this.#run()).outbox,
      clock: this.#clock,
      told: () => void this.#run().then(({ tabs }) => tabs.outbox()),
      error: this.#reportError,
    });
    this.#standing = new Standing({
      count: async () => (await this.#run()).shared.outbox.tally(),
      states: () => this.#topics.states,
      counted: () => this.#topics.each((topic) => topic.stateChanged()),
      error: this.#reportError,
    });
  }

  /** How all topics stand. */
  get status(): SyncStatus {
    return this.#standing.status;
  }

  /** Calls back with the status, at once and on every change; returns the way to stop. */
  watch(told: (status: SyncStatus) => void): () => void {
    return this.#standing.watch(told);
  }

  /**
   * Opens a stream of a topic, showing its newest `size` rows (default 50) at first, and never more than `most` (default 500).
   * Several streams of one topic share a channel.
   */
  stream<R extends Row>(topic: string, events: StreamEvents<R>, options: { size?: number; most?: number } = {}): SyncedStream<R> {
    return new SyncedStream<R>(topic, events, { size: SIZE, ...options, open: (watcher) => this.#open(topic, watcher) });
  }

  /** Somebody has signed in again, or wants everything tried now: connections get a fresh token, and nothing waits any longer. */
  resume(): void {
    this.#options.source.resume?.();
    if (!this.#ended) this.#look('resume');
  }

  /** Closes every stream and lets go of storage. What was accepted stays there, and so does what is being written. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const running = this.#running;
    if (running) await this.drafts.flush();
    this.#end('closed', await running);
  }

  /**
   * Ends everything, in all tabs, and deletes the databases of this user. Without `force` only if it is known that nothing is
   * unsent on this device; tells what was.
   */
  async logout({ force = false }: { force?: boolean } = {}): Promise<Departure> {
    const running = await this.#run();
    const kept = this.#ended ? 'closed' : running.shared.storage;
    const { prefix, drafts } = this;
    const flushed = async (): Promise<boolean> => (await drafts.flush(), !drafts.unsaved);
    const here = { prefix, clock: this.#clock, outbox: running.outbox, kept, last: this.#standing.tally, flushed } as const;
    return leave({ ...here, end: () => this.#end('signed-out', running) }, force);
  }

  #run(): Promise<Running> {
    return (this.#running ??= this.#start());
  }

  async #open(name: string, watcher: Watcher): Promise<Topic> {
    const { shared } = await this.#run();
    if (this.#ended) watcher.ended(this.#ended);
    if (this.#ended) throw new NotAccepted('closed', `${name}: sync is closed`);
    const topic = this.#topics.open(name, shared);
    topic.watch(watcher);
    return topic;
  }

  async #start(): Promise<Running> {
    const { source, userKey, graceMs, outboxLimit, limits } = this.#options;
    const stores = await openStores({
      prefix: this.prefix,
      storage: this.#ended ? 'memory' : (this.#options.storage ?? 'disk'), // nobody would close a database by now
      clock: this.#clock,
      ownNumbers: source.ownNumbers === true,
      deleted: this.#leftElsewhere,
      makeRoom: (cache) => makeRoom(cache, this.#clock.now()),
      cacheLost: (error) => this.#onCacheLost(error),
    });
    const { storage, unreadable } = stores;
    const standing = this.#standing;
    const askToPersist = persistOnce(stores.outbox, (persisted) => standing.learn({ persisted }), this.#reportError);
    const tabs = new Tabs(this.prefix, {
      changed: (topic) => this.#topics.find(topic)?.look(),
      outbox: () => this.#onOutbox(),
      flush: () => void this.drafts.flush(),
      // On disk it is the databases that tell; where nothing is kept there is nothing else to ask.
      logout: () => (shared.storage === 'memory' ? this.#leftElsewhere() : this.#look()),
    });
    const outbox = new Outbox(stores.outbox, outboxLimit, {
      changed: () => {
        this.#standing.recount();
        tabs.outbox();
      },
      // A tab that could not read the disk at first may be back on it.
      accepted: () => shared.storage === 'disk' && askToPersist(),
    });
    const shared: Shared = {
      source,
      cache: new Cache(stores.cache, (topic, error) => this.#onBroken(topic, error), this.#options.isRow, {
        ...limits,
        now: this.#clock.now,
        dropped: (topics) => topics.forEach((topic) => (tabs.changed(topic), this.#topics.find(topic)?.look())),
      }),
      outbox,
      storage,
      unreadable,
      clock: this.#clock,
      graceMs,
      get tally() {
        return standing.tally;
      },
      user: userKey,
      prefix: this.prefix,
      announce: (topic) => tabs.changed(topic),
      stateChanged: () => standing.refresh(),
      release: (topic) => {
        this.#topics.release(topic);
        standing.refresh();
      },
    };
    this.#stop.push(
      () => tabs.close(),
      watchPage({
        woke: () => this.#look('woke'),
        leaving: () => void this.drafts.flush(),
        freezing: () => [stores.cache, stores.outbox].forEach((store) => store.release()),
      }),
    );
    if (storage === 'memory') this.#stop.push(warnBeforeLosing(() => shared.storage === 'memory' && standing.tally.waiting > 0));
    if (this.#ended) for (const stop of this.#stop) stop();
    else {
      standing.learn({ storage, unreadable });
      // What is unreadable has just been tried.
      this.#stop.push(every(this.#clock, HEARTBEAT, (again) => this.#beat(shared, again ? stores.back : undefined)));
      if (storage === 'disk') void dropOldCaches(stores.outbox, this.prefix, this.#clock).catch(this.#reportError);
    }
    return { ...stores, shared, tabs };
  }

  #beat(shared: Shared, back: Stores['back']): void {
    // What lies on a disk that can be read again was accepted, and is sent.
    if (shared.unreadable) void back?.().then((isBack) => isBack && this.#know(shared, { storage: 'disk', unreadable: false }));
    this.#look();
    void this.#standing.heed(this.#openWaiting(shared));
  }

  #know(shared: Shared, where: Pick<Shared, 'storage' | 'unreadable'>): void {
    if (this.#ended) return;
    Object.assign(shared, where);
    this.#standing.learn(where);
    this.#beat(shared, undefined);
  }

  #look(why: 'look' | 'woke' | 'resume' = 'look'): void {
    this.#topics.each((topic) => topic[why]());
    this.#onOutbox();
  }

  /** Another tab may have accepted, sent or dropped something. */
  #onOutbox(): void {
    this.#standing.recount();
    this.drafts.look();
  }

  /** Wishes are sent whether anybody shows their topic or not. */
  async #openWaiting(shared: Shared): Promise<void> {
    for (const topic of await shared.outbox.topics()) {
      if (!this.#ended) this.#topics.open(topic, shared);
    }
  }

  readonly #leftElsewhere = (): void => void this.#run().then((running) => this.#end('signed-out', running));

  #end(how: 'closed' | 'signed-out', running: Running | undefined): void {
    if (this.#ended) return;
    this.#ended = how;
    // Before others are told, who may throw: nothing is stored any more.
    for (const store of running ? [running.cache, running.outbox] : []) store.close();
    for (const stop of this.#stop) stop();
    this.drafts.close();
    this.#topics.close(how);
    this.#standing.end(how);
  }

  #onCacheLost(cause: unknown): void {
    this.#reportError(new Error(`the cache goes on in memory: ${String(cause)}`, { cause }));
    this.#look();
  }

  #onBroken(name: string, error: Error): void {
    const topic = this.#topics.find(name);
    topic?.reportError(error);
    topic?.look();
  }

  readonly #reportError = (error: unknown): void => {
    if (!this.#ended) this.#topics.each((topic) => topic.reportError(error));
  };
}
