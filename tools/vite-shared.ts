// What the demo, the stories and the tests must tell Vite alike.

import { fileURLToPath } from 'node:url';
import type { Alias } from 'vite';

/** MSW's cookie jar carries the list of public suffixes, 110 kB gzipped, which a mock in the page never needs. */
export const ALIASES: Alias[] = [
  { find: /^tldts$/, replacement: path('./stubs/tldts.ts') },
  // The examples of the documentation name the package, as their readers will.
  { find: 'live-stream-kit/elements', replacement: path('../src/elements.ts') },
  { find: 'live-stream-kit/http', replacement: path('../src/backend/http-source.ts') },
  { find: 'live-stream-kit/phoenix-plain', replacement: path('../src/backend/phoenix-plain-source.ts') },
  { find: 'live-stream-kit/mock/node', replacement: path('../src/node/mock-server.ts') },
  { find: /^live-stream-kit((?:\/(?:live-stream|chat|backend|mock|conformance|testing))?)$/, replacement: path('../src$1/index.ts') },
];

/** The open-wc helpers import the dev server of another test runner. */
export const TEST_ALIASES: Alias[] = [
  ...ALIASES,
  { find: '@web/test-runner-commands', replacement: path('../test/stubs/test-runner-commands.ts') },
];

/** Tests in a browser that measure it: they run alone. */
export const MEASURED = ['test/chat/burst.browser.test.ts', 'test/chat/long-history.browser.test.ts'];

/** Vite must know every dependency beforehand, or it reloads the page in the middle of a run. */
export const PREBUNDLED = [
  'lit',
  'lit/decorators.js',
  'lit/directive-helpers.js',
  'lit/directives/class-map.js',
  'lit/directives/if-defined.js',
  'lit/directives/ref.js',
  'lit/directives/repeat.js',
  'lit/directives/until.js',
  'lit/static-html.js',
  'idb',
  'phoenix',
  'emoji-picker-element',
  'msw/http',
  'msw/ws',
  'msw/experimental',
  '@mswjs/interceptors/WebSocket',
  '@mswjs/interceptors/fetch',
];

export const TEST_PREBUNDLED = [...PREBUNDLED, 'fast-check', '@open-wc/testing', '@open-wc/semantic-dom-diff', 'chai-a11y-axe'];

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
