// One topic on one phoenix socket, shared by everybody who asked for it: Phoenix allows a socket to join a topic once.
// The client's own buffers are never used: nothing is pushed but on a joined channel.

import { askedWait, SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Joined, Row } from '../sync/protocol.js';
import { Audience } from './audience.js';
import { RejoinWait } from './rejoin-wait.js';
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
import { PEOPLE_EVENTS } from './wire-people.js';

/** Of phoenix' channels what topics use. Phoenix has no types of its own, and whoever compiles against the kit need not have others'. */
export interface PhoenixChannel {
  readonly state: string;
  on(event: string, heard: (payload: unknown) => void): unknown;
  onError(heard: () => void): unknown;
  onClose(heard: () => void): unknown;
  join(): PhoenixPush;
  push(event: string, payload: object): PhoenixPush;
  leave(): unknown;
}

interface PhoenixPush {
  receive(status: 'ok' | 'error' | 'timeout', heard: (reply: unknown) => unknown): PhoenixPush;
}

/** What a topic needs of the source that owns it. */
export interface TopicOwner<Topic = PhoenixTopic> {
  socket: {
    channel(topic: string, params: object): PhoenixChannel;
    isConnected(): boolean;
    onOpen(heard: () => void): string;
    off(heard: string[]): void;
  };
  /** Milliseconds before the given try to join again, where the server asked for no longer time. */
  rejoinAfterMs(tries: number): number;
  /** The server did not know the user: a fresh connection may carry a fresh token. */
  unauthorized(): void;
  /** The server took a wish: it knows the user. */
  granted(): void;
  /** Nobody listens any more. */
  ended(topic: Topic): void;
}

/** Joins `topic` and keeps it joined while anybody is subscribed. One that was refused is asked for again when somebody else subscribes. */
export class PhoenixTopic {
  readonly #topic: string;
  readonly #owner: TopicOwner;
  readonly #audience: Audience;
  #channel: PhoenixChannel | undefined;
  /** Until it is joined by another channel. */
  readonly #wait: RejoinWait;
  readonly #opening: string;
  #refused = false;

  constructor(topic: string, owner: TopicOwner) {
    this.#topic = topic;
    this.#owner = owner;
    this.#wait = new RejoinWait(
      () => this.#open(),
      (tries) => owner.rejoinAfterMs(tries),
    );
    // Phoenix joins again over each connection what it has a channel of.
    this.#opening = owner.socket.onOpen(() => this.#wait.on && this.#open());
    const unread = (error: SourceError): void => this.report(error);
    const isOpen = (): boolean => this.#canPush;
    this.#audience = new Audience(topic, {
      get open() {
        return isOpen();
      },
      sync: (query) => this.#request(EVENTS.sync, encodeQuery(query), (reply) => parseSync(topic, reply, unread)),
      page: (query) => this.#request(EVENTS.page, encodeQuery(query), (reply) => parsePage(topic, reply, unread)),
      put: async (mutation) => {
        const granted = await this.#request(EVENTS.put, encodeMutation(mutation), (reply) => parsePut(topic, reply));
        owner.granted();
        return granted;
      },
      typing: (typing) => void this.#channel?.push(PEOPLE_EVENTS.typing, typing ? {} : { typing }),
      rejoin: (error) => this.#replace(error),
      unheard: () => this.end(),
    });
    this.#open();
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    if (this.#refused) this.#open();
    return this.#audience.subscribe(events);
  }

  /** A frame that could not be read: nobody knows whose it was. */
  report(error: SourceError): void {
    this.#audience.report(error);
  }

  /** No connection came about. */
  unreachable(): void {
    this.#audience.unreachable();
  }

  /** The page woke, or the network changed. */
  hurry(): void {
    if (this.#wait.hurry()) this.#open();
  }

  /** Leaves for good. */
  end(): void {
    this.#wait.stop();
    this.#owner.socket.off([this.#opening]);
    this.#leave();
    this.#owner.ended(this);
  }

  get #canPush(): boolean {
    return this.#audience.joined !== undefined && this.#channel?.state === 'joined' && this.#owner.socket.isConnected();
  }

  #open(): void {
    this.#wait.stop();
    const channel = this.#owner.socket.channel(this.#topic, { v: CONTRACT });
    this.#channel = channel;
    this.#refused = false;
    const current = (act: (payload: unknown) => void) => (payload?: unknown) => {
      if (this.#channel === channel) act(payload);
    };
    channel.on(
      EVENTS.op,
      current((payload) => this.#onOp(payload)),
    );
    for (const event of Object.values(PEOPLE_EVENTS))
      channel.on(
        event,
        current((payload) => this.#audience.passing(event, payload)),
      );
    channel.onError(current(() => this.#audience.down()));
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

  /** Joins by another channel after a while, or over the next connection. */
  #reopen(error?: SourceError): void {
    this.#channel = undefined;
    this.#audience.down();
    this.#wait.begin(error);
  }

  /** As that, and leaves this one: phoenix would join it again by back-off, whatever the server asked for. */
  #replace(error: SourceError): void {
    const channel = this.#channel;
    this.#reopen(error);
    channel?.leave();
  }

  #onJoined(reply: unknown): void {
    let joined: Joined;
    try {
      joined = parseJoined(reply);
    } catch (error) {
      // Joined to we do not know what: not joined at all.
      this.#replace(error as SourceError);
      this.report(error as SourceError);
      return;
    }
    this.#wait.end();
    this.#audience.join(joined);
  }

  #onRefused(reply: unknown): void {
    const error = parseRefusal(reply);
    this.#refused = error.reason === 'not-found' || error.reason === 'forbidden';
    if (this.#refused) this.#leave();
    else if (error.reason === 'unauthorized') this.#owner.unauthorized();
    else if (askedWait(error) !== undefined) this.#replace(error);
    this.report(error);
  }

  #leave(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    this.#audience.down();
    channel?.leave();
  }

  #onOp(payload: unknown): void {
    if (!this.#audience.joined) return;
    try {
      this.#audience.op(parseOp(this.#topic, payload));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.report(error);
    }
  }

  #request<T>(event: string, payload: object, read: (reply: unknown) => T): Promise<T> {
    const channel = this.#channel!;
    return new Promise((resolve, reject) => {
      channel
        .push(event, payload)
        .receive('ok', (reply) => {
          try {
            resolve(read(reply));
          } catch (error) {
            reject(error);
          }
        })
        .receive('error', (reply) => {
          const error = parseRefusal(reply);
          if (error.reason === 'unauthorized') this.#owner.unauthorized();
          reject(error);
        })
        .receive('timeout', () => reject(new SourceError('timeout', `${this.#topic}: no answer to ${event}`)));
    });
  }
}
