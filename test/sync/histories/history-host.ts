// The server of a history: the kit's own, behind the kit's own connections, with answers so short that every rare thing happens often;
// and with what befalls servers: restarts, restored backups, a log cut off, mutations done but not answered.

import { ROOMS_TOPIC, roomTopic, type Message } from '../../../src/backend/model.js';
import { Faults } from '../../../src/mock/faults.js';
import { PhoenixConnection, type ConnectionHost, type SocketEnd } from '../../../src/mock/phoenix-connection.js';
import { readToken } from '../../../src/mock/phoenix-token.js';
import { seededRandom } from '../../../src/mock/random.js';
import { ProtocolServer, type Commit, type ServerRow } from '../../../src/mock/protocol-server.js';
import { SourceError, type Mutation, type PageQuery, type PageReply, type PutReply, type SyncReply } from '../../../src/sync/protocol.js';

const ROOMS = ['kitchen', 'cellar'] as const;
export const TOPIC = roomTopic(ROOMS[0]);
export const OTHER_TOPIC = roomTopic(ROOMS[1]);
const USERS = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
];
const NOON = Date.UTC(2026, 2, 1, 12);
/** Rows of a fresh start, a page and a catch-up. */
const FRESH = 4;
const PAGE = 3;
const PULL = 3;

/** What may happen to the next mutation. */
export const PUT_FAULTS = ['lost', 'silent', 'error', 'commit-error', 'busy', 'hang-up', 'commit-hang-up', 'commit-busy'] as const;
export type PutFault = (typeof PUT_FAULTS)[number];

/** Answers briefly, and forgets its log when told. */
class BriefServer extends ProtocolServer {
  /** Changes up to this one can be asked for no more. */
  oldest = -1;

  override sync(userId: string, topic: string, { after, limit }: { after: number; limit: number }): SyncReply<ServerRow> {
    if (topic === ROOMS_TOPIC) return super.sync(userId, topic, { after, limit });
    const reply = super.sync(userId, topic, { after: after < this.oldest ? -1 : after, limit: PULL });
    if (!reply.reset) return reply;
    const rows = reply.rows.slice(-FRESH);
    return { ...reply, rows, floor: reply.rows.length > FRESH ? (rows[0]?.seq ?? 0) : reply.floor };
  }

  override page(userId: string, topic: string, query: PageQuery): PageReply<ServerRow> {
    return super.page(userId, topic, { ...query, limit: Math.min(query.limit, PAGE) });
  }
}

export class HistoryHost implements ConnectionHost {
  readonly faults: Faults;
  /** Words and ids a restored backup does not know. */
  readonly forgotten = new Set<string>();
  /** Rows the server refused a wish about. */
  readonly refused = new Set<string>();
  commits: Commit[] = [];
  /** All words that were ever granted in this history. */
  written = new Set<string>();
  readonly #rooms = new Map<string, Map<string, Message>>();
  readonly #live = new Map<string, Message[]>();
  readonly #connections = new Set<PhoenixConnection>();
  readonly #putFaults: PutFault[] = [];
  #epoch = 1;
  #server: BriefServer;
  #said = 0;
  #shift = 0;

  constructor(seed: number) {
    this.faults = new Faults(seededRandom(seed));
    this.#server = this.#fresh();
    for (const room of ROOMS)
      this.#commit('ana', ROOMS_TOPIC, { mutationId: room, kind: 'create', id: room, body: { name: room, description: '' } });
  }

  get epoch(): string {
    return this.#server.epoch;
  }

  get head(): number {
    return this.headOf(TOPIC);
  }

  headOf(topic: string): number {
    return this.#server.join('ana', topic).head;
  }

  /** Every row of a room, tombstones included, by id. */
  rows(topic = TOPIC): ReadonlyMap<string, Message> {
    return this.#rooms.get(topic) ?? new Map();
  }

  /** What everybody should see in the end, in order. */
  live(topic = TOPIC): Message[] {
    const known = this.#live.get(topic) ?? [...this.rows(topic).values()].filter((row) => !row.deleted).sort((a, b) => a.seq - b.seq);
    this.#live.set(topic, known);
    return known;
  }

