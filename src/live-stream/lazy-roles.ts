// What the rows are to a screen reader and a keyboard is loaded only by streams whose role asks something of their rows, or whose rows
// are one tab stop. Until it is there, and from then on by itself, `RowRoles` does the work.

import type { ReactiveController } from 'lit';
import type { RoledHost, RoledRows, RowRoles } from './row-roles.js';
import type { Summary } from './plan.js';

export class LazyRoles implements ReactiveController {
  readonly #host: RoledHost;
  readonly #rows: RoledRows;
  readonly #changes = new MutationObserver(() => this.#host.requestUpdate());
  #roles: RowRoles | undefined;
  #loading: Promise<void> | undefined;

  constructor(host: RoledHost, rows: RoledRows) {
    this.#host = host;
    this.#rows = rows;
    host.addController(this);
  }

  /** Resolves when rows are dressed as they should be; undefined when nothing is asked of them. */
  get ready(): Promise<void> | undefined {
    return this.#loading;
  }

  hostConnected(): void {
    this.#changes.observe(this.#host, { attributeFilter: ['role'] });
  }

  hostDisconnected(): void {
    this.#changes.disconnect();
  }

  hostUpdate(): void {
    if (this.#host.interactive || /^(feed|list)$/.test(this.#host.role ?? '')) this.#loading ??= this.#load().catch(reportError);
  }

  /** Gives rows that came or changed what is asked of them. */
  dress(told: Summary): void {
    this.#roles?.dress(told);
  }

  async #load(): Promise<void> {
    const { RowRoles } = await import('./row-roles.js');
    this.#roles = new RowRoles(this.#host, this.#rows);
    this.#host.requestUpdate();
  }
}
