// Firefox and WebKit for the tests: a Vitest provider that starts the program, opens the page of the tests in it, types and clicks there
// as tests ask for, and ends it afterwards.

import { defineBrowserProvider } from '@vitest/browser';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserProvider, BrowserProviderOption, TestProject } from 'vitest/node';
import { driveFirefox } from './drive-firefox.ts';
import { driveWebKit } from './drive-webkit.ts';
import { inputCommands, type Driver } from './driver.ts';

/** An engine that can be tested on, by the names of its program. */
export type Engine = 'firefox' | 'webkit';

/** The program of an engine on this machine; undefined when it is not installed. */
export function findEngine(engine: Engine): string | undefined {
  return engine === 'firefox' ? onPath('firefox', 'firefox-esr') : onPath('Xvfb') && onPath('WebKitWebDriver') && miniBrowser();
}

/** A provider of pages in an engine found by `findEngine`. */
export function otherEngine(engine: Engine, program: string): BrowserProviderOption {
  return defineBrowserProvider({
    name: engine,
    providerFactory: (project) => new EngineProvider(project, engine, program),
  });
}

class EngineProvider implements BrowserProvider {
  readonly name: string;
  readonly supportsParallelism = false;
  readonly initScripts = [fileURLToPath(new URL('driven-page.mjs', import.meta.url))];
  readonly #start: () => Promise<Driver>;
  #driver: Driver | undefined;

  constructor(project: TestProject, engine: Engine, program: string) {
    this.name = engine;
    this.#start = () => (engine === 'firefox' ? driveFirefox(program) : driveWebKit(program));
    const commands = inputCommands(() => this.#driver!);
    for (const [name, command] of Object.entries(commands)) project.browser?.registerCommand(name as never, command);
  }

  getCommandsContext(): Record<string, unknown> {
    return {};
  }

  async openPage(_sessionId: string, url: string): Promise<void> {
    this.close();
    this.#driver = await this.#start();
    await this.#driver.open(url);
  }

  close(): void {
    this.#driver?.end();
    this.#driver = undefined;
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
