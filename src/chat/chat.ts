// One chat of one user: joins a server, the streams kept of it and the user, and hands streams and drafts out to the elements.

import { isChatRow, ROOMS_TOPIC, roomTopic, type Message, type Room, type User } from '../backend/model.js';
import type { Uploader } from '../backend/uploader.js';
import type { Departure } from '../sync/departure.js';
import type { SyncOptions } from '../sync/sync-options.js';
import type { SyncStatus } from '../sync/standing.js';
import { Sync } from '../sync/sync.js';
import type { StreamEvents, SyncedStream } from '../sync/synced-stream.js';
import { warnBeforeLosing } from '../sync/tabs.js';
import { AllRooms, MOST_LISTED } from './all-rooms.js';
import type { Draft } from './draft.js';
import { ChatDrafts, type EditedWords } from './drafts.js';
import { ChatPeople, type People, type RoomPeople } from './people.js';
import type { Choice, ReadMark } from './read-marks.js';

/** What a chat is made of. */
export interface ChatOptions extends Pick<SyncOptions, 'source' | 'storage' | 'graceMs' | 'outboxLimit' | 'limits'> {
  /** Who is writing. The id names the databases. */
  user: User;
  /** Takes files to a server; without one there are no attachments. `httpUploader` of `live-stream-kit/backend` is one. */
  uploader?: Uploader;
  /** Part of the database names; two apps on one origin take two. Default: `chat`. */
  app?: string;
  /** The most rows a list shows; what it lets go waits in the cache. Default: 500. */
  most?: number;
  /** Whether messages can be reacted to. Default: true, unless the source says that its server takes no reactions. */
  reactions?: boolean;
}

/** An open chat. Give it to `<chat-app>` or `<chat-room>`; close it when it is shown no more, `logout` when the user signs out. */
export interface Chat {
  /** Who is writing, as given to `openChat`. */
  readonly user: User;
  /** Whether messages can be reacted to. */
  readonly reactions: boolean;
  /** What takes files to the server, as given to `openChat`. */
  readonly uploader: Uploader | undefined;
  /** How the names of its databases, its locks and its channel begin; the tabs of one chat share it. */
  readonly prefix: string;
  /** How all rooms stand, and what waits in them. */
  readonly status: SyncStatus;
  /** Calls back with the status, at once and on every change; returns the way to stop. */
  watch(told: (status: SyncStatus) => void): () => void;
  /** Opens the rooms, in the server's order: all of them, of more than `most`, or 500 where that is less, the newest. `loaded` is said once they are there, or cannot be had now. */
  rooms(events: StreamEvents<Room>): SyncedStream<Room>;
  /** Opens the messages of a room, `size` of the newest at first. */
  room(id: string, events: StreamEvents<Message>, size?: number): SyncedStream<Message>;
  /** What is being written in a room: on disk, and the same in all tabs, until it is sent. */
  draft(room: string): Draft;
  /** The changed words of messages, by message id, until they are saved or thrown away. */
  readonly edits: Pick<EditedWords, 'get' | 'set' | 'delete' | 'size' | 'keys' | 'watch'>;
  /** What the user has read in a room, on this device: on disk, and the same in all tabs. */
  mark(room: string): ReadMark;
  /** What the user wants read out of messages that come: `all`, `mentions`, `count` or `off`; empty for what the page says. On disk, in all tabs. */
  readonly announce: Choice;
  /** Tells on every change who is here and who is typing in a room, as far as the server does; close it when nobody looks any more. */
  people(room: string, told: (people: People) => void): RoomPeople;
  /**
   * Call it when the user has signed in again, that is when `token` gives another one: what stands at `auth-required` goes on at once, over
   * Phoenix by a connection made anew. Uncalled it goes on, too, within seconds; nothing is lost either way.
   */
  resume(): void;
  /** Ends everything; what was accepted stays on disk and is sent the next time, and the words being written stay, too. Files that were not sent end with it. */
  close(): Promise<void>;
  /**
   * Signs out: ends everything in all tabs and deletes what is kept of this user on the device. Without `force` only if nothing is
   * unsent and all that is kept can be read; tells what was, so that the user can be asked.
   */
  logout(options?: { force?: boolean }): Promise<Departure>;
}

/** Opens a chat. Never throws: what goes wrong is the status of its streams. */
export function openChat(options: ChatOptions): Chat {
  const { user, app = 'chat', uploader, most = 500, reactions = options.source.reactions !== false, ...rest } = options;
  const sync = new Sync({ ...rest, app, userKey: user.id, isRow: isChatRow });
  const drafts = new ChatDrafts(sync.drafts);
  const shown = Math.max(MOST_LISTED, most);
  const rooms = new AllRooms(shown, (events) => sync.stream<Room>(ROOMS_TOPIC, events, { size: shown, most: shown }));
  const people = new ChatPeople(rest.source, user);
  let stopWarning: (() => void) | undefined;
  sync.watch(({ word, storage }) => {
    if (storage === 'memory') stopWarning ??= warnBeforeLosing(() => drafts.unsent);
    if (word !== 'signed-out') return;
    stopWarning?.();
    drafts.forget();
    people.close();
  });
  return {
    user,
    uploader,
    reactions,
    prefix: sync.prefix,
    get status() {
      return sync.status;
    },
    watch: (told) => sync.watch(told),
    rooms: (events) => rooms.open(events),
    room: (id, events, size = 10) => sync.stream<Message>(roomTopic(id), events, { size, most }),
    draft: (id) => drafts.room(id),
    edits: drafts.edits,
    announce: drafts.announce,
    mark: (id) => drafts.mark(id),
    people: (id, told) => people.room(id, told),
    resume: () => sync.resume(),
    close: async () => {
      const onTheirWay = drafts.sent();
      if (onTheirWay) await onTheirWay;
      drafts.close();
      people.close();
      stopWarning?.();
      return sync.close();
    },
    logout: (how) => sync.logout(how),
  };
}
