// Hears of whatever changes its size among what is scrolled: the box of the rows, the stream itself, what is slotted around the rows
// and stands around them in their scroller, and the scroller.

import { isReversed } from './reversed.js';
import { surroundingsOf } from './surroundings.js';

export class ContentSizes {
  readonly #host: HTMLElement & { readonly name: string };
  readonly #observer: ResizeObserver;
  readonly #comings = new MutationObserver(() => {
    this.#watchAround();
    this.askAgain(); // of what went nothing else tells
  });
  readonly #resized: () => void;
  #box: Element | undefined;
  #container: Element | undefined;
  #scroller: Element | undefined;
  /** The container that does not look after the reader's place while we do, and what its style said of that before. */
  #quiet: HTMLElement | undefined;
  #before = '';
  #slots: readonly HTMLSlotElement[] = [];
  #around: ReadonlySet<Element> = new Set();
  #frameWindow: Window | null = null;
  #alone = true;
  #reversed = false;
  #telling = false;
  #frame = 0;

  constructor(host: HTMLElement & { readonly name: string }, resized: () => void) {
    this.#host = host;
    this.#resized = resized;
    this.#observer = new ResizeObserver(() => {
      this.#telling = true;
      resized();
      this.#telling = false;
    });
  }

  /** The box that begins and ends with the rows. */
  get box(): Element | undefined {
    return this.#box;
  }

  /** Whether rows run upward: nobody but the browser can hold them. */
  get isReversed(): boolean {
    return this.#reversed;
  }

  /**
   * Watches the rows of a container. In the stream itself, the box around the rows grows with them; the stream may be what scrolls.
   * `alone` says that the browser shall not hold what is in the container.
   */
  watch(container: Element | undefined, alone: boolean): void {
    const view = this.#host.ownerDocument.defaultView;
    if (!view) return this.unwatch(); // its frame has gone
    this.#alone = alone;
    this.#hush(container);
    const root = this.#host.shadowRoot;
    const box = container === this.#host ? (root?.getElementById('rows') ?? undefined) : container;
    if (box === this.#box) return;
    this.#forget();
    this.#box = box;
    this.#container = container;
    this.#frameWindow = view;
    if (view !== window) view.addEventListener('pagehide', this.#frameGoes);
    this.#observer.observe(this.#host);
    if (box) this.#observer.observe(box);
    this.#slots = Array.from(root?.querySelectorAll<HTMLSlotElement>('slot[name]') ?? []);
    for (const slot of this.#slots) slot.addEventListener('slotchange', this.#watchAround);
    this.#watchAround();
  }

  /** Watches what stands between the rows and what scrolls them, and the size of that: a window's is told by the window. */
  watchUpTo(scroller: Element | undefined): void {
    this.#reversed = isReversed(this.#host, this.#box, scroller);
    this.#hush(this.#container);
    if (scroller === this.#scroller || !this.#box) return;
    this.#leave();
    this.#scroller = scroller;
    this.#hush(this.#container);
    if (scroller && scroller === document.scrollingElement) addEventListener('resize', this.#resized);
    // What an observer begins to observe while it tells is told of too late, which the browser calls an error.
    if (!this.#telling) this.#watchAround();
    else this.#frame ||= requestAnimationFrame(this.#watchAround);
  }

  unwatch(): void {
    this.#hush(undefined);
    this.#forget();
  }

  #forget(): void {
    this.#leave();
    this.#frameWindow?.removeEventListener('pagehide', this.#frameGoes);
    this.#observer.disconnect();
    for (const slot of this.#slots) slot.removeEventListener('slotchange', this.#watchAround);
    this.#slots = [];
    this.#box = this.#container = undefined;
    this.#around = new Set();
  }

  /** Asks to hear when the next frame is laid out: an observer tells at least once of what it begins to observe. */
  askAgain(): void {
    if (!this.#box || this.#telling) return;
    this.#observer.unobserve(this.#box);
    this.#observer.observe(this.#box);
  }

  /**
   * Takes the browser's anchoring from a container, and gives back that of the one before: two that correct fight. Of one that scrolls
   * its rows by itself nothing tells that they grow: there the browser is left to hold them.
   */
  #hush(container: Element | undefined): void {
    const isOurs = this.#alone && !this.#reversed && container !== this.#host && container !== this.#scroller;
    const quiet = isOurs && container && 'style' in container ? (container as HTMLElement) : undefined;
    const before = this.#quiet;
    if (quiet === before) return;
    before?.style.setProperty('overflow-anchor', this.#before);
    if (before?.getAttribute('style') === '') before.removeAttribute('style');
    this.#quiet = quiet;
    this.#before = quiet?.style.getPropertyValue('overflow-anchor') ?? '';
    quiet?.style.setProperty('overflow-anchor', 'none');
  }

  #leave(): void {
    this.#comings.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    removeEventListener('resize', this.#resized);
    this.#scroller = undefined;
  }

  /** A frame that is taken out disconnects nothing in it, and of what is observed there the browser tells for ever. */
  readonly #frameGoes = (): void => this.unwatch();

  readonly #watchAround = (): void => {
    this.#frame = 0;
    const { elements = [], parents = [] } = this.#container && this.#scroller ? surroundingsOf(this.#container, this.#scroller) : {};
    const around = new Set([...elements, ...this.#slots.flatMap((slot) => slot.assignedElements())]);
    if (this.#scroller && this.#scroller !== this.#scroller.ownerDocument.scrollingElement) around.add(this.#scroller);
    for (const known of [this.#host, this.#box]) if (known) around.delete(known);
    for (const element of this.#around) if (!around.has(element)) this.#observer.unobserve(element);
    for (const element of around) if (!this.#around.has(element)) this.#observer.observe(element);
    this.#around = around;
    this.#comings.disconnect();
    for (const parent of parents) this.#comings.observe(parent, { childList: true });
  };
}
