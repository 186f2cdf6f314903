// Who is here and who is typing, on the server's side: of the connections of this tab and, by a channel between tabs, of the others.

import { ROOMS_TOPIC } from '../backend/model.js';
import type { Frame } from '../backend/wire.js';
import { encodeConnections, PEOPLE_EVENTS } from '../backend/wire-people.js';
import { tabsChannel } from './tabs-channel.js';

/** A connection, as far as people go. */
export interface PeopleEnd {
  readonly userId: string;
  /** Sends a broadcast to the client, if it joined the topic. */
  tell(topic: string, event: string, payload: Frame['payload']): void;
}

/** What tabs say to each other. */
type Word =
  { tab: string; here: readonly string[]; played: readonly string[] } | { tab: string; topic: string; userId: string; typing: boolean };

/** How often a tab says that it is there, and after how long it is taken for gone. */
const BEAT = 5_000;
const GONE = 3 * BEAT;

export interface PeopleOptions {
  /** Somebody is typing in another tab, or has left off. */
  typing(userId: string, topic: string, typing: boolean): void;
  /** The name of the server, for tabs to share; without one, this tab is alone. */
  name?: string | undefined;
}

/** Only `rooms` has presence: whoever has it joined has the chat open. */
export class People {
  readonly #ends = new Map<PeopleEnd, string>();
  readonly #options: PeopleOptions;
  readonly #tab = crypto.getRandomValues(new Uint32Array(2)).join('-'); // `randomUUID` is missing without https
  readonly #others = new Map<string, { here: readonly string[]; played: readonly string[]; at: number }>();
  /** Who is here without a connection, each with a reference. */
  #played = new Map<string, string>();
  #between: BroadcastChannel | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #refs = 0;

  constructor(options: PeopleOptions) {
    this.#options = options;
    const { name } = options;
    if (name !== undefined) this.#between = tabsChannel(`${name}:people`, (word) => this.#hear(word));
  }

  /** A connection has joined a topic. */
  joined(end: PeopleEnd, topic: string): void {
    if (topic !== ROOMS_TOPIC || this.#ends.has(end)) return;
    const ref = this.#ref();
    this.#ends.set(end, ref);
    end.tell(ROOMS_TOPIC, PEOPLE_EVENTS.state, encodeConnections([...this.#here(), ...this.#played, ...this.#elsewhere()]));
    this.#changed([[end.userId, ref]], []);
    this.#say();
    this.#beat ??= this.#between && setInterval(() => this.#say(), BEAT);
  }

  /** A connection has left a topic, or is gone. */
  left(end: PeopleEnd, topic = ROOMS_TOPIC): void {
    const ref = topic === ROOMS_TOPIC ? this.#ends.get(end) : undefined;
    if (ref === undefined) return;
    this.#ends.delete(end);
    this.#changed([], [[end.userId, ref]]);
    this.#say();
    if (this.#ends.size === 0) this.#rest();
  }

  /** These, and no others, are here without a connection: somebody plays them. */
  play(userIds: readonly string[]): void {
    const before = this.#played;
    this.#played = new Map(userIds.map((id) => [id, before.get(id) ?? this.#ref()]));
    const came = [...this.#played].filter(([id]) => !before.has(id));
    const gone = [...before].filter(([id]) => !this.#played.has(id));
    if (came.length + gone.length === 0) return;
    this.#changed(came, gone);
    this.#say();
  }

  /** Whether somebody has the chat open in another tab. */
  isElsewhere(userId: string): boolean {
    return [...this.#others.values()].some(({ here }) => here.includes(userId));
  }

  /** Somebody is typing here, or has left off: other tabs are told. */
  typing(userId: string, topic: string, typing: boolean): void {
    this.#between?.postMessage({ tab: this.#tab, topic, userId, typing } satisfies Word);
  }

  close(): void {
    this.#ends.clear();
    this.#played.clear();
    this.#say();
    this.#rest();
    this.#between?.close();
    this.#between = undefined;
  }

  #here(): [string, string][] {
    return [...this.#ends].map(([{ userId }, ref]) => [userId, ref]);
  }

  #elsewhere(): [string, string][] {
    return [...this.#others].flatMap(([tab, { here, played }]) => refsOf(tab, [...here, ...played]));
  }

  #changed(joins: [string, string][], leaves: [string, string][]): void {
    const payload = { joins: encodeConnections(joins), leaves: encodeConnections(leaves) };
    for (const end of this.#ends.keys()) end.tell(ROOMS_TOPIC, PEOPLE_EVENTS.diff, payload);
  }

  #say(): void {
    const here = [...new Set(this.#here().map(([id]) => id))];
    this.#between?.postMessage({ tab: this.#tab, here, played: [...this.#played.keys()] } satisfies Word);
    for (const [tab, { at }] of this.#others) if (Date.now() - at > GONE) this.#learn(tab, [], []);
  }

  #hear(said: unknown): void {
    const word = Object(said) as Word;
    if ('topic' in word) return this.#options.typing(word.userId, word.topic, word.typing);
    if (!Array.isArray(word.here) || !Array.isArray(word.played)) return; // of another build
    const known = this.#others.has(word.tab);
    this.#learn(word.tab, word.here, word.played);
    if (!known && word.here.length > 0) this.#say(); // it does not know of us either
  }

  #learn(tab: string, here: readonly string[], played: readonly string[]): void {
    const known = this.#others.get(tab);
    const [before, after] = [
      [...(known?.here ?? []), ...(known?.played ?? [])],
      [...here, ...played],
    ];
    if (after.length > 0) this.#others.set(tab, { here, played, at: Date.now() });
    else this.#others.delete(tab);
    const came = after.filter((id) => !before.includes(id));
    const gone = before.filter((id) => !after.includes(id));
    if (came.length + gone.length > 0) this.#changed(refsOf(tab, came), refsOf(tab, gone));
  }

  #ref(): string {
    return `${this.#tab}-${++this.#refs}`;
  }

  #rest(): void {
    clearInterval(this.#beat);
    this.#beat = undefined;
  }
}

/** Users of another tab, each with one reference, however many connections they have there. */
function refsOf(tab: string, ids: readonly string[]): [string, string][] {
  return [...new Set(ids)].map((id) => [id, `${tab}-${id}`]);
}
