// The way in for ops: parsed, shown to listeners who may drop or replace them, and keyed. What does not get in is reported.

import { StreamBeforeApplyEvent } from './events.js';
import { keyOps, type KeyRule } from './key-ops.js';
import type { StreamOp } from './ops.js';
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

/** How the element derives keys, and the limit it has for ops that name none. */
export function keyRule<T>(host: Admitter<T>, report: Report): KeyRule<T> {
  const { limit } = host;
  const usable = typeof limit === 'number' && Number.isSafeInteger(limit) && limit !== 0;
  if (!usable && typeof limit === 'number') report(new OpError(`limit must be an integer other than 0, got ${describe(limit)}`, limit), limit);
  return { prefix: host.name || host.id || 'stream', domId: host.domId, limit: usable ? limit : undefined };
}

function accept<T>(given: unknown, report: Report): StreamOp<T>[] {
  const { ops, refused } = parseOps<T>(given);
  for (const error of refused) report(error, error.value);
  return ops;
}
