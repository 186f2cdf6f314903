// Puts what a command has measured where a document shows it: between `<!-- name -->` and `<!-- /name -->`.

import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces what stands between the marks. Throws if the document does not have both. */
export function writeBetween(file, name, text) {
  const before = readFileSync(file, 'utf8');
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [before.indexOf(open), before.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place between ${open} and ${close}`);
  writeFileSync(file, `${before.slice(0, from + open.length)}\n\n${text.trim()}\n\n${before.slice(to)}`);
}
