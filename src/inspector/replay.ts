// A recording on its way back to a list, step by step.

import type { LiveStream } from '../live-stream/live-stream.js';
import { fromLines } from './recording.js';
import type { Step } from './steps.js';

export class Replay {
  /** How many steps were played. */
  played = 0;
  readonly #steps: readonly Step[];
  /** The DOM ids that items had, where their list had a rule of its own. */
  readonly #domIds = new Map<object, string>();
  readonly #list: LiveStream<object>;

  /** To be played to `list`. Throws an Error that names the line where `text` is no recording. */
  constructor(text: string, list: LiveStream<object>) {
    this.#list = list;
    this.#steps = fromLines(text);
    for (const op of this.#steps.flatMap(({ ops }) => ops)) {
      if (op.op === 'delete') continue;
      const items = 'items' in op ? op.items : [op.item];
      for (const [i, item] of items.entries()) if (op.domIds) this.#domIds.set(item, op.domIds[i]!);
    }
  }

  /** How many steps there are. */
  get length(): number {
    return this.#steps.length;
  }

  /** This, where it is played to that list; to another that stands in its place it is not. */
  to(list: LiveStream<object> | undefined): this | undefined {
    return list === this.#list ? this : undefined;
  }

  get isOver(): boolean {
    return this.played >= this.length;
  }

  /** Plays the next step; false if there is none. */
  step(): boolean {
    const step = this.#steps[this.played];
    if (!step) return false;
    this.played += 1;
    this.#apply(step.ops);
    return true;
  }

  /** The ops bring their limits and DOM ids: what this list would make of them is not asked. */
  #apply(ops: Step['ops']): void {
    const list = this.#list;
    const { domId } = list;
    const recorded = (item: object): string => this.#domIds.get(item) ?? domId?.(item) ?? '';
    // An own property stands before the accessor of the class, for as long as ops are let in.
    Object.defineProperty(list, 'limit', { value: undefined, configurable: true });
    if (this.#domIds.size > 0) Object.defineProperty(list, 'domId', { value: recorded, configurable: true });
    try {
      list.apply(ops);
    } finally {
      Reflect.deleteProperty(list, 'limit');
      Reflect.deleteProperty(list, 'domId');
    }
  }
}
