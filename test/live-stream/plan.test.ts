// What ops mean, against an independent model, and what a plan must say so that a display can follow it.

import fc from 'fast-check';
import { keyOps } from '../../src/live-stream/key-ops.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { modelRun, type Item } from './list-model.js';
import { item } from './op-arbitrary.js';
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
    expect(refused.map((error) => error.message)).toEqual(['item id must be a string or a number, got NaN']);
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
