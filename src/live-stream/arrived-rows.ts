// The rows that came at the end since the reader was last put in place: one too tall for the view is read from its top.

import { isTall } from './held-row.js';
import type { Row, RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import type { View } from './scroller.js';

/** So many are looked at: who has more to read than that begins at the end. */
const MOST = 32;

export class ArrivedRows {
  #rows: readonly Element[] = [];

  /** Takes note of the rows at the end among those that came. The first rows of a list are no news. */
  note(list: RowList<object, RowView>, inserted: readonly string[]): void {
    if (!list.last || inserted.length >= list.size || !inserted.includes(list.last.key)) return;
    const came = new Set(inserted.slice(-2 * MOST));
    const rows: Element[] = [];
    let row: Row<object, RowView> | undefined = list.last;
    do {
      if (row.view) rows.unshift(row.view.element);
      row = row.prev;
    } while (row && came.has(row.key) && rows.length < MOST);
    this.#rows = [...this.#rows, ...rows].slice(-MOST);
  }

  /** The first of them that does not fit into the view, and none from then on. */
  takeTall(view: View): Element | undefined {
    const tall = this.#rows.find((element) => isTall(element, view));
    this.forget();
    return tall;
  }

  get any(): boolean {
    return this.#rows.length > 0;
  }

  forget(): void {
    this.#rows = [];
  }
}
