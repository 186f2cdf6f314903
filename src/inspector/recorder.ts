// Notes what comes to a list, beginning with what is there, so that a replay ends as the list did.

import { listsIn } from '../live-stream/adopt-rows.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import { MarkupItem } from '../live-stream/ops.js';
import { parseOps } from '../live-stream/parse-ops.js';
import type { Step } from './recording.js';

/** Steps of a recording: an hour of a busy room. */
const MOST_STEPS = 10_000;

export class Recorder {
  steps: Step[] = [];
  readonly #list: () => LiveStream<object> | undefined;
  /** Whose rows the steps go on from. */
  #known: LiveStream<object> | undefined;
  #began = 0;

  /** `list` gives what is looked at: of a chat that is in each room another one. */
  constructor(list: () => LiveStream<object> | undefined) {
    this.#list = list;
  }

  /** Forgets what was noted, and begins anew. */
  begin(): void {
    this.steps = [];
    this.#known = undefined;
    this.#began = performance.now();
    this.#noteRows();
  }

  /** Notes ops that were applied together. */
  note(ops: readonly unknown[]): void {
    if (this.steps.length >= MOST_STEPS) return;
    this.#noteRows();
    // What a listener left is not checked yet.
    this.#add(parseOps<object>(ops).ops);
  }

  #noteRows(): void {
    const list = this.#list();
    if (!list || list === this.#known) return;
    this.#known = list;
    const items = itemsOf(list);
    // Without a limit of its own it would obey that of the list.
    if (items.length > 0) this.#add([{ op: 'reset', items, limit: items.length }]);
    else if (this.steps.length > 0) this.#add([{ op: 'reset', items }]);
  }

  #add(ops: Step['ops']): void {
    this.steps.push({ ms: Math.round(performance.now() - this.#began), ops });
  }
}

/** What a list shows, in its order; a row that came as an element is no item. */
function itemsOf(list: LiveStream<object>): object[] {
  const { htmlFor } = list;
  const container = htmlFor ? (list.getRootNode() as Document | ShadowRoot).getElementById(htmlFor) : list;
  // Several lists may have theirs in one container.
  const rows = [...(listsIn.get(container ?? list) ?? [])].flatMap((shown) => [...shown]);
  return rows.flatMap(({ key, item, view }) =>
    item && !(item instanceof MarkupItem) && view && view.element === list.rowByDomId(key) ? [item] : [],
  );
}
