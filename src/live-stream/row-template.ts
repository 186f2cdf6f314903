// One row's markup and the places in it that change: a row is a clone of the markup, and an update writes only those places. What
// is a place, and what is written there, is said by whoever read the markup: a <template> or a lit template.

/** A node of the markup that changes: a text, or an attribute of an element. */
export interface Place {
  /** From the root down: which child, counted from 0, at each step. */
  readonly path: readonly number[];
  /** Undefined for a text. */
  readonly attribute: string | undefined;
}

/** What can stand in a place; an attribute without a text is not there. */
export type PlaceText = string | undefined;

/**
 * Makes a row's element and finds its places, in the order of `places`: a clone, or `kept` itself where it is built alike. The
 * markup must be this document's: clones of it are at home.
 */
export function cloneRow(markup: Element, places: readonly Place[], kept?: Element): { element: Element; nodes: Node[] } {
  const element = kept && write(markup, kept) ? kept : (markup.cloneNode(true) as Element);
  const nodes: Node[] = [];
  for (const { path } of places) {
    let node: Node = element;
    for (let step = 0; step < path.length; step++) {
      let child = node.firstChild as Node;
      for (let i = path[step] ?? 0; i > 0; i--) child = child.nextSibling as Node;
      node = child;
    }
    nodes.push(node);
  }
  return { element, nodes };
}

/** Writes the attributes and texts of one tree into another that is built alike: what users did to its elements stays. False if it is not. */
export function write(from: Element, to: Element): boolean {
  if (!isAlike(from, to)) return false;
  copy(from, to);
  return true;
}

function isAlike(a: Node, b: Node): boolean {
  if (a.nodeName !== b.nodeName || a.childNodes.length !== b.childNodes.length) return false;
  let other = b.firstChild;
  for (let child = a.firstChild; child && other; child = child.nextSibling, other = other.nextSibling)
    if (!isAlike(child, other)) return false;
  return true;
}

function copy(from: Node, to: Node): void {
  if (from instanceof Element && to instanceof Element) {
    // What is open was opened by the user.
    for (const { name } of Array.from(to.attributes))
      if (!from.hasAttribute(name) && name !== 'id' && name !== 'open') to.removeAttribute(name);
    for (const { name, value } of Array.from(from.attributes)) {
      if (name !== 'id' && to.getAttribute(name) !== value) to.setAttribute(name, value);
    }
  } else if (to.nodeValue !== from.nodeValue) {
    to.nodeValue = from.nodeValue;
  }
  let other = to.firstChild;
  for (let child = from.firstChild; child && other; child = child.nextSibling, other = other.nextSibling) copy(child, other);
}

/** Writes a place. */
export function writePlace(node: Node, attribute: string | undefined, text: PlaceText): void {
  if (attribute === undefined) (node as Text).data = text ?? '';
  else if (text === undefined) (node as Element).removeAttribute(attribute);
  else (node as Element).setAttribute(attribute, text);
}

/** Every element and text of a markup with its path. */
export function* walkMarkup(node: Node, path: readonly number[] = []): Iterable<{ node: Element | Text; path: readonly number[] }> {
  if (node instanceof Text || node instanceof Element) yield { node, path };
  let index = 0;
  for (let child = node.firstChild; child; child = child.nextSibling) yield* walkMarkup(child, [...path, index++]);
}
