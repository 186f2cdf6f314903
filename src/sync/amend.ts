// A create whose words were corrected after the server may have had it. The server gives such a row as it was written first, whatever
// the second create says; so what was corrected is known by name, and goes on as an edit of that row.

import { newId } from './new-id.js';
import type { Entry, NewEntry } from './overlay.js';
import type { Row } from './protocol.js';

/** One create in place of a refused one, of what else waits about its row, and of new words. It may have been sent as often as they. */
export function amend(replaced: readonly Entry[], draft: NewEntry): Omit<Entry, 'n'> {
  const before = replaced.reduce<Entry['body']>((merged, { body }) => ({ ...merged, ...body }), {});
  const edited = replaced.flatMap((entry) => (entry.kind === 'edit' ? Object.keys(entry.body) : amendedIn(entry)));
  const changed = Object.keys(draft.body).filter(
    (field) => !edited.includes(field) && JSON.stringify(draft.body[field]) !== JSON.stringify(before[field]),
  );
  return {
    ...draft,
    kind: 'create',
    body: { ...before, ...draft.body },
    amended: [...edited, ...changed],
    v: 1,
    state: 'queued',
    ...askedAgain(replaced.reduce((most, entry) => (entry.tries > most.tries ? entry : most))),
  };
}

/** The tries of a wish that the user asks for again. What has only waited too long was not said to be in doubt. */
export function askedAgain({ tries, sure, error }: Entry): Pick<Entry, 'tries' | 'sure'> {
  return { tries, ...(error?.reason === 'expired' ? sure !== undefined && { sure } : { sure: tries }) };
}

/** What a create wishes of a row that is there already: nothing but what was corrected in it, if anything was. */
export function editIn(entry: Entry): Entry | undefined {
  const fields = amendedIn(entry).map((field) => [field, entry.body[field]]);
  return fields.length > 0 ? { ...entry, kind: 'edit', body: Object.fromEntries(fields) as Entry['body'] } : undefined;
}

/** What is still to be said once a create was answered with this row: an edit under an id of its own where the row is not as corrected. */
export function correctionOf(entry: Entry, row: Row): Entry | undefined {
  const edit = row.mutationId === entry.mutationId ? undefined : editIn(entry);
  if (!edit || (!row.deleted && JSON.stringify({ ...row, ...edit.body }) === JSON.stringify(row))) return undefined;
  const { base: _base, notBefore: _notBefore, amended: _amended, error: _error, sure: _sure, ...rest } = edit;
  const { faults: _faults, faultAt: _faultAt, faultMs: _faultMs, ...kept } = rest;
  return { ...kept, mutationId: newId(), state: 'queued', tries: 0 };
}

/** Storage may hold anything. */
function amendedIn({ amended }: Entry): readonly string[] {
  return Array.isArray(amended) ? amended : [];
}
