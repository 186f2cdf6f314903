#!/usr/bin/env node
// The command line of the kit: `live-stream-kit mock-server` and `live-stream-kit conformance URL`.

import { parseArgs } from 'node:util';
import { httpSource } from '../backend/http-source.js';
import { phoenixSource } from '../backend/phoenix-source.js';
import { checkConformance, findingsTable, forgedFetch, forgedTransport, RULES } from '../conformance/index.js';
import type { Forge, Person } from '../conformance/index.js';
import type { User } from '../backend/model.js';
import type { FaultRule } from '../mock/faults.js';
import { MOST_MS } from '../mock/parts.js';
import { MOST_ARCHIVED } from '../mock/required-options.js';
import type { Source } from '../sync/protocol.js';
import { inWire, parseRule } from './control-wire.js';
import { MOST_PORT } from './options.js';

const USAGE = `live-stream-kit mock-server [options]     a server of the contract, in memory
  --port N        default 4000; 0 for any that is free
  --host NAME     default 127.0.0.1
  --any-host      allow other hosts than this machine
  --seed TEXT     what it begins with; the same seed, the same messages
  --archived N    a room "archive" with so many messages
  --latency MS    or LEAST..MOST
  --chatter MS    or LEAST..MOST: users who are not there write by themselves, one message every so many milliseconds
  --users NAMES   who may sign in, such as "Ana, Ben"; a token is the name in small letters,
                  percent-encoded. Default: ten
  --rate-limit N/MS  so many changes of one user in so many milliseconds
  --fault JSON    what goes wrong, may be repeated: '{"do":"500","match":{"event":"put"},"times":1}'

  While it runs, tests may ask it over HTTP: GET, POST (a rule as JSON) or DELETE /mock/faults; POST /mock/pause, /mock/step?count=N,
  /mock/resume, /mock/reset; GET /mock/held, /mock/journal. What is said there is described in docs/mock-openapi.json of the package

live-stream-kit conformance URL… [options]   does a server keep the contract? It writes there.
  http://… means HTTP and server-sent events, ws://…/socket Phoenix Channels
  --first TOKEN   a user the server knows; default ana, the mock server's
  --second TOKEN  another; default ben
  --stranger TOKEN  somebody it does not know; default stranger
  --token-param NAME  over Phoenix, send the token as this parameter of the address, and not as a sub-protocol
  --uploads URL   where files are taken, over HTTP; by default where the rows are, or at the host of the socket; none: nowhere
  --room ID       a room to write in; by default each rule makes its own
  --rule NAME     only this rule, may be repeated: ${RULES.map(({ name }) => name).join(', ')}
  --patience MS   how long to wait for anything; default 10000
`;

