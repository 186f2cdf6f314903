// One row's markup and the places in it that change: a row is a clone of the markup, and an update writes only those places. What
// is a place, and what is written there, is said by whoever read the markup: a <template> or a lit template.

import { graft, isKind, writeText } from './graft.js';

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
 * Makes a row's element and finds its places, in the order of `places`: a clone, or `kept` itself where it is of that kind. The
 * markup must be this document's: clones of it are at home.
 */
export function cloneRow(markup: Element, places: readonly Place[], kept?: Element): { element: Element; nodes: Node[] } {
  const isKept = kept !== undefined && isKind(markup, kept);
  const root = isKept ? markup : (markup.cloneNode(true) as Element);
  const nodes: Node[] = [];
  for (const { path } of places) {
    let node: Node = root;
    for (let step = 0; step < path.length; step++) {
      let child = node.firstChild as Node;
      for (let i = path[step] ?? 0; i > 0; i--) child = child.nextSibling as Node;
      node = child;
    }
    nodes.push(node);
  }
  if (!isKept) return { element: root, nodes };
  const isWritten = (node: Node, name?: string): boolean => places.some(({ attribute }, i) => nodes[i] === node && attribute === name);
  const stands = graft(markup, kept, isWritten);
  return { element: kept, nodes: nodes.map((node) => stands.get(node) ?? node) };
}

/** Writes a place. */
export function writePlace(node: Node, attribute: string | undefined, text: PlaceText): void {
  if (attribute === undefined) writeText(node as Text, text ?? '');
  else if (text === undefined) (node as Element).removeAttribute(attribute);
  // Written again, an address would be loaded again.
  else if ((node as Element).getAttribute(attribute) !== text) (node as Element).setAttribute(attribute, text);
}

/** Every element and text of a markup with its path. */
export function* walkMarkup(node: Node, path: readonly number[] = []): Iterable<{ node: Element | Text; path: readonly number[] }> {
  if (node instanceof Text || node instanceof Element) yield { node, path };
  let index = 0;
  for (let child = node.firstChild; child; child = child.nextSibling) yield* walkMarkup(child, [...path, index++]);
}
