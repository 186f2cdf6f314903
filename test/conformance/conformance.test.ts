// The conformance kit passes a server that keeps the contract, over both transports, and finds each rule broken where it is.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import type { PhoenixOptions } from '../../src/backend/phoenix-source.js';
import { checkConformance, findingsTable, forgedFetch, forgedTransport, RULES } from '../../src/conformance/index.js';
import type { ConformanceOptions, Fetch, Finding, Person } from '../../src/conformance/index.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { NodeMockServer } from '../../src/node/mock-server.js';
import { SourceError } from '../../src/sync/protocol.js';
import { builtCommand } from '../mock/built-command.js';
import { PLANTS } from './broken-servers.js';
import type { Plant } from './broken-servers.js';
import { FORGERY_PLANTS, UPLOAD_PLANTS } from './forgeable-servers.js';

const TOKENS: Record<Person, string> = { first: 'ana', second: 'ben', stranger: 'nobody' };
const HERE = 'http://in-process.invalid';

type Ways = Pick<ConformanceOptions, 'connect' | 'uploads'>;
const overHttp = (url: string, fetch?: Fetch): Ways => ({
  connect: (person, forge) => httpSource({ url, token: TOKENS[person], fetch: forgedFetch(forge, fetch) }),
  uploads: (person) => ({ url, token: TOKENS[person], ...(fetch ? { fetch } : {}) }),
});
const overPhoenix = (
  url: string,
  socketUrl: string,
  transport: NonNullable<PhoenixOptions['transport']> = WebSocket,
  fetch?: Fetch,
): Ways => ({
  ...overHttp(url, fetch),
  connect: (person, forge) => phoenixSource({ url: socketUrl, token: TOKENS[person], transport: forgedTransport(transport, forge) }),
});
const broken = (findings: Finding[]): string[] => findings.filter(({ holds }) => !holds).map(({ rule, breach }) => `${rule}: ${breach}`);
const untried = (findings: Finding[]): string[] =>
  findings.flatMap(({ rule, untried: why }) => (why === undefined ? [] : [`${rule}: ${why}`]));

