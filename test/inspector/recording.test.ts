// The pure parts of the inspector: recordings, ops in words, the bar.

import fc from 'fast-check';
import { expect } from 'vitest';
import { linesOf } from '../../src/inspector/op-lines.js';
import { fromLines, toLines } from '../../src/inspector/recording.js';
import type { Step } from '../../src/inspector/steps.js';
import { keyOps } from '../../src/live-stream/key-ops.js';
import { parseOps } from '../../src/live-stream/parse-ops.js';
import { plan } from '../../src/live-stream/plan.js';
import { RowList } from '../../src/live-stream/row-list.js';
import { segmentsOf, wordsOf } from '../../src/inspector/window-bar.js';
import { gapItem } from '../../src/sync/gap.js';
import { batch } from '../../src/testing/ops.js';

const step = fc.record({ ms: fc.nat(), ops: batch }) as fc.Arbitrary<Step>;

describe('a recording', () => {
  it('comes out of its file as it went in', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        expect(fromLines(toLines(steps, { withWords: true }))).toEqual(
          JSON.parse(JSON.stringify(steps.map(({ ms, ops }) => ({ ms, ops: parseOps(ops).ops })))),
        );
      }),
    );
  });

  it('without words has the ops, ids and numbers, and nothing anybody wrote', () => {
    const steps: Step[] = [
      {
        ms: 12,
        ops: [
          {
            op: 'insert',
            item: { id: 'a b', row: { id: 'a b', content: 'Meet at 9, ok? 🙂', seq: 4, sender: { id: 'ana', name: 'Ana' } } },
            at: 0,
          },
          { op: 'delete', domId: 'list-2' },
        ],
      },
    ];
    expect(toLines(steps)).toBe(
      '{"ms":12,"ops":[{"op":"insert","item":{"id":"masked-1","row":{"id":"masked-1","content":"···· ·· ·· ··· ·","seq":4,"sender":{"id":"masked-2","name":"···"}}},"at":0},{"op":"delete","domId":"masked-3"}]}\n',
    );
  });

  /** One item, as a file without words has it. */
  const maskedItem = (item: object): unknown =>
    (JSON.parse(toLines([{ ms: 0, ops: [{ op: 'insert', item }] }])) as { ops: { item: unknown }[] }).ops[0]!.item;

  it('without words has none under a name that the kit uses, nor as the name of a member', () => {
    expect(
      maskedItem({
        id: 'ana@example.org',
        state: 'I feel awful today',
        kind: 'private note',
        op: 'none',
        domId: 'of Ana',
        insertedAt: 'yesterday',
        votes: { 'Ben Okafor': 1, Cem: 2, 'ana@example.org': 3 },
      }),
    ).toEqual({
      id: 'masked-1',
      state: '· ···· ····· ·····',
      kind: '······· ····',
      op: '····',
      domId: 'masked-2',
      insertedAt: '·········',
      votes: { 'masked-3': 1, 'masked-4': 2, 'masked-1': 3 },
    });
    expect(maskedItem({ id: ' ', text: ' ' })).toEqual({ id: 'masked-1', text: 'masked-1' });
  });

  it('without words keeps what says nothing of anybody: dates, numbers, gaps, and how it stands with a row of a chat', () => {
    const row = { id: '17', insertedAt: '2026-03-02T14:01:00.000Z', day: '2026-03-02', likes: 2, isRead: true, of: null };
    expect(maskedItem({ id: '17', row, state: 'failed' })).toEqual({ id: '17', row, state: 'failed' });
    expect(maskedItem({ id: '17', row, state: 'in tears' })).toEqual({ id: '17', row, state: '·· ·····' });
    expect(maskedItem({ id: '17', state: 'failed', pin: '1234' })).toEqual({ id: '17', state: '······', pin: '····' });
    const gap = gapItem({ low: 3, below: 90 });
    expect(maskedItem(gap)).toEqual(gap);
  });

  it('without words plays to rows of the same length, in the same order', () => {
    const played = (steps: readonly Step[]): number[] => {
      const list = new RowList<object, never>();
      for (const { ops } of steps) plan(list, keyOps(ops, { prefix: 'list', domId: undefined, limit: undefined }).keyed);
      return Array.from(list, ({ item }) => (item as { text: string }).text.length);
    };
    // A text that is an id is masked as the id, and gets another length. No id ends like this.
    const worded = (item: object): object => ({ ...item, text: `${(item as { text: string }).text}.` });
    // The recorder makes ids of DOM ids that are made of them.
    const withIds = ({ ms, ops }: Step): Step => ({
      ms,
      ops: ops
        .filter((op) => !('domId' in op))
        .map((op) => ('item' in op ? { ...op, item: worded(op.item) } : 'items' in op ? { ...op, items: op.items.map(worded) } : op)),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        const given = steps.map(withIds);
        expect(played(fromLines(toLines(given)))).toEqual(played(fromLines(toLines(given, { withWords: true }))));
      }),
    );
  });

  it('has the DOM id of each item that is in it, where it has any', () => {
    const ops = [{ op: 'stream' as const, items: [{ n: 1 }, { n: 2n }, { n: 3 }], domIds: ['one', 'two', 'three'] }];
    const refused: string[] = [];
    const text = toLines([{ ms: 0, ops }], { refuse: (why) => refused.push(why) });
    expect(text).toBe('{"ms":0,"ops":[{"op":"stream","items":[{"n":1},{"n":3}],"domIds":["masked-1","masked-2"]}]}\n');
    expect(refused).toHaveLength(1);
    expect(toLines(fromLines(text), { withWords: true })).toBe(text);
    for (const domIds of ['["a"]', '["a",""]', '["a",1]', '"ab"', 'null'])
      expect(() => fromLines(`{"ms":0,"ops":[{"op":"stream","items":[{},{}],"domIds":${domIds}}]}`)).toThrow(
        'line 1 of the recording: stream: domIds must be a string for each item',
      );
  });

  it('leaves out, by name, what JSON would write as something else', () => {
    class Hidden {
      readonly #id = 7;
      get id(): number {
        return this.#id;
      }
    }
    const nested = (levels: number): object => {
      let item: object = { id: 1 };
      for (let level = 0; level < levels; level += 1) item = { id: 1, next: item };
      return item;
    };
    const plain = { id: 1, at: new Date(0), none: undefined, deep: [{ a: [null, true, 'x'] }] };
    for (const [item, why] of [
      [{ id: 1, votes: new Map() }, 'insert 1 (votes is a Map)'],
      [{ id: 1, deep: [{ read: new Set() }] }, 'insert 1 (read is a Set)'],
      [{ id: 1, like: () => undefined }, 'insert 1 (like is a function)'],
      [{ id: 1, size: NaN }, 'insert 1 (size is NaN)'],
      [new Hidden(), 'insert 7 (id is not written)'],
      [
        {
          get id(): never {
            throw new Error('secret');
          },
        },
        'insert undefined (secret)',
      ],
      [nested(501), 'insert 1 (it is nested deeper than 500)'],
      [nested(500), undefined],
      [plain, undefined],
    ] as const) {
      const refused: string[] = [];
      for (const withWords of [false, true]) {
        refused.length = 0;
        const text = toLines([{ ms: 0, ops: [{ op: 'insert', item }] }], { withWords, refuse: (one) => refused.push(one) });
        expect(refused).toEqual(why ? [why] : []);
        expect(text.includes('"item"')).toBe(!why);
      }
    }
  });

  it('that is none is refused with the line', () => {
    expect(() => fromLines('{"ms":1,"ops":[]}\n\nnonsense')).toThrow('line 3 of the recording is not JSON: nonsense');
    expect(() => fromLines('{"ms":1}')).toThrow('line 1 of the recording is no step { ms, ops }');
    expect(() => fromLines('null')).toThrow('line 1 of the recording is no step');
    expect(() => fromLines('\n')).toThrow('the recording has no steps');
    expect(() => fromLines('{"ms":1,"ops":[{"op":"jump"}]}')).toThrow('line 1 of the recording: op must be insert, stream, reset');
  });
});

