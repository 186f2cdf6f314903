// What ops mean: LiveView's rules for `at`, `limit`, reset and update-only, applied strictly in order to a list of rows.
// Nothing is rendered here, so ops that arrive together are folded: a row that comes and goes within a plan costs no DOM. Pure.

import { longestIncreasing } from './longest-increasing.js';
import type { ItemId } from './ops.js';
import { isItemId } from './parse-ops.js';
import { makeRow, type Row, type RowList } from './row-list.js';

/** An op whose items are known to have keys: all that a plan needs to know. */
export type KeyedOp<T> = DeleteByKey | DeleteById | PlaceOp<T>;

export interface DeleteByKey {
  kind: 'delete';
  key: string;
}

/** For keys that cannot be made of an id: the row is sought by its item. */
export interface DeleteById {
  kind: 'delete';
  id: ItemId;
}

/** Places items one by one; a reset empties the list before. */
export interface PlaceOp<T> {
  kind: 'place';
  items: readonly T[];
  /** The key of the item at an index. Asked only for items that are placed: in a burst with a limit, most are not. */
  keyAt(index: number): string;
  /** The ids keys are made of, so that other ids are other keys; undefined where keys come from elsewhere. Read once: an item may be any object. */
  ids: readonly ItemId[] | undefined;
  at: number;
  limit: number | undefined;
  updateOnly: boolean;
  reset: boolean;
}

/** What must be done to whatever shows the rows. A row without a view has never been shown. */
export interface Changes<T, V> {
  /** Rows whose item is new: to render. */
  dirty: Set<Row<T, V>>;
  /** Rows to put where the list has them; all others already stand in order. */
  placed: Set<Row<T, V>>;
  /** Rows that were shown and left by a delete or a reset, by key. */
  removed: Map<string, Row<T, V>>;
  /** Rows that were shown and left by a limit, by key. */
  pruned: Map<string, Row<T, V>>;
  /** Whether there was a reset: what the list is now owes nothing to what it was. */
  wasReset: boolean;
}

/** Keys by what became of their rows. One that moved and whose item is new is in both lists. */
export interface Summary {
  inserted: string[];
  updated: string[];
  moved: string[];
  removed: string[];
  pruned: string[];
}

/** Applies ops to the list, one by one, and tells what changed. */
export function plan<T, V>(list: RowList<T, V>, ops: Iterable<KeyedOp<T>>): Changes<T, V> {
  const changes: Changes<T, V> = { dirty: new Set(), placed: new Set(), removed: new Map(), pruned: new Map(), wasReset: false };

  const take = (row: Row<T, V>, into: Map<string, Row<T, V>>): void => {
    list.remove(row);
    if (!changes.wasReset) row.order = -1;
    changes.dirty.delete(row);
    changes.placed.delete(row);
    if (row.view !== undefined) into.set(row.key, row);
  };

  const reset = (): void => {
    let order = 0;
    for (let row = list.first; row; row = list.first) {
      const stood = !changes.placed.has(row);
      take(row, changes.removed);
      if (!changes.wasReset && stood) row.order = order++;
    }
    changes.wasReset = true;
  };

  const recall = (key: string): Row<T, V> | undefined => {
    const row = changes.removed.get(key) ?? changes.pruned.get(key);
    changes.removed.delete(key);
    changes.pruned.delete(key);
    return row;
  };

  for (const op of ops) {
    if (op.kind === 'delete') {
      const row = 'key' in op ? list.get(op.key) : rowOf(list, op.id);
      if (row) take(row, changes.removed);
      continue;
    }
    if (op.reset) reset();
    for (let i = firstToPlace(op, list); i < op.items.length; i++) {
      const key = op.keyAt(i);
      const item = op.items[i] as T;
      const known = list.get(key);
      if (known) {
        known.item = item;
        changes.dirty.add(known);
        continue;
      }
      if (op.updateOnly) continue;
      const row = recall(key) ?? makeRow<T, V>(key, item);
      row.item = item;
      list.insertBefore(row, op.at === -1 ? undefined : list.at(op.at));
      changes.dirty.add(row);
      changes.placed.add(row);
      for (let victim = excess(list, op.limit); victim; victim = excess(list, op.limit)) take(victim, changes.pruned);
    }
  }
  if (changes.wasReset) keepInPlace(list, changes.placed);
  return changes;
}

/** The keys of what a plan did, by what became of them. Read before anything is rendered: a row with a view was shown before. */
export function summarize<T, V>({ dirty, placed, removed, pruned }: Changes<T, V>): Summary {
  const inserted: string[] = [];
  const moved: string[] = [];
  const updated: string[] = [];
  // A row without an item came as an element.
  for (const row of placed) (row.view === undefined || row.item === undefined ? inserted : moved).push(row.key);
  // Whoever has to do something with another item need not ask whether its row moved.
  for (const row of dirty) if (row.view !== undefined && row.item !== undefined) updated.push(row.key);
  return { inserted, updated, moved, removed: [...removed.keys()], pruned: [...pruned.keys()] };
}

/**
 * The first item of an op that can still be there at its end. Where new items push out old ones at the other end, all but the last
 * `limit` come only to go. That is so if no two items have one key, nor an item and a row, which is sure where ids ascend.
 */
function firstToPlace<T, V>({ items, ids, keyAt, at, limit, updateOnly }: PlaceOp<T>, list: RowList<T, V>): number {
  const most = Math.abs(limit ?? Infinity);
  const pushes = limit !== undefined && (limit < 0 ? at === -1 : at === 0);
  if (!pushes || !ids || updateOnly || items.length <= most || list.size > items.length) return 0;
  for (let i = 1; i < ids.length; i++) if (!isBefore(ids[i - 1], ids[i])) return 0;
  const first = keyAt(0);
  for (const { key } of list) if (!isBefore(key, first)) return 0;
  return items.length - most;
}

/**
 * Some order of ids of one kind in which counted ids ascend, and keys made of them do, too: ascending ids are different ids, and to
 * see that costs no set.
 */
function isBefore(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a >= 0 && a < b && Number.isSafeInteger(a) && Number.isSafeInteger(b);
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

/** The row whose item has this id. */
export function rowOf<T, V>(list: RowList<T, V>, id: ItemId): Row<T, V> | undefined {
  for (const row of list) {
    const own = idOf(row.item);
    if (isItemId(own) && String(own) === String(id)) return row;
  }
  return undefined;
}

/** An item may have come to throw when asked. */
function idOf(item: unknown): unknown {
  try {
    return (item as { id?: unknown } | undefined)?.id;
  } catch {
    return undefined;
  }
}

/** The row a limit prunes next: a positive one keeps the first rows, a negative one the last. */
function excess<T, V>(list: RowList<T, V>, limit: number | undefined): Row<T, V> | undefined {
  if (limit === undefined || list.size <= Math.abs(limit)) return undefined;
  return limit > 0 ? list.last : list.first;
}

/** After a reset, the longest run of rows that kept their order among each other stays where it stands; only the rest moves. */
function keepInPlace<T, V>(list: RowList<T, V>, placed: Set<Row<T, V>>): void {
  const kept: Row<T, V>[] = [];
  for (const row of list) if (row.view !== undefined && row.order >= 0) kept.push(row);
  for (const index of longestIncreasing(kept.map((row) => row.order))) {
    const row = kept[index];
    if (row) placed.delete(row);
  }
}
