// The contract between a synced stream and the server that keeps it: rows, replies, refusals, channels.
// A transport implements `Source`; the protocol and its reasons are in ARCHITECTURE.md, "The protocol". Pure.

/** One row as the server keeps it. A transport may only hand on rows whose shape it has checked. */
export interface Row {
  /** Chosen by the client that created the row; never changes. */
  id: string;
  /** The topic's head when the row was created: its place in the order. */
  seq: number;
  /** The topic's head when the row last changed. */
  version: number;
  /** True for a tombstone: the row is known to be gone. */
  deleted: boolean;
  /** The mutation that made this version, when the server says so. */
  mutationId?: string;
  /** When it was made (ISO 8601), by the server’s clock, where it says so: what is held of a topic can then be gone to by an instant. */
  insertedAt?: string;
}

/** What a join tells: which history the topic has, and how far it reaches. Never rows. */
export interface Joined {
  /** Names the history of the topic. Another one, as after a restored backup, makes clients drop their cache. */
  epoch: string;
  /** The number of the newest change; 0 before the first. */
  head: number;
}

/**
 * Catch-up: all rows with `after < version <= upTo`, tombstones included, where `more` says that there are others above; or, when `after` is
 * unknown or too far behind, a fresh start: the newest live rows down to the seq `floor`, as of the head `asOf`.
 */
export type SyncReply<R extends Row> =
  | { reset: false; after: number; upTo: number; rows: R[]; more: boolean }
  | { reset: true; epoch: string; asOf: number; rows: R[]; floor: number };

/** A place in the order of a topic: a row, a seq, or the first row made at this instant (ISO 8601) or after it. */
export type Place = { id: string } | { seq: number } | { at: string };

/** Which rows a page is to hold: the newest below `before`, the oldest above `after`, or those around a place. */
export type PageQuery = ({ before: number } | { after: number } | { around: Place }) & { limit: number };

/**
 * Rows of the past, ascending: all live ones with `floor <= seq < before`, as of `asOf`. A `floor` of 0 means the beginning,
 * a `before` above `asOf` the newest row.
 */
export interface PageReply<R extends Row> {
  /** The head when the page was read. */
  asOf: number;
  /** The `seq` the page reaches up to, itself not included. */
  before: number;
  /** The live rows between, by `seq`; no tombstones. */
  rows: R[];
  /** The `seq` the page reaches down to, included. */
  floor: number;
  /** Asked for rows around a place: its seq. */
  place?: number;
}

/** A live change: the whole row, never a patch, so an edit that overtakes its insert is harmless. */
export interface ServerOp<R extends Row> {
  /** The head this change made. */
  seq: number;
  /** The row as it is after the change; a tombstone where it was deleted. Absent where this reader may not see it: the number alone, so that none is missing. */
  row?: R;
}

/** A wish of the user on its way to the server. Repeating one with the same `mutationId` is safe, unless the server does not keep that. */
export interface Mutation {
  /** Made by the client with the wish, and the same for every repeat. */
  mutationId: string;
  /** What is wished. */
  kind: 'create' | 'edit' | 'delete' | 'react';
  /** The row it is about. For a create, the id it is to have. */
  id: string;
  /** Fields of the row this wish sets; empty for a delete. Of a react the `emoji`, and `on`: whether the user reacts with it, or no more. */
  body: Record<string, unknown>;
  /** The version the user saw, for servers that want to refuse an edit of something newer. */
  base?: number;
  /**
   * It was sent before, in this page, another or one that has ended, nobody knows what came of it, and the user has not asked for it
   * again since. For a source whose server does not keep the `mutationId`: it refuses, and the user decides. Any other need not look.
   */
  unsure?: true;
}

/** The server's answer for one mutation. A delete of a row the server never had answers without a row. */
export interface PutReply<R extends Row> {
  /** The head the wish made, or that of the row as it was. */
  seq: number;
  /** The row as it was when the wish was first answered; a tombstone after a delete. */
  row?: R;
}

/** Why a request was not answered with what it asked for. */
export type Reason =
  | 'closed'
  | 'timeout'
  | 'server'
  | 'rate-limited'
  | 'unauthorized'
  | 'forbidden'
  | 'invalid'
  | 'too-large'
  | 'gone'
  | 'not-found'
  | 'malformed'
  | 'outdated';

const REFUSALS: ReadonlySet<Reason> = new Set(['forbidden', 'invalid', 'too-large', 'gone', 'not-found']);

/** A request that failed. `refused` is the server's last word; anything else leaves the outcome unknown, and is repeated. */
export class SourceError extends Error {
  /** Why, in a word of the contract. */
  readonly reason: Reason;
  /** When to try again, in milliseconds, where the server said so. */
  readonly retryAfterMs: number | undefined;
  /** Messages per field of an `invalid` body. */
  readonly fields: Record<string, string> | undefined;
  /** Of a wish: it never left, or the server said that it did nothing. The next try is not `unsure` because of this one. */
  unsent: boolean;

  constructor(reason: Reason, message: string, detail: { retryAfterMs?: number; fields?: Record<string, string>; unsent?: boolean } = {}) {
    super(message);
    this.name = 'SourceError';
    this.reason = reason;
    this.retryAfterMs = detail.retryAfterMs;
    this.fields = detail.fields;
    this.unsent = detail.unsent ?? false;
  }

