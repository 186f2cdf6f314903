// One topic over HTTP, shared by everybody who asked for it: a stream of server-sent events says when it is joined and what changes,
// requests beside it ask and wish. While the stream is down, so is the topic: nothing would tell what the answers left out.

import { EventStreamReader } from '../live-stream/event-stream.js';
import type { ServerSentEvent } from '../live-stream/event-stream.js';
import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Row } from '../sync/protocol.js';
import { Audience } from './audience.js';
import { asJson } from './checks.js';
import { eventsCall, pageCall, putCall, RESUME_HEADER, STREAM_EVENTS, syncCall, typingCall } from './http-wire.js';
import type { Call } from './http-wire.js';
import { CONTRACT, MAX_FRAME, parseJoined, parseOp, parsePage, parsePut, parseSync } from './wire.js';

/** What a topic needs of the source that owns it. */
export interface TopicOwner {
  /** The answer, read as JSON. Rejects with a `SourceError`. */
  ask(call: Call, signal: AbortSignal): Promise<unknown>;
  /** The answer as it comes; `heard` is called with each piece. Resolves when it ends, rejects with a `SourceError`. */
  listen(call: Call, signal: AbortSignal, heard: (text: string) => void): Promise<void>;
  /** Milliseconds before the given try to connect again. */
  backOff(tries: number): number;
  /** Nobody listens any more, or the server refused the topic for good. */
  ended(topic: HttpTopic): void;
}

/** Listens to `topic` for as long as anybody is subscribed. */
export class HttpTopic {
  readonly #topic: string;
  readonly #owner: TopicOwner;
  readonly #audience: Audience;
  /** Over all connections: it knows where the last one broke off. */
  readonly #reader = new EventStreamReader();
  /** Ends the stream of events. */
  #connection = new AbortController();
  /** Requests beside it, which end with it. */
  readonly #requests = new Set<AbortController>();
  #tries = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(topic: string, owner: TopicOwner) {
    this.#topic = topic;
    this.#owner = owner;
    const ask = async <T>(call: () => Call, read: (reply: unknown) => T): Promise<T> => {
      const request = new AbortController();
      this.#requests.add(request);
      try {
        return read(await owner.ask(call(), request.signal));
      } finally {
        this.#requests.delete(request);
      }
    };
    const isOpen = (): boolean => this.#audience.joined !== undefined;
    this.#audience = new Audience(topic, {
      get open() {
        return isOpen();
      },
      sync: (query) =>
        ask(
          () => syncCall(topic, this.#audience.joined?.epoch ?? '', query),
          (reply) => parseSync(topic, reply),
        ),
      page: (query) =>
        ask(
          () => pageCall(topic, query),
          (reply) => parsePage(topic, reply),
        ),
      put: (mutation) =>
        ask(
          () => putCall(topic, mutation),
          (reply) => parsePut(topic, reply),
        ),
      typing: (typing) => void ask(() => typingCall(topic, typing), Boolean).catch(() => undefined),
      unheard: () => this.end(),
    });
    // Not before `channel()` has returned.
    queueMicrotask(() => void this.#run());
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    return this.#audience.subscribe(events);
  }

  /** Connects now, if it is waiting to. */
  hurry(): void {
    this.#wake?.();
  }

  /** Leaves for good. */
  end(): void {
    this.#ended = true;
    this.#hangUp();
    this.#wake?.();
    this.#audience.down();
    this.#owner.ended(this);
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      this.#connection = new AbortController();
      const error = await this.#listen(this.#connection.signal).catch((cause: unknown) => cause);
      if (this.#ended) return;
      this.#hangUp();
      this.#audience.down();
      if (error instanceof SourceError && error.reason !== 'closed') this.#audience.report(error);
      else this.#audience.unreachable();
      if (error instanceof SourceError && error.refused) return this.end();
      await this.#pause(this.#owner.backOff(++this.#tries));
    }
  }

  #hangUp(): void {
    this.#connection.abort();
    for (const request of this.#requests) request.abort();
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const call = eventsCall(this.#topic, CONTRACT);
    const { lastEventId } = this.#reader;
    if (lastEventId) call.headers[RESUME_HEADER] = lastEventId;
    this.#reader.begin();
    await this.#owner.listen(call, signal, (text) => {
      for (const event of this.#reader.read(text)) if (!signal.aborted) this.#take(event);
    });
  }

  #take({ event, data }: ServerSentEvent): void {
    if (event === STREAM_EVENTS.joined) {
      // Joined to we do not know what is not joined at all: throws, and the connection ends.
      const joined = parseJoined(asJson(data, 'event', MAX_FRAME));
      this.#tries = 0;
      this.#audience.join(joined);
    } else if (event === STREAM_EVENTS.typing) {
      this.#audience.passing(event, asJson(data, 'event', MAX_FRAME));
    } else if (event === STREAM_EVENTS.op) {
      try {
        this.#audience.op(parseOp(this.#topic, asJson(data, 'event', MAX_FRAME)));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        this.#audience.report(error);
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
