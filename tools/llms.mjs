// Writes llms.txt from custom-elements.json, which `npm run manifest` has written just before, and from the sources.

import { readFileSync, writeFileSync } from 'node:fs';
import { llmsText } from './manifest/llms.mjs';

const [manifest, description] = ['custom-elements.json', 'package.json'].map((file) => JSON.parse(readFileSync(file, 'utf8')));
writeFileSync('llms.txt', llmsText(manifest, description));
