// The contract as HTTP: which method and path asks what, which status says which reason. Client and server read this page alike.
// Bodies are those of `wire.ts`, so that a row looks the same over either transport. Pure.

import { SourceError } from '../sync/protocol.js';
import type { Mutation, PageQuery, Reason } from '../sync/protocol.js';
import type { Fields } from './checks.js';
import { ROOMS_TOPIC, roomTopic } from './model.js';
import { encodeMutation, EVENTS, parseRefusal } from './wire.js';
import { PEOPLE_EVENTS } from './wire-people.js';

/** What a route asks of its topic; `topics` are the events of several, which the query names. */
export type Action = 'sync' | 'page' | 'events' | 'topics' | 'create' | 'edit' | 'delete' | 'react' | 'typing';

/** Every route of the contract; `{room}`, `{id}` and `{emoji}` stand for one segment. */
export const ROUTES: readonly (readonly [method: string, path: string, action: Action])[] = [
  ['GET', '/events', 'topics'],
  ['GET', '/rooms', 'page'],
  ['GET', '/rooms/sync', 'sync'],
  ['GET', '/rooms/events', 'events'],
  ['PUT', '/rooms/{id}', 'create'],
  ['PATCH', '/rooms/{id}', 'edit'],
  ['DELETE', '/rooms/{id}', 'delete'],
  ['GET', '/rooms/{room}/messages', 'page'],
  ['GET', '/rooms/{room}/sync', 'sync'],
  ['GET', '/rooms/{room}/events', 'events'],
  ['PUT', '/rooms/{room}/messages/{id}', 'create'],
  ['PATCH', '/rooms/{room}/messages/{id}', 'edit'],
  ['DELETE', '/rooms/{room}/messages/{id}', 'delete'],
  ['PUT', '/rooms/{room}/messages/{id}/reactions/{emoji}', 'react'],
  ['DELETE', '/rooms/{room}/messages/{id}/reactions/{emoji}', 'react'],
  ['POST', '/rooms/{room}/typing', 'typing'],
];

/** The header that carries the mutation id. */
export const MUTATION_HEADER = 'Idempotency-Key';
/** The header that says where a stream of events broke off. */
export const RESUME_HEADER = 'Last-Event-ID';
/** The parameter that names a topic of several, and may be repeated. */
export const TOPIC_PARAMETER = 'topic';
/** The events of a stream: how far the topic reaches, then each change; of several topics, also which there is no listening to. */
export const STREAM_EVENTS = { joined: 'joined', refused: 'refused', op: EVENTS.op, ...PEOPLE_EVENTS } as const;

/** Reason → status, of everything a server refuses. */
export const STATUS: Readonly<Partial<Record<Reason, number>>> = {
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  outdated: 409,
  gone: 410,
  'too-large': 413,
  invalid: 422,
  'rate-limited': 429,
  server: 500,
};

/** One request of the client, below the address of the server. */
export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Where a request leads. */
export interface Destination {
  action: Action;
  topic: string;
  /** The row, where the path names one. */
  id?: string;
  /** With which emoji to react. */
  emoji?: string;
}

export function syncCall(topic: string, epoch: string, { after, limit }: { after: number; limit: number }): Call {
  return get(`${topicPath(topic)}/sync`, { after, epoch, limit });
}

export function pageCall(topic: string, query: PageQuery): Call {
  return get(itemsPath(topic), { ...placeOf(query), limit: query.limit });
}

/** One topic is a path; of several each event says which it is of. Throws where no address can carry a topic. */
export function eventsCall(topics: readonly string[], version: number): Call {
  const [path, ...others] = topics.map(topicPath);
  if (others.length === 0) return get(`${path}/events`, { v: version });
  const query = topics.map((topic) => `&${TOPIC_PARAMETER}=${encodeURIComponent(topic)}`);
  return { method: 'GET', path: `/events${asQuery({ v: version })}${query.join('')}`, headers: {} };
}

