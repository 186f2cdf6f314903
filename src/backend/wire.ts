// What travels between a client and a server of the contract: event names, snake_case and nothing else knows them. Each reader
// takes anything and gives a fresh, checked object or throws; each has its opposite here, so that both sides cannot drift. Pure.

import { SourceError } from '../sync/protocol.js';
import type { Joined, Mutation, PageQuery, PageReply, Place, PutReply, Reason, ServerOp, SyncReply } from '../sync/protocol.js';
import { asFields, asId, asJson, asLimit, asList, asNumber, asText, asTime, malformed } from './checks.js';
import type { Fields } from './checks.js';
import { encodeReacting, parseReacting } from './wire-reactions.js';
import { encodeBody, encodeRow, parseBody, parseRow, parseRows, WISHES } from './wire-rows.js';
import type { ChatRow, Unread } from './wire-rows.js';

export { CANNOT_BE_SHOWN, encodeRow, encodeTyping } from './wire-rows.js';
export type { ChatRow } from './wire-rows.js';

/** The version of the contract, said by both sides at the join. */
export const CONTRACT = 1;
/** The longest frame that is read, in UTF-16 units. */
export const MAX_FRAME = 1_048_576;
const MAX_ROWS = 500;
const MAX_REASON = 500;

/** Phoenix' own events, and ours: `sync`, `page`, `put` and `typing` are pushed by the client, `op` and `typing` broadcast by the server. */
export const EVENTS = {
  join: 'phx_join',
  leave: 'phx_leave',
  reply: 'phx_reply',
  error: 'phx_error',
  close: 'phx_close',
  heartbeat: 'heartbeat',
  sync: 'sync',
  page: 'page',
  put: 'put',
  op: 'op',
  typing: 'typing',
} as const;

/** The topic of Phoenix' heartbeats. */
export const PHOENIX_TOPIC = 'phoenix';

/** One frame of Phoenix' V2 serialisation, by the names the phoenix client uses. */
export interface Frame {
  join_ref: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: Fields;
}

/** Reads one frame; checked far enough that the phoenix client cannot trip over it. */
export function parseFrame(data: unknown): Frame {
  const json = asJson(data, 'frame', MAX_FRAME);
  const [joinRef, ref, topic, event, payload, ...rest] = asList(json, 'frame', 5);
  if (rest.length > 0) throw malformed('frame', 'a list of 5', json);
  const frame: Frame = {
    join_ref: asRef(joinRef, 'frame join_ref'),
    ref: asRef(ref, 'frame ref'),
    topic: asText(topic, 'frame topic', 256),
    event: asText(event, 'frame event', 256),
    payload: asFields(payload, 'frame payload'),
  };
  const status = frame.payload['status'];
  // Any other status would settle the push without telling anybody.
  if (frame.event === EVENTS.reply && status !== 'ok' && status !== 'error') throw malformed('reply status', '"ok" or "error"', status);
  return frame;
}

export function encodeFrame(frame: Frame): string {
  return JSON.stringify([frame.join_ref, frame.ref, frame.topic, frame.event, frame.payload]);
}

export function parseJoined(value: unknown): Joined {
  const of = asFields(value, 'join reply');
  // A server that says no version speaks the first.
  const version = of['v'] === undefined ? CONTRACT : asNumber(of['v'], 'join reply: v');
  if (version !== CONTRACT) throw new SourceError('outdated', `join reply: v must be ${CONTRACT}, not ${version}`);
  return { epoch: asId(of['epoch'], 'join reply: epoch'), head: asNumber(of['head'], 'join reply: head') };
}

/** A join as its server reads it. Throws where the client speaks another version of the contract. */
export function checkJoin(value: unknown): void {
  const version = asFields(value, 'join')['v'];
  if (version !== undefined && version !== CONTRACT)
    throw new SourceError('outdated', `this server speaks version ${CONTRACT} of the contract`);
}

export function encodeJoined({ epoch, head }: Joined): Fields {
  return { v: CONTRACT, epoch, head };
}

export function parseSync(topic: string, value: unknown, unread?: Unread): SyncReply<ChatRow> {
  const of = asFields(value, 'sync reply');
  const rows = parseRows(topic, asList(of['rows'], 'sync reply: rows', MAX_ROWS), unread);
  if (of['reset'] === true) {
    const epoch = asId(of['epoch'], 'sync reply: epoch');
    return {
      reset: true,
      epoch,
      asOf: asNumber(of['as_of'], 'sync reply: as_of'),
      rows,
      floor: asNumber(of['floor'], 'sync reply: floor'),
    };
  }
  const after = asNumber(of['after'], 'sync reply: after');
  return { reset: false, after, upTo: asNumber(of['up_to'], 'sync reply: up_to'), rows, more: of['more'] === true };
}

export function encodeSync(reply: SyncReply<ChatRow>): Fields {
  const rows = reply.rows.map(encodeRow);
  if (reply.reset) return { reset: true, epoch: reply.epoch, as_of: reply.asOf, rows, floor: reply.floor };
  return { after: reply.after, up_to: reply.upTo, rows, more: reply.more };
}

export function parsePage(topic: string, value: unknown, unread?: Unread): PageReply<ChatRow> {
  const of = asFields(value, 'page reply');
  return {
    asOf: asNumber(of['as_of'], 'page reply: as_of'),
    before: asNumber(of['before'], 'page reply: before'),
    rows: parseRows(topic, asList(of['rows'], 'page reply: rows', MAX_ROWS), unread),
    floor: asNumber(of['floor'], 'page reply: floor'),
    ...(of['place'] === undefined ? {} : { place: asNumber(of['place'], 'page reply: place') }),
  };
}

