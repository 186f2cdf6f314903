// Hears of whatever changes its size among what is scrolled: the box of the rows, the stream itself, and what stands before the rows.

export class ContentSizes {
  readonly #host: HTMLElement;
  readonly #observer: ResizeObserver;
  #box: Element | undefined;
  #header: HTMLSlotElement | undefined;
  #before: readonly Element[] = [];
  #telling = false;

  constructor(host: HTMLElement, resized: () => void) {
    this.#host = host;
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

  /** Watches the rows of a container. In the stream itself, the box around the rows grows with them; the stream may be what scrolls. */
  watch(container: Element | undefined): void {
    const root = this.#host.shadowRoot;
    const box = container === this.#host ? (root?.getElementById('rows') ?? undefined) : container;
    if (box === this.#box) return;
    this.unwatch();
    this.#box = box;
    this.#observer.observe(this.#host);
    if (box) this.#observer.observe(box);
    this.#header = root?.querySelector<HTMLSlotElement>('slot[name="header"]') ?? undefined;
    this.#header?.addEventListener('slotchange', this.#watchHeader);
    this.#watchHeader();
  }

  unwatch(): void {
    this.#observer.disconnect();
    this.#header?.removeEventListener('slotchange', this.#watchHeader);
    this.#box = this.#header = undefined;
    this.#before = [];
  }

  /** Asks to hear when the next frame is laid out: an observer tells at least once of what it begins to observe. */
  askAgain(): void {
    if (!this.#box || this.#telling) return;
    this.#observer.unobserve(this.#box);
    this.#observer.observe(this.#box);
  }

  readonly #watchHeader = (): void => {
    for (const element of this.#before) this.#observer.unobserve(element);
    this.#before = this.#header?.assignedElements() ?? [];
    for (const element of this.#before) this.#observer.observe(element);
  };
}
