// Focus never falls to <body> because rows change: a focused row that goes hands it to a neighbour before it goes, and one that
// had to be taken out to be moved gets it back, with its selection.

/** What becomes of a child of the container; undefined for one that is no row. */
export type Fate = 'stays' | 'leaves' | undefined;

/** What a user can reach with Tab, as far as rows have it. */
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable], audio[controls], video[controls]';

/**
 * Looks at the focus before rows change, and moves it if it must. Call what it gives once they have changed and are shown.
 * `elementOf` gives the element of a row as it is then: rendered another way, it may be another one.
 */
export function keepFocus(
  container: Element,
  fateOf: (child: Element) => Fate,
  elementOf: (key: string) => Element | undefined,
): () => void {
  if (document.activeElement === document.body) return () => undefined;
  const active = activeBeside(container);
  const row = active && childOf(container, active);
  const fate = row && fateOf(row);
  if (!active || !row || !fate) return () => undefined;
  if (fate === 'leaves') {
    const heir = neighbour(row, fateOf);
    // Nobody inherits before new rows are there: until then the list itself does, for a row on its way out must not.
    if (heir) focusIn(heir);
    else focusSelf(container);
    return () => {
      const first = heir ? undefined : Array.from(container.children).find((child) => fateOf(child) === 'stays');
      if (first) focusIn(first);
    };
  }
  const key = row.id;
  const restoreSelection = selectionOf(active);
  return () => {
    if (activeBeside(container) === active) return;
    if (active.isConnected) {
      (active as HTMLElement).focus({ preventScroll: true });
      restoreSelection();
    }
    const now = elementOf(key);
    if (activeBeside(container) !== active && now) focusIn(now);
  };
}

/** The focused element of the tree an element is in. */
function activeBeside(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}

function childOf(container: Element, element: Element): Element | undefined {
  let child: Element | null = element;
  while (child && child.parentElement !== container) child = child.parentElement;
  return child ?? undefined;
}

/** The nearest row that stays: the next one, as in any list one deletes from, else the one before. */
function neighbour(row: Element, fateOf: (child: Element) => Fate): Element | undefined {
  for (let next = row.nextElementSibling; next; next = next.nextElementSibling) if (fateOf(next) === 'stays') return next;
  for (let prev = row.previousElementSibling; prev; prev = prev.previousElementSibling) if (fateOf(prev) === 'stays') return prev;
  return undefined;
}

/** Focuses the row or the first thing in it that takes the focus: not all that look like it do. */
function focusIn(row: Element): void {
  for (const target of row.matches(FOCUSABLE) ? [row] : row.querySelectorAll(FOCUSABLE)) {
    (target as HTMLElement).focus({ preventScroll: true });
    if (activeBeside(row) === target) return;
  }
  focusSelf(row);
}

function focusSelf(element: Element): void {
  if (!element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
  (element as HTMLElement).focus({ preventScroll: true });
}

function selectionOf(element: Element): () => void {
  if (!(element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)) return () => undefined;
  const { selectionStart, selectionEnd, selectionDirection } = element;
  if (selectionStart === null) return () => undefined;
  return () => element.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? undefined);
}
