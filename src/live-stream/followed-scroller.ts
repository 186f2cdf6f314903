// The scroller that is followed, whichever it is: how far it was scrolled by others than us, and whether it is at an edge.

import { isOpen, viewOf, type View } from './scroller.js';

/** Within this many pixels of an edge the reader is at the edge: fractional zoom leaves fractions behind. */
const NEAR = 2;
/** A smooth scroll that has not moved for so many milliseconds is over, or was lost, whether the browser says so or not. */
const STILL = 500;

export class FollowedScroller {
  readonly #scrolled: () => void;
  readonly #ended: () => void;
  #element: Element | undefined;
  #lastTop = 0;
  /** Where it was in the window, and how high inside. */
  #lastBox: DOMRectReadOnly | undefined;
  #lastHeight = 0;
  /** When a smooth scroll to the end last moved. */
  #glided: number | undefined;
  #glidedTo = 0;
  #mayBeLost = false;
  #stillness: ReturnType<typeof setTimeout> | undefined;

  /** `scrolled` runs when anyone has scrolled, `ended` when a smooth scroll is over. */
  constructor(scrolled: () => void, ended: () => void) {
    this.#scrolled = () => {
      if (this.#glided !== undefined) this.#gliding();
      scrolled();
    };
    this.#ended = () => {
      if (this.#glided !== undefined) ended();
      this.#glided = undefined;
    };
  }

  get element(): Element | undefined {
    return this.#element;
  }

  /** What the scroller shows; nothing while it cannot be seen. */
  get view(): View | undefined {
    const view = this.#element && viewOf(this.#element);
    return view?.height ? view : undefined;
  }

  /** What it shows of what is in a box; nothing while that is hidden or closed. */
  viewOf(box: Element | undefined): View | undefined {
    return !box || isOpen(box) ? this.view : undefined;
  }

  get atStart(): boolean {
    return (this.#element?.scrollTop ?? 0) <= NEAR;
  }

  get atEnd(): boolean {
    const { scrollHeight = 0, clientHeight = 0, scrollTop = 0 } = this.#element ?? {};
    return scrollHeight - clientHeight - scrollTop <= NEAR;
  }

  /** The edges it is at, by the names pages know them. Who is `kept` at the end is there: what has just come is scrolled to in a moment. */
  statesOf(kept: boolean): Record<string, boolean> {
    return { 'at-start': this.atStart, 'at-end': this.atEnd || (kept && !this.glides) };
  }

  /** Whether a smooth scroll to the end is on its way: to correct anything meanwhile would end it. */
  get glides(): boolean {
    return this.#glided !== undefined && performance.now() - this.#glided < STILL;
  }

  /** Follows another scroller, or none. Says whether it is another. */
  follow(element: Element | undefined): boolean {
    if (element === this.#element) return false;
    const [before, now] = [eventTarget(this.#element), eventTarget(element)];
    before?.removeEventListener('scroll', this.#scrolled);
    before?.removeEventListener('scrollend', this.#ended);
    this.#element = element;
    now?.addEventListener('scroll', this.#scrolled, { passive: true });
    now?.addEventListener('scrollend', this.#ended, { passive: true });
    this.#lastTop = element?.scrollTop ?? 0;
    this.#lastBox = undefined;
    this.#glided = undefined;
    return element !== undefined;
  }

  /** Whether the browser may hold what else is in view, as far as it can. */
  get isHeld(): boolean {
    return this.#element !== undefined && getComputedStyle(this.#element).overflowAnchor === 'auto';
  }

  /** How far others have scrolled since this was last asked, in pixels. Hidden, it says 0, and shown again what it said before. */
  takeMoved(): number {
    const { clientHeight = 0, scrollTop = 0 } = this.#element ?? {};
    if (!clientHeight) return 0;
    const moved = scrollTop - this.#lastTop;
    this.#lastTop = scrollTop;
    return moved;
  }

  /** How far its upper edge went down in the window since this was last asked, but not with all of it: as under a bar that has come above. */
  takeLowered(): number {
    const element = this.#element;
    if (!element?.clientHeight || eventTarget(element) !== element) return 0;
    const [before, now] = [this.#lastBox, element.getBoundingClientRect()];
    const isAsHigh = element.clientHeight === this.#lastHeight; // what is drawn larger or smaller shows what it showed
    this.#lastBox = now;
    this.#lastHeight = element.clientHeight;
    if (!before || isAsHigh || !now.height) return 0;
    const [upper, lower] = [now.top - before.top, now.bottom - before.bottom];
    const along = upper * lower > 0 ? Math.sign(upper) * Math.min(Math.abs(upper), Math.abs(lower)) : 0;
    return ((upper - along) * (element as HTMLElement).offsetHeight) / now.height;
  }

  /**
   * Scrolls by so many pixels; by less than half of one not at all, for no screen shows that. A turn of the wheel that is on its way
   * goes on: to scroll to a place would end it in Firefox.
   */
  correct(by: number): void {
    if (!this.#element || Math.abs(by) < 0.5) return;
    this.#element.scrollBy({ top: by, behavior: 'instant' });
    this.#arrive();
  }

  /** Scrolls at once, even where the page's style says that scrolling is smooth. */
  scrollTo(top: number): void {
    this.#element?.scrollTo({ top, behavior: 'instant' });
    this.#arrive();
  }

  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    const end = this.#element?.scrollHeight ?? 0;
    if (behavior === 'instant') return this.scrollTo(end);
    this.#glided = this.atEnd ? undefined : performance.now();
    this.#glidedTo = this.#element?.scrollTop ?? 0;
    this.#mayBeLost = true;
    this.#glideOn();
  }

  #arrive(): void {
    this.#lastTop = this.#element?.scrollTop ?? 0;
    this.#glided = undefined;
  }

  #glideOn(): void {
    if (this.#glided === undefined) return;
    this.#glided = performance.now();
    clearTimeout(this.#stillness);
    this.#stillness = setTimeout(this.#stood, STILL);
    this.#element?.scrollTo({ top: this.#element.scrollHeight, behavior: 'smooth' });
  }

  /** A smooth scroll that goes back is a hand's, not ours. */
  #gliding(): void {
    const { scrollTop = 0 } = this.#element ?? {};
    this.#mayBeLost ||= scrollTop > this.#glidedTo;
    this.#glided = scrollTop < this.#glidedTo ? undefined : performance.now();
    this.#glidedTo = scrollTop;
  }

  /** WebKit lays a stream out anew where rows come, and forgets that it was scrolling: it is asked again as long as that helps. */
  readonly #stood = (): void => {
    if (this.#glided === undefined) return;
    const left = this.#glided + STILL - performance.now();
    if (left > 0) this.#stillness = setTimeout(this.#stood, left);
    else if (this.#mayBeLost && !this.atEnd) {
      this.#mayBeLost = false;
      this.#glideOn();
    } else this.#ended();
  };
}

/** The document scrolls through its element, but says so itself. */
function eventTarget(scroller: Element | undefined): EventTarget | undefined {
  const page = scroller?.ownerDocument;
  return scroller === page?.scrollingElement ? page : scroller;
}
