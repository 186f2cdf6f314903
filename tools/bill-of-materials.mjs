// Writes what the package's own code brings along: an SBOM (CycloneDX) of the runtime dependencies, as locked, and their licence texts.
// npm writes one, too, but leaves out what a development dependency needs as well, which is lit.

import { readFileSync, writeFileSync } from 'node:fs';
import { licenceTexts } from './licences.mjs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const own = packages[''];
const found = new Map();
for (const name of Object.keys(own.dependencies)) gather(name);
const components = [...found].toSorted(([one], [other]) => one.localeCompare(other));

const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'library', 'bom-ref': ref(own.name, own), name: own.name, version: own.version } },
  components: components.map(([name, locked]) => ({
    type: 'library',
    'bom-ref': ref(name, locked),
    ...named(name),
    version: locked.version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${locked.version}`,
    licenses: [{ license: { id: locked.license } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from(locked.integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  })),
  dependencies: [[own.name, own], ...components].map(([name, locked]) => ({
    ref: ref(name, locked),
    dependsOn: Object.keys(locked.dependencies ?? {}).map((other) => ref(other, found.get(other))),
  })),
};
writeFileSync('dist/sbom.cdx.json', JSON.stringify(bill, null, 2));

writeFileSync('dist/third-party-licences.txt', licenceTexts(found.keys()));

/** A package and all it depends on. Each is locked once: two versions of one would lie in another's folder. */
function gather(name) {
  if (found.has(name)) return;
  const locked = packages[`node_modules/${name}`];
  if (!locked) throw new Error(`package-lock.json has no ${name}`);
  found.set(name, locked);
  for (const other of Object.keys(locked.dependencies ?? {})) gather(other);
}

function ref(name, { version }) {
  return `${name}@${version}`;
}

function named(name) {
  const [group, rest] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return group ? { group, name: rest } : { name: rest };
}
