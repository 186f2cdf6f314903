// `npm run test:engines`: the tests of elements in Firefox and WebKit, where those are installed. Not part of `npm test`: it asks
// for programs that npm cannot install (Debian: firefox-esr, or xvfb and webkit2gtk-driver).

import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findEngine, otherEngine, type Engine } from './tools/other-engines.ts';
import { LeftOut } from './tools/left-out.ts';
import { TEST_ALIASES, TEST_PREBUNDLED } from './tools/vite-shared.ts';

const wanted = (process.env['ENGINES'] ?? 'firefox,webkit').split(',') as Engine[];

function project(engine: Engine): TestProjectInlineConfiguration[] {
  const program = findEngine(engine);
  console.log(`${engine}: ${program ?? 'not installed, not tested'}`);
  if (!program) return [];
  return [
    {
      extends: true,
      optimizeDeps: { include: TEST_PREBUNDLED, exclude: ['@vitest/browser'] },
      test: {
        name: engine,
        globals: true,
        include: [
          'test/live-stream/**/*.browser.test.ts',
          'test/sync/**/*.browser.test.ts',
          'test/mock/**/*.browser.test.ts',
          'test/chat/**/*.browser.test.ts',
        ],
        exclude: ['**/*.long.*'],
        setupFiles: ['test/patience.mjs', 'test/setup.browser.ts'],
        fileParallelism: false,
        browser: {
          enabled: true,
          headless: false,
          ui: false,
          screenshotFailures: false,
          provider: otherEngine(engine, program),
          instances: [{ browser: engine }],
        },
      },
    },
    walks(engine, program),
  ];
}

/** The walks of `npm test`. */
function walks(engine: Engine, program: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name: `walks-${engine}`,
      globals: true,
      include: ['test/walks/**/*.test.ts'],
      setupFiles: ['test/patience.mjs'],
      globalSetup: ['test/walks/serve-demo.ts'],
      fileParallelism: false,
      env: { [`LSK_${engine.toUpperCase()}`]: program },
    },
  };
}

const projects = wanted.flatMap(project);
if (projects.length === 0) throw new Error('neither Firefox nor WebKit is installed (Debian: firefox-esr, or xvfb and webkit2gtk-driver)');

export default defineConfig({
  resolve: { alias: TEST_ALIASES },
  test: { testTimeout: 60_000, projects, reporters: ['default', new LeftOut()] },
});
