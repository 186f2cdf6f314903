// A running server: the journal, the connections it broadcasts to, and the faults between them. Whoever hosts it hands it the sockets.

import { roomTopic, type User } from '../backend/model.js';
import type { Frame } from '../backend/wire.js';
import type { Mutation, PutReply } from '../sync/protocol.js';
import { Chatter, type Pace } from './chatter.js';
import { Fates } from './fates.js';
import { Faults } from './faults.js';
import { Gate, type ClientRequest, type Latency } from './gate.js';
import { hostOptions, type HostOptions } from './host-options.js';
import { Journal } from './journal.js';
import { keptName } from './kept-name.js';
import type { Listener } from './listener.js';
import { Listeners } from './listeners.js';
import { People } from './people.js';
import { PhoenixConnection, type ConnectionHost, type LineTrouble, type SocketEnd } from './phoenix-connection.js';
import { readToken } from './phoenix-token.js';
import { attachmentIds } from './message-fields.js';
import type { Commit, ProtocolServer, ServerRow } from './protocol-server.js';
import { seededRandom } from './random.js';
import { createSeed } from './seed.js';
import { Uploads } from './uploads.js';

export type { ClientRequest, HostOptions, Latency };

/** Hosts one server for any number of connections. */
export class ServerHost implements ConnectionHost {
  /** What goes wrong on purpose; its chances follow the seed. */
  readonly faults: Faults;
  /** Who is here and who is typing, in this tab and the others. */
  readonly people: People;
  /** The files that were uploaded, and are to be. */
  readonly uploads: Uploads;
  /** What clients asked, oldest first, where `record` is set. */
  readonly requests: ClientRequest[] = [];
  /** What has changed, here or by another tab, oldest first, where `record` is set. */
  readonly commits: Commit[] = [];
  readonly #record: boolean;
  readonly #journal: Journal;
  readonly #listeners: Listeners;
  readonly #chatter: Chatter;
  readonly #fates: Fates;
  readonly #gate: Gate;
  readonly #chances: () => [faults: () => number, latency: () => number];

  constructor(options: HostOptions = {}) {
    const { name, seed, storage, latency, chatter, archived, users, record, rateLimit, uploads, now } = hostOptions(options);
    // Which frames are hurt does not depend on how long others took.
    this.#chances = () => [seededRandom(seed), seededRandom(`${seed}:latency`)];
    const [ofFaults, ofLatency] = this.#chances();
    this.faults = new Faults(ofFaults);
    this.#gate = new Gate(latency, ofLatency);
    this.#record = record;
    const shared = `ls-mock:${keptName(name, seed, ...(archived > 0 ? [archived] : []))}`;
    const between = storage === 'disk' ? shared : undefined;
    this.people = new People({ name: between, typing: (...word) => this.#listeners.typing(...word) });
    const disconnect = (): void => this.disconnect();
    const truncate = (): void => this.#journal.server.truncate();
    this.#fates = new Fates({ now, restart: disconnect, truncate, name: between });
    this.uploads = new Uploads({ limits: uploads, name: between && `${between}:files` });
    this.#chatter = new Chatter(this, this.#gate, seed);
    this.#listeners = new Listeners(this, (heard) => (this.#chatter.heard = heard));
    this.chatter = chatter;
    this.#journal = new Journal({
      name: shared,
      seed: createSeed(seed, { archived, users }),
      storage,
      rateLimit,
      events: {
        commit: (commit) => {
          if (record) this.commits.push(commit);
          this.#listeners.broadcast(commit);
          this.#chatter.committed(commit.mutationId);
        },
        reset: () => {
          this.#fates.setClock();
          this.disconnect();
          this.#chatter.reset();
        },
      },
    });
  }

  /** Who may sign in. */
  get users(): readonly User[] {
    return this.#journal.server.users;
  }

  /** How often users who are not here write; 0 when they do not. What they say and when goes on where it was left. Throws a `TypeError` on what is no time. */
  get chatter(): Pace {
    return this.#chatter.pace;
  }

  set chatter(pace: Pace) {
    this.#chatter.pace = pace;
  }

  /** Milliseconds a frame takes to reach the server. Throws a `TypeError` on what is no time. */
  get latency(): Latency {
    return this.#gate.latency;
  }

  set latency(latency: Latency) {
    this.#gate.latency = latency;
  }

  /** Where the server's memory lies. */
  get storage(): 'disk' | 'memory' {
    return this.#journal.storage;
  }

  /** Takes a socket; `protocols` are those the client asked for, `line` the trouble of this socket alone. */
  connect(end: SocketEnd, protocols: string | readonly string[] | undefined, line?: LineTrouble): PhoenixConnection {
    const connection = new PhoenixConnection(this, end, readToken(protocols), line);
    this.listen(connection);
    return connection;
  }

