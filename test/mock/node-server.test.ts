// The server on a port: for this machine alone, to pages of it, and gone when it is stopped.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { PhoenixConnection } from '../../src/mock/phoenix-connection.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { NodeMockServer, NodeMockServerOptions } from '../../src/node/mock-server.js';
import { builtCommand } from './built-command.js';

const running: NodeMockServer[] = [];
const start = async (options: NodeMockServerOptions = {}): Promise<NodeMockServer> => {
  const server = await startMockServer({ port: 0, ...options });
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

/** A request whose headers `fetch` would not let one choose. */
function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(`${url}/rooms`, { headers, method }, (response) => {
      response.resume();
      resolve({ status: response.statusCode!, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}

/** How a handshake ended. */
function shake(url: string, origin?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, ['phoenix'], origin === undefined ? {} : { origin });
    socket.on('open', () => {
      resolve(`open ${socket.protocol}`);
      socket.close();
    });
    socket.on('error', () => resolve('refused'));
  });
}

/** How a socket ends that says this one thing. */
function endOf(url: string, said: string): Promise<[code: number, reason: string]> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, ['phoenix']);
    socket.on('open', () => socket.send(said));
    socket.on('close', (code, reason) => resolve([code, reason.toString()]));
  });
}

const ANA = { Authorization: 'Bearer ana' };

interface JournalSaid {
  requests: Record<string, unknown>[];
  commits: { mutation_id: string; reply: { row: Record<string, unknown> } }[];
}

/** What tests in any language do to a server over HTTP. */
function asTests(url: string): {
  post(path: string, body?: string): Promise<Response>;
  put(id: string, signal?: AbortSignal): Promise<unknown>;
  journal(): Promise<JournalSaid>;
  held(): Promise<unknown[]>;
} {
  const read = async <T>(path: string): Promise<T> => (await (await fetch(`${url}/mock/${path}`)).json()) as T;
  return {
    post: (path, body) => fetch(`${url}/mock/${path}`, { method: 'POST', ...(body && { body }) }),
    put: async (id, signal) =>
      (
        await fetch(`${url}/rooms/quiet-corner/messages/${id}`, {
          method: 'PUT',
          headers: { ...ANA, 'Idempotency-Key': id },
          body: '{"content":"x"}',
          signal: signal ?? null,
        })
      ).status,
    journal: () => read('journal'),
    held: async () => (await read<{ held: unknown[] }>('held')).held,
  };
}

