// What the inspector looks at: finds the list and the chat of an element, follows them as rooms change, and notes what comes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat } from '../chat/chat.js';
import type { StreamBeforeApplyEvent, StreamErrorEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import { announced, type Announcements } from '../testing/announced.js';
import { nearestList } from '../testing/below.js';
import type { OpLine } from './op-lines.js';
import { linesOf } from './op-lines.js';
import type { Step } from './recording.js';

/** Rooms change without telling anybody outside. */
const LOOK_MS = 500;

export interface InspectedOptions {
  /** What `for` names; undefined if there is none. */
  target(): Element | undefined;
  /** Lines for the log. */
  noted(lines: OpLine[]): void;
  /** Ops that were applied together. */
  applied(ops: Step['ops']): void;
  /** Asked on every look. */
  looked(): void;
}

export class Inspected implements ReactiveController {
  /** The list that is looked at; of a chat the one of the open room. */
  list: LiveStream<object> | undefined;
  chat: Chat | undefined;
  heard: Announcements | undefined;
  readonly #options: InspectedOptions;
  #target: Element | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #began = performance.now();
  #lines = 0;

  constructor(host: ReactiveControllerHost, options: InspectedOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  hostDisconnected(): void {
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
    for (const [type, listener] of this.#listeners) {
      this.list?.removeEventListener(type, listener);
      list?.addEventListener(type, listener);
    }
    this.#target = target;
    this.list = list;
  }

  readonly #onOps = (event: Event): void => {
    // Once all listeners had their turn: what they left is what is applied. To look sooner would have the ops checked twice.
    queueMicrotask(() => {
      const { ops, defaultPrevented } = event as StreamBeforeApplyEvent<object>;
      const lines = linesOf(ops);
      this.#note(defaultPrevented ? lines.map(({ what, detail }) => ({ what: 'dropped', detail: `${what} ${detail}` })) : lines);
      if (!defaultPrevented) this.#options.applied(ops);
    });
  };

  readonly #onError = (event: Event): void => this.#note([{ what: 'refused', detail: (event as StreamErrorEvent).error.message }]);

  readonly #listeners: [type: string, listener: (event: Event) => void][] = [
    ['stream-before-apply', this.#onOps],
    ['stream-error', this.#onError],
  ];

  #note(lines: Pick<OpLine, 'what' | 'detail'>[]): void {
    this.#options.noted(lines.map((line) => ({ ...line, id: (this.#lines += 1), ms: this.#ms() })));
  }

  #ms(): number {
    return Math.round(performance.now() - this.#began);
  }
}
