// What the rows are to a screen reader and a keyboard, by the role of the stream: articles of a feed, items of a list, or nothing.
// Loaded where asked for.

import type { ReactiveController } from 'lit';
import { rowIn } from './adopt-rows.js';
import { goBeside, isTyping } from './feed-keys.js';
import { GivenAttribute } from './given-attribute.js';
import { ListRole, type RoledHost } from './list-role.js';
import type { Summary } from './plan.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { hasBox, siblings } from './scroller.js';

/** The rows, and a way to hear what happens to them wherever they are. */
export interface RoledRows {
  readonly list: RowList<object, RowView>;
  readonly container: Element | undefined;
  listen(type: string, listener: (event: Event) => void): void;
}

/** What `aria-setsize` says where a list may go on. */
const UNKNOWN_SIZE = '-1';

const ROLE_OF_ROWS: Record<string, string | undefined> = { feed: 'article', list: 'listitem' };

/** The role of the stream, and whether the list in it has it. */
interface Roled {
  readonly role: string | null;
  readonly isOfList: boolean;
}

export class RowRoles implements ReactiveController {
  readonly #host: RoledHost;
  readonly #rows: RoledRows;
  readonly #given: Roled;
  readonly #place: ListRole;
  readonly #role = new GivenAttribute('role');
  readonly #tabindex = new GivenAttribute('tabindex');
  readonly #position = new GivenAttribute('aria-posinset');
  readonly #size = new GivenAttribute('aria-setsize');
  #stop: Element | undefined;
  /** The tab stop is a row that had the focus, or its heir. */
  #chosen = false;
  /** What rows were dressed for. */
  #list: string | null = null;
  #interactive = false;
  #container: Element | undefined;
  #wasEmpty = true;
  #frame = 0;

