// Runs the command line from the sources, without a build: `npm run mock-server`, `npm run conformance -- URL`.

import { runnerImport } from 'vite';

await runnerImport('./src/node/command.ts', { configFile: false, logLevel: 'error' });
