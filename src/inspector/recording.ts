// A recording of what came to a stream: steps of ops as lines of JSON, to keep, to send, and to play again. Pure.

import type { StreamOp } from '../live-stream/ops.js';
import { describe, parseOps } from '../live-stream/parse-ops.js';
import { idOf } from './op-lines.js';
import { asJson } from './as-json.js';
import type { RecordedOp, Step } from './steps.js';
import { withoutWords } from './without-words.js';

/** What a file cannot hold, such as an item that JSON has no words for. */
type Refuse = (why: string) => void;

/**
 * The lines of a `.jsonl` file, without words unless `withWords`. Items that cannot be written are left out, each told of by `refuse`.
 */
export function toLines(steps: readonly Step[], { withWords = false, refuse }: { withWords?: boolean; refuse?: Refuse } = {}): string {
  const plain = steps.map(({ ms, ops }) => ({ ms, ops: ops.flatMap((op) => plainOp(op, refuse)) }));
  const written = withWords ? plain : withoutWords(plain);
  return written.map((step) => `${JSON.stringify(step)}\n`).join('');
}

/** The steps of such a file. Throws an Error that names the line. */
export function fromLines(text: string): Step[] {
  const steps = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [asStep(line, i + 1)]));
  if (steps.length === 0) throw new Error('the recording has no steps');
  return steps;
}

/** An op with items as they will be read again, those alone that can be. */
function plainOp(op: RecordedOp, refuse?: Refuse): RecordedOp[] {
  if (op.op === 'delete') return [op];
  const kept = ('items' in op ? op.items : [op.item]).flatMap((item, i) => {
    try {
      return [{ item: asJson(item), domIds: op.domIds?.slice(i, i + 1) ?? [] }];
    } catch (error) {
      refuse?.(`${op.op} ${describe(idOf(item))} (${describe(error)})`);
      return [];
    }
  });
  const domIds = op.domIds && { domIds: kept.flatMap((one) => one.domIds) };
  if ('items' in op) return [{ ...op, items: kept.map(({ item }) => item), ...domIds }];
  return kept.map(({ item }) => ({ ...op, item, ...domIds }));
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
  return { ms, ops: good.map((op, i) => withDomIds(op, (ops[i] as { domIds?: unknown }).domIds, number)) };
}

function withDomIds(op: StreamOp<object>, domIds: unknown, number: number): RecordedOp {
  if (domIds === undefined) return op;
  const count = op.op === 'delete' ? 0 : 'items' in op ? op.items.length : 1;
  if (Array.isArray(domIds) && domIds.length === count && domIds.every((domId) => typeof domId === 'string' && domId !== ''))
    return { ...op, domIds: domIds as string[] };
  throw new Error(`line ${number} of the recording: ${op.op}: domIds must be a string for each item, got ${describe(domIds)}`);
}
