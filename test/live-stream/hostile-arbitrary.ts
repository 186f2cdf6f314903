// Generates what no stream should ever be given, among ops as they should be: a good op with one field broken, things that are no
// ops, objects that throw when they are looked at. Each knows what it means to a stream: the op it is, or nothing.

import fc from 'fast-check';
import type { StreamOp } from '../../src/live-stream/ops.js';
import type { Item } from './list-model.js';
import { op as goodOp } from '../../src/testing/ops.js';

/** What is given, and the op it means; none if it must be refused. */
export class Hostile {
  readonly value: unknown;
  readonly op: StreamOp<Item> | undefined;

  constructor(value: unknown, op?: StreamOp<Item>) {
    this.value = value;
    this.op = op;
  }

  /** For reports: looking at the value itself may throw. */
  [fc.toStringMethod](): string {
    try {
      return JSON.stringify(this.value) ?? String(this.value);
    } catch {
      return 'a value that throws';
    }
  }
}

type Fields = Record<string, unknown>;
type Wrong = readonly unknown[];
type Broken = Record<string, Wrong>;

const OP_FIELDS = new Set(['op', 'item', 'items', 'at', 'limit', 'updateOnly', 'id', 'domId']);

const NO_IDS: Wrong = [null, '', true, {}, [], [1], { toString: 'x' }, Number.NaN, Infinity];
const NO_ITEMS: Wrong = [null, 0, 'id', true, {}, [], ...NO_IDS.map((id) => ({ id, text: '' }))];

/** Values that are wrong for a field, and still are after a trip through JSON. */
const WRONG_IN_JSON: Broken = {
  op: [null, '', 'Insert', 'upsert', '__proto__', 'toString', 0, {}, ['insert']],
  at: [-2, 0.5, 2 ** 53, '0', '', true, null, [], [0], {}, Number.NaN, Infinity],
  limit: [0, -0, 0.5, 2 ** 53, -(2 ** 53), '3', false, null, [], [1], {}, Number.NaN, -Infinity],
  updateOnly: ['true', '', 0, 1, null, [], {}],
  item: NO_ITEMS,
  items: [null, 'ab', 7, true, {}, { length: 1, 0: { id: 1, text: '' } }, new Set([{ id: 1, text: '' }])],
  id: NO_IDS,
  domId: [null, '', 7, true, {}, []],
};

const SYMBOL = Symbol('wrong');

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(field: string): object {
  return Object.defineProperty({}, field, {
    enumerable: true,
    get() {
      throw new RangeError(`${field} must not be read`);
    },
  });
}

