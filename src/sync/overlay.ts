// What is shown: the server's rows with our waiting wishes laid over them. Truth and wishes meet here and nowhere else. Pure.

import type { Mutation, Reason, Row } from './protocol.js';

/** A wish in the outbox. The shape is frozen: fields are only ever added, so that any version can read it. */
export interface Entry extends Mutation {
  /** The order in which wishes were accepted; given by the outbox. */
  n: number;
  v: 1;
  user: string;
  topic: string;
  state: 'queued' | 'failed';
  tries: number;
  error?: { reason: Reason | 'expired' | 'poison'; message: string; fields?: Record<string, string> };
  /** When it was accepted, by the client's clock: only ever used to expire it. */
  at: number;
  /** Not to be sent before this instant: the time to undo. */
  notBefore?: number;
}

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
}
