// An attribute that elements are given for a while: what they had themselves comes back when it is taken, unless others wrote it since.

export class GivenAttribute {
  readonly #name: string;
  readonly #given = new WeakMap<Element, { readonly own: string | null; readonly value: string }>();

  constructor(name: string) {
    this.#name = name;
  }

  /** Whether an element has one that was not given here. */
  isOwn(element: Element): boolean {
    const now = element.getAttribute(this.#name);
    return now !== null && this.#given.get(element)?.value !== now;
  }

  give(element: Element, value: string): void {
    const now = element.getAttribute(this.#name);
    const known = this.#given.get(element);
    this.#given.set(element, { own: known?.value === now ? known.own : now, value });
    if (now !== value) element.setAttribute(this.#name, value);
  }

  take(element: Element): void {
    const known = this.#given.get(element);
    this.#given.delete(element);
    if (!known || element.getAttribute(this.#name) !== known.value) return;
    if (known.own === null) element.removeAttribute(this.#name);
    else element.setAttribute(this.#name, known.own);
  }
}
