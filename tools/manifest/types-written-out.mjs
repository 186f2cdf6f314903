// Writes types out as far as a reader needs them: a name for a few words becomes the words, a constant its value, an event its class.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS = /^(?:\s*\|?\s*'[^']*')+$/;

/** What the sources declare, read as text: the manifest has types as text, too. */
export function readDeclarations(files) {
  const words = new Map();
  const constants = new Map();
  const events = new Map();
  for (const code of files) {
    for (const [, name, union] of code.matchAll(/^export type (\w+) =([^;]+);/gm)) if (WORDS.test(union)) words.set(name, oneLine(union));
    for (const [, name, body] of code.matchAll(/^export interface (\w+)(?:<[^{]*)? \{\n([\s\S]*?)^\}/gm)) {
      for (const [, field, union] of body.matchAll(/^ {2}(\w+)\??: ([^;]+);/gm)) {
        if (WORDS.test(union)) words.set(`${name}['${field}']`, oneLine(union));
      }
    }
    for (const [, name, value] of code.matchAll(/^export const ([A-Z_]+) = ([\d_]+);/gm)) constants.set(name, value.replaceAll('_', ''));
    for (const [, name, body] of code.matchAll(/^export class (\w+)(?:<[^{]*)? extends Event[^{]*\{([\s\S]*?)^\}/gm)) {
      const type = /static readonly type = '([^']+)'/.exec(body)?.[1];
      if (type) events.set(type, name);
    }
  }
  return { words, constants, events };
}

export function typesWrittenOut(root = 'src') {
  return {
    name: 'types-written-out',
    packageLinkPhase({ customElementsManifest: manifest }) {
      const known = readDeclarations(sourcesIn(root));
      for (const declaration of manifest.modules.flatMap(({ declarations }) => declarations ?? [])) {
        for (const item of [...(declaration.members ?? []), ...(declaration.attributes ?? [])]) writeOut(item, known);
        for (const event of declaration.events ?? []) event.type ??= { text: known.events.get(event.name) ?? 'Event' };
      }
    },
  };
}

function writeOut(item, { words, constants }) {
  if (constants.has(item.default)) {
    item.default = constants.get(item.default);
    item.type ??= { text: 'number' };
  }
  if (!item.type?.text) return;
  item.type.text = item.type.text
    .split(' | ')
    .map((part) => words.get(part.replace(/<[^<>]*>/, '')) ?? part)
    .join(' | ')
    // The analyzer adds it to what is optional, also where it is written.
    .replace(/(?: \| undefined){2,}$/, ' | undefined');
  // The way JSDoc has it: `insert|delete|reset`.
  if (/^[a-z-]+(\|[a-z-]+)+$/.test(item.type.text)) item.type.text = item.type.text.replaceAll(/[a-z-]+/g, "'$&'").replaceAll('|', ' | ');
}

function oneLine(union) {
  return union
    .trim()
    .replace(/^\|\s*/, '')
    .replaceAll(/\s+/g, ' ');
}

function sourcesIn(root) {
  return readdirSync(root, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'));
}