describe('a mock server on a port', () => {
  it.each(['', '0.0.0.0', '::', '192.168.1.5', 'chat.example.com'])('refuses to listen on %s', async (host) => {
    await expect(start({ host })).rejects.toThrow(`a mock server is not for "${host}"; pass allowAnyHost: true`);
  });

  it.each([
    [{ port: 'abc' }, 'options.port is a whole number from 0 to 65535, not "abc"'],
    [{ port: -1 }, 'options.port is a whole number from 0 to 65535, not -1'],
    [{ users: 'Ana' }, 'options.users is a list of { id, name }, one or more, each id once, not "Ana"'],
    [{ users: [{ id: '', name: '' }] }, 'not [{"id":"","name":""}]'],
    [{ users: [null] }, 'not [null]'],
    [{ latency: 'x' }, 'options.latency is milliseconds, or [least, most] of them, not "x"'],
    [{ latency: [10, 5] }, 'not [10,5]'],
    [{ chatter: -1 }, 'options.chatter is milliseconds, or [least, most] of them, not -1'],
    [{ rateLimit: {} }, 'options.rateLimit.changes is a whole number of 1 or more, not undefined'],
    [{ rateLimit: { changes: 1, withinMs: 'x' } }, 'options.rateLimit.withinMs is a whole number of 1 or more, not "x"'],
    [{ archived: -1 }, 'options.archived is a whole number from 0 to 50000000, not -1'],
    [{ seed: null }, 'options.seed is a text or a number, not null'],
    [{ uploads: 5 }, 'options.uploads is an object, not 5'],
    [{ host: 5 }, 'options.host is a text, not 5'],
    [{ nonsense: 1 }, 'options has no "nonsense"; there are: port, host, '],
  ])('refuses an option that cannot be meant: %j', async (options, why) => {
    await expect(start(options as never)).rejects.toThrow(why);
  });

  it('listens anywhere when that is meant', async () => {
    const { url } = await start({ host: '0.0.0.0', allowAnyHost: true });
    expect((await ask(url, { ...ANA, Host: 'chat.example.com', Origin: 'https://example.com' })).status).toBe(200);
  });

  it('answers pages of this machine, and no others, over either transport', async () => {
    const { url, socketUrl } = await start();
    const page = 'http://localhost:5173';
    expect(await ask(url, { ...ANA, Origin: page })).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': page } });
    expect(await ask(url, { Origin: page }, 'OPTIONS')).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-headers': expect.stringContaining('Idempotency-Key') as unknown },
    });
    for (const strange of [
      { Origin: 'https://example.com' },
      { Host: 'example.com' },
      { Origin: 'null' },
      { Host: 'localhost.example.com' },
    ]) {
      expect((await ask(url, { ...ANA, ...strange })).status).toBe(403);
    }
    expect(await shake(`${socketUrl}/websocket`, page)).toBe('open phoenix');
    expect(await shake(`${socketUrl}/websocket`)).toBe('open phoenix');
    expect(await shake(`${socketUrl}/websocket`, 'https://example.com')).toBe('refused');
    expect(await shake(`${socketUrl}/elsewhere`)).toBe('refused');
  });

  it('takes no path for a host of its own', async () => {
    const { url } = await start();
    const said = await fetch(`${url}//evil.example/uploads/u9`, {
      method: 'PUT',
      headers: ANA,
      body: '{"name":"a.txt","type":"text/plain","size":0}',
    });
    expect([said.status, await said.text()]).toEqual([404, expect.not.stringContaining('http://evil')]);
  });

  it('knows users of any name by their id as a header can carry it, however they come', async () => {
    const { url, socketUrl } = await start({ users: [{ id: '日本', name: '日本' }] });
    const token = encodeURIComponent('日本');
    expect((await fetch(`${url}/rooms`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    for (const login of [{ token }, { token: '日本' }, { params: { token } }, { params: { token: '日本' } }]) {
      const source = phoenixSource({ url: socketUrl, ...login, transport: WebSocket });
      const said = await new Promise((resolve) =>
        source.channel('rooms', { joined: () => resolve('joined'), op: () => undefined, down: () => undefined, error: resolve }),
      );
      source.close();
      expect(said).toBe('joined');
    }
  });

  it('knows users by a parameter of the address, too, as apps of Phoenix sign in', async () => {
    const { socketUrl } = await start();
    const joined = (token: string): Promise<string> =>
      new Promise((resolve) => {
        const source = phoenixSource({ url: socketUrl, params: { token }, transport: WebSocket });
        const end = (said: string): void => {
          resolve(said);
          source.close();
        };
        source.channel('rooms', {
          joined: () => end('joined'),
          op: () => undefined,
          down: () => undefined,
          error: ({ reason }) => end(reason),
        });
      });
    expect([await joined('ana'), await joined('stranger')]).toEqual(['joined', 'unauthorized']);
  });

  it('lets tests in any language set faults, let requests through one by one, read what came of them, and begin anew', async () => {
    const { url } = await start({ record: true });
    const ask = async (method: string, path: string, body?: string): Promise<[status: number, said: Record<string, unknown>]> => {
      const said = await fetch(`${url}/mock/${path}`, { method, ...(body === undefined ? {} : { body }) });
      return [said.status, (await said.json()) as Record<string, unknown>];
    };
    const put = async (id: string): Promise<number> =>
      (
        await fetch(`${url}/rooms/quiet-corner/messages/${id}`, {
          method: 'PUT',
          headers: { ...ANA, 'Idempotency-Key': id },
          body: '{"content":"x"}',
        })
      ).status;
    const rule = { do: '403', match: { event: 'put' }, times: 1 };
    expect(await ask('POST', 'faults', JSON.stringify(rule))).toEqual([200, { rules: [rule], struck: {} }]);
    expect([await put('a'), await put('a')]).toEqual([403, 200]);
    expect(await ask('GET', 'faults')).toEqual([200, { rules: [rule], struck: { 403: 1 } }]);
    expect(await ask('DELETE', 'faults')).toMatchObject([200, { rules: [] }]);
    await ask('POST', 'pause');
    const held = put('b');
    await vi.waitFor(async () => expect(await ask('POST', 'step?count=1')).toEqual([200, { passed: 1 }]));
    expect(await held).toBe(200);
    await ask('POST', 'resume');
    const [, { commits }] = await ask('GET', 'journal');
    expect(commits).toMatchObject([{ mutation_id: 'a' }, { mutation_id: 'b' }]);
    expect(await ask('POST', 'reset')).toEqual([200, {}]);
    expect(await ask('GET', 'journal')).toEqual([200, { requests: [], commits: [] }]);
    for (const [method, path, body, status] of [
      ['POST', 'faults', '{', 422],
      ['POST', 'faults', '{"do":"nonsense"}', 422],
      ['POST', 'faults', '{"do":"close","code":5}', 422],
      ['POST', 'faults', '{"do":"500","match":null}', 422],
      ['POST', 'faults', 'null', 422],
      ['POST', 'step?count=x', '', 422],
      ['GET', 'elsewhere', undefined, 404],
    ] as const)
      expect(await ask(method, path, body)).toEqual([status, { message: expect.any(String) as unknown }]);
  });

  it('lets nothing of the last test into the world that begins anew, whatever held it up', async () => {
    const { url } = await start({ record: true });
    const { post, put, journal, held } = asTests(url);
    await post('pause');
    const waiting = put('held').catch(() => 'lost');
    await vi.waitFor(async () => expect(await held()).toHaveLength(1));
    await post('reset');
    expect(await waiting).toBe('lost');
    await post('faults', '{"do":"delay","ms":300}');
    const late = put('late').catch(() => 'lost');
    await vi.waitFor(async () => expect((await journal()).requests).toHaveLength(1));
    await post('reset');
    expect(await late).toBe('lost');
    expect(await put('new')).toBe(200);
    expect((await journal()).commits.map(({ reply }) => reply.row['id'])).toEqual(['new']);
    expect((await journal()).requests).toHaveLength(1);
  });

  it('hurts the same frames again when it begins anew', async () => {
    const { url } = await start({ latency: [0, 1] });
    const { post, put } = asTests(url);
    const patterns: string[] = [];
    for (let round = 0; round < 3; round++) {
      await post('reset');
      await post('faults', '{"do":"500","match":{"event":"put","p":0.5}}');
      const said: unknown[] = [];
      for (let n = 0; n < 16; n++) said.push(await put(`m${n}`));
      patterns.push(said.join(' '));
    }
    expect(patterns[0]).toMatch(/500.*200|200.*500/);
    expect(new Set(patterns).size).toBe(1);
  });

  it('shows what waits, and forgets whoever no longer waits for an answer', async () => {
    const { url } = await start({ record: true });
    const { post, put, journal, held } = asTests(url);
    expect(await held()).toEqual([]);
    await post('pause');
    const stop = new AbortController();
    const leaves = put('leaves', stop.signal).catch(() => 'left');
    await vi.waitFor(async () => expect(await held()).toHaveLength(1));
    const stays = put('stays');
    await vi.waitFor(async () => expect(await held()).toHaveLength(2));
    expect(await held()).toMatchObject([
      { user_id: 'ana', topic: 'room:quiet-corner', event: 'put', payload: { mid: 'leaves', kind: 'create', id: 'leaves' } },
      { user_id: 'ana', payload: { mid: 'stays' } },
    ]);
    stop.abort();
    expect(await leaves).toBe('left');
    await vi.waitFor(async () => expect(await held()).toMatchObject([{ payload: { mid: 'stays' } }]));
    expect(await (await post('step?count=9')).json()).toEqual({ passed: 1 });
    expect(await stays).toBe(200);
    expect((await journal()).commits.map(({ reply }) => reply.row['id'])).toEqual(['stays']);
  });

  it('begins anew with the time as it is, and with nothing counted', async () => {
    const { url } = await start();
    const post = (path: string, body?: string): Promise<Response> =>
      fetch(`${url}/mock/${path}`, { method: 'POST', ...(body && { body }) });
    const put = async (id: string): Promise<number> => {
      const said = await fetch(`${url}/rooms/quiet-corner/messages/${id}`, {
        method: 'PUT',
        headers: { ...ANA, 'Idempotency-Key': id },
        body: '{"content":"x"}',
      });
      return Date.parse(((await said.json()) as { row: { inserted_at: string } }).row.inserted_at) - Date.now();
    };
    await post('faults', '{"do":"clock","ms":86400000,"times":1}');
    expect(await put('a')).toBeGreaterThan(80_000_000);
    await post('reset');
    expect(await (await fetch(`${url}/mock/faults`)).json()).toEqual({ rules: [], struck: {} });
    expect(Math.abs(await put('b'))).toBeLessThan(60_000);
  });

  it('says that its port is taken', async () => {
    const { url } = await start();
    await expect(start({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE');
  });

  it('survives bodies without end and clients that leave in the middle', async () => {
    const { url } = await start();
    const put = (body: string): Promise<Response> =>
      fetch(`${url}/rooms/quiet-corner/messages/a`, { method: 'PUT', headers: { ...ANA, 'Idempotency-Key': 'k' }, body });
    expect((await put('x'.repeat(3_000_000))).status).toBe(413);
    const stop = new AbortController();
    const stream = await fetch(`${url}/rooms/quiet-corner/events`, { headers: ANA, signal: stop.signal });
    expect(stream.headers.get('Content-Type')).toBe('text/event-stream');
    stop.abort();
    expect((await put('{"content":"still here"}')).status).toBe(200);
  });

  it('survives frames that are none, in any script, and says why it hangs up in as many words as fit', async () => {
    const { socketUrl } = await start();
    const socket = `${socketUrl}/websocket`;
    // A close frame takes 123 bytes, and these characters are of three or four. None is cut in two.
    for (const said of ['{', '日'.repeat(40), '😀'.repeat(40), `x${'😀'.repeat(40)}`]) {
      const [code, reason] = await endOf(socket, said);
      expect([code, reason]).toEqual([1000, expect.stringMatching(/^frame must be JSON, not "/)]);
      expect(reason).not.toContain('\ufffd');
    }
    expect(await shake(socket)).toBe('open phoenix');
  });

  it('loses one socket and no other where a frame brings its connection down', async () => {
    const { socketUrl } = await start();
    const socket = `${socketUrl}/websocket`;
    const broken = vi.spyOn(PhoenixConnection.prototype, 'receive').mockImplementation(() => {
      throw new Error('on purpose');
    });
    expect(await endOf(socket, '[]')).toEqual([1011, '']);
    broken.mockRestore();
    expect((await endOf(socket, '[]'))[0]).toBe(1000);
  });

  it('is the same for the same seed, and holds a long past without keeping it', async () => {
    const [one, two] = [await start({ seed: 7 }), await start({ seed: 7, archived: 1_000_000 })];
    const page = async ({ url }: NodeMockServer, room: string): Promise<unknown> =>
      (await fetch(`${url}/rooms/${room}/messages?limit=3`, { headers: ANA })).json();
    expect(await page(one, 'sre-team')).toEqual(await page(two, 'sre-team'));
    expect(await page(two, 'archive')).toMatchObject({ as_of: 1_000_000, rows: [{}, {}, { cseq: 1_000_000 }] });
  });

  it('frees its port when it is stopped', async () => {
    const server = await startMockServer({ port: 0 });
    const stream = await fetch(`${server.url}/rooms/quiet-corner/events`, { headers: ANA });
    await server.stop();
    await expect(stream.text()).rejects.toThrow();
    const again = await start({ port: Number(new URL(server.url).port) });
    expect(again.url).toBe(server.url);
  });
});

it('is started by a command, which prints its addresses, and ended by a signal', async () => {
  const child = spawn(process.execPath, [
    'tools/run-command.mjs',
    'mock-server',
    '--port',
    '0',
    '--seed',
    'x',
    '--latency',
    '0..1',
    '--chatter',
    '20..60',
    '--rate-limit',
    '100/1000',
    '--fault',
    '{"do":"422","match":{"event":"put"},"times":1}',
  ]);
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text, { timeout: 20_000 }).toContain('ana ben');
  const [, url] = /HTTP and server-sent events +(\S+)/.exec(text)!;
  const [, socketUrl] = /Phoenix Channels +(\S+)/.exec(text)!;
  expect(await (await fetch(`${url}/rooms`, { headers: ANA })).json()).toMatchObject({ rows: [{ id: 'weekend-plans' }, {}, {}] });
  expect(await shake(`${socketUrl}/websocket`)).toBe('open phoenix');
  const write = { method: 'PUT', headers: { ...ANA, 'Idempotency-Key': 'k' }, body: '{"content":"x"}' };
  expect((await fetch(`${url}/rooms/quiet-corner/messages/k`, write)).status).toBe(422);
  expect((await fetch(`${url}/rooms/quiet-corner/messages/k`, write)).status).toBe(200);
  // Nobody who listens is not there: others come, are seen to write, and write.
  const stream = await fetch(`${url}/events?topic=rooms&topic=room:sre-team&topic=room:weekend-plans&topic=room:quiet-corner`, {
    headers: ANA,
  });
  const events = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  while (!/event: op\ndata: .*"chatter-\d+"/.test(heard)) heard += (await events.read()).value ?? '';
  expect(heard).toMatch(/event: presence_diff\ndata: .*"joins":\{"(?!ana)/);
  expect(heard).toMatch(/event: typing\n/);
  await events.cancel();
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  const refusals: [args: string[], said: string][] = [
    [['--host', '0.0.0.0'], 'a mock server is not for "0.0.0.0"'],
    [['--users', 'Ana, ana'], '--users takes different names'],
    [['--latency', '10..5'], '--latency takes milliseconds, or the least and the most of them, such as 100..300, not "10..5"'],
    [['--chatter', '1..2..3'], 'not "1..2..3"'],
    [['--archived', '99999999999'], '--archived takes a whole number from 0 to 50000000, not "99999999999"'],
    [['--port', '70000'], '--port takes a whole number from 0 to 65535, not "70000"'],
    [['--rate-limit', '8'], '--rate-limit takes changes and milliseconds'],
    [['--fault', '{"do":"nonsense"}'], 'fault.do is one of delay, '],
  ];
  const file = await builtCommand();
  for (const [args, why] of refusals) {
    const refused = spawn(process.execPath, [file, 'mock-server', '--port', '0', ...args]);
    let said = '';
    refused.stderr.on('data', (data: Buffer) => (said += data.toString()));
    expect(await new Promise((resolve) => refused.once('close', resolve))).toBe(2);
    expect(said).toContain(why);
  }
});
