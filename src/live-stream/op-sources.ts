// Where ops come from besides method calls: events, a URL (`src`), anything that speaks (`connect`), and a promise of items (`load`).

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nameOf, refusal, type Admitter, type Report } from './admit-ops.js';
import { isOfOther, type ShownRows } from './adopt-rows.js';
import { describe, isObject, OpError } from './parse-ops.js';
import type { UrlPlace } from './url-source.js';

/**
 * Anything ops can come from: iterated or read, or heard by its `message` and `stream-op` events (a port, a worker, a socket, an
 * `EventSource`; JSON where their data is text).
 */
export type OpSource = AsyncIterable<unknown> | ReadableStream<unknown> | MessagePort | BroadcastChannel | EventTarget;

/** A promise of items, or a function that makes one and can be asked again. Its signal aborts when a later load takes over. */
export type ItemsPromise<T> = Promise<readonly T[]> | ((signal: AbortSignal) => Promise<readonly T[]>);

/** What the sources need of their element. */
export interface SourceHost<T> extends ReactiveControllerHost, Admitter<T> {
  status: 'ready' | 'loading' | 'failed';
  src: string;
  apply(ops: unknown): void;
}

/** What the sources need of the rows. */
interface HeardRows<T> {
  readonly list: ShownRows<T>;
  listen(type: string, listener: (event: Event) => void): void;
}

export class OpSources<T> implements ReactiveController {
  readonly #host: SourceHost<T>;
  readonly #report: Report;
  #reading: AbortController | undefined;
  #readingUrl = '';
  /** Where reading is, for whoever joins the same URL again. */
  #place: UrlPlace = { url: '' };
  #loading: AbortController | undefined;
  /** The `src` was joined not even once. */
  #joining = false;
  /** What is loading was aborted because the element left the page. */
  #left = false;
  /** Of the two, what failed: one that goes well says nothing of the other. */
  #srcFailed = false;
  #loadFailed = false;
  #loadAgain: (() => unknown) | undefined;

  /** `rows` tell of the ops that are dispatched on them, wherever they are. */
  constructor(host: SourceHost<T>, rows: HeardRows<T>, report: Report) {
    this.#host = host;
    this.#report = report;
    host.addController(this);
    rows.listen('stream-op', (event) => {
      // Streams that share a container all hear of it: what comes from a row is for the one whose row it is.
      const row = event.composedPath().find((target) => (target as Node).parentNode === event.currentTarget);
      if (row && isOfOther(row as Element, rows.list)) return;
      event.stopPropagation();
      event.preventDefault();
      host.apply((event as CustomEvent<unknown>).detail);
    });
  }

  hostConnected(): void {
    this.#follow(this.#host.src);
    if (this.#left) this.#loadAgain?.();
  }

  hostUpdate(): void {
    this.#follow(this.#host.isConnected ? this.#host.src : '');
  }

  /** An element that is only moved is back before the turn ends. */
  hostDisconnected(): void {
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#follow('');
      this.#left ||= this.#loading !== undefined && this.#loadAgain !== undefined;
      if (this.#left) this.#loading?.abort();
    });
  }

  /** Applies whatever the source sends, until the function it gives is called. */
  connect(source: OpSource): () => void {
    const over = new AbortController();
    if (isObject(source) && (Symbol.asyncIterator in source || 'getReader' in source))
      void this.#iterate(source as AsyncIterable<unknown>, over.signal);
    else if (isObject(source) && 'addEventListener' in source) this.#listen(source as EventTarget, over.signal);
    else throw new TypeError(`${nameOf(this.#host)}: connect takes an async iterable or an event target, got ${describe(source)}`);
    return () => over.abort();
  }

