// The ops between any two showings, against a plain list that obeys them one by one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { diff, kept, same } from '../../src/sync/diff.js';
import { overlay, type Shown } from '../../src/sync/overlay.js';
import { modelRun } from '../live-stream/list-model.js';
import { entriesArbitrary, rowsArbitrary, type Note } from './shown-arbitrary.js';

type Ops = StreamOp<Shown<Note>>[];

function sent(id: string, version = 1): Shown<Note> {
  return { id, state: 'sent', row: { id, seq: 1, version, deleted: false, text: `${id}${version}` } };
}

/** Two lists over the same few ids, in any order and any version. */
const anyList = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 2 })), { selector: ([id]) => id, maxLength: 50 })
  .map((rows) => rows.map(([id, version]) => sent(`r${id}`, version)));
const twoLists = fc.oneof(
  fc.tuple(anyList, anyList),
  anyList.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list))),
);

function leadsThere(ops: (shown: Shown<Note>[], next: Shown<Note>[]) => Ops): void {
  fc.assert(
    fc.property(twoLists, ([shown, next]) => {
      expect(modelRun(shown, ops(shown, next))).toEqual(next);
    }),
    { numRuns: 2_000 },
  );
}

describe('diff', () => {
  it('leads from any list to any other', () => {
    leadsThere(diff);
  });

  it('leads from any showing of rows and wishes to any other', () => {
    fc.assert(
      fc.property(rowsArbitrary, entriesArbitrary, rowsArbitrary, entriesArbitrary, (rows, entries, otherRows, otherEntries) => {
        const shown = overlay(rows, entries);
        const next = overlay(otherRows, otherEntries);
        const arrived = modelRun(shown, diff(shown, next));
        expect(arrived.map(({ id }) => id)).toEqual(next.map(({ id }) => id));
        arrived.forEach((item, index) => {
          const wanted = next[index];
          expect(wanted && same(item, wanted)).toBe(true);
        });
      }),
    );
  });

  it('says nothing when nothing changed', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        expect(diff(list, structuredClone(list))).toEqual([]);
      }),
    );
  });

  it('never touches the element of a row that stays between its neighbours', () => {
    fc.assert(
      fc.property(anyList, fc.infiniteStream(fc.boolean()), (list, keep) => {
        const next = list.filter(() => keep.next().value);
        const ops = diff(list, next);
        const kept = new Set(next.map(({ id }) => id));
        if (ops[0]?.op === 'reset') expect(next.length * 2).toBeLessThan(list.length);
        else expect(ops.every((op) => op.op === 'delete' && 'id' in op && !kept.has(String(op.id)))).toBe(true);
      }),
    );
  });

  it('keeps the row of a message when the server has placed it', () => {
    const waiting = overlay<Note>(
      [sent('a').row],
      [
        {
          v: 1,
          n: 1,
          user: 'u',
          topic: 't',
          mutationId: 'm',
          kind: 'create',
          id: 'b',
          body: { text: 'b' },
          state: 'queued',
          tries: 1,
          at: 0,
        },
      ],
    );
    const settled = [sent('a'), sent('b', 2)];
    expect(diff(waiting, settled)).toEqual([{ op: 'insert', item: settled[1], updateOnly: true }]);
  });

  it('moves a row by deleting and inserting it in one batch', () => {
    const [a, b, c] = [sent('a'), sent('b'), sent('c')];
    expect(diff([a, b, c], [b, c, a])).toEqual([
      { op: 'delete', id: 'a' },
      { op: 'insert', item: a, at: -1 },
    ]);
  });

  it('brings older rows as one op', () => {
    const [a, b, c] = [sent('a'), sent('b'), sent('c')];
    expect(diff([c], [a, b, c])).toEqual([{ op: 'stream', items: [b, a], at: 0 }]);
  });

  it('starts afresh when most of what was shown goes', () => {
    const old = Array.from({ length: 30 }, (_, n) => sent(`old${n}`));
    const next = [...old.slice(-3), sent('new')];
    expect(diff(old, next)).toEqual([{ op: 'reset', items: next }]);
  });
});

const BUGS: Record<string, (ops: Ops) => Ops> = {
  'a run inserted in the middle is not turned round': (ops) =>
    ops.map((op) => (op.op === 'stream' && op.at !== -1 ? { ...op, items: op.items.toReversed() } : op)),
  'rows are inserted before others are deleted': (ops) => ops.toSorted((a, b) => Number(a.op === 'delete') - Number(b.op === 'delete')),
  'a row that moved is not deleted first': (ops) => {
    const back = new Set(ops.flatMap((op) => (op.op === 'insert' ? [op.item.id] : [])));
    return ops.filter((op) => !(op.op === 'delete' && 'id' in op && back.has(String(op.id))));
  },
  'what changed in its place is not told': (ops) => ops.filter((op) => !(op.op === 'insert' && op.updateOnly)),
  'an insert counts from the end': (ops) => ops.map((op) => (op.op === 'insert' ? { ...op, at: -1 } : op)),
};

describe('what is kept of what was shown', () => {
  it('looks as what is to be shown, and each row that was in it unchanged is the same object', () => {
    fc.assert(
      fc.property(twoLists, ([shown, next]) => {
        const byId = new Map(shown.map((item) => [item.id, item]));
        const items = kept(next, byId);
        expect(items).toEqual(next);
        for (const [at, item] of items.entries()) {
          const was = byId.get(item.id);
          expect(item === was).toBe(was?.row.version === next[at]?.row.version);
        }
        expect(modelRun(shown, diff(shown, items))).toEqual(next);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is no row about which something is wished', () => {
    fc.assert(
      fc.property(rowsArbitrary, entriesArbitrary, entriesArbitrary, (rows, before, after) => {
        const byId = new Map(overlay(rows, before).map((item) => [item.id, item]));
        const next = overlay(rows, after);
        expect(kept(next, byId)).toEqual(next);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the lists find it when', () => {
  it.each(Object.entries(BUGS))('%s', (_name, bug) => {
    expect(() => leadsThere((shown, next) => bug(diff(shown, next)))).toThrow('Property failed');
  });
});
