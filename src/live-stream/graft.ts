// Makes an element that is in the page what a new one would be, without moving or making anew what is in it: typed text, focus, what a
// user opened and what has loaded stay. Elements are what counts; texts and white space between them need not agree.

import { isElement, isText } from './node-kinds.js';

/** Whether something writes a node of the markup, or an attribute of it, right after: till then it stays as it is. */
export type IsWritten = (node: Node, attribute?: string) => boolean;

/** Whether one element can become the other. */
export function isKind(a: Element, b: Element): boolean {
  return a.localName === b.localName && a.namespaceURI === b.namespaceURI;
}

/** Whether two elements are of one kind, with elements of the same kinds in them. */
export function isAlike(a: Element, b: Element): boolean {
  if (!isKind(a, b) || a.childElementCount !== b.childElementCount) return false;
  let other = b.firstElementChild;
  for (let child = a.firstElementChild; child && other; child = child.nextElementSibling, other = other.nextElementSibling)
    if (!isAlike(child, other)) return false;
  return true;
}

/** Makes `kept` what `markup` is; both are of one kind. Gives what stands for each node of the markup in it. */
export function graft(markup: Element, kept: Element, isWritten: IsWritten = () => false): Map<Node, Node> {
  const stands = new Map<Node, Node>();
  graftElement(markup, kept, isWritten, stands);
  return stands;
}

function graftElement(markup: Element, kept: Element, isWritten: IsWritten, stands: Map<Node, Node>): void {
  stands.set(markup, kept);
  // What is open was opened by the user.
  graftAttributes(markup, kept, isWritten, 'open');
  let next = kept.firstChild;
  let gap: Node[] = [];
  for (let child = markup.firstChild; child; child = child.nextSibling) {
    if (!isElement(child)) {
      gap.push(child);
      continue;
    }
    const match = matchOf(child, next, isWritten);
    let end = match ?? next;
    // An element that is missing goes where texts end: what follows may be another's match.
    if (!match) while (end && !isElement(end)) end = end.nextSibling;
    graftGap(gap, kept, next, end, isWritten, stands);
    gap = [];
    if (match) graftElement(child, match, isWritten, stands);
    else kept.insertBefore(copyOf(child, stands), end);
    next = match ? match.nextSibling : end;
  }
  graftGap(gap, kept, next, null, isWritten, stands);
}

/** The first that can become the child; a control is known by its name. */
function matchOf(child: Element, from: Node | null, isWritten: IsWritten): Element | undefined {
  const name = isWritten(child, 'name') ? null : child.getAttribute('name');
  for (let node = from; node; node = node.nextSibling) {
    if (isElement(node) && isKind(child, node) && (name === null || name === node.getAttribute('name'))) return node;
  }
  return undefined;
}

/** Whether an attribute is what a custom element says of itself: no markup has that before the element is in a page. */
function isSaidByItself({ localName }: Element, name: string): boolean {
  return localName.includes('-') && /^(role|tabindex|aria-.+)$/.test(name);
}

/** Gives `kept` the attributes of the markup and no others; its id, and what `stays`, are its own. */
export function graftAttributes(markup: Element, kept: Element, isWritten?: IsWritten, stays?: string): void {
  for (const { name } of Array.from(kept.attributes)) {
    if (markup.hasAttribute(name) || isWritten?.(markup, name) || isSaidByItself(kept, name)) continue;
    if (name !== 'id' && name !== stays) kept.removeAttribute(name);
  }
  for (const { name, value } of Array.from(markup.attributes)) {
    if (name !== 'id' && kept.getAttribute(name) !== value && !isWritten?.(markup, name)) kept.setAttribute(name, value);
  }
}

/** Makes what is from `from` up to `end` the texts and comments of a gap between two elements of the markup. */
function graftGap(
  gap: readonly Node[],
  kept: Element,
  from: ChildNode | null,
  end: Node | null,
  isWritten: IsWritten,
  stands: Map<Node, Node>,
): void {
  const texts: Text[] = [];
  const others: ChildNode[] = [];
  for (let node = from; node && node !== end; node = node.nextSibling) {
    if (isText(node)) texts.push(node);
    else others.push(node);
  }
  for (const node of others) node.remove();
  const says = (node: Node): boolean => isWritten(node) || (node.nodeValue ?? '').trim() !== '';
  const said = gap.filter(says);
  const shown = texts.filter(says);
  const hasComment = gap.some((node) => node.nodeType === 8);
  if (!said.length && !hasComment) {
    for (const text of shown) text.remove();
    return;
  }
  const isSame = gap.length === texts.length;
  if (!hasComment && (isSame || (said.length === 1 && shown.length === 1))) {
    const there = isSame ? texts : shown;
    (isSame ? gap : said).forEach((node, i) => {
      const text = there[i] as Text;
      stands.set(node, text);
      if (!isWritten(node)) writeText(text, node.nodeValue ?? '');
    });
    return;
  }
  for (const text of texts) text.remove();
  for (const node of gap) kept.insertBefore(copyOf(node, stands), end);
}

function copyOf(node: Node, stands: Map<Node, Node>): Node {
  const copy = document.importNode(node, true);
  pair(node, copy, stands);
  return copy;
}

function pair(node: Node, copy: Node, stands: Map<Node, Node>): void {
  stands.set(node, copy);
  let other = copy.firstChild;
  for (let child = node.firstChild; child && other; child = child.nextSibling, other = other.nextSibling) pair(child, other, stands);
}

/** Writes only what differs: what is selected in a text, and how far it was read, stays. */
export function writeText(node: CharacterData, text: string): void {
  const { data } = node;
  if (data === text) return;
  const most = Math.min(data.length, text.length);
  let start = 0;
  if (text.startsWith(data)) start = data.length;
  else while (start < most && data.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && data.charCodeAt(data.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  if (start + end === 0) node.data = text;
  else node.replaceData(start, data.length - start - end, text.slice(start, text.length - end));
}
