// The embed file: the whole kit and `<chat-app demo>` in one script, as a module and as a classic script, for pages without a build.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin } from 'vite';
import { licences } from './vite-licences.ts';

export const CDN_FILES = ['live-stream-kit.js', 'live-stream-kit.iife.js'] as const;
export const CDN_LICENCES = 'live-stream-kit.licences.txt';

/** Style sheets are texts to a minifier: what they have for readers is taken out here. */
const terseStyles: Plugin = {
  name: 'terse-styles',
  transform(code, id) {
    if (!/\/src\/.+\.ts$/.test(id)) return undefined;
    return { code: code.replaceAll(/\bcss`[^`]*`/g, terse), map: null };
  },
};

function terse(css: string): string {
  return css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(': ', ':')
    .replaceAll(';}', '}');
}

/** Builds both files; `outDir` is emptied by nobody. */
export const cdn: InlineConfig = {
  publicDir: false,
  plugins: [terseStyles, licences(CDN_LICENCES)],
  build: {
    outDir: path('../dist/cdn'),
    emptyOutDir: false,
    target: 'es2022',
    sourcemap: true,
    lib: {
      entry: path('../src/embed/index.ts'),
      name: 'LiveStreamKit',
      formats: ['es', 'iife'],
      fileName: (format) => (format === 'es' ? CDN_FILES[0] : CDN_FILES[1]),
    },
    rolldownOptions: {
      output: {
        // What is loaded on demand elsewhere would be a second file.
        codeSplitting: false,
        // The module form, too, which is left with its white space otherwise.
        minify: true,
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
