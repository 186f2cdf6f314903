// `npm run consumers`: apps of other people's making on the packed kit. Apart from `npm test`, because the kit must be built first.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/consumers/*.test.ts'],
    globalSetup: ['test/consumers/build-consumers.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'test-results/consumers.json' }]] : ['default'],
  },
});
