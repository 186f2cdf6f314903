// A whole conversation without a mouse: open a room, read back, write, edit, delete, undo, try again, leave.

import type { Page } from 'playwright';
import { expect } from 'vitest';
import { message, messages, setOnline, walk } from './walk.js';

/** What has focus, through shadow roots: its tag and its name. */
const focus = (tab: Page): Promise<string> =>
  tab.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return `${at?.localName ?? ''} ${at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? ''}`;
  });

/** Presses a key until focus is where it should be. */
async function until(tab: Page, key: string, wanted: RegExp): Promise<void> {
  for (let i = 0; i < 40 && !wanted.test(await focus(tab)); i++) await tab.keyboard.press(key);
  expect(await focus(tab)).toMatch(wanted);
}

walk('a conversation by keyboard alone', async ({ visit }) => {
  const tab = await visit.open('#/rooms');
  await tab.locator('room-list a').first().waitFor();

  // Opens a room: focus goes to where one writes.
  await until(tab, 'Tab', /^a .*weekend-plans/s);
  await tab.keyboard.press('Enter');
  await messages(tab).last().waitFor();
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);

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
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);

  // Writes, and corrects it.
  await tab.keyboard.type('No mouse was here');
  await tab.keyboard.press('Enter');
  await message(tab, 'No mouse was here').waitFor();
  await tab.keyboard.press('ArrowUp');
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);
  await tab.getByRole('dialog').getByRole('textbox').waitFor();
  await tab.keyboard.type(' today');
  await tab.keyboard.press('Enter');
  await message(tab, 'No mouse was here today').waitFor();
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);

  // Answers another one, goes to what it answered, and back.
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('ArrowUp');
  await tab.keyboard.press('Enter');
  await until(tab, 'ArrowRight', /^button Reply to/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);
  await tab.keyboard.type('So say I');
  await tab.keyboard.press('Enter');
  await message(tab, 'So say I').waitFor();
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('End');
  expect(await focus(tab)).toMatch(/in reply to .+So say I/);
  await tab.keyboard.press('ArrowRight');
  await until(tab, 'ArrowRight', /^button Go to the message/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => focus(tab)).toMatch(/^message-item (?!.*So say I)/);
  await until(tab, 'Tab', /^button Back to the reply/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => focus(tab)).toMatch(/^button Go to the message/);
  await tab.keyboard.press('Escape');
  await tab.keyboard.press('Escape');
  await expect.poll(() => focus(tab)).toMatch(/^textarea/);

  // Deletes it, and takes that back.
  await until(tab, 'Shift+Tab', /^message-item/);
  await tab.keyboard.press('End');
  await tab.keyboard.press('ArrowRight');
  await until(tab, 'ArrowRight', /^button Delete message/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => focus(tab)).toMatch(/^button Undo/);
  await tab.keyboard.press('Enter');
  await message(tab, 'So say I').waitFor();
  await expect.poll(() => focus(tab)).toMatch(/^message-item/);
  await tab.keyboard.press('Escape');

  // Writes offline; it is sent when there is a network.
  await setOnline(tab, false);
  await tab.locator('message-composer').getByRole('textbox').focus();
  await tab.keyboard.type('Written in a tunnel');
  await tab.keyboard.press('Enter');
  await message(tab, 'Written in a tunnel').waitFor();
  await setOnline(tab, true);
  await tab.locator('message-composer').getByRole('textbox').focus();
  await expect
    .poll(() => message(tab, 'Written in a tunnel').evaluate((row) => (row as HTMLElement & { state: string }).state), { timeout: 20_000 })
    .toBe('sent');

  // Goes to a day, and back to the newest.
  await until(tab, 'Shift+Tab', /^button More/);
  await tab.keyboard.press('Enter');
  await expect.poll(() => focus(tab)).toMatch(/^input/);
  await tab.keyboard.press('Escape');
  await expect.poll(() => focus(tab)).toMatch(/^button More/);

  // Leaves.
  await until(tab, 'Shift+Tab', /^a .*sre-team/s);
  await tab.keyboard.press('Enter');
  await expect.poll(() => tab.evaluate(() => location.hash)).toBe('#/rooms/sre-team');
});
