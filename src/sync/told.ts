// What whoever shows a stream was told last: the rows, and how it stands. Tells no more than the difference.

import type { StreamOp } from '../live-stream/ops.js';
import { diff, kept } from './diff.js';
import { isGap, type Gap, type Item } from './gap.js';
import { isSameStatus, statusWord, type LinkState } from './link-state.js';
import type { Entry, Shown } from './overlay.js';
import type { Row } from './protocol.js';
import { guard, UNKNOWN, type StreamEvents, type StreamStatus } from './stream-status.js';
import type { NextView } from './stream-window.js';

export class Told<R extends Row> {
  readonly #events: StreamEvents<R>;
  #view: NextView<R> | undefined;
  #byId = new Map<string, Shown<R>>();
  #status: StreamStatus = UNKNOWN;
  /** Ops were told and not taken: who listens no longer shows what differences are told from. */
  #astray = false;

  constructor(events: StreamEvents<R>) {
    this.#events = events;
  }

  get status(): StreamStatus {
    return this.#status;
  }

  get view(): NextView<R> | undefined {
    return this.#view;
  }

  get failures(): readonly Entry[] {
    return this.#view?.failures ?? [];
  }

  /** The rows that are shown, in their order. */
  get rows(): readonly Shown<R>[] {
    return [...this.#byId.values()];
  }

  row(id: string): Shown<R> | undefined {
    return this.#byId.get(id);
  }

  gap(id: string): Gap | undefined {
    return this.#view?.items.filter(isGap).find((gap) => gap.id === id);
  }

  /** Other rows are to be shown. */
  show(view: NextView<R>): void {
    const before = this.#view;
    const goesOn = before && !view.rewritten && !this.#astray;
    if (goesOn) view.items = kept(view.items, this.#byId);
    this.#view = view;
    this.#byId = new Map(view.items.flatMap((item) => (isGap(item) ? [] : [[item.id, item]])));
    const ops: StreamOp<Item<R>>[] = goesOn ? diff(before.items, view.items) : [{ op: 'reset', items: view.items }];
    this.#astray = true;
    guard(this.#events, () => {
      if (ops.length > 0) this.#events.ops(ops);
      this.#astray = false;
    });
  }

  /** It stands otherwise, if it does. */
  stand(status: StreamStatus): void {
    if (this.#status !== UNKNOWN && isSameStatus(status, this.#status)) return;
    this.#status = status;
    guard(this.#events, () => this.#events.status(status));
  }

  /** Nothing more will be told. */
  end(state: LinkState): void {
    // What was shown when all was closed can still be read; of what somebody signed out of, nothing is left.
    if (state !== 'closed') this.#view = undefined;
    if (!this.#view) {
      this.#byId.clear();
      guard(this.#events, () => this.#events.ops([{ op: 'reset', items: [] }]));
    }
    this.stand({ ...(this.#view ? this.#status : UNKNOWN), state, word: statusWord([state], UNKNOWN) });
  }
}
