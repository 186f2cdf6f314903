// A server for tests, in the page and in memory: no network, no patched global, nothing left behind. Wires break when told to.

import { httpUploader, type HttpUploaderOptions } from '../backend/http-uploader.js';
import { phoenixSource } from '../backend/phoenix-source.js';
import type { User } from '../backend/model.js';
import type { Uploader } from '../backend/uploader.js';
import { inProcessFetch, inProcessTransport } from '../mock/in-process.js';
import { ServerHost, type HostOptions } from '../mock/server-host.js';

/** What the server begins with, and how slow it is. */
export interface FakeBackendOptions extends Pick<HostOptions, 'seed' | 'latency' | 'archived' | 'record' | 'uploads'> {
  /** Whether there is a connection at first. Default true. */
  online?: boolean;
}

let backends = 0;

/** One server and the wires to it. */
export class FakeBackend {
  /** The server itself: its `faults`, its `latency`, and with `record` what it was asked and what it did. */
  readonly host: ServerHost;
  readonly #sources = new Set<ReturnType<typeof phoenixSource>>();
  #online: boolean;
  #holds = 0;

  constructor({ online = true, ...options }: FakeBackendOptions = {}) {
    this.#online = online;
    this.host = new ServerHost({ name: `fake-backend-${++backends}`, storage: 'memory', ...options });
  }

  /** What a user's chat is opened with. Throws for a user the seed does not have. */
  source(userId: string): ReturnType<typeof phoenixSource> {
    const transport = inProcessTransport(this.host, () => this.#online);
    const source = phoenixSource({ url: 'ws://in-process/socket', token: this.user(userId).id, transport });
    this.#sources.add(source);
    return source;
  }

  /** What takes a user's files, and fetches them, while there is a connection. Throws as `source` does. */
  uploader(userId: string, options: Omit<HttpUploaderOptions, 'url' | 'token' | 'fetch' | 'fetchFiles'> = {}): Uploader {
    const fetch = inProcessFetch(this.host, () => this.#online);
    return httpUploader({ ...options, url: '/', token: this.user(userId).id, fetch, fetchFiles: true });
  }

  /** A user of the seed. Throws if there is none of this id. */
  user(id: string): User {
    const user = this.host.users.find((one) => one.id === id);
    if (!user) throw new Error(`the seed has no user ${id}, but ${this.host.users.map((one) => one.id).join(', ')}`);
    return user;
  }

  /** Somebody writes from elsewhere, in answer to the message with the id `replyTo` if there is one. */
  async post(userId: string, roomId: string, content: string, replyTo?: string): Promise<void> {
    await this.host.post(userId, roomId, content, replyTo);
  }

  /** Whether there is a connection. */
  get online(): boolean {
    return this.#online;
  }
  set online(online: boolean) {
    this.#online = online;
    if (!online) this.host.disconnect();
  }

  /**
   * Lets no frame reach the server until the function it gives is called, and that of each other hold. Pauses the `host`: what waits is in its
   * `held`, and what a client that hangs up meanwhile had sent never arrives.
   */
  hold(): () => void {
    if (this.#holds++ === 0) this.host.pause();
    let held = true;
    return () => {
      if (held && --this.#holds === 0) this.host.resume();
      held = false;
    };
  }

  /** Closes the wires and the server. */
  async close(): Promise<void> {
    for (const source of this.#sources) source.close();
    await this.host.close();
  }
}
