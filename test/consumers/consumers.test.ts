// Small apps, each built with its own tooling against the package as npm would deliver it, and walked through as a user would.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { preview } from 'vite';
import { packageOf } from '../../tools/licences.mjs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/** kB of gzip of a page with one list, lit in it: what a bundler must be able to leave out of the kit is left out. */
const MOST = 31;

/** Each shows the same list in its own way. */
const APPS = ['plain', 'react', 'vue', 'svelte', 'solid'];

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject('browserPath'), args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser.close());

describe('an app that uses a list', () => {
  it.each(APPS)('%s: properties, methods, events, slots, and an element that goes and comes', async (name) => {
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
  });
});

it('solid: its compiler makes properties and attributes of markup as the guide says', async () => {
  const server = await preview({ root: join(inject('consumers'), 'solid'), logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
  const page = await browser.newPage();
  try {
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.getByRole('button', { name: 'Two at most' }).click();
    const made = await page.locator('live-stream').evaluate((list: HTMLElementTagNameMap['live-stream']) => {
      const { prefetch, limit, animateRemoval, interactive } = list;
      return { prefetch, limit, animateRemoval, interactive, attributes: list.getAttributeNames().toSorted() };
    });
    // What is written there and what is asked to be one is an attribute; an expression is a property, and its dash a hump.
    const values = { prefetch: 3, limit: -2, animateRemoval: true, interactive: true };
    expect(made).toEqual({ ...values, attributes: ['interactive', 'name', 'prefetch'] });
  } finally {
    await page.close();
    await server.close();
  }
});

describe('a page whose rows come from the server', () => {
  it('shows them before any script, makes none anew, and moves nothing when the scripts have come', async () => {
    await served('ssr', {}, async (page, come) => {
      // The server's page, as it is read, scrolled and written in before the element is there.
      expect(await page.evaluate(() => customElements.get('live-stream') === undefined)).toBe(true);
      expect(await page.locator('.song').count()).toBe(60);
      const note = page.getByLabel('Note on Song 12', { exact: true });
      await note.fill('to be learned');
      await note.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 5));
      const places = (): Promise<string> =>
        page.evaluate(() =>
          JSON.stringify([
            document.querySelector('live-stream')!.scrollTop,
            ...[...document.querySelectorAll('.song, h2, #below')].map((element) => {
              const { x, y, width, height } = element.getBoundingClientRect();
              return [element.id, x, y, width, height];
            }),
          ]),
        );
      const before = await places();
      come();
      await page.locator('body[data-hydrated]').waitFor();
      expect(await places()).toBe(before);
      await page.locator('body[data-live]').waitFor();

      const found = await page.evaluate(() => {
        const { early, shifts } = window as unknown as { early: Element[]; shifts: number[] };
        const rows = [...document.querySelectorAll('live-stream .song')];
        const input = document.activeElement as HTMLInputElement;
        return {
          same: rows.length === early.length && rows.every((element, i) => element === early[i]),
          shifts,
          written: [input.ariaLabel, input.value, input.selectionStart, input.selectionEnd],
          second: rows[1]!.querySelector('b')!.textContent,
          shown: document.querySelector('live-stream')!.shadowRoot !== null,
          size: (document.querySelector('live-stream') as unknown as { size: number }).size,
        };
      });
      expect(found).toEqual({
        same: true,
        shifts: [],
        written: ['Note on Song 12', 'to be learned', 3, 5],
        second: 'Song 2, live',
        shown: true,
        size: 60,
      });
    });
  });

  it.each([
    ['a mouse', {}],
    ['a finger', { hasTouch: true, isMobile: true }],
  ])('a room of messages, with %s: reads and looks the same before and after, and each is the very element, alive', async (_, device) => {
    await served('ssr-room', device, async (page, come) => {
      expect(await page.evaluate(() => customElements.get('message-item') === undefined)).toBe(true);
      expect(await page.locator('message-item').count()).toBe(40);
      const looks = (): Promise<unknown> =>
        page.evaluate(() =>
          [...document.querySelectorAll('message-item')].map((item) => {
            const { x, y, width, height } = item.getBoundingClientRect();
            const text = item.shadowRoot!.querySelector('[part=row]')!.textContent.replaceAll(/\s+/g, ' ');
            return [item.id, text, x, y, width, height];
          }),
        );
      const before = await looks();
      expect(JSON.stringify(before)).toContain('Ana Sousa2:00 PM Message 1');
      const addresses = (): Promise<unknown> =>
        page.evaluate(() => {
          const { shadowRoot } = document.querySelector('#messages-m2')!;
          return [...shadowRoot!.querySelectorAll('[href], [src]')].map((one) => one.getAttribute('href') ?? one.getAttribute('src'));
        });
      const led = await addresses();
      expect(led).toEqual(['/ben.png', 'https://example.org/there', 'https://example.org/tea.pdf', '/ben.png', '/ben.png']);
      await page.evaluate(() => {
        const inner = [...document.querySelectorAll('message-item')].map((item) => item.shadowRoot!.querySelector('[part=row]'));
        Object.assign(window, { inner });
      });
      come();
      await page.locator('body[data-hydrated]').waitFor();
      expect(await looks()).toEqual(before);
      expect(await addresses()).toEqual(led);
      await page.evaluate(() => document.dispatchEvent(new Event('correct')));
      await page.locator('body[data-live]').waitFor();
      const found = await page.evaluate(() => {
        const { early, inner, shifts } = window as unknown as { early: Element[]; inner: Element[]; shifts: number[] };
        const rows = [...document.querySelectorAll('live-stream > message-item')];
        const now = rows.map((item) => item.shadowRoot!.querySelector('[part=row]'));
        return {
          same: rows.length === early.length && rows.every((element, i) => element === early[i] && now[i] === inner[i]),
          shifts,
          second: rows[1]!.shadowRoot!.querySelector('[part=text]')!.textContent,
          name: rows[0]!.getAttribute('aria-label'),
        };
      });
      expect(found).toEqual({ same: true, shifts: [], second: 'Message 2, corrected', name: 'Ana Sousa, 2:00 PM, Message 1' });
      // A finger has the bar behind a button, which the server knew nothing of.
      const mine = page.locator('message-item').first();
      if ('hasTouch' in device) await mine.getByRole('button', { name: 'Actions for' }).tap();
      else await mine.hover();
      await mine.getByRole('button', { name: 'Edit' }).waitFor();
    });
  });

  it.each([
    ['does not know their styles: plain until the scripts come, and dressed then', false],
    ['has the hash of their styles: dressed from the start, and by these alone', true],
  ])('a room of messages, under a header that %s', async (_, isKnown) => {
    const sheets = (page: Page): Promise<unknown[]> =>
      page.evaluate(() => {
        const { shadowRoot } = document.querySelector('message-item')!;
        return [getComputedStyle(shadowRoot!.querySelector('[part=row]')!).display, shadowRoot!.adoptedStyleSheets.length > 0];
      });
    await served(
      'ssr-room',
      {},
      async (page, come) => {
        expect(await sheets(page)).toEqual([isKnown ? 'grid' : 'block', false]);
        come();
        await page.locator('body[data-hydrated]').waitFor();
        expect(await sheets(page)).toEqual(['grid', !isKnown]);
      },
      (html) => strictHeader(html, isKnown),
    );
  });
});

