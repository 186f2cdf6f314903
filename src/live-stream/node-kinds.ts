// What a node is, in whichever window it was made: `instanceof` knows the kinds of this window alone, and a stream may stand in another.

export function isElement(node: unknown): node is Element {
  return isKind(node, 1);
}

export function isText(node: unknown): node is Text {
  return isKind(node, 3);
}

export function isTemplate(node: Element | undefined): node is HTMLTemplateElement {
  return node?.localName === 'template' && 'content' in node;
}

/** A shadow tree, which has a host; so have addresses of links. */
export function isShadow(node: Node): node is ShadowRoot {
  return isKind(node, 11) && 'host' in node;
}

/** The tree a node is in, where ids can be looked up: a document, or the shadow of an element; undefined out of both. */
export function treeOf(node: Node): Document | ShadowRoot | undefined {
  const root = node.getRootNode();
  return 'activeElement' in root && 'getElementById' in root ? (root as Document | ShadowRoot) : undefined;
}

function isKind(node: unknown, kind: number): boolean {
  return (node as Partial<Node> | null | undefined)?.nodeType === kind;
}