/** Throws whatever one does to it, and what it throws cannot be told either. */
const UNTOUCHABLE: object = new Proxy(
  {},
  Object.fromEntries(['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [trap, throwUnspeakable])),
);

function throwUnspeakable(): never {
  // oxlint-disable-next-line no-throw-literal, only-throw-error -- hostile on purpose
  throw Object.create(null);
}

const UNREADABLE = Object.defineProperty([{ id: 1, text: '' }], 1, { get: throwUnspeakable });
const STRANGE_ITEMS = [undefined, SYMBOL, 1n, () => 0, Object.create(null), new Date(0), throwing('id'), revoked(), UNTOUCHABLE];
const STRANGE_IDS = [undefined, SYMBOL, 1n, () => 0, new String('1'), UNTOUCHABLE];

/** Values that only a script can give. */
const WRONG_IN_SCRIPT: Broken = {
  op: [undefined, SYMBOL, 1n, new String('insert'), UNTOUCHABLE],
  at: [SYMBOL, 0n, () => 0, new Number(0), UNTOUCHABLE],
  limit: [SYMBOL, 1n, () => 1, new Number(1), UNTOUCHABLE],
  updateOnly: [SYMBOL, 0n, new Boolean(true), UNTOUCHABLE],
  item: [...STRANGE_ITEMS, ...STRANGE_IDS.map((id) => ({ id, text: '' }))],
  items: [
    undefined,
    SYMBOL,
    1n,
    Object.assign([], { length: 3 }),
    Object.assign([], { length: 2 ** 32 - 1 }),
    UNREADABLE,
    revoked(),
    UNTOUCHABLE,
  ],
  id: STRANGE_IDS,
  domId: [SYMBOL, 1n, new String('list-1'), UNTOUCHABLE],
};

/** The fields an op is read by. */
function fieldsOf(op: StreamOp<Item>): string[] {
  if (op.op === 'delete') return ['op', 'domId' in op ? 'domId' : 'id'];
  if (op.op === 'reset') return ['op', 'items', 'at', 'limit'];
  return ['op', op.op === 'insert' ? 'item' : 'items', 'at', 'limit', 'updateOnly'];
}

function breakField(op: StreamOp<Item>, wrong: Broken, choice: number, place: number): unknown {
  const fields = fieldsOf(op);
  const field = fields[choice % fields.length] ?? 'op';
  const values = wrong[field] ?? [];
  // One wrong item among good ones: nothing of the op may be applied.
  const among = field === 'items' && place % 2 === 0 ? wrong['item'] : undefined;
  if (!among) return { ...op, [field]: values[place % values.length] };
  const items = [...((op as { items?: readonly unknown[] }).items ?? [])];
  items.splice(place % (items.length + 1), 0, among[place % among.length]);
  return { ...op, items };
}

/** Good ops in a form nobody asked for: they mean what they always do. */
const DISGUISES: readonly ((op: StreamOp<Item>) => unknown)[] = [
  (op) => op,
  (op) => Object.freeze({ ...op }),
  (op) => Object.assign(Object.create(null) as Fields, op),
  (op) => Object.create(op) as unknown,
  (op) => new Proxy({ ...op }, {}),
  (op) => ({ ...op, at_: 0, constructor: null, prototype: { polluted: true }, toString: null }),
  (op) => ({ ...(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Fields), ...op }),
];

const broken = (wrong: Broken): fc.Arbitrary<Hostile> =>
  fc.tuple(goodOp, fc.nat(1000), fc.nat(1000)).map(([op, choice, place]) => new Hostile(breakField(op, wrong, choice, place)));

const good: fc.Arbitrary<Hostile> = fc.tuple(goodOp, fc.constantFrom(...DISGUISES)).map(([op, disguise]) => new Hostile(disguise(op), op));

/** A good op with a field that throws when it is read. */
const booby: fc.Arbitrary<Hostile> = fc.tuple(goodOp, fc.nat(5)).map(([op, choice]) => {
  const fields = fieldsOf(op);
  const field = fields[choice % fields.length] ?? 'op';
  const { [field]: _, ...others } = op as unknown as Fields;
  return new Hostile(Object.assign(throwing(field), others));
});

const NO_OPS = [undefined, null, true, 0, '', 'insert', SYMBOL, 1n, () => 0, [], [[]], {}, new Date(0), new Map(), revoked(), UNTOUCHABLE];

/** Anything fast-check can think of that is not by chance an op. */
const anything = fc
  .anything({ withNullPrototype: true, withObjectString: true, withBigInt: true, withMap: true, withDate: true, withTypedArray: true })
  .filter((value) => !/"(insert|stream|reset|delete)"/.test(fc.stringify(value)));

/** Ops that arrive together, as a script can give them. */
export const hostileBatch: fc.Arbitrary<Hostile[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 4, arbitrary: broken(WRONG_IN_JSON) },
    { weight: 3, arbitrary: broken(WRONG_IN_SCRIPT) },
    { weight: 1, arbitrary: fc.constantFrom(...NO_OPS.map((value) => new Hostile(value))) },
    { weight: 1, arbitrary: anything.map((value) => new Hostile(value)) },
    { weight: 1, arbitrary: booby },
  ),
  { minLength: 10, maxLength: 30, size: 'max' },
);

const NO_JSON = ['{', '[', 'undefined', 'NaN', '{"op":"insert"', "{'op':'reset'}", '\u0000', '<stream-op>', '{"op":"reset","items":[]},'];

/** One message as a server or another page may send it: JSON of one op or of an array, or no JSON at all. */
export interface HostileFrame {
  text: string;
  ops: StreamOp<Item>[];
  /** How much of it must be refused. */
  refused: number;
}

const inJson: fc.Arbitrary<Hostile> = fc.oneof(
  { weight: 2, arbitrary: goodOp.map((op) => new Hostile(op, op)) },
  { weight: 3, arbitrary: broken(WRONG_IN_JSON) },
  { weight: 1, arbitrary: fc.constantFrom(null, 0, 'op', true, [], {}).map((value) => new Hostile(value)) },
);

export const hostileFrame: fc.Arbitrary<HostileFrame> = fc.oneof(
  { weight: 6, arbitrary: fc.array(inJson, { minLength: 1, maxLength: 4 }).map(frameOf) },
  { weight: 1, arbitrary: fc.constantFrom(...NO_JSON).map((text) => ({ text, ops: [], refused: 1 })) },
);

function frameOf(batch: readonly Hostile[]): HostileFrame {
  const ops = batch.flatMap(({ op }) => (op ? [op] : []));
  return { text: JSON.stringify(batch.map(({ value }) => value)), ops, refused: batch.length - ops.length };
}

/** Whether an op has nothing in it but what an op has. */
export function isPlain(op: object): boolean {
  return Object.getPrototypeOf(op) === Object.prototype && Reflect.ownKeys(op).every((key) => OP_FIELDS.has(String(key)));
}
