// A chat with a server of its own, all in one page: what tests and stories of chat open.

import { openChat, type Chat, type ChatOptions } from '../../src/chat/chat.js';
import { FakeBackend } from '../../src/testing/fake-backend.js';

let worlds = 0;

export interface WorldOptions {
  /** Who writes. Default `ana`. */
  user?: string;
  /** `disk` also takes messages offline. Default `memory`. */
  storage?: 'disk' | 'memory';
  /** Time to undo, as the chat takes it. */
  graceMs?: Exclude<ChatOptions['graceMs'], undefined>;
  /** How much may wait, as the chat takes it. */
  outboxLimit?: Exclude<ChatOptions['outboxLimit'], undefined>;
  /** Milliseconds a frame takes. Default 0. */
  latency?: number;
  /** How many messages the room `archive` has. Default 0: there is no such room. */
  archived?: number;
  /** What files can be attached. Default: none at all. */
  uploads?: Exclude<Parameters<FakeBackend['uploader']>[1], undefined>;
  /** Whether there is a connection at first. Default true. */
  online?: boolean;
}

/** One server, the chat of one user, and what else happens there. */
export class World extends FakeBackend {
  readonly chat: Chat;
  readonly #app = `world-${++worlds}-${Math.random().toString(36).slice(2)}`;
  readonly #options: Pick<ChatOptions, 'storage' | 'graceMs' | 'outboxLimit'>;
  readonly #uploads: WorldOptions['uploads'];
  readonly #chats: Chat[] = [];

  constructor({ user = 'ana', storage = 'memory', latency = 0, online = true, archived = 0, uploads, ...options }: WorldOptions = {}) {
    super({ latency, online, archived });
    this.#options = { storage, ...options };
    this.#uploads = uploads;
    this.chat = this.as(user);
  }

  /** Another user's chat on the same server. */
  as(userId: string): Chat {
    const chat = openChat({
      source: this.source(userId),
      user: this.user(userId),
      app: this.#app,
      ...this.#options,
      ...(this.#uploads && { uploader: this.uploader(userId, this.#uploads) }),
    });
    this.#chats.push(chat);
    return chat;
  }

  override async close(): Promise<void> {
    for (const chat of this.#chats) await chat.close();
    await super.close();
  }
}
