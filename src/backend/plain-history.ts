// What is known of a topic whose server counts nothing: rows get numbers of our own, for as long as one connection lasts. Another
// connection is another history, for nobody can tell what was missed between the two. Pure.

import { SourceError } from '../sync/protocol.js';
import type { PageQuery, PageReply, ServerOp, SyncReply } from '../sync/protocol.js';
import { asFields, asId, asTime } from './checks.js';
import { cannotBeRead, parseRow } from './wire-rows.js';
import type { ChatRow, Unread } from './wire-rows.js';

/** Rows older than those of the beginning are numbered downwards from here, newer ones upwards. */
const MIDDLE = 1_000_000_000;
const RESET_ROWS = 50;

/** The rows of one topic, as far as they have been loaded or told. */
export class PlainHistory {
  readonly epoch: string;
  /** Whether nothing older is left to load. */
  complete: boolean;
  readonly #topic: string;
  readonly #unread: Unread;
  readonly #rows = new Map<string, ChatRow>();
  /** Those that are not deleted, ascending: kept in order, as every page asks for it. */
  #live: ChatRow[] = [];
  #head = MIDDLE;
  #lowest = MIDDLE;

  /** `rows` are the newest, ascending, as they came. */
  constructor(topic: string, epoch: string, rows: readonly unknown[], complete: boolean, unread: Unread) {
    this.#topic = topic;
    this.#unread = unread;
    this.epoch = epoch;
    this.complete = complete;
    this.#each(rows, (row) => void this.put(row, true));
  }

  get head(): number {
    return this.#head;
  }

  /** The id of the oldest row known that is not deleted. */
  get oldest(): string | undefined {
    return this.#live[0]?.id;
  }

  get(id: string): ChatRow | undefined {
    return this.#rows.get(id);
  }

  /** A row as the server keeps it now; undefined where that is no news, or where it is not known and not `isNew`. */
  put(value: unknown, isNew: boolean): ServerOp<ChatRow> | undefined {
    const id = asId(asFields(value, 'row')['id'], 'row.id');
    const known = this.#rows.get(id);
    if (known?.deleted || (!known && !isNew)) return undefined;
    if (known && sameWords(known, this.#read(value, known.seq, known.version))) return undefined;
    const head = this.#head + 1;
    return this.#change(this.#read(value, known?.seq ?? head, head));
  }

  /** A row is gone; undefined where it was not known. */
  remove(id: string): ServerOp<ChatRow> | undefined {
    const known = this.#rows.get(id);
    if (!known || known.deleted) return undefined;
    return this.#change(parseRow(this.#topic, { id, cseq: known.seq, ver: this.#head + 1, deleted: true }));
  }

  /** Rows of before the oldest known, ascending, as they came; gives how many are new. */
  prepend(rows: readonly unknown[]): number {
    const found: ChatRow[] = [];
    this.#each(rows.toReversed(), (value) => {
      const row = this.#read(value, this.#lowest, this.#lowest);
      if (this.#rows.has(row.id)) return;
      this.#rows.set(row.id, row);
      found.push(row);
      this.#lowest -= 1;
    });
    this.#live = [...found.reverse(), ...this.#live];
    return found.length;
  }

  sync({ after, limit }: { after: number; limit: number }): SyncReply<ChatRow> {
    if (after < MIDDLE || after > this.#head) {
      const { rows, floor } = this.page({ before: this.#head + 1, limit: RESET_ROWS });
      return { reset: true, epoch: this.epoch, asOf: this.#head, rows, floor };
    }
    const later = [...this.#rows.values()].filter(({ version }) => version > after).sort((a, b) => a.version - b.version);
    const rows = later.slice(0, limit);
    const more = later.length > limit;
    return { reset: false, after, upTo: more ? rows.at(-1)!.version : this.#head, rows, more };
  }

  /** Throws a `SourceError` where a place is asked for that is not known. */
  page(query: PageQuery): PageReply<ChatRow> {
    const end = this.#head + 1;
    if ('before' in query) {
      const to = this.#index(query.before);
      return { asOf: this.#head, before: query.before, ...this.#slice(to - query.limit, to) };
    }
    const place = 'after' in query ? query.after + 1 : this.#place(query.around);
    const middle = this.#index(place);
    const half = 'after' in query ? 0 : Math.ceil(query.limit / 2);
    const to = middle + query.limit - half;
    const { rows, floor } = this.#slice(middle - half, to);
    const before = this.#live[to]?.seq ?? end;
    return 'after' in query ? { asOf: this.#head, before, rows, floor: place } : { asOf: this.#head, before, rows, floor, place };
  }

  #slice(from: number, to: number): { rows: ChatRow[]; floor: number } {
    const start = Math.max(0, from);
    const floor = start === 0 ? (this.complete ? 0 : this.#lowest + 1) : (this.#live[start]?.seq ?? this.#head + 1);
    return { rows: this.#live.slice(start, to), floor };
  }

  #place(around: { id: string } | { seq: number } | { at: string }): number {
    if ('seq' in around) return Math.min(around.seq, this.#head + 1);
    const place = 'id' in around ? this.#rows.get(around.id)?.seq : this.#since(asTime(around.at, 'query: around.at'));
    if (place === undefined) throw new SourceError('not-found', 'This place is not among what has been loaded.');
    return place;
  }

  /** Where the rows of this instant and after it begin. At the oldest row known others may come before it, unless nothing older is left. */
  #since(at: string): number | undefined {
    const rows = this.#live.flatMap(({ seq, insertedAt }) => (insertedAt === undefined ? [] : [{ seq, insertedAt }]));
    const first = rows.findIndex(({ insertedAt }) => insertedAt >= at);
    if (!this.complete && (first === 0 || rows.length === 0)) return undefined;
    return rows[first]?.seq ?? this.#head + 1;
  }

  /** One row that cannot be read keeps no other from being known. */
  #each(rows: readonly unknown[], know: (row: unknown) => void): void {
    const why: unknown[] = [];
    for (const row of rows) {
      try {
        know(row);
      } catch (error) {
        why.push(error);
      }
    }
    if (why.length > 0) this.#unread(cannotBeRead(this.#topic, why, rows.length));
  }

  #read(value: unknown, cseq: number, ver: number): ChatRow {
    return parseRow(this.#topic, { ...asFields(value, 'row'), cseq, ver, deleted: false });
  }

  #change(row: ChatRow): ServerOp<ChatRow> {
    this.#head = row.version;
    this.#rows.set(row.id, row);
    // A new row is the highest, another takes its own place.
    const index = this.#index(row.seq);
    if (row.deleted) this.#live.splice(index, 1);
    else this.#live[index] = row;
    return { seq: row.version, row };
  }

  /** Where the first row lies that is not below this number. */
  #index(seq: number): number {
    let [low, high] = [0, this.#live.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#live[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sameWords(a: ChatRow, b: ChatRow): boolean {
  return JSON.stringify({ ...a, mutationId: undefined }) === JSON.stringify({ ...b, mutationId: undefined });
}
