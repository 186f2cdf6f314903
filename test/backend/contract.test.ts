// Two transports on two hosts: the server in this process, and the one that listens on a port.

import { WebSocket } from 'ws';
import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { Source } from '../../src/sync/protocol.js';
import { contractSuite } from './contract-suite.js';
import type { World } from './contract-suite.js';

type Open = World['open'];

function inProcess(open: (host: ServerHost, isOnline: () => boolean, options: Parameters<Open>[0]) => Source): () => Promise<World> {
  return () => {
    const host = new ServerHost({ storage: 'memory' });
    let online = true;
    return Promise.resolve({
      faults: host.faults,
      open: (options) => open(host, () => online, options),
      post: (userId, roomId, content) => host.post(userId, roomId, content),
      hangUp: () => host.disconnect(),
      setOnline(value) {
        online = value;
        if (!value) host.disconnect();
      },
      stop: () => host.close(),
    });
  };
}

function onPort(open: (urls: { url: string; socketUrl: string }, options: Parameters<Open>[0]) => Source): () => Promise<World> {
  return async () => {
    const mock = await startMockServer({ port: 0 });
    return {
      faults: mock.server.faults,
      open: (options) => open(mock, options),
      post: (userId, roomId, content) => mock.server.post(userId, roomId, content),
      hangUp: () => mock.server.disconnect(),
      setOnline: (value) => void (mock.online = value),
      stop: () => mock.stop(),
    };
  };
}

const quick = { random: () => 0.02 };

contractSuite(
  'Phoenix in process',
  inProcess((host, isOnline, options) =>
    phoenixSource({ url: 'ws://test/socket', transport: inProcessTransport(host, isOnline), ...quick, ...options }),
  ),
);
contractSuite(
  'HTTP in process',
  inProcess((host, isOnline, options) => httpSource({ url: '', fetch: inProcessFetch(host, isOnline), ...quick, ...options })),
);
contractSuite(
  'Phoenix on a port',
  onPort(({ socketUrl }, options) => phoenixSource({ url: socketUrl, transport: WebSocket, ...quick, ...options })),
);
contractSuite(
  'HTTP on a port',
  onPort(({ url }, options) => httpSource({ url, ...quick, ...options })),
);
