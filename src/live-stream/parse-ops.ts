// The one door by which ops come in: anything at all goes in, well-formed ops come out, and the rest is refused by name. Pure.

import type { InsertOptions, ItemId, StreamOp } from './ops.js';

/** An op that was refused as a whole; `value` is what was given. */
export class OpError extends Error {
  /** What was given in place of an op. */
  readonly value: unknown;

  constructor(message: string, value: unknown) {
    super(message);
    this.name = 'OpError';
    this.value = value;
  }
}

/** The ops that can be applied, in their order, and those refused. */
export interface ParsedOps<T> {
  /** Well-formed ops, in the order they were given. */
  ops: StreamOp<T>[];
  /** One error for each that was refused; its message says what is wrong with it. */
  refused: OpError[];
}

/**
 * Reads one op or an array of ops of unknown origin. Each op is accepted or refused whole and for itself, as if it had come
 * alone. Accepted ops are fresh objects with only the fields an op has. Never throws.
 */
export function parseOps<T>(value: unknown): ParsedOps<T> {
  const ops: StreamOp<T>[] = [];
  const refused: OpError[] = [];
  let given: unknown[];
  try {
    given = Array.isArray(value) ? Array.from(value as unknown[]) : [value];
  } catch (cause) {
    return { ops, refused: [new OpError(`ops could not be read: ${describe(cause)}`, value)] };
  }
  for (const op of given) {
    try {
      ops.push(parseOp<T>(op));
    } catch (error) {
      refused.push(error instanceof OpError ? error : new OpError(`op could not be read: ${describe(error)}`, op));
    }
  }
  return { ops, refused };
}

/** A short, safe rendering of any value, for messages. */
export function describe(value: unknown): string {
  try {
    if (value instanceof Error) {
      const { message }: { message: unknown } = value; // whatever was assigned to it
      return String(message);
    }
    if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
    if (Array.isArray(value)) return `an array of ${value.length}`;
    if (typeof value === 'object' && value !== null) return 'an object';
    return String(value);
  } catch {
    return 'a value that cannot be read';
  }
}

/** Whether a value can be an item's id: a string with something in it, or a finite number. */
export function isItemId(value: unknown): value is ItemId {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && Number.isFinite(value));
}

function parseOp<T>(value: unknown): StreamOp<T> {
  if (!isObject(value)) throw new OpError(`op must be an object, got ${describe(value)}`, value);
  const op = value['op'];
  switch (op) {
    case 'insert':
      return { op, item: parseItem<T>(value['item'], value), ...parseOptions(value) };
    case 'stream':
      return { op, items: parseItems<T>(value, op), ...parseOptions(value) };
    case 'reset':
      return { op, items: parseItems<T>(value, op), ...parsePlace(value) };
    case 'delete':
      if (value['domId'] !== undefined) {
        const domId = value['domId'];
        if (typeof domId !== 'string' || domId === '')
          throw new OpError(`delete: domId must be a non-empty string, got ${describe(domId)}`, value);
        return { op, domId };
      }
      if (!isItemId(value['id']))
        throw new OpError(`delete: id must be a non-empty string or a finite number, got ${describe(value['id'])}`, value);
      return { op, id: value['id'] };
    default:
      throw new OpError(`op must be insert, stream, reset or delete, got ${describe(op)}`, value);
  }
}

function parseItems<T>(value: Record<string, unknown>, op: string): T[] {
  const items = value['items'];
  if (!Array.isArray(items)) throw new OpError(`${op}: items must be an array, got ${describe(items)}`, value);
  const { length } = items;
  const copy: T[] = [];
  for (let i = 0; i < length; i++) copy.push(parseItem<T>((items as unknown[])[i], value));
  return copy;
}

function parseItem<T>(item: unknown, op: unknown): T {
  if (!isObject(item)) throw new OpError(`item must be an object, got ${describe(item)}`, op);
  return item as T;
}

function parseOptions(value: Record<string, unknown>): InsertOptions {
  const { updateOnly } = value;
  if (updateOnly !== undefined && typeof updateOnly !== 'boolean') {
    throw new OpError(`updateOnly must be true or false, got ${describe(updateOnly)}`, value);
  }
  return updateOnly ? { ...parsePlace(value), updateOnly } : parsePlace(value);
}

function parsePlace(value: Record<string, unknown>): { at?: number; limit?: number } {
  const { at, limit } = value;
  const place: { at?: number; limit?: number } = {};
  if (at !== undefined) {
    if (!Number.isSafeInteger(at) || (at as number) < -1)
      throw new OpError(`at must be -1, 0 or a positive integer, got ${describe(at)}`, value);
    place.at = at as number;
  }
  if (limit !== undefined) {
    if (!Number.isSafeInteger(limit) || limit === 0)
      throw new OpError(`limit must be an integer other than 0, got ${describe(limit)}`, value);
    place.limit = limit as number;
  }
  return place;
}

/** Whether a value has properties to read. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
