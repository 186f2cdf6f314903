// Asks for older rows when the reader comes to the oldest one, once at a time, and again when a connection is back.

import type { ReactiveControllerHost } from 'lit';
import type { Row } from '../sync/protocol.js';
import type { StreamStatus, SyncedStream } from '../sync/synced-stream.js';

export interface OlderRowsOptions {
  stream(): SyncedStream<Row> | undefined;
  /** How many to ask for. */
  step(): number;
  /** Whether the reader is at the oldest row. */
  atStart(): boolean;
  /** Called with the reason when they could not be had. */
  failed(error: unknown): void;
}

export class OlderRows {
  /** Whether some are on their way. */
  loading = false;
  readonly #host: ReactiveControllerHost;
  readonly #options: OlderRowsOptions;

  constructor(host: ReactiveControllerHost, options: OlderRowsOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Asks, unless it is asking already or there are none. */
  readonly load = async (): Promise<void> => {
    const stream = this.#options.stream();
    if (!stream || this.loading || stream.status.beginning) return;
    this.#setLoading(true);
    try {
      await stream.older(this.#options.step());
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#setLoading(false);
    }
  };

  /** Call when the status has changed: what was asked for in vain while offline is asked for again. */
  statusChanged({ state, loaded, beginning }: StreamStatus): void {
    if (state === 'live' && loaded && !beginning && this.#options.atStart()) void this.load();
  }

  #setLoading(loading: boolean): void {
    this.loading = loading;
    this.#host.requestUpdate();
  }
}
