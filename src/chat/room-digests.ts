// What the list of rooms tells of each: its newest message, how much of it is unread, what is being written there. Each room is a
// stream of its own, so it is there offline and follows every change; a room that is opened later is in the cache already.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message } from '../backend/model.js';
import type { Shown } from '../sync/overlay.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import { isRead } from './read-ranges.js';

/** More rooms than this are only named. */
const MOST_ROOMS = 50;
/** Unread messages are counted up to this. */
export const MOST_UNREAD = 30;

/** What is told of a room. */
export interface Digest {
  /** The newest message. */
  last: Shown<Message> | undefined;
  /** How many are unread; `MOST_UNREAD` also stands for more. */
  unread: number;
  /** What is being written; empty for nothing. */
  draft: string;
  /** Whether that is sent once its files are uploaded. */
  sends: boolean;
}

interface Followed {
  stream: SyncedStream<Message>;
  digest: Digest;
  /** What the device has of it was told. */
  told: boolean;
  stop(): void;
}

export interface RoomDigestsOptions {
  chat(): Chat | undefined;
  /** What is told of a room is another. */
  changed(room: string): void;
}

export class RoomDigests implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: RoomDigestsOptions;
  readonly #followed = new Map<string, Followed>();
  #chat: Chat | undefined;

  constructor(host: ReactiveControllerHost & Element, options: RoomDigestsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.follow([]);
    });
  }

  of(room: string): Digest | undefined {
    return this.#followed.get(room)?.digest;
  }

  /** Whether everything the device has of them was told. */
  get settled(): boolean {
    return [...this.#followed.values()].every(({ told }) => told);
  }

  /** Follows these rooms and no others. */
  follow(rooms: readonly string[]): void {
    const chat = this.#options.chat();
    const wanted = new Set(rooms.slice(0, MOST_ROOMS));
    for (const [id, { stop }] of this.#followed) {
      if (wanted.has(id) && chat === this.#chat) continue;
      stop();
      this.#followed.delete(id);
    }
    this.#chat = chat;
    for (const id of wanted) if (chat && !this.#followed.has(id)) this.#followed.set(id, this.#open(chat, id));
  }

  #open(chat: Chat, room: string): Followed {
    const [mark, draft] = [chat.mark(room), chat.draft(room)];
    let waiting = false;
    // Ops, marks and drafts often change together.
    const read = (): void => {
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        if (this.#followed.get(room)?.stream === stream) this.#read(chat, room);
      });
    };
    const status = (): void => {
      const followed = this.#followed.get(room);
      if (followed?.stream !== stream) return;
      if (followed.told) return read();
      followed.told = true;
      this.#read(chat, room);
      this.#options.changed(room);
    };
    const stream = chat.room(room, { ops: read, status, error: () => undefined }, MOST_UNREAD);
    const stops = [mark.watch(read), draft.watch(read), () => stream.close()];
    read();
    return {
      stream,
      digest: { last: undefined, unread: 0, draft: '', sends: false },
      told: false,
      stop: () => stops.forEach((stop) => stop()),
    };
  }

  #read(chat: Chat, room: string): void {
    const followed = this.#followed.get(room);
    if (!followed) return;
    const { stream, digest: before } = followed;
    const mark = chat.mark(room);
    const last = stream.newest(() => true);
    // On a device that has never seen the room, what is there is no news.
    if (mark.ranges && !mark.begun && stream.status.loaded) mark.add(0, last && last.row.version > 0 ? last.row.seq : 0);
    let unread = 0;
    stream.newest(({ seq, version, sender }) => {
      if (mark.ranges && version > 0 && sender?.id !== chat.user.id && !isRead(mark.ranges, seq)) unread += 1;
      return unread === MOST_UNREAD;
    });
    const { text: draft, files } = chat.draft(room);
    const sends = files?.sendWhenDone ?? false;
    const same = unread === before.unread && draft === before.draft && sends === before.sends;
    if (same && last?.row === before.last?.row && last?.state === before.last?.state) return;
    followed.digest = { last, unread, draft, sends };
    this.#options.changed(room);
  }
}

/** When something last happened in a room: the instant of its newest message, or nothing. */
export function activity(digest: Digest | undefined): number {
  return Date.parse(digest?.last?.row.insertedAt ?? '') || 0;
}