export function encodePage({ asOf, before, rows, floor, place }: PageReply<ChatRow>): Fields {
  return { as_of: asOf, before, rows: rows.map(encodeRow), floor, ...(place === undefined ? {} : { place }) };
}

export function parseOp(topic: string, value: unknown): ServerOp<ChatRow> {
  const of = asFields(value, 'op');
  const seq = asNumber(of['seq'], 'op: seq');
  return of['row'] === undefined ? { seq } : { seq, row: parseRow(topic, of['row']) };
}

export function encodeOp({ seq, row }: ServerOp<ChatRow>): Fields {
  if (!row) return { seq };
  return { seq, ...(row.mutationId === undefined ? {} : { mid: row.mutationId }), row: encodeRow(row) };
}

export function parsePut(topic: string, value: unknown): PutReply<ChatRow> {
  const of = asFields(value, 'put reply');
  const seq = asNumber(of['seq'], 'put reply: seq');
  return of['row'] === undefined || of['row'] === null ? { seq } : { seq, row: parseRow(topic, of['row']) };
}

export function encodePut({ seq, row }: PutReply<ChatRow>): Fields {
  return row ? { seq, row: encodeRow(row) } : { seq };
}

/** Reads why the server said no. Never throws: a reason nobody knows leaves the outcome unknown, like any trouble of the server's. */
export function parseRefusal(value: unknown): SourceError {
  const of = typeof value === 'object' && value !== null ? (value as Fields) : {};
  const said = typeof of['reason'] === 'string' ? of['reason'].slice(0, MAX_REASON) : 'no reason';
  const message = typeof of['message'] === 'string' ? of['message'].slice(0, MAX_REASON) : `The server refused: ${said}.`;
  const wait = of['retry_after_ms'];
  const fields = parseFieldErrors(of['errors']);
  return new SourceError(REASONS.get(said) ?? 'server', message, {
    ...(typeof wait === 'number' && wait >= 0 && Number.isFinite(wait) ? { retryAfterMs: wait } : {}),
    ...(fields ? { fields } : {}),
  });
}

/** An error as it is told to a client: a malformed request is as invalid as another, for no repeating makes it a good one. */
export function refusalFor(error: unknown): SourceError {
  const known = error instanceof SourceError ? error : new SourceError('server', String(error));
  return known.reason === 'malformed' ? new SourceError('invalid', known.message) : known;
}

export function encodeRefusal(error: SourceError): Fields {
  return {
    reason: error.reason.replaceAll('-', '_'),
    message: error.message,
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
    ...(error.fields ? { errors: error.fields } : {}),
  };
}

/** A `sync` as its server reads it. `after` is -1 for "nothing yet". */
export function parseSyncQuery(value: unknown): { after: number; limit: number } {
  const of = asFields(value, 'query');
  return { after: of['after'] === -1 ? -1 : asNumber(of['after'], 'query: after'), limit: asLimit(of['limit'], MAX_ROWS) };
}

/** A `page` as its server reads it. */
export function parsePageQuery(value: unknown): PageQuery {
  const of = asFields(value, 'query');
  const limit = asLimit(of['limit'], MAX_ROWS);
  if (of['around'] !== undefined) return { around: parsePlace(of['around']), limit };
  if (of['after'] !== undefined) return { after: asNumber(of['after'], 'query: after'), limit };
  return { before: asNumber(of['before'], 'query: before'), limit };
}

function parsePlace(value: unknown): Place {
  const of = asFields(value, 'query: around');
  if (of['id'] !== undefined) return { id: asId(of['id'], 'query: around.id') };
  if (of['at'] !== undefined) return { at: asTime(of['at'], 'query: around.at') };
  return { seq: asNumber(of['seq'], 'query: around.seq') };
}

export function encodeQuery(query: { after: number; limit: number } | PageQuery): Fields {
  return { ...query };
}

/** A mutation as its server reads it. What its fields must hold is the server's business: it answers `invalid` or `too_large`. */
export function parseMutation(value: unknown): Mutation {
  const of = asFields(value, 'put');
  const { kind } = of;
  if (kind !== 'create' && kind !== 'edit' && kind !== 'delete' && kind !== 'react')
    throw malformed('put: kind', '"create", "edit", "delete" or "react"', kind);
  const fields = asFields(of['body'] ?? {}, 'put: body');
  const body = kind === 'react' ? parseReacting(fields) : parseBody(fields);
  const base = of['base'] === undefined ? {} : { base: asNumber(of['base'], 'put: base') };
  return { mutationId: asId(of['mid'], 'put: mid'), kind, id: asId(of['id'], 'put: id'), body, ...base };
}

export function encodeMutation({ mutationId, kind, id, body, base }: Mutation): Fields {
  const fields = kind === 'react' ? encodeReacting(body) : encodeBody(body);
  return { mid: mutationId, kind, id, body: fields, ...(base === undefined ? {} : { base }) };
}

/** Reasons a server may give, by their names on the wire. */
export const REASONS: ReadonlyMap<string, Reason> = new Map(
  (['server', 'rate-limited', 'unauthorized', 'forbidden', 'invalid', 'too-large', 'gone', 'not-found', 'outdated'] as const).map(
    (reason) => [reason.replaceAll('-', '_'), reason],
  ),
);

/** One message per known field; Phoenix sends a list of them. */
function parseFieldErrors(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const errors: Record<string, string> = {};
  for (const name of [...WISHES, 'emoji']) {
    const said = (value as Fields)[name];
    const first: unknown = Array.isArray(said) ? said[0] : said;
    if (typeof first === 'string') errors[name] = first.slice(0, MAX_REASON);
  }
  return errors;
}

function asRef(value: unknown, what: string): string | null {
  return value === null ? null : asText(value, what, 64);
}
