// Keeps the reader's place while rows come, grow and go: at the end if the reader was there, else with the bottom edge of a
// row in view held where it is. The browser's own anchoring is off, so that one party corrects, in every browser alike.

import type { LitElement, ReactiveController } from 'lit';
import { eventTarget, scrollerOf, siblings } from './scroller.js';
import type { Summary } from './plan.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';

/** Which edge the reader sticks to: a chat's `end`, a feed's `start`; `none` leaves scrolling alone. */
export type Anchor = 'end' | 'start' | 'none';

/** The rows, and the element they are in. */
interface ScrolledRows {
  readonly list: RowList<object, RowView>;
  readonly container: Element | undefined;
}

type Host = LitElement & { readonly anchor: Anchor };

/** Within this many pixels of an edge the reader is at the edge: fractional zoom leaves fractions behind. */
const NEAR = 2;

export class ScrollAnchor implements ReactiveController {
  readonly #host: Host;
  readonly #rows: ScrolledRows;
  readonly #settled: () => void;
  readonly #resizes = new ResizeObserver(() => this.#resized());
  #watched: Element | undefined;
  #scroller: Element | undefined;
  #sticks = true;
  #lastTop = 0;
  #lookedAt: CSSNumberish | null = null;
  #leapt = false;
  #frame = 0;
  /** The last row, if it came since the reader was last put in place. */
  #arrived: Element | undefined;
  /** The end was asked for: what comes next is followed to its end, however tall. */
  #asked = false;
  #held: { element: Element; bottom: number } | undefined;

  /** `settled` runs when the reader's place is known again: after a scroll, and once a frame after changes. */
  constructor(host: Host, rows: ScrolledRows, settled: () => void) {
    this.#host = host;
    this.#rows = rows;
    this.#settled = settled;
    host.addController(this);
  }

  /** The element that scrolls the rows: the host, the nearest ancestor that scrolls, or the document's scroller. */
  get scroller(): Element | undefined {
    return this.#scroller;
  }

  /** A row in view. */
  get rowInView(): Element | undefined {
    const { list } = this.#rows;
    return this.#held?.element ?? (this.#host.anchor === 'end' ? list.last : list.first)?.view?.element;
  }

  /** The box that begins and ends with the rows. */
  get box(): Element | undefined {
    return this.#watched;
  }

