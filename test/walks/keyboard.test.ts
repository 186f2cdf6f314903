// A whole conversation without a mouse: open a room, read back, write, react, edit, answer, delete, undo, attach, try again, discard, leave.
// All of it by `page.keyboard`; a walk fails as well when anything was pointed at, or pressed by a script.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import { startMockServer, type NodeMockServer } from '../../src/node/mock-server.js';
import { message, messages, walk } from './walk.js';

/** What is chosen: a picture of one pixel by one, and a text. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const FILES = [
  { name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL },
  { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('not this one') },
];

/** Whatever is done in a page without keys, from now on. */
async function watchMouse(tab: Page): Promise<string[]> {
  const noted: string[] = [];
  await tab.exposeFunction('noteMouse', (what: string) => noted.push(what));
  await tab.evaluate(() => {
    const { noteMouse } = window as unknown as { noteMouse(what: string): void };
    for (const type of ['pointerdown', 'pointermove', 'mousedown', 'touchstart', 'wheel'])
      window.addEventListener(type, ({ isTrusted }) => isTrusted && noteMouse(type), { capture: true, passive: true });
    // A button that is pressed by a key is clicked by the browser, without a pointer; a field for files by the kit, for its own button.
    const onClick = (event: PointerEvent): void => {
      const [at] = event.composedPath();
      const { localName, type } = at as HTMLInputElement;
      if (event.pointerType !== '' || !(event.isTrusted || type === 'file')) noteMouse(`click on ${localName}`);
    };
    window.addEventListener('click', onClick, { capture: true });
  });
  return noted;
}

/** Opens pages to be used by keys alone; the walk fails when one was not. */
const byKeys = walk.extend<{ open: (where: string) => Promise<Page> }>({
  open: async ({ visit }, use) => {
    const noted: string[][] = [];
    await use(async (where) => {
      const tab = await visit.open(where);
      noted.push(await watchMouse(tab));
      return tab;
    });
    expect(noted.flat()).toEqual([]);
  },
});

/** A server outside the page, which can be told to refuse. */
const refusing = byKeys.extend<{ server: NodeMockServer }>({
  server: async ({ visit }, use) => {
    const server = await startMockServer({ port: 0 });
    visit.mayAsk(server.url);
    await use(server);
    await visit.quit();
    await server.stop();
  },
});

/** What has focus, through shadow roots: its tag and its name. */
const focus = (tab: Page): Promise<string> =>
  tab.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const label = (at as HTMLInputElement | null)?.labels?.[0]?.textContent.trim();
    return `${at?.localName ?? ''} ${at?.getAttribute('aria-label') ?? label ?? at?.textContent?.trim() ?? ''}`;
  });

/** Presses a key until focus is where it should be. */
async function until(tab: Page, key: string, wanted: RegExp): Promise<void> {
  for (let i = 0; i < 40 && !wanted.test(await focus(tab)); i++) await tab.keyboard.press(key);
  expect(await focus(tab)).toMatch(wanted);
}

async function isAt(tab: Page, wanted: RegExp): Promise<void> {
  await expect.poll(() => focus(tab)).toMatch(wanted);
}

async function isIn(tab: Page, text: string, state: string): Promise<void> {
  const current = (): Promise<string> => message(tab, text).evaluate((row) => (row as HTMLElement & { state: string }).state);
  await expect.poll(current, { timeout: 20_000 }).toBe(state);
}

/** Focus goes from the composer to the newest message, and into it to a button. */
async function toNewest(tab: Page, name: RegExp): Promise<void> {
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('End');
  await tab.keyboard.press('ArrowRight');
  await until(tab, 'ArrowRight', name);
}

