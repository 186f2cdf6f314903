// Keeps one synced stream open while its host is connected, another when what it shows changes, and feeds a <live-stream>.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { StreamOp } from '../live-stream/ops.js';
import type { Item } from '../sync/gap.js';
import type { Shown } from '../sync/overlay.js';
import type { Row } from '../sync/protocol.js';
import type { StreamEvents, StreamStatus, SyncedStream } from '../sync/synced-stream.js';
import { reportError, valueOf } from './report-error.js';

type Host = ReactiveControllerHost & HTMLElement;

export interface StreamControllerOptions<R extends Row> {
  /** What decides which stream it is; when one of the values changes, the old stream is closed and another opened. */
  key(): readonly unknown[];
  /** Opens the stream, or nothing as long as something is missing. */
  open(events: StreamEvents<R>): SyncedStream<R> | undefined;
  /** The list to feed, once rendered. */
  list?(): LiveStream<Item<R>> | LiveStream<Shown<R>> | null;
  /**
   * Brings a stream that was just opened to where it is to begin, and gives what is to be done once the list has its rows; the list gets
   * none before. Never rejects. Nothing where the stream begins at its end.
   */
  begin?(stream: SyncedStream<R>): Promise<() => void> | undefined;
  /** Called before ops are given to the list. */
  ops?(ops: readonly StreamOp<Item<R>>[]): void;
  /** The id of the item the reader looks at; undefined where that is the newest. */
  held?(): string | undefined;
  /** Rows of the topic have changed, shown or not. */
  changed?(): void;
  /** A reaction was taken back, and why. */
  refused?: StreamEvents<R>['refused'];
  /** Called after the status has changed. */
  status?(status: StreamStatus): void;
}

/**
 * Opens in `hostUpdate`, so that the stream is there when the host renders; gives its ops to the list once that is rendered.
 * An error of the stream fires `stream-error` on the host.
 */
export class StreamController<R extends Row> implements ReactiveController {
  /** The stream that is open. */
  stream: SyncedStream<R> | undefined;

  readonly #host: Host;
  readonly #options: StreamControllerOptions<R>;
  #key: readonly unknown[] = [];
  #waiting: StreamOp<Item<R>>[] = [];
  #status: StreamStatus | undefined;
  /** The stream is on its way to where it is to begin. */
  #beginning = false;
  /** Tells the events of the open stream from those a closed one had under way. */
  #opening = 0;

  constructor(host: Host, options: StreamControllerOptions<R>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The last status of the stream; none before it said one. Nothing is loaded while it is on its way to where it begins. */
  get status(): StreamStatus | undefined {
    return this.#beginning && this.#status ? { ...this.#status, loaded: false } : this.#status;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    const key = this.#options.key();
    const same = key.length === this.#key.length && key.every((value, i) => Object.is(value, this.#key[i]));
    if ((same && this.stream) || !this.#host.isConnected) return;
    // With nothing to open yet there is nothing new to close: that would empty the list, whose change renders the host again.
    if (!same) this.#close();
    this.#key = key;
    this.#open();
  }

  hostUpdated(): void {
    this.#feed();
  }

  hostDisconnected(): void {
    // An element that is only being moved comes back in the same task.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#close();
    });
  }

  #open(): void {
    const opening = ++this.#opening;
    const current = (): boolean => opening === this.#opening;
    this.stream = this.#options.open({
      ops: (ops) => {
        if (!current()) return;
        this.#options.ops?.(ops);
        this.#wait(ops);
        this.#feed();
        this.#host.requestUpdate();
      },
      status: (status) => {
        if (!current()) return;
        this.#status = status;
        this.#tellStatus();
        this.#host.requestUpdate();
      },
      refused: (reaction, why) => {
        if (current()) this.#options.refused?.(reaction, why);
      },
      changed: () => {
        if (current()) this.#options.changed?.();
      },
      held: () => (current() ? this.#options.held?.() : undefined),
      error: (error) => {
        if (current()) reportError(this.#host, error, valueOf(error));
      },
    });
    const begun = this.stream && this.#options.begin?.(this.stream);
    this.#beginning = begun !== undefined;
    void begun?.then((settle) => {
      if (!current()) return;
      this.#beginning = false;
      this.#tellStatus();
      this.#feed();
      this.#host.requestUpdate();
      void this.#host.updateComplete.then(() => current() && settle());
    });
  }

  #tellStatus(): void {
    const { status } = this;
    if (status) this.#options.status?.(status);
  }

  #feed(): void {
    const list = this.#options.list?.() as LiveStream<Item<R>> | null | undefined;
    if (!list || this.#beginning || this.#waiting.length === 0) return;
    list.apply(this.#waiting.splice(0));
  }

  #close(): void {
    this.#opening++;
    this.stream?.close();
    this.stream = undefined;
    this.#status = undefined;
    this.#beginning = false;
    // Nothing of the old stream may be seen under the new one's name.
    this.#waiting = [];
    this.#wait([{ op: 'reset', items: [] }]);
    this.#feed();
  }

  /** Where there is no list to feed, nobody would ever take them. */
  #wait(ops: readonly StreamOp<Item<R>>[]): void {
    if (this.#options.list) this.#waiting.push(...ops);
  }
}
