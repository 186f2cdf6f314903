// One open stream of a topic: something changed, so read again, lay wishes over rows, and tell the difference. One path for everything.

import type { StreamOp } from '../live-stream/ops.js';
import type { LinkState } from './link-state.js';
import { diff } from './diff.js';
import type { Entry, Shown } from './overlay.js';
import type { Row } from './protocol.js';
import { UNKNOWN, type StreamEvents, type StreamStatus } from './stream-status.js';
import type { Topic, Watcher } from './topic.js';
import { readView, type View } from './view.js';

export type { StreamEvents, StreamStatus } from './stream-status.js';
export { newId } from './new-id.js';
export { NotAccepted } from './wishes.js';

/** The fewest rows worth a request of older ones; what is not shown at once waits in the cache. */
const PAGE = 50;
/** A window nobody widened grows with what arrives up to `MOST` rows, and then starts again from the newest `KEPT`. */
const MOST = 500;
const KEPT = 100;
/** How soon storage that did not answer is read again, in milliseconds. */
const READ_AGAIN = 2_000;

/** Rows of a topic from some row on to the newest, with the user's wishes laid over them. Made by `Sync.stream`. */
export class SyncedStream<R extends Row> {
  readonly topic: string;
  readonly #events: StreamEvents<R>;
  readonly #size: number;
  readonly #opened: Promise<Topic>;
  #topic: Topic | undefined;
  #view: View<R> | undefined;
  #byId = new Map<string, Shown<R>>();
  #status: StreamStatus = UNKNOWN;
  #told = false;
  /** The lowest seq wanted; undefined: the newest `size` rows. */
  #low: number | undefined;
  #widened = false;
  #dirty = false;
  #showing: Promise<void> | undefined;
  #widening: Promise<void> | undefined;
  #closed = false;

  /** `open` finds the topic and registers the stream with it. */
  constructor(topic: string, events: StreamEvents<R>, { size, open }: { size: number; open: (watcher: Watcher) => Promise<Topic> }) {
    this.topic = topic;
    this.#events = events;
    this.#size = size;
    this.#opened = open(this.#watcher);
    void this.#start();
  }

  get status(): StreamStatus {
    return this.#status;
  }

  /** The row with this id as it is shown. */
  get(id: string): Shown<R> | undefined {
    return this.#byId.get(id);
  }

  /** The newest shown row that matches and is not about to be deleted. */
  newest(match: (row: R) => boolean): Shown<R> | undefined {
    return this.#view?.shown.findLast(({ row, state }) => state !== 'deleting' && match(row));
  }

  /** The refused wishes of the topic, oldest first, also those whose row is not shown or gone: the user retries or discards each. */
  get failures(): readonly Entry[] {
    return this.#view?.failures ?? [];
  }

  /**
   * Widens the window by `count` older rows, from the cache first, then from the server. Concurrent calls share one.
   * Resolves when they are shown, and also when offline and nothing more is held.
   */
  older(count: number): Promise<void> {
    this.#widening ??= this.#widen(count).finally(() => (this.#widening = undefined));
    return this.#widening;
  }

  /** Back to the newest rows, as many as at first. */
  async latest(): Promise<void> {
    this.#low = undefined;
    this.#widened = false;
    await this.#refresh();
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
    await (await this.#opened).wishes.edit(id, body, this.#base(id));
  }

  /** Wishes a row gone after the time to undo. Throws `NotAccepted`. */
  async delete(id: string): Promise<void> {
    await (await this.#opened).wishes.delete(id, this.#base(id));
  }

  /** Takes back a delete that was not sent yet; false when it is too late. */
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
    this.#topic?.unwatch(this.#watcher);
  }

  readonly #watcher: Watcher = {
    changed: (): void => void this.#refresh(),
    // By way of the rows: what was committed before a state is told before it, so that catching up ends before `live`.
    stateChanged: (): void => void this.#refresh(),
    error: (error: Error): void => this.#onError(error),
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
    this.#showing ??= this.#show();
    return this.#showing;
  }

  async #show(): Promise<void> {
    const topic = await this.#opened;
    while (this.#dirty && !this.#closed) {
      this.#dirty = false;
      const { state } = topic;
      try {
        const low = this.#low;
        let view = await readView<R>(topic.shared, this.topic, { low, size: this.#size });
        if (view.shown.length > Math.max(MOST, this.#size) && !this.#widened) {
          view = await readView<R>(topic.shared, this.topic, { low: undefined, size: Math.max(KEPT, this.#size) });
        }
        if (this.#closed) break;
        if (this.#low === low) this.#low = view.low;
        this.#tell(view, state);
      } catch (error) {
        this.#onError(error);
        this.#tellStatus(state);
        if (!this.#view) topic.shared.clock.after(READ_AGAIN, () => void this.#refresh());
      }
    }
    this.#showing = undefined;
  }

  #tell(view: View<R>, state: LinkState): void {
    const before = this.#view;
    this.#view = view;
    this.#byId = new Map(view.shown.map((item) => [item.id, item]));
    // In another history equal versions are not equal rows.
    const rewritten = before?.epoch !== undefined && view.epoch !== undefined && before.epoch !== view.epoch;
    const ops: StreamOp<Shown<R>>[] = before && !rewritten ? diff(before.shown, view.shown) : [{ op: 'reset', items: view.shown }];
    if (ops.length > 0) this.#events.ops(ops);
    this.#tellStatus(state);
  }

  #tellStatus(state: LinkState): void {
    const topic = this.#topic;
    const view = this.#view;
    if (!topic || this.#closed) return;
    const status: StreamStatus = {
      state,
      storage: topic.shared.storage,
      loaded: view?.epoch !== undefined,
      readable: view !== undefined,
      beginning: view?.beginning ?? false,
      waiting: view?.waiting ?? 0,
      failed: view?.failures.length ?? 0,
      full: topic.shared.tally.full,
      unreadable: topic.shared.unreadable,
    };
    const keys = Object.keys(status) as (keyof StreamStatus)[];
    if (this.#told && keys.every((key) => status[key] === this.#status[key])) return;
    this.#told = true;
    this.#status = status;
    this.#events.status(status);
  }

  async #widen(count: number): Promise<void> {
    const { link, shared } = await this.#opened;
    for (let missing = count; missing > 0 && !this.#closed;) {
      const edge = await shared.cache.olderEdge(this.topic, this.#low, missing);
      if (!edge) return;
      if (this.#low !== edge.low) {
        this.#low = edge.low;
        this.#widened = true;
        await this.#refresh();
      }
      missing = edge.missing;
      if (missing > 0 && (edge.floor === 0 || !(await link.page(edge.floor, Math.max(missing, PAGE))))) return;
    }
  }

  #end(state: LinkState | undefined): void {
    if (state && !this.#closed) {
      this.#view = undefined;
      this.#byId.clear();
      this.#events.ops([{ op: 'reset', items: [] }]);
      this.#status = { ...UNKNOWN, state };
      this.#events.status(this.#status);
    }
    this.#closed = true;
  }

  #base(id: string): number | undefined {
    return this.#byId.get(id)?.row.version || undefined;
  }

  #onError(cause: unknown): void {
    if (!this.#closed) this.#events.error(cause instanceof Error ? cause : new Error(String(cause)));
  }
}
