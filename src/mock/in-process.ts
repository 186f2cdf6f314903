// The server in the same process, without a network or a patched global: a class like `WebSocket` for `phoenixSource({ transport })`,
// and a function like `fetch` for `httpSource({ fetch })`.

import { httpHandler } from './http-handler.js';
import type { PhoenixConnection } from './phoenix-connection.js';
import type { ServerHost } from './server-host.js';

const CONNECTING = 0;
const OPEN = 1;
/** What an ended socket says of itself. */
export const CLOSED = 3;

/** The part of `WebSocket` that the phoenix client uses. */
export interface InProcessSocket {
  readyState: number;
  readonly bufferedAmount: number;
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A socket class whose sockets end in `host`. While `isOnline` says no, connecting fails. */
export function inProcessTransport(
  host: Pick<ServerHost, 'connect' | 'disconnected'>,
  isOnline: () => boolean = () => true,
): new (url: string, protocols?: string | string[]) => InProcessSocket {
  return class implements InProcessSocket {
    readyState = CONNECTING;
    readonly bufferedAmount = 0;
    binaryType = 'arraybuffer';
    onopen: InProcessSocket['onopen'] = null;
    onmessage: InProcessSocket['onmessage'] = null;
    onclose: InProcessSocket['onclose'] = null;
    onerror: InProcessSocket['onerror'] = null;
    #connection: PhoenixConnection | undefined;

    constructor(_url: string, protocols?: string | string[]) {
      // As with a real socket, nothing happens before the caller has set its handlers.
      queueMicrotask(() => {
        if (this.readyState !== CONNECTING) return;
        if (!isOnline()) {
          this.onerror?.({ type: 'error' });
          this.#ended(1006, '');
          return;
        }
        this.#connection = host.connect(
          { send: (data) => this.#deliver(data), close: (code = 1000, reason = '') => this.#ended(code, reason) },
          protocols,
        );
        this.readyState = OPEN;
        this.onopen?.();
      });
    }

    send(data: string): void {
      const connection = this.#connection;
      if (this.readyState === OPEN) queueMicrotask(() => connection?.receive(data));
    }

    close(code = 1000, reason = ''): void {
      this.#ended(code, reason);
    }

    #deliver(data: string): void {
      queueMicrotask(() => {
        if (this.readyState === OPEN) this.onmessage?.({ data });
      });
    }

    #ended(code: number, reason: string): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      if (this.#connection) host.disconnected(this.#connection);
      queueMicrotask(() => this.onclose?.({ code, reason, wasClean: code === 1000 }));
    }
  };
}

/**
 * A function like `fetch` whose requests end in `host`, whatever their address; `base` is the path its routes lie below there. While
 * `isOnline` says no, they fail.
 */
export function inProcessFetch(
  host: ServerHost,
  isOnline: () => boolean = () => true,
): (url: string, init?: RequestInit, base?: string) => Promise<Response> {
  return async (url, init, base) => {
    const request = new Request(new URL(url, 'http://in-process.invalid'), init);
    if (!isOnline()) throw new TypeError('there is no network');
    const { signal } = request;
    const aborted = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const response = await Promise.race([httpHandler(host, base)(request), aborted]);
    if (response.type === 'error') throw new TypeError('the connection was lost');
    return response;
  };
}
