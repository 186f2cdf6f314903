// One chat of one user: joins a server, the streams kept of it and the user, and hands streams out to the elements.

import { isChatRow, ROOMS_TOPIC, roomTopic, type Message, type Room, type User } from '../backend/model.js';
import type { Source } from '../sync/protocol.js';
import { Sync } from '../sync/sync.js';
import type { StreamEvents, SyncedStream } from '../sync/synced-stream.js';
import { Draft } from './draft.js';

/** What a chat is made of. */
export interface ChatOptions {
  /** The server: a transport of the contract. */
  source: Source;
  /** Who is writing. */
  user: User;
  /** Part of the database names; two apps on one origin take two. Default: `chat`. */
  app?: string;
  /** `memory` keeps nothing on the device. Default: `disk`, which falls back to memory where the browser refuses. */
  storage?: 'disk' | 'memory';
}

/** An open chat. Give it to `<chat-app>` or `<chat-room>`; close it when the user signs out. */
export interface Chat {
  readonly user: User;
  /** Opens the rooms, in the server's order. */
  rooms(events: StreamEvents<Room>): SyncedStream<Room>;
  /** Opens the messages of a room, `size` of the newest at first. */
  room(id: string, events: StreamEvents<Message>, size?: number): SyncedStream<Message>;
  /** What is being written in a room. It stays until it is sent or the chat is dropped, whatever shows it. */
  draft(room: string): Draft;
  /** The changed words of messages, by message id, until they are saved or thrown away. */
  readonly edits: Map<string, string>;
  /** Ends everything; what was accepted stays on disk and is sent the next time. */
  close(): Promise<void>;
}

/** Opens a chat. Never throws: what goes wrong is the status of its streams. */
export function openChat(options: ChatOptions): Chat {
  const { source, user, app = 'chat', storage = 'disk' } = options;
  const sync = new Sync({ app, userKey: user.id, source, storage, isRow: isChatRow });
  const drafts = new Map<string, Draft>();
  return {
    user,
    rooms: (events) => sync.stream<Room>(ROOMS_TOPIC, events, { size: 200 }),
    room: (id, events, size = 10) => sync.stream<Message>(roomTopic(id), events, { size }),
    draft: (id) => {
      const draft = drafts.get(id) ?? new Draft();
      drafts.set(id, draft);
      return draft;
    },
    edits: new Map(),
    close: () => sync.close(),
  };
}
