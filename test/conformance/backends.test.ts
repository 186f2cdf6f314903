// The servers that docs/backends.md shows: that for Node is whole, short, and keeps the contract, for the very text of the document is
// run. That for Phoenix is parsed, where there is an Elixir.

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Passing } from '../../src/sync/protocol.js';
import { checkConformance, forgedFetch, RULES } from '../../src/conformance/index.js';

const document = readFileSync('docs/backends.md', 'utf8');
const [, code] = /```js\n(import \{ createServer \}[^]*?)```/.exec(document) ?? ['', ''];
const folder = mkdtempSync(join(tmpdir(), 'backend-'));
let server: ChildProcess;
let url = '';

beforeAll(async () => {
  writeFileSync(join(folder, 'server.mjs'), code);
  server = spawn(process.execPath, [join(folder, 'server.mjs')], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise((resolve) => {
    server.stdout!.once('data', (line: Buffer) => resolve(line.toString().trim()));
  });
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('the Node server of the documentation', () => {
  it('has fewer than sixty lines and needs no package', () => {
    expect(code.trimEnd().split('\n').length).toBeLessThan(60);
    expect(Array.from(code.matchAll(/from '([^']+)'/g), ([, name]) => name)).toEqual(['node:http']);
  });

  it('begins with a room to write in', async () => {
    const { rows } = (await (await fetch(`${url}/rooms`, { headers: { Authorization: 'Bearer ben' } })).json()) as { rows: unknown[] };
    expect(rows).toMatchObject([{ id: 'general', name: 'General', deleted: false }]);
  });

  it('tells who is writing', async () => {
    const source = httpSource({ url, token: 'ben' });
    const [heard, nothing]: [Passing[], () => void] = [[], () => undefined];
    let joined = false;
    const events = { joined: () => (joined = true), op: nothing, down: nothing, error: nothing };
    source.channel('room:general', { ...events, passing: (words) => heard.push(words) });
    await expect.poll(() => joined).toBe(true);
    for (const query of ['', '?typing=false']) {
      const said = await fetch(`${url}/rooms/general/typing${query}`, { method: 'POST', headers: { Authorization: 'Bearer ana' } });
      expect(said.status).toBe(200);
    }
    const user = { id: 'ana', name: 'Ana' };
    await expect.poll(() => heard).toEqual([true, false].map((typing) => ({ kind: 'typing', user, typing })));
    source.close();
  });

  it('keeps every rule of the contract', async () => {
    const tokens = { first: 'ana', second: 'ben', stranger: 'nobody' };
    const findings = await checkConformance({
      connect: (person, forge) => httpSource({ url, token: tokens[person], fetch: forgedFetch(forge) }),
      uploads: (person) => ({ url, token: tokens[person] }),
    });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.flatMap(({ rule, untried }) => (untried === undefined ? [] : [[rule, untried]]))).toEqual([
      ['reactions', 'not offered'],
      ['reaction limits', 'not offered'],
      ['uploads', 'not offered'],
      ['uploaded files', 'not offered'],
      ['attachments', 'not offered'],
    ]);
    expect(findings.length).toBeGreaterThan(20);
  });

  it('finds rows around an instant and a number, and answers nonsense without dying', async () => {
    const headers = { Authorization: 'Bearer ana' };
    const put = (id: string): Promise<Response> =>
      fetch(`${url}/rooms/${id}`, { method: 'PUT', headers: { ...headers, 'Idempotency-Key': id }, body: JSON.stringify({ name: id }) });
    for (const id of ['one', 'two', 'three']) expect((await put(id)).status).toBe(200);
    const page = async (query: string): Promise<unknown> => (await fetch(`${url}/rooms?${query}`, { headers })).json();
    const { rows } = (await page('limit=3')) as { rows: { id: string; cseq: number }[] };
    expect(rows.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
    expect(await page(`around_seq=${rows[1]!.cseq}&limit=2`)).toMatchObject({ place: rows[1]!.cseq, rows: [{ id: 'one' }, { id: 'two' }] });
    expect(await page(`around_seq=${rows[1]!.cseq}&limit=1`)).toMatchObject({ place: rows[1]!.cseq, rows: [{ id: 'two' }] });
    // An instant is one in any zone.
    await fetch(`${url}/rooms/one/messages/hello`, {
      method: 'PUT',
      headers: { ...headers, 'Idempotency-Key': 'hello' },
      body: '{"content":"x"}',
    });
    const hourAgo = new Date(Date.now() + 13 * 3_600_000).toISOString().replace('Z', '+14:00');
    const around = await fetch(`${url}/rooms/one/messages?limit=1&around_at=${encodeURIComponent(hourAgo)}`, { headers });
    expect(await around.json()).toMatchObject({ place: 1, rows: [{ id: 'hello' }] });
    const refusals: [path: string, init: RequestInit, status: number][] = [
      ['/rooms/x', { method: 'PUT', body: '{' }, 400],
      ['/rooms/x', { method: 'PUT', body: `{"name":"x","padding":"${'x'.repeat(300_000)}"}` }, 400],
      ['/rooms/x', { method: 'PUT', body: '{"name":{"a":1}}' }, 422],
      [`/rooms/${'x'.repeat(129)}`, { method: 'PUT', body: '{"name":"x"}' }, 400],
      ['/rooms/one/messages', { method: 'PUT', body: '{"content":"x"}' }, 404],
      ['/rooms/one/elsewhere/x', { method: 'PUT', body: '{"content":"x"}' }, 404],
      ['/rooms/one/messages/x', { method: 'POST', body: '{"content":"x"}' }, 404],
      ['/%zz', {}, 400],
      ['/rooms?limit=0', {}, 400],
      ['/rooms?around_at=garbage', {}, 400],
      ['/rooms/nowhere/typing', { method: 'POST' }, 404],
      ['/rooms/typing', { method: 'POST' }, 404],
      ['/rooms/sync?after=abc', {}, 400],
      ['/elsewhere', {}, 404],
    ];
    for (const [path, init, status] of refusals) {
      const said = await fetch(url + path, {
        ...init,
        headers: { ...headers, 'Idempotency-Key': `m${path.length}${init.body as string}`.slice(0, 99) },
      });
      expect([path, said.status, ((await said.json()) as { reason?: string }).reason]).toEqual([path, status, expect.any(String)]);
    }
    expect((await fetch(`${url}/rooms`, { headers })).status).toBe(200);
  });

  it('takes the numbers that the mock server takes, and answers the others alike', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const mock = inProcessFetch(host);
    const headers = { Authorization: 'Bearer ana' };
    const numbers = ['0', '-1', '-2', 'abc', '1.5', '1', '500', '501', '9000'];
    const asked = ['limit', 'before', 'around_seq', 'after'].flatMap((name) => numbers.map((number) => `/rooms?${name}=${number}`));
    const caught = ['limit', 'after'].flatMap((name) => numbers.map((number) => `/rooms/sync?${name}=${number}`));
    const said = async (ask: (at: string, init: RequestInit) => Promise<Response>, base: string): Promise<[string, number][]> =>
      Promise.all(
        [...asked, ...caught, '/rooms?around_at=garbage', '/rooms?around_at=2026-01-01T00:00:00Z'].map(
          async (path): Promise<[string, number]> => [path, (await ask(base + path, { headers })).status],
        ),
      );
    const expected = await said(mock, 'http://in-process.invalid');
    expect(await said(fetch, url)).toEqual(expected);
    expect(Object.fromEntries(expected)).toMatchObject({
      '/rooms?limit=0': 400,
      '/rooms?limit=501': 200,
      '/rooms?around_seq=0': 200,
      '/rooms/sync?after=-1': 200,
    });
    const noKey = { method: 'PUT', headers, body: '{"name":"x"}' };
    expect([(await fetch(`${url}/rooms/x`, noKey)).status, (await mock('/rooms/x', noKey)).status]).toEqual([400, 400]);
    await host.close();
  });

  it('gives no more than 500 rows, however many are asked for', async () => {
    const headers = { Authorization: 'Bearer ana' };
    const put = (id: string): Promise<Response> =>
      fetch(`${url}/rooms/${id}`, { method: 'PUT', headers: { ...headers, 'Idempotency-Key': id }, body: JSON.stringify({ name: id }) });
    for (let n = 0; n < 10; n++) await Promise.all(Array.from({ length: 51 }, (_, at) => put(`many-${n}-${at}`)));
    for (const path of ['/rooms?limit=501', '/rooms/sync?after=0&limit=501']) {
      const { rows } = (await (await fetch(url + path, { headers })).json()) as { rows: unknown[] };
      expect([path, rows.length]).toEqual([path, 500]);
    }
  });

  it('quotes in its own words whatever a client says, and keeps the quote when the words change', async () => {
    const headers = (mid: string): HeadersInit => ({ Authorization: 'Bearer ana', 'Idempotency-Key': mid });
    const write = async (method: string, path: string, mid: string, body: object): Promise<unknown> => {
      const said = await fetch(`${url}/rooms${path}`, { method, headers: headers(mid), body: JSON.stringify(body) });
      return ((await said.json()) as { row?: { reply_to?: unknown } }).row?.reply_to;
    };
    await write('PUT', '/quotes', 'q0', { name: 'quotes' });
    await write('PUT', '/quotes/messages/a', 'q1', { content: 'said by Ana' });
    const forged = { id: 'a', name: 'Ben', excerpt: 'I resign' };
    expect(await write('PUT', '/quotes/messages/b', 'q2', { content: 'b', reply_to: forged })).toBeUndefined();
    expect(await write('PATCH', '/quotes/messages/b', 'q3', { content: 'c', reply_to: forged })).toBeUndefined();
    const quote = { id: 'a', name: 'Ana', excerpt: 'said by Ana' };
    expect(await write('PUT', '/quotes/messages/d', 'q4', { content: 'd', reply_to: 'a' })).toEqual(quote);
    expect(await write('PATCH', '/quotes/messages/d', 'q5', { content: 'e', reply_to: 'b' })).toEqual(quote);
  });
});

it('the documentation lists every rule, as the command does', () => {
  const [, section] = /\n## The rules\n([^]*?)\n## /.exec(document) ?? ['', ''];
  const listed = Array.from(section.matchAll(/^\| `(.+?)` \| (.+) \|$/gm), ([, name, promise]) => [name, promise]);
  expect(listed).toEqual(RULES.map(({ name, promise }) => [name, promise]));
});

it('the Phoenix server of the documentation parses', ({ skip }) => {
  const file = join(folder, 'server.exs');
  writeFileSync(file, Array.from(document.matchAll(/```elixir\n([^]*?)```/g), ([, block]) => block).join('\n'));
  const { error, status, stderr } = spawnSync('elixir', ['-e', 'hd(System.argv()) |> File.read!() |> Code.string_to_quoted!()', file], {
    encoding: 'utf8',
  });
  if (error) skip('there is no Elixir to ask');
  expect([stderr, status]).toEqual(['', 0]);
});
