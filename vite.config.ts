// One configuration for the demo server, the library build and both test projects (Node and a real browser).

import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './tools/find-browser.ts';

/** Vite must know every dependency of a browser test beforehand, or it reloads the page in the middle of a run. */
const PREBUNDLED = [
  'lit',
  'lit/decorators.js',
  'lit/directives/class-map.js',
  'lit/directives/if-defined.js',
  'lit/directives/live.js',
  'lit/directives/ref.js',
  'lit/static-html.js',
  'idb',
  'phoenix',
  'fast-check',
  '@open-wc/testing',
  '@open-wc/semantic-dom-diff',
  'chai-a11y-axe',
  'msw/http',
  'msw/ws',
  'msw/experimental',
  '@mswjs/interceptors/WebSocket',
];

const browser = process.env['VITEST'] ? await findBrowser() : undefined;

export default defineConfig({
  resolve: {
    alias: [
      { find: '@web/test-runner-commands', replacement: new URL('./test/stubs/test-runner-commands.ts', import.meta.url).pathname },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'node', globals: true, environment: 'node', include: ['test/**/*.test.ts'], exclude: ['test/**/*.browser.test.ts'] },
      },
      {
        extends: true,
        optimizeDeps: { include: PREBUNDLED },
        test: {
          name: 'browser',
          globals: true,
          include: ['test/**/*.browser.test.ts'],
          setupFiles: ['test/setup.browser.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: browser ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
