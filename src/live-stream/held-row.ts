// The row by which the reader's place is held: which one it is, and where in the view it belongs.

import { rowIn } from './adopt-rows.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { hasBox, siblings, type View } from './scroller.js';

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

/** Whether a row is held that was asked for. */
export function isAsked(held: HeldRow | undefined): boolean {
  return held !== undefined && held.at === undefined;
}

/** The point by which a row that was asked for is held. */
export const PART = { start: 0, center: 0.5, end: 1 };

/**
 * The lowest row that ends in view; else the one that begins in view, by its upper edge; else the one that fills the view, by what is
 * read in it; where all rows are above the view, their box by its end, for whoever reads what follows.
 */
export function heldIn(list: RowList<object, RowView>, box: Element | undefined, view: View): SeenRow | undefined {
  let above: SeenRow | undefined;
  let below: Element | undefined;
  for (let low = 0, high = list.size; low < high;) {
    const middle = (low + high) >> 1;
    // A row without a box is nowhere: the next one that has one says where.
    let index = middle;
    let seen: SeenRow | undefined;
    for (let row = list.at(middle); row && index < high; row = row.next, index++) {
      seen = row.view && endOf(row.view.element, view);
      if (seen && !isNaN(seen.at)) break;
    }
    if (seen && index < high && seen.at <= view.height) {
      above = seen;
      low = index + 1;
    } else {
      if (seen && index < high) below = seen.element;
      high = middle;
    }
  }
  if (above && above.at > 0) return above;
  if (below) return seenOf(below, view);
  const end = box && endOf(box, view);
  return end && end.at <= 0 ? end : above;
}

/** A row as it is now. */
export function endOf(element: Element, view: View): SeenRow {
  return { element, part: 1, at: Math.min(view.offsetOf(element, 1), cutAt(element, view)) };
}

/** Where a row is cut off: what layout skips is seen no farther down than its slot, which may be taken to be less high than its rows. */
function cutAt(element: Element, view: View): number {
  const slot = element.assignedSlot;
  const end = !slot || element.checkVisibility({ contentVisibilityAuto: true }) ? NaN : view.offsetOf(slot, 1);
  return isNaN(end) ? Infinity : end;
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
    if (!(view.offsetOf(child, 1) > Math.max(at, 0))) continue;
    if (at >= view.height) break;
    return at < 0 ? readIn(child, view) : child;
  }
  return element;
}

/** The row to hold by when the held one goes: the nearest that stays, where it is now, or without a view where the held one was. */
export function heirOf({ element, part, at }: HeldRow, stays: (element: Element) => boolean, view?: View): HeldRow | undefined {
  for (const heir of siblings(element)) {
    if (!stays(heir)) continue;
    const now = view && endOf(heir, view);
    if (!now) return { element: heir, part, at };
    if (!isNaN(now.at)) return now;
  }
  return undefined;
}

/** What is held; where that is not laid out any more, what was seen with it and is, else the nearest row that is. */
export function standIn(held: HeldRow, seen: SeenRow | undefined, list: RowList<object, RowView>): HeldRow | undefined {
  if (hasBox(held.element)) return held;
  if (seen && held.at !== undefined) return seen;
  return heirOf(held, (element) => rowIn(list, element) !== undefined && hasBox(element));
}

/** How far a held row is below where it belongs, in pixels: no farther than its slot stays in view, or it would never be laid out. */
export function offPlace({ element, part, at, within }: HeldRow, view: View): number {
  const off = within ? view.offsetOf(within.element, 0) - within.at : NaN;
  const far = isNaN(off) ? view.offsetOf(element, part) - (at ?? view.aimOf(element, part)) : off;
  return Math.min(far, cutAt(element, view) - 1);
}

/** A row that was seen belongs so many pixels farther down; one that was asked for belongs where it was asked to be. */
export function shifted<Held extends HeldRow | undefined>(held: Held, by: number): Held {
  if (!by || held?.at === undefined) return held;
  const { within } = held;
  return { ...held, at: held.at + by, ...(within && { within: { ...within, at: within.at + by } }) };
}

/** A held row in its place: one held by what is read in it has its own edge wherever that is. */
export function readAgain(held: HeldRow, view: View): HeldRow {
  if (!held.within) return held;
  const { element, part, within } = held;
  const at = view.offsetOf(element, part);
  return isNaN(view.offsetOf(within.element, 0)) ? { element, part, at } : { ...held, at };
}

/** Whether a row cannot be held where it belongs, or not where it is seen. */
export function isLost(held: HeldRow, view: View): boolean {
  const { element } = held;
  return (
    Math.abs(offPlace(held, view)) > 1 ||
    endOf(element, view).at <= 0 ||
    Math.min(view.offsetOf(element, 0), cutAt(element, view)) >= view.height
  );
}

/** Whether an element does not fit into the view. */
export function isTall(element: Element, view: View): boolean {
  return view.offsetOf(element, 1) - view.offsetOf(element, 0) > view.height;
}
