// The list under the rows: whatever is put in and taken out, it reads like a plain array.

import fc from 'fast-check';
import { makeRow, RowList } from '../../src/live-stream/row-list.js';

type List = RowList<number, never>;

function keysOf(list: List): string[] {
  return Array.from(list, (row) => row.key);
}

describe('a list of rows', () => {
  it('finds every index from either end, whatever was inserted and removed where', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ insert: fc.nat(2000), run: fc.integer({ min: 1, max: 300 }) }) },
      { weight: 1, arbitrary: fc.record({ remove: fc.nat(2000), run: fc.integer({ min: 1, max: 300 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const list: List = new RowList();
        const model: string[] = [];
        let next = 0;
        for (const s of steps) {
          for (let i = 0; i < s.run; i++) {
            if ('insert' in s) {
              const index = Math.min(s.insert, model.length);
              const row = makeRow<number, never>(`k${next}`, next++);
              list.insertBefore(row, list.at(index));
              model.splice(index, 0, row.key);
            } else {
              const row = list.at(s.remove);
              if (!row) break;
              list.remove(row);
              model.splice(s.remove, 1);
            }
          }
          expect(list.size).toBe(model.length);
        }
        expect(keysOf(list)).toEqual(model);
        expect(model.map((_, i) => list.at(i)?.key)).toEqual(model);
        expect(list.first?.key).toBe(model[0]);
        expect(list.last?.key).toBe(model.at(-1));
        expect([list.at(-1), list.at(model.length)]).toEqual([undefined, undefined]);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps keys apart that an object would confuse', () => {
    const list: List = new RowList();
    for (const key of ['__proto__', 'constructor', 'toString', '1', ' 1']) list.insertBefore(makeRow(key, 0), undefined);
    expect(keysOf(list)).toEqual(['__proto__', 'constructor', 'toString', '1', ' 1']);
    expect(list.get('hasOwnProperty')).toBeUndefined();
    expect(list.get('__proto__')?.key).toBe('__proto__');
  });
});