/** The header of the guide, with the hashes of what the page itself has inline; of its styles those of messages only where they are to be known. */
function strictHeader(html: string, knowsMessages: boolean): string {
  const hashes = (tag: string): string => {
    const inline = [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, text]) => text!);
    const known = new Set(inline.filter((text) => knowsMessages || !text.includes(':host')));
    return [...known].map((text) => ` 'sha256-${createHash('sha256').update(text).digest('base64')}'`).join('');
  };
  return [
    `default-src 'none'; script-src 'self'${hashes('script')}; style-src 'self'${hashes('style')}; img-src 'self' https: blob: data:`,
    "connect-src 'self' wss:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
  ].join('; ');
}

it('react-ssr: a list with a role that React has rendered on a server is taken over without a complaint, and lives', async () => {
  await served('react-ssr', {}, async (page, come) => {
    const early = await page.locator('live-stream').evaluateHandle((list) => list);
    expect(await page.getByText('Nothing to play').isVisible()).toBe(true);
    come();
    await page.locator('body[data-hydrated]').waitFor();
    for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Add' }).click();
    await expect.poll(() => songs(page)).toEqual(['Song 1', 'Song 2', 'Song 3']);
    await expect.poll(() => page.getByRole('status').textContent()).toBe('3 inserted');
    await page.getByRole('button', { name: 'Two at most' }).click();
    await page.getByRole('button', { name: 'Add' }).click();
    await expect.poll(() => songs(page)).toEqual(['Song 3', 'Song 4']);
    expect(await page.getByRole('list', { name: 'Songs' }).count()).toBe(1);
    expect(await page.getByRole('listitem').count()).toBe(2);
    expect(await early.evaluate((list) => list === document.querySelector('live-stream'))).toBe(true);
  });
});

