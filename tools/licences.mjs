// The licence texts of packages, as installed.

import { readdirSync, readFileSync } from 'node:fs';

/** One text for all, by name: what a reader must be given along with their code. Throws where a package names no licence. */
export function licenceTexts(names) {
  const packages = [...names].toSorted((one, other) => one.localeCompare(other)).map(readPackage);
  const texts = packages.map(({ name, version, license, source, text }) => {
    // Of one without a text, that of the same project.
    const own = text ?? packages.find((other) => other.text && other.source === source && other.license === license)?.text;
    return `${name} ${version} (${license})\n\n${own ?? 'The package has no text of it.'}`;
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function readPackage(name) {
  const folder = `node_modules/${name}`;
  const { version, license, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  if (!license) throw new Error(`${name} names no licence`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && readFileSync(`${folder}/${file}`, 'utf8').trim();
  return { name, version, license, source: /github\.com\/[^.]+/.exec(repository?.url ?? repository)?.[0] ?? name, text };
}

/** The package a module is of, by its path; undefined for one of the project's own. */
export function packageOf(path) {
  const inside = path.replaceAll('\\', '/').split('/node_modules/').at(-1);
  return path.includes('node_modules') ? /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] : undefined;
}