  /** A row of any room. */
  row(id: string): Message | undefined {
    return this.rows().get(id) ?? this.rows(OTHER_TOPIC).get(id);
  }

  connect(end: SocketEnd, protocols: string | readonly string[] | undefined): PhoenixConnection {
    const connection = new PhoenixConnection(this, end, readToken(protocols));
    this.#connections.add(connection);
    return connection;
  }

  disconnected(connection: PhoenixConnection): void {
    connection.closed();
    this.#connections.delete(connection);
  }

  current(): Promise<ProtocolServer> {
    return Promise.resolve(this.#server);
  }

  travel(): Promise<void> {
    return Promise.resolve();
  }

  /** A mutation over a line, with whatever befalls it. */
  async put(user: string, topic: string, mutation: Mutation): Promise<PutReply<ServerRow>> {
    const fault = this.#putFaults.shift();
    const commits = fault === undefined || fault.startsWith('commit');
    const reply = commits ? this.#commit(user, topic, mutation) : undefined;
    if (fault?.endsWith('hang-up')) this.#hangUp();
    if (fault?.endsWith('busy')) throw new SourceError('rate-limited', 'on purpose', { retryAfterMs: 300 });
    if (!reply || fault !== undefined) throw new SourceError('server', 'on purpose');
    return reply;
  }

  /** What is to happen to the next mutation. */
  hurt(fault: PutFault): void {
    if (fault === 'lost') this.faults.add({ do: 'drop-before-commit', match: { event: 'put' }, times: 1 });
    else if (fault === 'silent') this.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put' }, times: 1 });
    else this.#putFaults.push(fault);
  }

  /** No more faults. */
  heal(): void {
    this.faults.clear();
    this.#putFaults.length = 0;
  }

  /** Somebody writes, changes or deletes, over no line of the test. */
  say(kind: Mutation['kind'], id: string, content: string, user = 'ben', topic = TOPIC): void {
    this.#commit(user, topic, { mutationId: `said ${(this.#said += 1)}`, kind, id, body: kind === 'delete' ? {} : { content } });
  }

  /** Nobody's connection outlives a restart; what was committed does. */
  restart(): void {
    this.#server = this.#fresh();
    this.#hangUp();
  }

  /** Back to an older backup: another history begins. */
  restore(lost: number): void {
    const kept = Math.max(ROOMS.length, this.commits.length - lost);
    for (const { mutationId, reply } of this.commits.slice(kept)) {
      this.forgotten.add(mutationId);
      if (reply.row) this.forgotten.add(reply.row.id);
      if (reply.row && 'content' in reply.row) this.forgotten.add(reply.row.content);
    }
    this.commits = this.commits.slice(0, kept);
    this.written.clear();
    this.#rooms.clear();
    this.#live.clear();
    for (const commit of this.commits) this.#note(commit);
    this.#epoch += 1;
    this.restart();
  }

  #note({ topic, reply: { row } }: Commit): void {
    if (!row || !('content' in row)) return;
    this.written.add(row.content);
    const rows = this.#rooms.get(topic) ?? new Map<string, Message>();
    this.#rooms.set(topic, rows.set(row.id, row));
    this.#live.delete(topic);
  }

  shiftClock(ms: number): void {
    this.#shift += ms;
  }

  /** The log is cut off: whoever is behind has to start afresh. */
  truncate(): void {
    this.#server.oldest = this.head;
  }

  #commit(user: string, topic: string, mutation: Mutation): PutReply<ServerRow> {
    try {
      const { reply, commit } = this.#server.put(
        user,
        topic,
        mutation,
        new Date(NOON + this.#shift + 1_000 * this.commits.length).toISOString(),
      );
      if (commit) {
        this.#server.apply(commit);
        this.commits.push(commit);
        this.#note(commit);
        if (commit.changed) for (const connection of this.#connections) connection.broadcast(commit);
      }
      return reply;
    } catch (error) {
      this.refused.add(mutation.id);
      throw error;
    }
  }

  #hangUp(): void {
    for (const connection of [...this.#connections]) {
      this.#connections.delete(connection);
      connection.close(1006);
    }
  }

  #fresh(): BriefServer {
    return new BriefServer({ epoch: `e${this.#epoch}`, users: USERS, commits: this.commits });
  }
}
