// The server's end of one stream of events: the changes of a topic, or of several, as server-sent events; of one from where the client
// broke off, if that is known.

import { STREAM_EVENTS } from '../backend/http-wire.js';
import { ROOMS_TOPIC } from '../backend/model.js';
import { encodeJoined, encodeOp, encodeRefusal } from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import { SourceError } from '../sync/protocol.js';
import type { Joined } from '../sync/protocol.js';
import type { Strike } from './faults.js';
import { copiesOf, GARBAGE, padded } from './on-purpose.js';
import { Outgoing } from './outgoing.js';
import type { Commit, ServerRow } from './protocol-server.js';
import type { ServerHost } from './server-host.js';

/** Well below what a client takes for a dead line. */
const HEARTBEAT_MS = 5_000;
/** Rows sent again to a client that broke off; whoever missed more asks. */
const MOST_RESUMED = 500;

/** What is missing since the client broke off. */
interface Resumed {
  after: number;
  missed: ServerRow[];
}

/** A topic that is asked for, and what came of it. */
export type TopicJoin =
  { topic: string; joined: Joined; resumed?: Resumed | undefined } | { topic: string; joined?: undefined; refusal: SourceError };

/** One listener of topics. */
export class EventConnection {
  readonly #host: ServerHost;
  readonly #joins: readonly TopicJoin[];
  readonly #topics = new Map<string, Joined>();
  readonly #outgoing: Outgoing;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #strike: Strike;
  #deaf = false;

  /** Whose connection it is. */
  readonly userId: string;
  /** What the client reads. */
  readonly body: ReadableStream<Uint8Array>;

  /** `strike` is what befalls the join. */
  constructor(host: ServerHost, userId: string, joins: readonly TopicJoin[], strike: Strike) {
    this.#host = host;
    this.userId = userId;
    this.#joins = joins;
    this.#strike = strike;
    const encoder = new TextEncoder();
    this.#outgoing = new Outgoing((data) => this.#stream?.enqueue(encoder.encode(data)));
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#stream = controller;
      },
      cancel: () => {
        this.#stream = undefined;
        host.disconnected(this);
      },
    });
    const late = strike.rule('delay-join-subscribe');
    if (late) {
      this.#deaf = true;
      setTimeout(() => (this.#deaf = false), late.ms ?? 0);
    }
    this.#heartbeat = setInterval(() => this.#outgoing.send(':\n\n'), HEARTBEAT_MS);
  }

  /** Tells how far each topic reaches, then what was missed. What is broadcast from here on comes after it. */
  begin(): void {
    if (this.#strike.has('garbage-frame')) this.#outgoing.send(`event: ${STREAM_EVENTS.joined}\ndata: ${GARBAGE}\n\n`);
    if (this.#strike.has('close-mid-frame')) {
      this.#outgoing.send(`event: ${STREAM_EVENTS.joined}\ndata: {"topic":`);
      // Not before the half has gone out.
      setTimeout(() => this.close());
      return;
    }
    for (let copy = this.#strike.has('duplicate-reply') ? 2 : 1; copy > 0; copy--) this.#tellJoins();
    if (this.#topics.has(ROOMS_TOPIC)) this.#host.people.joined(this, ROOMS_TOPIC);
  }

  #tellJoins(): void {
    for (const join of this.#joins) {
      const { topic, joined } = join;
      if (!joined) {
        this.#send(topic, STREAM_EVENTS.refused, encodeRefusal(join.refusal));
        continue;
      }
      this.#topics.set(topic, joined);
      // What was missed has yet to come: a client that breaks off in the middle of it resumes from where it was.
      this.#send(topic, STREAM_EVENTS.joined, padded(this.#strike, encodeJoined(joined)), join.resumed?.after ?? joined.head);
      for (const row of join.resumed?.missed ?? []) this.#send(topic, STREAM_EVENTS.op, encodeOp({ seq: row.version, row }), row.version);
    }
  }

  hold(ms: number): void {
    void this.#outgoing.hold(ms);
  }

  /** Tells a change of a topic. */
  broadcast({ topic, reply }: Commit): void {
    if (!this.#topics.has(topic) || this.#deaf || !reply.row) return;
    const op = encodeOp({ seq: reply.seq, row: reply.row });
    const copies = copiesOf(this.#host.faults.strike(STREAM_EVENTS.op, topic), this.#outgoing);
    for (let copy = 0; copy < copies; copy++) this.#send(topic, STREAM_EVENTS.op, op, reply.seq);
  }

  typing(topic: string, payload: Frame['payload']): void {
    this.tell(topic, STREAM_EVENTS.typing, payload);
  }

  /** Sends what passes to this client, if it listens to the topic. */
  tell(topic: string, event: string, payload: Frame['payload']): void {
    if (this.#topics.has(topic)) this.#send(topic, event, payload);
  }

  /** Hangs up, in the middle of nothing, as a lost connection does. */
  close(): void {
    const stream = this.#stream;
    this.closed();
    stream?.error(new TypeError('the connection was lost'));
  }

  closed(): void {
    clearInterval(this.#heartbeat);
    this.#topics.clear();
    this.#host.people.left(this);
    this.#outgoing.stop();
    this.#stream = undefined;
  }

  /** Of several topics no number says where a client broke off: each catches up by asking. */
  #send(topic: string, event: string, payload: Frame['payload'], seq?: number): void {
    const joined = this.#topics.get(topic);
    const id = this.#joins.length > 1 || !joined || seq === undefined ? '' : `id: ${eventId(joined.epoch, seq)}\n`;
    this.#outgoing.send(`${id}event: ${event}\ndata: ${JSON.stringify({ topic, payload })}\n\n`);
  }
}

/** Joins one of several topics: that there is no listening to it is its own trouble, and any other that of all. */
export function joinBeside(topic: string, join: () => Joined): TopicJoin {
  try {
    return { topic, joined: join() };
  } catch (error) {
    if (error instanceof SourceError && error.refused) return { topic, refusal: error };
    throw error;
  }
}

/** What was missed since the id of an event, if this history knows: its rows, each as it is now. */
export function missedSince(
  id: string | null,
  { epoch, head }: Joined,
  sync: (query: { after: number; limit: number }) => { reset: boolean; rows: ServerRow[]; more?: boolean },
): Resumed | undefined {
  const after = Number(id?.slice(id.lastIndexOf(':') + 1));
  if (!id || !Number.isSafeInteger(after) || after < 0 || after > head || eventId(epoch, after) !== id) return undefined;
  const { reset, rows, more } = sync({ after, limit: MOST_RESUMED });
  return reset || more ? undefined : { after, missed: rows };
}

/** A number alone would be believed by another history. */
function eventId(epoch: string, seq: number): string {
  return `${encodeURIComponent(epoch)}:${seq}`;
}
