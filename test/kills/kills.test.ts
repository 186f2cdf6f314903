// Tabs and browsers that die in the middle of writing. What was accepted is on the server in the end, once.

import type { Page } from 'playwright';
import { walk, type Visit } from '../walks/walk.js';
import { judge, standing, Witness } from './witness.js';

const LONG = import.meta.env.MODE === 'long';
const TAB_KILLS = LONG ? 1_000 : 20;
const BROWSER_KILLS = LONG ? 200 : 3;
/** So many deaths share a profile and a server. */
const ROUND = 20;
const ROOM = '#/rooms/weekend-plans';

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function enter(visit: Visit): Promise<Page> {
  const tab = await visit.open(ROOM);
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

/** The ways a tab ends. */
const ENDS: readonly ((tab: Page) => Promise<unknown>)[] = [
  crash,
  crash,
  (tab) => tab.close(),
  (tab) => tab.goto('about:blank').then(() => tab.close()),
];

describe('tabs that are killed while two to four of them write', () => {
  for (let round = 0; round < TAB_KILLS / ROUND; round += 1) {
    walk(`lose nothing and double nothing: ${ROUND} kills, round ${round + 1}`, { timeout: 120_000 }, async ({ visit }) => {
      const witness = new Witness();
      const tabs: Page[] = [];
      for (let kills = 0; kills < ROUND; kills += 1) {
        const wanted = pick([2, 3, 4]);
        while (tabs.length < wanted) {
          const tab = await enter(visit);
          tabs.push(tab);
          await witness.write(tab);
        }
        await sleep(Math.random() * 400);
        await pick(ENDS)(tabs.splice(Math.floor(Math.random() * tabs.length), 1)[0]!);
      }
      await Promise.all(tabs.map((tab) => tab.close()));
      judge(`tab kills: ${ROUND}`, await witness.settle(await enter(visit), 60_000));
    });
  }
});

describe('a browser that is killed', () => {
  const rounds = Math.ceil(BROWSER_KILLS / ROUND);
  for (let round = 0; round < rounds; round += 1) {
    const kills = Math.min(ROUND, BROWSER_KILLS - round * ROUND);
    walk(`loses nothing and doubles nothing: ${kills} kills, round ${round + 1}`, { timeout: 240_000 }, async ({ visit }) => {
      const witness = new Witness();
      for (let n = 0; n < kills; n += 1) {
        for (const tab of [await enter(visit), await enter(visit)]) await witness.write(tab);
        await sleep(Math.random() * 800);
        await visit.kill();
      }
      judge(`browser kills: ${kills}`, await witness.settle(await enter(visit), 60_000));
    });
  }
});
