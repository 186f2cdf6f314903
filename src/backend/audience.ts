// Everybody who asked for one topic, over whatever transport: who has been told what, and which requests are on their way.
// What was sent on a lost connection is unknown at once, and the outbox decides.

import { SourceError } from '../sync/protocol.js';
import type {
  Channel,
  ChannelEvents,
  Joined,
  PageQuery,
  PageReply,
  PutReply,
  Row,
  ServerOp,
  SyncReply,
  Mutation,
} from '../sync/protocol.js';
import type { ChatRow } from './wire.js';
import { Here } from './wire-people.js';

/** No server that goes on telling of two histories is joined more often than that, in milliseconds. */
const RENEWAL_MS = 1_000;

interface Subscriber {
  events: ChannelEvents<ChatRow>;
  /** Between `joined` and `down`, as this subscriber was told. */
  live: boolean;
  /** Knows that there is no connection. */
  told: boolean;
}

/** The transport below an audience. */
export interface Line {
  /** Whether a request would reach the server now. */
  readonly open: boolean;
  /** The server does not know a wish again: of one that never left it is to be said that nothing was sent. */
  readonly doubles?: boolean;
  sync(query: { after: number; limit: number }): Promise<SyncReply<ChatRow>>;
  page(query: PageQuery): Promise<PageReply<ChatRow>>;
  put(mutation: Mutation): Promise<PutReply<ChatRow>>;
  /** Tells others that the user is writing, or has left off; nobody waits for it. */
  typing(typing: boolean): void;
  /** What is joined is no more, as a backup came back: joins anew, after a while. A line that makes its numbers itself hears of none. */
  rejoin?(error: SourceError): void;
  /** The last of the audience has left. */
  unheard(): void;
}

/** The subscribers of `topic` on one line. */
export class Audience {
  readonly #topic: string;
  readonly #line: Line;
  readonly #subscribers = new Set<Subscriber>();
  /** Requests on their way: each knows how to fail. */
  readonly #pending = new Set<(error: SourceError) => void>();
  /** As of now: ops raise the head, so that whoever subscribes late is not told a number of long ago. */
  #joined: Joined | undefined;
  #here = new Here();

  constructor(topic: string, line: Line) {
    this.#topic = topic;
    this.#line = line;
  }

  /** The history the topic has and how far it reaches; undefined while not joined. */
  get joined(): Joined | undefined {
    return this.#joined;
  }

  subscribe<R extends Row>(events: ChannelEvents<R>): Channel<R> {
    // The rows of a topic are what its server keeps there; the type says what the caller expects of it.
    const subscriber: Subscriber = { events: events as unknown as ChannelEvents<ChatRow>, live: false, told: false };
    this.#subscribers.add(subscriber);
    queueMicrotask(() => this.#tell(subscriber));
    const isJoined = (): boolean => subscriber.live && this.#line.open;
    const ask = (what: string, send: () => Promise<unknown>): Promise<never> =>
      (isJoined() ? this.#follow(send()) : Promise.reject(this.#closed(what))) as Promise<never>;
    return {
      get joined() {
        return isJoined();
      },
      sync: (query) => ask('sync', () => this.#sync(query)),
      page: (query) => ask('page', () => this.#line.page(query)),
      put: (mutation) => ask('put', () => this.#line.put(mutation)),
      typing: (typing) => {
        if (isJoined()) this.#line.typing(typing);
      },
      leave: () => {
        subscriber.live = false;
        if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.#line.unheard();
      },
    };
  }

  /** The topic is joined: whoever does not know yet is told. */
  join(joined: Joined): void {
    this.#joined = joined;
    for (const subscriber of [...this.#subscribers]) this.#tell(subscriber);
  }

  op(op: ServerOp<ChatRow>): void {
    if (!this.#joined) return;
    this.#joined = { ...this.#joined, head: Math.max(this.#joined.head, op.seq) };
    for (const { events, live } of [...this.#subscribers]) if (live) events.op(op);
  }

  /** Something is said of people. */
  passing(event: string, payload: unknown): void {
    try {
      const passing = this.#here.read(event, payload);
      if (passing) for (const { events, live } of [...this.#subscribers]) if (live) events.passing?.(passing);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.report(error);
    }
  }

  /** The connection is lost: requests on their way fail, and everybody is told. */
  down(): void {
    this.#joined = undefined;
    this.#here = new Here();
    const error = new SourceError('closed', `${this.#topic}: the connection was lost before the answer`);
    for (const fail of [...this.#pending]) fail(error);
    for (const subscriber of [...this.#subscribers]) {
      if (!subscriber.live) continue;
      subscriber.live = false;
      subscriber.told = true;
      subscriber.events.down();
    }
  }

  /** Joining was refused, or something came that could not be read. */
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

  async #sync(query: { after: number; limit: number }): Promise<SyncReply<ChatRow>> {
    const epoch = this.#joined?.epoch;
    const reply = await this.#line.sync(query);
    // Ops and answers of this session would be taken for those of the history that was joined.
    if (reply.reset && reply.epoch !== epoch && epoch === this.#joined?.epoch)
      this.#line.rejoin?.(
        new SourceError('closed', `${this.#topic}: its history is another than was joined`, { retryAfterMs: RENEWAL_MS }),
      );
    return reply;
  }

  /** What comes of a request, or that the connection was lost before it. */
  #follow<T>(request: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      void request.then(resolve, reject).finally(() => this.#pending.delete(reject));
    });
  }

  #tell(subscriber: Subscriber): void {
    if (subscriber.live || !this.#joined || !this.#subscribers.has(subscriber)) return;
    subscriber.live = true;
    subscriber.told = false;
    subscriber.events.joined(this.#joined);
    if (this.#here.known) subscriber.events.passing?.(this.#here.passing);
  }

  #closed(what: string): SourceError {
    return new SourceError('closed', `${this.#topic}: ${what} while not joined`, { unsent: this.#line.doubles ?? false });
  }
}
