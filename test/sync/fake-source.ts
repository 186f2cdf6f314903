// A server in the test's hands and any number of connections to it: the kit's own ProtocolServer, behind wires that break on command.

import { roomTopic, ROOMS_TOPIC } from '../../src/backend/model.js';
import { generateHistory } from '../../src/mock/generated-history.js';
import { ProtocolServer, type Commit, type ServerRow } from '../../src/mock/protocol-server.js';
import {
  SourceError,
  type Channel,
  type ChannelEvents,
  type Mutation,
  type PageQuery,
  type PutReply,
  type Row,
  type ServerOp,
  type Source,
} from '../../src/sync/protocol.js';

export const ROOM = 'kitchen';
export const TOPIC = roomTopic(ROOM);
const USERS = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
];

/** What a wire does to the next request of a kind. `hang`: no answer as long as the line is up. `lose-*` break the connection, as a lost network does, `lose-line` until it is online again. */
export type Fault = 'hang' | 'lose-request' | 'lose-reply' | 'lose-line' | 'timeout' | 'timeout-after-commit' | SourceError;

/** The server of a test, all users. */
export class FakeServer {
  readonly wires = new Set<FakeSource>();
  /** Every mutation that reached the server, repeats included. */
  readonly received: Mutation[] = [];
  #epoch = 1;
  #server: ProtocolServer;
  #commits: Commit[] = [];
  readonly #past: number;

  /** `past`: how many messages the room begins with, by ids `h1`, `h2` and so on. */
  constructor(past = 0) {
    this.#past = past;
    this.#server = this.#fresh();
  }

  get server(): ProtocolServer {
    return this.#server;
  }

  put(user: string, topic: string, mutation: Mutation): PutReply<ServerRow> {
    const { reply, commit } = this.#server.put(user, topic, mutation, '2026-03-01T10:00:00.000Z');
    if (commit) {
      this.#server.apply(commit);
      this.#commits.push(commit);
      if (commit.changed && reply.row) for (const wire of this.wires) wire.broadcast(topic, { seq: reply.seq, row: reply.row });
    }
    return reply;
  }

  /** Somebody writes, over no wire of the test. */
  say(content: string, id: string = content, user = 'ben'): void {
    this.put(user, TOPIC, { mutationId: `say-${id}`, kind: 'create', id, body: { content } });
  }

  /** What the room holds: contents in order. */
  contents(): string[] {
    return (this.#server.page('ana', TOPIC, { before: Infinity, limit: 500 }).rows as { content: string }[]).map(({ content }) => content);
  }

  source(user = 'ana'): FakeSource {
    return new FakeSource(this, user);
  }

  /** Goes back to the first `kept` commits, as a restored backup does: another history begins, by whatever name. */
  restore(kept: number, { renamed = true, hangsUp = true } = {}): void {
    if (hangsUp) for (const wire of this.wires) wire.goOffline();
    if (renamed) this.#epoch += 1;
    this.#commits = this.#commits.slice(0, kept);
    this.#server = this.#fresh(this.#commits);
    if (hangsUp) for (const wire of this.wires) wire.goOnline();
  }

  #fresh(commits: readonly Commit[] = []): ProtocolServer {
    const histories = this.#past > 0 ? [generateHistory(1, ROOM, this.#past, USERS)] : [];
    const server = new ProtocolServer({ epoch: `e${this.#epoch}`, users: USERS, commits, histories });
    if (commits.length === 0) this.#open(server);
    return server;
  }

  #open(server: ProtocolServer): void {
    const body = { name: ROOM, description: '' };
    const { commit } = server.put('ana', ROOMS_TOPIC, { mutationId: 'room', kind: 'create', id: ROOM, body }, '2026-03-01T09:00:00.000Z');
    if (!commit) throw new Error('the room was not made');
    server.apply(commit);
    this.#commits.push(commit);
  }
}

/** One connection of one user. */
export class FakeSource implements Source {
  readonly server: FakeServer;
  readonly user: string;
  online = true;
  /** Broadcasts are swallowed while this is set: the gap a client must notice. */
  deaf = false;
  /** What this user may not see: of it the server tells the number alone. */
  hides: (row: Row) => boolean = () => false;
  /** The session of this user has ended: wishes are not taken, and the line stays up. */
  stranger = false;
  /** Each meets one request, or all of them if it `lasts`. */
  readonly faults: { on: 'put' | 'sync' | 'page'; do: Fault; lasts?: boolean }[] = [];
  /** Requests as they were made: `put`, `sync after`, `page before`. */
  readonly requests: string[] = [];
  readonly #channels = new Set<FakeChannel>();

  constructor(server: FakeServer, user: string) {
    this.server = server;
    this.user = user;
    server.wires.add(this);
  }

