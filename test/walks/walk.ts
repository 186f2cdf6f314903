// What a walk starts with: one browser profile on disk, tabs of it on the built demo, and the few things every walk does.
// A walk also fails when a page throws, writes an error to the console, or asks anything of another host.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright';
import { expect, inject, test as base } from 'vitest';
import { openProfile } from './browsers.js';

interface VisitOptions {
  omit?: string[];
  args?: string[];
  url?: string;
  phone?: boolean;
}

/** One visitor's browser. Tabs share its storage, as tabs do. */
export class Visit {
  /** What no page should ever do; empty at the end of every walk. */
  readonly complaints: string[] = [];
  /** Where the demo is; ends in a slash. */
  readonly url: string;
  readonly #hosts: string[];
  readonly #profile = mkdtempSync(join(tmpdir(), 'walk-'));
  readonly #omit: string[];
  readonly #args: string[];
  readonly #device: Pick<BrowserContextOptions, 'viewport' | 'hasTouch' | 'isMobile'>;
  #context: BrowserContext | undefined;

  /** `omit` are switches the test tool would give the browser, and should not; `args` are given beside its own; `url` is another place; a `phone` is small, and touched. */
  constructor({ omit = [], args = [], url = inject('demoUrl'), phone = false }: VisitOptions = {}) {
    this.url = url;
    this.#hosts = [url];
    this.#device = phone
      ? { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
      : { viewport: { width: 1280, height: 800 } };
    this.#omit = omit;
    this.#args = args;
  }

  /** Opens a tab on the demo; `where` is what follows its address, such as `?as=ana` or `#/rooms/sre-team`. */
  async open(where = ''): Promise<Page> {
    this.#context ??= await this.#launch();
    const tab = await this.#context.newPage();
    tab.on('pageerror', (error) => this.complaints.push(`${where}: ${error.stack ?? error.message}`));
    tab.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${where}: ${message.text()}`);
    });
    tab.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !this.#hosts.some((host) => request.url().startsWith(host)))
        this.complaints.push(`${where}: asked ${request.url()}`);
    });
    await tab.goto(new URL(where, this.url).href, { waitUntil: 'commit' });
    return tab;
  }

  /** A server that is not the demo's, and that pages may ask as well. Firefox tells of a socket as of a request. */
  mayAsk(host: string): void {
    this.#hosts.push(host);
  }

  /** The folder the browser keeps its storage in. */
  get profile(): string {
    return this.#profile;
  }

  /** Closes all tabs and the browser. The next `open` starts it again on the same profile, as after a restart. */
  async quit(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** Kills the browser and all its processes at once, as a crash or an empty battery does. The next `open` starts it on what they left. */
  async kill(): Promise<void> {
    const context = this.#context;
    const browser = context?.browser();
    if (!context || !browser) throw new Error('there is no browser to kill');
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const gone = new Promise((resolve) => context.once('close', resolve));
    for (const { id } of processInfo) killOwn(id);
    await gone;
    this.#context = undefined;
  }

  async end(): Promise<void> {
    await this.quit();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #launch(): Promise<BrowserContext> {
    return openProfile(this.#profile, this.#device, { args: this.#args, ignoreDefaultArgs: this.#omit });
  }
}

/** Ends a process of the browser this visit has started. */
function killOwn(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // Already gone with its parent.
  }
}

/** Like Vitest's `test`, with a `visit` that ends with the test; `extend` it with another `device`. */
export const walk = base.extend<{ visit: Visit; device: 'desktop' | 'phone' }>({
  device: 'desktop',
  visit: async ({ task, device }, use) => {
    const visit = new Visit({ phone: device === 'phone' });
    try {
      await use(visit);
    } finally {
      await visit.end();
    }
    // After a failure the walk's own reason matters more.
    if (task.result?.state !== 'fail' && visit.complaints.length > 0) throw new Error(`pages complained:\n${visit.complaints.join('\n')}`);
  },
});

/** All messages shown, in order. */
export function messages(tab: Page): Locator {
  return tab.locator('message-item');
}

/** The messages that contain a text. */
export function message(tab: Page, text: string): Locator {
  return messages(tab).filter({ hasText: text });
}

/** Writes a message as a user does, and sees it accepted: the composer is empty again. */
export async function send(tab: Page, text: string): Promise<void> {
  const field = tab.locator('message-composer').getByRole('textbox');
  await field.fill(text);
  await field.press('Enter');
  await expect.poll(() => field.inputValue()).toBe('');
}

/** The demo's switch: offline hangs up on this tab alone, across reloads. */
export async function setOnline(tab: Page, online: boolean): Promise<void> {
  await tab.getByRole('switch', { name: 'Online' }).setChecked(online);
}
