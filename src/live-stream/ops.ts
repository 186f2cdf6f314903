// The vocabulary of a stream: the ops. Pure.

/** What identifies an item: its `id`, shown in the DOM as `name-id`. A number and a string of the same digits are the same id. */
export type ItemId = string | number;

/** Where inserted items go, and how many rows stay. Source: LiveView `stream/4`, `stream_insert/4`. */
export interface InsertOptions {
  /** `-1` the end (default), `0` the start, `n` an index among the rows; beyond the end is the end. An item already shown stays where it is. */
  at?: number | undefined;
  /** Applied after each newly placed row: `n` keeps the first n rows, `-n` the last n. Never zero. Default: the element's `limit`. */
  limit?: number | undefined;
  /** Update rows already shown, never add one. Default: false. */
  updateOnly?: boolean | undefined;
}

/** Inserts one item, or updates it where it stands. */
export interface InsertOp<T> extends InsertOptions {
  /** The name of the op. */
  op: 'insert';
  /** The item; its `id` says which row it is. */
  item: T;
}

/** Inserts items one by one, in order: three items at 0 come out reversed, as in LiveView. */
export interface BulkOp<T> extends InsertOptions {
  /** The name of the op. */
  op: 'stream';
  /** The items, each inserted or updated in turn; of two with one id the later one is shown. */
  items: readonly T[];
}

/** Empties the stream, then inserts `items` one by one; a row whose item returns keeps its element. */
export interface ResetOp<T> {
  /** The name of the op. */
  op: 'reset';
  /** What the stream holds afterwards; empty for nothing. */
  items: readonly T[];
  /** Where each item goes, as in `InsertOptions`. Default: `-1`, so that they stand as they are given. */
  at?: number | undefined;
  /** Applied after each row, as in `InsertOptions`. Default: the element’s `limit`. */
  limit?: number | undefined;
}

/** Deletes by id or by DOM id; an unknown one is ignored. */
export type DeleteOp = { op: 'delete'; id: ItemId } | { op: 'delete'; domId: string };

/** One change to a stream. A batch of ops means exactly its ops one by one. */
export type StreamOp<T> = InsertOp<T> | BulkOp<T> | ResetOp<T> | DeleteOp;

/** An item that is its own row, as markup brings it: its key is the DOM id it already has. */
export class MarkupItem<E = unknown> {
  /** The `id` attribute of the element, and the key of the row. */
  readonly domId: string;
  /** The element that is, or whose content becomes, the row. */
  readonly element: E;

  constructor(domId: string, element: E) {
    this.domId = domId;
    this.element = element;
  }
}
