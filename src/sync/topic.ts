// One topic in this tab: joins what comes from the server, what waits to be sent, and the streams that show both.

import type { Cache } from './cache.js';
import { CatchUp } from './catch-up.js';
import type { LinkState } from './link-state.js';
import type { Clock } from './clock.js';
import { Drain } from './drain.js';
import { newId } from './new-id.js';
import type { Outbox, Tally } from './outbox.js';
import type { Entry } from './overlay.js';
import type { Source } from './protocol.js';
import { isFresh, LEASE } from './stretches.js';
import type { SyncOptions } from './sync-options.js';
import { graceOf, Wishes } from './wishes.js';

/** What the topics of one user share. */
export interface Shared {
  source: Source;
  cache: Cache;
  outbox: Outbox;
  storage: 'disk' | 'memory';
  clock: Clock;
  /** Time to undo a wish. */
  graceMs: SyncOptions['graceMs'];
  /** What waits, in all topics, as last counted. */
  readonly tally: Tally;
  /** An outbox on disk cannot be read, so this one is in memory. */
  unreadable: boolean;
  user: string;
  /** Names the databases, and the locks beside them. */
  prefix: string;
  /** Tells other tabs that a topic changed. */
  announce(topic: string): void;
  /** How this topic stands may have changed. */
  stateChanged(): void;
  /** Nothing shows this topic and nothing waits in it. */
  release(topic: Topic): void;
}

/** An open stream, as its topic sees it. */
export interface Watcher {
  /** What is stored may have changed. */
  changed(): void;
  /** The state of the link may have changed. */
  stateChanged(): void;
  error(error: Error): void;
  /** A reaction was taken back. */
  refused(reaction: Entry, why: Error): void;
  /** The topic was closed under it: for good when there is a state to say so. */
  ended(state?: LinkState): void;
}

/** Lives as long as a stream shows it or a wish waits in it. */
export class Topic {
  readonly name: string;
  readonly shared: Shared;
  readonly link: CatchUp;
  readonly wishes: Wishes;
  readonly #drain: Drain;
  readonly #watchers = new Set<Watcher>();
  readonly #tab = newId();
  /** Until when it is said in the cache that the topic is open here. */
  #held = 0;

  constructor(name: string, shared: Shared) {
    this.name = name;
    this.shared = shared;
    const { source, cache, outbox, clock, graceMs, user, prefix } = shared;
    const changed = (): void => this.#onCommit();
    const error = (cause: unknown): void => this.reportError(cause);
    this.link = new CatchUp(name, {
      source,
      cache,
      clock,
      events: {
        joined: () => this.#drain.restart(),
        ready: () => this.#drain.wake(),
        committed: (mutationIds) => void this.#settle(mutationIds).catch(error),
        stateChanged: () => this.stateChanged(),
        error,
      },
    });
    this.#drain = new Drain({
      topic: name,
      lockName: () => (shared.storage === 'disk' ? `${prefix}:drain:${name}` : undefined),
      link: this.link,
      cache,
      outbox,
      clock,
      changed,
      stateChanged: () => this.stateChanged(),
      idle: () => void this.#release().catch(error),
      refused: (reaction, why) => this.#refused(reaction, why),
      error,
    });
    this.wishes = new Wishes({
      topic: name,
      user,
      outbox,
      clock,
      storage: () => shared.storage,
      grace: graceOf(graceMs),
      joined: () => this.link.joined,
      changed,
      retried: () => this.#drain.restart(),
    });
    this.#drain.wake();
  }

  get state(): LinkState {
    return this.#drain.unauthorized ? 'auth-required' : this.link.state;
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
    this.link.joining.hurry();
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    // A look at the outbox ends in `idle`, which lets go of a topic nobody needs.
    this.#drain.wake();
  }

  /** Something may have happened that this tab did not hear of: in another tab, or while the page slept. */
  look(): void {
    this.#tell((watcher) => watcher.changed());
    this.#tell((watcher) => watcher.stateChanged());
    void this.link.check().catch((error: unknown) => this.reportError(error));
    this.#drain.wake();
  }

  /** The page woke, or the network changed: nothing waits any longer. */
  woke(): void {
    this.link.wait.hurry();
    this.link.joining.hurry();
    this.#drain.hurry();
    this.look();
  }

  /** The user asked for it: no wait counts any more. */
  resume(): void {
    this.link.wait.end();
    this.link.joining.hurry();
    this.#drain.restart();
    this.look();
  }

  /** Something that is told beside the rows may have changed. */
  stateChanged(): void {
    this.#tell((watcher) => watcher.stateChanged());
    this.shared.stateChanged();
  }

  reportError(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#tell((watcher) => watcher.error(error));
  }

  close(state?: LinkState): void {
    this.#tell((watcher) => watcher.ended(state));
    this.#watchers.clear();
    this.link.close();
    this.#drain.close();
    this.wishes.close(state === 'closed');
  }

  /** This tab committed something. */
  #onCommit(): void {
    this.#tell((watcher) => watcher.changed());
    this.shared.stateChanged();
    this.shared.announce(this.name);
    this.#drain.wake();
    void this.wishes.settle().catch((error: unknown) => this.reportError(error));
  }

  /** A wish whose mutation came back in a row was granted, even if its own answer got lost. */
  async #settle(mutationIds: readonly string[]): Promise<void> {
    const came = new Set(mutationIds);
    const { outbox } = this.shared;
    if (came.size > 0 && (await outbox.holds(this.name, came))) await outbox.settle(this.name, came);
    this.#onCommit();
  }

  #refused(reaction: Entry, why: Error): void {
    // Who waits for the answer has it; nobody else is told twice.
    if (!this.wishes.refuse(reaction, why)) this.#tell((watcher) => watcher.refused(reaction, why));
  }

  async #release(): Promise<void> {
    if (this.#watchers.size > 0) return;
    const entries = await this.shared.outbox.entries(this.name);
    if (this.#watchers.size > 0) return;
    if (entries.some((entry) => entry.state === 'queued')) return this.#hold();
    if (this.#held > 0) void this.shared.cache.unlease(this.name, this.#tab).catch(() => undefined);
    this.shared.release(this);
  }

  /** What a stream shows keeps a topic in the cache. Where there is none, a lease of no rows does. */
  async #hold(): Promise<void> {
    const { cache, clock } = this.shared;
    const now = clock.now();
    if (isFresh(this.#held, now)) return;
    this.#held = now + LEASE;
    // Unsaid, it may have to be read again; nothing worse.
    await cache.lease(this.name, { tab: this.#tab, low: Infinity, below: Infinity, until: this.#held }).catch(() => undefined);
  }

  #tell(say: (watcher: Watcher) => void): void {
    for (const watcher of this.#watchers) say(watcher);
  }
}
