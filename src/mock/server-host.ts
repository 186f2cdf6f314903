// A running server: the journal, the connections it broadcasts to, and the faults between them. It knows no socket class;
// the page (through MSW), a test in process and any other host hand it theirs.

import { roomTopic } from '../backend/model.js';
import type { User } from '../backend/model.js';
import { encodeTyping } from '../backend/wire.js';
import type { Frame } from '../backend/wire.js';
import type { Mutation, PutReply } from '../sync/protocol.js';
import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { People } from './people.js';
import { PhoenixConnection, readToken } from './phoenix-connection.js';
import type { ConnectionHost, SocketEnd } from './phoenix-connection.js';
import type { Commit, ProtocolServer, RateLimit, ServerRow } from './protocol-server.js';
import { seededRandom } from './random.js';
import { createSeed, SEED_USERS } from './seed.js';

/** Milliseconds a frame takes to reach the server: a fixed number, or a range to choose from. */
export type Latency = number | readonly [least: number, most: number];

/** What a server begins with, where it keeps what people write, and how slow it is. */
export interface HostOptions {
  /** Servers of one name and one seed are one server, in all tabs. Default `live-stream-kit`. */
  name?: string;
  /** What the server begins with, and which frames its faults hurt. Default 1. */
  seed?: string | number;
  /** Who may sign in. Servers of other users take another `name`. Default: ten. */
  users?: readonly User[];
  /** `memory` keeps nothing and shares nothing. Default `disk`, or memory where IndexedDB is refused. */
  storage?: 'disk' | 'memory';
  /** Default 0. */
  latency?: Latency;
  /** How many messages the room `archive` begins with, computed when asked for; 0, the default, for no such room. */
  archived?: number;
  /** Keeps every request and commit in `requests` and `commits`, as an oracle for tests. */
  record?: boolean;
  /** How many changes of messages one user may make in a while; more are refused with the time to wait. Default: any number. */
  rateLimit?: RateLimit;
  /** The server's clock. */
  now?: () => Date;
}

/** Somebody who listens: a socket, or a stream of events. */
export interface Listener {
  broadcast(commit: Commit): void;
  typing(topic: string, payload: Frame['payload']): void;
  /** Hangs up. */
  close(code?: number): void;
  /** Has hung up. */
  closed(): void;
}

/** Hosts one server for any number of connections. */
export class ServerHost implements ConnectionHost {
  readonly faults: Faults;
  readonly people: People;
  latency: Latency;
  /** What came and what was committed, where `record` is set. */
  readonly requests: { userId: string; topic: string; event: string; payload: unknown }[] = [];
  readonly commits: Commit[] = [];
  readonly #record: boolean;
  readonly #journal: Journal;
  readonly #connections = new Set<Listener>();
  readonly #now: () => Date;
  readonly #random: () => number;
  #shift = 0;
  #paused: (() => void)[] | undefined;

  constructor({
    name = 'live-stream-kit',
    seed = 1,
    storage = 'disk',
    latency = 0,
    archived = 0,
    users = SEED_USERS,
    record = false,
    rateLimit,
    now = () => new Date(),
  }: HostOptions = {}) {
    this.#random = seededRandom(seed);
    this.faults = new Faults(this.#random);
    this.latency = latency;
    this.#now = now;
    this.#record = record;
    const shared = `ls-mock:${name}:${seed}${archived > 0 ? `:${archived}` : ''}`;
    this.people = new People({
      typing: (userId, topic, typing) => this.#tellTyping(userId, topic, typing),
      ...(storage === 'disk' ? { name: shared } : {}),
    });
    this.#journal = new Journal({
      name: shared,
      seed: createSeed(seed, { archived, users }),
      storage,
      rateLimit,
      events: {
        commit: (commit) => {
          if (record) this.commits.push(commit);
          for (const connection of this.#connections) connection.broadcast(commit);
        },
        reset: () => this.disconnect(),
      },
    });
  }

  /** Who may sign in. */
  get users(): readonly User[] {
    return this.#journal.server.users;
  }

  /** Where the server's memory lies. */
  get storage(): 'disk' | 'memory' {
    return this.#journal.storage;
  }

  /** Takes a socket; `protocols` are those the client asked for. */
  connect(end: SocketEnd, protocols: string | readonly string[] | undefined): PhoenixConnection {
    const connection = new PhoenixConnection(this, end, readToken(protocols));
    this.listen(connection);
    return connection;
  }

  /** Takes somebody who listens. */
  listen(connection: Listener): void {
    this.#connections.add(connection);
  }

  /** Forgets whoever has hung up. */
  disconnected(connection: Listener): void {
    connection.closed();
    this.#connections.delete(connection);
  }

  /** Hangs up on everybody; what was committed stays. */
  restart(): void {
    this.disconnect();
  }

  /** Goes back to a backup without the last `lost` mutations: another history begins. */
  restore(lost: number): void {
    void this.#journal.restore(lost);
  }

  /** Forgets which change came when: whoever is behind has to start afresh. */
  truncate(): void {
    this.#journal.server.truncate();
  }

  /** Puts the server's clock forward, or back. */
  shiftClock(ms: number): void {
    this.#shift += ms;
  }

  /** From here on no request is handled before `step` or `resume` says so. */
  pause(): void {
    this.#paused ??= [];
  }

  /** Lets the next requests through, the oldest first; gives how many there were. */
  step(count = 1): number {
    const next = this.#paused?.splice(0, count) ?? [];
    for (const go of next) go();
    return next.length;
  }

  /** Lets everything through again. */
  resume(): void {
    this.step(Infinity);
    this.#paused = undefined;
  }

  /** Keeps a request, where `record` is set. */
  received(userId: string, { topic, event, payload }: Frame): void {
    if (this.#record) this.requests.push({ userId, topic, event, payload });
  }

  /** Hangs up on everybody, without a word, as a lost network does. */
  disconnect(): void {
    for (const connection of [...this.#connections]) {
      this.#connections.delete(connection);
      connection.close(1006);
    }
  }

  async current(): Promise<ProtocolServer> {
    await this.#journal.catchUp();
    return this.#journal.server;
  }

  put(userId: string, topic: string, mutation: Mutation): Promise<PutReply<ServerRow>> {
    const at = new Date(this.#now().getTime() + this.#shift).toISOString();
    return this.#journal.commit((server) => server.put(userId, topic, mutation, at));
  }

  /** Somebody else writes: a message that did not come over any of our sockets. */
  post(userId: string, roomId: string, content: string): Promise<PutReply<ServerRow>> {
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
    return this.put(userId, roomTopic(roomId), { mutationId: id, kind: 'create', id, body: { content } });
  }

  /** Somebody is writing in a room: said to whoever listens there, and kept nowhere. */
  typing(userId: string, topic: string, typing = true): void {
    this.#tellTyping(userId, topic, typing);
    this.people.typing(userId, topic, typing);
  }

  async travel(): Promise<void> {
    const [least, most] = typeof this.latency === 'number' ? [this.latency, this.latency] : this.latency;
    const ms = least + this.#random() * (most - least);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (this.#paused) await new Promise<void>((resolve) => this.#paused?.push(resolve));
  }

  /** Back to the seed, in all tabs. */
  reset(): Promise<void> {
    return this.#journal.reset();
  }

  async close(): Promise<void> {
    this.disconnect();
    this.people.close();
    await this.#journal.close();
  }

  #tellTyping(userId: string, topic: string, typing: boolean): void {
    const user = this.users.find(({ id }) => id === userId);
    if (user) for (const connection of this.#connections) connection.typing(topic, encodeTyping(user, typing));
  }
}
