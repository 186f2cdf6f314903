// A recording without what people wrote, which still plays: rows keep their size, and what was the same id is the same id. Pure.

import { isObject } from '../live-stream/parse-ops.js';
import { GAP_ID } from '../sync/gap.js';
import type { RecordedOp, Step } from './steps.js';

/** Names of members whose values are ids, as `id`, `roomId` and `room_id` are. */
const NAMES_ID = /^(id|.+(Id|_id))$/;
/** Names of members as code has them; others may be words, such as people's names in a list of votes. */
const CODE_NAME = /^[a-z_$][\w$]*$/;
/** A date, or a point in time, as programs write them. */
const INSTANT = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/;
/** As src/sync says how it stands with a row. */
const STATES: readonly unknown[] = ['sent', 'waiting', 'failed', 'deleting'];

/**
 * What is the kit's own stays, by its place: ops, where they put things, and the state of a row of a chat. Of an item stay numbers,
 * `true` and `false`, dates, and the names of members that look like code. Ids get other names, each the same wherever it stands.
 * All else becomes dots, as many as it had letters.
 */
export function withoutWords(steps: readonly Step[]): Step[] {
  const names = new Map<string, string>();
  const renamed = (id: string): string => {
    if (isNumber(id) || id.search(GAP_ID) === 0) return id;
    const name = names.get(id) ?? `masked-${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const ids = new Set<string>();
  for (const op of steps.flatMap(({ ops }) => ops)) collectIds(op, ids);

  const masked = (value: unknown): unknown => {
    if (typeof value === 'string') return ids.has(value) ? renamed(value) : INSTANT.test(value) ? value : value.replace(/\S/gu, '·');
    if (Array.isArray(value)) return value.map(masked);
    if (!isObject(value)) return value;
    return maskedMembers(value, (name) => CODE_NAME.test(name) && !ids.has(name));
  };
  const maskedMembers = (value: object, isKept: (name: string) => boolean): object =>
    Object.fromEntries(Object.entries(value).map(([name, member]) => [isKept(name) ? name : renamed(name), masked(member)]));
  const maskedItem = (item: object): object => {
    const { row, state } = item as { row?: unknown; state?: unknown };
    const own = isObject(row) && STATES.includes(state) ? { state } : {};
    // An id may be called as what all items have, even `id`.
    return { ...maskedMembers(item, (name) => CODE_NAME.test(name)), ...own };
  };
  const maskedOp = (op: RecordedOp): RecordedOp => {
    const domIds = op.domIds && { domIds: op.domIds.map(renamed) };
    if (op.op === 'insert') return { ...op, item: maskedItem(op.item), ...domIds };
    if ('items' in op) return { ...op, items: op.items.map(maskedItem), ...domIds };
    if ('domId' in op) return { ...op, domId: renamed(op.domId) };
    return { ...op, id: typeof op.id === 'string' ? renamed(op.id) : op.id };
  };
  return steps.map(({ ms, ops }) => ({ ms, ops: ops.map(maskedOp) }));
}

/** All that is an id in a value, at any depth. */
function collectIds(value: unknown, ids: Set<string>): void {
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'string' && member && NAMES_ID.test(name)) ids.add(member);
    else collectIds(member, ids);
  }
}

/** A number and a string of its digits are one id. */
function isNumber(id: string): boolean {
  return Number.isFinite(Number(id)) && String(Number(id)) === id;
}
