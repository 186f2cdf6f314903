// Focus never falls to <body> because rows change: a focused row that goes hands it to a neighbour before it goes, and one that
// had to be taken out to be moved gets it back, with its selection.

/** What becomes of a child of the container; undefined for one that is no row. */
export type Fate = 'stays' | 'leaves' | undefined;

/** The rows by their keys, each with its element as it is then: rendered another way, it may be another one. */
interface Rows {
  get(key: string): { readonly view: { readonly element: Element } | undefined } | undefined;
}

/** What a user can reach with Tab, as far as rows have it. */
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex], [contenteditable]';

/** Looks at the focus before rows change, and moves it if it must. Call what it gives once they have changed and are shown. */
export function keepFocus(container: Element, fateOf: (child: Element) => Fate, rows: Rows): () => void {
  const { activeElement, body } = container.ownerDocument;
  if (activeElement === body) return () => undefined;
  const active = activeBeside(container);
  const row = active && childOf(container, active);
  const fate = row && fateOf(row);
  if (!active || !row || !fate) return () => undefined;
  if (fate === 'stays') return keepIn(container, active, row.id, rows);
  // Nobody inherits before new rows are there: until then the list itself does, for a row on its way out must not.
  if (!someTakes(neighbours(row, fateOf))) {
    focusSelf(container);
    return () => void someTakes(childrenThatStay(container, fateOf));
  }
  // Who inherits may have to be moved in turn.
  const heir = activeBeside(container);
  const heirRow = heir && childOf(container, heir);
  return heirRow ? keepIn(container, heir, heirRow.id, rows) : () => undefined;
}

/** Gives the focus back, with its selection, to what has it in a row that stays; else to what the row has become. */
function keepIn(container: Element, active: Element, key: string, rows: Rows): () => void {
  const focused = innermost(active);
  const restoreSelection = selectionOf(focused);
  return () => {
    if (innermost(activeBeside(container)) === focused) return;
    (focused as HTMLElement).focus({ preventScroll: true });
    const now = rows.get(key)?.view?.element;
    if (innermost(activeBeside(container)) === focused) restoreSelection();
    else if (now) focusIn(now);
  };
}

/** The focused element of the tree an element is in. */
function activeBeside(element: Element): Element | null {
  return (element.getRootNode() as Partial<DocumentOrShadowRoot>).activeElement ?? null;
}

/** What has the focus inside a custom element, as far as that lets others see. */
function innermost(active: Element | null): Element | null {
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

function childOf(container: Element, element: Element): Element | undefined {
  let child: Element | null = element;
  while (child && child.parentElement !== container) child = child.parentElement;
  return child ?? undefined;
}

/** The rows that stay, in the order of inheritance: the next ones, as in any list one deletes from, then those before. */
function* neighbours(row: Element, fateOf: (child: Element) => Fate): Generator<Element> {
  for (let next = row.nextElementSibling; next; next = next.nextElementSibling) if (fateOf(next) === 'stays') yield next;
  for (let prev = row.previousElementSibling; prev; prev = prev.previousElementSibling) if (fateOf(prev) === 'stays') yield prev;
}

function* childrenThatStay(container: Element, fateOf: (child: Element) => Fate): Generator<Element> {
  for (const child of container.children) if (fateOf(child) === 'stays') yield child;
}

/** Focuses the first thing in a row that takes the focus, else the row itself. Says whether it did: a row may be hidden. */
function focusIn(row: Element): boolean {
  const targets = row.matches(FOCUSABLE) ? [row] : row.querySelectorAll(FOCUSABLE);
  for (const target of targets) if (hasTaken(target, row)) return true;
  return focusSelf(row);
}

/** Focuses an element that need not take the focus by itself, and does so only as long as it has it. */
function focusSelf(element: Element): boolean {
  if (element.hasAttribute('tabindex')) return hasTaken(element, element);
  element.setAttribute('tabindex', '-1');
  const taken = hasTaken(element, element);
  const leave = (): void => {
    // A window that loses the focus gives it back to the same element.
    if (activeBeside(element) === element) return;
    element.removeEventListener('blur', leave);
    if (element.getAttribute('tabindex') === '-1') element.removeAttribute('tabindex');
  };
  if (taken) element.addEventListener('blur', leave);
  else element.removeAttribute('tabindex');
  return taken;
}

function someTakes(rows: Iterable<Element>): boolean {
  for (const row of rows) if (focusIn(row)) return true;
  return false;
}

function hasTaken(target: Element, row: Element): boolean {
  (target as HTMLElement).focus({ preventScroll: true });
  return row.contains(activeBeside(row)); // Firefox matches `:focus-within` in the window in front alone
}

function selectionOf(element: Element | null): () => void {
  const field = element as Partial<HTMLInputElement> | null;
  const { selectionStart = null, selectionEnd = null, selectionDirection } = field ?? {};
  if (selectionStart === null) return () => undefined;
  return () => field?.setSelectionRange?.(selectionStart, selectionEnd, selectionDirection ?? undefined);
}
