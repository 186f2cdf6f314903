// Notes what comes to a list, beginning with what is there, so that a replay ends as the list did.

import { prefixOf } from '../live-stream/admit-ops.js';
import { keyOf } from '../live-stream/key-ops.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import { MarkupItem, type StreamOp } from '../live-stream/ops.js';
import { rowsOf } from './rows-of.js';
import type { RecordedOp, Step } from './steps.js';

/** Steps of a recording: an hour of a busy room. */
const MOST_STEPS = 10_000;

/** What is looked at: of a chat that is in each room another list. */
interface Looked {
  readonly list: LiveStream<object> | undefined;
  /** Ops that the list has let in, but does not show yet. */
  readonly pending: readonly (readonly StreamOp<object>[])[];
}

export class Recorder {
  steps: Step[] = [];
  readonly #looked: Looked;
  #began = 0;

  constructor(looked: Looked) {
    this.#looked = looked;
  }

  /** Whether nothing more is noted. */
  get isFull(): boolean {
    return this.steps.length >= MOST_STEPS;
  }

  /** Forgets what was noted, and begins anew. */
  begin(): void {
    this.steps = [];
    this.#began = performance.now();
    this.noteRows();
  }

  /** Notes what the list holds, for steps to go on from: another list is looked at now, or its rows came by no op. */
  noteRows(): void {
    const { list, pending } = this.#looked;
    if (!list) return;
    const rows = rowsOf(list).flatMap(({ key, item }) => (isItem(item) ? [{ key, item }] : []));
    const items = rows.map(({ item }) => item);
    const domIds = rows.map(({ key }) => key);
    if (items.length + this.steps.length > 0) this.#add([{ op: 'reset', items, ...(list.domId && { domIds }) }]);
    for (const ops of pending) this.note(ops);
  }

  /** Notes ops that were applied together. */
  note(ops: readonly StreamOp<object>[]): void {
    const { list } = this.#looked;
    const recorded = list ? ops.flatMap((op) => asRecorded(op, list)) : [];
    if (recorded.length > 0) this.#add(recorded);
  }

  #add(ops: Step['ops']): void {
    if (!this.isFull) this.steps.push({ ms: Math.round(performance.now() - this.#began), ops });
  }
}

/** A row that came as an element has no item. */
function isItem(item: unknown): item is object {
  return typeof item === 'object' && item !== null && !(item instanceof MarkupItem);
}

/** An op with all that it owes to its list, so that it means the same to another; none if there is nothing to record, or it was refused. */
function asRecorded(op: StreamOp<object>, list: LiveStream<object>): RecordedOp[] {
  const { domId } = list;
  if (op.op === 'delete') return [domId ? op : byId(op, `${prefixOf(list, () => undefined)}-`)];
  const given = 'items' in op ? op.items : [op.item];
  const items = given.filter(isItem);
  if (op.op !== 'reset' && given.length > items.length && items.length === 0) return [];
  try {
    const domIds = domId && items.map((item) => keyOf(item, { prefix: '', domId, limit: undefined }));
    const limit = op.limit ?? (Number.isSafeInteger(list.limit) && list.limit !== 0 ? list.limit : undefined);
    return [{ ...op, ...('items' in op && { items }), ...(limit !== undefined && { limit }), ...(domIds && { domIds }) }];
  } catch {
    return [];
  }
}

/** A DOM id that is made of an id begins with the name of its list, and another has another name. */
function byId(op: StreamOp<object>, prefix: string): StreamOp<object> {
  const isMade = 'domId' in op && op.domId.startsWith(prefix) && op.domId !== prefix;
  return isMade ? { op: 'delete', id: op.domId.slice(prefix.length) } : op;
}