/** A page that a server has written into, as it is read before any script; `come` lets the scripts in. Fails where the page complains. */
async function served(
  app: string,
  device: BrowserContextOptions,
  act: (page: Page, come: () => void) => Promise<void>,
  header?: (html: string) => string,
): Promise<void> {
  const folder = join(inject('consumers'), app);
  execFileSync(process.execPath, ['server.js'], { cwd: folder, stdio: 'inherit' });
  const policy = header && { 'Content-Security-Policy': header(readFileSync(join(folder, 'dist', 'served.html'), 'utf8')) };
  const server = await preview({ root: folder, logLevel: 'error', preview: { host: '127.0.0.1', port: 0, headers: policy ?? {} } });
  const page = await browser.newPage(device);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  let come = (): void => undefined;
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/assets/*.js', async (route) => {
    await held;
    await route.continue();
  });
  try {
    await page.goto(`${server.resolvedUrls!.local[0]!}served.html`, { waitUntil: 'commit' });
    await page.locator('#below').waitFor();
    await act(page, () => come());
    expect(complaints.filter((text) => !(header && text.includes('inline style')))).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
}

describe('what a bundler takes of the kit', () => {
  // Table by source maps: which packages and which parts of the kit are in what a page loads at once, and later.
  it.each(APPS)('%s: the list, and nothing of the chat, the sync, the transports and the mock', (name) => {
    const { code, parts, packages } = bundleOf(name);
    expect(parts).toContain('live-stream');
    expect(parts.filter((part) => part !== 'live-stream' && part !== 'internal')).toEqual([]);
    for (const foreign of ['phoenix', 'msw', '@mswjs/interceptors', 'marked', 'fast-check']) expect(packages).not.toContain(foreign);
    for (const word of ['chat-room', 'message-item', 'phx_join', 'BroadcastChannel(']) expect(code).not.toContain(word);
  });

  it('plain: idb comes only when rows are to be kept', () => {
    const { atOnce, packages } = bundleOf('plain');
    expect(packages).toContain('idb');
    expect(atOnce.packages).not.toContain('idb');
    expect(atOnce.kB).toBeLessThan(MOST);
  });

  it('classes: an element that is not used is not there, and none is registered', () => {
    const { code, parts } = bundleOf('classes');
    expect(parts).toContain('live-stream');
    expect(parts.filter((part) => part !== 'live-stream' && part !== 'internal')).toEqual([]);
    expect(code).not.toContain('update-only');
  });

  it('chat: has what it needs, and nothing of the mock', () => {
    const { parts, packages } = bundleOf('chat');
    expect(parts).toEqual(expect.arrayContaining(['live-stream', 'sync', 'backend', 'chat']));
    expect(parts.filter((part) => ['mock', 'node', 'conformance', 'testing', 'embed'].includes(part))).toEqual([]);
    expect(packages).toEqual(expect.arrayContaining(['lit-html', 'idb', 'phoenix']));
    expect(packages).not.toContain('marked');
  });

  it('is told as a table', () => {
    const rows = [...APPS, 'classes', 'chat'].map((name) => {
      const { atOnce, kB, parts, packages } = bundleOf(name);
      return {
        app: name,
        'gzip at once, kB': atOnce.kB.toFixed(1),
        'all, kB': kB.toFixed(1),
        kit: parts.join(' '),
        packages: packages.join(' '),
      };
    });
    console.table(rows);
    expect(rows.map(({ packages }) => packages).every((all) => all.includes('lit-html'))).toBe(true);
  });
});

interface Bundle {
  code: string;
  /** Folders of the kit whose code is in it. */
  parts: string[];
  /** Packages beside the kit whose code is in it. */
  packages: string[];
  kB: number;
}

/** What the build of an app is made of, as its source maps tell: all of it, and what its page loads at once. */
function bundleOf(name: string): Bundle & { atOnce: Bundle } {
  const folder = join(inject('consumers'), name, 'dist');
  const scripts = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const first = scripts.filter((file) => page.includes(file));
  const take = (file: string, taken = new Set<string>()): Set<string> => {
    if (taken.has(file)) return taken;
    taken.add(file);
    const code = readFileSync(join(folder, 'assets', file), 'utf8');
    for (const [, other] of code.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) take(other!, taken);
    return taken;
  };
  const atOnce = new Set(first.flatMap((file) => [...take(file)]));
  return { ...madeOf(folder, scripts), atOnce: madeOf(folder, [...atOnce]) };
}

function madeOf(folder: string, scripts: string[]): Bundle {
  const codes = scripts.map((file) => readFileSync(join(folder, 'assets', file), 'utf8'));
  const sources = scripts.flatMap((file) => {
    const map = JSON.parse(readFileSync(join(folder, 'assets', `${file}.map`), 'utf8')) as { sources: string[] };
    return map.sources;
  });
  const parts = new Set<string>();
  const packages = new Set<string>();
  for (const source of sources) {
    const [, part] = /live-stream-kit\/(?:dist|src)\/([^/]+)\//.exec(source) ?? [];
    const other = packageOf(source);
    if (part) parts.add(part);
    else if (other && other !== 'live-stream-kit') packages.add(other);
  }
  const sorted = (names: Set<string>): string[] => [...names].toSorted((one, other) => one.localeCompare(other));
  const bytes = codes.reduce((sum, code) => sum + gzipSync(code).length, 0);
  return { code: codes.join('\n'), parts: sorted(parts), packages: sorted(packages), kB: bytes / 1000 };
}

function songs(page: Page): Promise<string[]> {
  return page.locator('.song').allTextContents();
}