  constructor(host: RoledHost, rows: RoledRows, given: Roled) {
    this.#host = host;
    this.#rows = rows;
    this.#given = given;
    this.#place = new ListRole(host);
    host.addController(this);
    rows.listen('keydown', (event) => this.#onKey(event as KeyboardEvent));
    rows.listen('focusin', (event) => this.#onFocus(event));
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#place.release();
  }

  /** Rows found in the page, and rows of a stream that becomes another kind of list, are dressed here; all others when they change. */
  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    const { interactive } = this.#host;
    const { container } = this.#rows;
    const list = this.#placeRole();
    if (list === this.#list && interactive === this.#interactive && container === this.#container) return;
    for (const { view } of this.#rows.list) if (view) this.#undress(view.element, list, interactive);
    this.#list = list;
    this.#interactive = interactive;
    this.#container = container;
    if (!interactive) this.#stop = undefined;
    for (const { view } of this.#rows.list) this.#dress(view?.element);
    this.#arrange();
  }

  /** The row with the tab stop goes: a neighbour has it from now on. */
  notice(): void {
    const stop = this.#stop;
    if (!stop || this.#isRow(stop) || this.#rows.list.get(stop.id)) return;
    let heir = stop.nextElementSibling;
    while (heir && !this.#isRow(heir)) heir = heir.nextElementSibling;
    if (!heir) for (heir = stop.previousElementSibling; heir && !this.#isRow(heir);) heir = heir.previousElementSibling;
    if (heir) this.#moveStop(heir);
  }

  /** Layout is known: Tab comes to the row last focused, else to one in view, and to none that is hidden. */
  settle(inView: Element | undefined): void {
    this.#place.nameAgain();
    const { container } = this.#rows;
    if (!this.#stop || !container || !hasBox(container) || (this.#chosen && hasBox(this.#stop))) return;
    for (const element of siblings((!this.#chosen && inView) || this.#stop))
      if (this.#isRow(element) && hasBox(element)) return this.#moveStop(element);
  }

  /** Gives rows that came what the role asks for, and those rendered again what they lost by it. */
  dress({ inserted, updated, moved }: Summary): void {
    if ((this.#rows.list.size === 0) !== this.#wasEmpty) this.#placeRole();
    if (!this.#list && !this.#interactive) return;
    for (const keys of [inserted, updated, moved]) for (const key of keys) this.#dress(this.#rows.list.get(key)?.view?.element);
    this.#arrange();
  }

  /** Gives the element of the rows the role of the stream; says which role the rows are to fit. */
  #placeRole(): string | null {
    const { container, list } = this.#rows;
    const { role, isOfList } = this.#given;
    const element = container === this.#host ? this.#host.shadowRoot?.getElementById('rows') : container;
    this.#wasEmpty = list.size === 0;
    return this.#place.place(isOfList ? (element ?? undefined) : undefined, role, this.#wasEmpty);
  }

  #dress(element: Element | undefined): void {
    if (!element) return;
    const role = ROLE_OF_ROWS[this.#list ?? ''];
    if (role && !this.#role.isOwn(element)) this.#role.give(element, role);
    if (this.#interactive) this.#tabindex.give(element, element === this.#stop ? '0' : '-1');
  }

  /** Takes what a stream with that list does not give its rows. */
  #undress(element: Element, list: string | null, interactive: boolean): void {
    if (list !== this.#list) for (const given of [this.#role, this.#position, this.#size]) given.take(element);
    if (!interactive) this.#tabindex.take(element);
  }

  /** One row is the tab stop; a feed's positions follow once a frame, for they shift with every row in front. */
  #arrange(): void {
    const stop = this.#stop;
    const { list } = this.#rows;
    if (this.#interactive && !(stop && this.#isRow(stop))) {
      const known = list.get(stop?.id ?? '');
      this.#chosen &&= known !== undefined;
      this.#moveStop((known ?? (this.#host.anchor === 'end' ? list.last : list.first))?.view?.element);
    }
    if (this.#list === 'feed') this.#frame ||= requestAnimationFrame(() => this.#number());
  }

  #number(): void {
    this.#frame = 0;
    let position = 1;
    for (const { view } of this.#rows.list) {
      if (view) this.#numberRow(view.element, `${position}`);
      position++;
    }
  }

  /** A page may know better: that its rows are the forties of many. */
  #numberRow(row: Element, position: string): void {
    if (row.getAttribute('aria-posinset') !== position && !this.#position.isOwn(row)) this.#position.give(row, position);
    if (row.getAttribute('aria-setsize') !== UNKNOWN_SIZE && !this.#size.isOwn(row)) this.#size.give(row, UNKNOWN_SIZE);
  }

  #onFocus(event: Event): void {
    const row = this.#rowOf(event.target);
    if (!this.#host.interactive || !row) return;
    this.#chosen = true;
    this.#moveStop(row);
  }

  /** Arrows move between rows, in a feed also pages from anything inside them; other keys typed inside a row stay there, and all that are typed into one. */
  #onKey(event: KeyboardEvent): void {
    const element = this.#host.interactive && !event.defaultPrevented ? this.#rowOf(event.target) : undefined;
    const row = element && this.#rows.list.get(element.id);
    const [origin] = event.composedPath();
    const isFeed = this.#list === 'feed';
    if (!row || isTyping(origin) || !(origin === element || isFeed)) return;
    if (isFeed && event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey) {
      const box = this.#rows.container === this.#host ? this.#host.shadowRoot?.getElementById('rows') : this.#rows.container;
      if (box && /^(Home|End)$/.test(event.key) && goBeside(box, event.key === 'End')) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const pages = { PageDown: row.next, PageUp: row.prev };
    const { list } = this.#rows;
    const keys = origin === element ? { ...pages, ArrowDown: row.next, ArrowUp: row.prev, Home: list.first, End: list.last } : pages;
    const way = /^(PageDown|ArrowDown|Home)$/.test(event.key) ? 'next' : 'prev';
    // A row that is hidden takes no focus: the one behind it is meant.
    for (let target = (keys as Record<string, typeof row | undefined>)[event.key]; target; target = target[way]) {
      const there = target.view?.element as HTMLElement | undefined;
      there?.focus();
      if (there?.matches(':focus-within')) return event.preventDefault();
    }
  }

  #isRow(element: Element): boolean {
    return rowIn(this.#rows.list, element) !== undefined;
  }

  #rowOf(target: EventTarget | null): Element | undefined {
    for (let element = target as Element | null; element; element = element.parentElement) if (this.#isRow(element)) return element;
    return undefined;
  }

  #moveStop(element: Element | undefined): void {
    if (this.#stop && this.#stop !== element) this.#tabindex.give(this.#stop, '-1');
    if (element) this.#tabindex.give(element, '0');
    this.#stop = element;
  }
}
