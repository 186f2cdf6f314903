// An independent model of a stream: a plain array and LiveView's rules, written for reading and not for speed. The oracle of
// the property tests; it shares no code with the product.

import type { StreamOp } from '../../src/live-stream/ops.js';
import type { Item } from '../../src/testing/ops.js';

export type { Item };

/** What a stream called `list` shows after an op, given what it showed before; `limit` is that of ops that name none. */
export function modelStep<T extends Pick<Item, 'id'> = Item>(shown: readonly T[], op: StreamOp<T>, limit?: number): T[] {
  return modelSteps(shown, op, limit).at(-1) ?? [];
}

/** What a stream shows after ops, one by one. */
export function modelRun<T extends Pick<Item, 'id'> = Item>(shown: readonly T[], ops: readonly StreamOp<T>[], limit?: number): T[] {
  return ops.reduce<T[]>((list, op) => modelStep(list, op, limit), [...shown]);
}

/** Keys that left on the way, by what took them: a delete or a reset, or a limit. One may have left by both, or have come back. */
export function modelLosses(
  shown: readonly Item[],
  ops: readonly StreamOp<Item>[],
  limit?: number,
): { removed: Set<string>; pruned: Set<string> } {
  const removed = new Set<string>();
  const pruned = new Set<string>();
  let list: readonly Item[] = shown;
  for (const op of ops) {
    for (const [i, next] of modelSteps(list, op, limit).entries()) {
      const kept = new Set(next.map(keyOf));
      const emptied = op.op === 'delete' || (op.op === 'reset' && i === 0);
      for (const item of list) if (!kept.has(keyOf(item))) (emptied ? removed : pruned).add(keyOf(item));
      // With a limit of one sign and `at` of the other end, a placed row can be its own victim.
      const placed = op.op === 'delete' || i === 0 ? undefined : op.op === 'insert' ? op.item : op.items[i - 1];
      if (placed && !kept.has(keyOf(placed))) pruned.add(keyOf(placed));
      list = next;
    }
  }
  return { removed, pruned };
}

/** The list after each step of an op: the emptying of a reset, and each item. */
function modelSteps<T extends Pick<Item, 'id'>>(shown: readonly T[], op: StreamOp<T>, usual: number | undefined): T[][] {
  if (op.op === 'delete') {
    const key = 'domId' in op ? op.domId : keyOf(op);
    return [shown.filter((item) => keyOf(item) !== key)];
  }
  const steps: T[][] = [op.op === 'reset' ? [] : [...shown]];
  const updateOnly = op.op !== 'reset' && op.updateOnly === true;
  for (const item of op.op === 'insert' ? [op.item] : op.items) {
    let list = [...(steps.at(-1) ?? [])];
    const known = list.findIndex((other) => keyOf(other) === keyOf(item));
    if (known >= 0) {
      list[known] = item;
    } else if (!updateOnly) {
      const { at = -1, limit = usual } = op;
      list.splice(at === -1 ? list.length : at, 0, item);
      if (limit !== undefined) list = limit > 0 ? list.slice(0, limit) : list.slice(limit);
    }
    steps.push(list);
  }
  return steps;
}

function keyOf({ id }: Pick<Item, 'id'>): string {
  return `list-${id}`;
}
