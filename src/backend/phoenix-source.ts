// The transport over Phoenix Channels: one socket, the real phoenix client, and the rules that make it safe to build on:
// a heartbeat that notices a dead line in 15 s, retries with jitter, the token out of the URL, and no frame that can throw.

import { Socket } from 'phoenix';
import type { SocketConnectOption } from 'phoenix';
import { SourceError } from '../sync/protocol.js';
import type { Channel, ChannelEvents, Row, Source } from '../sync/protocol.js';
import { backOff } from './back-off.js';
import { given } from './given.js';
import { whenPageWakes } from './page-wakes.js';
import { PhoenixTopic } from './phoenix-topic.js';
import type { TopicOwner } from './phoenix-topic.js';
import { parseFrame } from './wire.js';

/** How to reach a Phoenix server. */
export interface PhoenixOptions {
  /** The socket's endpoint without `/websocket`, such as `wss://example.com/socket` or `/socket`. */
  url: string;
  /** Who the user is; sent as a sub-protocol, never in the URL. A function is asked again for each connection. */
  token?: string | (() => string);
  /** Parameters of the URL. */
  params?: Record<string, string> | (() => Record<string, string>);
  /** A class like `WebSocket`. By default the one in place when the first channel is opened. */
  transport?: new (url: string, protocols?: string | string[]) => object;
  /** How long to wait for an answer, in milliseconds. Default 5,000. */
  timeoutMs?: number;
  /** Numbers in [0, 1) for the jitter. Default `Math.random`. */
  random?: () => number;
}

const HEARTBEAT_MS = 15_000;
/** An answer that was lost on an open line is missed after this, and what it was about is still to arrive within ten seconds. */
export const TIMEOUT_MS = 5_000;

/** Phoenix would reach for `sessionStorage`, which throws in a sandboxed frame, to remember a fallback that is not used here. */
const NO_STORAGE = { getItem: () => null, setItem: () => undefined };

/** A `Source` on a Phoenix server. Connects when a channel is opened, lets go of the line when the last one is left; never throws, trouble goes to the channels' `error`. */
export function phoenixSource(options: PhoenixOptions): Source {
  return phoenixSourceOf(options, (name, owner) => new PhoenixTopic(name, owner));
}

/** A topic of whatever protocol on a phoenix socket. */
export interface Topic {
  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R>;
  /** No connection came about. */
  unreachable(): void;
  /** A frame could not be read. */
  report(error: SourceError): void;
  /** The page woke, or the network changed: what waits to join does so at once, but where the server wants a moment. */
  hurry(): void;
  end(): void;
}

type Open<T> = (name: string, owner: TopicOwner<T>) => T;

/** A `Source` whose topics are opened by `open`. */
export function phoenixSourceOf<T extends Topic>(options: PhoenixOptions, open: Open<T>): Source {
  return new PhoenixSource(options, open);
}

class PhoenixSource<T extends Topic> implements Source {
  readonly #options: PhoenixOptions;
  readonly #openTopic: Open<T>;
  readonly #topics = new Map<string, T>();
  #socket: Socket | undefined;
  #closed = false;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #stopWatching = (): void => undefined;
  /** Connections made for a fresh token since a wish was granted. */
  #renewals = 0;

  constructor(options: PhoenixOptions, open: Open<T>) {
    this.#options = options;
    this.#openTopic = open;
  }

