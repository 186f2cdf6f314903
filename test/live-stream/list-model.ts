// An independent model of a stream: a plain array and LiveView's rules, written for reading and not for speed. The oracle of
// the property tests; it shares no code with the product.

import type { StreamOp } from '../../src/live-stream/ops.js';

export interface Item {
  id: string | number;
  text: string;
}

/** What a stream called `list` shows after an op, given what it showed before. */
export function modelStep<T extends Pick<Item, 'id'> = Item>(shown: readonly T[], op: StreamOp<T>): T[] {
  let list = [...shown];
  if (op.op === 'delete') {
    const key = 'domId' in op ? op.domId : `list-${op.id}`;
    return list.filter((item) => `list-${item.id}` !== key);
  }
  if (op.op === 'reset') list = [];
  const updateOnly = op.op !== 'reset' && op.updateOnly === true;
  for (const item of op.op === 'insert' ? [op.item] : op.items) {
    const known = list.findIndex((other) => `${other.id}` === `${item.id}`);
    if (known >= 0) {
      list[known] = item;
      continue;
    }
    if (updateOnly) continue;
    const { at = -1, limit } = op;
    list.splice(at === -1 ? list.length : at, 0, item);
    if (limit !== undefined) list = limit > 0 ? list.slice(0, limit) : list.slice(limit);
  }
  return list;
}

/** What a stream shows after ops, one by one. */
export function modelRun<T extends Pick<Item, 'id'> = Item>(shown: readonly T[], ops: readonly StreamOp<T>[]): T[] {
  return ops.reduce<T[]>((list, op) => modelStep(list, op), [...shown]);
}
