// What a row loses when it is moved or written to, and gets back: the user's text selection in any browser, and how far things in it
// were scrolled in one that forgets it.

import { isElement, isText } from './node-kinds.js';

/** Whether something is selected, as far as is known since that last changed: to ask the browser is to have it lay out the page. */
let isSelected: boolean | undefined;
let isWatched = false;
/** Whether things in an element forget how far they were scrolled when `moveBefore` moves it; undefined until it was tried. */
let forgets: boolean | undefined;

/** A container that can move a child without taking it out (focus, media and frames survive); not in every browser yet. */
type Mover = Element & { moveBefore?: (node: Element, child: Node | null) => void };

/** Puts a child before another, without taking it out where the browser can: within its parent, or one page. */
export function move(element: Element, container: Mover, before: Node | null): void {
  const isInPage = element.isConnected && container.isConnected && element.ownerDocument === container.ownerDocument;
  const stays = isInPage || element.parentNode === container;
  if (container.moveBefore && stays) container.moveBefore(element, before);
  else container.insertBefore(element, before);
}

/** Looks at rows before they are moved, or written to. Call what it gives once they have been. */
export function keepMoved(container: Element, rows: ReadonlySet<Element>, isWritten: ((row: Element) => boolean) | undefined): () => void {
  const looks = rows.size > 0 || (isWritten !== undefined && somethingIsSelected());
  if (!looks) return () => undefined;
  const restoreScroll = rows.size && forgetsScroll(container) ? keepScroll(rows) : undefined;
  // What is written to a row leaves points between its elements to the browser: a caret in a field is such a point.
  const isHurt = (row: Element, node: Node): boolean => rows.has(row) || (isText(node) && isWritten?.(row) === true);
  const restoreSelection = keepSelection(container, isHurt);
  return () => {
    restoreScroll?.();
    restoreSelection?.();
  };
}

function somethingIsSelected(): boolean {
  if (!isWatched) document.addEventListener('selectionchange', () => (isSelected = undefined));
  isWatched = true;
  return (isSelected ??= getSelection()?.type === 'Range');
}

/** Taken out of the page everything forgets it; in Firefox (153) also what `moveBefore` moves. It is tried once a page. */
function forgetsScroll(container: Mover): boolean {
  if (!container.moveBefore) return true;
  if (forgets !== undefined) return forgets;
  const [around, tried, high] = [document.createElement('div'), document.createElement('div'), document.createElement('div')];
  around.style.cssText = 'position: fixed; visibility: hidden; contain: strict; block-size: 9px; inline-size: 9px';
  tried.style.cssText = 'overflow: hidden; block-size: 5px';
  high.style.cssText = 'block-size: 50px';
  tried.append(high);
  around.append(document.createElement('br'), tried);
  document.body.append(around);
  tried.scrollTop = 9;
  (around as Mover).moveBefore?.(tried, around.firstChild);
  forgets = tried.scrollTop === 0;
  around.remove();
  return forgets;
}

function keepScroll(rows: ReadonlySet<Element>): () => void {
  const scrolled: { element: Element; left: number; top: number }[] = [];
  const note = (element: Element): void => {
    const { scrollLeft: left, scrollTop: top } = element;
    if (left || top) scrolled.push({ element, left, top });
  };
  for (const row of rows) {
    note(row);
    row.querySelectorAll('*').forEach(note);
  }
  return () => {
    for (const { element, left, top } of scrolled) element.scrollTo({ left, top, behavior: 'instant' });
  };
}

/** What is selected where one of its ends is in a row that changes. */
function keepSelection(container: Element, changes: (row: Element, node: Node) => boolean): (() => void) | undefined {
  const selection = getSelection();
  if (!selection || selection.type === 'None') return undefined;
  const range = selectedRange(selection, container);
  if (!range) return undefined;
  const { startContainer, endContainer } = range;
  if (![startContainer, endContainer].some((node) => isIn(node, container, changes))) return undefined;
  const isBackward = 'direction' in selection && selection.direction === 'backward';
  const startAt = keepPoint(startContainer, range.startOffset);
  const endAt = keepPoint(endContainer, range.endOffset);
  return () => {
    if (!startContainer.isConnected || !endContainer.isConnected) return;
    const start = startAt();
    const end = endAt();
    const now = selectedRange(selection, container);
    const isSame = now?.startContainer === startContainer && now.endContainer === endContainer;
    if (isSame && now.startOffset === start && now.endOffset === end) return;
    if (isBackward) selection.setBaseAndExtent(endContainer, end, startContainer, start);
    else selection.setBaseAndExtent(startContainer, start, endContainer, end);
  };
}

/** Where a point in a text is once the text is another: it moves with what follows it, and stays behind what it followed. */
function keepPoint(node: Node, offset: number): () => number {
  if (!isText(node)) return () => Math.min(offset, node.childNodes.length);
  const before = node.data;
  return () => {
    const { data } = node;
    if (data === before || data.startsWith(before.slice(0, offset))) return offset;
    return data.endsWith(before.slice(offset)) ? data.length - (before.length - offset) : Math.min(offset, data.length);
  };
}

/** What is selected, as the tree of the container sees it: a page is not shown what is selected in a shadow tree unless it asks. */
function selectedRange(selection: Selection, container: Element): AbstractRange | undefined {
  const root = container.getRootNode();
  const shadowRoots = root.nodeType === 11 ? [root as ShadowRoot] : [];
  // Older browsers have no other way than the range itself.
  const older = (): AbstractRange | undefined => (selection.rangeCount ? selection.getRangeAt(0).cloneRange() : undefined);
  return (selection as Partial<Selection>).getComposedRanges ? selection.getComposedRanges({ shadowRoots })[0] : older();
}

function isIn(node: Node, container: Element, changes: (row: Element, node: Node) => boolean): boolean {
  let child: Node | null = node;
  while (child && child.parentNode !== container) child = child.parentNode;
  return isElement(child) && changes(child, node);
}
