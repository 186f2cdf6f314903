// Rows that came as markup, in a form that can be stored: plain lists, read and built node by node, so that nothing is ever parsed.

import { isElement, isTemplate, isText } from './node-kinds.js';

/** An element as its namespace, name, attributes and children; a text as itself. */
export type StoredNode = string | readonly [namespace: string | null, name: string, attributes: readonly StoredAttribute[], StoredNode[]];
type StoredAttribute = readonly [namespace: string | null, name: string, value: string];

/** An element to store, without comments and without scripts: a built script would run. Throws when it could not be built again. */
export function storeMarkup(element: Element): StoredNode {
  const stored = storeNode(element);
  buildMarkup(stored);
  return stored;
}

/** The element that was stored, in a document of its own where nothing in it runs or loads. */
export function buildMarkup(stored: StoredNode): Element {
  return build(stored, document.implementation.createHTMLDocument('')) as Element;
}

function storeNode(element: Element): StoredNode {
  const children: StoredNode[] = [];
  for (const child of (isTemplate(element) ? element.content : element).childNodes) {
    if (isText(child)) children.push(child.data);
    else if (isElement(child) && child.localName !== 'script') children.push(storeNode(child));
  }
  const attributes = Array.from(element.attributes, ({ namespaceURI, name, value }) => [namespaceURI, name, value] as const);
  return [element.namespaceURI, element.prefix ? `${element.prefix}:${element.localName}` : element.localName, attributes, children];
}

function build(stored: StoredNode, inert: Document): Node {
  if (typeof stored === 'string') return inert.createTextNode(stored);
  const [namespace, name, attributes, children] = stored;
  const element = inert.createElementNS(namespace, name);
  for (const [space, attribute, value] of attributes) element.setAttributeNS(space, attribute, value);
  const parent = element.localName === 'template' && 'content' in element ? (element as HTMLTemplateElement).content : element;
  for (const child of children) parent.appendChild(build(child, inert));
  return element;
}
