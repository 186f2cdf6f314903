// What the model speaks of: rows, wishes, and what travels between a tab and the server. The protocol of ARCHITECTURE.md, as small as it gets. Pure.

export interface ModelRow {
  id: string;
  seq: number;
  version: number;
  deleted: boolean;
  body: string;
  mutationId: string;
}

export interface ModelWish {
  mutationId: string;
  kind: 'create' | 'edit' | 'delete';
  id: string;
  body: string;
  /** Whose outbox it was put into. */
  box: number;
  /** The order of acceptance. */
  n: number;
  state: 'queued' | 'failed';
}

export interface ModelOp {
  seq: number;
  row: ModelRow;
}

/** `fault`: anything that leaves the outcome unknown. */
export type ModelAnswer = { verdict: 'granted'; row: ModelRow | undefined } | { verdict: 'refused' } | { verdict: 'fault' };

export type ModelSync =
  | { reset: false; after: number; upTo: number; rows: ModelRow[]; more: boolean }
  | { reset: true; epoch: number; asOf: number; rows: ModelRow[]; floor: number };

export interface ModelPage {
  asOf: number;
  before: number;
  rows: ModelRow[];
  floor: number;
}

export type Request =
  | { ask: 'join'; after: number }
  | { ask: 'sync'; ref: number; after: number }
  | { ask: 'page'; ref: number; before: number }
  | { ask: 'put'; ref: number; wish: ModelWish };

export type Message =
  | { say: 'joined'; epoch: number; head: number; snapshot: ModelSync | undefined }
  | { say: 'op'; op: ModelOp }
  | { say: 'sync'; ref: number; reply: ModelSync }
  | { say: 'page'; ref: number; reply: ModelPage }
  | { say: 'answer'; ref: number; reply: ModelAnswer };

/** One connection. What is on its way when it ends is lost. */
export interface Wire {
  up: Request[];
  down: Message[];
  alive: boolean;
  /** The join was heard, but the server does not broadcast to this wire yet: Phoenix subscribes only after the join callback. */
  joining: { snapshot: ModelSync | undefined } | undefined;
}
