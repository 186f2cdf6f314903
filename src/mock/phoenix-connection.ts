// The server's end of one socket: Phoenix V2 frames in and out. It keeps its own list of joined topics, because whoever hosts the
// socket (MSW keeps one that outlives tabs) cannot be trusted to know who is still there.

import {
  checkJoin,
  EVENTS,
  encodeFrame,
  encodeJoined,
  encodeOp,
  encodePut,
  encodeRefusal,
  refusalFor,
  encodeSync,
  parseFrame,
  parseMutation,
  parseSyncQuery,
  PHOENIX_TOPIC,
} from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import { parseTyping } from '../backend/wire-people.js';
import { SourceError } from '../sync/protocol.js';
import type { Mutation, PutReply } from '../sync/protocol.js';
import type { Faults, Strike } from './faults.js';
import { Lost, type ClientRequest } from './gate.js';
import { befall, copiesOf, failOnPurpose, GARBAGE, padded, refuseOnPurpose } from './on-purpose.js';
import type { Befallen } from './on-purpose.js';
import { Outgoing } from './outgoing.js';
import { pageOf } from './page-of.js';
import type { People } from './people.js';
import type { Commit, ProtocolServer, ServerRow } from './protocol-server.js';

/** Of the words with which a socket is closed: a frame of control has no more room. */
const MOST_REASON_BYTES = 123;

/** The socket as its host hands it over. */
export interface SocketEnd {
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** The server behind a connection. */
export interface ConnectionHost extends Befallen {
  readonly faults: Faults;
  /** The newest state. */
  current(): Promise<ProtocolServer>;
  put(userId: string, topic: string, mutation: Mutation): Promise<PutReply<ServerRow>>;
  /** Resolves when a frame that arrives now would have travelled its way. Rejects where it is lost: `gone` says that its client has hung up. */
  travel(request?: ClientRequest, gone?: AbortSignal): Promise<void>;
  /** What it gives throws when the server has begun anew since. */
  setOut?(): () => void;
  /** Tells whoever listens to the topic that somebody is writing. */
  typing?(userId: string, topic: string, typing: boolean): void;
  readonly people?: People;
  /** Told of every request. */
  received?(userId: string, frame: Frame): void;
}

/** What befalls frames on their way. */
export type LineTrouble = Pick<ConnectionHost, 'faults' | 'travel'>;

/** One user's connection. Frames are answered in the order they came. */
export class PhoenixConnection {
  readonly #host: ConnectionHost;
  readonly #line: LineTrouble;
  readonly #end: SocketEnd;
  readonly #outgoing: Outgoing;
  /** Whose connection it is. */
  readonly userId: string;
  /** Topics joined, each with the reference of its join. */
  readonly #joined = new Map<string, string | null>();
  /** Topics joined whose broadcasts do not come through yet. */
  readonly #deaf = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  /** Aborted once the client is gone. */
  readonly #gone = new AbortController();

  /** `line`: the trouble of this connection alone, instead of that of the whole server. */
  constructor(host: ConnectionHost, end: SocketEnd, userId: string, line: LineTrouble = host) {
    this.#host = host;
    this.#line = line;
    this.#end = end;
    this.#outgoing = new Outgoing((data) => this.#open && end.send(data));
    this.userId = userId;
  }

