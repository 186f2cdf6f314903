// One open stream of a topic: something changed, so read again, lay wishes over rows, and tell the difference. One path for everything.

import type { LinkState } from './link-state.js';
import type { Entry, Shown } from './overlay.js';
import type { Person, Place, Row } from './protocol.js';
import { guard, statusOf, tellError, type StreamEvents, type StreamStatus } from './stream-status.js';
import { StreamWindow } from './stream-window.js';
import { Told } from './told.js';
import type { Topic, Watcher } from './topic.js';

export type { StreamEvents, StreamStatus } from './stream-status.js';
export { newId } from './new-id.js';
export { NotAccepted } from './wishes.js';

/** The most rows a stream shows unless told otherwise. */
const MOST = 500;
/** How soon storage that did not answer is read again, in milliseconds. */
const READ_AGAIN = 2_000;

/**
 * A window on the rows of a topic, with the user's wishes laid over them: at first on the newest ones, moved by `older`, `newer`,
 * `jumpTo` and `latest`. It never holds more than its most rows; what it lets go waits in the cache. Made by `Sync.stream`.
 */
export class SyncedStream<R extends Row> {
  /** What it is a stream of: `rooms`, or `room:ID`. */
  readonly topic: string;
  readonly #events: StreamEvents<R>;
  readonly #told: Told<R>;
  readonly #window: StreamWindow<R>;
  readonly #opened: Promise<Topic>;
  #topic: Topic | undefined;
  /** Storage answered when it was last read. */
  #readable = true;
  #stopWaiting: (() => void) | undefined;
  #dirty = false;
  #showing: Promise<void> | undefined;
  #older: Promise<void> | undefined;
  #newer: Promise<void> | undefined;
  #closed = false;

  /** `open` finds the topic and registers the stream with it. */
  constructor(
    topic: string,
    events: StreamEvents<R>,
    { size, most = MOST, open }: { size: number; most?: number; open: (watcher: Watcher) => Promise<Topic> },
  ) {
    this.topic = topic;
    this.#events = events;
    this.#told = new Told(events);
    this.#opened = open(this.#watcher);
    const held = (): string | undefined => events.held?.();
    this.#window = new StreamWindow<R>(this.#opened, { size, most: Math.max(size, most), held, refresh: () => this.#refresh() });
    void this.#start();
  }

  /** How it stands, as last told. */
  get status(): StreamStatus {
    return this.#told.status;
  }

  /** The row with this id as it is shown. */
  get(id: string): Shown<R> | undefined {
    return this.#told.row(id);
  }

  /** The row with this id as it was last heard of, shown or not, tombstones included; undefined when nothing is known of it. */
  find(id: string): Promise<R | undefined> {
    return this.#window.find(id);
  }

  /** The newest shown row that matches and is not about to be deleted. */
  newest(match: (row: R) => boolean): Shown<R> | undefined {
    return this.#told.rows.findLast(({ state, row }) => state !== 'deleting' && match(row));
  }

  /** The refused wishes of the topic, oldest first, also those whose row is not shown or gone: the user retries or discards each. */
  get failures(): readonly Entry[] {
    return this.#told.failures;
  }

