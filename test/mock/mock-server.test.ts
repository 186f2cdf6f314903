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

  it.each([
    [{ latency: '300..1200' }, 'options.latency is milliseconds, or [least, most] of them, not "300..1200"'],
    [{ latency: -5 }, 'options.latency is milliseconds, or [least, most] of them, not -5'],
    [{ latncy: 300 }, 'options has no "latncy"; there are: '],
    [{ storage: 'disc' }, 'options.storage is one of disk, memory, not "disc"'],
    [{ rateLimit: { changes: 0, withinMs: 1 } }, 'options.rateLimit.changes is a whole number of 1 or more, not 0'],
    [{ users: [{ id: '', name: '' }] }, 'options.users is a list of { id, name }, one or more, each id once, not [{"id":"","name":""}]'],
    [{ users: [1, 2].map(() => ({ id: 'a', name: 'A' })) }, 'options.users is a list of { id, name }, one or more, each id once'],
    [{ name: '' }, 'options.name is a text that is not empty, not ""'],
    [{ url: 'ftp://x/y' }, 'options.url is an address of ws:, wss:, http: or https:, or a path, not "ftp://x/y"'],
    [{ url: 5 }, 'options.url is an address'],
    [{ port: 4000 }, 'options has no "port"'],
  ])('refuses an option that cannot be meant: %j', (options, why) => {
    vi.stubGlobal('location', { hostname: 'localhost', href: 'http://localhost/' });
    const start = (): unknown => startMockServer(options as never);
    expect(start).toThrow(TypeError);
    expect(start).toThrow(why);
  });

  it('refuses a latency that cannot be meant, and goes on with the one it had', async () => {
    vi.stubGlobal('location', { hostname: 'localhost', href: 'http://localhost/' });
    const server = startMockServer({ storage: 'memory', latency: [1, 2] });
    for (const wrong of ['x', -1, [2, 1], Number.NaN])
      expect(() => (server.latency = wrong as never)).toThrow('server.latency is milliseconds, or [least, most] of them');
    expect(server.latency).toEqual([1, 2]);
    await server.stop();
  });
});