  /** Takes a frame of the client's. */
  receive(data: unknown): void {
    let frame: Frame;
    try {
      frame = parseFrame(data);
    } catch (error) {
      this.#end.close(1000, closeReason((error as SourceError).message));
      return;
    }
    // Beside the queue: a request that takes its time must not look like a dead line.
    if (frame.topic === PHOENIX_TOPIC && frame.event === EVENTS.heartbeat) return this.#reply(frame, 'ok', {});
    const { topic, event, payload } = frame;
    const still = this.#host.setOut?.();
    const travelled = this.#line.travel({ userId: this.userId, topic, event, payload }, this.#gone.signal);
    travelled.catch(() => undefined); // heard of when its turn comes
    // One connection that fails must not end the server.
    this.#turn = this.#turn
      .then(() => travelled)
      .then(() => this.#handle(frame, still))
      .catch((error: unknown) => this.close(error instanceof Lost ? 1006 : 1011));
  }

  /** Broadcasts a change to this client, if it joined the topic. */
  broadcast({ topic, reply }: Commit): void {
    if (!this.#joined.has(topic) || this.#deaf.has(topic) || !reply.row) return;
    const payload = encodeOp({ seq: reply.seq, row: reply.row });
    const copies = copiesOf(this.#line.faults.strike(EVENTS.op, topic), this.#outgoing);
    for (let copy = 0; copy < copies; copy++) this.#send({ join_ref: null, ref: null, topic, event: EVENTS.op, payload });
  }

  /** Somebody is writing: a word in passing, which no fault is worth. */
  typing(topic: string, payload: Frame['payload']): void {
    this.tell(topic, EVENTS.typing, payload);
  }

  /** Sends what passes to this client, if it joined the topic. */
  tell(topic: string, event: string, payload: Frame['payload']): void {
    if (this.#joined.has(topic)) this.#send({ join_ref: null, ref: null, topic, event, payload });
  }

  /** The client is gone. */
  closed(): void {
    this.#gone.abort();
    this.#joined.clear();
    this.#host.people?.left(this);
    this.#outgoing.stop();
  }

  /** Hangs up. */
  close(code?: number, reason?: string): void {
    if (!this.#open) return;
    this.closed();
    this.#end.close(code, reason);
  }

  get #open(): boolean {
    return !this.#gone.signal.aborted;
  }

  async #handle(frame: Frame, still?: () => void): Promise<void> {
    still?.();
    this.#host.received?.(this.userId, frame);
    const strike = this.#line.faults.strike(frame.event, frame.topic);
    if (strike.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, strike.delayMs));
    const parted = strike.rule('partition');
    if (parted) await this.#outgoing.hold(parted.ms ?? 0);
    still?.();
    if (strike.has('drop-before-commit') || this.#befalls(strike)) return;
    try {
      refuseOnPurpose(strike);
      await this.#answer(frame, strike);
    } catch (error) {
      this.#reply(frame, 'error', encodeRefusal(refusalFor(error)));
    }
  }

  /** What happens to the connection or the whole server; true when nobody is left to be answered. */
  #befalls(strike: Strike): boolean {
    if (strike.has('garbage-frame')) this.#outgoing.send(GARBAGE);
    befall(this.#host, strike);
    const closed = strike.rule('close');
    if (closed) this.close(closed.code ?? 1012);
    return !this.#open;
  }

  async #answer(frame: Frame, strike: Strike): Promise<void> {
    const { topic, event, payload } = frame;
    if (event === EVENTS.leave) {
      this.#joined.delete(topic);
      this.#host.people?.left(this, topic);
      return this.#reply(frame, 'ok', {});
    }
    const server = await this.#host.current();
    if (event === EVENTS.join) {
      // Subscribed in the same breath as the head is told: a change is either in the head, or broadcast.
      checkJoin(payload);
      const joined = encodeJoined(server.join(this.userId, topic));
      if (this.#open) this.#joined.set(topic, frame.join_ref);
      const late = strike.rule('delay-join-subscribe');
      if (late) {
        this.#deaf.add(topic);
        setTimeout(() => this.#deaf.delete(topic), late.ms ?? 0);
      }
      this.#give(frame, strike, joined);
      return this.#open ? this.#host.people?.joined(this, topic) : undefined;
    }
    if (this.#joined.get(topic) !== frame.join_ref) return this.#reply(frame, 'error', { reason: 'unmatched topic' });
    this.#give(frame, strike, await this.#ask(server, topic, event, payload));
  }

  /** Answers, if the faults let it. */
  #give(frame: Frame, strike: Strike, answer: Frame['payload']): void {
    if (strike.has('commit-then-drop-reply')) return;
    failOnPurpose(strike);
    const stale = strike.rule('stale-page');
    if (stale) {
      setTimeout(() => this.#reply(frame, 'ok', answer), stale.ms ?? 0);
      return;
    }
    if (strike.has('close-mid-frame')) {
      const whole = encodeFrame(replyTo(frame, 'ok', answer));
      this.#outgoing.send(whole.slice(0, whole.length / 2));
      this.close(1006);
      return;
    }
    const given = padded(strike, answer);
    for (let copy = strike.has('duplicate-reply') ? 2 : 1; copy > 0; copy--) this.#reply(frame, 'ok', given);
  }

  async #ask(server: ProtocolServer, topic: string, event: string, payload: unknown): Promise<Frame['payload']> {
    switch (event) {
      case EVENTS.sync:
        return encodeSync(server.sync(this.userId, topic, parseSyncQuery(payload)));
      case EVENTS.page:
        return pageOf(server, this.userId, topic, payload);
      case EVENTS.put:
        return encodePut(await this.#host.put(this.userId, topic, parseMutation(payload)));
      case EVENTS.typing:
        server.join(this.userId, topic);
        this.#host.typing?.(this.userId, topic, parseTyping(payload));
        return {};
      default:
        throw new SourceError('invalid', `There is no event ${event}.`);
    }
  }

  #reply(frame: Frame, status: 'ok' | 'error', response: Frame['payload']): void {
    this.#send(replyTo(frame, status, response));
  }

  #send(frame: Frame): void {
    if (this.#open) this.#outgoing.send(encodeFrame(frame));
  }
}

function replyTo({ join_ref, ref, topic }: Frame, status: 'ok' | 'error', response: Frame['payload']): Frame {
  return { join_ref, ref, topic, event: EVENTS.reply, payload: { status, response } };
}

/** As much of a text as a socket may be closed with, in whole characters: sockets throw at more. */
function closeReason(text: string): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(MOST_REASON_BYTES)).read);
}