  /**
   * Widens the window by `count` older rows, from the cache first, then from the server; the newest are let go when there are too many.
   * Concurrent calls share one. Resolves when they are shown, and also when offline with no more held. Rejects when either failed.
   */
  older(count: number): Promise<void> {
    return (this.#older ??= this.#window.older(count).finally(() => (this.#older = undefined)));
  }

  /** The same for `count` newer rows, up to the newest; then the oldest are let go. */
  newer(count: number): Promise<void> {
    return (this.#newer ??= this.#window.newer(count).finally(() => (this.#newer = undefined)));
  }

  /**
   * Shows the rows around a place, which need not be contiguous with what was shown. Resolves with the id of the row there, or of the
   * next one if it is gone, or undefined if there is none. Rejects with a `SourceError`: `not-found`, `closed` when it cannot be had now.
   */
  async jumpTo(place: Place): Promise<string | undefined> {
    const seq = await this.#window.jump(place);
    const { rows } = this.#told;
    return (rows.find(({ row }) => row.seq >= seq) ?? rows.at(-1))?.id;
  }

  /** Asks for the rows of a gap, given its id; false when nothing came of it, as when offline. Rejects when the server or storage failed. */
  async fill(id: string): Promise<boolean> {
    const gap = this.#told.gap(id);
    return gap !== undefined && this.#window.fill(gap);
  }

  /** Back to the newest rows, as many as at first. */
  latest(): Promise<void> {
    return this.#window.latest();
  }

  /**
   * Wishes for a new row. Resolves when the wish is accepted, that is committed to disk; in memory mode when the server
   * granted it. The same `mutationId` again is accepted once. Throws `NotAccepted`, and then nothing is kept.
   */
  async create(id: string, mutationId: string, body: Record<string, unknown>): Promise<void> {
    await (await this.#opened).wishes.create(id, mutationId, body);
  }

  /** Wishes to set fields of a row; of a refused create, it is created anew with them. Throws `NotAccepted`. */
  async edit(id: string, body: Record<string, unknown>): Promise<void> {
    await (await this.#opened).wishes.edit(id, body, this.get(id)?.row.version || undefined);
  }

  /** Wishes a row gone after the time to undo. Throws `NotAccepted`. */
  async delete(id: string): Promise<void> {
    await (await this.#opened).wishes.delete(id, this.get(id)?.row.version || undefined);
  }

  /**
   * Wishes to react to a row with an emoji, or no more. Until the server answers it is shown as of `by`, by default of the user key.
   * What the server refuses is taken back and told as `refused`. Throws `NotAccepted`.
   */
  async react(id: string, emoji: string, on: boolean, by?: Person): Promise<void> {
    await (await this.#opened).wishes.react(id, emoji, on, by);
  }

  /** Takes back what has a time to undo and was not sent: a delete, else the newest wish, with a create all after it; false if too late. */
  async undo(id: string): Promise<boolean> {
    return (await this.#opened).wishes.undo(id);
  }

  /** Sends what was refused about a row once more. */
  async retry(id: string): Promise<void> {
    await (await this.#opened).wishes.retry(id);
  }

  /** Drops what was refused about a row; the truth is shown again. */
  async discard(id: string): Promise<void> {
    await (await this.#opened).wishes.discard(id);
  }

  /** Tells nothing more. What was accepted is sent all the same. */
  close(): void {
    this.#closed = true;
    this.#stopWaiting?.();
    this.#topic?.unwatch(this.#watcher);
    void this.#window.close();
  }

  readonly #watcher: Watcher = {
    changed: (): void => {
      guard(this.#events, () => this.#events.changed?.());
      void this.#refresh();
    },
    // By way of the rows: what was committed before a state is told before it, so that catching up ends before `live`.
    stateChanged: (): void => void this.#refresh(),
    error: (error: Error): void => this.#onError(error),
    refused: (reaction: Entry, why: Error): void => guard(this.#events, () => this.#events.refused?.(reaction, why)),
    ended: (state?: LinkState): void => this.#end(state),
  };

  async #start(): Promise<void> {
    try {
      const topic = await this.#opened;
      if (this.#closed) return topic.unwatch(this.#watcher);
      this.#topic = topic;
      await this.#refresh();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Shows what is stored now. Calls that come while one is under way share the next one. */
  #refresh(): Promise<void> {
    this.#dirty = true;
    return (this.#showing ??= this.#show());
  }

  async #show(): Promise<void> {
    const topic = await this.#opened;
    while (this.#dirty && !this.#closed) {
      this.#dirty = false;
      const { state } = topic;
      this.#stopWaiting?.();
      const view = await this.#window.read(state === 'live').catch((error: unknown) => this.#onError(error));
      if (this.#closed) break;
      // Before anybody is told, who may close it: that ends the lease.
      if (view) void this.#window.lease(view);
      else this.#stopWaiting = topic.shared.clock.after(READ_AGAIN, () => void this.#refresh());
      this.#readable = view !== undefined;
      if (view) this.#told.show(view);
      this.#stand(state, topic);
    }
    this.#showing = undefined;
  }

  #stand(state: LinkState, { shared }: Topic): void {
    if (!this.#closed) this.#told.stand(statusOf(this.#told.view, state, this.#readable, shared));
  }

  #end(state: LinkState | undefined): void {
    if (state && !this.#closed) this.#told.end(state);
    this.#closed = true;
    this.#stopWaiting?.();
  }

  #onError(cause: unknown): undefined {
    if (!this.#closed) tellError(this.#events, cause);
  }
}