describe('a server that keeps the contract', () => {
  let server: NodeMockServer;
  beforeAll(async () => {
    server = await startMockServer({ port: 0 });
  });
  afterAll(() => server.stop());

  it('passes over HTTP', async () => {
    const findings = await checkConformance(overHttp(server.url));
    expect([broken(findings), untried(findings)]).toEqual([[], []]);
    expect(findings.map(({ rule }) => rule)).toEqual(RULES.map(({ name }) => name));
  });

  it('passes over Phoenix', async () => {
    const findings = await checkConformance(overPhoenix(server.url, server.socketUrl));
    expect([broken(findings), untried(findings)]).toEqual([[], ['heartbeat: over Phoenix the client begins']]);
  });

  it('passes in a room that is already there, and is left as it was otherwise', async () => {
    const rooms = async (): Promise<string[]> =>
      (await server.server.current()).page('ana', 'rooms', { before: 10_000, limit: 500 }).rows.map(({ id }) => id);
    const before = await rooms();
    expect(broken(await checkConformance({ ...overHttp(server.url), room: 'quiet-corner' }))).toEqual([]);
    expect(await rooms()).toEqual(before);
  });

  it('passes with lines that end in any way', async () => {
    const passes = async (end: string): Promise<void> => {
      const host = new ServerHost({ storage: 'memory' });
      const own = inProcessFetch(host);
      const fetch: Fetch = async (url, init) => {
        const { body, headers, status } = await own(url, init);
        const [text, bytes] = [new TextDecoder(), new TextEncoder()];
        const ended = new TransformStream<Uint8Array, Uint8Array>({
          transform: (piece, controller) => controller.enqueue(bytes.encode(text.decode(piece).replaceAll('\n', end))),
        });
        return new Response(body?.pipeThrough(ended) ?? null, { headers, status });
      };
      expect(broken(await checkConformance({ ...overHttp(HERE, fetch), rules: ['heartbeat'] }))).toEqual([]);
      await host.close();
    };
    await Promise.all(['\r\n', '\r'].map(passes));
  });

  it('passes when it wants time between changes', async () => {
    const limited = await startMockServer({ port: 0, rateLimit: { changes: 8, withinMs: 100 } });
    const findings = await checkConformance(overHttp(limited.url));
    expect(broken(findings)).toEqual([]);
    await limited.stop();
  });

  it('passes when it wants time before requests of any kind, however it says how much', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const own = inProcessFetch(host);
    // Of each kind of request of each person the first comes too early, and whoever comes again before the time, too.
    const from = new Map<string, number>();
    let asked = 0;
    const fetch: Fetch = (url, init) => {
      const { pathname, searchParams } = new URL(url);
      const kinds = pathname.split('/').filter((part) => /^(rooms|messages|sync|events|reactions|typing|uploads)$/.test(part));
      const who = new Headers(init.headers).get('Authorization');
      const kind = [init.method, ...kinds, ...searchParams.keys(), who].join(' ');
      const isSlow = kind === 'PUT uploads Bearer ana' || kind === 'GET rooms limit ';
      // A header says whole seconds: of a date, the one that has begun.
      const date = new Date(Date.now() + 1_000).toUTCString();
      if (!from.has(kind)) from.set(kind, isSlow ? Date.parse(date) : Date.now() + 10);
      else if (Date.now() >= from.get(kind)!) return own(url, init);
      if (isSlow) return Promise.resolve(new Response('Later.', { status: 429, headers: { 'Retry-After': date } }));
      asked += 1;
      return Promise.resolve(
        asked % 2 === 0
          ? new Response('Later.', { status: 429, headers: { 'Retry-After': '0' } })
          : Response.json({ reason: 'rate_limited', message: 'Later.', retry_after_ms: 10 }, { status: 429 }),
      );
    };
    const rules = ['strangers', 'catch-up', 'numbers', 'uploads'];
    const findings = await checkConformance({ ...overHttp(HERE, fetch), rules });
    expect([broken(findings), untried(findings)]).toEqual([[], []]);
    expect([from.get('PUT uploads Bearer ana'), from.get('GET rooms limit ')]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(asked).toBeGreaterThan(20);
    await host.close();
  });

  it('that wants more time than there is patience is not waited for', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const own = inProcessFetch(host);
    const fetch: Fetch = (url, init) =>
      new Headers(init.headers).has('Authorization')
        ? own(url, init)
        : Promise.resolve(new Response('Tomorrow.', { status: 429, headers: { 'Retry-After': '86400' } }));
    const findings = await checkConformance({ ...overHttp(HERE, fetch), rules: ['strangers'] });
    expect(broken(findings)).toEqual([expect.stringContaining('by nobody was answered by 429, not by 401')]);
    await host.close();
  });

  it('that stops in the middle is found to, rule by rule', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const [own, rooms] = [host.put.bind(host), new Set<string>()];
    host.put = (user, topic, mutation) => {
      if (topic === 'rooms' && mutation.kind === 'create' && rooms.add(mutation.id).size > 1)
        throw new SourceError('forbidden', 'No more rooms.');
      return own(user, topic, mutation);
    };
    const connect = (person: Person): ReturnType<typeof httpSource> =>
      httpSource({ url: '', token: TOKENS[person], fetch: inProcessFetch(host) });
    expect(broken(await checkConformance({ connect, rules: ['idempotency', 'edits'] }))).toEqual([
      'edits: Error: no room can be made (No more rooms.); name one to write in',
    ]);
    await host.close();
  });

  it.each(['invalid', 'not-found'] as const)('passes when it takes no reactions and says %s', async (reason) => {
    const host = new ServerHost({ storage: 'memory' });
    const own = host.put.bind(host);
    host.put = (user, topic, mutation) =>
      mutation.kind === 'react' ? Promise.reject(new SourceError(reason, 'There are no reactions here.')) : own(user, topic, mutation);
    const connect = (person: Person): ReturnType<typeof httpSource> =>
      httpSource({ url: '', token: TOKENS[person], fetch: inProcessFetch(host) });
    const findings = await checkConformance({ connect, rules: ['reactions', 'reaction limits'] });
    expect([broken(findings), untried(findings)]).toEqual([[], ['reactions: not offered', 'reaction limits: not offered']]);
    await host.close();
  });

  it('that refuses the bytes of a file it has begun to take is found to', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const own = inProcessFetch(host);
    const fetch: Fetch = (url, init) =>
      init.method === 'PATCH' && url.includes('/uploads/') ? Promise.resolve(new Response('', { status: 422 })) : own(url, init);
    expect(broken(await checkConformance({ ...overHttp(HERE, fetch), rules: ['attachments'] }))).toEqual([
      'attachments: a file of the type image/png may be begun, and is refused as its bytes come',
    ]);
    await host.close();
  });

  it('passes when it takes no files, and the table says which rules were not tried', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const own = inProcessFetch(host);
    const rules = ['author', 'uploads', 'uploaded files', 'attachments'];
    const fetch: Fetch = (url, init) => (url.includes('/uploads/') ? Promise.resolve(new Response('', { status: 404 })) : own(url, init));
    const findings = await checkConformance({ ...overHttp(HERE, fetch), rules });
    expect([broken(findings), untried(findings)]).toEqual([[], rules.slice(1).map((rule) => `${rule}: not offered`)]);
    const table = findingsTable(findings);
    expect(table).toMatch(/^–       uploads  .*\n +→ not offered$/m);
    expect(table).toMatch(/\n1 rule holds; 3 not tried in full$/);
    // Whoever gives no address of uploads, and forges nothing, is told so.
    const connect = (person: Person): ReturnType<typeof httpSource> => httpSource({ url: HERE, token: TOKENS[person], fetch: own });
    expect(untried(await checkConformance({ connect, rules: [...rules, 'epoch'] }))).toEqual([
      'author: these connections send nothing forged',
      'epoch: these connections send nothing forged',
      ...rules.slice(1).map((rule) => `${rule}: no address of uploads is known`),
    ]);
    await host.close();
  });

  it('passes when it refuses every body that says more than it takes', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const own = inProcessFetch(host);
    const isStrict = (body: unknown): boolean => /^{"(name|content)":"[^"]*"(,"description":"[^"]*")?}$/.test(String(body));
    const fetch: Fetch = (url, init) =>
      init.method === 'GET' || init.body === undefined || isStrict(init.body)
        ? own(url, init)
        : Promise.resolve(Response.json({ reason: 'invalid', message: 'No.' }, { status: 422 }));
    const findings = await checkConformance({ ...overHttp(HERE, fetch), rules: ['author', 'epoch'] });
    expect([broken(findings), untried(findings)]).toEqual([[], []]);
    await host.close();
  });

  it('passes whichever kinds of files it takes, if any that are tried', async () => {
    const rules = ['uploads', 'uploaded files', 'attachments'];
    for (const [accept, why] of [
      [['image/*'], []],
      [['.pdf'], []],
      [['text/plain'], []],
      [['.zip'], rules.map((rule) => `${rule}: none of image/png, application/pdf, text/plain is taken`)],
    ] as const) {
      const host = new ServerHost({ storage: 'memory', uploads: { accept } });
      const findings = await checkConformance({ ...overHttp(HERE, inProcessFetch(host)), rules });
      expect([accept, broken(findings), untried(findings)]).toEqual([accept, [], why]);
      await host.close();
    }
  });
});

