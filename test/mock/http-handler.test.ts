// The server over HTTP as anybody's client sees it: statuses, headers, one shape of refusals; and what faults do to it.

import { afterEach, describe, expect, it } from 'vitest';
import { MAX_CONTENT } from '../../src/backend/model.js';
import { httpHandler } from '../../src/mock/http-handler.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { HostOptions } from '../../src/mock/server-host.js';

type Json = Record<string, unknown>;

let host: ServerHost;
let handle: (request: Request) => Promise<Response>;
const start = (options: HostOptions = {}, base?: string): void => {
  host = new ServerHost({ storage: 'memory', record: true, ...options });
  handle = httpHandler(host, base);
};
afterEach(() => host.close());

interface Said {
  status: number;
  headers: Headers;
  body: Json;
}

async function say(method: string, path: string, options: { user?: string | null; key?: string; body?: unknown } = {}): Promise<Said> {
  const { user = 'ana', key, body } = options;
  const headers = new Headers();
  if (user !== null) headers.set('Authorization', `Bearer ${user}`);
  if (key !== undefined) headers.set('Idempotency-Key', key);
  const init = { method, headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) };
  const response = await handle(new Request(`http://localhost${path}`, init));
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

const ROOM = '/rooms/quiet-corner';
const put = (id: string, content: unknown = id, user = 'ana'): Promise<Said> =>
  say('PUT', `${ROOM}/messages/${id}`, { user, key: `put-${id}-${user}`, body: { content } });

describe('a request', () => {
  it('for rooms, pages and what is new is answered without knowing the protocol', async () => {
    start();
    expect(await say('GET', '/rooms')).toMatchObject({ status: 200, body: { floor: 0, rows: [{ id: 'weekend-plans' }, {}, {}] } });
    await put('a');
    await put('b');
    expect(await say('GET', `${ROOM}/messages`)).toMatchObject({
      status: 200,
      body: { as_of: 2, before: 3, rows: [{ id: 'a' }, { id: 'b' }] },
    });
    expect(await say('GET', `${ROOM}/messages?limit=1`)).toMatchObject({ body: { rows: [{ id: 'b' }], floor: 2 } });
    expect(await say('GET', `${ROOM}/messages?around=a&limit=2`)).toMatchObject({ body: { place: 1 } });
    expect(await say('GET', `${ROOM}/sync?after=1`)).toMatchObject({ body: { after: 1, up_to: 2, rows: [{ id: 'b' }], more: false } });
    expect(await say('GET', `${ROOM}/sync`)).toMatchObject({ body: { reset: true, as_of: 2 } });
    expect(await say('GET', `${ROOM}/sync?after=1&epoch=another`)).toMatchObject({ body: { reset: true, as_of: 2 } });
  });

  it('is refused in one shape, with the status of its reason', async () => {
    start();
    await put('a');
    await put('gone');
    await say('DELETE', `${ROOM}/messages/gone`, { key: 'd' });
    const refusals: [number, string, Promise<Said>][] = [
      [400, 'invalid', say('PUT', `${ROOM}/messages/b`, { body: { content: 'x' } })],
      [400, 'invalid', say('PUT', `${ROOM}/messages/b`, { key: 'k', body: '{' })],
      [400, 'invalid', say('PUT', `${ROOM}/messages/b`, { key: 'k', body: '[]' })],
      [400, 'invalid', say('PUT', `${ROOM}/messages/b`, { key: '%', body: {} })],
      [400, 'invalid', say('GET', `${ROOM}/messages?before=-1`)],
      [400, 'invalid', say('GET', `${ROOM}/messages?before=soon`)],
      [400, 'invalid', say('GET', `${ROOM}/messages?limit=1.5`)],
      [400, 'invalid', say('GET', `${ROOM}/sync?after=`)],
      [401, 'unauthorized', say('GET', ROOM + '/sync', { user: null })],
      [401, 'unauthorized', say('GET', ROOM + '/events', { user: 'nobody' })],
      [401, 'unauthorized', put('b', 'x', 'nobody')],
      [403, 'forbidden', say('PATCH', `${ROOM}/messages/a`, { user: 'ben', key: 'k', body: { content: 'mine' } })],
      [403, 'forbidden', say('DELETE', `${ROOM}/messages/a`, { user: 'ben', key: 'k' })],
      [403, 'forbidden', put('a', 'mine', 'ben')],
      [404, 'not_found', say('GET', '/rooms/nowhere/messages')],
      [404, 'not_found', say('GET', '/rooms/nowhere/events')],
      [404, 'not_found', say('GET', '/')],
      [404, 'not_found', say('GET', '/rooms/')],
      [404, 'not_found', say('GET', '/rooms/%ff/sync')],
      [404, 'not_found', say('GET', `${ROOM}/messages/a/b`)],
      [404, 'not_found', say('PATCH', `${ROOM}/messages/never`, { key: 'k', body: { content: 'x' } })],
      [404, 'not_found', say('GET', `${ROOM}/messages?around=never`)],
      [405, 'invalid', say('POST', `${ROOM}/messages`)],
      [409, 'outdated', say('GET', `${ROOM}/events?v=2`)],
      [410, 'gone', say('PATCH', `${ROOM}/messages/gone`, { key: 'k', body: { content: 'x' } })],
      [413, 'too_large', put('b', 'x'.repeat(MAX_CONTENT + 1))],
      [413, 'too_large', put('b', 'x'.repeat(200_000))],
      [422, 'invalid', put('b', ' ')],
      [422, 'invalid', put('b', 5)],
    ];
    for (const [status, reason, refusal] of refusals) {
      const { status: said, body } = await refusal;
      expect([said, body['reason'], body['message']]).toEqual([status, reason, expect.any(String)]);
    }
    expect((await put('b', ' ')).body['errors']).toEqual({ content: "can't be blank" });
    expect((await say('POST', `${ROOM}/messages`)).headers.get('Allow')).toBe('GET');
    expect((await say('GET', `${ROOM}/sync?after=0`)).body['up_to']).toBe(3);
  });

  it('may come below a path of its own', async () => {
    start({}, '/api');
    expect((await say('GET', '/api/rooms')).status).toBe(200);
    for (const path of ['/rooms', '/apirooms', '/api']) expect((await say('GET', path)).status).toBe(404);
  });

  it('too many are told when to come again, and a repeat is no more of them', async () => {
    let now = Date.UTC(2026, 2, 2);
    start({ rateLimit: { changes: 2, withinMs: 10_000 }, now: () => new Date(now) });
    await put('a');
    now += 4_000;
    await put('b');
    const refused = await put('c');
    expect(refused).toMatchObject({ status: 429, body: { reason: 'rate_limited', retry_after_ms: 6_000 } });
    expect(refused.headers.get('Retry-After')).toBe('6');
    expect((await put('b')).status).toBe(200);
    expect((await put('d', 'x', 'ben')).status).toBe(200);
    now += 6_000;
    expect((await put('c')).status).toBe(200);
    expect((await put('e')).status).toBe(429);
  });
});

