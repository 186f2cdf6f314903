// When and how ops that wait are applied: once per turn, all together, in an update of the element if one is due, else without.
// A Lit update renders the slots, asks every controller and costs as much as a row; ops need none of it once the slots are there.

import { StreamChangeEvent } from './events.js';
import type { NamedSlots } from './named-slots.js';
import type { Persist } from './persist.js';
import type { LazyRoles } from './lazy-roles.js';
import type { ScrollAnchor } from './scroll-anchor.js';
import type { RowChanges, StreamRows } from './stream-rows.js';

interface Host extends EventTarget {
  readonly hasUpdated: boolean;
  readonly isUpdatePending: boolean;
  readonly isConnected: boolean;
  requestUpdate(): void;
}

/** Who takes part when ops are applied. */
interface Parts<T extends object> {
  readonly rows: StreamRows<T>;
  readonly slots: NamedSlots;
  readonly roles: LazyRoles;
  readonly anchoring: ScrollAnchor;
  readonly persisting: Persist<T>;
  /** Does the element's own update, if one is due. */
  readonly update: () => void;
}

export class Flush<T extends object> {
  readonly #host: Host;
  readonly #parts: Parts<T>;
  #soon: Promise<void> | undefined;
  #wasEmpty = true;
  #busy = false;

  constructor(host: Host, parts: Parts<T>) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Resolves when the ops that wait now are applied; undefined when none wait, or the element's own update will apply them. */
  get done(): Promise<void> | undefined {
    return this.#soon;
  }

  /** Whether there are no rows, nor any on their way from storage. */
  get isEmpty(): boolean {
    return this.#parts.rows.list.size === 0 && !this.#parts.persisting.isRestoring;
  }

  /** Applies what waits at the end of this turn. */
  schedule(): void {
    if (!this.#host.hasUpdated) this.#host.requestUpdate();
    else if (!this.#host.isUpdatePending)
      this.#soon ??= Promise.resolve().then(() => {
        this.#soon = undefined;
        this.#run();
      });
  }

  /** Applies what waits at once, if it may be applied, for whoever needs the rows now. */
  now(): void {
    if (this.#busy || !this.#parts.rows.waits || !this.#host.isConnected) return;
    this.#parts.update();
    if (this.#parts.rows.waits) this.#run();
  }

  /** Applies what waits to the list, and looks at the reader's place before the page changes. */
  plan(changed?: Parameters<StreamRows<T>['plan']>[0]): RowChanges<T> | undefined {
    const { rows, slots, anchoring } = this.#parts;
    this.#busy = true;
    slots.look();
    if (rows.waits) anchoring.notice();
    const changes = rows.plan(changed);
    if (changes) anchoring.prepare((element) => rows.stays(element, changes));
    const isEmpty = rows.list.size === 0;
    if (isEmpty !== this.#wasEmpty) this.#host.requestUpdate();
    this.#wasEmpty = isEmpty;
    return changes;
  }

  /** Makes the page what the list has become. */
  show(changes: RowChanges<T> | undefined): void {
    if (!changes) {
      this.#busy = false;
      return;
    }
    const { rows, slots, roles, anchoring, persisting } = this.#parts;
    roles.notice();
    const told = rows.patch(changes, slots, (summary) => roles.dress(summary));
    anchoring.changed(told, changes.wasReset);
    persisting.note(changes);
    this.#busy = false;
    this.#host.dispatchEvent(new StreamChangeEvent(told));
  }

  #run(): void {
    // Properties that changed meanwhile say how rows are made: they go first.
    if (!this.#host.isUpdatePending) this.show(this.plan());
  }
}
