// Who scrolls an element, and the scroller as a view of what it scrolls: questions to the page that anchoring asks.

import { isElement } from './node-kinds.js';

/** The nearest element that scrolls the given one, itself included; else the document's own scroller. */
export function scrollerOf(element: Element): Element {
  const { scrollingElement, documentElement, body } = element.ownerDocument;
  for (let node: Node | null = element; node; node = shownIn(node)) {
    if (!isElement(node) || node === documentElement || (node === body && isOfWindow(body))) continue;
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && !onlyWidth(node)) return node;
  }
  return scrollingElement ?? documentElement;
}

/** What the body says of its overflow is the window's, unless the document's element says something of its own. */
function isOfWindow(body: HTMLElement): boolean {
  const { scrollingElement, documentElement } = body.ownerDocument;
  return scrollingElement === body || getComputedStyle(documentElement).overflowY === 'visible';
}

/** An element that scrolls its width only may not say so in its style: its height has what is in it, and that more than the window. */
function onlyWidth({ clientHeight, scrollHeight }: Element): boolean {
  return scrollHeight <= clientHeight && clientHeight > window.innerHeight;
}

/** What a node is shown in: its slot, its parent, or the element whose shadow it is in. */
export function shownIn(node: Node): Node | null {
  const { host, assignedSlot } = node as Partial<ShadowRoot & Element>;
  return (node.nodeType === 11 ? host : assignedSlot) ?? node.parentNode;
}

/** What a scroller shows, measured from its upper edge in the pixels of its own `scrollTop`, whatever zoom it is shown at. */
export interface View {
  readonly height: number;
  /** How far below the upper edge an upper (0) or lower (1) edge of an element is, or a point between; NaN for one without a box. */
  offsetOf(element: Element, part: number): number;
  /** Where a point of an element belongs when the element is scrolled to: as far down the view, less what is kept free around both. */
  aimOf(element: Element, part: number): number;
  /** How far it is scrolled now. */
  scrolled(): number;
}

export function viewOf(scroller: Element): View {
  const height = scroller.clientHeight;
  const view = { height, scrolled: () => scroller.scrollTop, aimOf: aimOf.bind(undefined, scroller) };
  if (scroller === scroller.ownerDocument.scrollingElement) return { ...view, offsetOf: pointOf };
  const { top, height: shown } = scroller.getBoundingClientRect();
  const own = (scroller as HTMLElement).offsetHeight || shown;
  // Lengths in the style are whole pixels or not, `offsetHeight` always is: what is less than a pixel is no zoom.
  const scale = Math.abs(shown - own) < 1 || !own ? 1 : (zoomOf(scroller) ?? shown / own);
  const inOwn = (point: number): number => (point - top) / scale - scroller.clientTop;
  // Rows whose container scrolls by itself begin where all begins that it scrolls.
  const ofAll = (part: number): number => scroller.scrollHeight * part - scroller.scrollTop;
  return { ...view, offsetOf: (element, part) => (element === scroller ? ofAll(part) : inOwn(pointOf(element, part))) };
}

/** The zoom by which an element is shown, where the browser tells and nothing else, such as a transform, changes its size. */
function zoomOf(element: Element & { readonly currentCSSZoom?: number }): number | undefined {
  const zoom = element.currentCSSZoom;
  if (!zoom) return undefined;
  const { height } = element.getBoundingClientRect();
  return Math.abs(height / zoom - (element as HTMLElement).offsetHeight) < 1 ? zoom : undefined;
}

/** Where in the window an upper (0) or lower (1) edge of an element is, or a point between; NaN for one without a box. */
export function pointOf(element: Element, part: number): number {
  const [top, bottom] = endsOf(element) ?? [NaN, NaN];
  return top + (bottom - top) * part;
}

/** Whether an element is laid out at all: what is hidden is not, nor what is out of the page. */
export function hasBox(element: Element): boolean {
  return endsOf(element) !== undefined;
}

/** Where an element begins and ends in the window. One that is only its children begins with the first of them, and ends with the last. */
function endsOf(element: Element): [top: number, bottom: number] | undefined {
  const { top, bottom } = element.getBoundingClientRect();
  if (top !== bottom || element.getClientRects().length) return [top, bottom];
  if (getComputedStyle(element).display !== 'contents') return undefined;
  const inside = (element as Partial<HTMLSlotElement>).assignedElements?.() ?? [...(element.shadowRoot ?? element).children];
  const [first, last] = [inside.find(hasBox), inside.reverse().find(hasBox)];
  return first && last && [pointOf(first, 0), pointOf(last, 1)];
}

/** Whether an element is shown: in a closed `<details>` it is laid out and is not. One that is only its children is as what it is in. */
export function isOpen(element: Element): boolean {
  let node: Node | null = element;
  for (; node && (!isElement(node) || getComputedStyle(node).display === 'contents'); node = shownIn(node))
    if (node.parentElement?.matches('details:not([open]), [hidden=until-found]')) return false; // nor could it be asked itself
  return node?.checkVisibility() === true;
}

/** `scroll-padding` keeps the edges of a view free, as for a sticky header, and `scroll-margin` those of an element. */
function aimOf(scroller: Element, element: Element, part: number): number {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(scroller);
  const { scrollMarginTop, scrollMarginBottom } = getComputedStyle(element);
  const height = scroller.clientHeight;
  const length = (value: string): number => ((parseFloat(value) || 0) * (value.endsWith('%') ? height : 100)) / 100;
  const low = length(scrollPaddingTop) + length(scrollMarginTop);
  return low + (height - length(scrollPaddingBottom) - length(scrollMarginBottom) - low) * part;
}

/** An element, then its neighbours, the nearest first. */
export function* siblings(element: Element): Iterable<Element> {
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
