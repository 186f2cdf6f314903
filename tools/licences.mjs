// The licence texts of packages, as installed.

import { readdirSync, readFileSync } from 'node:fs';

/** One text for all, by name: what a reader must be given along with their code. Throws where a package has neither text nor name of one. */
export function licenceTexts(names) {
  const texts = [...names]
    .toSorted((one, other) => one.localeCompare(other))
    .map((name) => {
      const folder = `node_modules/${name}`;
      const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      if (!license) throw new Error(`${name} names no licence`);
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : 'The package has no text of it.';
      return `${name} ${version} (${license})\n\n${text}`;
    });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The package a module is of, by its path; undefined for one of the project's own. */
export function packageOf(path) {
  const inside = path.replaceAll('\\', '/').split('/node_modules/').at(-1);
  return path.includes('node_modules') ? /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] : undefined;
}
