// The way in for ops: parsed, shown to listeners who may drop or replace them, and keyed. What does not get in is reported.

import { opsLeft, StreamBeforeApplyEvent, StreamErrorEvent } from './events.js';
import { keyError, keyOf, keyOps, type KeyRule } from './key-ops.js';
import type { DeleteOp, ItemId, StreamOp } from './ops.js';
import { describe, OpError, parseOps } from './parse-ops.js';
import type { KeyedOp } from './plan.js';

/** The element ops are for, as far as they must know it. */
export interface Admitter<T> extends HTMLElement {
  name: string;
  readonly size: number;
  readonly limit?: number | undefined;
  readonly persist?: string | undefined;
  readonly domId: ((item: T) => string) | undefined;
}

/** Hears of everything that could not be used. */
export type Report = (error: Error, value: unknown) => void;

/** An element in the words of an error. */
export function nameOf({ localName, name }: HTMLElement & { readonly name: string }): string {
  return `<${localName} name="${name}">`;
}

/** Reports by `stream-error`, naming the element; nobody need listen, an error that nobody stopped is in the console. */
export function reporter(host: HTMLElement & { readonly name: string }): Report {
  return (error, value) => {
    const named = new Error(`${nameOf(host)}: ${error.message}`, { cause: error });
    // oxlint-disable-next-line no-console -- an error that nobody deals with must not be silent
    if (host.dispatchEvent(new StreamErrorEvent(named, value))) console.error(named);
  };
}

/** How often listeners may ask for ops because of ops that listeners asked for. */
const MOST_ROUNDS = 1000;
/** What a setting must be, in words, and whether a value is. */
type Check = readonly [wanted: string, holds: (value: unknown) => boolean];

const oneOf = (...words: readonly string[]): Check => [`one of ${words.join(', ')}`, (value) => words.includes(value as string)];

const SETTINGS: Readonly<Record<string, Check>> = {
  anchor: oneOf('end', 'start', 'row', 'none'),
  status: oneOf('ready', 'loading', 'failed'),
  prefetch: ['a number from 0 on', (value) => (value as number) >= 0],
};

/** Reports settings that mean nothing, when they are given. */
export function checkSettings(host: HTMLElement, changed: ReadonlyMap<PropertyKey, unknown>, report: Report): void {
  for (const name of changed.keys()) {
    const value: unknown = host[name as keyof HTMLElement];
    const [wanted, holds] = SETTINGS[name as string] ?? [];
    if (holds?.(value) === false) report(new Error(`${name as string} must be ${wanted}, got ${describe(value)}`), value);
  }
}

/** What was asked for while a stream asked its listeners about other ops. */
const asked = new WeakMap<object, unknown[]>();

/** Lets in what can be applied; what listeners ask for meanwhile comes behind what they were asked about. */
export function admitOps<T>(host: Admitter<T>, given: unknown, report: Report): KeyedOp<T>[] {
  const behind = asked.get(host);
  if (behind) {
    behind.push(given);
    return [];
  }
  const rounds = [given];
  asked.set(host, rounds);
  try {
    const keyed: KeyedOp<T>[] = [];
    // Listeners make it longer while it is walked.
    for (const [round, ops] of rounds.entries()) {
      if (round > MOST_ROUNDS) {
        report(new OpError('listeners to stream-before-apply ask for more ops without end', ops), ops);
        break;
      }
      for (const op of admitRound(host, ops, report)) keyed.push(op);
    }
    return keyed;
  } finally {
    asked.delete(host);
  }
}

function admitRound<T>(host: Admitter<T>, given: unknown, report: Report): KeyedOp<T>[] {
  const ops = accept<T>(given, report);
  if (!ops.length) return [];
  const event = new StreamBeforeApplyEvent<T>(ops);
  if (!host.dispatchEvent(event)) return [];
  const left = opsLeft(event);
  const { keyed, refused } = keyOps(left ? accept<T>(left, report) : ops, keyRule(host, report));
  for (const error of refused) report(error, error.value);
  return keyed;
}

/** Why an op as a whole would not be let in; asked by who must know before it is applied. */
export function refusal<T>(host: Admitter<T>, op: unknown): OpError | undefined {
  const { ops, refused } = parseOps<T>(op);
  // Settings are not asked about: what they mean is said, and only once, where the op is applied.
  return refused[0] ?? keyOps(ops, { prefix: '', domId: host.domId, limit: undefined }).refused[0];
}

/** The op that deletes an item, given itself or its id; undefined, and reported, for an item without a key. */
export function deletion<T>(host: Admitter<T>, item: T | ItemId, report: Report): DeleteOp | undefined {
  if (typeof item === 'string' || typeof item === 'number') return { op: 'delete', id: item };
  try {
    return { op: 'delete', domId: keyOf(item, keyRule(host, report)) };
  } catch (error) {
    report(keyError('delete', error, item), item);
    return undefined;
  }
}

/** The prefixes rows have. */
const prefixes = new WeakMap<object, string>();
/** Streams for which ops wait that were given keys by now. */
export const pending = new WeakSet<object>();
/** What streams have that were given neither name nor id. */
const UNNAMED = 'stream';
/** The stream that last used each prefix. */
const users = new Map<string, WeakRef<Admitter<never>>>();
const warned = new WeakSet<object>();

/** The prefix of keys; with another, rows that are there or wait could not be found: a new name is refused, and the old one put back. */
export function prefixOf<T>(host: Admitter<T>, report: Report): string {
  const prefix = wantedPrefix(host);
  const known = prefixes.get(host);
  if (known === undefined || known === prefix || !(host.size || pending.has(host))) return prefix;
  host.name = known;
  report(new OpError(`name cannot change once there are items, and stays, got ${describe(prefix)}`, prefix), prefix);
  return known;
}

/** How the element derives keys, and the limit it has for ops that name none. */
export function keyRule<T>(host: Admitter<T>, report: Report): KeyRule<T> {
  const { limit } = host;
  const prefix = prefixOf(host, report);
  checkAlone(host, prefix, report);
  prefixes.set(host, prefix);
  const usable = typeof limit === 'number' && Number.isSafeInteger(limit) && limit !== 0;
  if (!usable && typeof limit === 'number')
    report(new OpError(`limit must be an integer other than 0, got ${describe(limit)}`, limit), limit);
  return { prefix, domId: host.domId, limit: usable ? limit : undefined };
}

/** Two streams of one prefix in one tree give their rows the same DOM ids: said once of each, nothing else is done about it. */
function checkAlone<T>(host: Admitter<T>, prefix: string, report: Report): void {
  const other = users.get(prefix)?.deref();
  if (other === host) return;
  if (!other) for (const [unused, user] of users) if (!user.deref()) users.delete(unused);
  users.set(prefix, new WeakRef(host));
  const isBeside = other?.isConnected && other.getRootNode() === host.getRootNode() && wantedPrefix(other) === prefix;
  if (!isBeside || other.domId !== host.domId || warned.has(host)) return;
  warned.add(host).add(other);
  const has = host.name || host.id ? 'the same name' : 'neither name nor id';
  const store = typeof host.persist === 'string' && host.persist === other.persist ? ', and stored they overwrite each other' : '';
  report(new Error(`another <${other.localName}> beside it has ${has}: the DOM ids of their rows repeat${store}; name them apart`), other);
}

function wantedPrefix({ name, id }: HTMLElement & { readonly name: string }): string {
  return name || id || UNNAMED;
}

function accept<T>(given: unknown, report: Report): StreamOp<T>[] {
  const { ops, refused } = parseOps<T>(given);
  for (const error of refused) report(error, error.value);
  return ops;
}
