// A create whose words were corrected after the server may have had it. The server gives such a row as it was written first, whatever
// the second create says; so what was corrected is known by name, and goes on as an edit of that row.

import type { NewEntry } from './accepting.js';
import { newId } from './new-id.js';
import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';

/** One create in place of a refused one, of what else waits about its row, and of new words. It may have been sent as often as they. */
export function amend(replaced: readonly Entry[], draft: NewEntry): Omit<Entry, 'n'> {
  const before = bodyOf(replaced);
  const edits = [...replaced, draft].filter(({ kind }) => kind === 'edit');
  const changed = Object.keys(draft.body).filter((field) => !isSame(draft.body[field], before[field]));
  return {
    ...draft,
    kind: 'create',
    body: { ...before, ...draft.body },
    amended: [...new Set([...replaced.flatMap(amendedIn), ...Object.keys(bodyOf(edits)), ...changed])],
    v: 1,
    state: 'queued',
    tries: Math.max(...replaced.map(({ tries }) => tries)),
  };
}

/** What a create wishes of a row that is there already: nothing but what was corrected in it, if anything was. */
export function editIn(entry: Entry): Entry | undefined {
  const fields = amendedIn(entry).filter((field) => Object.hasOwn(entry.body, field));
  if (entry.kind !== 'create' || fields.length === 0) return undefined;
  const { base: _base, notBefore: _notBefore, amended: _amended, ...kept } = entry;
  return { ...kept, kind: 'edit', body: Object.fromEntries(fields.map((field) => [field, entry.body[field]])) };
}

/** What is still to be said once a create was answered with this row: an edit under an id of its own where the row is not as corrected. */
export function correctionOf(entry: Entry, row: Row): Entry | undefined {
  const edit = row.id === entry.id && row.mutationId !== entry.mutationId ? editIn(entry) : undefined;
  if (!edit || (!row.deleted && holds(row, edit.body))) return undefined;
  const { error: _error, faults: _faults, ...kept } = edit;
  return { ...kept, mutationId: newId(), state: 'queued', tries: 0 };
}

/** Storage may hold anything. */
function amendedIn({ amended }: Entry): readonly string[] {
  return Array.isArray(amended) ? amended : [];
}

function bodyOf(wishes: readonly Pick<Entry, 'body'>[]): Record<string, unknown> {
  return wishes.reduce((merged, { body }) => ({ ...merged, ...body }), {});
}

function holds(row: Row, body: Record<string, unknown>): boolean {
  const has = new Map<string, unknown>(Object.entries(row));
  return Object.entries(body).every(([field, value]) => isSame(has.get(field), value));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
