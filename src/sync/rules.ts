// The only rules by which the cache changes, as decisions over what is stored and what came in. Pure.
// Order and repetition of what comes in do not matter: every rule reads and writes in one transaction.

import type { PageReply, Row, SyncReply } from './protocol.js';
import { areIslands, extend, type Lease, type Reach, type Stretch } from './stretches.js';

/** What is known of a topic. Rows of its stretches with `version <= cursor` are all held: a phantom is possible, a hole is not. */
export interface TopicState {
  topic: string;
  /** The history these numbers belong to. */
  epoch: string;
  /** How often a backup came back under this name. */
  cuts?: number;
  /** Everything up to this version is held. -1: nothing is certain, the next catch-up must be a reset. */
  cursor: number;
  /** The cursor at the last reset: answers older than it would bring back rows the reset dropped. */
  base0: number;
  /** The lowest seq the newest rows reach down to without a gap; 0 is the beginning. */
  floor: number;
  /** Further stretches below the floor, each without a gap; see stretches.ts. */
  islands?: readonly Stretch[];
  /** What tabs show of it. Storage may hold anything here; see stretches.ts. */
  leases?: readonly Lease[];
}

/** What is known of a topic of which only answers are held: their history, where it is one. */
export interface TopicHistory {
  topic: string;
  epoch?: string;
}

/** Names a history beyond doubt: in another one the same numbers are other rows. */
export function historyName({ epoch, cuts = 0 }: TopicState): string {
  return cuts > 0 ? `${epoch} ${cuts}` : epoch;
}

/** Up to where a history is held; -1: nothing of it. */
export function cursorIn(state: TopicState | undefined, epoch: string): number {
  return state?.epoch === epoch ? state.cursor : -1;
}

/** Rule 1, put-if-newer: whether `row`, seen in an answer as of `asOf`, replaces what is stored (a tombstone counts as a row). */
export function isNewer(state: TopicState | undefined, stored: Row | undefined, row: Row, asOf: number): boolean {
  if (state && asOf < state.base0) return false;
  return !stored || row.version > stored.version;
}

/**
 * Whether a row is newer than what has been caught up to, as the answer to an own wish is: it is never forgotten, or an answer from before
 * it, which counts as long as it is no older than the cursor, would bring back what it has replaced, or deleted.
 */
export function isAhead({ cursor }: TopicState, { version }: Row): boolean {
  return cursor >= 0 && version > cursor;
}

/**
 * Rule 2 for a live op: `apply` only the very next number. `known` is already held. `missed` is a hint that something
 * came between: such an op is neither stored nor buffered, a catch-up follows.
 */
export function judgeOp(state: TopicState | undefined, epoch: string, seq: number): 'apply' | 'known' | 'missed' {
  if (!state || state.epoch !== epoch) return 'missed';
  if (seq === state.cursor + 1) return 'apply';
  return seq <= state.cursor ? 'known' : 'missed';
}

/**
 * Rules 2 and 3 for a catch-up: the topic's state after it, or undefined when it must be left alone. `asked`: the state it was asked in, where
 * that held more than the session had told of.
 */
export function afterSync(
  state: TopicState | undefined,
  topic: string,
  epoch: string,
  reply: SyncReply<Row>,
  asked?: TopicState,
): TopicState | undefined {
  if (!reply.reset) {
    if (!state || state.epoch !== epoch || reply.after > state.cursor) return undefined;
    return { ...state, cursor: Math.max(state.cursor, reply.upTo) };
  }
  // Within one history a reset that is not ahead of us would only throw away pages somebody has read.
  const isOld = state?.epoch === reply.epoch && (reply.asOf <= state.cursor || reply.asOf < state.base0);
  // But no history ends below what it had when it was asked: one that does is another, such as a backup that came back under the same name.
  const isCut = isOld && asked?.epoch === epoch && reply.asOf < asked.cursor && asked.cursor <= state.cursor && asked.cuts === state.cuts;
  if (isOld && !isCut) return undefined;
  const cuts = state?.epoch === reply.epoch ? (state.cuts ?? 0) + Number(isCut) : 0;
  return { topic, epoch: reply.epoch, ...(cuts > 0 && { cuts }), cursor: reply.asOf, base0: reply.asOf, floor: reply.floor };
}

/**
 * Up to which version a reset that counts drops the rows it does not carry, by the history they are of, which was held up to `cursor`. In
 * another one numbers mean nothing and all go; so do rows nobody knows the history of.
 */
export function droppedBy(history: string | undefined, reply: SyncReply<Row> & { reset: true }, cursor = -1): number {
  return history === reply.epoch && cursor <= reply.asOf ? reply.asOf : Infinity;
}

/**
 * Rule 3 for a page: the topic's state after it, or undefined when the page is older than a reset or says nothing.
 * A page that touches no stretch becomes one of its own, and what lies between stays unknown.
 */
export function afterPage(state: TopicState | undefined, epoch: string, page: PageReply<Row>): TopicState | undefined {
  if (!state || state.epoch !== epoch || page.asOf < state.base0) return undefined;
  // Of what was made after the answer it cannot know; and between what has been caught up to and what is newer, others may be missing.
  const below = Math.min(page.before, page.asOf + 1, state.cursor + 1);
  if (page.floor >= below) return undefined;
  return { ...state, ...extend(state, { low: page.floor, below }) };
}

/**
 * Trimming is a reset from within: the topic's state once only `reach` of it is held. Answers from before it would bring back
 * rows as they were before changes that were forgotten with them.
 */
export function afterTrim(state: TopicState, reach: Required<Reach>): TopicState {
  return { ...state, ...reach, base0: Math.max(state.base0, state.cursor) };
}

/** Whether a stored value still is a row; storage may hold anything. */
export function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Record<keyof Row, unknown>;
  return typeof row.id === 'string' && isCount(row.seq) && isCount(row.version) && typeof row.deleted === 'boolean';
}

/** Whether a stored value still is a topic's state. */
export function isTopicState(value: unknown): value is TopicState {
  if (typeof value !== 'object' || value === null) return false;
  const state = value as Record<keyof TopicState, unknown>;
  return (
    typeof state.epoch === 'string' &&
    Number.isSafeInteger(state.cursor) &&
    Number.isSafeInteger(state.base0) &&
    isCount(state.floor) &&
    areIslands(state.islands)
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
