// Gives items their keys: the DOM ids by which rows are known. From here on ops name rows by key only. Pure.

import { MarkupItem, type ItemId, type StreamOp } from './ops.js';
import { describe, isItemId, OpError } from './parse-ops.js';
import type { KeyedOp, PlaceOp } from './plan.js';

/** How keys are derived, and what an op means that leaves something out. */
export interface KeyRule<T> {
  /** Prefix of DOM ids; a hyphen follows, so that no id from data can pass for a name of the page. */
  prefix: string;
  /** Replaces the derivation by prefix. */
  domId: ((item: T) => string) | undefined;
  /** The limit of ops that name none. */
  limit: number | undefined;
}

/** Keys ops; one whose items give no key is refused whole. */
export function keyOps<T>(ops: readonly StreamOp<T>[], rule: KeyRule<T>): { keyed: KeyedOp<T>[]; refused: OpError[] } {
  const keyed: KeyedOp<T>[] = [];
  const refused: OpError[] = [];
  for (const op of ops) {
    try {
      keyed.push(keyOp(op, rule));
    } catch (error) {
      refused.push(keyError(op.op, error, op));
    }
  }
  return { keyed, refused };
}

/** Why an item has no key. */
export function keyError(op: string, error: unknown, value: unknown): OpError {
  return error instanceof OpError ? error : new OpError(`${op}: the item's key could not be derived: ${describe(error)}`, value);
}

/**
 * The key of an item: what the rule's `domId` says, else `prefix-id`.
 * @throws {OpError} when the item has no usable id, or `domId` gives no string.
 */
export function keyOf<T>(item: T, rule: KeyRule<T>): string {
  if (item instanceof MarkupItem) {
    if (item.domId !== '') return item.domId;
    throw new OpError('a row in markup must have an id', item);
  }
  if (rule.domId) {
    const key: unknown = rule.domId(item);
    if (typeof key === 'string' && key !== '') return key;
    throw new OpError(`domId must give a string with something in it, gave ${describe(key)}`, item);
  }
  const id: unknown = (item as { id?: unknown }).id;
  if (isItemId(id)) return `${rule.prefix}-${id}`;
  throw new OpError(`item id must be a non-empty string or a finite number, got ${describe(id)}`, item);
}

/** The keys of items by index. All are known to be usable now; those made of prefix and id are put together when asked for. */
function keysOf<T>(items: readonly T[], rule: KeyRule<T>, ids: readonly ItemId[] | undefined): PlaceOp<T>['keyAt'] {
  if (ids) return (index) => `${rule.prefix}-${ids[index]}`;
  const keys = items.map((item) => keyOf(item, rule));
  return (index) => keys[index] ?? '';
}

/** The ids of items, each asked for once; undefined if one has none: markup has a DOM id in its place. */
function idsOf(items: readonly unknown[]): ItemId[] | undefined {
  const ids: ItemId[] = [];
  for (const item of items) {
    const { id } = item as { id: ItemId };
    if (!isItemId(id)) return undefined;
    ids.push(id);
  }
  return ids;
}

function keyOp<T>(op: StreamOp<T>, rule: KeyRule<T>): KeyedOp<T> {
  if (op.op === 'delete') {
    if ('domId' in op) return { kind: 'delete', key: op.domId };
    return rule.domId ? { kind: 'delete', id: op.id } : { kind: 'delete', key: `${rule.prefix}-${op.id}` };
  }
  const items = op.op === 'insert' ? [op.item] : op.items;
  const ids = rule.domId ? undefined : idsOf(items);
  return {
    kind: 'place',
    items,
    keyAt: keysOf(items, rule, ids),
    ids,
    at: op.at ?? -1,
    limit: op.limit ?? rule.limit,
    updateOnly: op.op !== 'reset' && (op.updateOnly ?? false),
    reset: op.op === 'reset',
  };
}