byKeys('a conversation by keyboard alone', async ({ open }) => {
  const tab = await open('#/rooms');
  // From the beginning: a listener that comes with the key may come too late.
  tab.on('filechooser', (chooser) => void chooser.setFiles(FILES));
  await tab.locator('room-list a').first().waitFor();

  // Opens a room: focus goes to where one writes.
  await until(tab, 'Tab', /^a .*weekend-plans/s);
  await tab.keyboard.press('Enter');
  await messages(tab).last().waitFor();
  await isAt(tab, /^textarea/);

  // Reads back: one stop for the list, then from message to message, and further up older ones come.
  await until(tab, 'Shift+Tab', /^message-item/);
  const newest = await focus(tab);
  await tab.keyboard.press('ArrowUp');
  expect(await focus(tab)).not.toBe(newest);
  const count = await messages(tab).count();
  await tab.keyboard.press('Home');
  await expect.poll(() => messages(tab).count()).toBeGreaterThan(count);
  expect(await focus(tab)).toMatch(/^message-item/);
  await tab.keyboard.press('Escape');
  await isAt(tab, /^textarea/);

  // Writes, and corrects it.
  await tab.keyboard.type('No mouse was here');
  await tab.keyboard.press('Enter');
  await message(tab, 'No mouse was here').waitFor();
  await tab.keyboard.press('ArrowUp');
  await isAt(tab, /^textarea/);
  await tab.getByRole('dialog').getByRole('textbox').waitFor();
  await tab.keyboard.type(' today');
  await tab.keyboard.press('Enter');
  await message(tab, 'No mouse was here today').waitFor();
  await isAt(tab, /^textarea/);

  // Answers another one, goes to what it answered, and back.
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('ArrowUp');
  await tab.keyboard.press('Enter');
  await until(tab, 'ArrowRight', /^button Reply to/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^textarea/);
  await tab.keyboard.type('So say I');
  await tab.keyboard.press('Enter');
  await message(tab, 'So say I').waitFor();
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('End');
  expect(await focus(tab)).toMatch(/in reply to .+So say I/);
  await tab.keyboard.press('ArrowRight');
  await until(tab, 'ArrowRight', /^button Go to the message/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^message-item (?!.*So say I)/);
  await until(tab, 'Tab', /^button Back to the reply/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^button Go to the message/);
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Escape');
  await isAt(tab, /^textarea/);

  // Deletes it, and takes that back.
  await toNewest(tab, /^button Delete message/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^button Undo/);
  await tab.keyboard.press('Enter');
  await message(tab, 'So say I').waitFor();
  await isAt(tab, /^message-item/);
  await tab.keyboard.press('Escape');

  await isAt(tab, /^textarea/);

  // Reacts, and takes that back.
  await toNewest(tab, /^button React to/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^button .*👍/);
  await until(tab, 'ArrowRight', /🎉/);
  await tab.keyboard.press('Enter');
  await messages(tab).last().getByRole('button', { name: '🎉 1: You' }).waitFor();
  await isAt(tab, /^button React to/);
  await until(tab, 'ArrowRight', /^button 🎉 1: You/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => messages(tab).last().getByRole('button', { name: '🎉 1: You' }).count()).toBe(0);
  await until(tab, 'Escape', /^textarea/);

  // Attaches two files, takes one away, and sends the other.
  await until(tab, 'Shift+Tab', /^button Attach files/);
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Remove wrong.txt' }).waitFor();
  await until(tab, 'Shift+Tab', /^button Remove wrong.txt/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^button (Attach files|Remove pixel.png)/);
  await until(tab, 'Tab', /^textarea/);
  await tab.keyboard.type('Seen without a mouse');
  await tab.keyboard.press('Enter');
  await isIn(tab, 'Seen without a mouse', 'sent');
  expect(await messages(tab).last().getAttribute('aria-label')).toMatch(/1 attachment/);
  await isAt(tab, /^textarea/);

  // Writes offline; it is sent when there is a network.
  await until(tab, 'Tab', /^input Online/);
  await tab.keyboard.press('Space');
  await until(tab, 'Shift+Tab', /^textarea/);
  await tab.keyboard.type('Written in a tunnel');
  await tab.keyboard.press('Enter');
  await message(tab, 'Written in a tunnel').waitFor();
  await until(tab, 'Tab', /^input Online/);
  await tab.keyboard.press('Space');
  await isIn(tab, 'Written in a tunnel', 'sent');
  await until(tab, 'Shift+Tab', /^textarea/);

  // Goes to a day, and back to the newest.
  await until(tab, 'Shift+Tab', /^button More/);
  await tab.keyboard.press('Enter');
  await isAt(tab, /^input/);
  await tab.keyboard.press('Escape');
  await isAt(tab, /^button More/);

  // Leaves.
  await until(tab, 'Shift+Tab', /^a .*sre-team/s);
  await tab.keyboard.press('Enter');
  await expect.poll(() => tab.evaluate(() => location.hash)).toBe('#/rooms/sre-team');
});

refusing('a refused message is tried again, and another discarded, by keyboard alone', async ({ open, server }) => {
  const tab = await open(`outside/?server=${encodeURIComponent(server.socketUrl)}#/rooms/weekend-plans`);
  await messages(tab).last().waitFor();
  await until(tab, 'Tab', /^textarea/);
  for (const words of ['Try me', 'Drop me']) {
    server.server.faults.add({ do: '403', match: { event: 'put' }, times: 1 });
    await tab.keyboard.type(words);
    await tab.keyboard.press('Enter');
    await isIn(tab, words, 'failed');
    await isAt(tab, /^textarea/);
  }

  await toNewest(tab, /^button Discard: Drop me/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => message(tab, 'Drop me').count()).toBe(0);
  await isAt(tab, /^message-item .*Try me/s);
  await tab.keyboard.press('ArrowRight');
  await until(tab, 'ArrowRight', /^button Retry: Try me/);
  await tab.keyboard.press('Enter');
  await isIn(tab, 'Try me', 'sent');
  await isAt(tab, /^message-item .*Try me/s);
  await tab.keyboard.press('Escape');
  await isAt(tab, /^textarea/);
  const { rows } = (await server.server.current()).page('ben', 'room:weekend-plans', { after: 0, limit: 500 });
  const written = rows.map((row) => (row as unknown as { content?: string }).content);
  expect([written.filter((one) => one === 'Try me').length, written.includes('Drop me')]).toEqual([1, false]);
});

walk('what is done with a mouse is noticed', async ({ visit }) => {
  const tab = await visit.open('#/rooms/weekend-plans');
  await messages(tab).last().waitFor();
  const noted = await watchMouse(tab);
  await tab.keyboard.press('Tab');
  expect(await focus(tab)).not.toBe('body ');
  expect(noted).toEqual([]);
  await messages(tab).last().click();
  await expect.poll(() => noted).toContain('pointerdown');
  await tab.evaluate(() => document.querySelector<HTMLElement>('#online')!.click());
  await expect.poll(() => noted).toContain('click on input');
});