export function putCall(topic: string, mutation: Mutation): Call {
  const { mid, body, base } = encodeMutation(mutation);
  const row = `${itemsPath(topic)}/${segment(mutation.id)}`;
  const path = row + asQuery({ base: base as number | undefined });
  const headers = { [MUTATION_HEADER]: encodeURIComponent(String(mid)) };
  if (mutation.kind === 'react') {
    const { emoji, on } = mutation.body;
    return { method: on === true ? 'PUT' : 'DELETE', path: `${row}/reactions/${segment(String(emoji))}`, headers };
  }
  if (mutation.kind === 'delete') return { method: 'DELETE', path, headers };
  const method = mutation.kind === 'create' ? 'PUT' : 'PATCH';
  return { method, path, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** Tells the others in a room that the user is writing, or has left off. */
export function typingCall(topic: string, typing: boolean): Call {
  return { method: 'POST', path: `${topicPath(topic)}/typing${asQuery({ typing: typing ? undefined : 'false' })}`, headers: {} };
}

/** Where a path below the server's address leads; when nothing answers there, the methods that do, which may be none. */
export function destination(method: string, path: string): Destination | { allowed: string[] } {
  const parts = path.split('/').map(decoded);
  const found = ROUTES.filter(([, template]) => fits(template, parts));
  // `/rooms/sync` is no room's name where it is asked for, and `/rooms/{id}` comes after it.
  const route = found.find(([allowed]) => allowed === method);
  if (!route) return { allowed: found.map(([allowed]) => allowed) };
  const named = new Map(route[1].split('/').map((name, index) => [name, parts[index]]));
  const room = named.get('{room}');
  const [id, emoji] = [named.get('{id}'), named.get('{emoji}')];
  const row = { ...(id === undefined ? {} : { id }), ...(emoji === undefined ? {} : { emoji }) };
  return { action: route[2], topic: room === undefined ? ROOMS_TOPIC : roomTopic(room), ...row };
}

/** Why a request was refused: what the body says, or what the status says where it says nothing. */
export function refusalOf(status: number, retryAfter: string | null, body: unknown): SourceError {
  const of = typeof body === 'object' && body !== null ? (body as Fields) : {};
  const said = typeof of['reason'] === 'string' ? of['reason'] : undefined;
  const alone = reasonOf(status);
  const wait = of['retry_after_ms'] ?? retryAfterMs(retryAfter);
  const error = parseRefusal({
    message: `The server answered ${status}.`,
    ...of,
    reason: said ?? alone.replaceAll('-', '_'),
    retry_after_ms: wait,
  });
  // No server says that it does not answer.
  if (said !== undefined || alone !== 'timeout') return error;
  return new SourceError(alone, error.message, error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs });
}

/** What the header says, which is a number of seconds or a date, as milliseconds from now. */
function retryAfterMs(said: string | null): number | undefined {
  if (said === null || said.trim() === '') return undefined;
  const ms = Number(said) * 1000;
  if (ms >= 0) return ms;
  // Only a date begins with a day: what else may be read as one was meant otherwise.
  const date = /^[a-z]{3}/i.test(said.trim()) ? Date.parse(said) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Of what a status says alone. What is not the client's fault is not refused for good, and a proxy's word is none of the server's. */
function reasonOf(status: number): Reason {
  if (status === 408 || (status >= 502 && status <= 504) || status >= 520) return 'timeout';
  for (const [reason, itsStatus] of Object.entries(STATUS)) if (itsStatus === status) return reason as Reason;
  return status >= 400 && status < 500 && status !== 425 ? 'invalid' : 'server';
}

function placeOf(query: PageQuery): Record<string, number | string> {
  if ('before' in query) return { before: query.before };
  if ('after' in query) return { after: query.after };
  const { around } = query;
  if ('id' in around) return { around: around.id };
  return 'at' in around ? { around_at: around.at } : { around_seq: around.seq };
}

function get(path: string, query: Record<string, string | number | undefined>): Call {
  return { method: 'GET', path: path + asQuery(query), headers: {} };
}

function topicPath(topic: string): string {
  return topic === ROOMS_TOPIC ? '/rooms' : `/rooms/${segment(topic.slice(roomTopic('').length))}`;
}

function itemsPath(topic: string): string {
  return topic === ROOMS_TOPIC ? '/rooms' : `${topicPath(topic)}/messages`;
}

/** One segment of a path. Throws for the two names that every reader of addresses takes for a direction. */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new SourceError('invalid', `"${id}" cannot be part of an address`);
  try {
    return encodeURIComponent(id);
  } catch {
    throw new SourceError('invalid', 'half a character cannot be part of an address');
  }
}

function asQuery(query: Record<string, string | number | undefined>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`));
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function fits(template: string, parts: readonly (string | undefined)[]): boolean {
  const names = template.split('/');
  return names.length === parts.length && names.every((name, index) => (name.startsWith('{') ? !!parts[index] : name === parts[index]));
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