  /** Whether somebody has a connection, of this tab or another. */
  isHere(userId: string): boolean {
    return this.people.isElsewhere(userId) || this.#listeners.has(userId);
  }

  /** Takes somebody who listens. */
  listen(connection: Listener): void {
    this.#listeners.add(connection);
  }

  /** Forgets whoever has hung up. */
  disconnected(connection: Listener): void {
    connection.closed();
    this.#listeners.delete(connection);
  }

  /** Nothing reaches a user over the streams of events they have, for so many milliseconds. */
  part(userId: string, ms: number): void {
    this.#listeners.hold(userId, ms);
  }

  /** Hangs up on everybody, in all tabs; what was committed stays. */
  restart(): void {
    this.#fates.tell({ do: 'restart' });
  }

  /** Goes back to a backup without the last `lost` mutations: another history begins. */
  restore(lost: number): void {
    void this.#journal.restore(lost);
  }

  /** Forgets in all tabs which change came when: whoever is behind has to start afresh. */
  truncate(): void {
    this.#fates.tell({ do: 'truncate' });
  }

  /** Puts the server's clock forward, or back, in all tabs. */
  shiftClock(ms: number): void {
    this.#fates.tell({ do: 'clock', ms });
  }

  /** What waits while the server is paused, oldest first; of users who write by themselves, their turn as `chatter`. */
  get held(): readonly ClientRequest[] {
    return this.#gate.held;
  }

  /**
   * From here on no request is handled before `step` or `resume` says so, nor does anybody write by themselves. One whose client hangs
   * up meanwhile is held no longer, and never handled.
   */
  pause(): void {
    this.#gate.pause();
  }

  /** Lets the next requests through, the oldest first; gives how many there were. */
  step(count = 1): number {
    return this.#gate.step(count);
  }

  /** Lets everything through again. */
  resume(): void {
    this.#gate.resume();
  }

  /** Keeps a request, where `record` is set. */
  received(userId: string, { topic, event, payload }: Frame): void {
    if (this.#record) this.requests.push({ userId, topic, event, payload });
  }

  /** Hangs up on everybody, without a word, as a lost network does. */
  disconnect(): void {
    this.#listeners.disconnect();
  }

  /** The server, with all that other tabs have appended to the journal. */
  async current(): Promise<ProtocolServer> {
    await this.#journal.catchUp();
    return this.#journal.server;
  }

  /** Does what a user wishes, at the server’s time, and tells whoever listens. Rejects with a `SourceError` where it is refused. */
  async put(userId: string, topic: string, mutation: Mutation): Promise<PutReply<ServerRow>> {
    const still = this.setOut();
    const uploads = await this.uploads.find(attachmentIds(mutation));
    const at = this.#fates.now().toISOString();
    return this.#journal.commit((server) => {
      still();
      return server.put(userId, topic, mutation, at, uploads);
    });
  }

  /** Somebody else writes: a message that did not come over any of our sockets. */
  post(userId: string, roomId: string, content: string, replyTo?: string): Promise<PutReply<ServerRow>> {
    const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
    const body = { content, ...(replyTo === undefined ? {} : { replyTo: { id: replyTo } }) };
    return this.put(userId, roomTopic(roomId), { mutationId: id, kind: 'create', id, body });
  }

  /** Somebody is writing in a room: said to whoever listens there, and kept nowhere. */
  typing(userId: string, topic: string, typing = true): void {
    this.#listeners.typing(userId, topic, typing);
    this.people.typing(userId, topic, typing);
  }

  /** Resolves when a frame sent now would have arrived: after the latency. Rejects where it never does: `gone` says that its client has hung up. */
  travel(request?: ClientRequest, gone?: AbortSignal): Promise<void> {
    return this.#gate.travel(request, gone);
  }

  /** What sets out now asks the function it is given whether the server has begun anew since, and throws then: it is of another world. */
  setOut(): () => void {
    return this.#gate.setOut();
  }

  /** Back to the seed, in all tabs, with the same chances. What clients of this tab asked and was not done yet is never done. */
  async reset(): Promise<void> {
    const [ofFaults, ofLatency] = this.#chances();
    this.#gate.restart(ofLatency);
    this.faults.roll(ofFaults);
    await Promise.all([this.#journal.reset(), this.uploads.clear()]);
  }

  /** Hangs up on everybody and closes the journal. What was written stays where storage is `disk`. */
  async close(): Promise<void> {
    this.disconnect();
    this.people.close();
    this.#fates.close();
    await Promise.all([this.#journal.close(), this.uploads.close()]);
  }
}
