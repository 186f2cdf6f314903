// Which browsers the tests would take, decided for machines we are not on.
import { describe, expect, it } from 'vitest';
import { playwrightPaths, systemPaths, wantedSources, type Machine } from '../../tools/browser-paths.ts';

const linux: Machine = {
  platform: 'linux',
  arch: 'x64',
  env: { PATH: '/home/ana/bin:/usr/bin' },
  home: '/home/ana',
  root: false,
  debian: true,
};

describe('which sources are asked', () => {
  it('a plain Linux machine: the system, Playwright, then npm', () => {
    expect(wantedSources(linux)).toEqual(['system', 'playwright', 'npm']);
  });

  it('root on Debian may also install the package', () => {
    expect(wantedSources({ ...linux, root: true })).toEqual(['system', 'playwright', 'npm', 'apt']);
    expect(wantedSources({ ...linux, root: true, debian: false })).not.toContain('apt');
  });

  it('the npm package exists for Linux on x64 only', () => {
    expect(wantedSources({ ...linux, arch: 'arm64' })).toEqual(['system', 'playwright']);
    expect(wantedSources({ ...linux, platform: 'darwin', debian: false })).toEqual(['system', 'playwright']);
  });

  it('a path set by hand is the only one asked', () => {
    expect(wantedSources({ ...linux, env: { CHROMIUM_PATH: '/opt/mine' } })).toEqual(['path']);
  });

  it('a forced source beats everything, and a misspelt one is told', () => {
    expect(wantedSources({ ...linux, env: { LSK_BROWSER: 'npm', CHROMIUM_PATH: '/opt/mine' } })).toEqual(['npm']);
    expect(() => wantedSources({ ...linux, env: { LSK_BROWSER: 'nmp' } })).toThrow(/"nmp".*path, system, playwright, npm, apt/);
  });
});

describe('where the system keeps its browsers', () => {
  it('on Linux: the folders of PATH in their order, chromium before chrome, then the usual places', () => {
    const paths = systemPaths(linux, ':');
    expect(paths.slice(0, 2)).toEqual(['/home/ana/bin/chromium', '/usr/bin/chromium']);
    expect(paths.indexOf('/usr/bin/chromium')).toBeLessThan(paths.indexOf('/home/ana/bin/google-chrome'));
    expect(paths.at(-1)).toBe('/opt/microsoft/msedge/msedge');
  });

  it('on a Mac: both Applications folders', () => {
    const paths = systemPaths({ ...linux, platform: 'darwin', home: '/Users/ana' }, ':');
    expect(paths).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(paths).toContain('/Users/ana/Applications/Chromium.app/Contents/MacOS/Chromium');
  });

  it('on Windows: the program folders that exist as variables', () => {
    expect(systemPaths({ ...linux, platform: 'win32', env: { PROGRAMFILES: '/pf' } }, ';')).toEqual([
      '/pf/Google/Chrome/Application/chrome.exe',
      '/pf/Chromium/Application/chrome.exe',
      '/pf/Microsoft/Edge/Application/msedge.exe',
    ]);
  });

  it('an empty PATH adds no folder of its own', () => {
    expect(systemPaths({ ...linux, env: {} }, ':').every((path) => path.startsWith('/usr/lib') || path.startsWith('/opt'))).toBe(true);
  });
});

describe("Playwright's cache", () => {
  const cache: Record<string, string[]> = {
    '/home/ana/.cache/ms-playwright': ['chromium-1100', 'firefox-1500', 'chromium_headless_shell-1228', '.links'],
    '/home/ana/.cache/ms-playwright/chromium-1100': ['chrome-linux'],
    '/home/ana/.cache/ms-playwright/chromium_headless_shell-1228': ['chrome-headless-shell-linux64'],
  };
  const list = (folder: string): string[] => cache[folder] ?? [];

  it('offers the newest build first and no other browser', () => {
    const paths = playwrightPaths(linux, list);
    expect(paths).toContain('/home/ana/.cache/ms-playwright/chromium-1100/chrome-linux/chrome');
    expect(paths[0]).toContain('chromium_headless_shell-1228/chrome-headless-shell-linux64');
    expect(paths.join()).not.toContain('firefox');
  });

  it('is looked for where the environment says', () => {
    const moved = playwrightPaths({ ...linux, env: { PLAYWRIGHT_BROWSERS_PATH: '/pw' } }, (folder) =>
      folder === '/pw' ? ['chromium-1'] : folder === '/pw/chromium-1' ? ['linux'] : [],
    );
    expect(moved[0]).toBe('/pw/chromium-1/linux/chrome');
    expect(playwrightPaths(linux, () => [])).toEqual([]);
  });
});
