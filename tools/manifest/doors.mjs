// What each door of the package offers, read from its source: the sentence it opens with, and every name it exports with its own.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

/** The doors that have a source, as `[name, source]`: `./chat` is `src/chat/index.ts`. */
export function doorsOf(exports) {
  return Object.entries(exports).flatMap(([door, target]) => {
    const built = typeof target === 'string' ? target : target.default;
    if (!built.endsWith('.js') || door.startsWith('./types/') || door.startsWith('./cdn/')) return [];
    return [[door, built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')]];
  });
}

/** The first sentence of the comment a file opens with, without the words that it is a door. */
export function openingOf(source) {
  const comment = /^(?:\/\/ ?.*\n)+/.exec(readFileSync(source, 'utf8'))?.[0] ?? '';
  const text = comment
    .replaceAll(/^\/\/ ?/gm, '')
    .replaceAll('\n', ' ')
    .replace(/^The door of (?:`[^`]+`|\w+): /, '');
  return sentenceOf(text.charAt(0).toUpperCase() + text.slice(1));
}

/** What a source exports, also what it hands on: name, whether it is only a type, and the first sentence of its doc comment. */
export function exportsOf(source) {
  const code = readFileSync(source, 'utf8');
  const { module } = parseSync(source, code);
  const found = new Map();
  for (const { exportName, importName, localName, moduleRequest, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    const from = moduleRequest && join(dirname(source), moduleRequest.value.replace(/\.js$/, '.ts'));
    if (exportName.kind === 'None') for (const [name, one] of exportsOf(from)) found.set(name, one);
    else if (from) {
      const origin = exportsOf(from).get(importName.name);
      if (!origin) throw new Error(`${source} hands on ${importName.name}, which ${from} does not export`);
      found.set(exportName.name, { ...origin, isType: isType || origin.isType });
    } else {
      const name = localName.name ?? exportName.name;
      // A class may have an interface beside it, which is then no mere type.
      found.set(exportName.name, { isType: !isValue(code, name) && (isType || isTypeIn(code, name)), description: docOf(code, name) });
    }
  }
  return found;
}

function isTypeIn(code, name) {
  return new RegExp(`^export (?:type|interface) ${name}\\b`, 'm').test(code);
}

function isValue(code, name) {
  return new RegExp(`^export (?:abstract )?(?:async )?(?:class|const|function\\*?) ${name}\\b`, 'm').test(code);
}

/** The first sentence of the doc comment right before a declaration; of an element, that of its class. */
function docOf(code, name) {
  const declared = new RegExp(
    `/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)?export (?:declare )?(?:abstract )?(?:async )?(?:class|function\\*?|const|interface|type) ${name}\\b`,
  ).exec(code);
  return sentenceOf((declared?.[1] ?? '').replaceAll(/^\s*\* ?/gm, '').replaceAll(/\s+/g, ' '));
}

function sentenceOf(text) {
  const clean = text.trim();
  return /^.*?[.!?](?=\s+[A-Z`<@]|$)/.exec(clean)?.[0] ?? clean;
}
