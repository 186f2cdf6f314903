// The door of `live-stream-kit/mock`: a server for demos, stories and tests. Nothing else of the kit imports it.

export { MOCK_URL, startMockServer } from './mock-server.js';
export type { MockServer, MockServerOptions } from './mock-server.js';
export { ServerHost } from './server-host.js';
export type { HostOptions, Latency } from './server-host.js';
export type { Pace } from './chatter.js';
export { inProcessFetch, inProcessTransport } from './in-process.js';
export { httpHandler } from './http-handler.js';
export { httpHandlers, interceptHttp, MOCK_HTTP_URL } from './page-http.js';
export { interceptSockets } from './page-network.js';
export { ProtocolServer } from './protocol-server.js';
export type { Commit, Decision } from './protocol-server.js';
export { createSeed, SEED_USERS } from './seed.js';
export type { Seed } from './seed.js';
export type { FaultKind, FaultRule, Faults } from './faults.js';
