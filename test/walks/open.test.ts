// Opening the demo: something to read at once, and nothing asked of anybody else.

import { expect } from 'vitest';
import { messages, walk } from './walk.js';

describe('opening the demo', () => {
  walk('shows the first message within two seconds', async ({ visit }) => {
    // The best of three: what the machine does beside it is not the demo's.
    const took: number[] = [];
    while (took.length < 3 && !(Math.min(...took) < 2_000)) {
      const tab = await visit.open();
      const opened = performance.now();
      await messages(tab).filter({ hasText: /\w/ }).last().waitFor({ timeout: 15_000 });
      took.push(performance.now() - opened);
    }
    console.info(`first message after ${took.map(Math.round).join(', ')} ms`);
    expect(Math.min(...took)).toBeLessThan(2_000);
  });

  walk('shows the stream alone, and its buttons do what they say', async ({ visit }) => {
    const tab = await visit.open('live-stream.html');
    const rows = tab.locator('live-stream > .song');
    await rows.nth(4).waitFor();

    await tab.getByRole('button', { name: 'Prepend' }).click();
    await expect.poll(() => rows.first().textContent()).toContain('Song 6');
    await tab.getByRole('button', { name: 'Append' }).click();
    await expect.poll(() => rows.last().textContent()).toContain('Song 7');

    await rows.last().getByRole('textbox').fill('keep me');
    await tab.getByRole('button', { name: 'Shuffle' }).click();
    await expect.poll(() => tab.locator('output').textContent()).toMatch(/^0 inserted/);
    expect(await rows.filter({ hasText: 'Song 7' }).getByRole('textbox').inputValue()).toBe('keep me');

    await tab.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => rows.count()).toBe(5);
  });
});
