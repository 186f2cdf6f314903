// Writes what is made from custom-elements.json into the package: data for editors, and the types of the frameworks.

import { readFileSync, writeFileSync } from 'node:fs';
import { cssData, htmlData } from './editor-data.mjs';
import { writeTypes } from './write-types.mjs';

const manifest = JSON.parse(readFileSync('custom-elements.json', 'utf8'));

writeFileSync('dist/vscode.html-custom-data.json', JSON.stringify(htmlData(manifest), null, 2));
writeFileSync('dist/vscode.css-custom-data.json', JSON.stringify(cssData(manifest), null, 2));
writeTypes(manifest, 'dist/types', '../');
