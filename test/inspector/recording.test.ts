// The pure parts of the inspector: recordings, ops in words, the bar.

import fc from 'fast-check';
import { expect } from 'vitest';
import { linesOf } from '../../src/inspector/op-lines.js';
import { fromLines, toLines, type Step } from '../../src/inspector/recording.js';
import { parseOps } from '../../src/live-stream/parse-ops.js';
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
      '{"ms":12,"ops":[{"op":"insert","item":{"id":"a b","row":{"id":"a b","content":"···· ·· ·· ··· ·","seq":4,"sender":{"id":"ana","name":"···"}}},"at":0},{"op":"delete","domId":"list-2"}]}\n',
    );
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
