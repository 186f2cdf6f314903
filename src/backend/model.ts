// What chat is made of: users, rooms and messages, as the server keeps them. Pure.

import type { Row } from '../sync/protocol.js';

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

/** A message: a row of the topic `room:ID`. */
export interface Message extends Row {
  /** The id of the room it is in. */
  roomId: string;
  /** Who wrote it, with the name and picture to show. */
  sender: User;
  /** Plain text; empty when deleted. */
  content: string;
  /** ISO 8601, the server's clock. */
  insertedAt: string;
  /** ISO 8601, the server’s clock: when the words last changed. Other than `insertedAt`, the message is shown as edited. */
  updatedAt: string;
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
  const { sender } = row as Partial<Message>;
  return hasTexts(row, ['roomId', 'content', 'insertedAt', 'updatedAt']) && typeof sender === 'object' && hasTexts(sender, ['id', 'name']);
}

function hasTexts(value: object | null, names: readonly string[]): boolean {
  return value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/** The longest message the contract carries, in UTF-16 units. */
export const MAX_CONTENT = 16_384;
