// The server in the same process, without a network or a patched global: a class like `WebSocket` for `phoenixSource({ transport })`.

import type { PhoenixConnection } from './phoenix-connection.js';
import type { ServerHost } from './server-host.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;

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
  host: ServerHost,
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
