// Serves the sources as they are, or with one line changed: to Node, which can load any module of them, and to a browser of its own,
// whose pages hold nothing but what a test puts there.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, createServerModuleRunner, type Plugin, type ViteDevServer } from 'vite';
import { TEST_PREBUNDLED } from '../../tools/vite-shared.ts';

/** A bug to plant: in a file of `src/live-stream`, a text that must be there exactly once, and what stands there instead. */
export interface Plant {
  file: string;
  from: string;
  to: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = '<!doctype html><meta charset="utf-8"><title>A page</title>';

export class SourceServer {
  /** What pages threw, and did not catch. */
  readonly complaints: string[] = [];
  readonly #server: ViteDevServer;
  readonly #planted: { now: Plant | undefined };
  #browser: Browser | undefined;

  /** Starts a server; each needs a name of its own, for they keep what they prepared apart. */
  static async start(name: string): Promise<SourceServer> {
    const planted: { now: Plant | undefined } = { now: undefined };
    const server = await createServer({
      root: ROOT,
      configFile: false,
      appType: 'custom',
      logLevel: 'error',
      cacheDir: `node_modules/.vite-${name}`,
      server: { port: 0, hmr: false, ws: false, watch: null },
      optimizeDeps: { include: [...TEST_PREBUNDLED], noDiscovery: true },
      plugins: [planting(planted), emptyPage],
    });
    await server.listen();
    return new SourceServer(server, planted);
  }

  private constructor(server: ViteDevServer, planted: { now: Plant | undefined }) {
    this.#server = server;
    this.#planted = planted;
  }

  /** From now on modules are loaded with this bug, or with none. */
  plant(plant: Plant | undefined): void {
    if (plant) withBug(readFileSync(pathOf(plant.file), 'utf8'), plant);
    const files = [this.#planted.now, plant].flatMap((each) => (each ? [pathOf(each.file)] : []));
    this.#planted.now = plant;
    for (const { moduleGraph } of Object.values(this.#server.environments)) {
      for (const file of files) for (const module of moduleGraph.getModulesByFile(file) ?? []) moduleGraph.invalidateModule(module);
    }
  }

  /** Loads a module of the checkout into Node. */
  async load<M>(path: string): Promise<M> {
    const runner = createServerModuleRunner(this.#server.environments.ssr, { hmr: false });
    return (await runner.import(`/${path}`)) as M;
  }

  /** An empty page in a browser session of its own. */
  async open(): Promise<Page> {
    const { LSK_FOUND_BROWSER: executablePath = '' } = process.env;
    this.#browser ??= await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc'] });
    const page = await this.#browser.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    await page.goto(this.#server.resolvedUrls?.local[0] ?? '');
    return page;
  }

  /** Calls what a module of the checkout exports, in a page. */
  async call<R>(page: Page, path: string, name: string, ...given: unknown[]): Promise<R> {
    return await page.evaluate<R>(`import('/${path}').then((module) => module['${name}'](...${JSON.stringify(given)}))`);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server.close();
  }
}

function pathOf(file: string): string {
  return `${ROOT}src/live-stream/${file}`;
}

/** The source with the bug in it; throws if its place is not found, for then it must be planted elsewhere. */
function withBug(source: string, { file, from, to }: Plant): string {
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} has ${times} times, not once: ${from}`);
  return source.replace(from, () => to);
}

function planting(planted: { readonly now: Plant | undefined }): Plugin {
  return {
    name: 'planting',
    enforce: 'pre',
    transform(code, id) {
      const plant = planted.now;
      return plant && id.split('?')[0] === pathOf(plant.file) ? withBug(code, plant) : undefined;
    },
  };
}

const emptyPage: Plugin = {
  name: 'empty-page',
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (request.url !== '/') return next();
      response.setHeader('content-type', 'text/html').end(PAGE);
    });
  },
};
