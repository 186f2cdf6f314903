// Other users who write by themselves: one is seen to type for a while, then says something, as the seed has it. Turns are numbered and
// each is one mutation, so that several tabs of one server say each thing once, whichever of them comes to it first.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { User } from '../backend/model.js';
import type { Mutation } from '../sync/protocol.js';
import type { Gate } from './gate.js';
import { PACE_PART, requireParts } from './parts.js';
import type { ProtocolServer } from './protocol-server.js';
import { seededRandom } from './random.js';
import { SRE_SENTENCES, WEEKEND_SENTENCES } from './seed-sentences.js';

/** Milliseconds from one to the next: a fixed number, or a range to choose from. */
export type Pace = number | readonly [least: number, most: number];

/** Where they write. */
export interface ChatterHost {
  readonly users: readonly User[];
  isHere(userId: string): boolean;
  /** The newest state. */
  current(): Promise<ProtocolServer>;
  typing(userId: string, topic: string, typing: boolean): void;
  /** Who is to be seen as being here, though nobody has a connection of theirs. */
  readonly people: { play(userIds: readonly string[]): void };
  put(userId: string, topic: string, mutation: Mutation): Promise<unknown>;
}

const NAME = /^chatter-(\d+)$/;
/** Of the time between two messages, how much one is seen to type, and at most. */
const TYPING = 0.6;
const MOST_TYPING = 4_000;
const MOST_ROOMS = 50;
/** Whoever has written stays until so many others have. */
const MOST_HERE = 3;

/** Has absent users write, as long as there is a pace and somebody listens. */
export class Chatter {
  readonly #host: ChatterHost;
  readonly #gate: Pick<Gate, 'pass'>;
  readonly #seed: string | number;
  /** The seed says with which sentence they begin. */
  readonly #first: number;
  #pace: Pace = 0;
  #heard = false;
  /** The number of the next turn. */
  #next = 1;
  #round: AbortController | undefined;
  /** Whether the next turn begins once all turns that have been are known. */
  #soon = false;
  /** Who is played, the last to write last. */
  #here: readonly string[] = [];

  constructor(host: ChatterHost, gate: Pick<Gate, 'pass'>, seed: string | number) {
    this.#host = host;
    this.#gate = gate;
    this.#seed = seed;
    this.#first = Math.floor(seededRandom(`${seed}:chatter`)() * SRE_SENTENCES.length);
  }

  /** How often somebody writes; 0 when nobody does. Throws a `TypeError` on what is no time. */
  get pace(): Pace {
    return this.#pace;
  }

  set pace(pace: Pace) {
    requireParts('server', { chatter: pace }, { chatter: PACE_PART });
    this.#pace = pace;
    this.#begin();
  }

  /** Whether anybody listens: nobody talks to an empty house. */
  set heard(heard: boolean) {
    if (this.#heard === heard) return;
    this.#heard = heard;
    this.#begin();
  }

  /** A change was committed, by this tab or another: a turn that has been is not taken again. */
  committed(mutationId: string): void {
    const turn = Number(NAME.exec(mutationId)?.[1] ?? 0);
    if (turn < this.#next) return;
    this.#next = turn + 1;
    // A start is told of all turns there ever were, one after the other.
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      this.#begin();
    });
  }

  /** All was forgotten: they begin anew. */
  reset(): void {
    this.#next = 1;
    this.#begin();
  }

  #begin(): void {
    this.#round?.abort();
    this.#round = undefined;
    const most = typeof this.#pace === 'number' ? this.#pace : this.#pace[1];
    if (!this.#heard || most === 0) return this.#play([]);
    this.#round = new AbortController();
    this.#take(this.#round.signal).catch(() => undefined); // the turn is over while it was held, or all begins anew
  }

  async #take(signal: AbortSignal): Promise<void> {
    const turn = this.#next;
    const random = seededRandom(`${this.#seed}:chatter:${turn}`);
    const [least, most] = typeof this.#pace === 'number' ? [this.#pace, this.#pace] : this.#pace;
    const ms = least + random() * (most - least);
    const typing = Math.min(ms * TYPING, MOST_TYPING);
    if (!(await this.#wait(ms - typing, signal))) return;
    const rooms = await this.#rooms();
    await this.#gate.pass({ userId: '', topic: ROOMS_TOPIC, event: 'chatter', payload: { turn } }, signal);
    if (signal.aborted) return;
    const absent = this.#host.users.filter(({ id }) => !this.#host.isHere(id));
    const [user, room] = [pick(absent, random()), pick(rooms, random())];
    if (!user || room === undefined) return this.#begin();
    const topic = roomTopic(room);
    this.#play([...this.#here.filter((id) => id !== user.id && !this.#host.isHere(id)), user.id].slice(-MOST_HERE));
    this.#host.typing(user.id, topic, true);
    const goesOn = await this.#wait(typing, signal);
    this.#host.typing(user.id, topic, false);
    if (!goesOn) return;
    await this.#gate.pass({ userId: user.id, topic, event: 'chatter', payload: { turn } }, signal);
    if (signal.aborted) return;
    const id = `chatter-${turn}`;
    const sentences = room === 'sre-team' ? SRE_SENTENCES : WEEKEND_SENTENCES;
    // One after the other, so that nothing is said again before all was said.
    const content = sentences[(turn + this.#first) % sentences.length];
    // Refused or not, it is not said again.
    await this.#host.put(user.id, topic, { mutationId: id, kind: 'create', id, body: { content } }).catch(() => undefined);
    this.committed(id);
  }

  #play(userIds: readonly string[]): void {
    this.#here = userIds;
    this.#host.people.play(userIds);
  }

  async #rooms(): Promise<readonly string[]> {
    const [founder] = this.#host.users;
    try {
      const server = await this.#host.current();
      return server.page(founder!.id, ROOMS_TOPIC, { after: 0, limit: MOST_ROOMS }).rows.map(({ id }) => id);
    } catch {
      return []; // the server has stopped, or cannot be read just now
    }
  }

  /** Resolves to false when the turn is over before. */
  #wait(ms: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(false);
      });
    });
  }
}

/** The one that a number in [0, 1) means. */
function pick<T>(items: readonly T[], share: number): T | undefined {
  return items[Math.floor(share * items.length)];
}
