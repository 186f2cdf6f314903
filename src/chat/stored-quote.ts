// What words that were written down answer.

import type { Quote } from '../backend/model.js';
import type { StoredDraft } from '../sync/store.js';

/** Undefined where they answer nothing, or nothing that can be read: storage may hold anything. */
export function quoteIn(stored: StoredDraft | undefined): Quote | undefined {
  const { id, name, excerpt } = Object(stored?.body?.['replyTo']) as Record<keyof Quote, unknown>;
  return typeof id === 'string' && typeof name === 'string' && typeof excerpt === 'string' ? { id, name, excerpt } : undefined;
}
