// What chat is made of: users, rooms and messages, as the server keeps them. Pure.

import type { Row } from '../sync/protocol.js';

/** Somebody who writes. */
export interface User {
  id: string;
  name: string;
  email?: string;
  avatarUrl?: string;
}

/** A room: a row of the topic `rooms`. */
export interface Room extends Row {
  name: string;
  description: string;
}

/** A message: a row of the topic `room:ID`. */
export interface Message extends Row {
  roomId: string;
  sender: User;
  /** Plain text; empty when deleted. */
  content: string;
  /** ISO 8601, the server's clock. */
  insertedAt: string;
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