const [command, ...rest] = process.argv.slice(2);
try {
  if (process.argv.includes('--help') || process.argv.includes('-h')) say(USAGE);
  else if (command === 'mock-server') await mockServer(rest);
  else if (command === 'conformance') await conformance(rest);
  else if (command === undefined) say(USAGE);
  else throw new Error(`there is no command "${command}"; there are: mock-server, conformance (--help says more)`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function mockServer(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = {
    port: text,
    host: text,
    'any-host': { type: 'boolean' },
    seed: text,
    archived: text,
    latency: text,
    chatter: text,
    users: text,
    'rate-limit': text,
    fault: { ...text, multiple: true },
  } as const;
  const { values } = parseArgs({ args, options });
  const { startMockServer } = await withSockets(() => import('./mock-server.js'));
  const server = await startMockServer({
    port: number('port', values.port, 4000, MOST_PORT),
    host: values.host ?? '127.0.0.1',
    allowAnyHost: values['any-host'] ?? false,
    seed: values.seed ?? 1,
    record: true,
    archived: number('archived', values.archived, 0, MOST_ARCHIVED),
    latency: range('latency', values.latency),
    chatter: range('chatter', values.chatter),
    ...(values.users === undefined ? {} : { users: usersOf(values.users) }),
    ...(values['rate-limit'] === undefined ? {} : { rateLimit: rateLimit(values['rate-limit']) }),
  });
  try {
    for (const fault of values.fault ?? []) server.server.faults.add(ruleOf(fault));
  } catch (error) {
    await server.stop();
    throw new Error(inWire((error as Error).message), { cause: error });
  }
  say(`HTTP and server-sent events  ${server.url}`);
  say(`Phoenix Channels             ${server.socketUrl}`);
  say(`a user's token is their id   ${server.users.map(({ id }) => encodeURIComponent(id)).join(' ')}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
}

async function conformance(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = {
    first: text,
    second: text,
    stranger: text,
    uploads: text,
    room: text,
    rule: { ...text, multiple: true },
    patience: text,
    'token-param': text,
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length === 0) throw new Error(`which server? Give its URL.\n\n${USAGE}`);
  const token: Record<Person, string> = {
    first: values.first ?? 'ana',
    second: values.second ?? 'ben',
    stranger: values.stranger ?? 'stranger',
  };
  for (const [one, other] of [
    ['first', 'second'],
    ['first', 'stranger'],
    ['second', 'stranger'],
  ] as const)
    if (token[one] === token[other]) throw new Error(`--${one} and --${other} are tokens of different people, not both "${token[one]}"`);
  const patienceMs = number('patience', values.patience, 10_000);
  for (const url of positionals) {
    const { open, unopened } = await transportOf(url, patienceMs, values['token-param']);
    await reach(url, patienceMs);
    const findings = await checkConformance({
      connect: (person, forge) => open(token[person], forge),
      ...(values.uploads === 'none' ? {} : { uploads: (person) => ({ url: values.uploads ?? uploadsOf(url), token: token[person] }) }),
      patienceMs,
      ...(values.room === undefined ? {} : { room: values.room }),
      ...(values.rule === undefined ? {} : { rules: values.rule }),
    }).catch((error: Error) => {
      const address = unopened?.();
      throw address === undefined ? error : new Error(`${url}: no socket opens there (${address} was tried)`, { cause: error });
    });
    say(`${url}\n\n${findingsTable(findings)}\n`);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  }
}

/** Nobody is asked for long where nobody is. */
async function reach(url: string, patienceMs: number): Promise<void> {
  try {
    await fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    throw new Error(`${url}: nobody answers there (${cause?.code ?? String(cause ?? error)})`, { cause: error });
  }
}

/** Over HTTP, whichever transport the rows take. */
function uploadsOf(url: string): string {
  return url.startsWith('ws') ? new URL(url.replace(/^ws/, 'http')).origin : url;
}

interface Transport {
  open(token: string, forge: Forge): Source;
  /** The address that was tried, as long as no socket has opened. */
  unopened?(): string | undefined;
}

async function transportOf(url: string, timeoutMs: number, parameter?: string): Promise<Transport> {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
  if (protocol === 'http:' || protocol === 'https:')
    return { open: (token, forge) => httpSource({ url, token, timeoutMs, fetch: forgedFetch(forge) }) };
  if (protocol !== 'ws:' && protocol !== 'wss:') throw new Error(`${url} is no address of http:, https:, ws: or wss:`);
  // Node 20 has no WebSocket of its own.
  const own = globalThis.WebSocket ?? (await withSockets(() => import('ws'))).WebSocket;
  let tried: string | undefined;
  let isOpened = false;
  const transport = new Proxy(own, {
    construct(target, args: ConstructorParameters<typeof WebSocket>) {
      [tried] = String(args[0]).split('?'); // the query may hold a token
      const socket = new target(...args);
      socket.addEventListener('open', () => (isOpened = true));
      return socket;
    },
  });
  return {
    open: (token, forge) =>
      phoenixSource({
        url,
        transport: forgedTransport(transport, forge),
        timeoutMs,
        ...(parameter === undefined ? { token } : { params: { [parameter]: token } }),
      }),
    unopened: () => (isOpened ? undefined : tried),
  };
}

/** `ws` is an optional peer: whoever needs neither the server nor Phoenix in Node does without. */
async function withSockets<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('this needs the package ws: npm install --save-dev ws', { cause: error });
  }
}

function usersOf(names: string): User[] {
  const users = names.split(',').map((name) => ({ id: name.trim().toLowerCase().replaceAll(/\s+/g, '-'), name: name.trim() }));
  if (users.some(({ id }) => id === '') || new Set(users.map(({ id }) => id)).size < users.length)
    throw new Error(`--users takes different names, such as "Ana, Ben", not "${names}"`);
  return users;
}

function rateLimit(said: string): { changes: number; withinMs: number } {
  const [, changes, withinMs] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(said) ?? [];
  if (changes === undefined) throw new Error(`--rate-limit takes changes and milliseconds, such as 8/1000, not "${said}"`);
  return { changes: Number(changes), withinMs: Number(withinMs) };
}

function ruleOf(json: string): FaultRule {
  try {
    return parseRule(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`--fault takes JSON, not ${json}`, { cause: error });
  }
}

function range(name: string, value = '0'): [number, number] {
  const [, least, most = least] = /^(\d+)(?:\.\.(\d+))?$/.exec(value) ?? [];
  if (least === undefined || !(Number(least) <= Number(most) && Number(most) <= MOST_MS))
    throw new Error(`--${name} takes milliseconds, or the least and the most of them, such as 100..300, not "${value}"`);
  return [Number(least), Number(most)];
}

function number(name: string, value: string | undefined, otherwise: number, most = MOST_MS): number {
  const given = Number(value ?? otherwise);
  if (!Number.isInteger(given) || given < 0 || given > most || value === '')
    throw new Error(`--${name} takes a whole number from 0 to ${most}, not "${value}"`);
  return given;
}
