// Finds a Chromium the tests can drive, on any machine with Node and npm; prints one line saying which it chose.
// Order: CHROMIUM_PATH, the system's, Playwright's, one from npm (Linux x64), Debian's package (root), else an error that says what to do.

import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter } from 'node:path';
import { playwrightPaths, systemPaths, wantedSources, type Machine, type SourceName } from './browser-paths.ts';
import { installFromNpm } from './npm-browser.ts';

/** `:state()` selectors, used by the kit's styles, came with this version. */
const OLDEST = 125;

/** Throws when no browser can be had. `LSK_BROWSER` (path, system, playwright, npm, apt) forces one source. */
export async function findBrowser(): Promise<string> {
  const machine = thisMachine();
  const tried: string[] = [];
  for (const source of wantedSources(machine)) {
    for (const path of pathsOf(source, machine, tried)) {
      const version = versionOf(path, machine.platform);
      if (version >= OLDEST) {
        console.log(`browser: ${path} (${source}${Number.isFinite(version) ? `, version ${version}` : ''})`);
        return path;
      }
      tried.push(`${source}: ${path} ${version ? `is version ${version}, ${OLDEST} or later is needed` : 'does not start'}`);
    }
  }
  throw new Error(
    [
      'No Chromium for the tests was found.',
      ...tried.map((line) => `  ${line}`),
      'Install Chromium, Chrome or Edge, or point CHROMIUM_PATH at one, or run: npx playwright install --only-shell chromium',
    ].join('\n'),
  );
}

function thisMachine(): Machine {
  let debian = false;
  try {
    debian = /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    // Not a Linux that says what it is: no Debian package then.
  }
  return { platform: process.platform, arch: process.arch, env: process.env, home: homedir(), root: process.getuid?.() === 0, debian };
}

/** Paths a source offers; the last two install first. A failed install is told in `tried` and offers none. */
function pathsOf(source: SourceName, machine: Machine, tried: string[]): string[] {
  try {
    switch (source) {
      case 'path':
        return [machine.env['CHROMIUM_PATH'] ?? ''];
      case 'system':
        return systemPaths(machine, delimiter).filter((path) => existsSync(path));
      case 'playwright':
        return playwrightPaths(machine, list).filter((path) => existsSync(path));
      case 'npm':
        return [installFromNpm(machine)];
      case 'apt':
        return [installFromDebian()];
    }
  } catch (error) {
    tried.push(`${source}: ${error instanceof Error ? error.message.trim().split('\n').slice(-3).join(' ') : String(error)}`);
    return [];
  }
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function installFromDebian(): string {
  console.log('browser: installing the Debian package chromium (about 110 MB, once)');
  const options: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  return '/usr/bin/chromium';
}

/** The major version; 0 when it does not start. Some "browsers" are mere notes to install one, so each is asked. */
function versionOf(path: string, platform: NodeJS.Platform): number {
  // On Windows, asking for the version opens a window instead.
  if (platform === 'win32') return Infinity;
  try {
    const answer = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
    return Number(/(\d+)\.\d+\.\d+/.exec(answer)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
