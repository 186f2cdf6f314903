// What every contestant of the bench can do, and the plain list that those build on who render a whole list each time.

import type { Item } from '../page/items.js';

/** A list of rows. Ops may wait for `flush`, after which the DOM is there. */
export interface Contestant {
  /** Shows an empty list in an empty container of the document. */
  mount(container: HTMLElement): void | Promise<void>;
  unmount(): void;
  /** Exactly these rows in this order; rows shown before keep their elements. */
  reset(items: readonly Item[]): void;
  /** At the end; a limit then keeps the last rows. */
  append(items: readonly Item[], limit?: number): void;
  /** At the start, in the order given; a limit then keeps the first rows. */
  prepend(items: readonly Item[], limit?: number): void;
  /** New content for rows that are shown. */
  update(items: readonly Item[]): void;
  remove(id: string): void;
  flush(): void | Promise<void>;
}

/** The items as an application with a rendering library keeps them: a new array for each change. */
export class ItemArray {
  items: readonly Item[] = [];

  reset(items: readonly Item[]): void {
    this.items = items;
  }

  append(items: readonly Item[], limit?: number): void {
    const all = this.items.concat(items);
    this.items = limit === undefined ? all : all.slice(-limit);
  }

  prepend(items: readonly Item[], limit?: number): void {
    const all = items.concat(this.items);
    this.items = limit === undefined ? all : all.slice(0, limit);
  }

  update(items: readonly Item[]): void {
    const changed = new Map(items.map((item) => [item.id, item]));
    this.items = this.items.map((item) => changed.get(item.id) ?? item);
  }

  remove(id: string): void {
    this.items = this.items.filter((item) => item.id !== id);
  }
}
