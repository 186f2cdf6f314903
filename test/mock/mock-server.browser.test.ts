// The server in the page: the real phoenix client over MSW, IndexedDB and BroadcastChannel in a real browser.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { httpUploader } from '../../src/backend/http-uploader.js';
import { interceptHttp, startMockServer } from '../../src/mock/index.js';
import type { MockServer, MockServerOptions } from '../../src/mock/index.js';
import type { Channel, Joined, ServerOp, SourceError } from '../../src/sync/protocol.js';

const TOPIC = roomTopic('quiet-corner');
const cleanUp: (() => unknown)[] = [];
const ownWebSocket = globalThis.WebSocket;
let run = 0;

afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
  sessionStorage.clear();
  run += 1;
});

function start(options: MockServerOptions = {}): MockServer {
  const server = startMockServer({ name: `mock-server-test-${run}`, ...options });
  cleanUp.push(() => server.stop());
  return server;
}

function listen(
  server: MockServer,
  token: string,
  topic = TOPIC,
): { channel: Channel<Message>; joins: Joined[]; ops: ServerOp<Message>[]; errors: SourceError[]; downs: () => number } {
  const [joins, ops, errors]: [Joined[], ServerOp<Message>[], SourceError[]] = [[], [], []];
  let downs = 0;
  const source = phoenixSource({ url: server.url, token, random: () => 0 });
  cleanUp.push(() => source.close());
  const channel = source.channel<Message>(topic, {
    joined: (joined) => joins.push(joined),
    op: (op) => ops.push(op),
    error: (error) => errors.push(error),
    down: () => (downs += 1),
  });
  return { channel, joins, ops, errors, downs: () => downs };
}

async function joined(channel: Channel<Message>): Promise<void> {
  await vi.waitFor(() => expect(channel.joined).toBe(true), { timeout: 5000 });
}

function create(id: string): Parameters<Channel<Message>['put']>[0] {
  return { mutationId: `m-${id}`, kind: 'create', id, body: { content: id } };
}

