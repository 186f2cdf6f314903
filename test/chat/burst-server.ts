// A server in a worker: what it does takes none of the page's time, as with one that lies behind a network. Both ends of its wire are here.

import { ServerHost } from '../../src/mock/server-host.js';
import type { InProcessSocket } from '../../src/mock/in-process.js';
import type { PhoenixConnection } from '../../src/mock/phoenix-connection.js';

/** What the page asks of the worker. A socket comes with its port. */
export type Order =
  { do: 'connect'; protocols: string | string[] | undefined } | { do: 'burst'; room: string; name: string; count: number };

/** What the worker tells of a burst. */
export interface Sent {
  /** How long it took, in milliseconds. */
  ms: number;
  /** The ids of the messages, in their order. */
  ids: string[];
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;
/** So many messages are written without a pause. */
const AT_ONCE = 100;

/** A socket class for `phoenixSource({ transport })` whose sockets end in the worker. Each frame is a task of its own, as with a network. */
export function workerTransport(worker: Worker): new (url: string, protocols?: string | string[]) => InProcessSocket {
  return class implements InProcessSocket {
    readyState = CONNECTING;
    readonly bufferedAmount = 0;
    binaryType = 'arraybuffer';
    onopen: InProcessSocket['onopen'] = null;
    onmessage: InProcessSocket['onmessage'] = null;
    onclose: InProcessSocket['onclose'] = null;
    onerror: InProcessSocket['onerror'] = null;
    readonly #port: MessagePort;

    constructor(_url: string, protocols?: string | string[]) {
      const { port1, port2 } = new MessageChannel();
      this.#port = port1;
      port1.onmessage = ({ data }: MessageEvent<string | undefined>) => {
        if (data === undefined) this.close();
        else if (this.readyState === OPEN) this.onmessage?.({ data });
      };
      worker.postMessage({ do: 'connect', protocols } satisfies Order, [port2]);
      queueMicrotask(() => {
        if (this.readyState !== CONNECTING) return;
        this.readyState = OPEN;
        this.onopen?.();
      });
    }

    send(data: string): void {
      this.#port.postMessage(data);
    }

    close(code = 1000, reason = ''): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      this.#port.postMessage(undefined);
      this.#port.close();
      queueMicrotask(() => this.onclose?.({ code, reason, wasClean: true }));
    }
  };
}

/** The worker's side. */
export function serve(scope: { onmessage: ((event: MessageEvent<Order>) => void) | null; postMessage(sent: Sent): void }): void {
  const host = new ServerHost({ name: 'burst', storage: 'memory' });
  scope.onmessage = ({ data: order, ports: [port] }) => {
    if (order.do === 'connect' && port) connect(host, port, order.protocols);
    else if (order.do === 'burst') void burst(host, order).then((sent) => scope.postMessage(sent));
  };
}

function connect(host: ServerHost, port: MessagePort, protocols: string | string[] | undefined): void {
  const connection: PhoenixConnection = host.connect(
    { send: (data) => port.postMessage(data), close: () => port.postMessage(undefined) },
    protocols,
  );
  port.onmessage = ({ data }: MessageEvent<string | undefined>) => {
    if (data === undefined) host.disconnected(connection);
    else connection.receive(data);
  };
}

/** Somebody writes `count` messages, evenly over a second. */
async function burst(host: ServerHost, { room, name, count }: Extract<Order, { do: 'burst' }>): Promise<Sent> {
  const began = performance.now();
  const ids: string[] = [];
  for (let n = 0; n < count; n += AT_ONCE) {
    const due = began + (n / count) * 1_000;
    if (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    for (let k = n + 1; k <= Math.min(count, n + AT_ONCE); k += 1) {
      const { row } = await host.post('ben', room, `${name}, ${k}`);
      if (row) ids.push(row.id);
    }
  }
  return { ms: performance.now() - began, ids };
}
