// Who scrolls an element, and how to hear of it: questions to the page that anchoring asks.

/** The nearest element that scrolls the given one, itself included; else the document's own scroller. */
export function scrollerOf(element: Element): Element {
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
export function eventTarget(scroller: Element | undefined): EventTarget | undefined {
  return scroller === document.scrollingElement ? document : scroller;
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
