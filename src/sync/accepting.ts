// What a new wish does to those that wait and to the words it was written as, and how much all of them weigh.

import type { Entry } from './overlay.js';
import type { OutboxVerbs, StoredDraft } from './store.js';
import { isDraft } from './stored-shapes.js';

/** A wish before the outbox has numbered it. */
export type NewEntry = Pick<Entry, 'mutationId' | 'kind' | 'id' | 'body' | 'topic' | 'user' | 'at' | 'base' | 'notBefore'>;

/** Whether a refused entry makes way for a new wish. */
export function isReplacedBy(entry: Entry, draft: NewEntry): boolean {
  return entry.topic === draft.topic && entry.id === draft.id && entry.state === 'failed' && entry.kind === draft.kind;
}

/** Whether an entry already wishes what a new delete does. */
export function isSameDelete(entry: Entry, draft: NewEntry): boolean {
  return (
    entry.kind === 'delete' && draft.kind === 'delete' && entry.state === 'queued' && entry.topic === draft.topic && entry.id === draft.id
  );
}

/** In the transaction that accepts the words, so that they are never both a draft and accepted, in no tab and after no crash. */
export async function takeDraft(verbs: OutboxVerbs, { kind, topic, id, mutationId }: NewEntry): Promise<void> {
  if (kind === 'delete') return;
  const isTaken = (draft: StoredDraft): boolean =>
    kind === 'edit' ? draft.row === id : draft.topic === topic && draft.row === '' && draft.mutationId === mutationId;
  const taken = (await verbs.drafts()).filter(isDraft).filter(isTaken);
  await Promise.all(taken.map((draft) => verbs.removeDraft(draft.topic, draft.row)));
}

/** How much the bodies of wishes weigh, in UTF-16 units of JSON. */
export function unitsOf(entries: readonly { body: unknown }[]): number {
  return entries.reduce((sum, { body }) => sum + (JSON.stringify(body)?.length ?? 0), 0);
}
