// What is said about a message: its whole name for screen readers, and why something about it was refused. Pure.

import type { Message } from '../backend/model.js';
import type { Entry, Shown } from '../sync/overlay.js';
import { clockTime, type Place } from './format.js';

const REFUSED = { create: 'Not sent', edit: 'Change not saved', delete: 'Not deleted' } as const;

/** The sender's name, or what stands for one. */
export function senderName(message: Message | undefined): string {
  return message?.sender?.name || 'Somebody';
}

/** Whether the words were changed after sending. */
export function isEdited(message: Message | undefined): boolean {
  return Boolean(message?.updatedAt && message.updatedAt !== message.insertedAt);
}

/** Why a wish was refused: the field's own message where there is one. */
export function refusalOf(wish: Entry | undefined): string {
  const { kind = 'create', error } = wish ?? {};
  return error ? `${REFUSED[kind]}: ${error.fields?.['content'] ?? error.message}` : `${REFUSED[kind]}.`;
}

/** Everything about a message as one name, so that it is one stop for a screen reader. */
export function messageName({ row, state, wish }: Shown<Message>, day: string, place: Place): string {
  const parts = [day, senderName(row), clockTime(row.insertedAt, place), state === 'deleting' ? 'message deleted' : row.content];
  if (isEdited(row)) parts.push('edited');
  if (state === 'waiting') parts.push('not sent yet');
  if (state === 'failed') parts.push(refusalOf(wish));
  return parts.filter(Boolean).join(', ');
}
