// Two transports on the server in the page, through MSW, in a real browser.

import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { interceptHttp, MOCK_HTTP_URL, MOCK_URL, startMockServer } from '../../src/mock/index.js';
import type { Source } from '../../src/sync/protocol.js';
import { contractSuite } from './contract-suite.js';
import type { World } from './contract-suite.js';

let run = 0;

function inPage(open: (options: Parameters<World['open']>[0]) => Source, http: boolean): () => Promise<World> {
  return () => {
    const server = startMockServer({ name: `contract-${(run += 1)}` });
    const stopHttp = http ? interceptHttp(server) : undefined;
    return Promise.resolve({
      faults: server.faults,
      open,
      post: server.post,
      hangUp() {
        server.online = false;
        server.online = true;
      },
      setOnline: (value) => void (server.online = value),
      async stop() {
        sessionStorage.clear();
        stopHttp?.();
        await server.stop();
      },
    });
  };
}

const quick = { random: () => 0.02 };

contractSuite(
  'Phoenix in the page',
  inPage((options) => phoenixSource({ url: MOCK_URL, ...quick, ...options }), false),
);
contractSuite(
  'HTTP in the page',
  inPage((options) => httpSource({ url: MOCK_HTTP_URL, ...quick, ...options }), true),
);
