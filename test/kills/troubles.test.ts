// What browsers do to pages that did nothing wrong: full disks, freezes, the back-forward cache, two versions of the kit side by side.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Page } from 'playwright';
import { expect } from 'vitest';
import type { Chat } from '../../src/chat/chat.js';
import { message, messages, send, setOnline, Visit, walk } from '../walks/walk.js';
import { doubledIn, standing, Witness } from './witness.js';

const TIMES = import.meta.env.MODE === 'long' ? 100 : 3;
const ROOM = '#/rooms/weekend-plans';
/** Nobody waits for longer than this for anything that can be had. */
const HANG = 3_000;

async function enter(visit: Visit, where = ROOM): Promise<Page> {
  const tab = await visit.open(where);
  await messages(tab).last().waitFor();
  return tab;
}

const cdp = (tab: Page): Promise<CDPSession> => tab.context().newCDPSession(tab);
const field = (tab: Page): ReturnType<Page['locator']> => tab.locator('message-composer').getByRole('textbox');
/** What fills a disk: texts that do not shrink. */
const noise = (units: number): string => Array.from({ length: units }, () => String.fromCharCode(0x4e00 + Math.random() * 0x4fff)).join('');

/**
 * Until all is sent and the tab is live, within the ten seconds of R6. Once it is live again something must move: gives the longest
 * time in which nothing did, and fails where that is longer than anybody should wait.
 */
async function longestPause(tab: Page): Promise<number> {
  const began = Date.now();
  let [last, moved, longest] = ['', began, 0];
  for (;;) {
    const now = await tab.evaluate(standing);
    if (now?.state === 'offline' || JSON.stringify(now) !== last) [last, moved] = [JSON.stringify(now), Date.now()];
    longest = Math.max(longest, Date.now() - moved);
    if (now?.waiting === 0 && now.failed === 0 && now.state === 'live') return longest;
    expect(longest, `nothing moves: ${last}`).toBeLessThan(HANG);
    expect(Date.now() - began, last).toBeLessThan(10_000);
    await tab.waitForTimeout(20);
  }
}

describe('a disk that is full', () => {
  walk(`takes nothing it cannot keep, and keeps what it took: ${TIMES} times`, { timeout: TIMES * 60_000 }, async () => {
    const sums = { accepted: 0, lost: 0, doubled: 0, slowest: 0, pause: 0 };
    for (let n = 1; n <= TIMES; n += 1) {
      const visit = new Visit();
      try {
        // Before the page is opened: a browser looks only now and then how much room there is, as long as there was enough.
        const session = await cdp(await visit.open('newer/none'));
        const { origin } = new URL(visit.url);
        await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000 });
        const tab = await enter(visit);
        await setOnline(tab, false);
        const accepted: string[] = [];
        let refused = '';
        for (let i = 1; refused === ''; i += 1) {
          const text = `${n}.${i} ${noise(15_000)}`;
          await field(tab).fill(text);
          const asked = Date.now();
          await field(tab).press('Enter');
          await expect.poll(() => answered(tab), { timeout: HANG, interval: 20 }).toBe(true);
          sums.slowest = Math.max(sums.slowest, Date.now() - asked);
          if ((await field(tab).inputValue()) === text) refused = text;
          else accepted.push(text.slice(0, 20));
        }
        expect(accepted.length).toBeGreaterThan(0);
        await expect.poll(() => tab.evaluate(standing)).toMatchObject({ state: 'outbox-full', waiting: accepted.length });
        await session.send('Storage.overrideQuotaForOrigin', { origin });
        await field(tab).press('Enter');
        await expect.poll(() => field(tab).inputValue(), { timeout: HANG }).toBe('');
        accepted.push(refused.slice(0, 20));
        await setOnline(tab, true);
        sums.pause = Math.max(sums.pause, await longestPause(tab));
        const written = (await new Witness().journal(tab)).map(({ reply }) => (reply.row as unknown as { content: string }).content);
        const times = accepted.map((text) => written.filter((content) => content.startsWith(text)).length);
        sums.accepted += accepted.length;
        sums.lost += times.filter((count) => count === 0).length;
        sums.doubled += times.filter((count) => count > 1).length;
      } finally {
        await visit.end();
      }
    }
    const { accepted, lost, doubled, slowest, pause } = sums;
    console.log(
      `full disks: ${TIMES}, accepted: ${accepted}, lost: ${lost}, doubled: ${doubled}, slowest answer: ${slowest} ms, ` +
        `longest pause while it was sent: ${pause} ms`,
    );
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  });

  const answered = async (tab: Page): Promise<boolean> =>
    (await field(tab).inputValue()) === '' || (await tab.locator('message-composer [part="hint"]').innerText()).startsWith('Not sent');
});