  /** Whether repeating is of no use: the server has answered, and said no. */
  get refused(): boolean {
    return REFUSALS.has(this.reason);
  }
}

/** For longer than this nobody is left alone, whatever a server asks for, in milliseconds: it may have meant seconds, and no timer takes much more. */
const LONGEST_ASKED = 3_600_000;

/** How long the server that failed or refused asks to be left alone, in milliseconds, up to an hour; `undefined` where it does not ask. */
export function askedWait(error: unknown): number | undefined {
  return error instanceof SourceError && error.retryAfterMs !== undefined ? Math.min(error.retryAfterMs, LONGEST_ASKED) : undefined;
}

/** How long to wait before trying again, in milliseconds: for as long as the server asks, and never less than one's `own` wait. */
export function waitAfter(error: unknown, own: number): number {
  return Math.max(askedWait(error) ?? 0, own);
}

/** For so long, in milliseconds, a server that asked for it is left alone, whatever the page does. */
const BRIEF = 60_000;

/** Whether it asks for a wait that a page that wakes does not end. */
export function isAskedBriefly(error: unknown): boolean {
  return (askedWait(error) ?? Infinity) <= BRIEF;
}

/** Somebody, as others see them. */
export interface Person {
  /** The id of the user. */
  id: string;
  /** What others read. */
  name: string;
}

/** Who reacted to a row with one emoji. */
export interface Reaction {
  /** One character, as people count them. */
  emoji: string;
  /** Each once, in the order they reacted; never nobody. */
  users: readonly Person[];
}

/**
 * The reactions with one more person's, or without. Emojis stay in the order of first use; one that nobody uses any more goes.
 * What is as wished already is given back as it was.
 */
export function withReaction(
  reactions: readonly Reaction[],
  { emoji, on, by }: { emoji: string; on: boolean; by: Person },
): readonly Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.users.some(({ id }) => id === by.id) ?? false) === on) return reactions;
  if (!known) return [...reactions, { emoji, users: [by] }];
  const users = on ? [...known.users, by] : known.users.filter(({ id }) => id !== by.id);
  return reactions.flatMap((reaction) => (reaction !== known ? [reaction] : users.length > 0 ? [{ emoji, users }] : []));
}

/**
 * What is true only now, of people rather than of rows: never stored, never repeated. `typing`: somebody else began to write, or left
 * off. `here`: the ids of all who have joined the topic.
 */
export type Passing = { kind: 'typing'; user: Person; typing: boolean } | { kind: 'here'; users: readonly string[] };

/** What a channel tells its owner. Called in the order the server spoke, never before `channel()` has returned. */
export interface ChannelEvents<R extends Row> {
  /** After the first join and after every rejoin. Catch up only now: a join never carries rows. */
  joined(joined: Joined): void;
  /** A live change. It may come twice, late, or never: nothing depends on it. */
  op(op: ServerOp<R>): void;
  /** Of people: who is here, who is writing. A server that knows nothing of them says nothing. */
  passing?(passing: Passing): void;
  /** The channel is no longer joined; requests in flight have already failed with `closed`. It rejoins by itself. */
  down(): void;
  /**
   * Joining was refused (`unauthorized`, `forbidden`, `not-found`, `outdated`: the server speaks another version of the contract), no
   * connection came about (`closed`, once), or a frame was `malformed`. After `forbidden` and `not-found` it is not tried again until
   * somebody asks for the topic by another `channel()`.
   */
  error(error: SourceError): void;
}

/** One joined topic. All requests reject with a `SourceError`; while not joined, at once with `closed`. */
export interface Channel<R extends Row> {
  /** Whether requests can be made. */
  readonly joined: boolean;
  /** `after: -1` knows nothing and is always answered by a reset. */
  sync(query: { after: number; limit: number }): Promise<SyncReply<R>>;
  /** Asks for rows of the past. Rejects with `not-found` where the place is none. */
  page(query: PageQuery): Promise<PageReply<R>>;
  /** Sends a wish. Rejects with a `SourceError` that is `refused` where the server says no for good. */
  put(mutation: Mutation): Promise<PutReply<R>>;
  /** Tells the others that the user is writing, or has left off. Lost where nobody hears it. A transport may have none. */
  typing?(typing: boolean): void;
  /** Leaves the topic; nothing is told after that. */
  leave(): void;
}

/** The server side of synced streams: a transport. */
export interface Source {
  /**
   * Joins a topic and keeps it joined until `leave()`, rejoining with jittered back-off. Each call is its own channel. It should not
   * throw: what is wrong is told by `error`. Where it throws all the same, that is reported, and it is asked again after a while.
   */
  channel<R extends Row>(topic: string, events: ChannelEvents<R>): Channel<R>;
  /**
   * Somebody has signed in again: what waits to connect does so at once, and a connection that was made with a token is made anew.
   * A transport that keeps none may do without.
   */
  resume?(): void;
  /** Leaves everything and closes the connection. */
  close(): void;
  /** False: the server takes no wishes of the kind `react`, and none is to be offered. By default it does. */
  readonly reactions?: boolean;
  /**
   * True: heads, versions and epochs are made here, for this source alone. They mean nothing to another tab, and no two share what is
   * kept on the device of what the server said: the first has it, any other keeps its own in memory. By default they are the server's.
   */
  readonly ownNumbers?: boolean;
}
