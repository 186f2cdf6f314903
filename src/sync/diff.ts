// From what was shown to what is to be shown: the fewest ops, such that a row that stays keeps its element. Pure.

import { longestIncreasing } from '../live-stream/longest-increasing.js';
import type { StreamOp } from '../live-stream/ops.js';
import { isGap, type Item } from './gap.js';
import { canUndo, type Shown } from './overlay.js';
import type { Row } from './protocol.js';

/** Below this many rows single ops are always cheap enough. */
const SMALL = 20;

/**
 * The ops that turn `shown` into `next`, applied strictly in order. A row that changed its place is deleted and
 * inserted in one batch, which the element treats as a move. When most of what was shown goes, one reset says so.
 */
export function diff<T extends Item<Row>>(shown: readonly T[], next: readonly T[]): StreamOp<T>[] {
  const before = new Map(shown.map((item, index) => [item.id, { item, index }]));
  const staying = stayingIds(next, before);
  if (shown.length >= SMALL && staying.size * 2 < shown.length) return [{ op: 'reset', items: next }];

  const ops: StreamOp<T>[] = [];
  for (const { id } of shown) {
    if (!staying.has(id)) ops.push({ op: 'delete', id });
  }
  let left = staying.size;
  let run: T[] = [];
  next.forEach((item, index) => {
    if (!staying.has(item.id)) {
      run.push(item);
      return;
    }
    ops.push(...insertRun(run, index - run.length));
    run = [];
    left -= 1;
    const was = before.get(item.id)?.item;
    if (was && !same(was, item)) ops.push({ op: 'insert', item, updateOnly: true });
  });
  if (left === 0) ops.push(...insertRun(run, -1));
  return ops;
}

/** A bulk op inserts one by one at the same index, so it carries its items backwards unless they go to the end. */
function insertRun<T>(run: readonly T[], at: number): StreamOp<T>[] {
  const [first] = run;
  if (first === undefined) return [];
  if (run.length === 1) return [{ op: 'insert', item: first, at }];
  return [{ op: 'stream', items: at === -1 ? run : run.toReversed(), at }];
}

/** The items, each row that looks as it was as the object that was shown: rows are not kept twice, once here and once in the list. */
export function kept<R extends Row>(items: readonly Item<R>[], shown: ReadonlyMap<string, Shown<R>>): Item<R>[] {
  return items.map((item) => {
    const was = shown.get(item.id);
    const isOld = was !== undefined && !isGap(item) && !was.wish && !item.wish && same(was, item);
    return isOld ? was : item;
  });
}

/** Whether two showings of one item look the same. A row's content follows from its version; what is wished of it may change meanwhile. */
export function same(a: Item<Row>, b: Item<Row>): boolean {
  if (a === b) return true;
  if (isGap(a) || isGap(b)) return a.id === b.id;
  return (
    a.row.version === b.row.version &&
    a.row.deleted === b.row.deleted &&
    a.state === b.state &&
    a.wish?.n === b.wish?.n &&
    canUndo(a) === canUndo(b) &&
    String(a.reacting) === String(b.reacting) &&
    a.wish?.error?.message === b.wish?.error?.message &&
    (a.wish === undefined || sameContent(a.row, b.row))
  );
}

function sameContent(a: Row, b: Row): boolean {
  const [fields, others] = [Object.entries(a), Object.entries(b)];
  const is = new Map<string, unknown>(others);
  return (
    fields.length === others.length &&
    fields.every(([name, value]) => value === is.get(name) || JSON.stringify(value) === JSON.stringify(is.get(name)))
  );
}

/** The largest set of rows whose order does not change: a longest increasing subsequence of their old places. */
function stayingIds(next: readonly Item<Row>[], before: ReadonlyMap<string, { index: number }>): Set<string> {
  const kept = next.flatMap(({ id }) => {
    const was = before.get(id);
    return was ? [{ id, index: was.index }] : [];
  });
  return new Set(longestIncreasing(kept.map(({ index }) => index)).map((at) => kept[at]!.id));
}
