// Words that come back to an outbox in which others may have been written meanwhile: both are kept, in their order.

import { newId } from './new-id.js';
import { isDraft } from './stored-shapes.js';
import type { OutboxVerbs, StoredDraft } from './store.js';

/** Puts drafts back; where one lies under the same key, `come` says whether they were written before it or after. */
export async function joinDrafts(verbs: OutboxVerbs, drafts: readonly StoredDraft[], come: 'before' | 'after'): Promise<void> {
  const kept = (await verbs.drafts()).filter(isDraft);
  for (const draft of drafts) {
    const other = kept.find(({ topic, row }) => topic === draft.topic && row === draft.row);
    await verbs.putDraft(!other ? draft : come === 'before' ? joined(draft, other) : joined(other, draft));
  }
}

function joined(before: StoredDraft, after: StoredDraft): StoredDraft {
  const body = (before.body ?? after.body) && { body: { ...after.body, ...before.body } };
  // What has no id is no words, but a note beside them: the later one counts.
  if (after.id === '' || before.text === '' || before.text === after.text) return { ...after, ...body };
  // They may have been put together already by somebody who did not hear that it came true.
  if (after.text === '' || before.text.endsWith(`\n${after.text}`)) return { ...before, ...body };
  // Other words have other ids: some tab may be about to send those of one alone. What changes a row is known by that.
  const ids = before.row === '' && { id: newId(), mutationId: newId() };
  return { ...before, text: `${before.text}\n${after.text}`, ...body, ...ids };
}
