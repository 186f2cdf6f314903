// The conformance kit passes a server that keeps the contract, over both transports, and finds each rule broken where it is.

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { checkConformance, findingsTable, RULES } from '../../src/conformance/index.js';
import type { Finding, Person } from '../../src/conformance/index.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { startMockServer } from '../../src/node/mock-server.js';
import type { NodeMockServer } from '../../src/node/mock-server.js';
import { SourceError } from '../../src/sync/protocol.js';
import { PLANTS } from './broken-servers.js';

const TOKENS: Record<Person, string> = { first: 'ana', second: 'ben', stranger: 'nobody' };
const broken = (findings: Finding[]): string[] => findings.filter(({ holds }) => !holds).map(({ rule, breach }) => `${rule}: ${breach}`);

describe('a server that keeps the contract', () => {
  let server: NodeMockServer;
  beforeAll(async () => {
    server = await startMockServer({ port: 0 });
  });
  afterAll(() => server.stop());

  it('passes over HTTP', async () => {
    const findings = await checkConformance({ connect: (person) => httpSource({ url: server.url, token: TOKENS[person] }) });
    expect(broken(findings)).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toEqual(RULES.map(({ name }) => name));
  });

  it('passes over Phoenix', async () => {
    const { socketUrl: url } = server;
    const findings = await checkConformance({ connect: (person) => phoenixSource({ url, token: TOKENS[person], transport: WebSocket }) });
    expect(broken(findings)).toEqual([]);
  });

  it('passes in a room that is already there, and is left as it was otherwise', async () => {
    const connect = (person: Person): ReturnType<typeof httpSource> => httpSource({ url: server.url, token: TOKENS[person] });
    const rooms = async (): Promise<string[]> =>
      (await server.server.current()).page('ana', 'rooms', { before: 10_000, limit: 500 }).rows.map(({ id }) => id);
    const before = await rooms();
    expect(broken(await checkConformance({ connect, room: 'quiet-corner' }))).toEqual([]);
    expect(await rooms()).toEqual(before);
  });

  it('passes when it wants time between changes', async () => {
    const limited = await startMockServer({ port: 0, rateLimit: { changes: 8, withinMs: 100 } });
    const findings = await checkConformance({ connect: (person) => httpSource({ url: limited.url, token: TOKENS[person] }) });
    expect(broken(findings)).toEqual([]);
    await limited.stop();
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
    expect(broken(await checkConformance({ connect, rules: ['reactions', 'reaction limits'] }))).toEqual([]);
    await host.close();
  });

  it('is found so by the command, which ends with 0; and a broken one not, with 1; and no address is none, with 2', async () => {
    const good = await command(['conformance', server.url, server.socketUrl, '--rule', 'permissions', '--rule', 'join']);
    expect(good).toMatchObject({ code: 0, errors: '' });
    expect(good.text.match(/all 2 rules hold/g)).toHaveLength(2);
    const bad = await startMockServer({ port: 0 });
    PLANTS.find(({ rule }) => rule === 'permissions')!.plant(bad.server);
    const found = await command(['conformance', bad.url, '--rule', 'permissions']);
    expect(found.code).toBe(1);
    expect(found.text).toContain('BROKEN  permissions');
    expect(found.text).toContain('was not refused (forbidden)');
    await bad.stop();
    for (const args of [
      [],
      ['nonsense'],
      [server.url, '--rule', 'nonsense'],
      [bad.url, '--patience', '300'],
      [server.url, '--patience', 'x'],
    ]) {
      const { code, errors } = await command(['conformance', ...args]);
      expect([code, errors]).toEqual([
        2,
        expect.stringMatching(/which server|no address|no rule "nonsense"|nobody answers there \(ECONNREFUSED\)|--patience/),
      ]);
    }
  });
});

it('is asked as people ask commands: --help says how, and nothing is done', async () => {
  for (const name of ['mock-server', 'conformance'])
    expect(await command([name, '--help'])).toMatchObject({
      code: 0,
      errors: '',
      text: expect.stringContaining('--rate-limit') as unknown,
    });
});

describe('a server with one rule broken', () => {
  it('is known for every rule', () => {
    expect(new Set(PLANTS.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
  });

  it.each(PLANTS)('$rule: that $does, is found', async ({ rule, plant }) => {
    const host = new ServerHost({ storage: 'memory' });
    const connect = (person: Person): ReturnType<typeof httpSource> =>
      httpSource({ url: '', token: TOKENS[person], fetch: inProcessFetch(host) });
    const options = { connect, rules: [rule], patienceMs: 1_500 };
    expect(broken(await checkConformance({ ...options, patienceMs: 10_000 }))).toEqual([]);
    plant(host);
    const findings = await checkConformance({ ...options, room: 'quiet-corner' });
    expect(findings).toMatchObject([{ rule, holds: false, breach: expect.any(String) as unknown }]);
    expect(findings[0]!.breach).not.toMatch(/^TypeError|closed/);
    expect(findingsTable(findings)).toContain('1 of 1 rules are broken');
    await host.close();
  });
});

it('says where it cannot begin', async () => {
  const host = new ServerHost({ storage: 'memory' });
  const connect = (): ReturnType<typeof httpSource> => httpSource({ url: '', token: 'nobody', fetch: inProcessFetch(host) });
  await expect(checkConformance({ connect })).rejects.toThrow('no room can be made (Please sign in again.); name one to write in');
  await expect(checkConformance({ connect, rules: ['no such'] })).rejects.toThrow('there is no rule "no such"; there are: idempotency');
  await host.close();
});

function command(args: string[]): Promise<{ code: number | null; text: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['tools/run-command.mjs', ...args], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('close', (code) => resolve({ code, text, errors }));
  });
}
