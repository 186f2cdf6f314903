// What is said about a message: its whole name for screen readers, and why something about it was refused. Pure.

import type { Message, User } from '../backend/model.js';
import type { Entry, Shown } from '../sync/overlay.js';
import { clockTime, type ReaderLocale } from './format.js';
import { personName } from './names.js';
import { english, type Words } from './words.js';

const REFUSED = { create: 'notSent', edit: 'notSaved', delete: 'notDeleted', react: 'notReacted' } as const;

/** The sender's name, or what stands for one. */
export function senderName(message: Message | undefined, words: Words = english): string {
  return personName(message?.sender?.name, words);
}

/** Whether the words were changed after sending. */
export function isEdited(message: Message | undefined): boolean {
  return Boolean(message?.updatedAt && message.updatedAt !== message.insertedAt);
}

/** How many reactions a message has, of all people with all emojis. */
export function reactionCount(reactions: Message['reactions'] = []): number {
  return reactions.reduce((sum, { users }) => sum + users.length, 0);
}

/** What goes on with a name. Scripts written without spaces do not: `さん` is a word of its own. */
const GOES_ON = /^(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{N}]/u;

/** What stands before the `@` of an address, and never before that of a name. */
const ADDRESS = /[a-z\d]$/;

/** Whether a message answers the user, or names them: `@` before the whole name or the first one, and not within an address. */
export function isMeant({ content, replyTo }: Message, user: User | undefined): boolean {
  const name = user?.name.trim().toLowerCase() ?? '';
  if (name === '') return false;
  const pieces = content.toLowerCase().split('@');
  const called = pieces.slice(1).filter((_, before) => !ADDRESS.test(pieces[before]!));
  const names = [name, name.split(' ', 1)[0]!];
  return (
    replyTo?.name.trim().toLowerCase() === name ||
    called.some((rest) => names.some((one) => rest.startsWith(one) && !GOES_ON.test(rest.slice(one.length))))
  );
}

/** Why a wish was refused: the field's own message where there is one. */
export function refusalOf(wish: Entry | undefined, words: Words = english): string {
  const { kind = 'create', error } = wish ?? {};
  const why = error && (error.fields?.['content'] ?? error.message);
  return why === undefined ? words.say(REFUSED[kind]) : words.say(`${REFUSED[kind]}Why`, { why });
}

/** The most UTF-16 units of a message that its name says: who wants the rest reads on inside. */
const MOST = 300;

/** As many whole words as a name can bear, and that there are more. */
function shortened(text: string, words: Words): string {
  if (text.length <= MOST) return text;
  const cut = text.slice(0, MOST).replace(/[\uD800-\uDBFF]$/, '');
  const end = cut.search(/\s\S*$/);
  return words.say('goesOn', { text: (end > MOST / 2 ? cut.slice(0, end) : cut).trimEnd() });
}

/** Everything about a message as one name, so that it is one stop for a screen reader. */
export function messageName(
  { row, state, wish }: Shown<Message>,
  day: string,
  place: ReaderLocale,
  words: Words = english,
  said = row.content,
): string {
  const deleted = state === 'deleting';
  const parts = [
    day,
    senderName(row, words),
    row.replyTo && !deleted && words.say('answers', { name: personName(row.replyTo.name, words) }),
    clockTime(row.insertedAt, place),
    deleted ? words.say('messageDeleted') : shortened(said, words),
  ];
  if (!deleted) {
    if (row.attachments?.length) parts.push(words.say('attachmentCount', { count: row.attachments.length }));
    if (isEdited(row)) parts.push(words.say('edited'));
    const count = reactionCount(row.reactions);
    if (count > 0) parts.push(words.say('reactions', { count }));
  }
  if (state === 'waiting') parts.push(words.say('notSentYet'));
  if (state === 'failed') parts.push(refusalOf(wish, words));
  return parts.filter(Boolean).join(words.say('comma'));
}
