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
}

/** What a join tells: which history the topic has, and how far it reaches. Never rows. */
export interface Joined {
  epoch: string;
  head: number;
}

/** Catch-up: all rows with `after < version <= upTo`, or a fresh start when `after` is unknown or too far behind. */
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
  asOf: number;
  before: number;
  rows: R[];
  floor: number;
  /** Asked for rows around a place: its seq. */
  place?: number;
}

/** A live change: the whole row, never a patch, so an edit that overtakes its insert is harmless. */
export interface ServerOp<R extends Row> {
  seq: number;
  row: R;
}

/** A wish of the user on its way to the server. Repeating one with the same `mutationId` is always safe. */
export interface Mutation {
  mutationId: string;
  kind: 'create' | 'edit' | 'delete';
  id: string;
  /** Fields of the row this wish sets; empty for a delete. */
  body: Record<string, unknown>;
  /** The version the user saw, for servers that want to refuse an edit of something newer. */
  base?: number;
}

/** The server's answer for one mutation. A delete of a row the server never had answers without a row. */
export interface PutReply<R extends Row> {
  seq: number;
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
  readonly reason: Reason;
  readonly retryAfterMs: number | undefined;
  /** Messages per field of an `invalid` body. */
  readonly fields: Record<string, string> | undefined;

  constructor(reason: Reason, message: string, detail: { retryAfterMs?: number; fields?: Record<string, string> } = {}) {
    super(message);
    this.name = 'SourceError';
    this.reason = reason;
    this.retryAfterMs = detail.retryAfterMs;
    this.fields = detail.fields;
  }

  get refused(): boolean {
    return REFUSALS.has(this.reason);
  }
}

/** Somebody, as others see them. */
export interface Person {
  id: string;
  name: string;
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
  op(op: ServerOp<R>): void;
  /** Of people: who is here, who is writing. A server that knows nothing of them says nothing. */
  passing?(passing: Passing): void;
  /** The channel is no longer joined; requests in flight have already failed with `closed`. It rejoins by itself. */
  down(): void;
  /** Joining was refused (`unauthorized`, `forbidden`, `not-found`, `outdated`: the server speaks another version of the contract), no connection came about (`closed`, once), or a frame was `malformed`. */
  error(error: SourceError): void;
}

/** One joined topic. All requests reject with a `SourceError`; while not joined, at once with `closed`. */
export interface Channel<R extends Row> {
  readonly joined: boolean;
  /** `after: -1` knows nothing and is always answered by a reset. */
  sync(query: { after: number; limit: number }): Promise<SyncReply<R>>;
  page(query: PageQuery): Promise<PageReply<R>>;
  put(mutation: Mutation): Promise<PutReply<R>>;
  /** Tells the others that the user is writing, or has left off. Lost where nobody hears it. A transport may have none. */
  typing?(typing: boolean): void;
  leave(): void;
}

/** The server side of synced streams: a transport. */
export interface Source {
  /** Joins a topic and keeps it joined until `leave()`, rejoining with jittered back-off. Each call is its own channel. */
  channel<R extends Row>(topic: string, events: ChannelEvents<R>): Channel<R>;
  /** Leaves everything and closes the connection. */
  close(): void;
}
