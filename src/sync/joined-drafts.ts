// Words that come back to an outbox in which others may have been written meanwhile: both are kept, in their order.

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
  if (before.text === '' || before.text === after.text) return { ...after, ...body };
  return { ...before, text: after.text === '' ? before.text : `${before.text}\n${after.text}`, ...body };
}
