// The rows of one topic, in both of their orders: by creation (`seq`, for pages) and by last change (`version`, for catch-up).
// One array of ids serves both: the entry at n-1 is the row that moved the head to n. Pure.

import type { Message, Room } from '../backend/model.js';
import type { PageReply, SyncReply } from '../sync/protocol.js';

/** A row of any topic the server knows. */
export type ServerRow = Room | Message;

/** Further behind than this, catching up costs more than starting afresh. */
const MAX_BEHIND = 1000;
/** Rows of a fresh start. */
const RESET_ROWS = 50;
const MAX_ROWS = 500;
/** UTF-16 units of text in one answer: even when each takes six in JSON, the frame stays below what clients read. */
const MAX_TEXT = 131_072;

/** What one topic holds: every row ever made, tombstones included, and whose it is: whoever may change a row made it. */
export class TopicLog {
  readonly #rows = new Map<string, { row: ServerRow; owner: string }>();
  /** `#changes[n - 1]` is the id of the row whose creation, edit or deletion made the head n. */
  readonly #changes: string[] = [];

  /** The number of the last change. */
  get head(): number {
    return this.#changes.length;
  }

  get(id: string): { row: ServerRow; owner: string } | undefined {
    return this.#rows.get(id);
  }

  /** Takes the next change. Throws on any other: a log with a hole would hide it from everybody for ever. */
  apply(row: ServerRow, author: string): void {
    if (row.version !== this.head + 1) throw new RangeError(`change ${row.version} of ${row.id} cannot follow ${this.head}`);
    this.#changes.push(row.id);
    this.#rows.set(row.id, { row, owner: author });
  }

  /** Rows changed since `after`, or the newest rows when that is unknown or too long ago. */
  sync(after: number, limit: number, epoch: string): SyncReply<ServerRow> {
    if (after < 0 || after > this.head || this.head - after > MAX_BEHIND) {
      const { rows, floor } = this.page(this.head + 1, RESET_ROWS);
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

  /** The live rows just below `before`, ascending. */
  page(before: number, limit: number): PageReply<ServerRow> {
    const full = limiter(limit);
    const rows: ServerRow[] = [];
    let floor = 0;
    for (let seq = Math.min(before - 1, this.head); seq >= 1; seq--) {
      const row = this.#at(seq);
      if (row.seq !== seq || row.deleted) continue;
      if (full(row)) {
        floor = rows.at(-1)!.seq;
        break;
      }
      rows.push(row);
    }
    return { asOf: this.head, before, rows: rows.reverse(), floor };
  }

  #at(n: number): ServerRow {
    return this.#rows.get(this.#changes[n - 1]!)!.row;
  }
}

/** Says of each next row whether the answer is full without it. The first always fits, or nobody would ever get past it. */
function limiter(limit: number): (row: ServerRow) => boolean {
  const most = Math.min(Math.max(Math.trunc(limit), 1), MAX_ROWS);
  let count = 0;
  let text = 0;
  return (row) => {
    text += 'content' in row ? row.content.length : row.description.length;
    return ++count > most || (count > 1 && text > MAX_TEXT);
  };
}
