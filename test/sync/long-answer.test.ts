// A catch-up whose answer comes in parts, over any connection: what is kept of it at once has no hole, and no part is asked for twice.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongAnswer } from '../../src/sync/long-answer.js';
import type { Row, SyncReply } from '../../src/sync/protocol.js';
import type { TopicState } from '../../src/sync/rules.js';

const at = (cursor: number, epoch = 'e'): TopicState => ({ topic: 't', epoch, cursor, base0: 0, floor: 0 });
const row = (seq: number, version = seq, deleted = false): Row => ({ id: `row ${seq}`, seq, version, deleted });

/** Rows as a server has them, told `limit` at a time. */
class Log {
  readonly rows = new Map<number, Row>();
  head = 0;

  /** A new row, or one that is there changed. */
  change(which: number, deleted: boolean): void {
    this.head += 1;
    const seq = this.rows.has(which) ? which : this.head;
    this.rows.set(seq, row(seq, this.head, deleted && seq !== this.head));
  }

  sync(after: number, limit: number): SyncReply<Row> {
    const changed = [...this.rows.values()].filter(({ version }) => version > after).sort((a, b) => a.version - b.version);
    const rows = changed.slice(0, limit);
    const more = changed.length > limit;
    return { reset: false, after, upTo: more ? rows.at(-1)!.version : this.head, rows, more };
  }
}

describe('an answer in parts', () => {
  it('is kept at once, and then no row is missing between two', () => {
    const change = fc.tuple(fc.nat(12), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(10),
        (past, meanwhile, limit, known) => {
          const log = new Log();
          for (const [which, deleted] of past.slice(0, known)) log.change(which, deleted);
          const held = new Map([...log.rows.values()].map((one) => [one.id, one]));
          const cursor = log.head;
          for (const [which, deleted] of past.slice(known)) log.change(which, deleted);
          const answer = new LongAnswer();
          let whole: SyncReply<Row> | undefined;
          for (let part = 0; !whole; part += 1) {
            whole = answer.take('e', log.sync(answer.after('e', at(cursor)), limit));
            for (const [which, deleted] of (!whole && meanwhile[part]) || []) log.change(which, deleted);
          }
          expect(whole).toMatchObject({ reset: false, after: cursor, upTo: log.head, more: false });
          for (const one of whole.rows) if ((held.get(one.id)?.version ?? 0) < one.version) held.set(one.id, one);
          for (const one of log.rows.values()) expect(held.get(one.id)).toEqual(one);
        },
      ),
    );
  });

  it('goes on where it stopped, over connections, as long as it begins where the cache ends', () => {
    const answer = new LongAnswer();
    expect(answer.after('e', at(3))).toBe(3);
    expect(answer.take('e', { reset: false, after: 3, upTo: 5, rows: [row(4), row(5)], more: true })).toBeUndefined();
    expect(answer.after('e', at(3))).toBe(5);
    // Another tab has kept more, and yet less than has come.
    expect(answer.after('e', at(4))).toBe(5);
    expect(answer.take('e', { reset: false, after: 5, upTo: 6, rows: [row(6)], more: false })).toEqual({
      reset: false,
      after: 3,
      upTo: 6,
      rows: [row(4), row(5), row(6)],
      more: false,
    });
    expect(answer.after('e', at(6))).toBe(6);
  });

  it.each([
    ['another tab has kept all of it', at(5), 5],
    ['nothing is certain any more', at(-1), -1],
    ['the cache holds another history', at(4, 'other'), -1],
    ['the cache is gone', undefined, -1],
  ])('is of no use where %s', (_case, state, after) => {
    const answer = new LongAnswer();
    answer.take('e', { reset: false, after: 3, upTo: 5, rows: [row(5)], more: true });
    expect(answer.after('e', state)).toBe(after);
    const rest: SyncReply<Row> = { reset: false, after, upTo: 7, rows: [row(7)], more: false };
    expect(answer.take('e', rest)).toEqual(rest);
  });

  it('is forgotten with its history, and where the server would rather begin anew', () => {
    const answer = new LongAnswer();
    answer.take('e', { reset: false, after: 3, upTo: 5, rows: [row(5)], more: true });
    expect(answer.after('other', at(3))).toBe(-1);
    answer.take('e', { reset: false, after: 3, upTo: 5, rows: [row(5)], more: true });
    const reset: SyncReply<Row> = { reset: true, epoch: 'e', asOf: 2_000, rows: [row(2_000)], floor: 2_000 };
    expect(answer.take('e', reset)).toEqual(reset);
    expect(answer.after('e', at(3))).toBe(3);
  });

  it('is not asked for on and on where a part brings nothing', () => {
    const answer = new LongAnswer();
    const nothing: SyncReply<Row> = { reset: false, after: 3, upTo: 3, rows: [], more: true };
    expect(answer.take('e', nothing)).toEqual(nothing);
  });

  it('is given up where it becomes too long to be kept at once, and asked for as a beginning', () => {
    const answer = new LongAnswer();
    const part = (n: number): SyncReply<Row> => {
      const rows = Array.from({ length: 500 }, (_, at) => row(3 + 500 * n + at + 1));
      return { reset: false, after: 3 + 500 * n, upTo: 503 + 500 * n, rows, more: true };
    };
    let parts = 0;
    for (; answer.after('e', at(3)) === 3 + 500 * parts; parts += 1) expect(answer.take('e', part(parts))).toBeUndefined();
    expect([parts, answer.after('e', at(3))]).toEqual([5, -1]);
    // Also over connections; but another tab may have kept it meanwhile.
    expect(answer.after('e', at(3))).toBe(-1);
    const reset: SyncReply<Row> = { reset: true, epoch: 'e', asOf: 5_000, rows: [row(5_000)], floor: 5_000 };
    expect(answer.take('e', reset)).toEqual(reset);
    for (let n = 0; n < 5; n += 1) answer.take('e', part(n));
    expect(answer.after('e', at(4_000))).toBe(4_000);
  });

  it('is an error where the server does not begin anew though it is asked to', () => {
    const answer = new LongAnswer();
    const rows = (from: number): Row[] => Array.from({ length: 1_500 }, (_, at) => row(from + at));
    expect(answer.take('e', { reset: false, after: -1, upTo: 1_499, rows: rows(0), more: true })).toBeUndefined();
    expect(() => answer.take('e', { reset: false, after: 1_499, upTo: 2_999, rows: rows(1_500), more: true })).toThrow('no reset');
    expect(answer.after('e', undefined)).toBe(-1);
  });
});
