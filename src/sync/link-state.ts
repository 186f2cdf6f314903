// How a topic can stand with the server, and how soon a request that failed is made again. Pure.

import { backOff, type Clock } from './clock.js';
import { waitAfter, type Reason } from './protocol.js';

/** How a topic stands with the server. */
export type LinkState =
  'connecting' | 'live' | 'offline' | 'behind' | 'auth-required' | 'not-found' | 'forbidden' | 'update-needed' | 'signed-out' | 'closed';

/** The one word for how things stand, of a topic or of all: the most serious of what is true. `live`: nothing is weakened. */
export type StatusWord = Exclude<LinkState, 'not-found' | 'forbidden'> | 'outbox-full' | 'memory';

const WORDS: readonly StatusWord[] = [
  'signed-out',
  'closed',
  'update-needed',
  'auth-required',
  'outbox-full',
  'offline',
  'behind',
  'connecting',
  'memory',
];

/** Sums up how topics stand, and what storage gives and takes. A topic that cannot be seen says nothing about the others. */
export function statusWord(
  states: Iterable<LinkState>,
  { full, storage, readable }: { full: boolean; storage: 'disk' | 'memory'; readable: boolean },
): StatusWord {
  const said = new Set<string>(states);
  if (!readable) said.add('behind');
  if (full) said.add('outbox-full');
  if (storage === 'memory') said.add('memory');
  return WORDS.find((word) => said.has(word)) ?? 'live';
}

/** Whether two statuses say the same. */
export function isSameStatus<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}

/** The refusals of a whole topic, and how it stands after them. */
export const REFUSALS: ReadonlyMap<Reason, LinkState> = new Map([
  ['unauthorized', 'auth-required'],
  ['forbidden', 'forbidden'],
  ['not-found', 'not-found'],
  ['outdated', 'update-needed'],
] as const);

/** A request that failed: how many did in a row, why, and when it was made. */
export interface Failed {
  failures: number;
  error: unknown;
  since: number;
}

/**
 * How long to wait after a failed request: for as long as the server asked, up to an hour, and never less than anybody would, for where its
 * clock is behind it asks for none. Who waited for an answer in vain has waited already.
 */
export function retryDelay(clock: Clock, { failures, error, since }: Failed): number {
  const waited = Math.max(0, clock.now() - since);
  return waitAfter(error, backOff(clock, failures) - waited);
}

/** After the first refusal a topic is asked for again within so many milliseconds, and never less often than that. */
const FIRST_REJOIN = 5_000;
const LONGEST_REJOIN = 300_000;

/** How long until a topic is joined again that was refused. Never at once, so that no server is asked without end what it has answered. */
export function rejoinDelay(clock: Clock, { failures, error }: Failed): number {
  const spread = ((1 + clock.random()) / 2) * Math.min(LONGEST_REJOIN, FIRST_REJOIN * 2 ** (failures - 1));
  return waitAfter(error, spread);
}