describe('words being written', () => {
  walk(
    `are there after a reload in the middle of a word, and a kill of the browser: ${TIMES} times`,
    { timeout: TIMES * 60_000 },
    async ({ visit }) => {
      for (let n = 1; n <= TIMES; n += 1) {
        const tab = await enter(visit);
        // Before storage has answered there is nothing that could keep a word.
        if (n > 1) await expect.poll(() => field(tab).inputValue(), { timeout: HANG }).toBe(`half a tho ${n - 1}ught`);
        await field(tab).fill(`half a tho ${n}`);
        await tab.reload();
        await messages(tab).last().waitFor();
        await expect.poll(() => field(tab).inputValue(), { timeout: HANG }).toBe(`half a tho ${n}`);
        await field(tab).pressSequentially('ught');
        // Written down within a moment: another tab shows it.
        const other = await enter(visit);
        await expect.poll(() => field(other).inputValue(), { timeout: HANG }).toBe(`half a tho ${n}ught`);
        await visit.kill();
        const again = await enter(visit);
        await expect.poll(() => field(again).inputValue(), { timeout: HANG }).toBe(`half a tho ${n}ught`);
        await again.close();
      }
      console.log(`drafts: ${TIMES} reloads in the middle of a word, ${TIMES} kills of the browser, words lost: 0`);
    },
  );
});

describe('a tab that freezes while it sends', () => {
  walk(
    `does not keep another from sending, and has it all when it wakes: ${TIMES} times`,
    { timeout: TIMES * 60_000 },
    async ({ visit }) => {
      const [sleeper, other] = [await enter(visit), await enter(visit)];
      const session = await cdp(sleeper);
      const accepted: string[] = [];
      let slowest = 0;
      /** Until nothing waits, as another tab sees it. */
      const drained = async (tab: Page): Promise<void> => {
        const began = Date.now();
        await expect.poll(() => tab.evaluate(standing), { timeout: HANG, interval: 20 }).toMatchObject({ waiting: 0 });
        slowest = Math.max(slowest, Date.now() - began);
      };
      for (let n = 1; n <= TIMES; n += 1) {
        accepted.push(...(await sleeper.evaluate(burst, { by: `before sleep ${n}`, count: 10 })));
        await session.send('Page.setWebLifecycleState', { state: 'frozen' });
        await drained(other);
        accepted.push(...(await other.evaluate(burst, { by: `meanwhile ${n}`, count: 3 })));
        await message(other, `meanwhile ${n} 3`).waitFor();
        await drained(other);
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        await message(sleeper, `meanwhile ${n} 3`).waitFor({ timeout: HANG });
      }
      const journal = await new Witness().journal(other);
      const written = journal.flatMap(({ changed, mutationId }) => (changed ? [mutationId] : []));
      const lost = accepted.filter((id) => !written.includes(id));
      const doubled = doubledIn(journal);
      console.log(
        `freezes: ${TIMES}, accepted: ${accepted.length}, lost: ${lost.length}, doubled: ${doubled.length}, slowest to be sent: ${slowest} ms`,
      );
      expect(accepted).toHaveLength(TIMES * 13);
      expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    },
  );
});

