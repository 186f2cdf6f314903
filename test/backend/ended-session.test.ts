// A session that ends while the line stays up: wishes are answered with 401. What was accepted is sent as soon as the token is a good
// one again, over either transport, and nobody has to cut the line for it.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { roomTopic } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { readToken } from '../../src/mock/phoenix-token.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import type { Source } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import { agingClock } from '../sync/list-screen.js';
import type { StreamStatus } from '../../src/sync/stream-status.js';

const ROOM = 'quiet-corner';
const TOPIC = roomTopic(ROOM);
const UNAUTHORIZED = { reason: 'unauthorized', message: 'The session has ended.' };

const PAGE = '<!doctype html><title>Sign in</title>';

/** A server for which the wishes of `stale` are those of a stranger, and who had which token. */
interface Guarded {
  host: ServerHost;
  token: () => string;
  /** Wishes, by the token they came with. */
  asked: string[];
  /** Lines that were opened. */
  lines: number;
}

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

function overHttp(server: Guarded): Source {
  const ask = inProcessFetch(server.host);
  return httpSource({
    url: '',
    token: server.token,
    random: () => 0.1,
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      const token = headers.get('Authorization')!.slice('Bearer '.length);
      if (url.includes('/events')) server.lines += 1;
      if (init.method === 'PUT') {
        server.asked.push(token);
        if (token === 'signed-out') return Promise.resolve(new Response(PAGE, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }));
        if (token === 'stale') return Promise.resolve(Response.json(UNAUTHORIZED, { status: 401 }));
      }
      headers.set('Authorization', 'Bearer ana');
      return ask(url, { ...init, headers });
    },
  });
}

function overPhoenix(server: Guarded, random = 0.1): Source {
  class Guard extends inProcessTransport(server.host) {
    readonly #token: string;
    constructor(url: string, protocols?: string | string[]) {
      super(url, ['phoenix', `base64url.bearer.phx.${btoa('ana')}`]);
      this.#token = readToken(protocols);
      server.lines += 1;
    }
    override send(data: string): void {
      const [joinRef, ref, topic, event] = JSON.parse(data) as string[];
      if (event === 'put') server.asked.push(this.#token);
      if (event !== 'put' || this.#token !== 'stale') return super.send(data);
      const reply = JSON.stringify([joinRef, ref, topic, 'phx_reply', { status: 'error', response: UNAUTHORIZED }]);
      queueMicrotask(() => this.onmessage?.({ data: reply }));
    }
  }
  return phoenixSource({ url: 'ws://test/socket', token: server.token, transport: Guard, random: () => random });
}

describe.each([
  ['Phoenix', overPhoenix],
  ['HTTP', overHttp],
] as const)('a session that ends, over %s', (name, sourceOf) => {
  let token = 'stale';
  let run = 0;

  function open(clock: Clock, ...rest: number[]) {
    token = 'stale';
    const host = new ServerHost({ storage: 'memory' });
    const server: Guarded = { host, token: () => token, asked: [], lines: 0 };
    const source = sourceOf(server, ...(rest as []));
    const sync = new Sync({ app: `ended-${name}-${(run += 1)}`, userKey: 'ana', source, clock });
    const statuses: StreamStatus[] = [];
    const stream = sync.stream(TOPIC, { ops: () => undefined, status: (status) => statuses.push(status), error: () => undefined });
    cleanUp.push(
      () => host.close(),
      () => source.close(),
      () => sync.close(),
    );
    const is = (status: Partial<StreamStatus>): Promise<void> =>
      vi.waitFor(() => expect(stream.status).toMatchObject(status), { timeout: 9_000 });
    const contents = async (): Promise<string[]> =>
      (await host.current())
        .page('ana', TOPIC, { before: Infinity, limit: 500 })
        .rows.map((row) => (row as { content?: string }).content ?? '')
        .filter((content) => content.startsWith('mine'));
    return { server, sync, stream, statuses, is, contents };
  }

  it('says so, asks again, and goes on when the token is a good one', { timeout: 20_000 }, async () => {
    const { server, stream, statuses, is, contents } = open({ ...systemClock, random: () => 0.1 });
    await is({ state: 'live' });
    const from = statuses.length;
    await stream.create('a', 'm-a', { content: 'mine 1' });
    await stream.create('b', 'm-b', { content: 'mine 2' });
    await is({ state: 'auth-required', waiting: 2 });
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(2), { timeout: 9_000 });
    expect(stream.status.state).toBe('auth-required');
    token = 'good';
    await is({ state: 'live', waiting: 0, failed: 0 });
    expect(await contents()).toEqual(['mine 1', 'mine 2']);
    // It is told once, whatever becomes of the line meanwhile.
    const told = statuses.slice(from).map(({ state }) => state);
    expect(told.filter((state, at) => state === 'auth-required' && told[at - 1] !== 'auth-required')).toHaveLength(1);
    if (name === 'HTTP') expect(server.lines).toBe(1);
  });

  // Over Phoenix nobody answers by a page.
  const onlyHttp = name === 'HTTP' ? it : undefined;
  onlyHttp?.('is told from a fault of the server where a proxy answers by a page to sign in by, and nothing is set aside', async () => {
    const { server, stream, is, contents } = open(agingClock());
    await is({ state: 'live' });
    token = 'signed-out';
    await stream.create('a', 'm-a', { content: 'mine' });
    await vi.waitFor(() => expect(server.asked.length).toBeGreaterThan(20), { timeout: 9_000 });
    await is({ state: 'auth-required', waiting: 1, failed: 0 });
    token = 'good';
    await is({ state: 'live', waiting: 0, failed: 0 });
    expect(await contents()).toEqual(['mine']);
  });

  it('goes on at once when somebody says that there is another token', async () => {
    // Nothing ends a wait by itself.
    const { server, sync, stream, is, contents } = open({ now: Date.now, random: () => 0.999, after: () => () => undefined }, 0.999);
    await is({ state: 'live' });
    await stream.create('a', 'm-a', { content: 'mine' });
    await is({ state: 'auth-required', waiting: 1 });
    expect(server.asked).toEqual(['stale']);
    token = 'good';
    sync.resume();
    await is({ state: 'live', waiting: 0 });
    expect(server.asked).toEqual(['stale', 'good']);
    expect(server.lines).toBe(2);
    expect(await contents()).toEqual(['mine']);
  });
});
