// The scroller that is followed, whichever it is: how far it was scrolled by others than us, and whether it is at an edge.

import { viewOf, type View } from './scroller.js';

/** Within this many pixels of an edge the reader is at the edge: fractional zoom leaves fractions behind. */
const NEAR = 2;

export class FollowedScroller {
  readonly #scrolled: () => void;
  #element: Element | undefined;
  #lastTop = 0;

  constructor(scrolled: () => void) {
    this.#scrolled = scrolled;
  }

  get element(): Element | undefined {
    return this.#element;
  }

  /** What the scroller shows; nothing while it cannot be seen. */
  get view(): View | undefined {
    const view = this.#element && viewOf(this.#element);
    return view?.height ? view : undefined;
  }

  get atStart(): boolean {
    return (this.#element?.scrollTop ?? 0) <= NEAR;
  }

  get atEnd(): boolean {
    const { scrollHeight = 0, clientHeight = 0, scrollTop = 0 } = this.#element ?? {};
    return scrollHeight - clientHeight - scrollTop <= NEAR;
  }

  /** The edges it is at, by the names pages know them. */
  get states(): Record<string, boolean> {
    return { 'at-start': this.atStart, 'at-end': this.atEnd };
  }

  /** Follows another scroller, or none. Says whether it is another. */
  follow(element: Element | undefined): boolean {
    if (element === this.#element) return false;
    eventTarget(this.#element)?.removeEventListener('scroll', this.#scrolled);
    this.#element = element;
    eventTarget(element)?.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#lastTop = element?.scrollTop ?? 0;
    return element !== undefined;
  }

  /** How far others have scrolled since this was last asked, in pixels. */
  takeMoved(): number {
    const { scrollTop = 0 } = this.#element ?? {};
    const moved = scrollTop - this.#lastTop;
    this.#lastTop = scrollTop;
    return moved;
  }

  /** Scrolls by so many pixels; by less than half of one not at all, for no screen shows that. */
  correct(by: number): void {
    if (this.#element && Math.abs(by) >= 0.5) this.scrollTo(this.#element.scrollTop + by);
  }

  scrollTo(top: number): void {
    if (!this.#element) return;
    this.#element.scrollTop = top;
    this.#lastTop = this.#element.scrollTop;
  }

  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    const end = this.#element?.scrollHeight ?? 0;
    if (behavior === 'instant') this.scrollTo(end);
    else this.#element?.scrollTo({ top: end, behavior });
  }
}

/** The document scrolls through its element, but says so itself. */
function eventTarget(scroller: Element | undefined): EventTarget | undefined {
  return scroller === document.scrollingElement ? document : scroller;
}
