// The browser that walks go through: the Chromium that was found or, in `npm run test:engines`, the Firefox that is installed.

import { fileURLToPath } from 'node:url';
import { chromium, firefox, type BrowserContext, type BrowserContextOptions, type Browser, type LaunchOptions } from 'playwright';
import { FIREFOX_PREFS } from '../../tools/firefox-prefs.ts';

export const IN_FIREFOX = process.env['LSK_FIREFOX'] !== undefined;

type Switches = Pick<LaunchOptions, 'args' | 'ignoreDefaultArgs'>;

/** A browser that keeps everything in a folder. Its `switches` are Chromium's, and left out elsewhere. */
export function openProfile(
  folder: string,
  { isMobile = false, ...device }: BrowserContextOptions,
  switches: Switches = {},
): Promise<BrowserContext> {
  if (IN_FIREFOX) return firefox.launchPersistentContext(folder, { ...FIREFOX, ...device });
  return chromium.launchPersistentContext(folder, { ...chromiumWith(switches), ...device, isMobile });
}

/** A browser that keeps nothing. */
export function openBrowser(): Promise<Browser> {
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
