// Ops in words, a line each. Pure.

import type { InsertOptions, StreamOp } from '../live-stream/ops.js';
import { GAP_ID } from '../sync/gap.js';

/** A line of the log. */
export interface OpLine {
  id: number;
  /** Milliseconds since the inspector looks on. */
  ms: number;
  /** What was done: the name of an op, or `refused`, `dropped`. */
  what: string;
  /** To which rows, where, and how many stay. */
  detail: string;
}

/** More ops than this at once are counted. */
const MOST = 20;

/** The lines of ops that arrived together. */
export function linesOf(ops: readonly StreamOp<object>[]): Pick<OpLine, 'what' | 'detail'>[] {
  const lines = ops.slice(0, MOST).map((op) => ({ what: op.op, detail: detailOf(op) }));
  return ops.length > MOST ? [...lines, { what: '…', detail: `and ${ops.length - MOST} more` }] : lines;
}

function detailOf(op: StreamOp<object>): string {
  if (op.op === 'delete') return 'domId' in op ? `#${op.domId}` : shown(op.id);
  if (op.op === 'insert') return [shown(idOf(op.item)), ...placeOf(op)].join(', ');
  return [`${op.items.length} ${op.items.length === 1 ? 'item' : 'items'}`, ...placeOf(op)].join(', ');
}

/** An item may be any object, also one that throws: that is refused, and no reason to fail. */
export function idOf(item: object): unknown {
  try {
    return (item as { id?: unknown }).id;
  } catch {
    return undefined;
  }
}

function placeOf({ at, limit, updateOnly }: InsertOptions): string[] {
  return [at === undefined ? '' : `at ${at}`, limit === undefined ? '' : `limit ${limit}`, updateOnly ? 'update only' : ''].filter(Boolean);
}

function shown(id: unknown): string {
  if (typeof id === 'string' && GAP_ID.test(id)) return 'a gap';
  return typeof id === 'string' || typeof id === 'number' ? String(id) : 'an element';
}
