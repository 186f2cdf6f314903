// Generates op sequences that reach every corner: few ids, so that they meet; both signs of `limit`; `at` within and beyond;
// resets that overlap; unknown deletes; and ids no selector would survive.

import fc from 'fast-check';
import type { StreamOp } from '../../src/live-stream/ops.js';
import type { Item } from './list-model.js';

const ODD_IDS = [
  'a b',
  'quote"s',
  "it's",
  '<b>',
  '__proto__',
  'constructor',
  '🎈',
  'x'.repeat(128),
  '#id.class',
  'ltr‮rtl',
  '0',
  '-1',
  'body',
];

export const id: fc.Arbitrary<string | number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_IDS) },
);

export const item: fc.Arbitrary<Item> = fc.record({ id, text: fc.string({ maxLength: 4 }) });

const at = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1, 0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 14 }) },
  fc.constant(1_000_000),
);
const limit = fc.integer({ min: 1, max: 9 }).chain((n) => fc.constantFrom(n, -n));
const place = fc.record({ at, limit }, { requiredKeys: [] });
const options = fc.record({ at, limit, updateOnly: fc.boolean() }, { requiredKeys: [] });

export const op: fc.Arbitrary<StreamOp<Item>> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(item, options).map(([given, rest]) => ({ op: 'insert' as const, item: given, ...rest })) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.array(item, { maxLength: 8 }), options).map(([items, rest]) => ({ op: 'stream' as const, items, ...rest })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.array(item, { maxLength: 10 }), place).map(([items, rest]) => ({ op: 'reset' as const, items, ...rest })),
  },
  { weight: 3, arbitrary: id.map((given) => ({ op: 'delete' as const, id: given })) },
  { weight: 1, arbitrary: id.map((given) => ({ op: 'delete' as const, domId: `list-${given}` })) },
);

/** Batches of ops: each inner array arrives together. */
export const batches: fc.Arbitrary<StreamOp<Item>[][]> = fc.array(fc.array(op, { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 12,
});
