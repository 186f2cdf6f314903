// Two tabs see one server, also when something befalls it.

import 'fake-indexeddb/auto';
import { afterEach, expect, it, vi } from 'vitest';
import { ServerHost } from '../../src/mock/server-host.js';

const TOPIC = 'room:quiet-corner';
const hosts: ServerHost[] = [];
let run = 0;
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  run += 1;
});

/** Two hosts of one name, as two tabs have. */
async function tabs(): Promise<[ServerHost, ServerHost]> {
  const made = [1, 2].map(() => new ServerHost({ name: `fates-${run}` })) as [ServerHost, ServerHost];
  hosts.push(...made);
  for (const host of made) await host.current();
  return made;
}

function listener(host: ServerHost): { closed: () => boolean } {
  let isClosed = false;
  host.connect({ send: () => undefined, close: () => (isClosed = true) }, undefined);
  return { closed: () => isClosed };
}

it('hangs up in all tabs when it restarts', async () => {
  const [here, there] = await tabs();
  const [mine, other] = [listener(here), listener(there)];
  here.restart();
  expect(mine.closed()).toBe(true);
  await vi.waitFor(() => expect(other.closed()).toBe(true));
});

it('forgets in all tabs which change came when', async () => {
  const [here, there] = await tabs();
  await here.post('ana', 'quiet-corner', 'a');
  await here.post('ana', 'quiet-corner', 'b');
  const behind = async (host: ServerHost): Promise<boolean> => (await host.current()).sync('ana', TOPIC, { after: 1, limit: 10 }).reset;
  expect([await behind(here), await behind(there)]).toEqual([false, false]);
  here.truncate();
  expect(await behind(here)).toBe(true);
  await vi.waitFor(async () => expect(await behind(there)).toBe(true));
});

it('has one clock in all tabs, which is right again after a reset', async () => {
  const [here, there] = await tabs();
  const ahead = async (host: ServerHost): Promise<number> => {
    const { row } = await host.post('ana', 'quiet-corner', 'x');
    return Math.round((Date.parse((row as { insertedAt: string }).insertedAt) - Date.now()) / 3_600_000);
  };
  here.shiftClock(5 * 3_600_000);
  expect(await ahead(here)).toBe(5);
  await vi.waitFor(async () => expect(await ahead(there)).toBe(5));
  await there.reset();
  await vi.waitFor(async () => expect([await ahead(here), await ahead(there)]).toEqual([0, 0]));
});
