// Firefox and WebKit for the tests: a Vitest provider that starts the program with the page's address and ends it afterwards. There
// is no driver: pages run as they are, but nobody types or clicks in them, so tests of real input are Chromium's.

import { defineBrowserProvider } from '@vitest/browser';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node';

/** An engine that can be tested on, by the names of its program. */
export type Engine = 'firefox' | 'webkit';

interface Start {
  command: string;
  args: string[];
}

/** Nothing of the browser's own may reach the network or get in the way. */
const FIREFOX_PREFS = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'services.settings.server': 'data:,',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'extensions.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'dom.min_background_timeout_value': 4,
  'media.autoplay.default': 0,
};

/** The program of an engine on this machine; undefined when it is not installed. */
export function findEngine(engine: Engine): string | undefined {
  return engine === 'firefox' ? onPath('firefox', 'firefox-esr') : onPath('Xvfb') && miniBrowser();
}

/** A provider of pages in an engine found by `findEngine`. */
export function otherEngine(engine: Engine, program: string): BrowserProviderOption {
  return defineBrowserProvider({
    name: engine,
    providerFactory: () => new EngineProvider(engine, program),
  });
}

class EngineProvider implements BrowserProvider {
  readonly name: string;
  readonly supportsParallelism = false;
  readonly #engine: Engine;
  readonly #program: string;
  readonly #folders: string[] = [];
  #running: ChildProcess | undefined;

  constructor(engine: Engine, program: string) {
    this.name = engine;
    this.#engine = engine;
    this.#program = program;
  }

  getCommandsContext(): Record<string, unknown> {
    return {};
  }

  openPage(_sessionId: string, url: string): Promise<void> {
    this.#end();
    const { command, args } = this.#engine === 'firefox' ? this.#firefox(url) : this.#webkit(url);
    // A group of its own: the program starts others, and all must end.
    this.#running = spawn(command, args, {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    });
    return new Promise((resolve, reject) => this.#running?.once('spawn', resolve).once('error', reject));
  }

  close(): void {
    this.#end();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #firefox(url: string): Start {
    const profile = this.#folder();
    const prefs = Object.entries(FIREFOX_PREFS).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    writeFileSync(join(profile, 'user.js'), prefs.join('\n'));
    return { command: this.#program, args: ['--headless', '--no-remote', '--profile', profile, '--width', '1280', '--height', '800', url] };
  }

  #webkit(url: string): Start {
    // The screen it is drawn on comes and goes with it.
    const script =
      'Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$0/display" & until [ -s "$0/display" ]; do sleep 0.05; done; DISPLAY=:$(cat "$0/display") exec "$1" --private --autoplay-policy=allow "$2"';
    return { command: 'sh', args: ['-c', script, this.#folder(), this.#program, url] };
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), `lsk-${this.#engine}-`));
    this.#folders.push(folder);
    return folder;
  }

  #end(): void {
    const pid = this.#running?.pid;
    this.#running = undefined;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function onPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Debian keeps it beside the library, by architecture and version. */
function miniBrowser(): string | undefined {
  for (const root of ['/usr/lib', '/usr/libexec']) {
    for (const folder of existsSync(root) ? ['', ...readdirSync(root)] : []) {
      for (const version of ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0']) {
        const path = join(root, folder, version, 'MiniBrowser');
        if (existsSync(path)) return path;
      }
    }
  }
  return undefined;
}
