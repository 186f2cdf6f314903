// All that is below a node, shadow trees included.

/** The node itself and every element below it, through open shadow roots, in the order of the document. */
export function* below(node: Node): Generator<Element | Document | DocumentFragment> {
  if (node instanceof Element || node instanceof Document || node instanceof DocumentFragment) yield node;
  if (node instanceof Element && node.shadowRoot) yield* below(node.shadowRoot);
  for (const child of node.childNodes) if (child instanceof Element) yield* below(child);
}

/** The nearest list at or below an element: in a chat room the one of its messages. Throws where there is none. */
export function listBelow(element: Element): HTMLElementTagNameMap['live-stream'] {
  for (const node of below(element)) if (isList(node)) return node;
  throw new Error(`<${element.localName}> has no <live-stream>`);
}

export function isList(node: Node): node is HTMLElementTagNameMap['live-stream'] {
  return node instanceof Element && node.localName === 'live-stream';
}
