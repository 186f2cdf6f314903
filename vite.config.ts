// Builds: the demo (default; also its server), the library (`--mode lib`) and the embed file (`--mode cdn`). Tests have vitest.config.ts.

import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type UserConfig } from 'vite';
import { cdn } from './tools/vite-cdn.ts';
import { embedPages } from './tools/vite-embed-pages.ts';
import { ALIASES, PREBUNDLED } from './tools/vite-shared.ts';
import { terseTemplates } from './tools/vite-terse.ts';

const demo: UserConfig = {
  root: path('demo'),
  base: './',
  resolve: { alias: ALIASES },
  optimizeDeps: { include: PREBUNDLED },
  plugins: [embedPages(), vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } })],
  build: {
    outDir: path('demo-dist'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: ['index', 'live-stream', 'react', 'vue'].map((page) => path(`demo/${page}.html`)) },
  },
};

/** One output file per source file, dependencies left to the reader's own bundler. */
const library: UserConfig = {
  plugins: [terseTemplates],
  build: {
    outDir: path('dist'),
    target: 'es2022',
    minify: false,
    sourcemap: true,
    copyPublicDir: false,
    lib: { entry: entries(), formats: ['es'] },
    rolldownOptions: {
      // What is imported by a package's name is the reader's to install, except the compiler's own helper.
      external: (id) => /^[^./\0]/.test(id) && !id.startsWith('@oxc-project/') && !isAbsolute(id),
      output: {
        preserveModules: true,
        preserveModulesRoot: path('src'),
        // The decorator helper would lie in a folder named after the compiler's version.
        entryFileNames: ({ name }) => (name.includes('oxc-project') ? 'internal/decorate.js' : '[name].js'),
      },
    },
  },
};

export default defineConfig(({ mode }) => (mode === 'lib' ? library : mode === 'cdn' ? cdn : demo));

/** The source of every script the package exports or runs. */
function entries(): string[] {
  const { exports, bin } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
    bin: Record<string, string>;
  };
  return [...Object.values(exports), ...Object.values(bin)]
    .map((target) => (typeof target === 'string' ? target : target.default))
    .filter((target) => target.endsWith('.js') && !/^\.\/dist\/(types|cdn)\//.test(target))
    .map((target) => path(target.replace('./dist/', 'src/').replace(/\.js$/, '.ts')));
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
