// The server in the page: MSW hands over the sockets that would have gone to the kit's own address, and no others.
// No service worker, no request leaves the page.

import { roomTopic } from '../backend/model.js';
import type { User } from '../backend/model.js';
import type { Pace } from './chatter.js';
import type { Faults } from './faults.js';
import { inProcessFetch } from './in-process.js';
import { requireLocalHost } from './local-host.js';
import { hostOptions } from './host-options.js';
import { answerFor } from './page-network.js';
import { requirePageOptions } from './required-options.js';
import { ServerHost } from './server-host.js';
import type { HostOptions, Latency } from './server-host.js';

/** Where the mock server lives unless told otherwise. The name is reserved: were mocking not on, nobody would be reached. */
export const MOCK_URL = 'wss://live-stream-kit.invalid/socket';

/** Where a mock server of a page answers, and what it hosts. */
export interface MockServerOptions extends HostOptions {
  /** The socket endpoint to answer for, without `/websocket`; a path is one of this page's host. Default `MOCK_URL`. */
  url?: string;
  /** Start on hosts other than localhost too. A mock server loses what people write: never in production. */
  allowAnyHost?: boolean;
}

/** A running mock server. A user's token is their id. */
export interface MockServer {
  /** The socket endpoint it answers for, for `phoenixSource`. */
  readonly url: string;
  /** Who may sign in. */
  readonly users: readonly User[];
  /** Where its memory lies: `memory` when IndexedDB is refused. */
  readonly storage: 'disk' | 'memory';
  /** Setting false hangs up on this tab and refuses its connections, across reloads, until it is set true. */
  online: boolean;
  /** Milliseconds a frame takes. Setting what is no time throws. */
  latency: Latency;
  /** How often users who are not here write, in milliseconds from one message to the next; 0 when they do not. */
  chatter: Pace;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /**
   * A function like `fetch` that ends in this server, whatever the host: `httpSource({ url: '/', fetch: server.fetch })`. With `base` its
   * routes lie below that path, and so do the addresses of the files it is given.
   */
  fetch(this: void, url: string, init?: RequestInit, base?: string): Promise<Response>;
  /** Somebody is writing a message, or with false has left off: those in the room are told. */
  typing(userId: string, roomId: string, typing?: boolean): void;
  /** Somebody else writes a message. Rejects with a `SourceError` where the server refuses. */
  post(userId: string, roomId: string, content: string, replyTo?: string): Promise<void>;
  /** Forgets everything but the seed, in all tabs. */
  reset(): Promise<void>;
  /** Hangs up and gives the page its own `WebSocket` back. What was written stays. */
  stop(): Promise<void>;
}

/**
 * Starts a mock server in this page. Start it before anything connects: a phoenix socket keeps the `WebSocket` class it found.
 * Throws on a host other than localhost, unless `allowAnyHost`; where an option is not what it must be; and where another server of the
 * page answers for the `url` already. The same server may be started twice, as when a module is loaded again: the newest answers.
 */
export function startMockServer(options: MockServerOptions = {}): MockServer {
  if (typeof location === 'undefined')
    throw new Error('startMockServer: this one is for pages; that of live-stream-kit/mock/node is for Node');
  requirePageOptions(options);
  const { url = MOCK_URL, allowAnyHost = false } = options;
  const { name, seed, archived } = hostOptions(options);
  // A page from a file has no host.
  requireLocalHost('startMockServer', location.hostname || 'localhost', allowAnyHost);
  const offlineKey = `ls-mock:offline:${name}`;
  let online = remembered(offlineKey) === null;

  const address = new URL(`${url}/websocket`, location.href).href.replace(/^http/, 'ws');
  const server = { name, key: JSON.stringify([name, seed, archived]) };
  const leave = answerFor(address, server, ({ client, info }) => {
    if (!online) {
      client.close(1006);
      return;
    }
    const connection = host.connect(
      { send: (data) => client.send(data), close: (code, reason) => client.close(code, reason) },
      info.protocols,
    );
    client.addEventListener('message', ({ data }) => connection.receive(data));
    client.addEventListener('close', () => host.disconnected(connection));
  });
  let host: ServerHost;
  try {
    host = new ServerHost(options);
  } catch (error) {
    leave();
    throw error;
  }

  return {
    url,
    faults: host.faults,
    fetch: inProcessFetch(host, () => online),
    typing: (userId, roomId, typing) => host.typing(userId, roomTopic(roomId), typing),
    get users() {
      return host.users;
    },
    get storage() {
      return host.storage;
    },
    get online() {
      return online;
    },
    set online(value) {
      online = value;
      remember(offlineKey, value ? null : 'offline');
      if (!value) host.disconnect();
    },
    get latency() {
      return host.latency;
    },
    set latency(value) {
      host.latency = value;
    },
    get chatter() {
      return host.chatter;
    },
    set chatter(pace) {
      host.chatter = pace;
    },
    async post(userId, roomId, content, replyTo) {
      await host.post(userId, roomId, content, replyTo);
    },
    reset: () => host.reset(),
    async stop() {
      leave();
      await host.close();
    },
  };
}

/** Per tab: one tab may be offline while another is not. Where storage is refused, a reload is online again. */
function remembered(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Refused: then it holds until the reload.
  }
}
