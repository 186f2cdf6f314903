// What a rule has to work with: a room of its own, and people in it who write, listen and ask, over any transport.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { Message, Room } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { Channel, Joined, Mutation, PutReply, Reason, Row, ServerOp, Source, SyncReply } from '../sync/protocol.js';
import { Breach, require, Untried } from './breach.js';
import type { Forge } from './forgery.js';
import { UploadLine, WAIT_MS } from './upload-line.js';
import type { UploadEndpoint } from './upload-line.js';

/** Who takes part: two users whom the server knows, and somebody it does not. */
export type Person = 'first' | 'second' | 'stranger';

export interface TrialOptions {
  /** Opens a connection of this person's, which sends what `forge` makes of its words. */
  connect(person: Person, forge: Forge): Source;
  /** Where this person uploads files. */
  uploads?(person: Person): UploadEndpoint;
  /** A room to write in, where the server lets nobody make one. */
  room?: string | undefined;
  /** How long to wait for anything, in milliseconds. */
  patienceMs: number;
}

/** A promise a server must keep, and the way to see that it does. */
export interface Rule {
  /** In few words: what a finding names it by. */
  readonly name: string;
  /** The promise, in one sentence. */
  readonly promise: string;
  /** Rejects where it is not kept. */
  check(trial: Trial): Promise<void>;
}

/** One rule put to the test. */
export class Trial {
  /** The id of the room this trial has for itself, or of the one it was given. */
  readonly room: string;
  readonly #options: TrialOptions;
  readonly #sources = new Set<Source>();

  private constructor(options: TrialOptions, room: string) {
    this.#options = options;
    this.room = room;
  }

  /** Makes a room, unless there is one to use. Throws an `Error` where none can be made. */
  static async begin(options: TrialOptions): Promise<Trial> {
    const trial = new Trial(options, options.room ?? freshId('room'));
    if (options.room !== undefined) return trial;
    try {
      const rooms = await trial.join<Room>('first', ROOMS_TOPIC);
      await rooms.put({ ...wish('create', trial.room), body: { name: trial.room, description: 'A conformance test; may be deleted.' } });
      rooms.leave();
    } catch (error) {
      trial.#close();
      throw new Error(`no room can be made (${(error as Error).message}); name one to write in`, { cause: error });
    }
    return trial;
  }

  /** Whether rooms can be made here. */
  get makesRooms(): boolean {
    return this.#options.room === undefined;
  }

  /** Somebody who has joined the room, or another topic, over a connection of their own. */
  join<R extends Row = Message>(person: Person, topic = roomTopic(this.room)): Promise<Member<R>> {
    return this.#join(person, topic, (_event, words) => words);
  }

  /** The first user once more in the room, over a connection that sends other words than a client. Throws where none does. */
  async forger(forge: Forge): Promise<Member> {
    let isForged = false;
    const member = await this.#join<Message>('first', roomTopic(this.room), (...said) => {
      isForged = true;
      return forge(...said);
    });
    if (!isForged) throw new Untried('these connections send nothing forged');
    return member;
  }

  async #join<R extends Row>(person: Person, topic: string, forge: Forge): Promise<Member<R>> {
    const source = this.#options.connect(person, forge);
    this.#sources.add(source);
    return this.#follow(new Member<R>(source, topic, this.#options.patienceMs, () => this.#sources.delete(source)), topic);
  }

  /** This person with files to upload. Throws where no address is known to upload them to. */
  uploads(person: Person): UploadLine {
    const endpoint = this.#options.uploads?.(person);
    if (!endpoint) throw new Untried('no address of uploads is known');
    return new UploadLine(endpoint, this.#options.patienceMs);
  }

  /** The same person on another topic, over the same connection. */
  joinBeside<R extends Row = Message>(member: Member<Row>, topic: string): Promise<Member<R>> {
    return this.#follow(member.beside<R>(topic), topic);
  }

  async #follow<R extends Row>(member: Member<R>, topic: string): Promise<Member<R>> {
    await member.until(() => member.joins.length > 0 || member.errors.some(({ reason }) => reason !== 'closed'), `${topic} to be joined`);
    const [refusal] = member.errors.filter(({ reason }) => reason !== 'closed');
    if (refusal && member.joins.length === 0) throw refusal;
    return member;
  }

  /** Takes the room away again, where it was made for this. */
  async end(): Promise<void> {
    try {
      if (this.#options.room === undefined) await (await this.join<Room>('first', ROOMS_TOPIC)).put(wish('delete', this.room));
    } catch {
      // A room too many is no breach of the contract.
    }
    this.#close();
  }

  #close(): void {
    for (const source of this.#sources) source.close();
  }
}

