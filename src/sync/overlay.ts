// What is shown: the server's rows with our waiting wishes laid over them. Truth and wishes meet here and nowhere else. Pure.

import { withReaction, type Mutation, type Person, type Reaction, type Reason, type Row } from './protocol.js';

/** A wish in the outbox. The shape is frozen: fields are only ever added, so that any version can read it. */
export interface Entry extends Omit<Mutation, 'unsure'> {
  /** The order in which wishes were accepted; given by the outbox. */
  n: number;
  /** The form of the record. */
  v: 1;
  /** The id of who wishes it. */
  user: string;
  /** Where the row is or is to be. */
  topic: string;
  /** `failed`: the server has refused it, and it waits for the user to ask again or to discard it. */
  state: 'queued' | 'failed';
  /** How often it was sent. Counted before sending: 0 means no server can know of it. */
  tries: number;
  /** How many of these leave nothing in doubt: nothing came of them, or the user has asked for it again since. */
  sure?: number;
  /** How often a server answered it with a fault of its own. */
  faults?: number;
  /** When it did last, by the client's clock. */
  faultAt?: number;
  /** For how many milliseconds it has gone on doing so. */
  faultMs?: number;
  /** Why it failed, of a field where the server says so. */
  error?: { reason: Reason | 'expired' | 'poison'; message: string; fields?: Record<string, string> };
  /** When it was accepted, or asked for again, by the client's clock: to expire it, and to notice a clock set back. */
  at: number;
  /** Not to be sent before this instant: the time to undo. */
  notBefore?: number;
  /** Of a create that took the place of a refused one: the fields that were corrected since. */
  amended?: readonly string[];
  /** Of a delete in a full outbox: the create it has taken the place of, which nobody has sent. */
  unsent?: Entry;
}

/** A wish before the outbox has numbered it. */
export type NewEntry = Pick<Entry, 'mutationId' | 'kind' | 'id' | 'body' | 'topic' | 'user' | 'at' | 'base' | 'notBefore'>;

/** One row as it is shown. */
export interface Shown<R extends Row> {
  /** The row's id: the item id of the stream. */
  id: string;
  /** The server's row, or the row as it will be once the wish is granted. */
  row: R;
  /** `sent`: the server's own. `waiting`: a wish is in the outbox. `failed`: the server refused it. `deleting`: gone unless undone. */
  state: 'sent' | 'waiting' | 'failed' | 'deleting';
  /** The wish behind a state other than `sent`. */
  wish?: Entry;
  /** The waiting reactions that are laid over the row, by their `n`. They leave its state alone. */
  reacting?: readonly number[];
}

/** The create that a delete has taken the place of, as it comes back. */
export function unsentIn({ n, unsent }: Entry): Entry | undefined {
  return unsent && { ...unsent, n };
}

/** Whether the newest wish about a row was given a time to undo, and nobody has sent it yet. */
export function canUndo({ wish }: { wish?: Entry | undefined }): boolean {
  return wish?.notBefore !== undefined && wish.state === 'queued' && wish.tries === 0;
}

/** The place of a row no server has placed yet: after every other. */
const UNPLACED = Number.MAX_SAFE_INTEGER;

/**
 * Lays waiting wishes over rows. `rows` may hold tombstones, which are not shown but tell that a create was granted.
 * The result is ordered: rows by `seq`, then creates nobody has answered yet, in the order they were accepted.
 */
export function overlay<R extends Row>(rows: readonly R[], entries: readonly Entry[]): Shown<R>[] {
  const truth = new Map(rows.map((row) => [row.id, row]));
  const shown = new Map<string, Shown<R>>();
  for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
    if (!row.deleted || hasEdit(entries, row.id)) shown.set(row.id, { id: row.id, row, state: 'sent' });
  }
  for (const entry of entries.toSorted((a, b) => a.n - b.n)) {
    const create = entry.kind === 'create' ? entry : unsentIn(entry);
    if (create && !truth.has(entry.id)) {
      const row = { ...create.body, id: entry.id, seq: UNPLACED, version: 0, deleted: false };
      shown.set(entry.id, { id: entry.id, row: row as unknown as R, state: stateOf(create), wish: create });
    }
    if (entry.kind === 'create') continue;
    const below = shown.get(entry.id);
    if (!below) continue;
    if (entry.kind === 'edit') shown.set(entry.id, layEdit(below, entry));
    else if (entry.kind === 'react') shown.set(entry.id, layReaction(below, entry));
    else if (below.row.deleted) shown.delete(entry.id);
    else shown.set(entry.id, { ...below, state: entry.state === 'failed' ? 'failed' : 'deleting', wish: entry });
  }
  return [...shown.values()];
}

/** An edit of a row that was deleted meanwhile stays visible, or the user's words would be lost without a sign. */
function hasEdit(entries: readonly Entry[], id: string): boolean {
  return entries.some((entry) => entry.id === id && entry.kind === 'edit');
}

function layEdit<R extends Row>(below: Shown<R>, entry: Entry): Shown<R> {
  const { id, seq, version, deleted } = below.row;
  const row = { ...below.row, ...entry.body, id, seq, version, deleted };
  // What waits behind a refused wish waits because of it: the refusal is what the user must answer. And a delete stands until the user
  // takes it back: then the row comes with these words.
  if (below.state === 'failed' || below.state === 'deleting') return { ...below, row };
  return { ...below, row, state: stateOf(entry), wish: entry };
}

function layReaction<R extends Row>(below: Shown<R>, entry: Entry): Shown<R> {
  if (below.row.deleted) return below;
  return { ...below, row: { ...below.row, ...reactionsOf(below.row, entry) }, reacting: [...(below.reacting ?? []), entry.n] };
}

function stateOf(entry: Entry): 'waiting' | 'failed' {
  return entry.state === 'failed' ? 'failed' : 'waiting';
}

/** The fields of a row that a waiting reaction changes, or none. Rows and entries come from storage, too, where anybody may have been. */
function reactionsOf(row: object, { user, body }: Entry): { reactions?: readonly Reaction[] } {
  const known = (row as { reactions?: readonly Reaction[] }).reactions;
  const reactions = Array.isArray(known) ? known : [];
  const { emoji, on, by } = body;
  const { id, name } = Object(by) as Record<keyof Person, unknown>;
  const wished = {
    emoji: String(emoji),
    on: on === true,
    by: { id: typeof id === 'string' ? id : user, name: typeof name === 'string' ? name : '' },
  };
  const now = withReaction(reactions, wished);
  return now === reactions ? {} : { reactions: now };
}