describe('a page that comes back', () => {
  let keeps = false;
  beforeAll(async () => void (keeps = await keepsPages()));

  walk(`from the back-forward cache has what was missed: ${TIMES} trips`, { timeout: TIMES * 60_000 }, async ({ skip }) => {
    skip(!keeps, 'this browser has no back-forward cache: it keeps not even an empty page');
    // The test tool turns that cache off.
    const visit = new Visit({ omit: ['--disable-back-forward-cache'] });
    let [seen, slowest] = [0, 0];
    try {
      const tab = await enter(visit);
      await tab.evaluate(countReturns);
      for (let n = 1; n <= TIMES; n += 1) {
        await expect.poll(() => tab.evaluate(standing)).toMatchObject({ waiting: 0, state: 'live' });
        await field(tab).fill(`half a thought ${n}`);
        const head = await tab.evaluate(headOf);
        await tab.goto(new URL('live-stream.html', visit.url).href);
        await tab.evaluate(writeUnheard, { head, content: `While you were away ${n}` });
        const came = Date.now();
        await back(tab);
        await message(tab, `While you were away ${n}`).waitFor({ timeout: HANG });
        seen += await message(tab, `While you were away ${n}`).count();
        slowest = Math.max(slowest, Date.now() - came);
        expect(await field(tab).inputValue()).toBe(`half a thought ${n}`);
        await send(tab, `Back again ${n}`);
        await message(tab, `Back again ${n}`).waitFor({ timeout: HANG });
      }
      const restored = await tab.evaluate(returns);
      expect(restored).toBe(TIMES);
      expect(visit.complaints).toEqual([]);
      console.log(
        `trips to the back-forward cache: ${TIMES}, restored: ${restored}, missed: ${TIMES - seen}, slowest to have what was missed: ${slowest} ms`,
      );
      expect(seen).toBe(TIMES);
    } finally {
      await visit.end();
    }
  });

  walk(`while another tab goes on finds its draft sent there: ${TIMES} trips`, { timeout: TIMES * 60_000 }, async ({ skip }) => {
    skip(!keeps, 'this browser has no back-forward cache: it keeps not even an empty page');
    const visit = new Visit({ omit: ['--disable-back-forward-cache'] });
    try {
      const [traveller, other] = [await enter(visit), await enter(visit)];
      await traveller.evaluate(countReturns);
      for (let n = 1; n <= TIMES; n += 1) {
        await traveller.bringToFront();
        await field(traveller).fill(`half a thought ${n}`);
        await expect.poll(() => field(other).inputValue(), { timeout: HANG }).toBe(`half a thought ${n}`);
        await traveller.goto(new URL('live-stream.html', visit.url).href);
        await other.bringToFront();
        await field(other).press('Enter');
        await message(other, `half a thought ${n}`).waitFor({ timeout: HANG });
        await traveller.bringToFront();
        await back(traveller);
        await message(traveller, `half a thought ${n}`).waitFor({ timeout: HANG });
        await expect.poll(() => field(traveller).inputValue(), { timeout: HANG }).toBe('');
      }
      expect(await traveller.evaluate(returns)).toBe(TIMES);
      expect(visit.complaints).toEqual([]);
    } finally {
      await visit.end();
    }
  });

  /** In a page: how often it came out of the cache as it was. */
  const countReturns = (): void => {
    Object.assign(window, { returns: 0 });
    addEventListener('pageshow', ({ persisted }) => void ((window as unknown as { returns: number }).returns += Number(persisted)));
  };
  const returns = (): number => (window as unknown as { returns: number }).returns;

  /** Chromium's headless shell has no such cache, whatever its switches say: pages with nothing on them tell. */
  async function keepsPages(): Promise<boolean> {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const visit = new Visit({ omit: ['--disable-back-forward-cache'], url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    try {
      const tab = await visit.open('a');
      await tab.evaluate(() => Object.assign(window, { kept: true }));
      await tab.goto(new URL('b', visit.url).href);
      await back(tab);
      return await tab.evaluate(() => 'kept' in window);
    } finally {
      await visit.end();
      server.close();
    }
  }

  /** A page out of that cache is not loaded again, and the test tool waits for that in vain. */
  const back = (tab: Page): Promise<unknown> => tab.goBack({ waitUntil: 'commit' });
});

describe('two versions of the kit in two tabs', () => {
  walk(`share what is precious and wait for nobody: ${TIMES} times`, { timeout: TIMES * 60_000 }, async () => {
    const sums = { accepted: 0, lost: 0, doubled: 0, slowest: 0, healed: 0, pause: 0 };
    for (let n = 1; n <= TIMES; n += 1) {
      const visit = new Visit();
      const shown = async (tab: Page, text: string): Promise<void> => {
        const began = Date.now();
        await message(tab, text).waitFor({ timeout: HANG });
        sums.slowest = Math.max(sums.slowest, Date.now() - began);
      };
      try {
        const order = n % 2 === 0 ? ['', 'newer/'] : ['newer/', ''];
        const first = await enter(visit, `${order[0]}${ROOM}`);
        await setOnline(first, false);
        await send(first, `From the first ${n}`);
        const second = await enter(visit, `${order[1]}${ROOM}`);
        await shown(second, `From the first ${n}`);
        // What is sent at once leaves the outbox they share, and comes to the cache of the first when that is online again.
        await setOnline(second, false);
        await send(second, `From the second ${n}`);
        await shown(first, `From the second ${n}`);
        const began = Date.now();
        for (const tab of [first, second]) await setOnline(tab, true);
        sums.pause = Math.max(sums.pause, ...(await Promise.all([first, second].map(longestPause))));
        sums.healed = Math.max(sums.healed, Date.now() - began);
        const names = await first.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
        expect(names.filter((name) => name.includes(':outbox'))).toHaveLength(1);
        expect(names.filter((name) => name.includes(':cache:'))).toHaveLength(2);
        const written = (await new Witness().journal(second)).map(({ reply }) => (reply.row as unknown as { content: string }).content);
        const times = [`From the first ${n}`, `From the second ${n}`].map((text) => written.filter((content) => content === text).length);
        sums.accepted += times.length;
        sums.lost += times.filter((count) => count === 0).length;
        sums.doubled += times.filter((count) => count > 1).length;
        expect(visit.complaints).toEqual([]);
      } finally {
        await visit.end();
      }
    }
    const { accepted, lost, doubled, slowest, healed, pause } = sums;
    console.log(
      `version skews: ${TIMES}, accepted: ${accepted}, lost: ${lost}, doubled: ${doubled}, slowest to be shown by the other: ${slowest} ms, ` +
        `slowest to be sent once online: ${healed} ms, longest pause: ${pause} ms`,
    );
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  });
});

describe('signing out in one of three tabs', () => {
  walk(`leaves no database of the user, nor a copy, within two seconds: ${TIMES} times`, { timeout: TIMES * 60_000 }, async ({ visit }) => {
    let [left, slowest] = [0, 0];
    for (let n = 1; n <= TIMES; n += 1) {
      const tabs = [await enter(visit), await enter(visit), await enter(visit)];
      await send(tabs[0]!, `A secret ${n}`);
      await message(tabs[2]!, `A secret ${n}`).waitFor();
      await expect.poll(() => tabs[0]!.evaluate(standing)).toMatchObject({ waiting: 0 });
      const frozen = n % 2 === 0 ? await cdp(tabs[2]!) : undefined;
      await frozen?.send('Page.setWebLifecycleState', { state: 'frozen' });
      let began = 0;
      // As long as the message is on its way, signing out says so and does nothing.
      await expect
        .poll(
          async () => {
            began = Date.now();
            return tabs[0]!.evaluate(() => (document.querySelector('chat-app') as unknown as { chat: Chat }).chat.logout());
          },
          { timeout: HANG },
        )
        .toMatchObject({ left: true, deleted: true, waiting: 0, failed: 0 });
      slowest = Math.max(slowest, Date.now() - began);
      expect(Date.now() - began).toBeLessThan(2_000);
      await frozen?.send('Page.setWebLifecycleState', { state: 'active' });
      for (const tab of tabs) {
        await tab.getByText('You’re signed out').waitFor({ timeout: HANG });
        expect(await messages(tab).count()).toBe(0);
      }
      left += await tabs[1]!.evaluate(async () => {
        const databases = (await indexedDB.databases()).map(({ name = '' }) => name);
        return [...databases, ...(await caches.keys())].filter((name) => name.startsWith('ls:')).length;
      });
      await Promise.all(tabs.map((tab) => tab.close()));
    }
    console.log(`sign-outs with three tabs: ${TIMES}, databases and copies left: ${left}, slowest: ${slowest} ms`);
    expect(left).toBe(0);
  });
});

/** Runs in the page: the number of the last change it knows of. */
function headOf(): number {
  const { openRoom } = document.querySelector('chat-app') as unknown as { openRoom: { list: HTMLElement } };
  const rows = [...openRoom.list.children] as unknown as { message?: { version: number } }[];
  return Math.max(...rows.map(({ message: known }) => known?.version ?? 0));
}

/** Runs in a page without a chat: somebody writes a message, and nothing in this browser hears of it. */
async function writeUnheard({ head, content }: { head: number; content: string }): Promise<void> {
  const open = indexedDB.open('ls-mock:live-stream-kit:1');
  await new Promise((resolve) => (open.onsuccess = resolve));
  const journal = open.result.transaction('journal', 'readwrite').objectStore('journal');
  const keys = journal.getAllKeys();
  await new Promise((resolve) => (keys.onsuccess = resolve));
  const seq = head + 1;
  const at = new Date().toISOString();
  const sender = { id: 'ana', name: 'Ana Sousa' };
  const row = { id: `unheard-${seq}`, seq, version: seq, deleted: false, mutationId: `unheard-${seq}`, roomId: 'weekend-plans' };
  const reply = { seq, row: { ...row, sender, content, insertedAt: at, updatedAt: at } };
  const n = Number(keys.result.at(-1) ?? 0) + 1;
  const put = journal.add({ n, topic: 'room:weekend-plans', author: 'ana', mutationId: row.mutationId, reply, changed: true });
  await new Promise((resolve) => (put.onsuccess = resolve));
  open.result.close();
}

/** Runs in the page: writes `count` messages as fast as they are accepted, and says which mutations those are. */
async function burst({ by, count }: { by: string; count: number }): Promise<string[]> {
  const { chat } = document.querySelector('chat-app') as unknown as { chat: Chat };
  const none = (): void => undefined;
  const stream = chat.room('weekend-plans', { ops: none, status: none, error: none });
  const accepted: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const id = crypto.randomUUID();
    const at = new Date().toISOString();
    const body = { roomId: 'weekend-plans', sender: chat.user, content: `${by} ${n}`, insertedAt: at, updatedAt: at };
    await stream.create(id, `burst-${id}`, body);
    accepted.push(`burst-${id}`);
  }
  stream.close();
  return accepted;
}
