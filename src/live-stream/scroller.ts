// Who scrolls an element, and the scroller as a view of what it scrolls: questions to the page that anchoring asks.

/** The nearest element that scrolls the given one, itself included; else the document's own scroller. */
export function scrollerOf(element: Element): Element {
  for (let node: Node | null = element; node; node = node instanceof ShadowRoot ? node.host : parentOf(node)) {
    if (!(node instanceof Element) || node === document.body || node === document.documentElement) continue;
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && !onlyWidth(node)) return node;
  }
  return document.scrollingElement ?? document.documentElement;
}

/** An element that scrolls its width only may not say so in its style: its height has what is in it, and that more than the window. */
function onlyWidth({ clientHeight, scrollHeight }: Element): boolean {
  return scrollHeight <= clientHeight && clientHeight > window.innerHeight;
}

function parentOf(node: Node): Node | null {
  return node instanceof Element && node.assignedSlot ? node.assignedSlot : node.parentNode;
}

/** What a scroller shows, measured from its upper edge in the pixels of its own `scrollTop`, whatever zoom it is shown at. */
export interface View {
  readonly height: number;
  /** How far below the upper edge an upper (0) or lower (1) edge of an element is, or a point between. */
  offsetOf(element: Element, part: number): number;
}

export function viewOf(scroller: Element): View {
  const height = scroller.clientHeight;
  if (scroller === document.scrollingElement) return { height, offsetOf: pointOf };
  const { top, height: shown } = scroller.getBoundingClientRect();
  const own = (scroller as HTMLElement).offsetHeight || shown;
  // Lengths in the style are whole pixels or not, `offsetHeight` always is: what is less than a pixel is no zoom.
  const scale = Math.abs(shown - own) < 1 || !own ? 1 : (zoomOf(scroller) ?? shown / own);
  return { height, offsetOf: (element, part) => (pointOf(element, part) - top) / scale - scroller.clientTop };
}

/** The zoom by which an element is shown, where the browser tells and nothing else, such as a transform, changes its size. */
function zoomOf(element: Element & { readonly currentCSSZoom?: number }): number | undefined {
  const zoom = element.currentCSSZoom;
  if (!zoom) return undefined;
  const { height } = element.getBoundingClientRect();
  return Math.abs(height / zoom - (element as HTMLElement).offsetHeight) < 1 ? zoom : undefined;
}

function pointOf(element: Element, part: number): number {
  const { top, height } = element.getBoundingClientRect();
  return top + height * part;
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