  get atStart(): boolean {
    return (this.#scroller?.scrollTop ?? 0) <= NEAR;
  }

  get atEnd(): boolean {
    const scroller = this.#scroller;
    return !scroller || scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop <= NEAR;
  }

  /** Whether the last scroll crossed more than a whole view at once. */
  get leapt(): boolean {
    return this.#leapt;
  }

  hostConnected(): void {
    this.#resizes.observe(this.#host);
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const { container } = this.#rows;
    // In the host itself, the box around the rows grows with them; the host may be the one that scrolls.
    const box = container === this.#host ? (this.#host.renderRoot.querySelector('#rows') ?? undefined) : container;
    if (box === this.#watched || !this.#host.isConnected) return;
    if (this.#watched) this.#resizes.unobserve(this.#watched);
    if (box) this.#resizes.observe(box);
    this.#watched = box;
  }

  hostDisconnected(): void {
    this.#resizes.disconnect();
    this.#watched = undefined;
    this.#follow(undefined);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#held = undefined;
  }

  /** Before rows change: makes sure that the row held by is one that stays. `written`: no row comes, goes or moves. */
  prepare(stays: (element: Element) => boolean, written: boolean): void {
    if (written && this.#sticks) return;
    // Looking costs a layout where rows changed before: once a frame is enough for a reader who is where the rows begin or end.
    const { currentTime } = document.timeline;
    if (!this.#sticks || this.#lookedAt !== currentTime) this.#notice();
    this.#lookedAt = currentTime;
    if (this.#sticks || !this.#held || stays(this.#held.element)) return;
    const element = [...siblings(this.#held.element)].find(stays);
    this.#held = element && { element, bottom: this.#bottomOf(element) };
  }

  /**
   * After rows changed. A reader in the middle is put back at once, one at the edge when the layout is known: the box tells when
   * its size changes, and where rows came and went in one patch, which may leave the size as it was, a frame is asked for.
   */
  changed({ inserted, moved, removed, pruned }: Summary): void {
    const { last } = this.#rows.list;
    if (last && inserted.length < this.#rows.list.size && inserted.includes(last.key)) this.#arrived = last.view?.element;
    if (!this.#sticks) this.#restore();
    if (moved.length || (inserted.length && removed.length + pruned.length)) this.#settle();
  }

  /** Goes to the end; with `anchor="end"` the reader then sticks to it. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    if (!this.#scroller) return;
    this.#sticks = this.#host.anchor === 'end';
    this.#asked = true;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior });
  }

  /** Goes to a row, and holds it there. */
  scrollToRow(element: Element, block: 'start' | 'center' | 'end'): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#sticks = false;
    const { height } = element.getBoundingClientRect();
    const goal = block === 'start' ? height : block === 'end' ? scroller.clientHeight : (scroller.clientHeight + height) / 2;
    this.#scrollTo(scroller.scrollTop + this.#bottomOf(element) - goal);
    this.#held = { element, bottom: this.#bottomOf(element) };
    this.#settle();
  }

  #resized(): void {
    this.#follow(scrollerOf(this.#rows.container ?? this.#host));
    this.#notice();
    this.#restore();
    this.#settle();
  }

  #settle(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#notice();
      if (this.#sticks) this.#restore();
      this.#settled();
    });
  }

  #follow(scroller: Element | undefined): void {
    if (scroller === this.#scroller) return;
    eventTarget(this.#scroller)?.removeEventListener('scroll', this.#scrolled);
    this.#scroller = scroller;
    if (!scroller) return;
    eventTarget(scroller)?.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#lastTop = scroller.scrollTop;
    this.#sticks = this.#host.anchor === 'end' || this.atStart;
  }

  #restore(): void {
    const scroller = this.#scroller;
    const { anchor } = this.#host;
    if (!scroller || anchor === 'none') return;
    const arrived = this.#asked ? undefined : this.#arrived;
    if (this.#arrived) this.#asked = false;
    this.#arrived = undefined;
    if (this.#sticks) {
      if (anchor !== 'end') return;
      // A new row taller than the view is read from its top: at the end the reader would have to go back for it.
      if (arrived && arrived.getBoundingClientRect().height > scroller.clientHeight) this.scrollToRow(arrived, 'start');
      else this.#scrollTo(scroller.scrollHeight);
      return;
    }
    if (this.#held?.element.isConnected) {
      const drift = this.#bottomOf(this.#held.element) - this.#held.bottom;
      if (Math.abs(drift) >= 0.5) this.#scrollTo(scroller.scrollTop + drift);
    }
    this.#hold();
  }

  readonly #scrolled = (): void => {
    this.#notice();
    this.#settled();
  };

  /** Takes note of where the reader went since the last look: scripts scroll without waiting for the event. */
  #notice(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const moved = scroller.scrollTop - this.#lastTop;
    if (moved === 0) return;
    this.#lastTop = scroller.scrollTop;
    // Content that shrank lets the browser pull the reader back to the end: that is no scroll of the reader's.
    if (moved < 0 && this.atEnd) return;
    this.#leapt = Math.abs(moved) > scroller.clientHeight;
    // Content that grew since our own scroll looks like distance from the end, too: only a scroll away leaves an edge.
    const atStart = this.#host.anchor === 'start';
    if (atStart ? this.atStart : this.atEnd) this.#sticks = true;
    else if (atStart ? moved > 0 : moved < 0) this.#sticks = false;
    if (this.#sticks) return;
    this.#asked = false;
    this.#hold();
  }

  /** Remembers the lowest row that ends in view or, where a tall row fills the view, that one. */
  #hold(): void {
    const height = this.#scroller?.clientHeight ?? 0;
    let low = 0;
    let high = this.#rows.list.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      const element = this.#elementAt(middle);
      if (element && this.#bottomOf(element) <= height) low = middle + 1;
      else high = middle;
    }
    const above = this.#elementAt(low - 1);
    const element = above && this.#bottomOf(above) > 0 ? above : (this.#elementAt(low) ?? above);
    this.#held = element && { element, bottom: this.#bottomOf(element) };
  }

  #elementAt(index: number): Element | undefined {
    return this.#rows.list.at(index)?.view?.element;
  }

  /** How far below the top of the view the element ends, in pixels. */
  #bottomOf(element: Element): number {
    const scroller = this.#scroller;
    const top = !scroller || scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top + scroller.clientTop;
    return element.getBoundingClientRect().bottom - top;
  }

  #scrollTo(top: number): void {
    if (!this.#scroller) return;
    this.#scroller.scrollTop = top;
    this.#lastTop = this.#scroller.scrollTop;
  }
}
