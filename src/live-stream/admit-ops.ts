// The way in for ops: parsed, shown to listeners who may drop or replace them, and keyed. What does not get in is reported.

import { StreamBeforeApplyEvent, StreamErrorEvent } from './events.js';
import { keyOf, keyOps, type KeyRule } from './key-ops.js';
import type { DeleteOp, ItemId, StreamOp } from './ops.js';
import { describe, OpError, parseOps } from './parse-ops.js';
import type { KeyedOp } from './plan.js';

/** The element ops are for, as far as they must know it. */
export interface Admitter<T> extends HTMLElement {
  readonly name: string;
  readonly limit?: number | undefined;
  readonly domId: ((item: T) => string) | undefined;
}

/** Hears of everything that could not be used. */
export type Report = (error: Error, value: unknown) => void;

/** Reports by `stream-error`, naming the element. */
export function reporter(host: HTMLElement & { readonly name: string }): Report {
  return (error, value) => {
    const named = new Error(`<${host.localName} name="${host.name}">: ${error.message}`, { cause: error });
    host.dispatchEvent(new StreamErrorEvent(named, value));
  };
}

/** Lets in what can be applied. */
export function admitOps<T>(host: Admitter<T>, given: unknown, report: Report): KeyedOp<T>[] {
  const ops = accept<T>(given, report);
  if (!ops.length) return [];
  const event = new StreamBeforeApplyEvent<T>(ops);
  if (!host.dispatchEvent(event)) return [];
  const { keyed, refused } = keyOps(event.ops === ops ? ops : accept<T>(event.ops, report), keyRule(host, report));
  for (const error of refused) report(error, error.value);
  return keyed;
}

/** The op that deletes an item, given itself or its id; undefined, and reported, for an item without a key. */
export function deletion<T>(host: Admitter<T>, item: T | ItemId, report: Report): DeleteOp | undefined {
  if (typeof item === 'string' || typeof item === 'number') return { op: 'delete', id: item };
  try {
    return { op: 'delete', domId: keyOf(item, keyRule(host, report)) };
  } catch (error) {
    report(new OpError(`delete: ${describe(error)}`, item), item);
    return undefined;
  }
}

/** How the element derives keys, and the limit it has for ops that name none. */
export function keyRule<T>(host: Admitter<T>, report: Report): KeyRule<T> {
  const { limit } = host;
  const usable = typeof limit === 'number' && Number.isSafeInteger(limit) && limit !== 0;
  if (!usable && typeof limit === 'number')
    report(new OpError(`limit must be an integer other than 0, got ${describe(limit)}`, limit), limit);
  return { prefix: host.name || host.id || 'stream', domId: host.domId, limit: usable ? limit : undefined };
}

function accept<T>(given: unknown, report: Report): StreamOp<T>[] {
  const { ops, refused } = parseOps<T>(given);
  for (const error of refused) report(error, error.value);
  return ops;
}
