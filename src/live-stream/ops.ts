// The vocabulary of a stream: the ops, and the one door (`parseOps`) that turns untrusted data into them. Pure.

/** What identifies an item: its `id`, shown in the DOM as `name-id`. Numbers and strings with the same digits are the same id. */
export type ItemId = string | number;

/** Where and how inserted items go. Source: LiveView `stream/4`, `stream_insert/4`. */
export interface InsertOptions {
  /** `-1` the end (default), `0` the start, `n` an index among the rows; beyond the end is the end. An item already shown stays where it is. */
  at?: number;
  /** Applied after each newly placed row: `n` keeps the first n rows, `-n` the last n. Never zero. */
  limit?: number;
  /** Update rows already shown, never add one. */
  updateOnly?: boolean;
}

/** Inserts one item, or updates it where it stands. */
export interface InsertOp<T> extends InsertOptions {
  op: 'insert';
  item: T;
}

/** Inserts items one by one, in order: three items at 0 come out reversed, as in LiveView. */
export interface BulkOp<T> extends InsertOptions {
  op: 'stream';
  items: readonly T[];
}

/** Empties the stream, then inserts `items` one by one; rows of items kept keep their elements. */
export interface ResetOp<T> {
  op: 'reset';
  items: readonly T[];
  at?: number;
  limit?: number;
}

/** Deletes by id or by DOM id; an unknown one is ignored. */
export type DeleteOp = { op: 'delete'; id: ItemId } | { op: 'delete'; domId: string };

/** One change to a stream. A batch of ops means exactly its ops one by one. */
export type StreamOp<T> = InsertOp<T> | BulkOp<T> | ResetOp<T> | DeleteOp;
