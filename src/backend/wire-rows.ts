// Rooms, messages and users on the wire. A row that is broken but still has its place in the order is kept as a placeholder:
// dropping it would leave a hole that no later catch-up could tell from a row never sent. Pure.

import { encodeAttachment, encodeAttachmentIds, parseAttachmentIds, parseAttachments } from './attachment.js';
import { asFields, asId, asName, asNumber, asText, asTime, malformed, MAX_ADDRESS, readable } from './checks.js';
import type { Fields } from './checks.js';
import { cutText, MAX_CONTENT, MAX_EXCERPT, ROOMS_TOPIC, roomTopic } from './model.js';
import type { Message, Quote, Room, User } from './model.js';
import { SourceError } from '../sync/protocol.js';
import type { Row } from '../sync/protocol.js';
import { encodeReactions, parseReactions } from './wire-reactions.js';

/** A row of any topic of chat. */
export type ChatRow = Room | Message;

/** What stands in the place of a row that came broken. */
export const CANNOT_BE_SHOWN = 'This message cannot be shown.';

const UNKNOWN_USER: User = { id: 'unknown', name: 'Unknown' };
const UNKNOWN_TIME = new Date(0).toISOString();
const ROOM_TOPIC_PREFIX = roomTopic('');

/** Reads a row of `topic`, `rooms` or `room:ID`. */
export function parseRow(topic: string, value: unknown): ChatRow {
  const of = asFields(value, 'row');
  const core = parseCore(of);
  if (topic === ROOMS_TOPIC) return parseRoom(of, core);
  if (topic.startsWith(ROOM_TOPIC_PREFIX)) return parseMessage(of, core, topic.slice(ROOM_TOPIC_PREFIX.length));
  throw malformed('topic', `"${ROOMS_TOPIC}" or "${ROOM_TOPIC_PREFIX}ID"`, topic);
}

/** Is told, once for all of them, of rows of which not even the place can be read. */
export type Unread = (error: SourceError) => void;

/** The rows of an answer. Those that cannot be read are left out where somebody is told of them: one of them would stop its topic for good. */
export function parseRows(topic: string, values: readonly unknown[], unread?: Unread): ChatRow[] {
  const why: unknown[] = [];
  const rows = values.flatMap((value) => {
    try {
      return parseRow(topic, value);
    } catch (error) {
      if (!unread) throw error;
      why.push(error);
      return [];
    }
  });
  if (why.length > 0) unread?.(cannotBeRead(topic, why, values.length));
  return rows;
}

/** What is said of rows that were left out. */
export function cannotBeRead(topic: string, why: readonly unknown[], of: number): SourceError {
  const first = why[0] instanceof Error ? why[0].message : String(why[0]);
  return new SourceError('malformed', `${topic}: ${why.length} of ${of} rows cannot be read and are left out: ${first}`);
}

/** The opposite of `parseRow`. */
export function encodeRow(row: ChatRow): Fields {
  const core = {
    id: row.id,
    cseq: row.seq,
    ver: row.version,
    deleted: row.deleted,
    ...(row.mutationId === undefined ? {} : { mid: row.mutationId }),
  };
  if ('name' in row) return { ...core, name: row.name, description: row.description };
  return {
    ...core,
    room_id: row.roomId,
    sender: encodeUser(row.sender),
    content: row.content,
    inserted_at: row.insertedAt,
    updated_at: row.updatedAt,
    ...(row.replyTo === undefined ? {} : { reply_to: { ...row.replyTo } }),
    ...(row.attachments === undefined ? {} : { attachments: row.attachments.map(encodeAttachment) }),
    ...encodeReactions(row.reactions),
  };
}

/** Fields a wish may set. Sender, room and times are the server's to say. */
export const WISHES = ['content', 'name', 'description'] as const;

function pickWishes(body: Fields): Record<string, unknown> {
  return Object.fromEntries(WISHES.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]));
}

/** Of what is answered and of files only the ids are sent: whose words they are, and what is in them, is the server's to say, too. */
export function encodeBody(body: Fields): Fields {
  const { replyTo, attachments } = body;
  return {
    ...Object.fromEntries(Object.entries(pickWishes(body)).map(([name, wish]) => [name, asWhole(wish)])),
    ...(replyTo === undefined ? {} : { reply_to: Object(replyTo)['id'] }),
    ...(attachments === undefined ? {} : { attachments: encodeAttachmentIds(attachments) }),
  };
}

