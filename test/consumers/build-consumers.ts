// Before the walks: packs the kit as it was built last, and builds each app beside it with nothing of this project but its dependencies.
// Those in TypeScript are compiled against the packed types first.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../tools/find-browser.ts';
import { pack, unpack } from '../../tools/packed.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the apps, each with its build in `dist`. */
    consumers: string;
    browserPath: string;
  }
}

export default async function buildConsumers(project: TestProject): Promise<() => void> {
  const place = mkdtempSync(join(tmpdir(), 'consumers-'));
  const apps = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  unpack(pack(place), place);
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  for (const { name } of apps) {
    const cwd = join(place, name);
    cpSync(join(import.meta.dirname, name), cwd, { recursive: true });
    const run = (script: string[], ...options: string[]): void => {
      execFileSync(process.execPath, [join(place, 'node_modules', ...script), ...options], {
        cwd,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...env, NODE_ENV: 'production' },
      });
    };
    if (existsSync(join(cwd, 'tsconfig.json'))) run(['typescript', 'bin', 'tsc']);
    run(['vite', 'bin', 'vite.js'], 'build', '--base', './', '--sourcemap', '--logLevel', 'error');
  }
  project.provide('consumers', place);
  project.provide('browserPath', await findBrowser());
  return () => rmSync(place, { recursive: true, force: true });
}
