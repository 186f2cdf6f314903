// What the rows are to a screen reader and a keyboard, by the role of the stream: articles of a feed, items of a list, or nothing.
// Loaded where asked for.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import type { Summary } from './plan.js';

export type RoledHost = ReactiveControllerHost & HTMLElement & { readonly interactive: boolean };

/** The rows, and a way to hear what happens to them wherever they are. */
export interface RoledRows {
  readonly list: RowList<object, RowView>;
  readonly container: Element | undefined;
  listen(type: string, listener: (event: Event) => void): void;
}

const ROLE_OF_ROWS: Record<string, string | undefined> = { feed: 'article', list: 'listitem' };

export class RowRoles implements ReactiveController {
  readonly #host: RoledHost;
  readonly #rows: RoledRows;
  #stop: Element | undefined;
  /** What rows were dressed for. */
  #role: string | undefined;
  #interactive = false;
  #container: Element | undefined;
  #frame = 0;

  constructor(host: RoledHost, rows: RoledRows) {
    this.#host = host;
    this.#rows = rows;
    host.addController(this);
    rows.listen('keydown', (event) => this.#onKey(event as KeyboardEvent));
    rows.listen('focusin', (event) => this.#onFocus(event));
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Rows found in the page, and rows of a stream that becomes another kind of list, are dressed here; all others when they change. */
  hostUpdated(): void {
    const role = ROLE_OF_ROWS[this.#host.role ?? ''];
    const { interactive } = this.#host;
    const { container } = this.#rows;
    if (role === this.#role && interactive === this.#interactive && container === this.#container) return;
    for (const { view } of this.#rows.list) {
      if (!view) continue;
      if (this.#role !== role && view.element.getAttribute('role') === this.#role) view.element.removeAttribute('role');
      if (this.#role === ROLE_OF_ROWS['feed']) for (const name of ['aria-posinset', 'aria-setsize']) view.element.removeAttribute(name);
      if (this.#interactive && !interactive) view.element.removeAttribute('tabindex');
    }
    this.#role = role;
    this.#interactive = interactive;
    this.#container = container;
    if (!interactive) this.#stop = undefined;
    for (const { view } of this.#rows.list) this.#dress(view?.element);
    this.#arrange();
  }

  /** Gives rows that came what the role asks for, and those rendered again what they lost by it. */
  dress({ inserted, updated, moved }: Summary): void {
    if (!this.#role && !this.#interactive) return;
    for (const keys of [inserted, updated, moved]) for (const key of keys) this.#dress(this.#rows.list.get(key)?.view?.element);
    this.#arrange();
  }

  #dress(element: Element | undefined): void {
    if (!element) return;
    if (this.#role && !element.hasAttribute('role')) element.setAttribute('role', this.#role);
    if (this.#interactive) element.setAttribute('tabindex', element === this.#stop ? '0' : '-1');
  }

  /** One row is the tab stop; a feed's positions follow once a frame, for they shift with every row in front. */
  #arrange(): void {
    if (this.#interactive && !this.#stop?.isConnected) this.#moveStop(this.#rows.list.last?.view?.element);
    if (this.#host.role === 'feed') this.#frame ||= requestAnimationFrame(() => this.#number());
  }

  #number(): void {
    this.#frame = 0;
    let position = 1;
    for (const { view } of this.#rows.list) {
      if (view && view.element.getAttribute('aria-posinset') !== `${position}`) {
        view.element.setAttribute('aria-posinset', `${position}`);
        view.element.setAttribute('aria-setsize', '-1');
      }
      position++;
    }
  }

  #onFocus(event: Event): void {
    const row = this.#rowOf(event.target);
    if (this.#host.interactive && row) this.#moveStop(row);
  }

  /** Arrows move between rows; keys typed in something inside a row stay there. */
  #onKey(event: KeyboardEvent): void {
    const element = event.target as Element;
    const row = this.#host.interactive && !event.defaultPrevented && !hasModifier(event) ? this.#rows.list.get(element.id) : undefined;
    if (!row || row.view?.element !== element) return;
    const next = {
      ArrowDown: row.next,
      ArrowUp: row.prev,
      Home: this.#rows.list.first,
      End: this.#rows.list.last,
      PageDown: row.next,
      PageUp: row.prev,
    }[event.key];
    const target = next?.view?.element as HTMLElement | undefined;
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  #rowOf(target: EventTarget | null): Element | undefined {
    for (let element = target as Element | null; element; element = element.parentElement) {
      if (this.#rows.list.get(element.id)?.view?.element === element) return element;
    }
    return undefined;
  }

  #moveStop(element: Element | undefined): void {
    this.#stop?.setAttribute('tabindex', '-1');
    element?.setAttribute('tabindex', '0');
    this.#stop = element;
  }
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
}
