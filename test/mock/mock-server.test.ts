// A mock server loses what people write: it must not start where people write.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';

// MSW needs a newer Node than the tests do; here it only matters whether it would be started.
vi.mock('../../src/mock/page-network.js', () => ({ answerFor: () => () => undefined }));

afterEach(() => vi.unstubAllGlobals());

describe('a mock server', () => {
  it.each(['chat.example.com', 'localhost.example.com', '10.0.0.1', '127.example.com'])('refuses to start on %s', (hostname) => {
    vi.stubGlobal('location', { hostname, href: `https://${hostname}/` });
    expect(() => startMockServer()).toThrow(`a mock server is not for "${hostname}"; pass allowAnyHost: true`);
  });

  it.each(['localhost', 'app.localhost', '127.0.0.1', '[::1]', ''])('starts on "%s"', async (hostname) => {
    vi.stubGlobal('location', { hostname, href: 'http://localhost/' });
    const server = startMockServer({ storage: 'memory' });
    expect(server.storage).toBe('memory');
    await server.stop();
  });

  it('says which one is for Node, where there is no page', () => {
    vi.stubGlobal('location', undefined);
    expect(() => startMockServer()).toThrow('that of live-stream-kit/mock/node is for Node');
  });

  it('starts anywhere when that is meant', async () => {
    vi.stubGlobal('location', { hostname: 'chat.example.com', href: 'https://chat.example.com/' });
    const server = startMockServer({ storage: 'memory', allowAnyHost: true });
    expect(server.online).toBe(true);
    await server.stop();
  });
});