describe('ops in words', () => {
  it('say which rows, where, and how many stay', () => {
    expect(
      linesOf([
        { op: 'insert', item: { id: 3 }, at: 0, limit: -10 },
        { op: 'insert', item: { id: 'x' }, updateOnly: true },
        { op: 'stream', items: [{ id: 1 }] },
        { op: 'reset', items: [] },
        { op: 'delete', id: 7 },
        { op: 'delete', domId: 'list-8' },
      ]).map(({ what, detail }) => `${what} ${detail}`),
    ).toEqual(['insert 3, at 0, limit -10', 'insert x, update only', 'stream 1 item', 'reset 0 items', 'delete 7', 'delete #list-8']);
  });

  it('are counted when they are many', () => {
    const many = Array.from({ length: 30 }, (_, id) => ({ op: 'delete' as const, id }));
    expect(linesOf(many)).toHaveLength(21);
    expect(linesOf(many).at(-1)?.detail).toBe('and 10 more');
  });
});

describe('the bar of a window', () => {
  it('joins rows, and keeps what lies between apart', () => {
    const gap = { id: `m-${gapItem({ low: 3, below: 90 }).id}`, seq: undefined };
    const rows = [{ id: 'm-a', seq: 1 }, { id: 'm-b', seq: 2 }, gap, { id: 'm-c', seq: 90 }, { id: 'm-new', seq: undefined }];
    expect(segmentsOf(rows).map(wordsOf)).toEqual(['2 rows, 1 to 2', 'gap, 3 to 89', '2 rows, 90 to 90']);
    expect(segmentsOf([])).toEqual([]);
  });
});
