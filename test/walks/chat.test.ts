// The walks of a chat, through the built demo and everything under it: what is done in one tab is seen in the next, and what is
// done without a network is there with one.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import { IN_WEBKIT } from './browsers.js';
import { message, messages, send, setOnline, walk, type Visit } from './walk.js';

const ROOM = '#/rooms/weekend-plans';

/** A tab in the room, with messages on the screen. */
async function enter(visit: Visit, where = ROOM): Promise<Page> {
  const tab = await visit.open(where);
  await messages(tab).last().waitFor();
  return tab;
}

const texts = (tab: Page): Promise<string[]> =>
  messages(tab).evaluateAll((rows) => rows.map((row) => (row as HTMLElement & { message?: { content: string } }).message?.content ?? ''));
const state = (tab: Page, text: string): Promise<string | null> =>
  message(tab, text).evaluate((row) => (row as HTMLElement & { state: string }).state);

describe('a conversation', () => {
  walk('send: shown at once, sent soon, and seen once in another tab of somebody else', async ({ visit }) => {
    const [mine, theirs] = [await enter(visit), await enter(visit, `?as=ana${ROOM}`)];
    await send(mine, 'Who brings the tent?');
    await message(mine, 'Who brings the tent?').waitFor();
    await message(theirs, 'Who brings the tent?').waitFor();
    await expect.poll(() => state(mine, 'Who brings the tent?')).toBe('sent');
    await send(theirs, 'I do.');
    await message(mine, 'I do.').waitFor();
    expect((await texts(mine)).slice(-2)).toEqual(['Who brings the tent?', 'I do.']);
    expect((await texts(theirs)).slice(-2)).toEqual(['Who brings the tent?', 'I do.']);
    expect(await mine.locator('message-composer').getByRole('textbox').inputValue()).toBe('');
  });

  walk(
    'send: whoever types at a person’s pace and goes in the same moment leaves the words in the room or in the composer, never in both',
    async ({ visit }) => {
      const tab = await enter(visit);
      const field = tab.locator('message-composer').getByRole('textbox');
      for (const [text, delay] of [
        ['Written slowly, and gone', 70],
        ['Written fast, and gone', 0],
        ['Written word by word', 30],
      ] as const) {
        await field.click();
        for (const letter of text) {
          await tab.keyboard.type(letter);
          await new Promise((resolve) => setTimeout(resolve, delay));
        }
        await field.press('Enter');
        await tab.reload();
        await messages(tab).last().waitFor();
        await expect
          .poll(async () => [(await texts(tab)).filter((sent) => sent === text), await field.inputValue()].flat())
          .toContain(text);
        // Time for what is written down to be read.
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect([(await texts(tab)).filter((sent) => sent.startsWith(text)), await field.inputValue()].flat().filter(Boolean)).toEqual([
          text,
        ]);
        await field.fill('');
      }
    },
  );

  walk('load older: back to the very beginning, nothing lost and nothing twice', async ({ visit }) => {
    const tab = await enter(visit);
    const list = tab.locator('chat-room live-stream');
    await expect
      .poll(
        async () => {
          await list.evaluate((element) => (element.scrollTop = 0));
          return tab.locator('chat-room .beginning').isVisible();
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBe(true);
    const ids = await messages(tab).evaluateAll((rows) => rows.map((row) => row.id));
    expect(new Set(ids).size).toBe(ids.length);
    const seqs = await messages(tab).evaluateAll((rows) =>
      rows.map((row) => (row as HTMLElement & { message: { seq: number } }).message.seq),
    );
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs.length).toBeGreaterThan(40);
  });

  walk('edit: by ArrowUp in an empty composer, seen everywhere, in place', async ({ visit }) => {
    const [mine, theirs] = [await enter(visit), await enter(visit, `?as=ana${ROOM}`)];
    await send(mine, 'See you at nine');
    await message(theirs, 'See you at nine').waitFor();
    await expect.poll(() => state(mine, 'See you at nine')).toBe('sent');
    const before = await message(mine, 'See you at nine').evaluate((row) => row.id);
    await mine.locator('message-composer').getByRole('textbox').press('ArrowUp');
    const field = mine.getByRole('dialog').getByRole('textbox');
    await field.fill('See you at ten');
    await field.press('Enter');
    await message(theirs, 'See you at ten').waitFor();
    expect(await message(mine, 'See you at ten').evaluate((row) => row.id)).toBe(before);
    await expect.poll(() => message(theirs, 'See you at nine').count()).toBe(0);
    await message(theirs, 'See you at ten').getByText('edited').waitFor();
  });

  walk('delete: undone it never happened, and left alone it is gone everywhere', async ({ visit }) => {
    const [mine, theirs] = [await enter(visit), await enter(visit, `?as=ana${ROOM}`)];
    await send(mine, 'Forget this');
    await message(theirs, 'Forget this').waitFor();
    await expect.poll(() => state(mine, 'Forget this')).toBe('sent');
    await mine.bringToFront();
    await message(mine, 'Forget this').hover();
    await mine.getByRole('button', { name: /^Delete message/ }).click();
    await mine.getByRole('button', { name: 'Undo: Message deleted' }).click();
    await expect.poll(() => state(mine, 'Forget this')).toBe('sent');
    await message(mine, 'Forget this').hover();
    await mine.getByRole('button', { name: /^Delete message/ }).click();
    await messages(mine).getByText('Message deleted').waitFor();
    expect(await message(theirs, 'Forget this').count()).toBe(1);
    await expect.poll(() => message(theirs, 'Forget this').count(), { timeout: 15_000 }).toBe(0);
    await expect.poll(() => mine.getByText('Message deleted').count(), { timeout: 15_000 }).toBe(0);
  });
});

describe('without a network', () => {
  walk('reload: the same rows, painted from what is kept', async ({ visit }) => {
    const tab = await enter(visit);
    await send(tab, 'Before the tunnel');
    await expect.poll(() => state(tab, 'Before the tunnel')).toBe('sent');
    const before = await texts(tab);
    await setOnline(tab, false);
    await tab.reload();
    await message(tab, 'Before the tunnel').waitFor();
    await expect.poll(async () => (await texts(tab)).length).toBeGreaterThanOrEqual(10);
    const after = await texts(tab);
    expect(after).toEqual(before.slice(-after.length));
    await tab
      .getByText(/offline/i)
      .first()
      .waitFor();
  });

  walk('send: kept over a reload and a restart of the browser, and arrives once there is one', async ({ visit }) => {
    const mine = await enter(visit);
    await setOnline(mine, false);
    for (const text of ['first', 'second', 'third']) {
      await send(mine, `From the tunnel: ${text}`);
      await message(mine, `From the tunnel: ${text}`).waitFor();
    }
    expect(await state(mine, 'From the tunnel: third')).toBe('waiting');
    await mine.reload();
    await message(mine, 'From the tunnel: third').waitFor();
    // While it is driven, WebKitGTK keeps nothing over a restart.
    if (!IN_WEBKIT) await visit.quit();
    // The switch was this tab's: a new tab is online.
    const [again, theirs] = [await enter(visit), await enter(visit, `?as=ana${ROOM}`)];
    await message(theirs, 'From the tunnel: third').waitFor();
    const arrived = (all: string[]): string[] => all.filter((text) => text.startsWith('From the tunnel'));
    expect(arrived(await texts(theirs))).toEqual(['From the tunnel: first', 'From the tunnel: second', 'From the tunnel: third']);
    await expect.poll(() => state(again, 'From the tunnel: third')).toBe('sent');
    expect(arrived(await texts(again))).toEqual(['From the tunnel: first', 'From the tunnel: second', 'From the tunnel: third']);
  });

  walk('what others wrote meanwhile is there after, in order, and the reader was not moved', async ({ visit }) => {
    const [mine, theirs] = [await enter(visit), await enter(visit, `?as=ana${ROOM}`)];
    await mine.bringToFront();
    await mine.locator('chat-room live-stream').evaluate((list) => list.scrollBy(0, -300));
    const read = message(mine, (await texts(mine)).at(-9) ?? '');
    await read.scrollIntoViewIfNeeded();
    const place = async (): Promise<number> => (await read.boundingBox())?.y ?? Number.NaN;
    const before = await place();
    await setOnline(mine, false);
    await theirs.bringToFront();
    for (let i = 1; i <= 12; i++) await send(theirs, `While you were away ${i}`);
    await message(theirs, 'While you were away 12').waitFor();
    expect(await message(mine, 'While you were away').count()).toBe(0);
    await mine.bringToFront();
    await setOnline(mine, true);
    await message(mine, 'While you were away 12').waitFor();
    expect(Math.abs((await place()) - before)).toBeLessThan(1);
    const missed = (await texts(mine)).filter((text) => text.startsWith('While you were away'));
    expect(missed).toEqual(Array.from({ length: 12 }, (_, i) => `While you were away ${i + 1}`));
  });
});

describe('finding one’s way', () => {
  walk('rooms by address: back and forth, an empty one, and one that does not exist', async ({ visit }) => {
    const tab = await enter(visit);
    await tab.getByRole('link', { name: /sre-team/ }).click();
    await expect.poll(() => tab.evaluate(() => location.hash)).toBe('#/rooms/sre-team');
    await messages(tab).last().waitFor();
    expect(await tab.locator('room-list [aria-current="page"]').innerText()).toMatch(/sre-team/);
    await tab.goBack();
    await expect.poll(() => tab.locator('room-list [aria-current="page"]').innerText()).toMatch(/weekend-plans/);
    await tab.getByRole('link', { name: /quiet-corner/ }).click();
    await send(tab, 'Anybody here?');
    await message(tab, 'Anybody here?').waitFor();
    await tab.evaluate(() => (location.hash = '#/rooms/no-such-room'));
    await tab.getByText('This room doesn’t exist').waitFor();
    await tab.evaluate(() => (location.hash = '#/rooms/weekend-plans'));
    await messages(tab).last().waitFor();
  });
});

describe('what is loaded when it is asked for', () => {
  walk('a picker of emojis that cannot be had says so beside the few, and is there on a page that can have it', async ({ visit, skip }) => {
    skip(IN_WEBKIT, 'the driver of WebKit refuses no requests');
    const tab = await enter(visit);
    await send(tab, 'Well done');
    const row = message(tab, 'Well done');
    await expect.poll(() => state(tab, 'Well done')).toBe('sent');
    await tab.route(/emoji-picker-element/, (route) => route.abort());
    await tab.reload();
    await row.waitFor();
    const openPicker = async (): Promise<void> => {
      await row.hover();
      await row.getByRole('button', { name: /^React to/ }).click();
      await row.getByRole('button', { name: 'More…' }).click();
    };
    await openPicker();
    await row.getByRole('alert').getByText('That didn’t work: it is not kept on this device, and cannot be loaded now.').waitFor();
    await row.getByRole('button', { name: '👍' }).click();
    await row.getByRole('button', { name: '👍 1: You' }).waitFor();
    await tab.unroute(/emoji-picker-element/);
    visit.complaints.splice(0); // the browser says that it was refused the file
    await tab.reload(); // Chromium does not ask again for a module that it was refused, for as long as the page lives
    await row.waitFor();
    await openPicker();
    await row.locator('emoji-picker').waitFor();
  });
});

describe('without a network, from the middle of a visit on', () => {
  walk('what was never used before is there: attaching, being asked before a delete, words of the page', async ({ visit, skip }) => {
    skip(IN_WEBKIT, 'the driver of WebKit takes no network away');
    const tab = await enter(visit);
    await send(tab, 'All aboard');
    await expect.poll(() => state(tab, 'All aboard')).toBe('sent');
    const loaded = (): Promise<boolean> =>
      tab.evaluate(() =>
        ['/panes', '/de-'].every((part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(part))),
      );
    await expect.poll(loaded).toBe(true);
    await tab.context().setOffline(true);
    await tab
      .locator('message-composer input[type=file]')
      .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('a plan') });
    await tab.getByRole('button', { name: 'Remove plan.txt' }).waitFor();
    await tab.locator('chat-app').evaluate((app) => app.setAttribute('confirm', 'dialog'));
    await message(tab, 'All aboard').hover();
    await tab.getByRole('button', { name: /^Delete message/ }).click();
    await tab.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await tab.getByRole('button', { name: /^Undo/ }).first().waitFor();
    await tab.locator('chat-app').evaluate(async (app) => {
      await (app as HTMLElement & { putFlash(kind: string, words: string): Promise<void> }).putFlash('info', 'Still here');
    });
    await tab.getByText('Still here').waitFor();
    await tab.locator('html').evaluate((page) => page.setAttribute('lang', 'de'));
    await tab.getByRole('heading', { name: 'Räume', exact: true }).waitFor();
  });
});
