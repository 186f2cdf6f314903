// An item as JSON gives it back, and a refusal where that is another: a Map would be empty, a function gone. Pure.

import { isObject } from '../live-stream/parse-ops.js';

/** Deeper ones may not be followed to their end by whoever reads them. */
const DEEPEST = 500;

/** What reading gives of an item that was written. Throws an Error that says what cannot be written. */
export function asJson(item: object): object {
  const text = JSON.stringify(item, (name, value: unknown) => {
    const kind = kindOf(value);
    if (kind) throw new TypeError(`${name || 'it'} is ${kind}`);
    return value;
  }) as string | undefined;
  const read: unknown = text && JSON.parse(text);
  if (!isObject(read)) throw new TypeError(`it is written as ${text}`);
  if (isDeeper(read, DEEPEST)) throw new TypeError(`it is nested deeper than ${DEEPEST}`);
  if ('id' in item && item.id !== undefined && read['id'] === undefined) throw new TypeError('id is not written');
  return read;
}

function isDeeper(value: object, levels: number): boolean {
  return levels < 0 || Object.values(value).some((member: unknown) => isObject(member) && isDeeper(member, levels - 1));
}

/** What a value is that JSON makes another of, where it does not say so itself. */
function kindOf(value: unknown): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (!isObject(value) || Array.isArray(value)) return undefined;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return tag === 'Object' ? undefined : `a ${tag}`;
}
