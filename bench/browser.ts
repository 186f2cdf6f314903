// Builds the page of the bench, serves it, and opens it once per contestant in a real browser.

import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { build, preview, type PreviewServer } from 'vite';
import { findBrowser } from '../tools/find-browser.ts';

/** What the page offers: see page/main.ts. */
type PageBench = typeof window.bench;

export type SceneSummary = PageBench['scenes'][number];

export interface Opened {
  page: Page;
  devtools: CDPSession;
}

export class BenchBrowser {
  readonly #browser: Browser;
  readonly #server: PreviewServer;
  readonly #pages = new Map<string, Opened>();

  private constructor(browser: Browser, server: PreviewServer) {
    this.#browser = browser;
    this.#server = server;
  }

  /** `minify: false` keeps the names of functions, for profiles. */
  static async open({ minify }: { minify: boolean }): Promise<BenchBrowser> {
    process.env['NODE_ENV'] = 'production';
    const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url));
    await build({ configFile, logLevel: 'error', build: { minify } });
    const server = await preview({ configFile, logLevel: 'error' });
    const browser = await chromium.launch({
      executablePath: await findBrowser(),
      // Frames as fast as they come: a measurement waits for several.
      args: ['--no-sandbox', '--disable-gpu', '--disable-frame-rate-limit', '--disable-gpu-vsync', '--js-flags=--expose-gc'],
    });
    return new BenchBrowser(browser, server);
  }

  get version(): string {
    return this.#browser.version();
  }

  /** The page of a contestant, opened when first asked for. */
  async page(contestant: string): Promise<Opened> {
    let opened = this.#pages.get(contestant);
    if (!opened) {
      const page = await this.#browser.newPage({ viewport: { width: 1000, height: 1000 } });
      page.on('pageerror', (error) => console.error(`${contestant}: ${error.message}`));
      await page.goto(`${this.#server.resolvedUrls?.local[0] ?? ''}?contestant=${encodeURIComponent(contestant)}`);
      await page.waitForFunction(() => 'bench' in window);
      await page.evaluate(() => window.bench.warmUp());
      opened = { page, devtools: await page.context().newCDPSession(page) };
      this.#pages.set(contestant, opened);
    }
    await opened.page.bringToFront();
    return opened;
  }

  /** Forgets a contestant's page, whatever it is busy with. */
  async discard(contestant: string): Promise<void> {
    const opened = this.#pages.get(contestant);
    this.#pages.delete(contestant);
    await opened?.page.context().close();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
