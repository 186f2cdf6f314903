// What the mock server in Node is started with: each option is what it must be before anything listens.

import type { User } from '../backend/model.js';
import { OBJECT_PART, requireParts, TIME_PART, wholePart } from '../mock/parts.js';
import type { Part } from '../mock/parts.js';

/** Five hundred years of an archive; its messages have dates. */
export const MOST_ARCHIVED = 50_000_000;
export const MOST_PORT = 65_535;

const [, isTime] = TIME_PART;
const TEXT: Part = ['a text', (value) => typeof value === 'string'];
const BOOLEAN: Part = ['true or false', (value) => typeof value === 'boolean'];
const PACE: Part = [
  'milliseconds, or [least, most] of them',
  (value) => isTime(value) || (Array.isArray(value) && value.length === 2 && value.every(isTime) && Number(value[0]) <= Number(value[1])),
];
const OPTIONS: Readonly<Record<string, Part>> = {
  port: wholePart(0, MOST_PORT),
  host: TEXT,
  allowAnyHost: BOOLEAN,
  seed: ['a text or a number', (value) => typeof value === 'string' || Number.isFinite(value)],
  users: ['a list of { id, name }, one or more, each id once', isUsers],
  latency: PACE,
  chatter: PACE,
  archived: wholePart(0, MOST_ARCHIVED),
  record: BOOLEAN,
  rateLimit: OBJECT_PART,
  uploads: OBJECT_PART,
  now: ['a function', (value) => typeof value === 'function'],
};
const RATE_LIMIT = { changes: wholePart(1), withinMs: wholePart(1) };

/** Throws a `TypeError` that names the first option that there is not, or whose value it cannot have. */
export function requireOptions(options: object): void {
  requireParts('options', options, OPTIONS);
  const { rateLimit } = options as { rateLimit?: unknown };
  if (rateLimit !== undefined) requireParts('options.rateLimit', rateLimit, RATE_LIMIT, Object.keys(RATE_LIMIT));
}

function isUsers(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const users = value as (Partial<User> | null)[];
  const isUser = (user: Partial<User> | null): boolean =>
    [user?.id, user?.name].every((text) => typeof text === 'string' && text.trim() !== '');
  return users.length > 0 && users.every(isUser) && new Set(users.map((user) => user?.id)).size === users.length;
}
