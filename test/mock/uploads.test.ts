// The files of a mock server where the disk is no help: they are kept in memory, as what is said about them is.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpHandler } from '../../src/mock/http-handler.js';
import { ServerHost } from '../../src/mock/server-host.js';

const FILE = { name: 'a.txt', type: 'text/plain', size: 1 };
const hosts: ServerHost[] = [];
let run = 0;

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const host of hosts.splice(0)) await host.close();
  run += 1;
});

function start(): ServerHost {
  const host = new ServerHost({ name: `uploads-${run}` });
  hosts.push(host);
  return host;
}

/** Takes a file from a client, as a whole, and hands it out; then forgets all. */
async function serves(host: ServerHost): Promise<void> {
  const handle = httpHandler(host);
  const ask = (method: string, path: string, body?: string): Promise<Response> =>
    handle(
      new Request(`http://localhost/uploads/a${path}`, {
        method,
        headers: { Authorization: 'Bearer ana' },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const begun = await ask('PUT', '', JSON.stringify(FILE));
  expect([begun.status, await begun.json()]).toEqual([200, { offset: 0 }]);
  expect(await (await ask('PATCH', '?offset=0', 'x')).json()).toMatchObject({ offset: 1, attachment: { id: 'a' } });
  expect(await (await ask('GET', '')).text()).toBe('x');
  await host.reset();
  expect((await ask('GET', '')).status).toBe(404);
}

describe('files', () => {
  it('are kept in memory where IndexedDB is refused', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError');
    });
    await serves(start());
  });

  it('are kept in memory where IndexedDB is null', async () => {
    vi.stubGlobal('indexedDB', null);
    await serves(start());
  });

  it('are kept in memory where their database does not answer, and one that comes late is let go', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const host = start();
    await host.current(); // the journal has a database of its own
    const open = indexedDB.open.bind(indexedDB);
    let tell = (): void => undefined;
    const told = new Promise<void>((resolve) => (tell = resolve));
    vi.spyOn(indexedDB, 'open').mockImplementation((...said) => {
      const request = open(...said);
      const add = request.addEventListener.bind(request) as (type: string, act: (event: Event) => void) => void;
      const late = (type: string, act: (event: Event) => void): void =>
        add(type, type === 'success' ? (event) => void told.then(() => act(event)) : act);
      return Object.assign(request, { addEventListener: late });
    });
    const begun = host.uploads.begin('ana', 'a', FILE, '/a');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await begun).toEqual({ offset: 0 });
    const closed = vi.spyOn(IDBDatabase.prototype, 'close');
    tell();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    expect(await host.uploads.write('ana', 'a', 0, new Uint8Array(1))).toMatchObject({ offset: 1 });
    expect(await host.uploads.file('a')).toMatchObject({ owner: 'ana' });
  });
});
