// Which element has the role of a stream: not the stream, which holds a header and a footer as well, but the one whose children the
// rows are, with the name of the list and whether it is busy. Loaded with the roles of the rows.

import type { ReactiveControllerHost } from 'lit';
import type { Anchor } from './anchor.js';
import { GivenAttribute } from './given-attribute.js';
import { treeOf } from './node-kinds.js';

export interface RoledHost extends ReactiveControllerHost, HTMLElement {
  readonly interactive: boolean;
  readonly anchor: Anchor;
  readonly status: string;
  readonly htmlFor: string;
}

/** What goes with the role of a list. */
const WORDS = ['aria-label', 'aria-labelledby', 'aria-live', 'aria-atomic', 'aria-relevant'];
/** Elements of a page that mean nothing by themselves, and so may be given a role. */
const MEANINGLESS = /^(div|span)$|-/;
/** Elements of a page that are lists without being told. */
const LISTS = /^([uo]l|menu)$/;

export class ListRole {
  readonly #host: RoledHost;
  readonly #given = new Map(['role', 'aria-busy', ...WORDS].map((name) => [name, new GivenAttribute(name)]));
  #element: Element | undefined;
  /** The ids of what names a list in the shadow tree, and what had them when it was looked at last. */
  #ids: readonly string[] | undefined;
  #named: readonly Element[] | undefined;

  constructor(host: RoledHost) {
    this.#host = host;
  }

  /** Gives the element of the rows, if there is one to give it to, this role. Says which role the rows are to fit. */
  place(element: Element | undefined, role: string | null, isEmpty: boolean): string | null {
    if (element !== this.#element) this.release();
    this.#element = element;
    if (!element) return role;
    const isBusy = this.#host.status === 'loading' || this.#host.ariaBusy === 'true';
    const own = this.#given.get('role')?.isOwn(element) ? element.role : null;
    const takes = !own && MEANINGLESS.test(element.localName);
    // A list without items is none, unless they are on their way.
    const shows = takes && (!isEmpty || isBusy);
    const isAlike = own ? own === role : role === 'list' && LISTS.test(element.localName);
    this.#write('role', shows ? role : null);
    this.#write('aria-busy', isBusy ? 'true' : null);
    for (const name of WORDS) this.#write(name, shows || isAlike ? this.#host.getAttribute(name) : null);
    return takes ? role : own;
  }

  /** What names the list may come later than the list, and be another element then. */
  nameAgain(): void {
    if (this.#element && this.#ids) this.#pointOut(this.#element, this.#ids);
  }

  /** Takes back all that was given. */
  release(): void {
    for (const name of this.#given.keys()) this.#write(name, null);
    this.#element = undefined;
  }

  #write(name: string, value: string | null): void {
    const element = this.#element;
    const given = this.#given.get(name);
    if (!element || !given) return;
    if (name === 'aria-labelledby' && element.getRootNode() === this.#host.shadowRoot) this.#pointOut(element, value?.split(/\s+/));
    else if (value === null) given.take(element);
    else if (!given.isOwn(element)) given.give(element, value);
  }

  /** Ids are not seen across a shadow root: what they name is pointed at, or read where the browser cannot point. */
  #pointOut(box: Element & { ariaLabelledByElements?: readonly Element[] | null }, ids: readonly string[] | undefined): void {
    const root = treeOf(this.#host);
    const elements = root && ids?.map((id) => root.getElementById(id)).filter((element) => element !== null);
    if (
      ids &&
      ids === this.#ids &&
      elements?.every((element, i) => element === this.#named?.[i]) &&
      elements.length === this.#named?.length
    )
      return;
    this.#ids = ids;
    this.#named = elements;
    if ('ariaLabelledByElements' in box) box.ariaLabelledByElements = elements ?? null;
    else if (elements) this.#write('aria-label', elements.map(({ textContent }) => textContent.trim()).join(' '));
  }
}
