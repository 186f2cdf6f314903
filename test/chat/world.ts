// A chat with a server of its own, all in one page: what tests and stories of chat open.

import type { User } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { openChat, type Chat, type ChatOptions } from '../../src/chat/chat.js';
import { inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';

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
  /** Whether there is a connection at first. Default true. */
  online?: boolean;
}

/** One server, the chat of one user, and what else happens there. */
export class World {
  readonly host: ServerHost;
  readonly chat: Chat;
  readonly #name = `world-${++worlds}-${Math.random().toString(36).slice(2)}`;
  readonly #options: Pick<ChatOptions, 'storage' | 'graceMs' | 'outboxLimit'>;
  readonly #closing: (() => Promise<void>)[] = [];
  #online: boolean;

  constructor({ user = 'ana', storage = 'memory', latency = 0, online = true, archived = 0, ...options }: WorldOptions = {}) {
    this.#options = { storage, ...options };
    this.#online = online;
    this.host = new ServerHost({ name: this.#name, storage: 'memory', latency, archived });
    this.chat = this.as(user);
  }

  /** Another user's chat on the same server. */
  as(userId: string): Chat {
    const user = this.user(userId);
    const transport = inProcessTransport(this.host, () => this.#online);
    const source = phoenixSource({ url: 'ws://in-process/socket', token: userId, transport });
    const chat = openChat({ source, user, app: this.#name, ...this.#options });
    this.#closing.push(async () => {
      await chat.close();
      source.close();
    });
    return chat;
  }

  user(id: string): User {
    const user = this.host.users.find((one) => one.id === id);
    if (!user) throw new Error(`the seed has no user ${id}`);
    return user;
  }

  /** Somebody writes from elsewhere. */
  async post(userId: string, roomId: string, content: string): Promise<void> {
    await this.host.post(userId, roomId, content);
  }

  get online(): boolean {
    return this.#online;
  }
  set online(online: boolean) {
    this.#online = online;
    if (!online) this.host.disconnect();
  }

  /** Lets no frame reach the server until the function it gives is called. */
  hold(): () => void {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const travel = this.host.travel.bind(this.host);
    this.host.travel = () => held.then(travel);
    return release;
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
    await this.host.close();
  }
}
