// What the rows are to a screen reader and a keyboard is loaded only by streams whose role asks something of their rows, or whose rows
// are one tab stop. The role is written on the stream and belongs to the list in it: from there `RowRoles` takes it once it is loaded.

import type { ReactiveController } from 'lit';
import type { RoledHost } from './list-role.js';
import type { RoledRows, RowRoles } from './row-roles.js';
import type { Summary } from './plan.js';

/** What makes the stream something to name around its list. */
const NAMED = ['tabindex', 'aria-label', 'aria-labelledby'];

export class LazyRoles implements ReactiveController {
  readonly #host: RoledHost;
  readonly #rows: RoledRows;
  readonly #changes = new MutationObserver((records) => this.#hear(records));
  #role: string | null = null;
  /** What the stream's own attribute was made to say; undefined while it says the role. */
  #shown: string | undefined;
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

  /** The role that the page gave the stream, wherever it stands now. */
  get role(): string | null {
    this.#hear(this.#changes.takeRecords());
    const written = this.#host.getAttribute('role');
    if (written !== this.#shown) {
      this.#role = written;
      this.#shown = undefined;
    }
    return this.#role;
  }
  set role(role: string | null) {
    this.#shown = undefined;
    if (role === null) this.#host.removeAttribute('role');
    else this.#host.setAttribute('role', role);
  }

  /** Whether the role is that of the list in the stream: one that asks for items, or any if the list is elsewhere. */
  get isOfList(): boolean {
    return (this.#host.htmlFor ? /^(?!none|presentation)./ : /^(feed|list)$/).test(this.role ?? '');
  }

  hostConnected(): void {
    this.#changes.observe(this.#host, { attributeFilter: ['role', 'aria-busy', ...NAMED] });
    if (this.#host.getAttribute('role') !== (this.#shown ?? this.#role)) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#hear(this.#changes.takeRecords());
    this.#changes.disconnect();
  }

  hostUpdate(): void {
    if (this.#host.interactive || this.isOfList) this.#loading ??= this.#load().catch(reportError);
  }

  hostUpdated(): void {
    this.#show();
  }

  /** Rows are about to change: the list knows, the page does not. */
  notice(): void {
    this.#roles?.notice();
  }

  /** Layout is known. */
  settle(inView: Element | undefined): void {
    this.#roles?.settle(inView);
  }

  /** Gives rows that came or changed what is asked of them. */
  dress(told: Summary): void {
    if (this.#roles) this.#roles.dress(told);
    else if (this.#loading) this.#show();
  }

  /**
   * The stream never says that it is a list while something else in it is, or while it has rows that are no items. Rows that the page
   * made items are left in their list until the roles are there.
   */
  #show(): void {
    const { role, isOfList } = this;
    const isMoved = isOfList && (this.#roles !== undefined || !this.#areItems());
    const shown = isMoved ? (NAMED.some((name) => this.#host.hasAttribute(name)) ? 'group' : 'none') : undefined;
    if (shown === this.#shown) return;
    this.role = shown ?? role;
    this.#shown = shown;
    this.#changes.takeRecords();
  }

  #areItems(): boolean {
    const { list } = this.#rows;
    for (const { view } of list) if (!view?.element.hasAttribute('role')) return false;
    return list.size > 0;
  }

  #hear(records: readonly MutationRecord[]): void {
    if (!records.length) return;
    if (records.some(({ attributeName }) => attributeName === 'role')) this.#shown = undefined;
    this.#host.requestUpdate();
  }

  async #load(): Promise<void> {
    const { RowRoles } = await import('./row-roles.js');
    this.#roles = new RowRoles(this.#host, this.#rows, this);
    this.#host.requestUpdate();
  }
}
