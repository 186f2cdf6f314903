// Where browsers usually are, and in which order to look: the part of the finder that only decides and touches nothing.

import { join } from 'node:path';

/** What the decision depends on. */
export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
  env: Record<string, string | undefined>;
  home: string;
  root: boolean;
  debian: boolean;
}

const SOURCES = ['path', 'system', 'playwright', 'npm', 'apt'] as const;
export type SourceName = (typeof SOURCES)[number];

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const LINUX = ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
const MAC = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/** The sources to ask, in order. A forced source is the only one, so that its failure is seen. */
export function wantedSources({ env, platform, arch, root, debian }: Machine): SourceName[] {
  const forced = env['LSK_BROWSER'];
  if (forced) {
    const source = SOURCES.find((name) => name === forced);
    if (!source) throw new Error(`LSK_BROWSER is "${forced}"; it may be one of ${SOURCES.join(', ')}.`);
    return [source];
  }
  // A path somebody set by hand is meant: falling back to another browser would hide a typing error.
  if (env['CHROMIUM_PATH']) return ['path'];
  const sources: SourceName[] = ['system', 'playwright'];
  if (platform === 'linux' && arch === 'x64') sources.push('npm');
  if (debian && root) sources.push('apt');
  return sources;
}

/** Candidates on the path, then in the usual places. */
export function systemPaths({ platform, env, home }: Machine, delimiter: string): string[] {
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => env[name]).filter((root) => root !== undefined);
    return roots.flatMap((root) => WINDOWS.map((path) => join(root, path)));
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  const usual =
    platform === 'darwin' ? ['/Applications', join(home, 'Applications')].flatMap((root) => MAC.map((path) => join(root, path))) : LINUX;
  return [...onPath, ...usual];
}

/** Candidates in Playwright's cache, newest first. `list` gives the names in a folder, none when it does not exist. */
export function playwrightPaths({ platform, env, home }: Machine, list: (folder: string) => string[]): string[] {
  const usual = {
    darwin: join(home, 'Library/Caches/ms-playwright'),
    win32: join(env['LOCALAPPDATA'] ?? home, 'ms-playwright'),
  } as Partial<Record<NodeJS.Platform, string>>;
  const cache = env['PLAYWRIGHT_BROWSERS_PATH'] || usual[platform] || join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'ms-playwright');
  const revision = (name: string): number => Number(name.split('-').at(-1));
  const builds = list(cache)
    .filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a));
  const programs = ['chrome', 'chrome-headless-shell', 'headless_shell', 'chrome.exe', 'chrome-headless-shell.exe', 'headless_shell.exe'];
  return builds.flatMap((build) =>
    list(join(cache, build)).flatMap((folder) => [
      ...programs.map((program) => join(cache, build, folder, program)),
      join(cache, build, folder, 'Chromium.app/Contents/MacOS/Chromium'),
      join(cache, build, folder, 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing'),
    ]),
  );
}
