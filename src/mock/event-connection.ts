// The server's end of one stream of events: a topic's changes as server-sent events, from where the client broke off, if that is known.

import { STREAM_EVENTS } from '../backend/http-wire.js';
import { encodeJoined, encodeOp } from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import type { Joined, ServerOp } from '../sync/protocol.js';
import type { Strike } from './faults.js';
import { copiesOf } from './on-purpose.js';
import { Outgoing } from './outgoing.js';
import type { Commit, ServerRow } from './protocol-server.js';
import type { ServerHost } from './server-host.js';

/** Well below what a client takes for a dead line. */
const HEARTBEAT_MS = 5_000;
/** Rows sent again to a client that broke off; whoever missed more asks. */
const MOST_RESUMED = 500;

/** One listener of one topic. */
export class EventConnection {
  readonly #host: ServerHost;
  readonly #topic: string;
  readonly #joined: Joined;
  readonly #outgoing: Outgoing;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  #deaf = false;

  /** Whose connection it is. */
  readonly userId: string;
  /** What the client reads. */
  readonly body: ReadableStream<Uint8Array>;

  /** Tells what `joined` says, then `missed` changes, then those to come. `strike` is what befalls the join. */
  constructor(
    host: ServerHost,
    userId: string,
    topic: string,
    joined: Joined,
    resumed: { after: number; missed: ServerRow[] } | undefined,
    strike: Strike,
  ) {
    this.#host = host;
    this.userId = userId;
    this.#topic = topic;
    this.#joined = joined;
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
    // What was missed has yet to come: a client that breaks off in the middle of it resumes from where it was.
    this.#send(STREAM_EVENTS.joined, encodeJoined(joined), resumed?.after ?? joined.head);
    for (const row of resumed?.missed ?? []) this.#op({ seq: row.version, row });
    this.#heartbeat = setInterval(() => this.#outgoing.send(':\n\n'), HEARTBEAT_MS);
  }

  /** Tells a change of this topic. */
  broadcast({ topic, reply }: Commit): void {
    if (topic !== this.#topic || this.#deaf || !reply.row) return;
    const copies = copiesOf(this.#host.faults.strike(STREAM_EVENTS.op, topic), this.#outgoing);
    for (let copy = 0; copy < copies; copy++) this.#op({ seq: reply.seq, row: reply.row });
  }

  typing(topic: string, payload: Frame['payload']): void {
    if (topic === this.#topic) this.#outgoing.send(`event: ${STREAM_EVENTS.typing}\ndata: ${JSON.stringify(payload)}\n\n`);
  }

  /** Hangs up, in the middle of nothing, as a lost connection does. */
  close(): void {
    const stream = this.#stream;
    this.closed();
    stream?.error(new TypeError('the connection was lost'));
  }

  closed(): void {
    clearInterval(this.#heartbeat);
    this.#outgoing.stop();
    this.#stream = undefined;
  }

  #op(op: ServerOp<ServerRow>): void {
    this.#send(STREAM_EVENTS.op, encodeOp(op), op.seq);
  }

  #send(event: string, payload: Frame['payload'], seq: number): void {
    this.#outgoing.send(`id: ${eventId(this.#joined.epoch, seq)}\nevent: ${event}\ndata: ${JSON.stringify(payload)}\n\n`);
  }
}

/** What was missed since the id of an event, if this history knows: its rows, each as it is now. */
export function missedSince(
  id: string | null,
  { epoch, head }: Joined,
  sync: (query: { after: number; limit: number }) => { reset: boolean; rows: ServerRow[]; more?: boolean },
): { after: number; missed: ServerRow[] } | undefined {
  const after = Number(id?.slice(id.lastIndexOf(':') + 1));
  if (!id || !Number.isSafeInteger(after) || after < 0 || after > head || eventId(epoch, after) !== id) return undefined;
  const { reset, rows, more } = sync({ after, limit: MOST_RESUMED });
  return reset || more ? undefined : { after, missed: rows };
}

/** A number alone would be believed by another history. */
function eventId(epoch: string, seq: number): string {
  return `${encodeURIComponent(epoch)}:${seq}`;
}
