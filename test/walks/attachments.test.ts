// A picture on its way from one person to another, in the built demo: attached, uploaded, sent, seen, there after a reload, gone when deleted.

import { expect } from 'vitest';
import type { Page } from 'playwright';
import { IN_FIREFOX, IN_WEBKIT } from './browsers.js';
import { message, messages, setOnline, walk } from './walk.js';

const ROOM = '#/rooms/weekend-plans';
/** A picture of one pixel by one. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const pictures = (tab: Page): Promise<number[]> =>
  messages(tab)
    .last()
    .locator('img[part=preview]')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));

describe('files', () => {
  walk('attach a picture, send it, and the other one sees it, also after a reload', async ({ visit }) => {
    const mine = await visit.open(ROOM);
    const theirs = await visit.open(`?as=ana${ROOM}`);
    for (const tab of [mine, theirs]) await messages(tab).last().waitFor();
    await mine.locator('message-composer input[type=file]').setInputFiles([
      { name: '../pixel.png', mimeType: 'image/png', buffer: PIXEL },
      { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') },
    ]);
    await mine.getByRole('button', { name: 'Remove pixel.png' }).waitFor();
    await mine.getByRole('button', { name: 'Remove page.html' }).waitFor();
    const field = mine.locator('message-composer').getByRole('textbox');
    await field.fill('Seen from the boat');
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('');
    for (const tab of [mine, theirs]) {
      await message(tab, 'Seen from the boat').waitFor();
      await expect.poll(() => pictures(tab), { timeout: 10_000 }).toEqual([1]);
    }
    await theirs.reload();
    await message(theirs, 'Seen from the boat').waitFor();
    await expect.poll(() => pictures(theirs), { timeout: 10_000 }).toEqual([1]);
    // Firefox and WebKit tell whoever drives them of no download.
    if (IN_FIREFOX || IN_WEBKIT) return;
    const saved = theirs.waitForEvent('download');
    await messages(theirs).last().getByRole('button', { name: 'page.html' }).click();
    expect((await saved).suggestedFilename()).toBe('page.html');
  });

  walk('a file attached without a connection waits for it, and the page asks before it is left', async ({ visit, skip }) => {
    skip(IN_WEBKIT, 'the driver of WebKit answers for the user when a page asks before it is left');
    const tab = await visit.open(ROOM);
    await messages(tab).last().waitFor();
    await setOnline(tab, false);
    await tab
      .locator('message-composer input[type=file]')
      .setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('a list') });
    await tab.locator('message-composer .fact', { hasText: 'Waiting for a connection' }).waitFor();
    await tab.locator('message-composer .send').click();
    const asked = tab.waitForEvent('dialog');
    const left = tab.reload({ timeout: 3_000 }).catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await left;
    await setOnline(tab, true);
    await expect.poll(() => messages(tab).last().getAttribute('aria-label'), { timeout: 15_000 }).toContain('1 attachment');
  });
});
