// Who is here and who is typing in a room: what passes on the channels of the source, beside the streams and never stored.

import { ROOMS_TOPIC, roomTopic, type User } from '../backend/model.js';
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
  here: ReadonlySet<string> = new Set();
  readonly #told: (people: People) => void;
  readonly #channels: Channel<Row>[];
  readonly #writers = new Map<string, { person: Person; over: ReturnType<typeof setTimeout> }>();
  readonly #me: string;
  #toldAt = -Infinity;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(source: Source, room: string, me: User, told: (people: People) => void) {
    this.#told = told;
    this.#me = me.id;
    const open = (topic: string): Channel<Row> => source.channel(topic, this.#events());
    this.#channels = [open(roomTopic(room)), open(ROOMS_TOPIC)];
  }

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

  close(): void {
    this.rested();
    for (const { over } of this.#writers.values()) clearTimeout(over);
    for (const channel of this.#channels) channel.leave();
  }

  #events(): ChannelEvents<Row> {
    return {
      joined: () => undefined,
      op: () => undefined,
      error: () => undefined, // the streams of the same topics say it
      down: () => {
        for (const id of this.#writers.keys()) this.#leftOff(id);
        this.here = new Set();
        this.#told(this);
      },
      passing: (passing) => this.#onPassing(passing),
    };
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
