// The smallest server of the contract, with limits so small that every rare thing happens often.

import type { PageReply, Row, ServerOp, SyncReply } from '../../src/sync/protocol.js';

export interface Note extends Row {
  text: string;
}

const RETAIN = 7;
const WINDOW = 3;
const PAGE = 2;
const PULL = 3;

/** One topic. `mutate` returns the op a server would broadcast. */
export class HistoryServer {
  epoch = 'e1';
  head = 0;
  rows = new Map<string, Note>();

  create(): ServerOp<Note> {
    const seq = this.head + 1;
    return this.#commit({ id: `r${seq}${this.epoch}`, seq, version: seq, deleted: false, text: 'new' });
  }

  change(pick: number, deleted: boolean): ServerOp<Note> | undefined {
    const live = this.#live();
    const row = live[pick % Math.max(1, live.length)];
    return row && this.#commit({ ...row, version: this.head + 1, deleted, text: deleted ? '' : `edit ${this.head + 1}` });
  }

  /** Goes back to a backup and on from there: numbers repeat, meaning something else. */
  restore({ renamed = true } = {}): void {
    if (renamed) this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.head = Math.max(0, this.head - 3);
    this.rows = new Map([...this.rows].filter(([, row]) => row.version <= this.head));
  }

  sync(after: number): SyncReply<Note> {
    if (after < 0 || after > this.head || this.head - after > RETAIN) {
      const { rows, floor } = this.page(Infinity, WINDOW);
      return { reset: true, epoch: this.epoch, asOf: this.head, rows, floor };
    }
    const changed = [...this.rows.values()].filter((row) => row.version > after).sort((a, b) => a.version - b.version);
    const rows = changed.slice(0, PULL);
    const more = changed.length > PULL;
    return { reset: false, after, upTo: more ? (rows.at(-1)?.version ?? after) : this.head, rows, more };
  }

  page(before: number, limit = PAGE): PageReply<Note> {
    const older = this.#live().filter((row) => row.seq < before);
    const rows = older.slice(-limit);
    return { asOf: this.head, before, rows, floor: older.length > limit ? (rows[0]?.seq ?? 0) : 0 };
  }

  pageAfter(after: number, limit = PAGE): PageReply<Note> {
    const newer = this.#live().filter((row) => row.seq > after);
    const rows = newer.slice(0, limit);
    return { asOf: this.head, before: newer.length > limit ? (rows.at(-1)?.seq ?? 0) + 1 : this.head + 1, rows, floor: after + 1 };
  }

  pageAround(place: number): PageReply<Note> {
    const older = this.page(place, 1);
    const newer = this.pageAfter(place - 1, 1);
    return { ...newer, rows: [...older.rows, ...newer.rows], floor: older.floor, place };
  }

  #live(): Note[] {
    return [...this.rows.values()].filter((row) => !row.deleted).sort((a, b) => a.seq - b.seq);
  }

  #commit(row: Note): ServerOp<Note> {
    this.head = row.version;
    this.rows.set(row.id, row);
    return { seq: row.version, row };
  }
}
