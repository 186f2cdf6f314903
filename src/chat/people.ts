// Who is here and who is typing in a room: what passes on the channels of the source, beside the streams and never stored.

import { ROOMS_TOPIC, roomTopic, type User } from '../backend/model.js';
import { channelOf } from '../sync/channel-of.js';
import type { Channel, ChannelEvents, Passing, Person, Row, Source } from '../sync/protocol.js';

/** What is known of people. */
export interface People {
  /** The ids of all who have the chat open; empty where the server does not say. */
  here: ReadonlySet<string>;
  /** Who else is writing in the room, in the order they began. */
  typing: readonly Person[];
}

/** How often others are told that somebody still writes, and how soon a silent writer is taken to have left off. */
const REPEAT = 3_000;
const OVER = 8_000;
const REST = 5_000;

/** The people of one room, while somebody looks. */
export class RoomPeople implements People {
  /** The ids of those who are here, the user among them. */
  here: ReadonlySet<string> = new Set();
  readonly #told: (people: People) => void;
  readonly #channels: Channel<Row>[] = [];
  readonly #closed: (people: RoomPeople) => void;
  readonly #writers = new Map<string, { person: Person; over: ReturnType<typeof setTimeout> }>();
  readonly #me: string;
  #toldAt = -Infinity;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** Without a source nobody is there. `closed` is called when nobody looks any more. */
  constructor(
    source: Source | undefined,
    room: string,
    me: User,
    told: (people: People) => void,
    closed: (people: RoomPeople) => void = () => undefined,
  ) {
    this.#told = told;
    this.#me = me.id;
    this.#closed = closed;
    for (const topic of source ? [roomTopic(room), ROOMS_TOPIC] : []) this.#channels.push(channelOf(source!, topic, this.#events()));
  }

  /** Those who are typing, without the user. */
  get typing(): readonly Person[] {
    return [...this.#writers.values()].map(({ person }) => person);
  }

  /** The user has written something; the others are told now and then. */
  wrote(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.rested(), REST);
    if (performance.now() - this.#toldAt < REPEAT) return;
    this.#toldAt = performance.now();
    this.#channels[0]?.typing?.(true);
  }

  /** The user has sent it, or left off. */
  rested(): void {
    clearTimeout(this.#rest);
    if (this.#toldAt === -Infinity) return;
    this.#toldAt = -Infinity;
    this.#channels[0]?.typing?.(false);
  }

  /** Nobody looks any more. */
  close(): void {
    this.rested();
    for (const { over } of this.#writers.values()) clearTimeout(over);
    for (const channel of this.#channels) channel.leave();
    this.#closed(this);
  }

  /** The chat has ended, though somebody still looks. */
  end(): void {
    this.close();
    this.#lose();
  }

  #events(): ChannelEvents<Row> {
    return {
      joined: () => undefined,
      op: () => undefined,
      error: () => undefined, // the streams of the same topics say it
      down: () => this.#lose(),
      passing: (passing) => this.#onPassing(passing),
    };
  }

  /** Nothing is known any more. */
  #lose(): void {
    for (const id of this.#writers.keys()) this.#leftOff(id);
    this.here = new Set();
    this.#told(this);
  }

  #onPassing(passing: Passing): void {
    if (passing.kind === 'here') this.here = new Set(passing.users);
    else if (passing.user.id === this.#me) return;
    else {
      const { user, typing } = passing;
      const before = this.#writers.get(user.id);
      clearTimeout(before?.over);
      if (!typing && !before) return;
      if (!typing) this.#writers.delete(user.id);
      else this.#writers.set(user.id, { person: user, over: setTimeout(() => this.#leftOff(user.id, true), OVER) });
    }
    this.#told(this);
  }

  #leftOff(id: string, tell = false): void {
    clearTimeout(this.#writers.get(id)?.over);
    this.#writers.delete(id);
    if (tell) this.#told(this);
  }
}

/** The people of all rooms of a chat: others see the user for as long as the chat lives, however long somebody looks. */
export class ChatPeople {
  readonly #me: User;
  readonly #open = new Set<RoomPeople>();
  #source: Source | undefined;

  constructor(source: Source, me: User) {
    this.#source = source;
    this.#me = me;
  }

  room(id: string, told: (people: People) => void): RoomPeople {
    const people = new RoomPeople(this.#source, id, this.#me, told, () => this.#open.delete(people));
    this.#open.add(people);
    return people;
  }

  close(): void {
    this.#source = undefined;
    for (const people of [...this.#open]) people.end();
  }
}
