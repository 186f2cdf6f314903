// The server of the model, with limits so small that every rare thing happens often. Pure.

import type { ModelAnswer, ModelOp, ModelPage, ModelRow, ModelSync, ModelWish, Wire } from './words.js';

/** Rows of a fresh start, of a page and of a catch-up; how far behind one may be. */
const FRESH = 3;
const PAGE = 2;
const PULL = 3;
const RETAIN = 7;

/** What somebody who is no tab of the model writes belongs to no outbox. */
export const ELSEWHERE = -1;

interface Commit {
  wish: Pick<ModelWish, 'mutationId' | 'kind' | 'box' | 'n'>;
  row: ModelRow;
}

export class ModelServer {
  epoch = 1;
  head = 0;
  rows = new Map<string, ModelRow>();
  /** Every change in order. */
  commits: Commit[] = [];
  /** How often each mutation was applied. */
  readonly applied = new Map<string, number>();
  /** Mutations a restored backup does not know: no client can be blamed for them. */
  readonly forgotten = new Set<string>();
  readonly subscribers = new Set<Wire>();
  readonly #answers = new Map<string, ModelAnswer>();
  /** Deletes granted because there was nothing to delete, and after how many commits that was so. */
  readonly #idle: { mutationId: string; after: number }[] = [];

  put(wish: ModelWish): ModelAnswer {
    const answered = this.answered(wish.mutationId);
    if (answered) return answered;
    if (wish.kind === 'create') {
      if (wish.body === 'bad') return { verdict: 'refused' };
      const row = this.created(wish.id);
      return row ? { verdict: 'granted', row } : this.commit(wish);
    }
    const row = this.rows.get(wish.id);
    if (row && !row.deleted) return this.commit(wish);
    if (wish.kind === 'edit') return this.editOfNothing(wish);
    // A row nobody made was made in a history that is no more.
    if (row) this.#idle.push({ mutationId: wish.mutationId, after: this.commits.length });
    else this.forgotten.add(wish.mutationId);
    return { verdict: 'granted', row };
  }

  /** The answer to a mutation that was heard before. */
  answered(mutationId: string): ModelAnswer | undefined {
    return this.#answers.get(mutationId);
  }

  /** The row a create would make, if it is made already. */
  created(id: string): ModelRow | undefined {
    return this.rows.get(id);
  }

  editOfNothing(_wish: ModelWish): ModelAnswer {
    return { verdict: 'refused' };
  }

  commit(wish: Pick<ModelWish, 'mutationId' | 'kind' | 'id' | 'body' | 'box' | 'n'>): ModelAnswer {
    const version = this.head + 1;
    const deleted = wish.kind === 'delete';
    const seq = this.rows.get(wish.id)?.seq ?? version;
    const row: ModelRow = { id: wish.id, seq, version, deleted, body: deleted ? '' : wish.body, mutationId: wish.mutationId };
    const answer = this.#apply({ wish, row });
    this.broadcast({ seq: version, row });
    return answer;
  }

  keep(row: ModelRow): void {
    this.rows.set(row.id, row);
  }

  broadcast(op: ModelOp): void {
    for (const wire of this.subscribers) {
      if (wire.alive) wire.down.push({ say: 'op', op });
      else this.subscribers.delete(wire);
    }
  }

  /** The end of all faults: nothing is held back any more. */
  release(): void {}

  /** What the join callback reads, before the server broadcasts to the wire. Nothing: catching up comes after. */
  joinSnapshot(_after: number): ModelSync | undefined {
    return undefined;
  }

  sync(after: number): ModelSync {
    if (after < 0 || after > this.head || this.head - after > RETAIN) return this.#fresh();
    const changed = this.changedSince(after);
    const rows = changed.slice(0, PULL);
    const more = changed.length > PULL;
    return { reset: false, after, upTo: more ? (rows.at(-1)?.version ?? after) : this.head, rows, more };
  }

  changedSince(after: number): ModelRow[] {
    return [...this.rows.values()].filter((row) => row.version > after).sort((a, b) => a.version - b.version);
  }

  page(before: number): ModelPage {
    const older = this.live().filter((row) => row.seq < before);
    const rows = older.slice(-PAGE);
    return { asOf: this.head, before, rows, floor: older.length > PAGE ? (rows[0]?.seq ?? 0) : 0 };
  }

  live(): ModelRow[] {
    return [...this.rows.values()].filter((row) => !row.deleted).sort((a, b) => a.seq - b.seq);
  }

  /** Goes back to the first `kept` commits, as a restored backup does: numbers repeat, meaning something else. */
  restore(kept: number): void {
    const lost = this.commits.slice(kept);
    const known = this.commits.slice(0, kept);
    for (const { wish } of lost) this.forgotten.add(wish.mutationId);
    for (const { mutationId, after } of this.#idle) if (after > kept) this.forgotten.add(mutationId);
    this.epoch += 1;
    this.head = 0;
    this.rows = new Map();
    this.commits = [];
    this.applied.clear();
    this.#answers.clear();
    this.subscribers.clear();
    for (const commit of known) this.#apply(commit);
  }

  #apply(commit: Commit): ModelAnswer {
    const { wish, row } = commit;
    const answer: ModelAnswer = { verdict: 'granted', row };
    this.head = row.version;
    this.keep(row);
    this.commits.push(commit);
    this.applied.set(wish.mutationId, (this.applied.get(wish.mutationId) ?? 0) + 1);
    this.#answers.set(wish.mutationId, answer);
    return answer;
  }

  #fresh(): ModelSync {
    const live = this.live();
    const rows = live.slice(-FRESH);
    return { reset: true, epoch: this.epoch, asOf: this.head, rows, floor: live.length > FRESH ? (rows[0]?.seq ?? 0) : 0 };
  }
}
