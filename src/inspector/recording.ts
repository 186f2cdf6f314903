// A recording of what came to a stream: steps of ops as lines of JSON, to keep, to send, and to play again. Pure.

import type { StreamOp } from '../live-stream/ops.js';

/** Ops that arrived together. */
export interface Step {
  /** Milliseconds since the recording began. */
  ms: number;
  ops: readonly StreamOp<object>[];
}

/** Names of members that say which item is meant, or where it stands: without them a recording shows something else. */
const KEPT = new Set(['id', 'op', 'domId', 'kind', 'state', 'insertedAt', 'updatedAt', 'editedAt']);

/**
 * The lines of a `.jsonl` file. What people wrote becomes dots of the same length unless `withWords`: rows keep their size, and
 * a report of a bug tells nothing else.
 */
export function toLines(steps: readonly Step[], { withWords = false }: { withWords?: boolean } = {}): string {
  return steps.map((step) => `${JSON.stringify(step, withWords ? undefined : withoutWords)}\n`).join('');
}

/** The steps of such a file. Throws an Error that names the line. */
export function fromLines(text: string): Step[] {
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [asStep(line, i + 1)]));
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
  // Whether these are ops is for the stream to say, which reports one by one.
  return { ms, ops: ops as Step['ops'] };
}