/** Half a character is no Unicode: servers hang up on it, and the same wish sent again on each new connection would let nothing through. */
function asWhole(wish: unknown): unknown {
  return typeof wish === 'string' ? wish.replaceAll(/\p{Surrogate}/gu, '\ufffd') : wish;
}

export function parseBody(body: Fields): Record<string, unknown> {
  const { reply_to: id, attachments } = body;
  return {
    ...pickWishes(body),
    ...(id === undefined || id === null ? {} : { replyTo: { id: asId(id, 'put: body.reply_to') } }),
    ...(attachments === undefined || attachments === null ? {} : { attachments: parseAttachmentIds(attachments) }),
  };
}

/** Who is writing just now, or has left off. */
export function encodeTyping(user: User, typing = true): Fields {
  return { user: encodeUser(user), ...(typing ? {} : { typing }) };
}

function encodeUser({ id, name, email, avatarUrl }: User): Fields {
  return { id, name, ...(email === undefined ? {} : { email }), ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }) };
}

function parseCore(of: Fields): Row {
  const id = asId(of['id'], 'row.id');
  const mutationId = optional(of['mid'], (mid) => asId(mid, 'row.mid'));
  return {
    id,
    seq: asNumber(of['cseq'], `row ${id}: cseq`),
    version: asNumber(of['ver'], `row ${id}: ver`),
    deleted: of['deleted'] === true,
    ...(mutationId === undefined ? {} : { mutationId }),
  };
}

function parseRoom(of: Fields, core: Row): Room {
  const name = core.deleted ? '' : readable(() => asName(of['name'], 'room.name'));
  const description = core.deleted ? '' : readable(() => asText(of['description'] ?? '', 'room.description', MAX_ADDRESS));
  return { ...core, name: name ?? core.id, description: description ?? '' };
}

function parseMessage(of: Fields, core: Row, roomId: string): Message {
  const sender = readable(() => parseUser(of['sender']));
  const insertedAt = readable(() => asTime(of['inserted_at'], 'message.inserted_at'));
  const updatedAt = readable(() => asTime(of['updated_at'] ?? of['inserted_at'], 'message.updated_at'));
  const replyTo = core.deleted ? undefined : readable(() => parseQuote(of['reply_to']));
  const attachments = core.deleted ? undefined : optional(of['attachments'], parseAttachments);
  const itsRoom = of['room_id'] ?? roomId;
  const content = itsRoom === roomId && sender && insertedAt && updatedAt ? readable(() => asContent(of['content'])) : undefined;
  return {
    ...core,
    roomId,
    sender: sender ?? UNKNOWN_USER,
    content: core.deleted ? '' : (content ?? CANNOT_BE_SHOWN),
    insertedAt: insertedAt ?? UNKNOWN_TIME,
    updatedAt: updatedAt ?? insertedAt ?? UNKNOWN_TIME,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(attachments === undefined || attachments.length === 0 ? {} : { attachments }),
    ...(core.deleted ? {} : parseReactions(of['reactions'])),
  };
}

/** Without its texts it still says which message was answered. */
function parseQuote(value: unknown): Quote {
  const of = asFields(value, 'message.reply_to');
  return {
    id: asId(of['id'], 'reply_to.id'),
    name: readable(() => asName(of['name'], 'reply_to.name')) ?? '',
    excerpt: typeof of['excerpt'] === 'string' ? cutText(of['excerpt'], MAX_EXCERPT) : '',
  };
}

function parseUser(value: unknown): User {
  const of = asFields(value, 'sender');
  const email = optional(of['email'], (said) => asName(said, 'sender.email'));
  const avatarUrl = optional(of['avatar_url'], (said) => asText(said, 'sender.avatar_url', MAX_ADDRESS));
  return {
    id: asId(of['id'], 'sender.id'),
    name: asName(of['name'], 'sender.name'),
    ...(email === undefined ? {} : { email }),
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
  };
}

/** Text too long for the contract is cut, and ends in an ellipsis that says so. */
function asContent(value: unknown): string {
  if (typeof value !== 'string') throw malformed('message.content', 'a text', value);
  return cutText(value, MAX_CONTENT);
}

/** What may be left out, and most often is: an error for each would be most of the cost of a row. */
function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : readable(() => read(value));
}
