// Never in production by accident: what the package's doors bundle to has nothing of the mock server, of MSW, or of the programs.

import { readFileSync } from 'node:fs';
import { build } from 'vite';
import type { Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';
import { WEEKEND_SENTENCES } from '../../src/mock/seed-sentences.js';

const { exports, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { default: string }>;
  dependencies: Record<string, string>;
};
/** Doors for demos and tests: these have it. */
const FOR_TESTS = ['./cdn/live-stream-kit.js', './mock', './mock/node', './conformance', './testing', './testing/ops'];
const doors = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === 'object' && !/^\.\/types\/|\.css$/.test(name)
    ? [[name, name.startsWith('./cdn/') ? './src/embed/index.ts' : target.default.replace('./dist/', './src/').replace(/\.js$/, '.ts')]]
    : [],
) as [name: string, source: string][];

/** What a door bundles to, lazy parts included: the modules that are in it, and the code. */
async function bundle(source: string): Promise<{ modules: string[]; code: string }> {
  const result = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, copyPublicDir: false, lib: { entry: source, formats: ['es'] }, rolldownOptions: { external: /^(node:|ws$)/ } },
  })) as Rolldown.RolldownOutput[];
  const chunks = result.flatMap(({ output }) => output).filter((file) => file.type === 'chunk');
  return { modules: chunks.flatMap(({ moduleIds }) => moduleIds), code: chunks.map(({ code }) => code).join('\n') };
}

/** Modules of the mock server and the programs, and words that only they say. */
function traces({ modules, code }: Awaited<ReturnType<typeof bundle>>): string[] {
  const words = [WEEKEND_SENTENCES[0]!, 'live-stream-kit.invalid', 'ls-mock:', 'did this on purpose'];
  return [
    ...modules.filter((id) => /\/src\/(mock|embed|node|conformance)\/|\/node_modules\/(msw|@mswjs|ws)\//.test(id.replaceAll('\\', '/'))),
    ...words.filter((word) => code.includes(word)),
  ];
}

describe('a bundle of', () => {
  it.each(doors.filter(([name]) => !FOR_TESTS.includes(name)))('%s has nothing of the mock server', async (_, source) => {
    const built = await bundle(source);
    expect(built.modules.length).toBeGreaterThan(2);
    expect(traces(built)).toEqual([]);
  });

  it('the mock server is known by its traces', async () => {
    const found = traces(await bundle('./src/mock/index.ts'));
    expect(found).toEqual(expect.arrayContaining([WEEKEND_SENTENCES[0], 'live-stream-kit.invalid', 'ls-mock:', 'did this on purpose']));
    expect(found.some((id) => id.includes('/node_modules/msw/'))).toBe(true);
  });
});

it('the embed file has a server, and nothing of MSW', async () => {
  const found = traces(await bundle('./src/embed/index.ts'));
  expect(found).toEqual(expect.arrayContaining([WEEKEND_SENTENCES[0], 'ls-mock:']));
  expect(found.filter((id) => id.includes('/node_modules/'))).toEqual([]);
});

it('only the doors named for tests lead to the mock server', () => {
  expect(doors.map(([name]) => name)).toEqual(expect.arrayContaining([...FOR_TESTS, '.', './chat', './live-stream', './http']));
});

it('three packages come with the kit, and a bundle of it has nothing of any other', async () => {
  expect(Object.keys(dependencies).sort()).toEqual(['idb', 'lit', 'phoenix']);
  const { modules } = await bundle('./src/index.ts');
  const packages = modules.flatMap((id) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual(['@lit/reactive-element', 'idb', 'lit', 'lit-element', 'lit-html', 'phoenix']);
});