describe('the mock server in a page', () => {
  it('serves from memory, and throws nothing into the page, where IndexedDB is refused', async () => {
    const thrown: unknown[] = [];
    const heard = new AbortController();
    for (const type of ['error', 'unhandledrejection'])
      window.addEventListener(type, (event) => thrown.push(event), { signal: heard.signal });
    const refused = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('storage is refused', 'SecurityError');
    });
    const server = start();
    const { channel } = listen(server, 'ana');
    await joined(channel);
    await channel.put(create('kept in memory'));
    refused.mockRestore();
    heard.abort();
    expect(thrown).toEqual([]);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('msw-websocket-clients');
  });

  it('lets two users of one page talk', async () => {
    const server = start();
    const [ana, ben] = [listen(server, 'ana'), listen(server, 'ben')];
    await Promise.all([joined(ana.channel), joined(ben.channel)]);
    const reply = await ana.channel.put(create('hello'));
    await vi.waitFor(() => expect(ben.ops).toEqual([{ seq: 1, row: reply.row }]));
    await server.post('eva', 'quiet-corner', 'hi both');
    await vi.waitFor(() => expect(ana.ops.map((op) => op.row?.sender.id)).toEqual(['ana', 'eva']));
    expect([...ana.errors, ...ben.errors]).toEqual([]);
    expect(server.storage).toBe('disk');
    expect(server.users).toHaveLength(10);
  });

  it('remembers after a reload', async () => {
    const before = start();
    await before.post('ana', 'quiet-corner', 'keep this');
    await before.stop();
    const after = listen(start(), 'ben');
    await joined(after.channel);
    const { rows } = await after.channel.page({ before: 100, limit: 10 });
    expect(rows.map((row) => row.content)).toEqual(['keep this']);
  });

  it('is one server in two tabs', async () => {
    // Two servers of one name, as two tabs would have; two addresses, as they share this page's sockets.
    const [here, there] = [start({ url: 'wss://here.invalid/socket' }), start({ url: 'wss://there.invalid/socket' })];
    const [ana, ben] = [listen(here, 'ana'), listen(there, 'ben')];
    await Promise.all([joined(ana.channel), joined(ben.channel)]);
    await Promise.all(Array.from({ length: 10 }, (_, n) => [ana, ben][n % 2]!.channel.put(create(`m${n}`))));
    await vi.waitFor(() => {
      expect(ana.ops.map((op) => op.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(ben.ops).toEqual(ana.ops);
    });
  });

  it('goes offline, stays offline over a reload, and comes back', async () => {
    const server = start();
    const ana = listen(server, 'ana');
    await joined(ana.channel);
    server.online = false;
    await vi.waitFor(() => expect(ana.downs()).toBe(1));
    await expect(ana.channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
    await server.stop();

    const reloaded = start();
    expect(reloaded.online).toBe(false);
    const again = listen(reloaded, 'ana');
    await reloaded.post('ben', 'quiet-corner', 'written meanwhile');
    expect(again.joins).toEqual([]);
    reloaded.online = true;
    await joined(again.channel);
    expect(again.joins[0]!.head).toBe(1);
    expect(start({ url: 'wss://other.invalid/socket' }).online).toBe(true);
  });

  it('starts over on reset, with everybody joined to the new history', async () => {
    const server = start();
    const ana = listen(server, 'ana');
    await joined(ana.channel);
    await ana.channel.put(create('a'));
    await server.reset();
    await vi.waitFor(() => expect(ana.joins).toHaveLength(2), { timeout: 5000 });
    expect(ana.joins[1]).toMatchObject({ head: 0 });
    expect(ana.joins[1]!.epoch).not.toBe(ana.joins[0]!.epoch);
  });

  it('leaves other sockets alone, and gives the page its own WebSocket back', async () => {
    const server = start();
    const other = new WebSocket(location.origin.replace('http', 'ws'), 'vite-ping');
    const outcome = await new Promise((resolve) => {
      other.onopen = () => resolve('open');
      other.onerror = () => resolve('error');
    });
    expect(outcome).toBe('open');
    other.close();
    await server.stop();
    expect(globalThis.WebSocket).toBe(ownWebSocket);
  });

  it('can answer for a path of its own host', async () => {
    const ana = listen(start({ url: '/socket' }), 'ana');
    await joined(ana.channel);
    await expect(ana.channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
  });

  it('can hurt what it is asked, and is stopped only once', async () => {
    const server = start({ latency: [1, 5] });
    const ana = listen(server, 'ana');
    await joined(ana.channel);
    server.faults.add({ do: '500', match: { event: 'put' }, times: 1 });
    await expect(ana.channel.put(create('a'))).rejects.toMatchObject({ reason: 'server', refused: false });
    await expect(ana.channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
    await server.stop();
    await server.stop();
  });

  it('knows its users by token, and nobody else', async () => {
    const stranger = listen(start(), 'mallory');
    await vi.waitFor(() => expect(stranger.errors[0]).toMatchObject({ reason: 'unauthorized' }));
    expect(stranger.joins).toEqual([]);
  });

  it('answers for an address alone: another name needs another one, and the same server begins there anew', async () => {
    const first = start();
    const ana = listen(first, 'ana');
    await joined(ana.channel);
    expect(() => start({ name: 'another' })).toThrow(`the server "mock-server-test-${run}" answers for ${first.url}/websocket already`);
    expect(() => start({ seed: 2 })).toThrow('give this one a url of its own');
    // As when a module is loaded again: the newest answers, once, and who is connected stays so.
    const again = start();
    const ben = listen(again, 'ben');
    await joined(ben.channel);
    await ben.channel.put(create('once'));
    await vi.waitFor(() => expect([ana.ops.length, ben.ops.length]).toEqual([1, 1]));
    await again.stop();
    const eva = listen(first, 'eva');
    await joined(eva.channel);
    await first.stop();
    expect(() => start({ uploads: { maxFileSize: -1 } })).toThrow('maxFileSize');
    expect(start({ name: 'another' }).url).toBe(first.url);
  });

  it.each(['/api/', '/api', '/'])('answers HTTP below %s', async (url) => {
    const server = start({ storage: 'memory' });
    cleanUp.push(interceptHttp(server, url));
    const headers = { Authorization: 'Bearer ana' };
    const said = await fetch(`${url.replace(/\/$/, '')}/rooms`, { headers });
    expect(((await said.json()) as { rows: unknown[] }).rows.length).toBeGreaterThan(0);
    // A file is had where it is said to be: there, too.
    const uploader = httpUploader({ url, token: 'ana', fetchFiles: true });
    const { signal } = new AbortController();
    const attachment = await uploader.upload(new File(['words'], 'a.txt', { type: 'text/plain' }), { id: 'f', signal });
    expect(attachment.url).toBe(new URL(`${url.replace(/\/$/, '')}/uploads/f`, location.href).href);
    expect(await (await uploader.load!(attachment, signal)).text()).toBe('words');
    // What is no route of the contract is the page's own, where all of its host is the server's.
    if (url === '/') expect((await fetch('/nowhere/at/all.js')).headers.get('Content-Type')).not.toBe('application/json');
    else expect((await fetch(`${url}/nowhere`, { headers })).status).toBe(404);
  });

  it('refuses an address over HTTP that never would be asked', () => {
    const server = start({ storage: 'memory' });
    expect(() => interceptHttp(server, 'wss://chat.invalid/socket')).toThrow(
      'httpHandlers: the url is an address of http: or https:, or a path',
    );
  });
});
