// What a row loses when it is moved, and gets back: the user's text selection in any browser, and how far things in it were scrolled
// in one that cannot move a row without taking it out.

/** Looks at rows before they are moved. Call what it gives once they have been. */
export function keepMoved(container: Element, rows: ReadonlySet<Element>): () => void {
  if (!rows.size) return () => undefined;
  const restoreScroll = (container as { moveBefore?: unknown }).moveBefore ? undefined : keepScroll(rows);
  const restoreSelection = keepSelection(container, rows);
  return () => {
    restoreScroll?.();
    restoreSelection?.();
  };
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

/** What is selected where one of its ends is in a row that moves. */
function keepSelection(container: Element, rows: ReadonlySet<Element>): (() => void) | undefined {
  const selection = getSelection();
  const range = selection && selectedRange(selection, container);
  if (!selection || !range || selection.type === 'None') return undefined;
  const { startContainer, startOffset, endContainer, endOffset } = range;
  if (![startContainer, endContainer].some((node) => isIn(node, container, rows))) return undefined;
  const isBackward = 'direction' in selection && selection.direction === 'backward';
  return () => {
    const now = selectedRange(selection, container);
    if (now?.startContainer === startContainer && now.endContainer === endContainer && now.endOffset === endOffset) return;
    if (!startContainer.isConnected || !endContainer.isConnected) return;
    if (isBackward) selection.setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
    else selection.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  };
}

/** What is selected, as the tree of the container sees it: a page is not shown what is selected in a shadow tree unless it asks. */
function selectedRange(selection: Selection, container: Element): AbstractRange | undefined {
  const root = container.getRootNode();
  const shadowRoots = root instanceof ShadowRoot ? [root] : [];
  // Older browsers have no other way than the range itself.
  const older = (): AbstractRange | undefined => (selection.rangeCount ? selection.getRangeAt(0).cloneRange() : undefined);
  return (selection as Partial<Selection>).getComposedRanges ? selection.getComposedRanges({ shadowRoots })[0] : older();
}

function isIn(node: Node, container: Element, rows: ReadonlySet<Element>): boolean {
  let child: Node | null = node;
  while (child && child.parentNode !== container) child = child.parentNode;
  return child instanceof Element && rows.has(child);
}
