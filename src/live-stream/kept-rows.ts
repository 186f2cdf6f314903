// The rows of a stream in storage: read once, then every patch writes what it changed, behind the rendering. Trouble with storage is
// reported and ends the keeping; it never holds up the page. Loaded only by streams that ask for it.

import type { Report } from './admit-ops.js';
import { buildMarkup, storeMarkup } from './kept-markup.js';
import { keyOf, type KeyRule } from './key-ops.js';
import { MarkupItem } from './ops.js';
import { describe } from './parse-ops.js';
import { ranksBetween } from './ranks.js';
import type { Row } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { StoredRows, type StoredRow } from './stored-rows.js';
import type { RowChanges, StreamRows } from './stream-rows.js';

/** How many rows on either side move apart to make room between two, at first. */
const MOVED = 32;

export class KeptRows<T extends object> {
  readonly #rows: StreamRows<T>;
  readonly #report: Report;
  readonly #ranks = new Map<string, number>();
  readonly #changed = new Set<Row<T, RowView<T>>>();
  readonly #gone = new Set<string>();
  #afresh = false;
  /** What came from storage and was not shown yet: what no op touches on the way need not go back. */
  readonly #given = new Map<string, object>();
  #store: StoredRows | undefined;
  #writing: Promise<void> | undefined;

  /** `database` may hold the rows of several streams, each under its name. */
  constructor(rows: StreamRows<T>, report: Report, database: string, stream: string) {
    this.#rows = rows;
    this.#report = report;
    this.#store = new StoredRows(database, stream);
  }

