// The tests: Node, a real browser, stories with axe, and walks through the built demo.
// `--mode long` adds the `*.long` files, and tests read `import.meta.env.MODE` to run their properties more often.

import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BrowserConfigOptions } from 'vitest/node';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findBrowser } from './tools/find-browser.ts';
import { MEASURED, TEST_ALIASES, TEST_PREBUNDLED } from './tools/vite-shared.ts';

/** Each project evaluates this file anew; one search is enough. The walks read the variable, too. */
const executablePath = (process.env['LSK_FOUND_BROWSER'] ??= await findBrowser());

/**
 * How many files run side by side. On two processors Vitest would run one in Node and one in each browser, and leave a processor idle
 * from when the browsers are done; the browsers keep their one, as what they test waits for frames.
 */
const processors = availableParallelism();
const maxWorkers = Math.max(2, processors - 1);

/** What somebody has asked their system for. */
interface Wanted {
  forcedColors?: 'active';
  contrast?: 'more';
}

/** A new object for each project: Vitest writes names into it. Without a `profile` on disk a browser keeps its databases in memory. */
function chromium(contextOptions: Wanted = {}, profile = false): BrowserConfigOptions {
  return {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    fileParallelism: processors > 2,
    provider: playwright({
      launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] },
      contextOptions,
      persistentContext: profile,
    }),
    instances: [{ browser: 'chromium' }],
  };
}

/** Two browsers, each with half of the tests: one alone waits for its frames longer than Node's tests take, and leaves a processor idle. */
function halves(exclude: readonly string[]): NonNullable<BrowserConfigOptions['instances']> {
  return [
    { browser: 'chromium', name: 'browser (chat)', exclude: [...exclude, 'test/!(chat)/**'] },
    { browser: 'chromium', name: 'browser (all else)', exclude: [...exclude, 'test/chat/**'] },
  ];
}

/**
 * What a person sees is asked for once more on a machine that does other work as well; `tools/count-tests.mjs` names what needed it.
 * Never where a rule is proven or a thing must survive: there the second try would hide what the first has found.
 */
const SECOND_TRY = process.env['CI'] ? 1 : 0;

export default defineConfig(({ mode }) => {
  const omit = mode === 'long' ? [] : ['**/*.long.*'];

  // `extends` does not bring the mode along: each project names it.
  const node: TestProjectInlineConfiguration = {
    extends: true,
    mode,
    test: {
      name: 'node',
      globals: true,
      include: ['test/**/*.test.ts'],
      exclude: ['test/**/*.browser.test.ts', 'test/walks/**', 'test/consumers/**', 'test/kills/**', ...omit],
      setupFiles: ['test/patience.mjs'],
    },
  };

  const browser: TestProjectInlineConfiguration = {
    extends: true,
    mode,
    optimizeDeps: { include: TEST_PREBUNDLED },
    test: {
      name: 'browser',
      globals: true,
      include: ['test/**/*.browser.test.ts'],
      setupFiles: ['test/patience.mjs', 'test/setup.browser.ts'],
      browser: { ...chromium(), instances: halves([...omit, ...MEASURED]) },
    },
  };

  // After all others, alone, on a disk as people have it: what it measures is the page's own, not what another test leaves of the machine,
  // nor what Chromium's databases in memory take, which grow slow with every thousand rows.
  const measured: TestProjectInlineConfiguration = {
    ...browser,
    test: {
      ...browser.test,
      name: 'measured',
      include: MEASURED,
      exclude: [],
      browser: chromium({}, true),
      fileParallelism: false,
      sequence: { groupOrder: 2 },
    },
  };

  // Once in light, once in dark: contrast is checked in both.
  const stories = (scheme: 'light' | 'dark', wanted: Wanted = {}, name: string = scheme): TestProjectInlineConfiguration => ({
    extends: true,
    mode,
    plugins: [storybookTest({ configDir: fileURLToPath(new URL('.storybook', import.meta.url)), disableAddonDocs: true })],
    define: { 'import.meta.env.SCHEME': JSON.stringify(scheme) },
    test: {
      name: `stories-${name}`,
      browser: chromium(wanted),
      testTimeout: 60_000,
      retry: SECOND_TRY,
    },
  });

  // What few changes touch, in long runs alone.
  const seldom = [
    stories('light', { forcedColors: 'active' }, 'forced'),
    stories('light', { contrast: 'more' }, 'contrast-light'),
    stories('dark', { contrast: 'more' }, 'contrast-dark'),
  ];

  // After the others and one by one: they measure what a person waits for, and kill what they started.
  const walks: TestProjectInlineConfiguration = {
    extends: true,
    mode,
    test: {
      name: 'walks',
      globals: true,
      include: ['test/walks/**/*.test.ts', 'test/kills/**/*.test.ts'],
      exclude: omit,
      setupFiles: ['test/patience.mjs'],
      globalSetup: ['test/walks/serve-demo.ts'],
      fileParallelism: false,
      testTimeout: 60_000,
      sequence: { groupOrder: 1 },
    },
  };

  return {
    resolve: { alias: TEST_ALIASES },
    test: {
      maxWorkers,
      // Properties run hundreds of times, in long runs a hundred thousand times, on machines that do other work as well.
      testTimeout: mode === 'long' ? 600_000 : 45_000,
      hookTimeout: 45_000,
      projects: [node, browser, stories('light'), stories('dark'), ...(mode === 'long' ? seldom : []), walks, measured],
      reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'test-results/vitest.json' }]] : ['default'],
    },
  };
});
