// A page of a test's own: one script, built as a host would build it, and served with the headers a host would send.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ALIASES } from '../../tools/vite-shared.ts';

export interface OwnPage {
  /** Where it is; ends in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the script beside this file and serves a page that has nothing else. */
export async function serveOwnPage(script: string, headers: Readonly<Record<string, string>> = {}): Promise<OwnPage> {
  const code = await built(script);
  const pages = createServer((request, response) => {
    if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(code);
    else
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
        .end('<!doctype html><link rel="icon" href="/page.js" /><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(pages.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        pages.closeAllConnections();
        pages.close(() => resolve());
      }),
  };
}

async function built(script: string): Promise<string> {
  const outputs = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: ALIASES },
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL(script, import.meta.url)), formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
      copyPublicDir: false,
    },
  });
  const [output] = [outputs].flat();
  if (!output || !('output' in output)) throw new Error(`${script} was not built`);
  return output.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
}
