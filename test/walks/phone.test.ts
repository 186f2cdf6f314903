// A phone, by touch alone: from the rooms to a room and back, and everything that is done with a message.

import { expect } from 'vitest';
import { IN_FIREFOX, IN_WEBKIT } from './browsers.js';
import { message, messages, walk } from './walk.js';

const onPhone = walk.extend({ device: 'phone' });

describe('on a phone', () => {
  onPhone('by touch alone: into a room, write, react, answer, change, delete, undo, and back to the rooms', async ({ visit, skip }) => {
    skip(IN_FIREFOX, 'Firefox takes no taps where there is no touch screen');
    skip(IN_WEBKIT, 'the driver of WebKit has no touch');
    const tab = await visit.open();
    await tab.getByRole('button', { name: 'All rooms' }).tap();
    await tab.getByRole('link', { name: /sre-team/ }).tap();
    await messages(tab).last().waitFor();
    // Whoever cannot see is somewhere, too: by a link, and by the browser's own ways.
    await expect.poll(() => tab.evaluate(focus)).toBe('All rooms');
    await tab.goBack();
    await expect.poll(() => tab.evaluate(focus)).toMatch(/^a /);
    await tab.goForward();
    await expect.poll(() => tab.evaluate(focus)).toBe('All rooms');
    const field = tab.locator('message-composer').getByRole('textbox');
    // Smaller words would have the browser zoom into the field.
    expect(parseFloat(await field.evaluate((element) => getComputedStyle(element).fontSize))).toBeGreaterThanOrEqual(16);
    // Nobody has asked for the keyboard yet, which would cover the room.
    expect(await field.evaluate((element) => element.matches(':focus'))).toBe(false);
    await field.tap();
    await field.fill('Who brings the tent?');
    await tab.getByRole('button', { name: 'Send', exact: true }).tap();
    const mine = message(tab, 'Who brings the tent?');
    await mine.waitFor();
    await expect.poll(() => mine.evaluate((row) => (row as HTMLElement & { state: string }).state)).toBe('sent');

    await mine.getByRole('button', { name: /^Actions for/ }).tap();
    await mine.getByRole('button', { name: /^React to/ }).tap();
    await mine.getByRole('button', { name: '🎉' }).tap();
    await mine.locator('.chip').getByText('🎉').waitFor();

    await mine.getByRole('button', { name: /^Edit/ }).tap();
    const dialog = tab.locator('message-edit-dialog').getByRole('textbox');
    await dialog.fill('Who brings the big tent?');
    await tab.locator('message-edit-dialog').getByRole('button', { name: 'Save' }).tap();
    const changed = message(tab, 'Who brings the big tent?');
    await changed.waitFor();

    const theirs = messages(tab).nth(-2);
    await theirs.locator('.words').tap();
    // A finger has no title to wait for.
    expect(await theirs.evaluate(exactTime)).toMatch(/\d{4}.*:\d\d:\d\d/);
    expect(await changed.evaluate(exactTime)).toBe('none');
    await theirs.getByRole('button', { name: /^Reply to/ }).tap();
    await field.fill('I have one.');
    await tab.getByRole('button', { name: 'Send', exact: true }).tap();
    await message(tab, 'I have one.').waitFor();

    await changed.locator('.words').tap();
    await changed.getByRole('button', { name: /^Delete/ }).tap();
    await tab.getByRole('button', { name: /^Undo/ }).tap();
    await changed.locator('.words').waitFor();

    await tab.getByRole('button', { name: 'All rooms' }).tap();
    await tab.getByRole('link', { name: /sre-team/ }).waitFor();
    expect(await messages(tab).first().isVisible()).toBe(false);
  });

  onPhone('34: the way to the actions is always there, and they leave free what can be pressed in a message', async ({ visit, skip }) => {
    skip(IN_FIREFOX, 'Firefox takes no taps where there is no touch screen');
    skip(IN_WEBKIT, 'the driver of WebKit has no touch');
    const tab = await visit.open('#/rooms/weekend-plans');
    await messages(tab).last().waitFor();
    const ways = await messages(tab).evaluateAll((rows) =>
      rows.map((row) => {
        const way = row.shadowRoot!.querySelector('[part=actions] button')!;
        const { width, height } = way.getBoundingClientRect();
        return [getComputedStyle(way.parentElement!).opacity, Math.min(width, height) >= 24];
      }),
    );
    expect(new Set(ways.map(String))).toEqual(new Set(['1,true']));
    // The first of a day has the words of the day above it.
    const field = tab.locator('message-composer').getByRole('textbox');
    await field.fill('See https://example.org/');
    await tab.getByRole('button', { name: 'Send', exact: true }).tap();
    const mine = message(tab, 'See https://example.org/');
    await mine.locator('.day').waitFor();
    await mine.locator('time').first().tap();
    await mine.getByRole('toolbar').waitFor();
    const [bar, link] = [await mine.getByRole('toolbar').boundingBox(), await mine.getByRole('link').boundingBox()];
    expect(bar!.y + bar!.height).toBeLessThanOrEqual(link!.y);
  });
});

/** Runs in the page: the name of what has focus, or its tag and its text. */
function focus(): string {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.ariaLabel ?? `${at?.localName} ${at?.textContent.trim()}`;
}

/** Runs in the page: the exact time that is shown with what can be done with a message. */
function exactTime({ shadowRoot }: Element): string {
  return getComputedStyle(shadowRoot!.querySelector('.bar')!, '::before').content;
}
