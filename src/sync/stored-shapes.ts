// Whether what lies in the outbox still is what was put there: storage may hold anything, and another build may have written it. Pure.

import type { Entry } from './overlay.js';
import type { StoredDraft } from './store.js';

/** Whether a stored value is a draft; storage may hold anything. */
export function isDraft(value: unknown): value is StoredDraft {
  const of = Object(value) as Record<keyof StoredDraft, unknown>;
  return [of.topic, of.row, of.text, of.id, of.mutationId].every((field) => typeof field === 'string');
}

/** Whether a copied value is an entry, though of a kind that only another build may know. */
export function isCopiedEntry(value: unknown): value is Entry {
  const { n, mutationId } = Object(value) as Partial<Entry>;
  return typeof n === 'number' && typeof mutationId === 'string';
}

/** Whether a stored entry can be shown and sent. One that cannot is passed over, and never deleted. */
export function isEntry({ id, mutationId, kind, state, body, tries, error, unsent }: Entry): boolean {
  return (
    typeof id === 'string' &&
    typeof mutationId === 'string' &&
    ['create', 'edit', 'delete', 'react'].includes(kind) &&
    ['queued', 'failed'].includes(state) &&
    typeof body === 'object' &&
    body !== null &&
    (kind !== 'react' || (typeof body['emoji'] === 'string' && typeof body['on'] === 'boolean')) &&
    typeof tries === 'number' &&
    (error === undefined ? state === 'queued' : typeof error.message === 'string') &&
    (unsent === undefined || (kind === 'delete' && Object(unsent).kind === 'create' && isEntry(unsent)))
  );
}