  /** Resets the stream to the items promised: the latest load wins, and the one before is aborted. */
  async load(items: ItemsPromise<T>): Promise<void> {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.#left = false;
    this.#loadAgain = typeof items === 'function' ? () => this.load(items) : undefined;
    this.#loadFailed = false;
    this.#host.status = 'loading';
    try {
      const loaded = await (typeof items === 'function' ? items(loading.signal) : items);
      if (loading.signal.aborted) return;
      const op = { op: 'reset', items: loaded };
      const refused = refusal(this.#host, op);
      if (refused) throw refused;
      this.#loading = undefined;
      this.#host.apply(op);
      this.#settle();
    } catch (cause) {
      if (loading.signal.aborted) return;
      this.#loading = undefined;
      this.#loadFailed = true;
      this.#settle();
      this.#report(new Error(`load failed: ${describe(cause)}`, { cause }), items);
    }
  }

  /** Loads and joins again what failed, and where nothing did, loads again; false if nothing can be asked again. */
  retry(): boolean {
    const rejoins = this.#srcFailed;
    const again = this.#loadFailed || !rejoins ? this.#loadAgain : undefined;
    if (rejoins) this.#rejoin();
    void again?.();
    return rejoins || again !== undefined;
  }

  /** Says how things stand now that one of the two has come to an end. */
  #settle(): void {
    const ended = this.#srcFailed || this.#loadFailed ? 'failed' : 'ready';
    this.#host.status = this.#loading || this.#joining ? 'loading' : ended;
  }

  #follow(url: string): void {
    if (url === this.#readingUrl) return;
    this.#reading?.abort();
    this.#reading = undefined;
    this.#srcFailed = false;
    this.#readingUrl = url;
    this.#joining = url !== '';
    if (!url) return this.#settle();
    this.#host.status = 'loading';
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    const failed = (error: unknown, final: boolean): void => {
      if (final && !signal.aborted) {
        this.#srcFailed = true;
        this.#joining = false;
        this.#settle();
      }
      this.#report(new OpError(`src: ${describe(error)}`, url), url);
    };
    const events = {
      message: (value: unknown) => this.#host.apply(value),
      open: () => {
        this.#joining = false;
        // After a break it joins without loading anew: what else failed meanwhile stays failed.
        if (this.#host.status === 'loading') this.#settle();
      },
      error: failed,
    };
    if (this.#place.url !== url) this.#place = { url };
    const place = this.#place;
    // Only a stream with a `src` loads what reads one.
    import('./url-source.js').then(({ readUrl }) => readUrl(place, events, signal)).catch((cause: unknown) => failed(cause, true));
  }

  #rejoin(): void {
    this.#readingUrl = '';
    this.#follow(this.#host.src);
  }

  async #iterate(source: AsyncIterable<unknown> | ReadableStream<unknown>, signal: AbortSignal): Promise<void> {
    try {
      const iterator = 'getReader' in source ? readerOf(source) : source[Symbol.asyncIterator]();
      signal.addEventListener('abort', () => void letGo(iterator));
      for (let next = await iterator.next(); !next.done && !signal.aborted; next = await iterator.next()) this.#host.apply(next.value);
    } catch (cause) {
      if (!signal.aborted) this.#report(new Error(`a connected source failed: ${describe(cause)}`, { cause }), source);
    }
  }

  /** A window is heard for `stream-op` only: any page may post messages to it. */
  #listen(source: EventTarget, signal: AbortSignal): void {
    const apply = (event: Event): void => {
      const { data, detail } = event as { data?: unknown; detail?: unknown };
      // An event source names its messages, and may name them `stream-op`.
      this.#host.apply('data' in event ? fromText(data) : detail);
    };
    source.addEventListener('stream-op', apply, { signal });
    if ((source as Partial<Window>).window !== source) source.addEventListener('message', apply, { signal });
    if ('start' in source && 'postMessage' in source) (source as MessagePort).start();
  }
}

/** Reads a stream so that it can be let go while it waits: its own iterator ends only after what it waits for. */
function readerOf(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: () => reader.cancel() as Promise<never>,
  };
}

/** Tells an iterator that nobody listens any more. What it does then is its own affair, and some throw or promise nothing. */
async function letGo(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // Nobody is left to hear of it.
  }
}

/** Sockets post text; text that is no JSON is refused as what it is. */
function fromText(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