describe('typing', () => {
  it('is told to those who listen, over both transports, and kept nowhere', async () => {
    start();
    const stream = await handle(new Request(`http://localhost${ROOM}/events`, { headers: { Authorization: 'Bearer ben' } }));
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const frames: string[] = [];
    const socket = host.connect({ send: (data) => frames.push(data), close: () => undefined }, [`base64url.bearer.phx.${btoa('eva')}`]);
    socket.receive('["1","1","room:quiet-corner","phx_join",{}]');
    await expect.poll(() => frames.length).toBe(1);
    expect((await say('POST', `${ROOM}/typing`)).status).toBe(200);
    expect((await reader.read()).value).toBe(
      'event: typing\ndata: {"topic":"room:quiet-corner","payload":{"user":{"id":"ana","name":"Ana Sousa","email":"ana@streamchat.io"}}}\n\n',
    );
    expect(JSON.parse(frames[1]!)).toMatchObject([null, null, 'room:quiet-corner', 'typing', { user: { id: 'ana' } }]);
    socket.receive('["1","2","room:quiet-corner","typing",{}]');
    expect((await reader.read()).value).toContain('"id":"eva"');
    expect((await say('POST', '/rooms/nowhere/typing')).status).toBe(404);
    expect(host.commits.filter(({ topic }) => topic === 'room:quiet-corner')).toEqual([]);
    await reader.cancel();
  });
});

describe('a fault', () => {
  it('strikes over HTTP as over Phoenix, by the same names', async () => {
    start();
    host.faults.add({ do: '429', retryAfterMs: 1_200, match: { event: 'put' }, times: 1 });
    expect(await put('a')).toMatchObject({ status: 429, body: { retry_after_ms: 1_200 } });
    for (const [kind, status] of [
      ['500', 500],
      ['401', 401],
      ['403', 403],
      ['422', 422],
      ['commit-then-500', 500],
    ] as const) {
      host.faults.add({ do: kind, match: { event: 'put' }, times: 1 });
      expect((await put(kind)).status).toBe(status);
    }
    expect(host.commits.map(({ mutationId }) => mutationId).filter((id) => !id.startsWith('seed'))).toEqual(['put-commit-then-500-ana']);
    host.faults.add({ do: 'clock', ms: 3_600_000, match: { event: 'put' }, times: 1 });
    const { row } = (await put('late')).body as { row: { inserted_at: string } };
    expect(Date.parse(row.inserted_at) - Date.now()).toBeGreaterThan(3_500_000);
    host.faults.add({ do: 'garbage-frame', match: { event: 'page' }, times: 1 });
    await expect(say('GET', `${ROOM}/messages`)).rejects.toThrow(SyntaxError);
    host.faults.add({ do: 'close', match: { event: 'page' }, times: 1 });
    expect((await handle(new Request(`http://localhost${ROOM}/messages`, { headers: { Authorization: 'Bearer ana' } }))).type).toBe(
      'error',
    );
    host.faults.add({ do: 'stale-page', ms: 30, match: { event: 'page' }, times: 1 });
    const stale = say('GET', `${ROOM}/messages`);
    await expect.poll(() => host.faults.struck.get('stale-page')).toBe(1);
    expect((await stale).body['as_of']).toBe(2);
    expect(host.requests.at(-1)).toMatchObject({ userId: 'ana', topic: 'room:quiet-corner', event: 'page', payload: { limit: 50 } });
  });

  it('waits its turn while the server is paused', async () => {
    start();
    host.pause();
    const reply = put('a');
    await expect.poll(() => host.step()).toBe(1);
    expect((await reply).body['seq']).toBe(1);
  });
});
