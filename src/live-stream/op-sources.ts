// Where ops come from besides method calls: a URL (`src`), anything that speaks (`connect`), and a promise of items (`load`).

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { describe, OpError } from './parse-ops.js';

/** Anything ops can come from: iterated, or heard by its `message` events (with `stream-op` events, on a plain `EventTarget`). */
export type OpSource = AsyncIterable<unknown> | MessagePort | BroadcastChannel | EventTarget;

/** A promise of items, or a function that makes one and can be asked again. Its signal aborts when a later load takes over. */
export type ItemsPromise<T> = Promise<readonly T[]> | ((signal: AbortSignal) => Promise<readonly T[]>);

/** What the sources need of their element. */
export interface SourceHost<T> extends ReactiveControllerHost {
  status: 'ready' | 'loading' | 'failed';
  src: string;
  apply(ops: unknown): void;
  reset(items: readonly T[]): void;
}

export class OpSources<T> implements ReactiveController {
  readonly #host: SourceHost<T>;
  readonly #report: (error: Error, value: unknown) => void;
  #reading: AbortController | undefined;
  #readingUrl = '';
  #loading: AbortController | undefined;
  #again: (() => Promise<void>) | undefined;

  constructor(host: SourceHost<T>, report: (error: Error, value: unknown) => void) {
    this.#host = host;
    this.#report = report;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow(this.#host.src);
  }

  hostUpdate(): void {
    this.#follow(this.#host.src);
  }

  hostDisconnected(): void {
    this.#follow('');
    this.#loading?.abort();
  }

  /** Applies whatever the source sends, until the function it gives is called. */
  connect(source: OpSource): () => void {
    const over = new AbortController();
    if (Symbol.asyncIterator in source) void this.#iterate(source, over.signal);
    else this.#listen(source, over.signal);
    return () => over.abort();
  }

  /** Resets the stream to the items promised: the latest load wins, and the one before is aborted. */
  async load(items: ItemsPromise<T>): Promise<void> {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.#again = typeof items === 'function' ? () => this.load(items) : undefined;
    this.#host.status = 'loading';
    try {
      const loaded = await (typeof items === 'function' ? items(loading.signal) : items);
      if (loading.signal.aborted) return;
      this.#host.reset(loaded);
      this.#host.status = 'ready';
    } catch (cause) {
      if (loading.signal.aborted) return;
      this.#host.status = 'failed';
      this.#report(new Error(`load failed: ${describe(cause)}`, { cause }), items);
    }
  }

  /** Loads again what failed; false if it cannot be asked again. */
  retry(): boolean {
    void this.#again?.();
    return this.#again !== undefined;
  }

  #follow(url: string): void {
    if (url === this.#readingUrl) return;
    this.#reading?.abort();
    this.#reading = undefined;
    this.#readingUrl = url;
    if (!url) return;
    this.#reading = new AbortController();
    const events = {
      message: (value: unknown) => this.#host.apply(value),
      open: () => (this.#host.status = 'ready'),
      error: (error: Error, final: boolean) => {
        if (final) this.#host.status = 'failed';
        this.#report(new OpError(`src: ${error.message}`, url), url);
      },
    };
    const { signal } = this.#reading;
    // Only a stream with a `src` loads what reads one.
    import('./url-source.js')
      .then(({ readUrl }) => readUrl(url, events, signal))
      .catch((cause: unknown) => this.#report(new Error(`src: ${describe(cause)}`, { cause }), url));
  }

  async #iterate(source: AsyncIterable<unknown>, signal: AbortSignal): Promise<void> {
    try {
      for await (const ops of source) {
        if (signal.aborted) return;
        this.#host.apply(ops);
      }
    } catch (cause) {
      if (!signal.aborted) this.#report(new Error(`a connected source failed: ${describe(cause)}`, { cause }), source);
    }
  }

  #listen(source: EventTarget, signal: AbortSignal): void {
    const posted = source instanceof MessagePort || source instanceof BroadcastChannel;
    const apply = (event: Event): void => this.#host.apply((event as { data?: unknown; detail?: unknown })[posted ? 'data' : 'detail']);
    source.addEventListener(posted ? 'message' : 'stream-op', apply, { signal });
    if (source instanceof MessagePort) source.start();
  }
}
