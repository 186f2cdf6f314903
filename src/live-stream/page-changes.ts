// What the page does to rows by itself: it takes some out, moves some, brings others. The list follows, as LiveView's client does, for
// which the rows are what is there. Only children that the page touched are looked at.

import type { Report } from './admit-ops.js';
import { adoptLate, isOfOther, rowIn, secondOf, type ShownRow, type ShownRows } from './adopt-rows.js';
import type { Changes } from './plan.js';
import { release, type RowView } from './row-renderer.js';
import { isRow } from './row-tags.js';

export class PageChanges<T> {
  readonly #list: ShownRows<T>;
  readonly #report: Report;
  readonly #children = new Set<Element>();

  constructor(list: ShownRows<T>, report: Report) {
    this.#list = list;
    this.#report = report;
  }

  /** How many children the list has yet to follow. */
  get size(): number {
    return this.#children.size;
  }

  /** Notes a child that came, went or moved, if that is the business of the list; `adopts` where those that come may be rows. */
  note(child: Element, container: Element | undefined, adopts: boolean): void {
    const row = this.#list.get(child.id)?.view?.element;
    const comes = (adopts || row) && child.parentNode === container && isRow(child) && !isOfOther(child, this.#list);
    if (row === child || comes) this.#children.add(child);
  }

  /** Makes the list what the page has made of the rows; what it gives adds that to a plan. `left` hears of each row that stands no more where it stood. */
  follow(container: Element, left: (view: RowView<T>) => void): ((changes: Changes<T, RowView<T>>) => void) | undefined {
    if (!this.#children.size) return undefined;
    const gone: ShownRow<T>[] = [];
    const moved = new Map<Element, ShownRow<T>>();
    for (const child of this.#children) {
      const row = rowIn(this.#list, child);
      if (!row?.view) continue;
      left(row.view);
      this.#list.remove(row);
      if (child.parentNode === container) {
        moved.set(child, row);
        continue;
      }
      gone.push(row);
      release(row.view);
      row.view = undefined;
    }
    const come = adoptLate(this.#list, container, this.#children, moved);
    for (const child of this.#children) {
      const row = this.#list.get(child.id);
      if (!row || row.view?.element === child || child.parentNode !== container) continue;
      child.remove();
      this.#report(secondOf(row), child);
    }
    this.#children.clear();
    return ({ placed, removed }) => {
      for (const row of come) if (this.#list.get(row.key) === row) placed.add(row);
      for (const row of gone) removed.set(row.key, row);
    };
  }
}