  /** Puts what was stored before all ops that wait, keyed as they are and within the limit of the stream, unless it comes too late. */
  async restore(late: AbortSignal, rule: KeyRule<T>): Promise<void> {
    const read = ((await this.#store?.read()) ?? []).flatMap(fromStorage);
    if (late.aborted) return this.close();
    const { list } = this.#rows;
    // Rows that are there already stand before those given back; the items they have are newer than those stored.
    const rows = this.#keyAgain(read, rule).filter(([key]) => list.get(key)?.item === undefined);
    let first = (read[0]?.rank ?? 0) - list.size;
    for (const row of list) {
      this.#ranks.set(row.key, first++);
      this.#changed.add(row);
    }
    const items: T[] = [];
    for (const [key, row] of rows) {
      const given = row.item as T;
      items.push(given);
      if (key !== row.key || list.get(key)) continue;
      this.#ranks.set(key, row.rank);
      this.#given.set(key, given);
    }
    const keyAt = (index: number): string => rows[index]?.[0] ?? '';
    // With nothing to show nothing changes, and nobody is told of it; rows that are there already are to be kept all the same.
    if (!items.length) return this.#schedule();
    this.#rows.addFirst({ kind: 'place', items, keyAt, ids: undefined, at: -1, limit: rule.limit, updateOnly: false, reset: false });
  }

  /** Rows under the keys they have today; those stored under others go. Of two rows of one item the one stored as today stays. */
  #keyAgain(stored: readonly StoredRow[], rule: KeyRule<T>): [key: string, stored: StoredRow][] {
    const rows = new Map<string, StoredRow>();
    for (const row of stored) {
      const key = keyToday(row, rule);
      if (key === row.key) rows.delete(key);
      else this.#gone.add(row.key);
      if (!rows.has(key)) rows.set(key, row);
    }
    return [...rows];
  }

  /** Resolves when all that changed is written. */
  async written(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Notes what a patch changed, and writes it soon. */
  note({ removed, pruned, placed, dirty, wasReset }: RowChanges<T>): void {
    if (!this.#store) return;
    this.#afresh ||= wasReset;
    for (const left of [removed, pruned]) {
      for (const [key, row] of left) {
        this.#ranks.delete(key);
        this.#changed.delete(row);
        this.#gone.add(key);
      }
    }
    for (const row of placed) if (this.#given.get(row.key) !== row.item) this.#ranks.delete(row.key);
    for (const key of this.#given.keys()) if (!this.#rows.list.get(key)) this.#gone.add(key);
    for (const rows of wasReset ? [this.#rows.list] : [placed, dirty]) {
      for (const row of rows) {
        this.#gone.delete(row.key);
        if (!wasReset && this.#given.get(row.key) === row.item) continue;
        this.#changed.add(row);
        if (!this.#ranks.has(row.key)) this.#rank(row);
      }
    }
    this.#given.clear();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#writing || !(this.#changed.size || this.#gone.size || this.#afresh)) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
      this.#schedule();
    });
  }

  async #write(): Promise<void> {
    try {
      const rows: StoredRow[] = [];
      for (const { key, item } of this.#changed)
        if (item !== undefined) rows.push({ key, rank: this.#ranks.get(key) ?? 0, ...storable(item) });
      const gone = [...this.#gone];
      const afresh = this.#afresh;
      this.#changed.clear();
      this.#gone.clear();
      this.#afresh = false;
      const refused = (await this.#store?.write(rows, gone, afresh)) ?? [];
      for (const key of refused) this.#report(new Error(`item ${key} cannot be stored, and will not be there after a reload`), key);
    } catch (error) {
      this.#report(new Error(`rows are not kept from here on: ${describe(error)}`, { cause: error }), undefined);
      this.close();
    }
  }

  /** Whether rows are kept still. */
  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  /** Forgets all that was kept so far, shown or not; what changes from here on is kept. */
  forget(): void {
    this.#changed.clear();
    this.#gone.clear();
    this.#afresh = true;
    this.#schedule();
  }

  /** Writes what changed, and keeps nothing from here on. */
  async leave(): Promise<void> {
    await this.written();
    this.close();
  }

  /** Holds no connection until there is something to write. */
  rest(): void {
    void this.#store?.close();
  }

  /** Keeps nothing from here on. */
  close(): void {
    void this.#store?.close();
    this.#store = undefined;
  }

  /** Ranks the whole run of unranked rows around one; where no room is left between its neighbours, they move apart. */
  #rank(row: Row<T, RowView<T>>): void {
    const run = [row];
    for (let before = row.prev; before && !this.#ranks.has(before.key); before = before.prev) run.unshift(before);
    for (let after = row.next; after && !this.#ranks.has(after.key); after = after.next) run.push(after);
    for (let more = 0; !this.#rankBetween(run); more = Math.max(MOVED, 4 * more)) this.#widen(run, Math.max(MOVED, 4 * more));
  }

  /** Gives ranks to a run of neighbours; false if there is no room for them. */
  #rankBetween(run: readonly Row<T, RowView<T>>[]): boolean {
    const [before, after] = [run[0]?.prev, run.at(-1)?.next];
    const ranks = ranksBetween(before && this.#ranks.get(before.key), after && this.#ranks.get(after.key), run.length);
    ranks?.forEach((rank, i) => {
      const row = run[i] as Row<T, RowView<T>>;
      if (this.#ranks.get(row.key) === rank) return;
      this.#ranks.set(row.key, rank);
      this.#changed.add(row);
    });
    return ranks !== undefined;
  }

  /** Takes so many neighbours more into a run, on either side. */
  #widen(run: Row<T, RowView<T>>[], by: number): void {
    for (let i = 0, row = run[0]?.prev; row && i < by; i++, row = row.prev) run.unshift(row);
    for (let i = 0, row = run.at(-1)?.next; row && i < by; i++, row = row.next) run.push(row);
  }
}

/** A row as it was before it was stored; none if its markup is broken. */
function fromStorage(row: StoredRow): StoredRow[] {
  try {
    return [row.markup ? { ...row, item: new MarkupItem(row.key, buildMarkup(row.markup)) } : row];
  } catch {
    return [];
  }
}

/** The key of a stored row by today's rule; where that has none, as for an item of an earlier version, the one it has. */
function keyToday<T>({ key, item }: StoredRow, rule: KeyRule<T>): string {
  try {
    return keyOf(item as T, rule);
  } catch {
    return key;
  }
}

/** Markup is stored as lists; what cannot be, stays an element, which storage refuses like any other. */
function storable(item: object): Pick<StoredRow, 'item' | 'markup'> {
  try {
    return item instanceof MarkupItem ? { item: {}, markup: storeMarkup(item.element as Element) } : { item };
  } catch {
    return { item };
  }
}

/** Forgets a stream whose rows nobody keeps just now; false, and reported, if storage refuses or has no answer for so many milliseconds. */
export async function forgetRows(database: string, stream: string, patience: number, report: Report): Promise<boolean> {
  const store = new StoredRows(database, stream);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer for ${patience} ms`)), patience)));
    await Promise.race([store.write([], [], true), late]);
    void store.close();
    return true;
  } catch (error) {
    report(new Error(`stored rows could not be forgotten: ${describe(error)}`, { cause: error }), database);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