  channel<R extends Row>(name: string, events: ChannelEvents<R>): Channel<R> {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = this.#open(name);
      if (!this.#closed) this.#topics.set(name, topic);
    }
    const channel = topic.subscribe(events);
    if (this.#closed) topic.end();
    else this.#connect();
    return channel;
  }

  resume(): void {
    this.#renewals = 0;
    if (this.#socket) this.#reconnect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#renewal);
    if (typeof removeEventListener === 'function') removeEventListener('online', this.#onOnline);
    this.#stopWatching();
    for (const topic of [...this.#topics.values()]) topic.end();
    this.#socket?.disconnect();
  }

  #open(name: string): T {
    const socket = (this.#socket ??= this.#createSocket());
    return this.#openTopic(name, {
      socket,
      rejoinAfterMs: (tries) => backOff(tries, this.#options.random),
      unauthorized: () => this.#renew(),
      granted: () => (this.#renewals = 0),
      ended: (topic) => {
        if (this.#topics.get(name) === topic) this.#topics.delete(name);
        // Not before whoever closes one stream to open another has done both.
        if (this.#topics.size === 0 && !this.#closed) setTimeout(() => this.#rest());
      },
    });
  }

  #createSocket(): Socket {
    const { url, token, params, transport, timeoutMs = TIMEOUT_MS, random } = this.#options;
    if (!this.#closed) {
      if (typeof addEventListener === 'function') addEventListener('online', this.#onOnline);
      this.#stopWatching = whenPageWakes(() => this.#hurry());
    }
    const options = {
      heartbeatIntervalMs: HEARTBEAT_MS,
      reconnectAfterMs: (tries: number) => backOff(tries, random),
      rejoinAfterMs: (tries: number) => backOff(tries, random),
      decode: (data: unknown, deliver: (frame: object) => void) => this.#decode(data, deliver),
      sessionStorage: NO_STORAGE,
      timeout: timeoutMs,
      ...(token === undefined ? {} : { authToken: () => toBytes(this.#given('token', token, '')) }),
      ...(params ? { params: () => this.#given('params', params, {}) } : {}),
      ...(transport ? { transport } : {}),
    };
    // Phoenix' types lag behind: the token may be a function, and a transport takes protocols.
    const socket = new Socket(url, options as unknown as Partial<SocketConnectOption>);
    socket.onClose(() => {
      for (const topic of [...this.#topics.values()]) topic.unreachable();
    });
    return socket;
  }

  #connect(): void {
    try {
      this.#socket?.connect();
    } catch (error) {
      // No such address, or a token that cannot be sent: no connection will ever come of it, and no event would say so.
      queueMicrotask(() => this.#report(new SourceError('unauthorized', `cannot connect to ${this.#options.url}: ${String(error)}`)));
    }
  }

  /** What the app says of who the user is; where it throws, that there is nobody, which is asked again by another connection. */
  #given<T>(name: string, option: T | (() => T), nobody: T): T {
    try {
      return given(name, option);
    } catch (error) {
      // Thrown on, it would end in one of phoenix' own timers, and no connection be tried again.
      queueMicrotask(() => this.#report(error as SourceError));
      this.#renew();
      return nobody;
    }
  }

  #decode(data: unknown, deliver: (frame: object) => void): void {
    let frame;
    try {
      frame = parseFrame(data);
    } catch (error) {
      this.#report(error as SourceError);
      return;
    }
    deliver(frame);
  }

  #report(error: SourceError): void {
    for (const topic of [...this.#topics.values()]) topic.report(error);
  }

  /** Connects anew after a while: the token of a connection never changes, a fresh one needs a fresh connection. */
  #renew(): void {
    const { token, params } = this.#options;
    if (typeof token !== 'function' && typeof params !== 'function') return;
    // One at a time: every topic is refused alike, and each refusal would put it off again.
    this.#renewal ??= setTimeout(() => this.#reconnect(), backOff(2 + this.#renewals++, this.#options.random));
  }

  /** Nobody listens: an open line would be made anew when it breaks, and the token asked for of somebody who may have signed out. */
  #rest(): void {
    if (this.#topics.size > 0) return;
    clearTimeout(this.#renewal);
    this.#renewal = undefined;
    this.#socket?.disconnect();
  }

  readonly #onOnline = (): void => {
    if (this.#socket && !this.#socket.isConnected()) this.#reconnect();
  };

  /** Phoenix itself connects when the page wakes; of what waits to join it knows nothing. */
  #hurry(): void {
    for (const topic of [...this.#topics.values()]) topic.hurry();
  }

  #reconnect(): void {
    clearTimeout(this.#renewal);
    this.#renewal = undefined;
    if (this.#closed || this.#topics.size === 0) return;
    this.#socket?.disconnect();
    this.#connect();
  }
}

/** The token as bytes in a string: Phoenix encodes it in base64, which takes no other characters. */
function toBytes(token: string): string {
  return String.fromCharCode(...new TextEncoder().encode(token));
}
