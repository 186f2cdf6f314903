// What one profile (or, in memory mode, one tab) keeps: the three rules of the cache, its bound, and the outbox.
// Every method is one transaction; between two of them a tab may die. Pure.

import type { ModelOp, ModelPage, ModelRow, ModelSync, ModelWish } from './words.js';

/** A cramped cache never holds more rows than `MOST`; when it would, only the newest `KEPT` stay. */
export const MOST = 10;
const KEPT = 5;

export class ModelStore {
  /** Rows it has room for. */
  most = MOST;
  /** The history the numbers belong to; 0 is none. */
  epoch = 0;
  cursor = -1;
  base0 = -1;
  floor = Infinity;
  rows = new Map<string, ModelRow>();
  outbox: ModelWish[] = [];

  /** Rule 1: a row is written if it is newer, and its source is not older than the last reset. */
  putRow(row: ModelRow, asOf: number): void {
    if (asOf < this.base0) return;
    const held = this.rows.get(row.id);
    if (!held || held.version < row.version) this.rows.set(row.id, row);
  }

  /** Rule 2: only the very next number raises the cursor. One out of turn is not kept: it only says that there is more to ask for. */
  applyOp(op: ModelOp, epoch: number): void {
    if (epoch !== this.epoch || op.seq > this.cursor + 1) return;
    if (op.seq === this.cursor + 1) {
      this.putRow(op.row, op.seq);
      this.cursor = op.seq;
      this.bound();
    }
    this.settle(op.row.mutationId);
  }

  applySync(reply: ModelSync, epoch: number): void {
    if (reply.reset) return this.applyReset(reply);
    if (epoch !== this.epoch || !this.continues(reply)) return;
    for (const row of reply.rows) {
      this.putRow(row, reply.upTo);
      this.settle(row.mutationId);
    }
    this.cursor = Math.max(this.cursor, reply.upTo);
    this.bound();
  }

  /** Whether a catch-up begins where we know everything. */
  continues(reply: { after: number }): boolean {
    return reply.after <= this.cursor;
  }

  /** Rule 3: what a reset does not contain is dropped, unless it is older than what we hold. */
  applyReset(reply: ModelSync & { reset: true }): void {
    if (reply.epoch === this.epoch && (reply.asOf <= this.cursor || reply.asOf < this.base0)) return;
    for (const [id, row] of this.rows) if (this.#isDropped(row, reply)) this.rows.delete(id);
    this.epoch = reply.epoch;
    this.cursor = reply.asOf;
    this.base0 = reply.asOf;
    this.floor = reply.floor;
    for (const row of reply.rows) this.putRow(row, reply.asOf);
    this.bound();
  }

  /** Rule 3: a page lowers the floor only if it touches it. */
  applyPage(page: ModelPage, epoch: number): void {
    if (epoch !== this.epoch || page.asOf < this.base0 || !this.touches(page)) return;
    for (const row of page.rows) this.putRow(row, page.asOf);
    this.floor = Math.min(this.floor, page.floor);
    this.bound();
  }

  touches(page: ModelPage): boolean {
    return page.before >= this.floor;
  }

  /** The row that came with an answer moves no cursor: what came before it may be missing. */
  applyAnswer(row: ModelRow, epoch: number): void {
    if (this.epoch !== 0 && epoch !== this.epoch) return;
    this.putRow(row, row.version);
    this.bound();
  }

  /** Removes a wish the server granted. */
  settle(mutationId: string): void {
    this.outbox = this.outbox.filter((wish) => wish.mutationId !== mutationId);
  }

  /** Keeps a wish the server refused, for the user to decide. */
  refuse(mutationId: string): void {
    for (const wish of this.outbox) if (wish.mutationId === mutationId) wish.state = 'failed';
  }

  /** Holds the newest rows only: a local reset. What was seen of the dropped ones, tombstones too, is forgotten, but for what is ahead. */
  trim(keep: number): void {
    if (this.rows.size <= keep) return;
    const rows = [...this.rows.values()].sort((a, b) => a.seq - b.seq);
    for (const row of rows.slice(0, rows.length - keep)) if (!this.isAhead(row)) this.rows.delete(row.id);
    this.forgotBelow(rows.at(-keep)?.seq ?? 0);
  }

  /** An answer from before it counts as long as it is no older than the cursor, and would bring back what this row has replaced. */
  isAhead({ version }: ModelRow): boolean {
    return this.cursor >= 0 && version > this.cursor;
  }

  forgotBelow(seq: number): void {
    this.floor = Math.max(this.floor, seq);
    this.base0 = this.cursor;
  }

  /** The cache was evicted, or deleted by another tab. The outbox is another database. */
  lose(): void {
    this.epoch = 0;
    this.cursor = -1;
    this.base0 = -1;
    this.floor = Infinity;
    this.rows = new Map();
  }

  bound(): void {
    if (this.rows.size > this.most) this.trim(KEPT);
  }

  /** Rows of another history go, and so do those nobody knows the history of: an answer that came while nothing was held. */
  #isDropped(row: ModelRow, { epoch, asOf }: { epoch: number; asOf: number }): boolean {
    return epoch !== this.epoch || row.version <= asOf;
  }
}

/** Without a database: the same rules, but a wish is accepted by the server's answer, and a refused one goes back to the user. */
export class MemoryModelStore extends ModelStore {
  readonly accepted: (wish: ModelWish) => void;

  constructor(accepted: (wish: ModelWish) => void) {
    super();
    this.accepted = accepted;
  }

  override settle(mutationId: string): void {
    for (const wish of this.outbox) if (wish.mutationId === mutationId) this.accepted(wish);
    super.settle(mutationId);
  }

  override refuse(mutationId: string): void {
    this.outbox = this.outbox.filter((wish) => wish.mutationId !== mutationId);
  }
}
