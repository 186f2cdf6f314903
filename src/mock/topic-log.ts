// The rows of one topic, in both of their orders: by creation (`seq`, for pages) and by last change (`version`, for catch-up).
// One array of ids serves both: the entry at n-1 is the row that moved the head to n. Pure.

import type { Message, Room } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { PageQuery, PageReply, Place, SyncReply } from '../sync/protocol.js';
import type { GeneratedHistory } from './generated-history.js';

/** A row of any topic the server knows. */
export type ServerRow = Room | Message;

/** Further behind than this, catching up costs more than starting afresh. */
const MAX_BEHIND = 1000;
/** Rows of a fresh start. */
const RESET_ROWS = 50;
const MAX_ROWS = 500;
/** UTF-16 units of the rows of one answer, as JSON. Around a place there are twice as many, and even those stay below what clients read. */
const MAX_TEXT = 500_000;

/** What one topic holds: every row ever made, tombstones included, and whose it is: whoever may change a row made it. */
export class TopicLog {
  readonly #past: GeneratedHistory | undefined;
  readonly #rows = new Map<string, { row: ServerRow; owner: string }>();
  /** `#changes[n - 1]`, counted from the end of the generated past, is the id of the row whose change made the head n. */
  readonly #changes: string[] = [];
  /** Catching up from before this number is refused, as when a server has thrown away its log. */
  #forgotten = 0;

  constructor(past?: GeneratedHistory) {
    this.#past = past;
  }

  /** The number of the last change. */
  get head(): number {
    return (this.#past?.size ?? 0) + this.#changes.length;
  }

  get(id: string): { row: ServerRow; owner: string } | undefined {
    const stored = this.#rows.get(id);
    if (stored) return stored;
    const seq = this.#past?.seqOf(id);
    const row = seq === undefined ? undefined : this.#past?.row(seq);
    return row && { row, owner: row.sender.id };
  }

  /** Takes the next change. Throws on any other: a log with a hole would hide it from everybody for ever. */
  apply(row: ServerRow, author: string): void {
    if (row.version !== this.head + 1) throw new RangeError(`change ${row.version} of ${row.id} cannot follow ${this.head}`);
    this.#changes.push(row.id);
    this.#rows.set(row.id, { row, owner: this.get(row.id)?.owner ?? author });
    if (row.deleted) this.#unquote(row.id);
  }

  /** Whoever asks from now on is not told what a deleted message said: answers keep its id. They are no other rows for that. */
  #unquote(id: string): void {
    for (const stored of this.#rows.values())
      if ('replyTo' in stored.row && stored.row.replyTo?.id === id) stored.row = { ...stored.row, replyTo: { id, name: '', excerpt: '' } };
  }

  /** Throws away which change came when: whoever is behind has to start afresh. */
  truncate(): void {
    this.#forgotten = this.head;
  }

  /** Rows changed since `after`, or the newest rows when that is unknown or too long ago. */
  sync(after: number, limit: number, epoch: string): SyncReply<ServerRow> {
    if (after < 0 || after > this.head || after < this.#forgotten || this.head - after > MAX_BEHIND) {
      const { rows, floor } = this.#below(this.head + 1, RESET_ROWS);
      return { reset: true, epoch, asOf: this.head, rows, floor };
    }
    const full = limiter(limit);
    const rows: ServerRow[] = [];
    for (let version = after + 1; version <= this.head; version++) {
      const row = this.#at(version);
      if (row.version !== version) continue;
      if (full(row)) return { reset: false, after, upTo: rows.at(-1)!.version, rows, more: true };
      rows.push(row);
    }
    return { reset: false, after, upTo: this.head, rows, more: false };
  }

  /** Live rows of the past: below a place, above one, or around one. Throws a `SourceError` where there is no such place. */
  page(query: PageQuery): PageReply<ServerRow> {
    const asOf = this.head;
    if ('before' in query) {
      // A place nobody has reached yet: all rows lie below it, and the answer says nothing of those to come.
      return { asOf, before: query.before, ...this.#below(query.before, query.limit) };
    }
    if ('after' in query) return { asOf, floor: query.after + 1, ...this.#above(query.after, query.limit) };
    const place = this.#seqAt(query.around);
    // The row itself is among the newer ones, and so is what a half leaves over.
    const most = Math.max(1, query.limit);
    const half = Math.trunc(most / 2);
    const older = half === 0 ? { rows: [], floor: place } : this.#below(place, half);
    const newer = this.#above(place - 1, most - half);
    return { asOf, before: newer.before, rows: [...older.rows, ...newer.rows], floor: older.floor, place };
  }

  #below(before: number, limit: number): { rows: ServerRow[]; floor: number } {
    const full = limiter(limit);
    const rows: ServerRow[] = [];
    for (let seq = Math.min(before - 1, this.head); seq >= 1; seq--) {
      const row = this.#at(seq);
      if (row.seq !== seq || row.deleted) continue;
      if (full(row)) return { rows: rows.reverse(), floor: rows[0]!.seq };
      rows.push(row);
    }
    return { rows: rows.reverse(), floor: 0 };
  }

  #above(after: number, limit: number): { rows: ServerRow[]; before: number } {
    const full = limiter(limit);
    const rows: ServerRow[] = [];
    // Around the number 0 begins below the first.
    for (let seq = Math.max(after, 0) + 1; seq <= this.head; seq++) {
      const row = this.#at(seq);
      if (row.seq !== seq || row.deleted) continue;
      if (full(row)) return { rows, before: rows.at(-1)!.seq + 1 };
      rows.push(row);
    }
    return { rows, before: this.head + 1 };
  }

  #seqAt(place: Place): number {
    if ('id' in place) {
      const found = this.get(place.id);
      if (!found) throw new SourceError('not-found', `There is no ${place.id} here.`);
      return found.row.seq;
    }
    if ('seq' in place) return Math.min(place.seq, this.head + 1);
    // Rows are made in the order of time, so half of what is left falls away with each look.
    let low = 1;
    let high = this.head + 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#madeBy(middle) < place.at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** When the newest row with `seq <= n` was made; of rooms the server keeps no time. */
  #madeBy(n: number): string {
    for (let seq = n; seq >= 1; seq--) {
      const row = this.#at(seq);
      if (row.seq === seq) return 'insertedAt' in row ? row.insertedAt : '';
    }
    return '';
  }

  #at(n: number): ServerRow {
    const past = this.#past?.size ?? 0;
    if (n <= past) {
      const row = this.#past!.row(n);
      return this.#rows.get(row.id)?.row ?? row;
    }
    return this.#rows.get(this.#changes[n - 1 - past]!)!.row;
  }
}

/** Says of each next row whether the answer is full without it. The first always fits, or nobody would ever get past it. */
function limiter(limit: number): (row: ServerRow) => boolean {
  const most = Math.min(Math.max(Math.trunc(limit), 1), MAX_ROWS);
  let count = 0;
  let text = 0;
  return (row) => {
    text += JSON.stringify(row).length;
    return ++count > most || (count > 1 && text > MAX_TEXT);
  };
}
