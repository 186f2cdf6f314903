// What ops mean, against an independent model, and what a plan must say so that a display can follow it.

import fc from 'fast-check';
import { keyOps } from '../../src/live-stream/key-ops.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { longestIncreasing, plan, summarize } from '../../src/live-stream/plan.js';
import { RowList, type Row } from '../../src/live-stream/row-list.js';
import { modelRun, type Item } from './list-model.js';
import { batches, item } from './op-arbitrary.js';

type View = { text: string };
const rule = { prefix: 'list', domId: undefined, limit: undefined };

function keyed(ops: readonly StreamOp<Item>[]) {
  return keyOps(ops, rule).keyed;
}

/** Shows a list the way an element would: an array changed only as the plan says. */
class Display {
  readonly list = new RowList<Item, View>();
  children: Row<Item, View>[] = [];

  apply(ops: readonly StreamOp<Item>[]) {
    const changes = plan(this.list, keyed(ops));
    const told = summarize(changes);
    const gone = new Set([...changes.removed.values(), ...changes.pruned.values()]);
    const kept = this.children.filter((row) => !gone.has(row) && !changes.placed.has(row));
    for (const row of changes.dirty) {
      row.view ??= { text: '' };
      row.view.text = row.item.text;
    }
    this.children = [...this.list];
    return { told, kept, changes };
  }

  get shown(): Item[] {
    return this.children.map((row) => ({ id: row.item.id, text: row.view?.text ?? '(not rendered)' }));
  }
}

describe('a plan', () => {
  it('shows what the ops say one by one, however they are batched', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const display = new Display();
        let model: Item[] = [];
        for (const ops of given) {
          display.apply(ops);
          model = modelRun(model, ops);
          expect(display.shown).toEqual(model.map(({ id, text }) => ({ id, text })));
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves alone only rows that stand in order, so that placing the others is enough', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const display = new Display();
        for (const ops of given) {
          const { kept } = display.apply(ops);
          const order = display.children.filter((row) => kept.includes(row));
          expect(order).toEqual(kept);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('accounts for every row: what was shown is kept, moved, removed or pruned, and what is new is inserted', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const display = new Display();
        for (const ops of given) {
          const before = new Set(display.children.map((row) => row.key));
          const { told } = display.apply(ops);
          const after = new Set(display.children.map((row) => row.key));
          const gone = [...told.removed, ...told.pruned].sort();
          expect(gone).toEqual([...before].filter((key) => !after.has(key)).sort());
          expect([...told.inserted].sort()).toEqual([...after].filter((key) => !before.has(key)).sort());
          for (const key of [...told.moved, ...told.updated]) expect(before.has(key) && after.has(key)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the view of a row deleted and inserted again in one batch: a move', () => {
    const display = new Display();
    display.apply([{ op: 'reset', items: [1, 2, 3].map((id) => ({ id, text: `${id}` })) }]);
    const second = display.children[1];
    const { told } = display.apply([
      { op: 'delete', id: 2 },
      { op: 'insert', item: { id: 2, text: 'moved' }, at: 0 },
    ]);
    expect(display.children[0]).toBe(second);
    expect(told).toEqual({ inserted: [], updated: [], moved: ['list-2'], removed: [], pruned: [] });
  });

  it('makes nothing of a row that comes and goes within a batch', () => {
    const display = new Display();
    const burst = Array.from({ length: 10_000 }, (_, id): StreamOp<Item> => ({ op: 'insert', item: { id, text: '' }, limit: -100 }));
    const { changes, told } = display.apply(burst);
    expect(changes.dirty.size).toBe(100);
    expect(told.pruned).toEqual([]);
    expect(display.shown[0]?.id).toBe(9900);
  });

  it('moves as few rows as possible when a reset brings the same rows in another order', () => {
    const display = new Display();
    const items = Array.from({ length: 100 }, (_, id) => ({ id, text: `${id}` }));
    display.apply([{ op: 'reset', items }]);
    const [first, ...rest] = items;
    const { told } = display.apply([{ op: 'reset', items: [...rest, first ?? { id: 0, text: '' }] }]);
    expect(told.moved).toEqual(['list-0']);
  });

  it('refuses an op whole when one of its items has no usable id', () => {
    const { keyed: ops, refused } = keyOps<Item>(
      [
        {
          op: 'stream',
          items: [
            { id: 1, text: '' },
            { id: Number.NaN, text: '' },
          ],
        },
      ],
      rule,
    );
    expect(ops).toEqual([]);
    expect(refused.map((error) => error.message)).toEqual(['item id must be a string or a number, got NaN']);
  });
});

describe('the longest run in order', () => {
  it('is increasing, and no run is longer', () => {
    const quadratic = (values: number[]): number => {
      const best: number[] = values.map(() => 1);
      values.forEach((value, i) => {
        for (let j = 0; j < i; j++) if ((values[j] ?? 0) < value) best[i] = Math.max(best[i] ?? 1, (best[j] ?? 0) + 1);
      });
      return Math.max(0, ...best);
    };
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), (values) => {
        const run = longestIncreasing(values).map((i) => values[i] ?? -1);
        expect(run).toEqual([...run].sort((a, b) => a - b));
        expect(run.length).toBe(quadratic(values));
      }),
    );
  });
});

describe('the model and the plan are not the same code', () => {
  it('agree on single ops, the corner of LiveView where a placed row is its own victim included', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 6 }), item, (items, extra) => {
        const ops: StreamOp<Item>[] = [
          { op: 'reset', items },
          { op: 'insert', item: extra, at: 0, limit: -1 },
        ];
        const display = new Display();
        display.apply(ops);
        expect(display.shown).toEqual(modelRun([], ops).map(({ id, text }) => ({ id, text })));
      }),
    );
  });
});
