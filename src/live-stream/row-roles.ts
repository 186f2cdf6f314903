// What the rows are to a screen reader and a keyboard, by the role of the stream: articles of a feed, items of a list, or nothing.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';

type Host = ReactiveControllerHost & HTMLElement & { readonly interactive: boolean };

/** The rows, and a way to hear what happens to them wherever they are. */
interface RoledRows {
  readonly list: RowList<object, RowView>;
  listen(type: string, listener: (event: Event) => void): void;
}

const ROLE_OF_ROWS: Record<string, string | undefined> = { feed: 'article', list: 'listitem' };

export class RowRoles implements ReactiveController {
  readonly #host: Host;
  readonly #rows: RoledRows;
  #stop: Element | undefined;
  #frame = 0;

  constructor(host: Host, rows: RoledRows) {
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

  /** Gives new rows what the role asks for. A feed's positions follow once a frame, for they shift with every row in front. */
  dress(keys: Iterable<string>): void {
    const role = ROLE_OF_ROWS[this.#host.role ?? ''];
    if (!role && !this.#host.interactive) return;
    for (const key of keys) {
      const element = this.#rows.list.get(key)?.view?.element;
      if (!element) continue;
      if (role && !element.hasAttribute('role')) element.setAttribute('role', role);
      if (this.#host.interactive && element !== this.#stop) element.setAttribute('tabindex', '-1');
    }
    if (this.#host.interactive && !this.#stop?.isConnected) this.#moveStop(this.#rows.list.last?.view?.element);
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