  channel<R extends Row>(topic: string, events: ChannelEvents<R>): Channel<R> {
    const channel = new FakeChannel(this, topic, events);
    this.#channels.add(channel);
    channel.join();
    return channel as unknown as Channel<R>;
  }

  close(): void {
    this.server.wires.delete(this);
    for (const channel of this.#channels) channel.leave();
  }

  forget(channel: FakeChannel): void {
    this.#channels.delete(channel);
  }

  goOffline(): void {
    this.online = false;
    for (const channel of this.#channels) channel.drop();
  }

  goOnline(): void {
    this.online = true;
    for (const channel of this.#channels) channel.join();
  }

  broadcast(topic: string, { seq, row }: { seq: number; row: Row }): void {
    const op = this.hides(row) ? { seq } : { seq, row };
    if (!this.deaf) for (const channel of this.#channels) channel.hear(topic, op);
  }

  /** Hands a frame of the test's making to the client. */
  forge(topic: string, op: { seq: number; row: Row } | SourceError): void {
    for (const channel of this.#channels) channel.hear(topic, op);
  }
}

class FakeChannel implements Channel<Row> {
  joined = false;
  readonly #source: FakeSource;
  readonly #topic: string;
  readonly #events: ChannelEvents<Row>;
  #left = false;
  /** Rejects what is in flight when the connection goes. */
  #lost = new AbortController();

  constructor(source: FakeSource, topic: string, events: ChannelEvents<Row>) {
    this.#source = source;
    this.#topic = topic;
    this.#events = events;
  }

  join(): void {
    setTimeout(() => {
      if (this.#left || this.joined || !this.#source.online) return;
      try {
        const joined = this.#source.server.server.join(this.#source.user, this.#topic);
        this.joined = true;
        this.#lost = new AbortController();
        this.#events.joined(joined);
      } catch (error) {
        this.#events.error(error as SourceError);
      }
    });
  }

  drop(): void {
    if (!this.joined) return;
    this.joined = false;
    this.#lost.abort();
    this.#events.down();
  }

  leave(): void {
    this.#left = true;
    this.joined = false;
    this.#lost.abort();
    this.#source.forget(this);
  }

  hear(topic: string, op: ServerOp<Row> | SourceError): void {
    if (!this.joined || topic !== this.#topic) return;
    if (op instanceof SourceError) this.#events.error(op);
    else this.#events.op(op);
  }

  sync(query: { after: number; limit: number }): ReturnType<Channel<Row>['sync']> {
    this.#source.requests.push(`sync ${query.after}`);
    return this.#request('sync', () => this.#seen(this.#source.server.server.sync(this.#source.user, this.#topic, query)));
  }

  page(query: PageQuery): ReturnType<Channel<Row>['page']> {
    this.#source.requests.push(
      'before' in query
        ? `page ${query.before}`
        : 'after' in query
          ? `page after ${query.after}`
          : `page around ${JSON.stringify(query.around)}`,
    );
    return this.#request('page', () => this.#seen(this.#source.server.server.page(this.#source.user, this.#topic, query)));
  }

  put(mutation: Mutation): Promise<PutReply<Row>> {
    this.#source.requests.push(`put ${mutation.kind}`);
    return this.#request('put', () => {
      this.#source.server.received.push(mutation);
      return this.#source.server.put(this.#source.user, this.#topic, mutation);
    });
  }

  #seen<T extends { rows: Row[] }>(reply: T): T {
    return { ...reply, rows: reply.rows.filter((row) => !this.#source.hides(row)) };
  }

  async #request<T>(on: 'put' | 'sync' | 'page', answer: () => T): Promise<T> {
    const closed = new SourceError('closed', 'the connection is gone');
    if (!this.joined) throw closed;
    const { signal } = this.#lost;
    const { faults } = this.#source;
    const index = faults.findIndex((fault) => fault.on === on);
    const fault = faults[index]?.do;
    if (index >= 0 && !faults[index]?.lasts) faults.splice(index, 1);
    await Promise.resolve();
    if (fault instanceof SourceError) throw fault;
    if (on === 'put' && this.#source.stranger) throw new SourceError('unauthorized', 'who?');
    if (fault === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (fault === 'timeout') throw new SourceError('timeout', 'no answer');
    const reply = fault === 'lose-request' || signal.aborted ? undefined : answer();
    if (fault === 'timeout-after-commit') throw new SourceError('timeout', 'no answer');
    if (fault === 'lose-line') this.#source.goOffline();
    else if (fault !== undefined) {
      this.drop();
      this.join();
    }
    await Promise.resolve();
    if (signal.aborted || reply === undefined) throw closed;
    return structuredClone(reply);
  }
}
