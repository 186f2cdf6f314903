// The browser that walks go through: the Chromium that was found or, in `npm run test:engines`, the Firefox or WebKitGTK that is installed.

import { fileURLToPath } from 'node:url';
import { chromium, firefox, type BrowserContext, type BrowserContextOptions, type Browser, type LaunchOptions } from 'playwright';
import { FIREFOX_PREFS } from '../../tools/firefox-prefs.ts';
import { openWebKit } from '../../tools/webkit-bridge.ts';

export const IN_FIREFOX = process.env['LSK_FIREFOX'] !== undefined;

const WEBKIT = process.env['LSK_WEBKIT'] ?? '';
export const IN_WEBKIT = WEBKIT !== '';

type Switches = Pick<LaunchOptions, 'args' | 'ignoreDefaultArgs'>;

/** A browser that keeps everything in a folder, but in WebKit: there it keeps nothing. Its `switches` are Chromium's, and left out elsewhere. */
export async function openProfile(
  folder: string,
  { isMobile = false, ...device }: BrowserContextOptions,
  switches: Switches = {},
): Promise<BrowserContext> {
  if (IN_WEBKIT) {
    const browser = await openWebKit(WEBKIT);
    const context = await browser.newContext(device);
    return context.once('close', () => void browser.close());
  }
  if (IN_FIREFOX) return firefox.launchPersistentContext(folder, { ...FIREFOX, ...device });
  return chromium.launchPersistentContext(folder, { ...chromiumWith(switches), ...device, isMobile });
}

/** A browser that keeps nothing. */
export function openBrowser(): Promise<Browser> {
  if (IN_WEBKIT) return openWebKit(WEBKIT);
  return IN_FIREFOX ? firefox.launch(FIREFOX) : chromium.launch(chromiumWith({}));
}

const FIREFOX: LaunchOptions & { channel: string } = {
  channel: 'moz-firefox',
  executablePath: fileURLToPath(new URL('../../tools/firefox-bridge.mjs', import.meta.url)),
  firefoxUserPrefs: FIREFOX_PREFS,
  timeout: 60_000,
};

function chromiumWith({ args = [], ignoreDefaultArgs }: Switches): LaunchOptions {
  const { LSK_FOUND_BROWSER: executablePath = '' } = process.env;
  const given = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...args];
  return { executablePath, args: given, ...(ignoreDefaultArgs && { ignoreDefaultArgs }) };
}
