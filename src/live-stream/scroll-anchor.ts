// Keeps the reader's place while rows come, grow and go: at the end if the reader was there, else with the bottom edge of a
// row in view held where it is. The browser's own anchoring is off, so that one party corrects, in every browser alike.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';

/** Which edge the reader sticks to: a chat's `end`, a feed's `start`; `none` leaves scrolling alone. */
export type Anchor = 'end' | 'start' | 'none';

type Host = ReactiveControllerHost & HTMLElement & { readonly anchor: Anchor };

/** Within this many pixels of an edge the reader is at the edge: fractional zoom leaves fractions behind. */
const NEAR = 2;

export class ScrollAnchor implements ReactiveController {
  readonly #host: Host;
  readonly #rows: RowList<object, RowView>;
  readonly #settled: () => void;
  readonly #resizes = new ResizeObserver(() => this.#resized());
  #content: Element | undefined;
  #scroller: Element | undefined;
  #sticks = true;
  #lastTop = 0;
  #leapt = false;
  #frame = 0;
  #held: { element: Element; bottom: number } | undefined;

  /** `settled` runs when the reader's place is known again: after a scroll, and once a frame after changes. */
  constructor(host: Host, rows: RowList<object, RowView>, settled: () => void) {
    this.#host = host;
    this.#rows = rows;
    this.#settled = settled;
    host.addController(this);
  }

  /** The element that scrolls the rows: the host, the nearest ancestor that scrolls, or the document's scroller. */
  get scroller(): Element | undefined {
    return this.#scroller;
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
    if (this.#content) this.#resizes.observe(this.#content);
  }

  hostDisconnected(): void {
    this.#resizes.disconnect();
    this.#follow(undefined);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#held = undefined;
  }

  /** Also watches the box that grows with the rows. */
  watch(content: Element): void {
    this.#content = content;
    this.#resizes.observe(content);
  }

  /** Before rows change: makes sure that the row held by is one that stays. */
  prepare(stays: (element: Element) => boolean): void {
    if (!this.#frame || !this.#sticks) this.#notice();
    if (this.#sticks || !this.#held) return;
    const near = [...siblings(this.#held.element)];
    const element = near.find(stays);
    if (element === this.#held.element) return;
    this.#held = element && { element, bottom: this.#bottomOf(element) };
  }

  /** After rows changed. A reader in the middle is put back at once, one at the edge in the frame to come. */
  changed(): void {
    if (!this.#sticks) this.#restore();
    this.#settle();
  }

  /** Goes to the end; with `anchor="end"` the reader then sticks to it. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    if (!this.#scroller) return;
    this.#sticks = this.#host.anchor === 'end';
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior });
  }

  #resized(): void {
    this.#follow(scrollerOf(this.#host));
    // Content that shrank lets the browser pull the reader back to the end: that is no scroll of the reader's.
    const pulled = this.atEnd && (this.#scroller?.scrollTop ?? 0) < this.#lastTop;
    if (!pulled) this.#notice();
    this.#restore();
    this.#settle();
  }

  #settle(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
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
    if (this.#sticks) {
      if (anchor === 'end') this.#scrollTo(scroller.scrollHeight);
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
    this.#leapt = Math.abs(moved) > scroller.clientHeight;
    // Content that grew since our own scroll looks like distance from the end, too: only a scroll away leaves an edge.
    const atStart = this.#host.anchor === 'start';
    if (atStart ? this.atStart : this.atEnd) this.#sticks = true;
    else if (atStart ? moved > 0 : moved < 0) this.#sticks = false;
    if (!this.#sticks) this.#hold();
  }

  /** Remembers the lowest row that ends in view or, where a tall row fills the view, that one. */
  #hold(): void {
    const height = this.#scroller?.clientHeight ?? 0;
    let low = 0;
    let high = this.#rows.size;
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
    return this.#rows.at(index)?.view?.element;
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

function scrollerOf(element: Element): Element {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : parentOf(node)) {
    if (!(node instanceof Element) || node === document.body || node === document.documentElement) continue;
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return document.scrollingElement ?? document.documentElement;
}

function parentOf(node: Node): Node | null {
  return node instanceof Element && node.assignedSlot ? node.assignedSlot : node.parentNode;
}

/** The document scrolls through its element, but says so itself. */
function eventTarget(scroller: Element | undefined): EventTarget | undefined {
  return scroller === document.scrollingElement ? document : scroller;
}

/** An element, then its neighbours, the nearest first. */
function* siblings(element: Element): Iterable<Element> {
  yield element;
  let next = element.nextElementSibling;
  let previous = element.previousElementSibling;
  while (next || previous) {
    if (next) yield next;
    if (previous) yield previous;
    next = next?.nextElementSibling ?? null;
    previous = previous?.previousElementSibling ?? null;
  }
}
