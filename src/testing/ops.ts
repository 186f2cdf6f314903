// The door of `live-stream-kit/testing/ops`: fast-check arbitraries for ops, to find what an app does not stand. They reach every
// corner: few ids, so that they meet; both signs of `limit`; `at` within and beyond; resets that overlap; unknown deletes; runs longer
// than a block of rows; and ids no selector would survive.

import fc from 'fast-check';
import type { StreamOp } from '../live-stream/ops.js';

/** What the ops carry. */
export interface Item {
  /** Which item it is; few, so that ops meet. */
  id: string | number;
  /** What a row shows. */
  text: string;
}

/** Ids whose rows would bear the DOM ids of elements that are on the page beside a stream called `list`. */
export const TAKEN_IDS = ['taken', '3'];

const ODD_IDS = [
  ...TAKEN_IDS,
  'a b',
  ' ',
  'tab\tand\nbreak',
  'quote"s',
  "it's",
  'back\\slash',
  '<b>',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '🎈',
  '👩‍👩‍👧',
  '\ud83c',
  'x'.repeat(128),
  '#id.class',
  'ltr‮rtl',
  '0',
  '-1',
  '1e3',
  'null',
  'rows',
  'body',
  'list-1',
];

/** An id: few, so that ops meet, and now and then an odd one. */
export const id: fc.Arbitrary<string | number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, -1, 0.5, 1e21, Number.MAX_SAFE_INTEGER) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD_IDS) },
);

/** An item with such an id. */
export const item: fc.Arbitrary<Item> = fc.record({ id, text: fc.string({ maxLength: 4 }) });

/** Items whose ids ascend, as a log's do: some as numbers, some as text of one length or of several; now and then one comes twice. */
const run: fc.Arbitrary<Item[]> = fc
  .record({
    from: fc.nat(12),
    length: fc.oneof({ weight: 6, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 150 }) }),
    name: fc.constantFrom(Number, String, (n: number) => `m${String(n).padStart(4, '0')}`),
    twice: fc.option(fc.nat(9), { freq: 4 }),
    text: fc.string({ maxLength: 2 }),
  })
  .map(({ from, length, name, twice, text }) => {
    const items = Array.from({ length }, (_, i) => ({ id: name(from + i), text: `${i}${text}` }));
    const again = twice === null ? undefined : items[twice];
    return again ? [...items, { ...again, text: 'again' }] : items;
  });

const several = (maxLength: number): fc.Arbitrary<Item[]> =>
  fc.oneof({ weight: 2, arbitrary: fc.array(item, { maxLength }) }, { weight: 1, arbitrary: run });

const at = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1, 0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 14 }) },
  fc.constantFrom(70, 1_000_000, Number.MAX_SAFE_INTEGER),
);

/** A limit of either sign. */
export const limit: fc.Arbitrary<number> = fc
  .oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.constantFrom(65, 100, Number.MAX_SAFE_INTEGER))
  .chain((n) => fc.constantFrom(n, -n));

const place = fc.record({ at, limit }, { requiredKeys: [] });
const options = fc.record({ at, limit, updateOnly: fc.boolean() }, { requiredKeys: [] });

/** One op, valid but unkind. */
export const op: fc.Arbitrary<StreamOp<Item>> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(item, options).map(([given, rest]) => ({ op: 'insert' as const, item: given, ...rest })) },
  { weight: 3, arbitrary: fc.tuple(several(8), options).map(([items, rest]) => ({ op: 'stream' as const, items, ...rest })) },
  { weight: 2, arbitrary: fc.tuple(several(10), place).map(([items, rest]) => ({ op: 'reset' as const, items, ...rest })) },
  { weight: 3, arbitrary: id.map((given) => ({ op: 'delete' as const, id: given })) },
  { weight: 1, arbitrary: id.map((given) => ({ op: 'delete' as const, domId: `list-${given}` })) },
);

const few = fc.integer({ min: 0, max: 4 }).map((n): Item => ({ id: n, text: '' }));

/** Ops that stir the same five rows again and again. */
const stir: fc.Arbitrary<StreamOp<Item>> = fc.oneof(
  fc.tuple(few, fc.constantFrom(0, 1, -1)).map(([given, where]) => ({ op: 'insert' as const, item: given, at: where })),
  fc.uniqueArray(few, { selector: (given) => given.id }).map((items) => ({ op: 'reset' as const, items })),
  few.map((given) => ({ op: 'delete' as const, id: given.id })),
);

const batchOf = (one: fc.Arbitrary<StreamOp<Item>>): fc.Arbitrary<StreamOp<Item>[]> => fc.array(one, { minLength: 1, maxLength: 6 });

/** Ops that arrive together. */
export const batch: fc.Arbitrary<StreamOp<Item>[]> = fc.oneof(
  { weight: 3, arbitrary: batchOf(op) },
  { weight: 1, arbitrary: batchOf(stir) },
);

const batchesOf = (one: fc.Arbitrary<StreamOp<Item>[]>): fc.Arbitrary<StreamOp<Item>[][]> => fc.array(one, { minLength: 1, maxLength: 12 });

/** Batches of ops: each inner array arrives together. */
export const batches: fc.Arbitrary<StreamOp<Item>[][]> = fc.oneof(
  { weight: 3, arbitrary: batchesOf(batch) },
  { weight: 1, arbitrary: batchesOf(batchOf(stir)) },
);
