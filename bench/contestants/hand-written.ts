// The yardstick: what a careful author writes by hand for this one row. A cloned template with its text nodes known, a Map of
// rows, one fragment per run; rows that a limit drops before the flush are never made; a reset moves only what must move.

import type { Item } from '../page/items.js';
import type { Contestant } from './contestant.js';
import { longestIncreasing } from './longest-increasing.js';
import { makeRow, writeRow, type HandRow } from './hand-row.js';

type MovingElement = Element & { moveBefore(node: Node, child: Node | null): void };

export class HandWritten implements Contestant {
  #list!: Element;
  readonly #rows = new Map<string, HandRow>();
  /** Runs not yet in the DOM: before all rows shown, and after them. */
  #head: Item[] = [];
  #tail: Item[] = [];

  mount(container: HTMLElement): void {
    this.#list = document.createElement('div');
    container.append(this.#list);
  }

  unmount(): void {
    this.#list.remove();
    this.#rows.clear();
  }

  append(items: readonly Item[], limit?: number): void {
    for (const item of items) this.#tail.push(item);
    if (limit === undefined) return;
    let excess = this.#size - limit;
    if (excess <= 0) return;
    excess -= this.#head.splice(0, excess).length;
    excess -= this.#drop('first', excess);
    this.#tail.splice(0, excess);
  }

  prepend(items: readonly Item[], limit?: number): void {
    this.#head.unshift(...items);
    if (limit === undefined) return;
    let excess = this.#size - limit;
    if (excess <= 0) return;
    excess -= this.#tail.splice(-excess).length;
    excess -= this.#drop('last', excess);
    if (excess > 0) this.#head.splice(-excess);
  }

  update(items: readonly Item[]): void {
    for (const item of items) {
      if (!this.#rows.has(item.id)) this.flush();
      const row = this.#rows.get(item.id);
      if (row) writeRow(row, item);
    }
  }

  remove(id: string): void {
    if (!this.#rows.has(id)) this.flush();
    this.#rows.get(id)?.element.remove();
    this.#rows.delete(id);
  }

  reset(items: readonly Item[]): void {
    this.#head = [];
    this.#tail = [];
    const places = new Map<string, number>();
    if (items.some(({ id }) => this.#rows.has(id))) {
      let place = 0;
      for (let row = this.#list.firstElementChild; row; row = row.nextElementSibling) places.set(row.id.slice(4), place++);
    } else {
      this.#list.replaceChildren();
      this.#rows.clear();
    }
    if (!places.size) {
      this.#tail = [...items];
      return;
    }
    const wanted = new Set(items.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!wanted.has(id)) this.remove(id);
    this.#reorder(items, places);
  }

  flush(): void {
    if (this.#head.length) this.#list.prepend(this.#fragment(this.#head));
    if (this.#tail.length) this.#list.append(this.#fragment(this.#tail));
    this.#head = [];
    this.#tail = [];
  }

  get #size(): number {
    return this.#head.length + this.#rows.size + this.#tail.length;
  }

  /** Takes rows out at one end, as many as there are; tells how many. */
  #drop(end: 'first' | 'last', count: number): number {
    const dropped = Math.min(count, this.#rows.size);
    if (dropped <= 0) return 0;
    if (dropped === this.#rows.size) {
      this.#list.replaceChildren();
      this.#rows.clear();
      return dropped;
    }
    for (let i = 0; i < dropped; i++) {
      const row = end === 'first' ? this.#list.firstElementChild : this.#list.lastElementChild;
      if (!row) continue;
      this.#rows.delete(row.id.slice(4));
      row.remove();
    }
    return dropped;
  }

  #fragment(items: readonly Item[]): DocumentFragment {
    const fragment = document.createDocumentFragment();
    for (const item of items) fragment.append(this.#make(item).element);
    return fragment;
  }

  #make(item: Item): HandRow {
    const row = makeRow(item);
    this.#rows.set(item.id, row);
    return row;
  }

  /** From the end to the start: the longest run already in order stays, the rest goes before what follows it. */
  #reorder(items: readonly Item[], places: Map<string, number>): void {
    const kept = items.filter(({ id }) => places.has(id));
    const stays = new Set(longestIncreasing(kept.map(({ id }) => places.get(id) ?? 0)).map((index) => kept[index]));
    const list = this.#list as MovingElement;
    let next: Element | null = null;
    for (const item of items.toReversed()) {
      const known = this.#rows.get(item.id);
      const row = known ?? this.#make(item);
      if (!known) list.insertBefore(row.element, next);
      else {
        if (row.item !== item) writeRow(row, item);
        if (!stays.has(item)) list.moveBefore(row.element, next);
      }
      next = row.element;
    }
  }
}
