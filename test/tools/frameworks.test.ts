// The types of the frameworks, made anew from the sources and held against React's, Preact's, Solid's, Vue's and Svelte's own.

import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Manifest } from '../../tools/manifest/manifest.d.mts';
import { readManifest } from '../../tools/manifest/read.mjs';
import { writeTypes } from '../../tools/manifest/write-types.mjs';

const FOLDER = 'test/tools/frameworks';

it('the types of the elements fit what each framework says of markup, and refuse what the elements have not', async () => {
  const generated = join(FOLDER, 'generated');
  rmSync(generated, { recursive: true, force: true });
  const manifest = await readManifest();
  writeTypes(manifest, generated, '../../../../src/');
  writeFileSync(join(generated, 'by-name.ts'), usesByName(manifest));
  expect(compile()).toBe('');
});

/** A script that compiles only if the DOM's own types know each tag, and each event of it, by name. */
function usesByName(manifest: Manifest): string {
  const elements = manifest.modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);
  return elements
    .map(({ name, tagName, events = [] }) => {
      const listen = events.map(
        (event) => `{ listener: (event: Kit['${tagName}']['events']['${event.name}']) => void; name: '${event.name}' }`,
      );
      return `
        export const ${name}: Kit['${tagName}']['element'] = document.createElement('${tagName}');
        ${listen.map((one, i) => `declare const ${name}${i}: ${one};\n${name}.addEventListener(${name}${i}.name, ${name}${i}.listener);`).join('\n')}`;
    })
    .reduce((code, one) => code + one, "import type { KitElements as Kit } from './elements.js';\n");
}

/** What the compiler complains of; empty when it does not. */
function compile(): string {
  try {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', FOLDER], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
