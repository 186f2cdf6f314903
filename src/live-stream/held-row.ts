// The row by which the reader's place is held: which one it is, and where in the view it belongs.

import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { siblings, type View } from './scroller.js';

/** A row held by a point between its upper (0) and its lower edge (1). */
export interface HeldRow {
  readonly element: Element;
  readonly part: number;
  /** Where in the view the point is; undefined for a row that was asked for: as far down the view as the point is down the row. */
  readonly at: number | undefined;
  /** What is read in a row that fills the view, and where that begins: as long as it is there, the row is held by it. */
  readonly within?: { readonly element: Element; readonly at: number };
}

/** A row as it was seen: by its lower edge, so that it may grow unseen. */
export type SeenRow = HeldRow & { readonly at: number };

/** The point by which a row that was asked for is held. */
export const PART = { start: 0, center: 0.5, end: 1 };

/**
 * The lowest row that ends in view; else the one that begins in view, by its upper edge; else the one that fills the view, by what is
 * read in it; where all rows are above the view, their box by its end, for whoever reads what follows.
 */
export function heldIn(list: RowList<object, RowView>, box: Element | undefined, view: View): SeenRow | undefined {
  const elementAt = (index: number): Element | undefined => list.at(index)?.view?.element;
  let low = 0;
  let high = list.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = elementAt(middle);
    if (element && view.offsetOf(element, 1) <= view.height) low = middle + 1;
    else high = middle;
  }
  const above = elementAt(low - 1);
  const element = elementAt(low);
  if (above && view.offsetOf(above, 1) > 0) return endOf(above, view);
  if (element) return seenOf(element, view);
  const end = box && endOf(box, view);
  if (!end || end.at > 0) return above && endOf(above, view);
  return end;
}

/** A row as it is now. */
export function endOf(element: Element, view: View): SeenRow {
  return { element, part: 1, at: view.offsetOf(element, 1) };
}

/** A row by what is seen of it: its end, else its beginning, else what is read in it. Nothing if it is below the view. */
function seenOf(element: Element, view: View): SeenRow | undefined {
  const end = endOf(element, view);
  const at = view.offsetOf(element, 0);
  if (end.at <= view.height) return end;
  if (at >= view.height) return undefined;
  const read = at < 0 ? readIn(element, view) : element;
  return { element, part: 0, at, ...(read !== element && { within: { element: read, at: view.offsetOf(read, 0) } }) };
}

/** The deepest element at the upper edge of the view, or the first below it. */
function readIn(element: Element, view: View): Element {
  for (const child of [...(element.shadowRoot?.children ?? []), ...element.children]) {
    const at = view.offsetOf(child, 0);
    if (view.offsetOf(child, 1) <= Math.max(at, 0)) continue;
    if (at >= view.height) break;
    return at < 0 ? readIn(child, view) : child;
  }
  return element;
}

/** The row to hold by when the held one goes: the nearest that stays, where it is now. */
export function heirOf(held: HeldRow, stays: (element: Element) => boolean, view: View | undefined): HeldRow | undefined {
  for (const element of siblings(held.element)) {
    if (stays(element)) return view ? endOf(element, view) : { element, part: 1, at: held.at };
  }
  return undefined;
}

/** How far a held row is below where it belongs, in pixels. */
export function offPlace({ element, part, at, within }: HeldRow, view: View): number {
  if (within && element.isConnected && within.element.isConnected) return view.offsetOf(within.element, 0) - within.at;
  return view.offsetOf(element, part) - (at ?? view.aimOf(element, part));
}

/** A row that was seen belongs so many pixels farther down; one that was asked for belongs where it was asked to be. */
export function shifted(held: HeldRow, by: number): HeldRow {
  if (!by || held.at === undefined) return held;
  const { within } = held;
  return { ...held, at: held.at + by, ...(within && { within: { ...within, at: within.at + by } }) };
}

/** A held row in its place: one held by what is read in it has its own edge wherever that is. */
export function readAgain(held: HeldRow, view: View): HeldRow {
  if (!held.within) return held;
  const { element, part, within } = held;
  const at = view.offsetOf(element, part);
  return within.element.isConnected ? { ...held, at } : { element, part, at };
}

/** Whether a row cannot be held where it belongs, or not where it is seen. */
export function isLost(held: HeldRow, view: View): boolean {
  const { element } = held;
  return Math.abs(offPlace(held, view)) > 1 || view.offsetOf(element, 1) <= 0 || view.offsetOf(element, 0) >= view.height;
}

/** Whether an element does not fit into the view. */
export function isTall(element: Element, view: View): boolean {
  return view.offsetOf(element, 1) - view.offsetOf(element, 0) > view.height;
}
