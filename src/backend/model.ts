// What chat is made of: users, rooms and messages, as the server keeps them. Pure.

import type { Reaction, Row } from '../sync/protocol.js';
import { areAttachments } from './attachment.js';
import type { Attachment } from './attachment.js';

/** Somebody who writes. */
export interface User {
  /** Chosen by the server; never changes. Names the databases on the device, so never an e-mail address. */
  id: string;
  /** What others read. Its initials stand where there is no picture. */
  name: string;
  /** Known to those the server tells it to; the elements do not show it. */
  email?: string;
  /** A picture: `https:`, of this origin, or a `blob:` of this page; anything else, and none, shows initials. */
  avatarUrl?: string;
}

/** A room: a row of the topic `rooms`. */
export interface Room extends Row {
  /** As it is shown: over the messages, and in the list of rooms. */
  name: string;
  /** What the room is about, in a line; may be empty. */
  description: string;
}

/** What a message answers, as it was then. The texts are empty where the server did not know it, or no more. */
export interface Quote {
  /** The id of the message that is answered. */
  id: string;
  /** Who wrote it. */
  name: string;
  /** Its first words, in one line. */
  excerpt: string;
}

/** A message: a row of the topic `room:ID`. */
export interface Message extends Row {
  /** The id of the room it is in. */
  roomId: string;
  /** Who wrote it, with the name and picture to show. */
  sender: User;
  /** Plain text; empty when deleted, and it may be where there are `attachments`. */
  content: string;
  /** ISO 8601, the server's clock. */
  insertedAt: string;
  /** ISO 8601, the server’s clock: when the words last changed. Other than `insertedAt`, the message is shown as edited. */
  updatedAt: string;
  /** The message that it answers. */
  replyTo?: Quote;
  /** The files it carries, at most 10. */
  attachments?: readonly Attachment[];
  /** Who reacted to it, by emoji, in the order of first use; none or empty where nobody did. */
  reactions?: readonly Reaction[];
}

/** The topic whose rows are the rooms. */
export const ROOMS_TOPIC = 'rooms';

/** The topic whose rows are the messages of a room. */
export function roomTopic(roomId: string): string {
  return `room:${roomId}`;
}

/** Whether a row has what a room or a message must have to be shown. Rows come from storage, too, where anybody may have been. */
export function isChatRow(row: Row, topic: string): boolean {
  if (topic === ROOMS_TOPIC) return hasTexts(row, ['name', 'description']);
  const { sender, replyTo, attachments, reactions = [] } = row as Partial<Message>;
  return (
    hasTexts(row, ['roomId', 'content', 'insertedAt', 'updatedAt']) &&
    hasTexts(sender, ['id', 'name']) &&
    (replyTo === undefined || hasTexts(replyTo, ['id', 'name', 'excerpt'])) &&
    (attachments === undefined || areAttachments(attachments)) &&
    Array.isArray(reactions) &&
    reactions.every(isReaction)
  );
}

function isReaction(value: unknown): boolean {
  if (!hasTexts(value, ['emoji'])) return false;
  const { users } = value as Partial<Reaction>;
  return Array.isArray(users) && users.every((user) => hasTexts(user, ['id', 'name']));
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/** The longest message the contract carries, in UTF-16 units. */
export const MAX_CONTENT = 16_384;

/** The longest emoji of a reaction, in UTF-16 units. */
export const MAX_EMOJI = 32;

/** The most different emojis of one message. */
export const MAX_REACTIONS = 20;

/** Whether a text can be a reaction: one character, as people count them, that is to be seen and does not turn the text around it. */
export function isEmoji(text: string): boolean {
  if (text.length > MAX_EMOJI || text.trim() === '' || UNFIT_FOR_EMOJI.test(text)) return false;
  return [...new Intl.Segmenter('en').segment(text)].length === 1;
}

// Control and bidirectional override characters, and half a character.
// eslint-disable-next-line no-control-regex
const UNFIT_FOR_EMOJI = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u;

/** The longest excerpt of a message that is answered, in UTF-16 units. */
export const MAX_EXCERPT = 200;

/** What a message says: its words, or of files without any their names. */
export function sayingOf({ content, attachments = [] }: Pick<Message, 'content' | 'attachments'>): string {
  return content === '' ? attachments.map(({ name }) => name).join(', ') : content;
}

/** What an answer to a message carries of it. */
export function quoteOf(message: Pick<Message, 'id' | 'sender' | 'content' | 'attachments'>): Quote {
  const { id, sender } = message;
  // Cut first: of a long message, only the beginning is ever looked at.
  const line = sayingOf(message)
    .slice(0, MAX_EXCERPT * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { id, name: sender?.name ?? '', excerpt: cutText(line, MAX_EXCERPT) };
}

/** A text of at most `most` UTF-16 units; a longer one ends in an ellipsis that says so, and never in half a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
