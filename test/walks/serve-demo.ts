// Before the walks: builds the demo as a visitor gets it, and serves it on a free port until they are done.

import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built demo is served; ends in a slash. */
    demoUrl: string;
    /** Where the built demo lies, for pages opened as files. */
    demoFolder: string;
  }
}

export default async function serveDemo(project: TestProject): Promise<() => Promise<void>> {
  const outDir = mkdtempSync(join(tmpdir(), 'demo-'));
  // A process of its own: in this one, the test runner has already told every library that it is being tested.
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  const vite = [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'];
  const options: ExecFileSyncOptions = { stdio: ['ignore', 'inherit', 'inherit'], env: { ...env, NODE_ENV: 'production' } };
  execFileSync(process.execPath, [...vite, '--outDir', outDir], options);
  // Beside it, on the same origin, the next version of the kit.
  const newer = ['--config', join('test', 'kills', 'newer-build.config.ts'), '--outDir', join(outDir, 'newer')];
  execFileSync(process.execPath, [...vite, ...newer], options);
  // And a chat whose server is not in the page.
  const outside = ['--config', join('test', 'kills', 'outside', 'build.config.ts'), '--outDir', join(outDir, 'outside')];
  execFileSync(process.execPath, [...vite, ...outside], options);

  const server = await preview({
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, allowedHosts: ['chat.test'] },
  });
  project.provide('demoUrl', server.resolvedUrls!.local[0]!);
  project.provide('demoFolder', outDir);
  return async () => {
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  };
}
