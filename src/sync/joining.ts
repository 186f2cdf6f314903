// The joining of one topic. A refusal may be of a moment: a room is made a little later, a right is given, a server did not know yet.
// So the server is asked again, ever more seldom, for as long as the topic is open: what was accepted in it waits for that.

import { channelOf } from './channel-of.js';
import type { Clock } from './clock.js';
import { rejoinDelay } from './link-state.js';
import type { Channel, ChannelEvents, Row, Source, SourceError } from './protocol.js';
import { RetryWait } from './retry-wait.js';

export interface JoiningOptions {
  topic: string;
  source: Source;
  clock: Clock;
  events: ChannelEvents<Row>;
}

/** The channel of a topic, and another one after each refusal: a transport joins by itself only what was not refused. */
export class Joining {
  readonly #options: JoiningOptions;
  readonly #wait: RetryWait;
  #channel: Channel<Row>;

  constructor(options: JoiningOptions) {
    this.#options = options;
    this.#wait = new RetryWait(options.clock, () => this.#again(), rejoinDelay);
    this.#channel = this.#open();
  }

  /** The one of now. */
  get channel(): Channel<Row> {
    return this.#channel;
  }

  joined(): void {
    this.#wait.end();
  }

  refused(error: SourceError): void {
    this.#wait.begin(error);
  }

  /** What is told is of a history that is no more: it is left, and joined anew after a while. */
  renew(): void {
    this.#channel.leave();
    this.#wait.begin(undefined);
    this.#options.events.down();
  }

  /** Somebody wants the topic, or the page woke: where it was refused, the server is asked at once. */
  hurry(): void {
    if (!this.#wait.on) return;
    this.#wait.end();
    this.#again();
  }

  close(): void {
    this.#wait.stop();
    this.#channel.leave();
  }

  #again(): void {
    if (this.#channel.joined) return;
    this.#channel.leave();
    this.#channel = this.#open();
  }

  #open(): Channel<Row> {
    const { source, topic, events } = this.#options;
    return channelOf(source, topic, events, (error) => this.#wait.begin(error));
  }
}
