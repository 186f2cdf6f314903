// What the inspector looks at: finds the list and the chat of an element, follows them as rooms change, and notes what comes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat } from '../chat/chat.js';
import { opsLeft, StreamBeforeApplyEvent, StreamChangeEvent, StreamErrorEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { StreamOp } from '../live-stream/ops.js';
import { parseOps } from '../live-stream/parse-ops.js';
import { shownIn } from '../live-stream/scroller.js';
import { announced, type Announcements } from '../testing/announced.js';
import { nearestList } from '../testing/below.js';
import { lookOn } from './look-on.js';
import type { OpLine } from './op-lines.js';
import { linesOf } from './op-lines.js';

/** Lists that go, and what stands there already, tell nobody. A list that comes is known by its first event. */
const LOOK_MS = 500;
/** So much is kept of a list that is not in the page: more than the log shows. */
const MOST_EARLY = 1_000;

export interface InspectedOptions {
  /** What `for` names; undefined if there is none. */
  target(): Element | undefined;
  /** Lines for the log. */
  noted(lines: OpLine[]): void;
  /** Another list is looked at now, or none. */
  followed(): void;
  /** Ops that the list took together. */
  taken(ops: readonly StreamOp<object>[]): void;
  /** Asked on every look. */
  looked(): void;
}

export class Inspected implements ReactiveController {
  /** The list that is looked at; of a chat the one of the open room. */
  list: LiveStream<object> | undefined;
  chat: Chat | undefined;
  heard: Announcements | undefined;
  /** Ops that the list has taken, but does not show yet. */
  pending: (readonly StreamOp<object>[])[] = [];
  readonly #options: InspectedOptions;
  #target: Element | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #began = performance.now();
  #lines = 0;
  #leave: (() => void) | undefined;
  /** What lists told before they were in the page: which of them is to be looked at is not known yet. */
  readonly #early = new WeakMap<LiveStream<object>, Event[]>();

  constructor(host: ReactiveControllerHost, options: InspectedOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#leave = lookOn(this.#onEvent);
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  hostDisconnected(): void {
    this.#leave?.();
    clearInterval(this.#timer);
    this.#follow(undefined, undefined);
  }

  /** Looks for what there is to look at. */
  look(): void {
    const target = this.#options.target();
    const list = target && (nearestList(target) as LiveStream<object> | undefined);
    if (target !== this.#target || list !== this.list) this.#follow(target, list);
    this.chat = (target as { chat?: Chat } | undefined)?.chat;
    this.#options.looked();
  }

  #follow(target: Element | undefined, list: LiveStream<object> | undefined): void {
    if (target !== this.#target) {
      this.heard?.stop();
      this.heard = target && announced(target);
    }
    this.#target = target;
    if (list === this.list) return;
    this.list = list;
    this.pending = [];
    for (const event of (list && this.#early.get(list)) ?? []) this.#take(event);
    this.#options.followed();
  }

  readonly #onEvent = (list: LiveStream<object>, event: Event): void => {
    if (list === this.list) {
      const ops = this.#take(event);
      if (ops) this.#options.taken(ops);
    } else if (!list.isConnected) this.#keep(list, event);
    else if (isIn(list, this.#options.target())) {
      this.#keep(list, event);
      this.look();
      // Of a chat it may be the list of rooms.
      this.#early.delete(list);
    }
  };

  #keep(list: LiveStream<object>, event: Event): void {
    const early = this.#early.get(list) ?? [];
    if (early.push(event) > MOST_EARLY) early.shift();
    this.#early.set(list, early);
  }

  /** Takes in what the list tells, and gives the ops that it took. */
  #take(event: Event): readonly StreamOp<object>[] | undefined {
    if (event instanceof StreamChangeEvent) this.pending = [];
    const ops = this.#log(event);
    if (ops) this.pending.push(ops);
    return ops;
  }

  /** Notes ops and what was refused, and gives the ops that the list takes. */
  #log(event: Event): readonly StreamOp<object>[] | undefined {
    if (event instanceof StreamErrorEvent) this.#note([{ what: 'refused', detail: event.error.message }]);
    if (!(event instanceof StreamBeforeApplyEvent)) return undefined;
    // As they are, and without the list having to check them anew, as it does when somebody looks at `event.ops`.
    const { ops } = parseOps<object>(opsLeft(event, true));
    const lines = linesOf(ops);
    this.#note(event.defaultPrevented ? lines.map(({ what, detail }) => ({ what: 'dropped', detail: `${what} ${detail}` })) : lines);
    return event.defaultPrevented ? undefined : ops;
  }

  #note(lines: Pick<OpLine, 'what' | 'detail'>[]): void {
    this.#options.noted(lines.map((line) => ({ ...line, id: (this.#lines += 1), ms: this.#ms() })));
  }

  #ms(): number {
    return Math.round(performance.now() - this.#began);
  }
}

/** Whether an element is another, or is in it or in a shadow tree in it. */
function isIn(element: Element, other: Element | undefined): boolean {
  for (let at: Node | null = element; at; at = shownIn(at)) if (at === other) return true;
  return false;
}
