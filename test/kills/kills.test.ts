// Tabs and browsers that die in the middle of writing. What was accepted is on the server in the end, once.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { startMockServer, type NodeMockServer } from '../../src/node/mock-server.js';
import { messages, walk, type Visit } from '../walks/walk.js';
import { judge, standing, Witness } from './witness.js';

const LONG = import.meta.env.MODE === 'long';
const TAB_KILLS = LONG ? 1_000 : 20;
const BROWSER_KILLS = LONG ? 200 : 3;
/** So many deaths share a profile and a server. */
const ROUND = 20;
/** Of the ends of tabs, so that it is seen, too, what a page does with its last breath; these are no kills. */
const EVERY_CLOSED = 5;
const DAMAGES = LONG ? 20 : 2;
const ROOM = '#/rooms/weekend-plans';

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function enter(visit: Visit, where = ROOM): Promise<Page> {
  const tab = await visit.open(where);
  await tab.waitForFunction(standing);
  return tab;
}

async function crash(tab: Page): Promise<void> {
  const crashed = new Promise((resolve) => tab.once('crash', resolve));
  const session = await tab.context().newCDPSession(tab);
  // It never answers.
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  await tab.close();
}

/** The ways a tab ends in order. */
const CLOSES: readonly ((tab: Page) => Promise<unknown>)[] = [
  (tab) => tab.close(),
  (tab) => tab.goto('about:blank').then(() => tab.close()),
];

describe('tabs that are killed while two to four of them write', () => {
  for (let round = 0; round < TAB_KILLS / ROUND; round += 1) {
    walk(`lose nothing and double nothing: ${ROUND} kills, round ${round + 1}`, { timeout: 120_000 }, async ({ visit }) => {
      const witness = new Witness();
      const tabs: Page[] = [];
      for (let kills = 0, ends = 1; kills < ROUND; ends += 1) {
        const wanted = pick([2, 3, 4]);
        while (tabs.length < wanted) {
          const tab = await enter(visit);
          tabs.push(tab);
          await witness.write(tab);
        }
        await sleep(Math.random() * 400);
        const closes = ends % EVERY_CLOSED === 0;
        await (closes ? pick(CLOSES) : crash)(tabs.splice(Math.floor(Math.random() * tabs.length), 1)[0]!);
        kills += Number(!closes);
      }
      await Promise.all(tabs.map((tab) => tab.close()));
      judge('tab kills', ROUND, await witness.settle(await enter(visit), 60_000));
    });
  }
});

/** A server outside: one in the page would keep its journal on the disk that is being tried. */
const outside = walk.extend<{ server: NodeMockServer; where: string; witness: Witness }>({
  server: async ({ visit }, use) => {
    const server = await startMockServer({ port: 0, record: true });
    await use(server);
    await visit.quit();
    await server.stop();
  },
  where: async ({ server }, use) => use(`outside/?server=${encodeURIComponent(server.socketUrl)}${ROOM}`),
  witness: async ({ server }, use) => use(new Witness(async () => server.server.commits)),
});

describe('a browser that is killed', () => {
  const rounds = Math.ceil(BROWSER_KILLS / ROUND);
  for (let round = 0; round < rounds; round += 1) {
    const kills = Math.min(ROUND, BROWSER_KILLS - round * ROUND);
    outside(
      `loses nothing and doubles nothing: ${kills} kills, round ${round + 1}`,
      { timeout: 240_000 },
      async ({ visit, where, witness }) => {
        for (let n = 0; n < kills; n += 1) {
          for (const tab of [await enter(visit, where), await enter(visit, where)]) await witness.write(tab);
          await sleep(Math.random() * 800);
          await visit.kill();
        }
        judge('browser kills', kills, await witness.settle(await enter(visit, where), 60_000));
      },
    );
  }
});

describe('a browser that drops its databases', () => {
  outside(`loses nothing that was accepted: ${DAMAGES} times`, { timeout: DAMAGES * 60_000 }, async ({ visit, where, witness, server }) => {
    for (let n = 1; n <= DAMAGES; n += 1) {
      const tab = await enter(visit, where);
      await expect.poll(() => messages(tab).count()).toBeGreaterThan(13);
      server.online = false;
      const before = witness.accepted;
      await witness.write(tab, { most: 10 });
      await expect.poll(() => witness.accepted, { timeout: 10_000 }).toBe(before + 13);
      await visit.kill();
      damage(join(visit.profile, 'Default', 'IndexedDB'));
      const again = await enter(visit, where);
      await expect.poll(() => again.evaluate(standing)).toMatchObject({ waiting: 13 });
      expect(await messages(again).count(), 'nothing the server said is left').toBeLessThan(14);
      server.online = true;
      await expect.poll(() => again.evaluate(standing), { timeout: 20_000 }).toMatchObject({ waiting: 0, state: 'live' });
      await visit.quit();
    }
    // A browser tells of a server that is not there; anything else a page said still counts.
    visit.complaints.splice(0, Infinity, ...visit.complaints.filter((text) => !text.includes('WebSocket connection')));
    judge('dropped databases', DAMAGES, await witness.settle(await enter(visit, where), 60_000));
  });
});

/** One damaged byte in the middle of what a browser wrote last, as a write leaves it that a kill has cut and a later one has gone on from. */
function damage(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.log'));
  expect(files).toHaveLength(1);
  const file = join(folder, files[0]!);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 0xff;
  writeFileSync(file, bytes);
}
