// A recording of what came to a stream: steps of ops as lines of JSON, to keep, to send, and to play again. Pure.

import type { StreamOp } from '../live-stream/ops.js';
import { describe, parseOps } from '../live-stream/parse-ops.js';

/** Ops that arrived together. */
export interface Step {
  /** Milliseconds since the recording began. */
  ms: number;
  ops: readonly StreamOp<object>[];
}

/** Names of members that say which item is meant, or where it stands: without them a recording shows something else. */
const KEPT = new Set(['id', 'op', 'domId', 'kind', 'state', 'insertedAt', 'updatedAt', 'editedAt']);

/** What a file cannot hold, such as an item that JSON has no words for. */
type Refuse = (why: string) => void;

/**
 * The lines of a `.jsonl` file. What people wrote becomes dots of the same length unless `withWords`: rows keep their size, and
 * a report of a bug tells nothing else. Items that cannot be written are left out, each told of by `refuse`.
 */
export function toLines(steps: readonly Step[], { withWords = false, refuse }: { withWords?: boolean; refuse?: Refuse } = {}): string {
  const written = (value: unknown): string => JSON.stringify(value, withWords ? undefined : withoutWords);
  const holds = (item: object, op: string): boolean => {
    try {
      written(item);
      return true;
    } catch (error) {
      refuse?.(`${op} ${describe((item as { id?: unknown }).id)} (${describe(error)})`);
      return false;
    }
  };
  const writable = (op: StreamOp<object>): StreamOp<object>[] => {
    if ('items' in op) return [{ ...op, items: op.items.filter((item) => holds(item, op.op)) }];
    return op.op === 'delete' || holds(op.item, op.op) ? [op] : [];
  };
  return steps.map(({ ms, ops }) => `${written({ ms, ops: ops.flatMap(writable) })}\n`).join('');
}

/** The steps of such a file. Throws an Error that names the line. */
export function fromLines(text: string): Step[] {
  const steps = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [asStep(line, i + 1)]));
  if (steps.length === 0) throw new Error('the recording has no steps');
  return steps;
}

function withoutWords(name: string, value: unknown): unknown {
  // Words between blanks stay apart, so that lines break about where they did.
  return typeof value === 'string' && !KEPT.has(name) ? value.replace(/\S/gu, '·') : value;
}

function asStep(line: string, number: number): Step {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    throw new Error(`line ${number} of the recording is not JSON: ${line.slice(0, 80)}`);
  }
  const { ms, ops } = Object(read) as Partial<Record<keyof Step, unknown>>;
  if (typeof ms !== 'number' || !Array.isArray(ops))
    throw new Error(`line ${number} of the recording is no step { ms, ops }: ${line.slice(0, 80)}`);
  const { ops: good, refused } = parseOps<object>(ops);
  if (refused[0]) throw new Error(`line ${number} of the recording: ${refused[0].message}`);
  return { ms, ops: good };
}