describe('the command', () => {
  let server: NodeMockServer;
  let gone = '';
  /** Takes connections, and says nothing. */
  const silent = createServer(() => undefined);
  beforeAll(async () => {
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const other = await startMockServer({ port: 0 });
    server = await startMockServer({ port: 0 });
    gone = other.url;
    await other.stop();
  });
  afterAll(async () => {
    silent.closeAllConnections();
    silent.close();
    await server.stop();
  });

  it('ends with 0 where all rules hold, over either transport, those that are forged and those of files among them', async () => {
    const asked = ['permissions', 'author', 'uploads'].flatMap((rule) => ['--rule', rule]);
    const good = await command(['conformance', server.url, server.socketUrl, ...asked]);
    expect(good).toMatchObject({ code: 0, errors: '' });
    expect(good.text.match(/all 3 rules hold$/gm)).toHaveLength(2);
  });

  it('asks for no files where it is told that none are taken', async () => {
    const { code, text } = await command(['conformance', server.url, '--rule', 'uploads', '--uploads', 'none']);
    expect([code, text]).toEqual([0, expect.stringContaining('→ no address of uploads is known')]);
  });

  it('ends with 1 where one is broken', async () => {
    const bad = await startMockServer({ port: 0 });
    PLANTS.find(({ rule }) => rule === 'permissions')!.plant(bad.server);
    const found = await command(['conformance', bad.url, '--rule', 'permissions']);
    expect(found.code).toBe(1);
    expect(found.text).toContain('BROKEN  permissions');
    expect(found.text).toContain('was not refused (forbidden)');
    await bad.stop();
  });

  it.each([
    ['no address', [], /which server/],
    ['what is none', ['nonsense'], /no address/],
    ['no such rule', ['SERVER', '--rule', 'nonsense'], /no rule "nonsense"/],
    ['where nobody is', ['GONE', '--patience', '300'], /nobody answers there \(ECONNREFUSED\)/],
    ['what says nothing', ['SILENT', '--patience', '300'], /nobody answers there \(TimeoutError: /],
    ['no number', ['GONE', '--patience', 'x'], /--patience/],
    ['one user twice', ['SERVER', '--first', 'ben'], /--first and --second are tokens of different people, not both "ben"/],
    ['a user as a stranger', ['SERVER', '--stranger', 'ana'], /--first and --stranger are tokens of different people, not both "ana"/],
    ['another path of sockets', ['NOWHERE', '--patience', '300'], /no socket opens there \(ws:\S+\/nowhere\/websocket was tried\)/],
  ])('ends with 2 where it is asked about %s', async (_what, args, why) => {
    const said = args.map(
      (one) =>
        ({ SERVER: server.url, GONE: gone, SILENT: addressOf(silent), NOWHERE: server.socketUrl.replace('socket', 'nowhere') })[one] ?? one,
    );
    expect(await command(['conformance', ...said])).toMatchObject({ code: 2, errors: expect.stringMatching(why) as unknown });
  });
});

it('says which command there is not', async () => {
  expect(await command(['mock'])).toEqual({
    code: 2,
    text: '',
    errors: 'there is no command "mock"; there are: mock-server, conformance (--help says more)\n',
  });
});

it('is asked as people ask commands: --help says how, and nothing is done', async () => {
  for (const name of [['mock-server'], ['conformance'], []])
    expect(await command([...name, '--help'])).toMatchObject({
      code: 0,
      errors: '',
      text: expect.stringContaining('--rate-limit') as unknown,
    });
});

const ALL_PLANTS = [...PLANTS, ...FORGERY_PLANTS, ...UPLOAD_PLANTS];

it('promises of a silent stream what it tries: as long as a client waits', () => {
  const { promise } = RULES.find(({ name }) => name === 'heartbeat')!;
  const [, seconds] = /within ([\d.]+) s$/.exec(promise) ?? [];
  const [, silenceMs] = /const SILENCE_MS = ([\d_]+);/.exec(readFileSync('src/backend/http-source.ts', 'utf8')) ?? [];
  expect(Number(seconds) * 1_000).toBe(Number(silenceMs?.replace('_', '')));
});

it('counts its rules in whole sentences', () => {
  const finding = (holds: boolean): Finding => ({ rule: 'x', promise: 'y', holds, milliseconds: 1 });
  const sum = (...holds: boolean[]): string | undefined => findingsTable(holds.map(finding)).split('\n').at(-1);
  expect([sum(true), sum(true, true), sum(false), sum(false, true), sum(false, false)]).toEqual([
    '1 rule holds',
    'all 2 rules hold',
    '1 of 1 rule is broken',
    '1 of 2 rules is broken',
    '2 of 2 rules are broken',
  ]);
});

describe('a server with one rule broken', () => {
  it('is known for every rule', () => {
    expect(new Set(ALL_PLANTS.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
  });

  // Side by side: they wait for what must not come, and each has a server of its own.
  it.concurrent.each(ALL_PLANTS)('$rule: that $does, is found', async (planted) => {
    const host = new ServerHost({ storage: 'memory' });
    const { front = (own) => own } = planted;
    await isFound(planted, host, [overHttp(HERE, inProcessFetch(host)), overHttp(HERE, front(inProcessFetch(host), host))]);
    await host.close();
  });

  it.concurrent.each([...FORGERY_PLANTS, ...UPLOAD_PLANTS].filter(({ front }) => !front))(
    '$rule: that $does, is found over Phoenix',
    async (planted) => {
      const host = new ServerHost({ storage: 'memory' });
      const ways = overPhoenix(HERE, 'ws://in-process.invalid/socket', inProcessTransport(host), inProcessFetch(host));
      await isFound(planted, host, [ways, ways]);
      await host.close();
    },
  );

  async function isFound(
    { rule, plant, inOwnRooms = false, patienceMs = 1_500 }: Plant,
    host: ServerHost,
    [before, after]: [Ways, Ways],
  ): Promise<void> {
    const whole = await checkConformance({ ...before, rules: [rule] });
    expect([broken(whole), untried(whole)]).toEqual([[], []]);
    plant(host);
    const where = inOwnRooms ? {} : { room: 'quiet-corner' };
    const findings = await checkConformance({ ...after, rules: [rule], patienceMs, ...where });
    expect(findings).toMatchObject([{ rule, holds: false, breach: expect.any(String) as unknown }]);
    expect(findings[0]!.breach).not.toMatch(/^TypeError|closed/);
    expect(findingsTable(findings)).toContain('1 of 1 rule is broken');
  }
});

it('says where it cannot begin, and where one user is asked for twice', async () => {
  const host = new ServerHost({ storage: 'memory' });
  const connect = (): ReturnType<typeof httpSource> => httpSource({ url: '', token: 'nobody', fetch: inProcessFetch(host) });
  await expect(checkConformance({ connect })).rejects.toThrow('no room can be made (Please sign in again.); name one to write in');
  const one = (person: Person): ReturnType<typeof httpSource> =>
    httpSource({ url: '', token: person === 'stranger' ? 'nobody' : 'ana', fetch: inProcessFetch(host) });
  const rules = ['own mutations', 'permissions'];
  expect(broken(await checkConformance({ connect: one, rules }))).toEqual(
    rules.map((rule) => `${rule}: messages of first and second are both said to be of ana; are these tokens of two users?`),
  );
  await expect(checkConformance({ connect, rules: ['no such'] })).rejects.toThrow('there is no rule "no such"; there are: idempotency');
  await expect(checkConformance({ connect: one, rules: [] })).rejects.toThrow('no rule is asked for');
  await host.close();
});

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function command(args: string[]): Promise<{ code: number | null; text: string; errors: string }> {
  const file = await builtCommand();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', (code) => resolve({ code, text, errors }));
  });
}
