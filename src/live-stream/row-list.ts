// An ordered, keyed list in which a step costs the same on ten rows and on a hundred thousand: a linked list for order,
// a Map for keys, and counted blocks of neighbours, so that an index is found by counting blocks instead of rows. Pure.

/** Rows per block: an index costs n / 64 hops between blocks and at most 64 within one. */
const BLOCK = 64;

/** One row: an item under its key, and what the owner of the list made of it (`view`: in the element, its DOM). */
export interface Row<T, V> {
  readonly key: string;
  item: T;
  view: V | undefined;
  /** Where the row stood among those with a view before a reset; -1 when it stood nowhere. Written and read by `plan`. */
  order: number;
  prev: Row<T, V> | undefined;
  next: Row<T, V> | undefined;
  /** The block the row is counted in; undefined while the row is in no list. */
  block: Block<T, V> | undefined;
}

/** A counted stretch of neighbours. */
export interface Block<T, V> {
  first: Row<T, V>;
  size: number;
  prev: Block<T, V> | undefined;
  next: Block<T, V> | undefined;
}

/** What became of blocks; a block may both have lost rows and been given some. */
export interface Touched<T, V> {
  readonly touched: ReadonlySet<Block<T, V>>;
  readonly shrunk: ReadonlySet<Block<T, V>>;
  readonly dropped: ReadonlySet<Block<T, V>>;
}

/** Makes a row that is in no list yet. */
export function makeRow<T, V>(key: string, item: T): Row<T, V> {
  return { key, item, view: undefined, order: -1, prev: undefined, next: undefined, block: undefined };
}

export class RowList<T, V> {
  #byKey = new Map<string, Row<T, V>>();
  #first: Row<T, V> | undefined;
  #last: Row<T, V> | undefined;
  #firstBlock: Block<T, V> | undefined;
  #lastBlock: Block<T, V> | undefined;
  #touched = new Set<Block<T, V>>();
  #shrunk = new Set<Block<T, V>>();
  #dropped = new Set<Block<T, V>>();

  get size(): number {
    return this.#byKey.size;
  }

  get first(): Row<T, V> | undefined {
    return this.#first;
  }

  get last(): Row<T, V> | undefined {
    return this.#last;
  }

  get(key: string): Row<T, V> | undefined {
    return this.#byKey.get(key);
  }

  *[Symbol.iterator](): IterableIterator<Row<T, V>> {
    for (let row = this.#first; row; row = row.next) yield row;
  }

  /** The blocks that were given rows since this was last asked, those that only lost some, and those that are no more. */
  takeTouched(): Touched<T, V> {
    const taken = { touched: this.#touched, shrunk: this.#shrunk, dropped: this.#dropped };
    if (taken.touched.size) this.#touched = new Set();
    if (taken.shrunk.size) this.#shrunk = new Set();
    if (taken.dropped.size) this.#dropped = new Set();
    return taken;
  }

  /** Says that a row's element is another one. */
  touch(row: Row<T, V>): void {
    if (row.block) this.#touched.add(row.block);
  }

  /** The row at an index, sought from the nearer end; undefined outside the list. */
  at(index: number): Row<T, V> | undefined {
    if (index < 0 || index >= this.size) return undefined;
    let block: Block<T, V> | undefined;
    let offset: number;
    if (index < this.size / 2) {
      block = this.#firstBlock;
      offset = index;
      while (block && offset >= block.size) {
        offset -= block.size;
        block = block.next;
      }
    } else {
      block = this.#lastBlock;
      offset = index - this.size;
      while (block && (offset += block.size) < 0) block = block.prev;
    }
    let row = block?.first;
    while (offset-- > 0) row = row?.next;
    return row;
  }

  /** Puts a row that is in no list before another one of this list, or at the end. */
  insertBefore(row: Row<T, V>, next: Row<T, V> | undefined): void {
    this.#count(row, next);
    const prev = next ? next.prev : this.#last;
    row.prev = prev;
    row.next = next;
    if (prev) prev.next = row;
    else this.#first = row;
    if (next) next.prev = row;
    else this.#last = row;
    this.#byKey.set(row.key, row);
  }

  /** Takes a row of this list out. */
  remove(row: Row<T, V>): void {
    const { prev, next, block } = row;
    if (prev) prev.next = next;
    else this.#first = next;
    if (next) next.prev = prev;
    else this.#last = prev;
    row.prev = row.next = row.block = undefined;
    this.#byKey.delete(row.key);
    if (!block) return;
    block.size--;
    this.#shrunk.add(block);
    if (block.size === 0) this.#unlink(block);
    else if (block.first === row && next) block.first = next;
  }

  /** Counts a row that is about to stand before another: a full block is split by the order as it still is. */
  #count(row: Row<T, V>, next: Row<T, V> | undefined): void {
    const block = next ? next.block : this.#lastBlock;
    if (!block) {
      this.#link(row, undefined, undefined);
    } else if (block.size < BLOCK) {
      if (block.first === next) block.first = row;
      block.size++;
      row.block = block;
      this.#touched.add(block);
    } else if (!next) {
      this.#link(row, block, undefined);
    } else if (block.first === next) {
      this.#link(row, block.prev, block);
    } else {
      this.#split(block);
      this.#count(row, next);
    }
  }

  #link(first: Row<T, V>, prev: Block<T, V> | undefined, next: Block<T, V> | undefined): Block<T, V> {
    const block: Block<T, V> = { first, size: 1, prev, next };
    if (prev) prev.next = block;
    else this.#firstBlock = block;
    if (next) next.prev = block;
    else this.#lastBlock = block;
    first.block = block;
    this.#touched.add(block);
    return block;
  }

  #unlink(block: Block<T, V>): void {
    const { prev, next } = block;
    this.#touched.delete(block);
    this.#shrunk.delete(block);
    this.#dropped.add(block);
    if (prev) prev.next = next;
    else this.#firstBlock = next;
    if (next) next.prev = prev;
    else this.#lastBlock = prev;
  }

  #split(block: Block<T, V>): void {
    let row: Row<T, V> | undefined = block.first;
    for (let i = 0; i < BLOCK / 2; i++) row = row?.next;
    if (!row) return;
    const half = this.#link(row, block, block.next);
    half.size = block.size - BLOCK / 2;
    block.size = BLOCK / 2;
    this.#touched.add(block);
    for (let i = 0; i < half.size && row; i++, row = row.next) row.block = half;
  }
}
