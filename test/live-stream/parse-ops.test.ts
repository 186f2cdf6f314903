// The door: anything may knock, only ops come in, and nothing in the house moves.

import fc from 'fast-check';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { OpError, parseOps } from '../../src/live-stream/parse-ops.js';
import type { Item } from './list-model.js';
import { op } from '../../src/testing/ops.js';

const anything = fc.anything({
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  withObjectString: true,
  withBigInt: true,
  key: fc.oneof(
    fc.string(),
    fc.constantFrom('op', 'item', 'items', 'at', 'limit', 'id', 'domId', 'updateOnly', '__proto__', 'constructor'),
  ),
});

/** A good op with one field replaced by anything. */
const nearlyGood = fc
  .tuple(op, fc.constantFrom('op', 'item', 'items', 'at', 'limit', 'id', 'domId', 'updateOnly'), anything)
  .map(([good, field, value]) => ({ ...good, [field]: value }));

const PROTOTYPES = [Object, Array, Function, String, Number, Map, Set, Promise, RegExp].map((type) => type.prototype as object);
const builtIns = (): string => JSON.stringify(PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String)));

describe('parseOps', () => {
  it('takes every well-formed op as it is', () => {
    fc.assert(
      fc.property(fc.array(op), (ops) => {
        const parsed = parseOps<Item>(ops);
        expect(parsed.refused).toEqual([]);
        expect(parsed.ops).toEqual(
          ops.map(({ ...given }: StreamOp<Item> & { updateOnly?: boolean | undefined }) => {
            if (given.updateOnly === false) delete given.updateOnly;
            return given;
          }),
        );
      }),
    );
  });

  it('never throws, whatever it is given, and changes no built-in', () => {
    const before = builtIns();
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(anything, nearlyGood, fc.array(fc.oneof(anything, nearlyGood))), (value) => {
        const parsed = parseOps(value);
        refused += parsed.refused.length;
        expect(parsed.refused.every((error) => error instanceof OpError)).toBe(true);
        expect(parsed.ops.length + parsed.refused.length).toBe(Array.isArray(value) ? value.length : 1);
      }),
      { numRuns: 20_000 },
    );
    expect(refused).toBeGreaterThan(10_000);
    expect(builtIns()).toBe(before);
  });

  it.each([
    [{ op: 'insert', item: { id: 1 }, at: -2 }, 'at must be -1, 0 or a positive integer, got -2'],
    [{ op: 'insert', item: { id: 1 }, at: null }, 'at must be -1, 0 or a positive integer, got null'],
    [{ op: 'insert', item: { id: 1 }, at: 1.5 }, 'at must be -1, 0 or a positive integer, got 1.5'],
    [{ op: 'insert', item: { id: 1 }, at: Number.NaN }, 'at must be -1, 0 or a positive integer, got NaN'],
    [{ op: 'insert', item: { id: 1 }, at: '0' }, 'at must be -1, 0 or a positive integer, got "0"'],
    [{ op: 'insert', item: { id: 1 }, limit: 0 }, 'limit must be an integer other than 0, got 0'],
    [{ op: 'insert', item: { id: 1 }, limit: Number.POSITIVE_INFINITY }, 'limit must be an integer other than 0, got Infinity'],
    [{ op: 'insert', item: 7 }, 'item must be an object, got 7'],
    [{ op: 'insert', item: { id: 1 }, updateOnly: 'yes' }, 'updateOnly must be true or false, got "yes"'],
    [{ op: 'stream', items: 'abc' }, 'stream: items must be an array, got "abc"'],
    [{ op: 'delete' }, 'delete: id must be a non-empty string or a finite number, got undefined'],
    [{ op: 'delete', id: '' }, 'delete: id must be a non-empty string or a finite number, got ""'],
    [{ op: 'delete', id: Number.NaN }, 'delete: id must be a non-empty string or a finite number, got NaN'],
    [{ op: 'delete', domId: '' }, 'delete: domId must be a non-empty string, got ""'],
    [{ op: 'append' }, 'op must be insert, stream, reset or delete, got "append"'],
    [null, 'op must be an object, got null'],
  ])('refuses %o and says why', (value, message) => {
    const { ops, refused } = parseOps(value);
    expect(ops).toEqual([]);
    expect(refused.map((error) => [error.message, error.value])).toEqual([[message, value]]);
  });

  it('refuses an op whose getter throws, and keeps its neighbours', () => {
    const hostile = {
      op: 'delete',
      get id(): never {
        throw new Error('boo');
      },
    };
    const { ops, refused } = parseOps([{ op: 'delete', id: 1 }, hostile, { op: 'delete', id: 2 }]);
    expect(ops).toEqual([
      { op: 'delete', id: 1 },
      { op: 'delete', id: 2 },
    ]);
    expect(refused[0]?.message).toBe('op could not be read: boo');
  });
});
