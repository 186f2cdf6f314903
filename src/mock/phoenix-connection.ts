// The server's end of one socket: Phoenix V2 frames in and out. It keeps its own list of joined topics, because whoever hosts the
// socket (MSW keeps one that outlives tabs) cannot be trusted to know who is still there.

import {
  EVENTS,
  encodeFrame,
  encodeJoined,
  encodeOp,
  encodePage,
  encodePut,
  encodeRefusal,
  encodeSync,
  parseFrame,
  parseMutation,
  parsePageQuery,
  parseSyncQuery,
  PHOENIX_TOPIC,
} from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import { SourceError } from '../sync/protocol.js';
import type { Mutation, PutReply } from '../sync/protocol.js';
import type { Faults, Strike } from './faults.js';
import type { Commit, ProtocolServer, ServerRow } from './protocol-server.js';

/** The socket as its host hands it over. */
export interface SocketEnd {
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** The server behind a connection. */
export interface ConnectionHost {
  readonly faults: Faults;
  /** The newest state. */
  current(): Promise<ProtocolServer>;
  put(userId: string, topic: string, mutation: Mutation): Promise<PutReply<ServerRow>>;
  /** Resolves when a frame that arrives now would have travelled its way. */
  travel(): Promise<void>;
}

const TOKEN_PREFIX = 'base64url.bearer.phx.';

/** The token the phoenix client hides among a socket's sub-protocols. The mock server's token is the user's id. */
export function readToken(protocols: string | readonly string[] | undefined): string {
  const hidden = [protocols ?? []].flat().find((protocol) => protocol.startsWith(TOKEN_PREFIX));
  if (hidden === undefined) return '';
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(hidden.slice(TOKEN_PREFIX.length)), (byte) => byte.charCodeAt(0)));
  } catch {
    return '';
  }
}

/** One user's connection. Frames are answered in the order they came. */
export class PhoenixConnection {
  readonly #host: ConnectionHost;
  readonly #end: SocketEnd;
  readonly #userId: string;
  /** Topics joined, each with the reference of its join. */
  readonly #joined = new Map<string, string | null>();
  #turn: Promise<void> = Promise.resolve();
  #open = true;

  constructor(host: ConnectionHost, end: SocketEnd, userId: string) {
    this.#host = host;
    this.#end = end;
    this.#userId = userId;
  }

  /** Takes a frame of the client's. */
  receive(data: unknown): void {
    let frame: Frame;
    try {
      frame = parseFrame(data);
    } catch (error) {
      this.#end.close(1000, (error as SourceError).message.slice(0, 100));
      return;
    }
    // Beside the queue: a request that takes its time must not look like a dead line.
    if (frame.topic === PHOENIX_TOPIC && frame.event === EVENTS.heartbeat) return this.#reply(frame, 'ok', {});
    const travelled = this.#host.travel();
    this.#turn = this.#turn.then(() => travelled).then(() => this.#handle(frame));
  }

  /** Broadcasts a change to this client, if it joined the topic. */
  broadcast({ topic, reply }: Commit): void {
    if (!this.#joined.has(topic) || !reply.row) return;
    const payload = encodeOp({ seq: reply.seq, row: reply.row });
    const copies = this.#host.faults.strike(EVENTS.op, topic).has('duplicate-op') ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.#send({ join_ref: null, ref: null, topic, event: EVENTS.op, payload });
  }

  /** The client is gone. */
  closed(): void {
    this.#open = false;
    this.#joined.clear();
  }

  /** Hangs up. */
  close(code?: number, reason?: string): void {
    if (!this.#open) return;
    this.closed();
    this.#end.close(code, reason);
  }

  async #handle(frame: Frame): Promise<void> {
    const strike = this.#host.faults.strike(frame.event, frame.topic);
    if (strike.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, strike.delayMs));
    if (strike.has('drop-before-commit')) return;
    try {
      if (strike.has('500')) throw new SourceError('server', 'The server stumbled (on purpose).');
      await this.#answer(frame, strike);
    } catch (error) {
      const refusal = error instanceof SourceError ? error : new SourceError('server', String(error));
      // A client cannot repeat a malformed request into a good one.
      const reason = refusal.reason === 'malformed' ? new SourceError('invalid', refusal.message) : refusal;
      this.#reply(frame, 'error', encodeRefusal(reason));
    }
  }

  async #answer(frame: Frame, strike: Strike): Promise<void> {
    const { topic, event, payload } = frame;
    if (event === EVENTS.leave) {
      this.#joined.delete(topic);
      return this.#reply(frame, 'ok', {});
    }
    const server = await this.#host.current();
    if (event === EVENTS.join) {
      // Subscribed in the same breath as the head is told: a change is either in the head, or broadcast.
      const joined = encodeJoined(server.join(this.#userId, topic));
      if (this.#open) this.#joined.set(topic, frame.join_ref);
      return this.#reply(frame, 'ok', joined);
    }
    if (this.#joined.get(topic) !== frame.join_ref) return this.#reply(frame, 'error', { reason: 'unmatched topic' });
    const answer = await this.#ask(server, topic, event, payload);
    if (!strike.has('commit-then-drop-reply')) this.#reply(frame, 'ok', answer);
  }

  async #ask(server: ProtocolServer, topic: string, event: string, payload: unknown): Promise<Frame['payload']> {
    switch (event) {
      case EVENTS.sync:
        return encodeSync(server.sync(this.#userId, topic, parseSyncQuery(payload)));
      case EVENTS.page:
        return encodePage(server.page(this.#userId, topic, parsePageQuery(payload)));
      case EVENTS.put:
        return encodePut(await this.#host.put(this.#userId, topic, parseMutation(payload)));
      default:
        throw new SourceError('invalid', `There is no event ${event}.`);
    }
  }

  #reply({ join_ref, ref, topic }: Frame, status: 'ok' | 'error', response: Frame['payload']): void {
    this.#send({ join_ref, ref, topic, event: EVENTS.reply, payload: { status, response } });
  }

  #send(frame: Frame): void {
    if (this.#open) this.#end.send(encodeFrame(frame));
  }
}
