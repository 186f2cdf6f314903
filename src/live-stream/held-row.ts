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
}

/** A row as it was seen: by its lower edge, so that it may grow unseen. */
export type SeenRow = HeldRow & { readonly at: number };

/** The point by which a row that was asked for is held. */
export const PART = { start: 0, center: 0.5, end: 1 };

/** The lowest row that ends in view; else the one that begins in view, by its upper edge; else the one that fills the view. */
export function lowestInView(list: RowList<object, RowView>, view: View): SeenRow | undefined {
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
  if (above && (!element || view.offsetOf(above, 1) > 0)) return endOf(above, view);
  const top = element ? view.offsetOf(element, 0) : -1;
  return element && (top < 0 ? endOf(element, view) : { element, part: 0, at: top });
}

/** A row as it is now. */
export function endOf(element: Element, view: View): SeenRow {
  return { element, part: 1, at: view.offsetOf(element, 1) };
}

/** The row to hold by when the held one goes: the nearest that stays, where it is now. */
export function heirOf(held: HeldRow, stays: (element: Element) => boolean, view: View | undefined): HeldRow | undefined {
  for (const element of siblings(held.element)) {
    if (stays(element)) return view ? endOf(element, view) : { element, part: 1, at: held.at };
  }
  return undefined;
}

/** How far a held row is below where it belongs, in pixels. */
export function offPlace({ element, part, at }: HeldRow, view: View): number {
  return view.offsetOf(element, part) - (at ?? view.height * part);
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
