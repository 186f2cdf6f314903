// What a mock server is started with, in a page or in Node: each option is what it must be before anything is there. Pure.

import type { User } from '../backend/model.js';
import { OBJECT_PART, oneOfPart, PACE_PART, requireParts, wholePart } from './parts.js';
import type { Part } from './parts.js';

/** Five hundred years of an archive; its messages have dates. */
export const MOST_ARCHIVED = 50_000_000;
const BOOLEAN_PART: Part = ['true or false', (value) => typeof value === 'boolean'];

const OPTIONS: Readonly<Record<string, Part>> = {
  allowAnyHost: BOOLEAN_PART,
  seed: ['a text or a number', (value) => typeof value === 'string' || Number.isFinite(value)],
  users: ['a list of { id, name }, one or more, each id once', isUsers],
  latency: PACE_PART,
  chatter: PACE_PART,
  archived: wholePart(0, MOST_ARCHIVED),
  record: BOOLEAN_PART,
  rateLimit: OBJECT_PART,
  uploads: OBJECT_PART,
  now: ['a function', (value) => typeof value === 'function'],
};
const RATE_LIMIT = { changes: wholePart(1), withinMs: wholePart(1) };
const PAGE_OPTIONS: Readonly<Record<string, Part>> = {
  url: ['an address of ws:, wss:, http: or https:, or a path', (value) => typeof value === 'string' && isAddress(value, 'ws', 'wss')],
  name: ['a text that is not empty', (value) => typeof value === 'string' && value !== ''],
  storage: oneOfPart(['disk', 'memory']),
};

/** Throws a `TypeError` that names the first option that there is not, or whose value it cannot have. `own`: those of one host alone. */
export function requireOptions(options: object, own: Readonly<Record<string, Part>>): void {
  requireParts('options', options, { ...own, ...OPTIONS });
  const { rateLimit } = options as { rateLimit?: unknown };
  if (rateLimit !== undefined) requireParts('options.rateLimit', rateLimit, RATE_LIMIT, Object.keys(RATE_LIMIT));
}

/** The same, of a server in a page. */
export function requirePageOptions(options: object): void {
  requireOptions(options, PAGE_OPTIONS);
}

/** Whether something can be asked there, from a page: over HTTP, or over `more`. A path is one of the page's host. */
export function isAddress(url: string, ...more: string[]): boolean {
  const [, protocol] = /^([a-z][a-z\d+.-]*):/i.exec(url) ?? [];
  return protocol === undefined || (['http', 'https', ...more].includes(protocol.toLowerCase()) && /^\w+:\/\/[^/]/.test(url));
}

function isUsers(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const users = value as (Partial<User> | null)[];
  const isUser = (user: Partial<User> | null): boolean =>
    [user?.id, user?.name].every((text) => typeof text === 'string' && text.trim() !== '');
  return users.length > 0 && users.every(isUser) && new Set(users.map((user) => user?.id)).size === users.length;
}
