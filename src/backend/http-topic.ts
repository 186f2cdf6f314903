// One topic over HTTP, shared by everybody who asked for it: the line says when it is joined and what changes, requests beside it ask
// and wish. While the line is down, so is the topic: nothing would tell what the answers left out.

import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Joined, Row } from '../sync/protocol.js';
import { Audience } from './audience.js';
import { pageCall, putCall, STREAM_EVENTS, syncCall, typingCall } from './http-wire.js';
import type { Call } from './http-wire.js';
import { parseJoined, parseOp, parsePage, parsePut, parseRefusal, parseSync } from './wire.js';

/** What a topic needs of the source that owns it. */
export interface TopicOwner {
  /** The answer, read as JSON. Rejects with a `SourceError`. */
  ask(call: Call, signal: AbortSignal): Promise<unknown>;
  /** What it listens to is of a history that is no more: another stream is to tell. */
  stale(topic: HttpTopic, error: SourceError): void;
  /** The server refused the topic: nothing is to be listened for. */
  refused(topic: HttpTopic): void;
  /** Nobody listens any more. */
  ended(topic: HttpTopic): void;
}

/** Whoever is subscribed to `topic`. */
export class HttpTopic {
  readonly #topic: string;
  readonly #owner: TopicOwner;
  readonly #audience: Audience;
  /** Requests on their way, which end with the line. */
  readonly #requests = new Set<AbortController>();

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
    const unread = (error: SourceError): void => this.#audience.report(error);
    const isOpen = (): boolean => this.#audience.joined !== undefined;
    this.#audience = new Audience(topic, {
      get open() {
        return isOpen();
      },
      sync: (query) =>
        ask(
          () => syncCall(topic, this.#audience.joined?.epoch ?? '', query),
          (reply) => parseSync(topic, reply, unread),
        ),
      page: (query) =>
        ask(
          () => pageCall(topic, query),
          (reply) => parsePage(topic, reply, unread),
        ),
      put: (mutation) =>
        ask(
          () => putCall(topic, mutation),
          (reply) => parsePut(topic, reply),
        ),
      typing: (typing) => void ask(() => typingCall(topic, typing), Boolean).catch(() => undefined),
      rejoin: (error) => owner.stale(this, error),
      unheard: () => this.end(),
    });
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    return this.#audience.subscribe(events);
  }

  /** The line tells something of this topic. Throws where it cannot be listened to like this. */
  hear(event: string, payload: unknown): void {
    if (event === STREAM_EVENTS.joined) return this.#join(parseJoined(payload));
    if (event === STREAM_EVENTS.refused) {
      const error = parseRefusal(payload);
      if (!error.refused) throw error;
      return this.lost(error);
    }
    if (event !== STREAM_EVENTS.op) return this.#audience.passing(event, payload);
    try {
      this.#audience.op(parseOp(this.#topic, payload));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#audience.report(error);
    }
  }

  /** Nobody tells of this topic any more: the line is down, or the server refuses. */
  lost(error: unknown): void {
    this.#hangUp();
    this.#audience.down();
    this.missed(error);
  }

  /** Something was not to be heard, and why. */
  missed(error: unknown): void {
    if (error instanceof SourceError && error.reason !== 'closed') this.#audience.report(error);
    else this.#audience.unreachable();
    if (error instanceof SourceError && error.refused) this.#rest();
  }

  /** Leaves for good. */
  end(): void {
    this.#hangUp();
    this.#audience.down();
    this.#owner.ended(this);
  }

  #join(joined: Joined): void {
    const before = this.#audience.joined;
    // Another stream goes on where the one before was: for whoever is subscribed, nothing has happened.
    if (before && before.epoch === joined.epoch && before.head >= joined.head) return;
    if (before) this.lost(undefined);
    this.#audience.join(joined);
  }

  #rest(): void {
    this.#hangUp();
    this.#audience.down();
    this.#owner.refused(this);
  }

  #hangUp(): void {
    for (const request of this.#requests) request.abort();
  }
}
