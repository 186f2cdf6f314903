// The mock server as a program of its own: HTTP, server-sent events and Phoenix' WebSocket on one port, for the tests of any app in
// any language. It keeps what people write in memory, and is for this machine alone unless told otherwise.

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { User } from '../backend/model.js';
import { httpHandler } from '../mock/http-handler.js';
import { isLocalHost, requireLocalHost } from '../mock/local-host.js';
import { tokenProtocol } from '../mock/phoenix-token.js';
import { requireOptions } from '../mock/required-options.js';
import { ServerHost } from '../mock/server-host.js';
import type { HostOptions } from '../mock/server-host.js';
import { control } from './control.js';
import { answerTo, readRequest } from './exchange.js';
import { NODE_OPTIONS } from './options.js';

/** Where a mock server in Node listens, and what it hosts. */
export interface NodeMockServerOptions extends Omit<HostOptions, 'name' | 'storage'> {
  /** Default 4000; 0 for any that is free. */
  port?: number;
  /** The interface to listen on. Default `127.0.0.1`. */
  host?: string;
  /** Listen on others than this machine's own interfaces, and to pages of other hosts. Never where people write. */
  allowAnyHost?: boolean;
}

/** A running mock server. A user's token is their id. */
export interface NodeMockServer {
  /** The address of the HTTP routes, for `httpSource`. */
  readonly url: string;
  /** The address of the socket, for `phoenixSource`. */
  readonly socketUrl: string;
  /** Who may sign in. */
  readonly users: readonly User[];
  /** Setting false hangs up on everybody, and on whoever connects, until it is set true. */
  online: boolean;
  /** Faults, latency, `pause` and `step`, the journal, other users who write: the server itself. */
  readonly server: ServerHost;
  /** Hangs up and frees the port. What was written is gone. */
  stop(): Promise<void>;
}

const SOCKET_PATH = '/socket';
/** Frames of a client that are longer are not read. */
const MAX_FRAME_BYTES = 4_194_304;

/**
 * Starts a mock server. Beside the contract it answers `/mock/faults`, `/mock/pause`, `/mock/held`, `/mock/step`, `/mock/resume`,
 * `/mock/journal` (with `record`) and `/mock/reset`, for tests in other languages: `docs/mock-openapi.json`. Rejects where the port is taken, the host is not this machine and `allowAnyHost`
 * is not set, or an option is not what it must be.
 */
export async function startMockServer(options: NodeMockServerOptions = {}): Promise<NodeMockServer> {
  requireOptions(options, NODE_OPTIONS);
  const { port = 4000, host = '127.0.0.1', allowAnyHost = false, ...rest } = options;
  requireLocalHost('startMockServer', host, allowAnyHost);
  const server = new ServerHost({ ...rest, storage: 'memory' });
  const handle = httpHandler(server);
  const connections = new Set<Duplex>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, handleProtocols: () => 'phoenix' });
  let online = true;

  // A page of any other host could write here, in the name of whoever runs this.
  const isWelcome = ({ headers }: IncomingMessage): boolean =>
    allowAnyHost || (isLocal(`http://${headers.host ?? ''}`) && (headers.origin === undefined || isLocal(headers.origin)));

  const http = createServer((incoming, outgoing) => {
    if (!online) outgoing.destroy();
    else if (!isWelcome(incoming)) outgoing.writeHead(403).end(`This mock server is for this machine alone.\n`);
    else {
      const still = server.setOut();
      const answer = readRequest(incoming, outgoing).then(async (request) => {
        if (!(request instanceof Request)) return request;
        const told = await control(server, request);
        if (told) return told;
        still(); // one that came in pieces while the server began anew is of the world before
        return handle(request);
      });
      answer.then((response) => answerTo(outgoing, response, incoming.headers.origin)).catch(() => outgoing.destroy());
    }
  });
  http.on('connection', (socket: Duplex) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?')[0];
    if (!online || !isWelcome(request) || path !== `${SOCKET_PATH}/websocket`) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, (socket) => attend(server, socket, request));
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });

  const address = `${host.includes(':') ? `[${host}]` : host || 'localhost'}:${(http.address() as AddressInfo).port}`;
  const hangUp = (): void => {
    server.disconnect();
    for (const socket of connections) socket.destroy();
  };
  return {
    url: `http://${address}`,
    socketUrl: `ws://${address}${SOCKET_PATH}`,
    server,
    get users() {
      return server.users;
    },
    get online() {
      return online;
    },
    set online(value) {
      online = value;
      if (!value) hangUp();
    },
    async stop() {
      hangUp();
      await server.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** One socket of the phoenix client. */
function attend(server: ServerHost, socket: WebSocket, { url, headers }: IncomingMessage): void {
  const protocols = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
  // As most apps of Phoenix do: `params: { token }`.
  const token = new URLSearchParams(url?.split('?')[1]).get('token');
  const connection = server.connect(
    {
      send: (data) => socket.send(data),
      // 1006 may not be said, only done.
      close: (code, reason) => (code === 1006 ? socket.terminate() : socket.close(code, reason)),
    },
    token === null ? protocols : [...protocols, tokenProtocol(token)],
  );
  socket.on('message', (data: Buffer, isBinary) => {
    try {
      connection.receive(isBinary ? data : data.toString());
    } catch {
      // Nobody else would catch it: a frame that cannot be dealt with ends its socket, not the process.
      socket.close(1011);
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => server.disconnected(connection));
}

function isLocal(origin: string): boolean {
  return URL.canParse(origin) && isLocalHost(new URL(origin).hostname);
}
