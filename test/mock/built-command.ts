// The command line of the kit, built once for the tests of a file: started from the sources it takes seconds each time.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll } from 'vitest';

let folder: string | undefined;

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

/** The file to start. Inside the project, where it finds its packages. */
export async function builtCommand(): Promise<string> {
  if (folder === undefined) {
    mkdirSync('test-results', { recursive: true });
    folder = mkdtempSync(resolve('test-results', 'command-'));
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: 'src/node/command.ts',
        outDir: folder,
        copyPublicDir: false,
        rolldownOptions: { output: { entryFileNames: 'command.mjs' } },
      },
    });
  }
  return join(folder, 'command.mjs');
}