/** Somebody in a room. */
export class Member<R extends Row = Message> {
  /** What each join told, the first and every rejoin, oldest first. */
  readonly joins: Joined[] = [];
  /** Every live change that came, in the order it came. */
  readonly ops: ServerOp<R>[] = [];
  /** What the channel reported: refused joins, frames that could not be read. */
  readonly errors: SourceError[] = [];
  /** The joined topic itself, for what has no method here. */
  readonly channel: Channel<R>;
  readonly #source: Source;
  readonly #patienceMs: number;
  readonly #left: () => void;

  constructor(source: Source, topic: string, patienceMs: number, left: () => void) {
    this.#source = source;
    this.#patienceMs = patienceMs;
    this.#left = left;
    this.channel = source.channel<R>(topic, {
      joined: (joined) => this.joins.push(joined),
      op: (op) => this.ops.push(op),
      error: (error) => this.errors.push(error),
      down: () => undefined,
    });
  }

  /** Another topic on the same connection; to leave either leaves both. */
  beside<S extends Row>(topic: string): Member<S> {
    return new Member<S>(this.#source, topic, this.#patienceMs, this.#left);
  }

  /** The head as told by the newest join. */
  get head(): number {
    return this.joins.at(-1)?.head ?? 0;
  }

  /** Sends a wish as it is, and again where the server wants time. Rejects with a `SourceError` where it refuses. */
  async put(mutation: Mutation): Promise<PutReply<R>> {
    for (const end = Date.now() + this.#patienceMs; ;) {
      try {
        return await this.channel.put(mutation);
      } catch (error) {
        const wait = error instanceof SourceError && error.reason === 'rate-limited' ? (error.retryAfterMs ?? WAIT_MS) : Infinity;
        if (Date.now() + wait > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Creates a message with a mutation id of its own. Rejects with a `SourceError` where the server refuses. */
  create(id: string, content = `message ${id}`): Promise<PutReply<R>> {
    return this.put({ ...wish('create', id), body: { content } });
  }

  /** Gives a message other words. Rejects with a `SourceError` where the server refuses. */
  edit(id: string, content: string): Promise<PutReply<R>> {
    return this.put({ ...wish('edit', id), body: { content } });
  }

  /** Deletes a message. Rejects with a `SourceError` where the server refuses. */
  delete(id: string): Promise<PutReply<R>> {
    return this.put(wish('delete', id));
  }

  /** All changes after a number, in pieces; throws a breach where a piece cannot follow the one before it. */
  async changes(after: number, limit = 500): Promise<{ rows: R[]; upTo: number }> {
    const rows: R[] = [];
    for (;;) {
      const reply: SyncReply<R> = await this.channel.sync({ after, limit });
      if (reply.reset) throw new Breach(`sync after ${after} was answered by a reset, though nothing was lost`);
      require(reply.after <= after, `sync after ${after} was answered from ${reply.after}`);
      require(reply.rows.length <= limit, `sync with limit ${limit} was answered with ${reply.rows.length} rows`);
      require(!reply.more || reply.upTo > after, `sync after ${after} says there is more, and does not go on`);
      rows.push(...reply.rows);
      after = reply.upTo;
      if (!reply.more) return { rows, upTo: after };
    }
  }

  /** Waits for a condition; throws a breach that says for what in vain. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const end = Date.now() + this.#patienceMs;
    while (!holds()) {
      if (Date.now() > end) throw new Breach(`waited ${this.#patienceMs} ms in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Hangs up: the channel and its connection are closed. */
  leave(): void {
    this.#left();
    this.#source.close();
  }
}

/** A wish with a mutation id of its own. */
export function wish(kind: Mutation['kind'], id: string): Mutation {
  return { mutationId: freshId('m'), kind, id, body: {} };
}

/** An id nobody has used. */
export function freshId(prefix: string): string {
  return `${prefix}-${Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')}`;
}

/** Throws a breach unless the server refuses for this reason. */
export async function refused(what: string, reason: Reason, act: () => Promise<unknown>): Promise<SourceError> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    require(error.reason === reason, `${what} was refused as ${error.reason}, not as ${reason}`);
    return error;
  }
  throw new Breach(`${what} was not refused (${reason})`);
}
