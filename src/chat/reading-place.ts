// Where the reader is in a list: at the end or away from it, what arrived below meanwhile, and the day in view.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';

/** Within this many pixels of the end the reader is at the end. */
const NEAR = 2;
/** So many pixels below the edge the day in view is said by a line over the rows, unless its own separator is there. */
const LABEL = 36;

type Host = ReactiveControllerHost & Element;

/** How many pixels below the upper edge of a list a row begins. */
export function topIn(list: Element, row: Element): number {
  return row.getBoundingClientRect().top - list.getBoundingClientRect().top;
}

/** Brings a row to so many pixels below the upper edge of its list. */
export function bringTo(list: LiveStream<never>, row: Element, top: number): void {
  if (list.scrollToKey(row.id, 'start')) list.scrollTop += topIn(list, row) - top;
}

export class ReadingPlace implements ReactiveController {
  /** Whether the newest row is in view. */
  atEnd = true;
  /** Whether the end is more than half a view away: worth a way back. */
  far = false;
  /** How many rows came below the fold since the reader left the end. */
  unseen = 0;
  /** The topmost row in view, when it begins above the view and no separator says its day. */
  top: Element | undefined;

  readonly #host: Host;
  readonly #list: () => LiveStream<never> | null;
  #watched: LiveStream<never> | null = null;
  #frame = 0;
  #scrolled = false;

  readonly #end: () => boolean;
  readonly #measured: () => void;

  /** `end` tells whether the list reaches the newest row: otherwise its end is not the end. `measured` is called after each look. */
  constructor(host: Host, list: () => LiveStream<never> | null, end: () => boolean, measured: () => void) {
    this.#host = host;
    this.#list = list;
    this.#end = end;
    this.#measured = measured;
    host.addController(this);
  }

  hostUpdated(): void {
    const list = this.#list();
    if (list === this.#watched) return;
    this.#watched = list;
    list?.addEventListener('scroll', this.#onScroll, { passive: true });
  }

  /** Another list, or the same emptied: begins at the end. */
  restart(): void {
    this.atEnd = true;
    this.far = false;
    this.unseen = 0;
    this.top = undefined;
  }

  /** Counts rows that come at the end. */
  arrived(count: number): void {
    if (this.atEnd || count === 0) return;
    this.unseen += count;
    this.#host.requestUpdate();
  }

  /** Looks where the reader is: in the same frame, but once the list knows who has scrolled. */
  readonly measure = (): void => {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#measure());
  };

  #measure(): void {
    const list = this.#watched;
    this.#frame = 0;
    if (!list) return;
    const before = [this.atEnd, this.far, this.unseen, this.top];
    const distance = list.scrollHeight - list.clientHeight - list.scrollTop;
    // What has just been added may be longer than the view, and is not scrolled to yet.
    const follows = distance <= NEAR || list.matches(':state(at-end)');
    this.atEnd = follows && this.#end();
    this.far = !follows && distance > list.clientHeight / 2;
    if (this.atEnd) this.unseen = 0;
    this.top = this.#topRow(list);
    this.#measured();
    // Others look where the reader has come, too.
    const isElsewhere = this.#scrolled || [this.atEnd, this.far, this.unseen, this.top].some((value, at) => value !== before[at]);
    this.#scrolled = false;
    if (isElsewhere) this.#host.requestUpdate();
  }

  readonly #onScroll = (): void => {
    this.#scrolled = true;
    this.measure();
  };

  /** The topmost row in view; undefined where the newest one is. */
  get rowInView(): Element | undefined {
    return this.atEnd || !this.#watched ? undefined : this.#firstInView(this.#watched);
  }

  #topRow(list: Element): Element | undefined {
    const edge = list.getBoundingClientRect().top;
    const first = this.#firstInView(list);
    // What is above the very first row is no day.
    if (!first || (first.getBoundingClientRect().top >= edge && first.previousElementSibling?.slot !== '')) return undefined;
    // The way to what is unread stands above the label.
    const label = edge + LABEL + (this.#host.shadowRoot?.querySelector('.above')?.clientHeight ?? 0);
    for (let row: Element | null = first; row && row.getBoundingClientRect().top < label; row = row.nextElementSibling) {
      const day = row.shadowRoot?.querySelector('.day')?.getBoundingClientRect();
      if (day && day.bottom > edge && day.top < label) return undefined;
    }
    return first;
  }

  #firstInView(list: Element): Element | undefined {
    const rows = [...list.children].filter((child) => child.slot === '');
    const edge = list.getBoundingClientRect().top;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) <= edge) low = middle + 1;
      else high = middle;
    }
    return rows[low];
  }
}
