// The vocabulary of a stream: the ops. Pure.

/** What identifies an item: its `id`, shown in the DOM as `name-id`. A number and a string of the same digits are the same id. */
export type ItemId = string | number;

/** Where inserted items go, and how many rows stay. Source: LiveView `stream/4`, `stream_insert/4`. */
export interface InsertOptions {
  /** `-1` the end (default), `0` the start, `n` an index among the rows; beyond the end is the end. An item already shown stays where it is. */
  at?: number;
  /** Applied after each newly placed row: `n` keeps the first n rows, `-n` the last n. Never zero. Default: the element's `limit`. */
  limit?: number;
  /** Update rows already shown, never add one. Default: false. */
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

/** Empties the stream, then inserts `items` one by one; a row whose item returns keeps its element. */
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

/** An item that is its own row, as markup brings it: its key is the DOM id it already has. */
export class MarkupItem<E = unknown> {
  readonly domId: string;
  readonly element: E;

  constructor(domId: string, element: E) {
    this.domId = domId;
    this.element = element;
  }
}
