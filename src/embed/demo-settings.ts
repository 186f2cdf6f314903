// What the attributes of `<chat-app demo>` ask for, and what cannot be had. Pure.

import type { User } from '../backend/model.js';
import type { Pace } from '../mock/chatter.js';
import type { Latency } from '../mock/server-host.js';
import { SEED_USERS } from '../mock/seed.js';

/** The attributes that make another demo when they change. */
export const DEMO_ATTRIBUTES = ['demo', 'users', 'as', 'seed', 'latency', 'loss', 'history', 'chatter'] as const;

/** What a demo is made of. */
export interface DemoSettings {
  /** Who takes part. */
  users: readonly User[];
  /** Who of them writes here. */
  me: User;
  seed: string;
  latency: Latency;
  /** The fraction of frames that get lost, 0 to 1. */
  loss: number;
  /** How many messages the archive has. */
  history: number;
  /** How often users who are not here write. */
  chatter: Pace;
}

/** Told of a value that cannot be used, with what would be. The demo goes on as if the attribute were not there. */
export type Unusable = (attribute: string, value: string, wanted: string) => void;

const LONGEST_WAIT = 60_000;
/** What is written is kept: more often than this is no chat. */
const SHORTEST_CHATTER = 500;
const LONGEST_HISTORY = 1_000_000;
const LONGEST_NAME = 80;
const RANGE = /^\s*(\d+(?:\.\d+)?)\s*(?:\.\.\s*(\d+(?:\.\d+)?)\s*)?$/;

/** Reads the settings; `attribute` gives the value of one, or null. */
export function readSettings(attribute: (name: string) => string | null, unusable: Unusable): DemoSettings {
  /** The value of an attribute as `read` understands it; the default when it is missing or makes no sense. */
  const get = <T>(name: string, otherwise: T, wanted: string, read: (value: string) => T | undefined): T => {
    const value = attribute(name);
    if (value === null) return otherwise;
    const result = read(value);
    if (result === undefined) unusable(name, value, wanted);
    return result ?? otherwise;
  };
  const users = get('users', SEED_USERS, `it takes how many, 1 to ${SEED_USERS.length}, or different names such as "Ana, Ben"`, readUsers);
  const [first] = users as [User];
  const names = users.map(({ name }) => name).join(', ');
  return {
    users,
    me: get('as', first, `it takes one of ${names}`, (value) => users.find(({ id, name }) => [id, slugOf(name)].includes(slugOf(value)))),
    seed: get('seed', '1', 'it takes a number or a word', (value) => value.trim() || undefined),
    latency: get('latency', 0, 'it takes milliseconds such as "300", or from and to such as "300..1200"', readRange),
    loss: get('loss', 0, 'it takes a fraction from 0 to 1, such as "0.05"', (value) => numberIn(value, 1)),
    history: get('history', 0, `it takes a whole number of messages, up to ${LONGEST_HISTORY}`, (value) => {
      const size = numberIn(value, LONGEST_HISTORY);
      return Number.isInteger(size) ? size : undefined;
    }),
    chatter: get(
      'chatter',
      0,
      `it takes milliseconds from ${SHORTEST_CHATTER}, such as "4000", or from and to such as "2000..6000"`,
      (value) => {
        const pace = readRange(value);
        return pace !== undefined && (typeof pace === 'number' ? pace : pace[0]) >= SHORTEST_CHATTER ? pace : undefined;
      },
    ),
  };
}

function readUsers(value: string): readonly User[] | undefined {
  const count = numberIn(value, SEED_USERS.length);
  if (count !== undefined) return Number.isInteger(count) && count > 0 ? SEED_USERS.slice(0, count) : undefined;
  const names = value.split(',').map((name) => name.trim());
  if (names.some((name) => name.length > LONGEST_NAME || !/^\P{Cs}*\p{L}\P{Cs}*$/u.test(name))) return undefined;
  const users = names.map((name) => ({ id: slugOf(name), name }));
  return new Set(users.map(({ id }) => id)).size === users.length ? users : undefined;
}

function readRange(value: string): (Latency & Pace) | undefined {
  const [, least, most = least] = RANGE.exec(value) ?? [];
  if (least === undefined || Number(most) > LONGEST_WAIT || Number(least) > Number(most)) return undefined;
  return least === most ? Number(least) : [Number(least), Number(most)];
}

/** A number from 0 to `most`. */
function numberIn(value: string, most: number): number | undefined {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return number >= 0 && number <= most ? number : undefined;
}

/** A name as an id. */
function slugOf(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, '-');
}
