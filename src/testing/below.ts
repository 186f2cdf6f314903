// All that is below a node, shadow trees included.

/** The node itself and every element below it, through open shadow roots, in the order of the document. */
export function* below(node: Node): Generator<Element | Document | DocumentFragment> {
  if (node instanceof Element || node instanceof Document || node instanceof DocumentFragment) yield node;
  if (node instanceof Element && node.shadowRoot) yield* below(node.shadowRoot);
  for (const child of node.childNodes) if (child instanceof Element) yield* below(child);
}

type List = HTMLElementTagNameMap['live-stream'];

/** The nearest list at or below an element; in a chat the one of its messages. Throws where there is none, or in a chat none but its rooms. */
export function listBelow(element: Element): List {
  const list = nearestList(element);
  if (!list) throw new Error(`<${element.localName}> has no <live-stream>`);
  if (isOf('room-list', list) && element !== list && element.localName !== 'room-list')
    throw new Error(`in <${element.localName}> only the rooms are a list: open a room, or give <room-list>`);
  return list;
}

/** The same for whoever takes the rooms where there is nothing else, and minds no absence. */
export function nearestList(element: Element): List | undefined {
  // A chat has two: the rooms, which come first, and in the open one the messages. The log of an inspector is of nothing around it.
  const isShown = (list: Element): boolean => list === element || !isOf('stream-inspector', list) || hostOf(list) === element;
  const lists = [...below(element)].filter(isList).filter(isShown);
  return lists.find((list) => !isOf('room-list', list)) ?? lists[0];
}

/** The element that has the rows of a list: the list, or what its `for` names. */
export function containerOf(list: Element & { readonly htmlFor: string }): Element {
  const root = list.getRootNode() as Partial<Document>;
  return (list.htmlFor && root.getElementById?.(list.htmlFor)) || list;
}

export function isList(node: Node): node is List {
  return node instanceof Element && node.localName === 'live-stream';
}

function isOf(name: string, list: Element): boolean {
  return hostOf(list)?.localName === name;
}

function hostOf(list: Element): Element | undefined {
  return (list.getRootNode() as Partial<ShadowRoot>).host;
}
