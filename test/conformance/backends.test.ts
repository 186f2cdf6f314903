// The server that docs/backends.md shows is whole, short, and keeps the contract: the very text of the document is run.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { checkConformance } from '../../src/conformance/index.js';

const [, code] = /```js\n(import \{ createServer \}[^]*?)```/.exec(readFileSync('docs/backends.md', 'utf8')) ?? ['', ''];
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

  it('keeps every rule of the contract', async () => {
    const findings = await checkConformance({
      connect: (person) => httpSource({ url, token: { first: 'ana', second: 'ben', stranger: 'nobody' }[person] }),
    });
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.length).toBeGreaterThan(10);
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
    const bad = await fetch(`${url}/rooms/x`, { method: 'PUT', headers: { ...headers, 'Idempotency-Key': 'k' }, body: '{' });
    expect([bad.status, ((await bad.json()) as { reason: string }).reason]).toEqual([500, 'server']);
    expect((await fetch(`${url}/elsewhere`, { headers })).status).toBe(404);
  });
});
