// Five small apps, each built with its own tooling against the package as npm would deliver it, and walked through as a user would.

import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { preview } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/** kB of gzip of a page with one list, lit in it: what a bundler must be able to leave out of the kit is left out. */
const MOST = 30;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject('browserPath'), args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser.close());

describe('an app that uses a list', () => {
  it.each(['plain', 'react', 'vue', 'svelte', 'solid'])(
    '%s: properties, methods, events, slots, and an element that goes and comes',
    async (name) => {
      const folder = join(inject('consumers'), name);
      const server = await preview({ root: folder, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      try {
        await page.goto(server.resolvedUrls!.local[0]!);
        await page.getByText('Nothing to play').waitFor();
        for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Add' }).click();
        await expect.poll(() => songs(page)).toEqual(['Song 1', 'Song 2', 'Song 3']);
        await expect.poll(() => page.getByRole('status').textContent()).toBe('3 inserted');
        expect(await page.getByText('Nothing to play').isVisible()).toBe(false);

        await page.getByRole('button', { name: 'Two at most' }).click();
        await page.getByRole('button', { name: 'Add' }).click();
        await expect.poll(() => songs(page)).toEqual(['Song 3', 'Song 4']);

        await page.getByRole('button', { name: 'Hide' }).click();
        await expect.poll(() => page.locator('live-stream').count()).toBe(0);
        await page.getByRole('button', { name: 'Show' }).click();
        await page.getByText('Nothing to play').waitFor();
        await page.getByRole('button', { name: 'Add' }).click();
        await expect.poll(() => songs(page)).toEqual(['Song 5']);
        expect(complaints).toEqual([]);
      } finally {
        await page.close();
        await server.close();
      }
    },
  );

  it('plain: bundles the list and nothing of the chat, the sync and the mock', () => {
    const assets = join(inject('consumers'), 'plain', 'dist', 'assets');
    const scripts = readdirSync(assets).filter((file) => file.endsWith('.js'));
    const code = scripts.map((file) => readFileSync(join(assets, file), 'utf8')).join('\n');
    expect(code).toContain('live-stream');
    for (const foreign of ['chat-room', 'message-item', 'phx_join', 'BroadcastChannel(']) expect(code).not.toContain(foreign);
    const entry = scripts.find((file) => file.startsWith('index'))!;
    const kB = gzipSync(readFileSync(join(assets, entry))).length / 1000;
    console.log(`a page with one list: ${kB.toFixed(1)} kB gzip at once`);
    expect(kB).toBeLessThan(MOST);
  });
});

function songs(page: Page): Promise<string[]> {
  return page.locator('.song').allTextContents();
}
