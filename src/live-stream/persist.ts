// `persist`: rows that are there again after a reload, before the first op is applied. What keeps them is loaded where it is asked
// for, and holds ops back until it has answered; when it cannot, the stream goes on without.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Report } from './admit-ops.js';
import type { KeptRows } from './kept-rows.js';
import { describe } from './parse-ops.js';
import type { RowChanges, StreamRows } from './stream-rows.js';

type Host = ReactiveControllerHost & HTMLElement & { readonly name: string; readonly persist?: string };

/** How long stored rows may hold back the first op, in milliseconds. */
const PATIENCE = 2000;

export class Persist<T extends object> implements ReactiveController {
  readonly #host: Host;
  readonly #rows: StreamRows<T>;
  readonly #report: Report;
  #kept: KeptRows<T> | undefined;
  #restoring: Promise<void> | undefined;

  constructor(host: Host, rows: StreamRows<T>, report: Report) {
    this.#host = host;
    this.#rows = rows;
    this.#report = report;
    host.addController(this);
  }

  /** Resolves when what was stored has been given back, or will not be. */
  get restored(): Promise<void> | undefined {
    return this.#restoring;
  }

  /** Resolves when all that changed is written. */
  written(): Promise<void> | undefined {
    return this.#kept?.written();
  }

  /** Notes what a patch changed, and writes it soon. */
  note(changes: RowChanges<T>): void {
    this.#kept?.note(changes);
  }

  hostUpdate(): void {
    const { persist } = this.#host;
    if (!this.#restoring && typeof persist === 'string') this.#restoring = this.#restore(persist || 'streams');
  }

  async #restore(database: string): Promise<void> {
    this.#rows.hold(true);
    const late = new AbortController();
    const patience = setTimeout(() => late.abort(), PATIENCE);
    try {
      this.#kept = await Promise.race([this.#open(database, late.signal), rejection(late.signal)]);
    } catch (error) {
      this.#report(new Error(`rows are not kept from here on: ${describe(error)}`, { cause: error }), database);
    }
    clearTimeout(patience);
    this.#rows.hold(false);
    this.#host.requestUpdate();
  }

  /** After `late`, what was stored must not come any more: rows may have come from elsewhere. */
  async #open(database: string, late: AbortSignal): Promise<KeptRows<T>> {
    const { KeptRows } = await import('./kept-rows.js');
    const kept = new KeptRows<T>(this.#rows, this.#report, database, this.#host.name || this.#host.id || 'stream');
    try {
      await kept.restore(late);
      return kept;
    } catch (error) {
      kept.close();
      throw error;
    }
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer for ${PATIENCE} ms`)));
  });
}
