// One row's markup and the places in it that change: a row is a clone of the markup, and an update writes only those places. What
// is a place, and what is written there, is said by whoever knows the markup: a <template> or a lit template.

import { graft, isKind, writeText } from './graft.js';
import { transplant } from './row-renderer.js';
import { isElement, isText } from './node-kinds.js';

/** A node of the markup that changes, a text or an attribute, and what goes there between texts that stay: `['row ', '']` around one value. */
export interface Binding<V = unknown> {
  /** From the root down: which child, counted from 0, at each step. */
  readonly path: readonly number[];
  /** Undefined for a text. */
  readonly attribute: string | undefined;
  /** The tag of the element whose attribute or text it is. */
  readonly tag: string;
  readonly texts: readonly string[];
  readonly values: readonly V[];
}

/** Cuts a text, or an attribute of that name, into texts and the values between them. */
type Cut = (text: string, tag: string, attribute: string | undefined) => readonly string[];

/** What can stand in a place; an attribute without a text is not there. */
export type PlaceText = string | undefined;

/** The places of a markup, which are empty from then on: no clone ever shows what marks a value, or asks for it as an address. */
export function placesIn<V>(markup: Element, cut: Cut, read: (value: string) => V): Binding<V>[] {
  const places: Binding<V>[] = [];
  const look = (text: string, path: readonly number[], { localName: tag }: Element, attribute?: string): boolean => {
    const parts = cut(text, tag, attribute);
    if (parts.length === 1) return false;
    const values = parts.filter((_, i) => i % 2 === 1).map(read);
    places.push({ path, attribute, tag, texts: parts.filter((_, i) => i % 2 === 0), values });
    return true;
  };
  const walk = (node: Node, path: readonly number[]): void => {
    if (isElement(node)) {
      for (const { name, value } of Array.from(node.attributes)) if (look(value, path, node, name)) node.removeAttribute(name);
    } else if (isText(node) && look(node.data, path, node.parentElement as Element)) node.data = '';
    let index = 0;
    for (let child = node.firstChild; child; child = child.nextSibling) walk(child, [...path, index++]);
  };
  walk(markup, []);
  return places;
}

/**
 * Makes a row's element, in `kept` if that is of its kind (`inside`: with what is in it), and has its places written. Gives the node
 * of each place. The markup must be this document's: clones of it are at home.
 */
export function buildRow<P extends Binding>(
  markup: Element,
  places: readonly P[],
  kept: Element | undefined,
  inside: boolean,
  write: (node: Node, place: P, index: number) => void,
): { element: Element; nodes: readonly Node[] } {
  const { element: made, nodes } = cloneRow(markup, places, inside ? kept : undefined);
  for (let i = 0; i < places.length; i++) write(nodes[i] as Node, places[i] as P, i);
  const element = made === kept ? made : transplant(made, kept);
  return { element, nodes: element === made ? nodes : nodes.map((node) => (node === made ? element : node)) };
}

/** A clone with the nodes of its places, or `kept` itself where it is of that kind. */
function cloneRow(markup: Element, places: readonly Binding[], kept: Element | undefined): { element: Element; nodes: Node[] } {
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
