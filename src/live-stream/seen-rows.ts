// The rows in view as they were painted last. What grows while the reader scrolls, between two frames, is told from the reader's own
// way by them: a row that was seen and still is has moved by what was scrolled, or by more.

import { endOf, offPlace, type HeldRow, type SeenRow } from './held-row.js';
import type { Row, RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { hasBox, type View } from './scroller.js';

type NearRow = Row<object, RowView> | undefined;

export class SeenRows {
  #rows: readonly SeenRow[] = [];
  /** Where in the view the box of the rows began, and where in all that is scrolled. */
  #box = 0;
  #start = 0;

  /** The lowest row that was seen and ended in view. */
  get lowest(): SeenRow | undefined {
    return this.#rows[0];
  }

  /** There were some, and all have left the page. */
  get areGone(): boolean {
    return this.#rows.length > 0 && !this.#rows.some(({ element }) => element.isConnected);
  }

  /** Looks at the page as it is painted, from a row in view or near it. */
  look(list: RowList<object, RowView>, view: View | undefined, box: Element | undefined, near: Element | undefined): void {
    this.#rows = view && box ? rowsInView(list, view, near) : [];
    if (view) this.#took(view, box);
  }

  /** The row by which a held one is held from now on. */
  inPlaceOf(held: HeldRow, view: View): HeldRow {
    const { lowest } = this;
    if (!lowest || held.at === undefined || lowest.element === held.element) return held;
    // The fraction of a pixel by which the old row is off goes along, or fractions would add up.
    return { ...lowest, at: lowest.at - offPlace(held, view) };
  }

  /** Whether what was seen has come down since, as it does when the reader scrolls up. */
  cameDown(view: View): boolean {
    const { left } = this;
    return !left || endOf(left.element, view).at - left.at > 1;
  }

  /** The lowest row that was seen and has not been hidden or taken out since. */
  get left(): SeenRow | undefined {
    return this.#rows.find(({ element }) => hasBox(element));
  }

  /** How far the rows were pushed by what stands before them, where the reader sees both: what is seen to grow pushes what follows. */
  pushed(view: View, box: Element | undefined): number {
    return box && this.#box >= 0 ? view.offsetOf(box, 0) + view.scrolled() - this.#start : 0;
  }

  /** The reader scrolled: how much has grown since in the box, above what was seen and still is, in pixels. */
  grown(view: View, box: Element | undefined): number {
    if (!box) return 0;
    const moved = view.offsetOf(box, 0) - this.#box;
    this.#rows = this.#rows.filter(({ element, at }) => hasBox(element) && at + moved > 0 && at + moved <= view.height);
    const { lowest } = this;
    return lowest ? endOf(lowest.element, view).at - lowest.at - moved : 0;
  }

  /** Takes what is still seen to be where it is now. */
  moved(view: View, box: Element | undefined): void {
    this.#took(view, box);
    this.#rows = this.#rows.map(({ element }) => endOf(element, view)).filter(({ at }) => !isNaN(at));
  }

  #took(view: View, box: Element | undefined): void {
    if (!box) return;
    this.#box = view.offsetOf(box, 0);
    this.#start = this.#box + view.scrolled();
  }

  /** The reader leapt: nothing seen before is seen now. */
  forget(): void {
    this.#rows = [];
  }
}

/** The rows in view as they are now, the lowest that ends in view first, sought from one in view or near it. */
function rowsInView(list: RowList<object, RowView>, view: View, near: Element | undefined): SeenRow[] {
  const below = (row: NearRow): boolean => row?.view !== undefined && endOf(row.view.element, view).at > view.height;
  let row: NearRow = near && list.get(near.id);
  while (below(row)) row = row?.prev;
  while (row?.next && !below(row.next)) row = row.next;
  const rows: SeenRow[] = [];
  for (; row?.view; row = row.prev) {
    const seen = endOf(row.view.element, view);
    if (seen.at <= 0) break;
    if (seen.at > 0) rows.push(seen);
  }
  return rows;
}
