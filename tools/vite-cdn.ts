// The embed file: the whole kit and `<chat-app demo>` in one script, as a module and as a classic script, for pages without a build.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { terse } from './vite-terse.ts';
import { licences } from './vite-licences.ts';

export const CDN_FILES = ['live-stream-kit.js', 'live-stream-kit.iife.js'] as const;
const GLOBAL = 'LiveStreamKit';
export const CDN_LICENCES = 'live-stream-kit.licences.txt';

/** The classic script has one global, which stays that of the first, or the page's. */
const ONCE = `if (globalThis.${GLOBAL}) {
  console.warn('live-stream-kit: this page has ' + (globalThis.${GLOBAL}.ChatApp ? 'loaded it before' : 'a ${GLOBAL} of its own') + '; this one does nothing');
  return globalThis.${GLOBAL};
}`;

/** Said once, where else each element would fail. */
const HTML_ALONE = `if (/xml$/.test(globalThis.document?.contentType)) throw TypeError('live-stream-kit needs a page of HTML, not of XML');`;

/** In Node and in workers there are no elements: the file can be imported there all the same, and registers nothing. */
const ANYWHERE = `const {
  HTMLElement = class {},
  document = { createTreeWalker() {} },
  customElements = { get() {}, define() {} },
} = globalThis;`;

/** Builds both files; `outDir` is emptied by nobody. */
export const cdn: InlineConfig = {
  publicDir: false,
  plugins: [terse, licences(CDN_LICENCES)],
  build: {
    outDir: path('../dist/cdn'),
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    lib: {
      entry: path('../src/embed/index.ts'),
      name: GLOBAL,
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? CDN_FILES[0] : CDN_FILES[1]),
    },
    rolldownOptions: {
      output: {
        // What is loaded on demand elsewhere would be a second file.
        codeSplitting: false,
        // The module form, too, which is left with its white space otherwise.
        minify: true,
        intro: ({ fileName }) => (fileName === CDN_FILES[1] ? `${HTML_ALONE}\n${ONCE}\n${ANYWHERE}` : `${HTML_ALONE}\n${ANYWHERE}`),
        postBanner: `/*! live-stream-kit ${version()} | MIT | with lit (BSD-3-Clause), idb (ISC), phoenix (MIT) | texts in ${CDN_LICENCES} */`,
      },
    },
  },
};

/** The files by name, built in memory. */
export async function buildCdn(): Promise<Map<string, string>> {
  const outputs = await build({ ...cdn, configFile: false, logLevel: 'error', build: { ...cdn.build, write: false, sourcemap: false } });
  const files = new Map<string, string>();
  for (const one of [outputs].flat()) {
    if (!('output' in one)) throw new Error('the embed file is being watched, not built');
    for (const file of one.output) if (file.type === 'chunk') files.set(file.fileName, file.code);
  }
  return files;
}

function version(): string {
  return (JSON.parse(readFileSync(path('../package.json'), 'utf8')) as { version: string }).version;
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
