// What ops mean, against an independent model, and what a plan must say so that a display can follow it.

import fc from 'fast-check';
import { keyOps } from '../../src/live-stream/key-ops.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { plan } from '../../src/live-stream/plan.js';
import { RowList } from '../../src/live-stream/row-list.js';
import { modelRun, type Item } from './list-model.js';
import { item } from '../../src/testing/ops.js';
import { Display, RULES } from './rule-properties.js';

const RUNS = import.meta.env.MODE === 'long' ? 100_000 : 5_000;

describe('any ops in any batches', () => {
  it.for(RULES)(`%s`, { timeout: 30 * 60_000 }, ([, property]) => {
    fc.assert(property, { numRuns: RUNS });
  });
});

describe('a plan', () => {
  it('keeps the view of a row deleted and inserted again in one batch: a move', () => {
    const display = new Display();
    display.apply([{ op: 'reset', items: [1, 2, 3].map((id) => ({ id, text: `${id}` })) }]);
    const second = display.children[1];
    const { told } = display.apply([
      { op: 'delete', id: 2 },
      { op: 'insert', item: { id: 2, text: 'moved' }, at: 0 },
    ]);
    expect(display.children[0]).toBe(second);
    expect(told).toEqual({ inserted: [], updated: ['list-2'], moved: ['list-2'], removed: [], pruned: [] });
  });

  it('makes nothing of a row that comes and goes within a batch', () => {
    const display = new Display();
    const burst = Array.from({ length: 10_000 }, (_, id): StreamOp<Item> => ({ op: 'insert', item: { id, text: '' }, limit: -100 }));
    const { changes, told } = display.apply(burst);
    expect(changes.dirty.size).toBe(100);
    expect(told.pruned).toEqual([]);
    expect(display.shown[0]?.id).toBe(9900);
  });

  it('asks each item for its id once, and so never fails by an item that answers only once', () => {
    let asked = 0;
    const once = (id: number): Item => ({
      get id(): number {
        if (asked++ >= 300) throw new Error('asked again');
        return id;
      },
      text: '',
    });
    const burst = Array.from({ length: 300 }, (_, i) => once(i + 1));
    const { keyed, refused } = keyOps<Item>([{ op: 'stream', items: burst, limit: -2 }], {
      prefix: 'list',
      domId: undefined,
      limit: undefined,
    });
    const list = new RowList<Item, object>();
    plan(list, keyed);
    expect([refused, ...Array.from(list, ({ key }) => key)]).toEqual([[], 'list-299', 'list-300']);
  });

  it.each([
    [-3, -2, -1],
    [0.5, 1.5, 2.5],
    [8, 9, 10],
    ['a', 'b', 'aa'],
  ])('cuts a burst short only where no row is updated by it: ids %s %s %s', (...ids: (string | number)[]) => {
    for (const known of ids) {
      const list = new RowList<{ id: string | number }, object>();
      const rule = { prefix: 'list', domId: undefined, limit: undefined };
      for (const ops of [
        [{ op: 'insert' as const, item: { id: known } }],
        [{ op: 'stream' as const, items: ids.map((id) => ({ id })), limit: -2 }],
      ])
        plan(list, keyOps(ops, rule).keyed);
      const model: (string | number)[] = [known];
      for (const id of ids) if (!model.includes(id) && model.push(id) > 2) model.shift();
      expect(Array.from(list, ({ item: { id } }) => id)).toEqual(model);
    }
  });

  it('moves one row when a reset brings the same rows with the first one last', () => {
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
      { prefix: 'list', domId: undefined, limit: undefined },
    );
    expect(ops).toEqual([]);
    expect(refused.map((error) => error.message)).toEqual(['item id must be a non-empty string or a finite number, got NaN']);
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
