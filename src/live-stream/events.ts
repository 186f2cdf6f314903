// The events of <live-stream>. Only `stream-op` is a request and travels; the others are facts about one element and do not bubble.

import type { StreamOp } from './ops.js';

const CANCELABLE: EventInit = { cancelable: true };

/** Asks the stream around its target to apply ops. A plain `CustomEvent` of the same name with the ops as `detail` does too. */
export class StreamOpEvent<T = unknown> extends Event {
  static readonly type = 'stream-op';
  /** One op, or several in their order. */
  readonly detail: StreamOp<T> | readonly StreamOp<T>[];

  constructor(ops: StreamOp<T> | readonly StreamOp<T>[]) {
    super(StreamOpEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.detail = ops;
  }
}

/** What listeners left to apply; undefined if none of them has looked, so that nothing can have changed, unless `always`. */
export let opsLeft: (event: StreamBeforeApplyEvent, always?: boolean) => readonly StreamOp<unknown>[] | undefined;

/**
 * Before ops are applied: `preventDefault()` drops them, and setting `ops` applies others in their place. What a listener throws goes
 * to the page as of any listener (`window.onerror`), not to `stream-error`; the ops are applied as the others left them.
 */
export class StreamBeforeApplyEvent<T = unknown> extends Event {
  static readonly type = 'stream-before-apply';
  #ops: readonly StreamOp<T>[];
  #touched = false;

  static {
    opsLeft = (event, always) => (event.#touched || always ? event.#ops : undefined);
  }

  constructor(ops: readonly StreamOp<T>[]) {
    super(StreamBeforeApplyEvent.type, CANCELABLE);
    this.#ops = ops;
  }

  /** What is about to be applied; assign others, or change these, to apply those instead. Either way they are checked again. */
  get ops(): readonly StreamOp<T>[] {
    this.#touched = true;
    return this.#ops;
  }
  set ops(ops: readonly StreamOp<T>[]) {
    this.#touched = true;
    this.#ops = ops;
  }
}

/** The DOM ids of the rows that came, changed, moved or went. */
export interface StreamChanges {
  /** New rows. */
  inserted: readonly string[];
  /** Rows that were there and whose item was given anew, wherever they stand now; each is the element it was. */
  updated: readonly string[];
  /** Rows that stand elsewhere among those that were there before; in `updated`, too, if their item was given anew. */
  moved: readonly string[];
  /** Gone by a delete or a reset. */
  removed: readonly string[];
  /** Gone by a limit. */
  pruned: readonly string[];
}

/** After the DOM was changed. One event tells of all ops that arrived together. */
export class StreamChangeEvent extends Event implements StreamChanges {
  static readonly type = 'stream-change';
  /** DOM ids of new rows. */
  readonly inserted: readonly string[];
  /** DOM ids of rows that were there and whose item was given anew, wherever they stand now. */
  readonly updated: readonly string[];
  /** DOM ids of rows that stand elsewhere; in `updated`, too, if their item was given anew. */
  readonly moved: readonly string[];
  /** DOM ids of rows gone by a delete or a reset. */
  readonly removed: readonly string[];
  /** DOM ids of rows gone by a limit. */
  readonly pruned: readonly string[];

  constructor(changes: StreamChanges) {
    super(StreamChangeEvent.type);
    this.inserted = changes.inserted;
    this.updated = changes.updated;
    this.moved = changes.moved;
    this.removed = changes.removed;
    this.pruned = changes.pruned;
  }
}

/**
 * Something given to the stream could not be used: an op was refused, or an item not rendered. Nothing else was affected. The error
 * is written to the console unless a listener calls `preventDefault()`.
 */
export class StreamErrorEvent extends Event {
  static readonly type = 'stream-error';
  /** What went wrong; its message names the stream. */
  readonly error: Error;
  /** The op or item that was given. */
  readonly value: unknown;

  constructor(error: Error, value: unknown) {
    super(StreamErrorEvent.type, CANCELABLE);
    this.error = error;
    this.value = value;
  }
}

/** The reader came to the first or the last row; never of a list without rows. Source: LiveView `phx-viewport-top`, `phx-viewport-bottom`. */
export class ViewportEvent extends Event {
  /** The DOM id of that row. */
  readonly id: string;
  /** True when the reader leapt there, past rows never shown on the way, as by dragging the scroll bar. */
  readonly overran: boolean;

  constructor(type: 'viewport-top' | 'viewport-bottom', id: string, overran: boolean) {
    super(type);
    this.id = id;
    this.overran = overran;
  }
}

/** The events of <live-stream> by name; `T` is what its items are. */
export interface LiveStreamEventMap<T = unknown> {
  /** Ops from inside, on their way to the list. Bubbles; listening is rarely needed, dispatching is the point. */
  'stream-op': StreamOpEvent<T>;
  /** Before ops are applied: they can be rewritten, or refused by `preventDefault()`. */
  'stream-before-apply': StreamBeforeApplyEvent<T>;
  /** After rows have changed: which were inserted, updated, moved, removed and pruned. */
  'stream-change': StreamChangeEvent;
  /** Something given could not be used. Unless prevented, it is written to the console. */
  'stream-error': StreamErrorEvent;
  /** The reader came to the first row. Source: LiveView `phx-viewport-top`. */
  'viewport-top': ViewportEvent;
  /** The reader came to the last row. Source: LiveView `phx-viewport-bottom`. */
  'viewport-bottom': ViewportEvent;
}

/** All that can be heard on a <live-stream>: its own events, and those of every element. */
export type HeardOnStream<T> = LiveStreamEventMap<T> & Omit<HTMLElementEventMap, keyof LiveStreamEventMap>;

declare global {
  interface HTMLElementEventMap extends LiveStreamEventMap {}
  /** The document and the window, too. */
  interface GlobalEventHandlersEventMap extends Pick<LiveStreamEventMap, 'stream-op'> {}
}
