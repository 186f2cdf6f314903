// Prints how much of each element there is, from its doc block and the stories; with `--write` also into the README.

import { readdirSync, readFileSync } from 'node:fs';
import { elementsTable } from './manifest/elements-table.mjs';
import { readManifest } from './manifest/read.mjs';
import { writeBetween } from './write-between.mjs';

const files = readdirSync('stories', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.stories.ts'));
const table = elementsTable(
  await readManifest(),
  files.map((file) => readFileSync(`stories/${file}`, 'utf8')),
);
console.log(table);
if (process.argv.includes('--write')) writeBetween('README.md', 'features', table);
