// Writes the types of the frameworks into a folder, beside those of the elements which they are made from.

import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementTypes } from './element-types.mjs';

/** `root` leads from the folder to the one that the manifest's paths begin with. Each has an empty script: importing it is no error. */
export function writeTypes(manifest, folder, root) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'elements.d.ts'), elementTypes(manifest, root));
  for (const file of readdirSync('types')) {
    cpSync(join('types', file), join(folder, file));
    if (file !== 'names.d.ts') writeFileSync(join(folder, file.replace('.d.ts', '.js')), 'export {};\n');
  }
}
