// What a rule has to work with: a room of its own, and people in it who write, listen and ask, over any transport.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { Message, Room } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { Reason, Row, Source } from '../sync/protocol.js';
import { Breach, require, Untried } from './breach.js';
import type { Forge } from './forgery.js';
import { HttpLine } from './http-line.js';
import { freshId, Member, wish } from './member.js';
import { UploadLine } from './upload-line.js';
import type { UploadEndpoint } from './upload-line.js';

export { freshId, Member, wish } from './member.js';

/** Why a join has not come about yet: a source tries again by itself. */
const PASSING: ReadonlySet<Reason> = new Set(['closed', 'rate-limited']);

/** Forges nothing. */
const asSaid: Forge = (_event, words) => words;

/** Who takes part: two users whom the server knows, and somebody it does not. */
export type Person = 'first' | 'second' | 'stranger';

interface TrialOptions {
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
  /** It waits most of its time: where each rule has a room of its own, it is tried beside the others. */
  readonly takesTime?: boolean;
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

  /** How long to wait for anything, in milliseconds. */
  get patienceMs(): number {
    return this.#options.patienceMs;
  }

  /** Whether rooms can be made here. */
  get makesRooms(): boolean {
    return this.#options.room === undefined;
  }

  /** Somebody who has joined the room, or another topic, over a connection of their own. */
  join<R extends Row = Message>(person: Person, topic = roomTopic(this.room)): Promise<Member<R>> {
    return this.#join(person, topic, asSaid);
  }

  /** The first user once more in the room, over a connection that sends other words than a client. Throws where none does. */
  forger(forge: Forge): Promise<Member> {
    return this.#forged((own) => this.#join<Message>('first', roomTopic(this.room), own), forge);
  }

  /** How requests of this person leave, over HTTP; nothing over another transport. Throws where nobody is told. */
  async line(person: Person): Promise<HttpLine | undefined> {
    const requests: Parameters<NonNullable<Forge['asked']>>[] = [];
    const asked = (...request: (typeof requests)[0]): void => void requests.push(request);
    const forge: Forge = Object.assign(asSaid.bind(undefined), { asked });
    await this.#forged((own) => this.#join(person, roomTopic(this.room), own).catch(asRefusal), forge);
    return requests[0] && new HttpLine(...requests[0], { room: this.room, patienceMs: this.#options.patienceMs });
  }

  /** The first user in the room, and all they are told, as it comes. Throws where it is not to be heard. */
  async overhear(): Promise<{ member: Member; heard: string[] }> {
    const heard: string[] = [];
    const member = await this.forger(Object.assign(asSaid.bind(undefined), { heard: (text: string) => void heard.push(text) }));
    return { member, heard };
  }

  async #forged<T>(open: (forge: Forge) => Promise<T>, forge: Forge): Promise<T> {
    let isForged = false;
    const own: Forge = (...said) => {
      isForged = true;
      return forge(...said);
    };
    const opened = await open(Object.assign(own, forge));
    if (!isForged) throw new Untried('these connections send nothing forged');
    return opened;
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
    const refusal = (): SourceError | undefined => member.errors.find(({ reason }) => !PASSING.has(reason));
    await member.until(() => member.joins.length > 0 || refusal() !== undefined, `${topic} to be joined`);
    const refused = refusal();
    if (refused && member.joins.length === 0) throw refused;
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

/** Whoever may not join has asked, too. */
function asRefusal(error: unknown): void {
  if (!(error instanceof SourceError)) throw error;
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
