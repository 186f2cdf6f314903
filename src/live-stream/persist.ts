// `persist`: rows that are there again after a reload, before the first op is applied. What keeps them is loaded where it is asked
// for, and holds ops back until it has answered; when it cannot, the stream goes on without.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { keyRule, prefixOf, type Admitter, type Report } from './admit-ops.js';
import type { KeptRows } from './kept-rows.js';
import { describe } from './parse-ops.js';
import type { RowChanges, StreamRows } from './stream-rows.js';

type Host = ReactiveControllerHost & Admitter<never> & { readonly hasUpdated: boolean };

/** Where rows are kept. */
type StoredIn = readonly [database: string, stream: string];

/** How long stored rows may hold back the first op, in milliseconds. */
const PATIENCE = 2000;

export class Persist<T extends object> implements ReactiveController {
  readonly #host: Host;
  readonly #rows: StreamRows<T>;
  readonly #report: Report;
  #place: StoredIn | undefined;
  #kept: KeptRows<T> | undefined;
  #restoring: Promise<void> | undefined;
  /** Aborts when what is stored must not come any more; undefined once it came or will not. */
  #late: AbortController | undefined;
  /** What is to be forgotten once it can be. */
  #forgets: StoredIn | undefined;

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

  /** Whether what is stored may still come. */
  get isRestoring(): boolean {
    return this.#late !== undefined;
  }

  /** Resolves when all that was asked for is applied and written; of what was never in the page nothing is. */
  async written(): Promise<void> {
    if (this.#host.hasUpdated || this.#host.isConnected) await this.#host.updateComplete;
    await this.#kept?.written();
  }

  /** Notes what a patch changed, and writes it soon. */
  note(changes: RowChanges<T>): void {
    this.#kept?.note(changes);
    if (!this.#host.isConnected) void this.#rest();
  }

  /** Follows `persist` and the name of the stream. */
  hostUpdate(): void {
    const place = this.#wanted();
    if (this.#isAt(place)) return;
    // What was asked for of one place comes before the rows of the next: a reset would take those away.
    this.#rows.hold(place !== undefined && !this.#place);
    this.#place = place;
    this.#late?.abort();
    this.#late = undefined;
    void this.#kept?.leave();
    this.#kept = undefined;
    this.#restoring = place && this.#restore(place);
  }

  hostUpdated(): void {
    if (this.isRestoring) this.#rows.hold(true);
  }

  hostDisconnected(): void {
    if (this.#kept) void this.#rest();
  }

  /** Forgets what is stored, whatever became of the rows: also where keeping has ended or not begun. */
  async forget(): Promise<void> {
    const place = this.#wanted() ?? this.#place;
    if (this.#kept && this.#isAt(place)) this.#kept.forget();
    else this.#forgets = place;
    await this.#rest();
    if (!place || (this.#kept?.isOpen && this.#isAt(place))) return;
    const { forgetRows } = await import('./kept-rows.js');
    if ((await forgetRows(...place, PATIENCE, this.#report)) && this.#forgets === place) this.#forgets = undefined;
  }

  /** Out of the page a stream holds no connection once all is written; what comes later opens another. One that only moves is back by then. */
  async #rest(): Promise<void> {
    await this.written();
    if (!this.#host.isConnected) this.#kept?.rest();
  }

  #isAt(place: StoredIn | undefined): boolean {
    return String(place) === String(this.#place);
  }

  #wanted(): StoredIn | undefined {
    const { persist } = this.#host;
    const stream = prefixOf(this.#host, this.#report);
    return typeof persist === 'string' ? [persist || 'streams', stream] : undefined;
  }

  async #restore(place: StoredIn): Promise<void> {
    const late = (this.#late = new AbortController());
    let kept: KeptRows<T> | undefined;
    try {
      kept = await Promise.race([this.#open(place, late.signal), patience(late)]);
    } catch (error) {
      if (this.#late === late) this.#report(new Error(`rows are not kept from here on: ${describe(error)}`, { cause: error }), place[0]);
    }
    if (this.#late !== late) return;
    this.#late = undefined;
    late.abort(); // nobody waits any more
    if (kept && this.#isAt(this.#forgets)) {
      kept.forget();
      this.#forgets = undefined;
    }
    this.#kept = kept;
    this.#rows.hold(false);
    this.#host.requestUpdate();
    if (!this.#host.isConnected) void this.#rest();
  }

  /** After `late`, what was stored must not come any more: rows may have come from elsewhere. */
  async #open(place: StoredIn, late: AbortSignal): Promise<KeptRows<T>> {
    const { KeptRows } = await import('./kept-rows.js');
    const kept = new KeptRows<T>(this.#rows, this.#report, ...place);
    try {
      await kept.restore(late, keyRule<T>(this.#host as Admitter<T>, this.#report));
      return kept;
    } catch (error) {
      kept.close();
      throw error;
    }
  }
}

/** Rejects when patience is at its end, or somebody else aborted. */
function patience(late: AbortController): Promise<never> {
  const timer = setTimeout(() => late.abort(new Error(`no answer for ${PATIENCE} ms`)), PATIENCE);
  return new Promise((_, reject) => {
    late.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(late.signal.reason as Error);
    });
  });
}
