// One topic on one phoenix socket, shared by everybody who asked for it: Phoenix allows a socket to join a topic once.
// The client's own buffers are never used: what was sent on a lost connection is unknown at once, and the outbox decides.

import type { Channel as PhoenixChannel, Socket } from 'phoenix';
import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Joined, Row } from '../sync/protocol.js';
import {
  CONTRACT,
  encodeMutation,
  encodeQuery,
  EVENTS,
  parseJoined,
  parseOp,
  parsePage,
  parsePut,
  parseRefusal,
  parseSync,
} from './wire.js';
import type { ChatRow } from './wire.js';

/** What a topic needs of the source that owns it. */
export interface TopicOwner {
  socket: Socket;
  /** Milliseconds before the given try to join again. */
  rejoinAfterMs(tries: number): number;
  /** The server did not know the user: a fresh connection may carry a fresh token. */
  unauthorized(): void;
  /** Nobody listens any more, or the server refused the topic for good. */
  ended(topic: PhoenixTopic): void;
}

interface Subscriber {
  events: ChannelEvents<ChatRow>;
  /** Between `joined` and `down`, as this subscriber was told. */
  live: boolean;
  /** Knows that there is no connection. */
  told: boolean;
}

/** Joins `topic` and keeps it joined while anybody is subscribed. */
export class PhoenixTopic {
  readonly #topic: string;
  readonly #owner: TopicOwner;
  readonly #subscribers = new Set<Subscriber>();
  /** Requests on their way: each knows how to fail. */
  readonly #pending = new Set<(error: SourceError) => void>();
  #channel: PhoenixChannel | undefined;
  /** As of now: ops raise the head, so that whoever subscribes late is not told a number of long ago. */
  #joined: Joined | undefined;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(topic: string, owner: TopicOwner) {
    this.#topic = topic;
    this.#owner = owner;
    this.#open();
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    // The rows of a topic are what its server keeps there; the type says what the caller expects of it.
    const subscriber: Subscriber = { events: events as unknown as ChannelEvents<ChatRow>, live: false, told: false };
    this.#subscribers.add(subscriber);
    queueMicrotask(() => this.#tellJoined(subscriber));
    const request = <T>(event: string, payload: object, read: (reply: unknown) => unknown): Promise<T> =>
      (subscriber.live ? this.#request(event, payload, read) : Promise.reject(this.#closed(event))) as Promise<T>;
    const isJoined = (): boolean => subscriber.live && this.#canPush;
    return {
      get joined() {
        return isJoined();
      },
      sync: (query) => request(EVENTS.sync, encodeQuery(query), (reply) => parseSync(this.#topic, reply)),
      page: (query) => request(EVENTS.page, encodeQuery(query), (reply) => parsePage(this.#topic, reply)),
      put: (mutation) => request(EVENTS.put, encodeMutation(mutation), (reply) => parsePut(this.#topic, reply)),
      leave: () => {
        subscriber.live = false;
        if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.end();
      },
    };
  }

  /** A frame that could not be read: nobody knows whose it was. */
  report(error: SourceError): void {
    for (const { events } of [...this.#subscribers]) events.error(error);
  }

  /** No connection came about: said once to those who wait for their first join, the others know since `down`. */
  unreachable(): void {
    for (const subscriber of [...this.#subscribers]) {
      if (subscriber.live || subscriber.told) continue;
      subscriber.told = true;
      subscriber.events.error(new SourceError('closed', `${this.#topic}: there is no connection to the server`));
    }
  }

  /** Leaves for good. */
  end(): void {
    clearTimeout(this.#timer);
    const channel = this.#channel;
    this.#channel = undefined;
    this.#down();
    channel?.leave();
    this.#owner.ended(this);
  }

  get #canPush(): boolean {
    return this.#joined !== undefined && this.#channel?.state === 'joined' && this.#owner.socket.isConnected();
  }

  #open(): void {
    const channel = this.#owner.socket.channel(this.#topic, { v: CONTRACT });
    this.#channel = channel;
    const current = (act: (payload: unknown) => void) => (payload?: unknown) => {
      if (this.#channel === channel) act(payload);
    };
    channel.on(
      EVENTS.op,
      current((payload) => this.#onOp(payload)),
    );
    channel.onError(current(() => this.#down()));
    // Closed, though nobody left: the server ended the channel, and the phoenix client does not join it again.
    channel.onClose(current(() => this.#reopen()));
    channel
      .join()
      .receive(
        'ok',
        current((reply) => this.#onJoined(reply)),
      )
      .receive(
        'error',
        current((reply) => this.#onRefused(reply)),
      );
  }

  #reopen(): void {
    this.#channel = undefined;
    this.#down();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), this.#owner.rejoinAfterMs(++this.#tries));
  }

  #onJoined(reply: unknown): void {
    try {
      this.#joined = parseJoined(reply);
    } catch (error) {
      this.report(error as SourceError);
      // Joined to we do not know what: not joined at all.
      const channel = this.#channel;
      this.#reopen();
      channel?.leave();
      return;
    }
    this.#tries = 0;
    for (const subscriber of [...this.#subscribers]) this.#tellJoined(subscriber);
  }

  #onRefused(reply: unknown): void {
    const error = parseRefusal(reply);
    this.report(error);
    if (error.reason === 'not-found' || error.reason === 'forbidden') this.end();
    else if (error.reason === 'unauthorized') this.#owner.unauthorized();
  }

  #onOp(payload: unknown): void {
    if (!this.#joined) return;
    try {
      const op = parseOp(this.#topic, payload);
      this.#joined = { ...this.#joined, head: Math.max(this.#joined.head, op.seq) };
      for (const { events, live } of [...this.#subscribers]) if (live) events.op(op);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.report(error);
    }
  }

  #tellJoined(subscriber: Subscriber): void {
    if (subscriber.live || !this.#joined || !this.#subscribers.has(subscriber)) return;
    subscriber.live = true;
    subscriber.told = false;
    subscriber.events.joined(this.#joined);
  }

  #down(): void {
    this.#joined = undefined;
    const error = new SourceError('closed', `${this.#topic}: the connection was lost before the answer`);
    for (const fail of [...this.#pending]) fail(error);
    for (const subscriber of [...this.#subscribers]) {
      if (!subscriber.live) continue;
      subscriber.live = false;
      subscriber.told = true;
      subscriber.events.down();
    }
  }

  #request(event: string, payload: object, read: (reply: unknown) => unknown): Promise<unknown> {
    const channel = this.#channel;
    if (!channel || !this.#canPush) return Promise.reject(this.#closed(event));
    return new Promise((resolve, reject) => {
      const fail = (error: SourceError): void => {
        this.#pending.delete(fail);
        reject(error);
      };
      this.#pending.add(fail);
      channel
        .push(event, payload)
        .receive('ok', (reply) => {
          this.#pending.delete(fail);
          try {
            resolve(read(reply));
          } catch (error) {
            reject(error);
          }
        })
        .receive('error', (reply) => fail(parseRefusal(reply)))
        .receive('timeout', () => fail(new SourceError('timeout', `${this.#topic}: no answer to ${event}`)));
    });
  }

  #closed(event: string): SourceError {
    return new SourceError('closed', `${this.#topic}: ${event} while not joined`);
  }
}
