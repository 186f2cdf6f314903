// Checks the package as readers get it: packs it, asks publint and attw, imports every script in plain Node, compiles against
// every entry, and holds `sideEffects` against the files that do something when they are imported.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageOf } from './licences.mjs';
import { install, pack, PEERS, unpack } from './packed.mjs';
import { scriptsOf, strictTypes } from './strict-types.mjs';

const faults = [];
const place = mkdtempSync(join(tmpdir(), 'package-'));
try {
  const tarball = pack(place);
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const folder = unpack(tarball, place, Object.keys(dependencies));
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  ask('publint', ['publint/src/cli.js', tarball, '--strict']);
  // What is no module (style sheets, the classic script, llms.txt) has no types to resolve, or for its import alone.
  const untyped = Object.entries(description.exports).flatMap(([door, target]) =>
    (typeof target === 'string' ? !target.endsWith('.json') : door.endsWith('.css')) && !door.includes('*') ? [door.replace('./', '')] : [],
  );
  ask('attw', ['@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...untyped, '--quiet']);
  missing(folder, description);
  links(folder);
  licences(folder);
  importAll(description, (door) => !(door in PEERS));
  install(place, Object.keys(description.peerDependencies));
  importAll(description, (door) => door in PEERS);
  install(place, ['preact', 'react', 'solid-js', 'svelte', 'vue']);
  faults.push(...strictTypes(place, description));
  runAll(folder, description);
  sideEffects(folder, description);
} finally {
  rmSync(place, { recursive: true, force: true });
}
for (const fault of faults) console.log(fault);
console.log(faults.length ? `${faults.length} faults of the package` : 'the package is as it says');
process.exitCode = faults.length ? 1 : 0;

function ask(name, [script, ...options]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', script), ...options], { encoding: 'utf8' });
  if (status !== 0) faults.push(`${name}:\n${stdout}${stderr}`);
}

/** Nothing that package.json names is left out, and nothing is in that has no business there. */
function missing(folder, { exports }) {
  const files = readdirSync(folder, { recursive: true }).map((file) => `./${file.replaceAll('\\', '/')}`);
  const named = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  for (const file of named)
    if (!files.some((one) => matches(file, one))) faults.push(`${file} is named in exports, and not in the package`);
  for (const file of files) if (/\.test\.|\.stories\.|mockServiceWorker/.test(file)) faults.push(`${file} is in the package`);
  for (const file of files.filter((one) => one.endsWith('.map'))) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    if (!sourcesContent && !files.includes(`./${join(file, '..', sources[0]).replaceAll('\\', '/')}`))
      faults.push(`${file} is a map of ${sources[0]}, which is not in the package`);
  }
}

/** Whoever reads without the repository finds what a text leads to. */
function links(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll(/```[^]*?```/g, '');
    const targets = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)|(?:src|srcset)="(?!\w+:)([^"]+)"/g)].map(
      ([, link, picture]) => link ?? picture,
    );
    for (const target of targets)
      if (!existsSync(join(folder, file, '..', target))) faults.push(`${file} leads to ${target}, which is not in the package`);
  }
}

/** Whoever's code is in the embed file, as its source maps tell, has the text of the licence beside it; and the package has a bill of materials. */
function licences(folder) {
  const cdn = join(folder, 'dist', 'cdn');
  const text = readFileSync(join(cdn, 'live-stream-kit.licences.txt'), 'utf8');
  const maps = readdirSync(cdn).filter((file) => file.endsWith('.map'));
  const sources = maps.flatMap((file) => JSON.parse(readFileSync(join(cdn, file), 'utf8')).sources);
  const names = new Set(sources.flatMap((path) => packageOf(path) ?? []));
  if (names.size < 4) faults.push(`the source maps of the embed file name no more than ${names.size} packages`);
  for (const name of names) {
    const [, own] = text.split(`${name} ${JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8')).version} (`);
    if (!own?.split('-'.repeat(80))[0].includes('Copyright')) faults.push(`the licence of ${name} is not beside the embed file`);
  }
  for (const one of readFileSync(join(folder, 'dist', 'third-party-licences.txt'), 'utf8').split('-'.repeat(80)))
    if (!one.includes('Copyright')) faults.push(`no text of a licence: ${one.trim()}`);
  const { components } = JSON.parse(readFileSync(join(folder, 'dist', 'sbom.cdx.json'), 'utf8'));
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries(dependencies))
    if (!components.some((one) => one.purl === `pkg:npm/${name.replace('@', '%40')}@${version}`))
      faults.push(`the bill of materials has no ${name} ${version}`);
}

/** In a process of its own each: one must not hide what another needs. Nor has any something to say there. */
function importAll({ name, exports }, isMeant) {
  for (const door of scriptsOf(exports).filter(isMeant)) {
    const specifier = door.replace('.', name);
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `await import('${specifier}')`], {
      cwd: place,
      encoding: 'utf8',
    });
    if (status !== 0 || stderr) faults.push(`importing ${specifier} in Node: ${/^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr}`);
  }
}

/** Each command says at least how it is used. */
function runAll(folder, { bin }) {
  for (const [name, file] of Object.entries(bin)) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, file), '--help'], { encoding: 'utf8' });
    if (status !== 0 || !stdout.startsWith(name)) faults.push(`running ${name} --help: ${stdout}${stderr}`);
  }
}

/** Files that register an element, and doors through which one is registered, have effects; nothing else has. */
function sideEffects(folder, { sideEffects: patterns, exports }) {
  const scripts = readdirSync(folder, { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.js'));
  const kept = (file) => patterns.some((pattern) => matches(pattern, file));
  const code = new Map(scripts.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  // The embed file has the registry under a name of its own.
  const registers = (file) => /^register\(|\bcustomElements:/m.test(code.get(file));
  const doors = Object.values(exports).map((target) => target.default?.replace('./', ''));
  const reaches = (file, seen = new Set()) =>
    code.has(file) && !seen.has(file) && (registers(file) || importsOf(file, code.get(file)).some((next) => reaches(next, seen.add(file))));
  for (const file of scripts) {
    const effect = registers(file) || (doors.includes(file) && reaches(file));
    if (effect && !kept(file)) faults.push(`${file} registers an element, and sideEffects would let a bundler drop it`);
    if (!effect && kept(file)) faults.push(`${file} does nothing on import, and sideEffects keeps it in every bundle`);
  }
}

function importsOf(file, code) {
  return Array.from(code.matchAll(/(?:from|import) "(\.[^"]+)"/g), ([, path]) => join(file, '..', path).replaceAll('\\', '/'));
}

/** The patterns of package.json: `**` any folders, `*` anything in a name, `?` one character. */
function matches(pattern, file) {
  const expression = pattern
    .replaceAll('.', '\\.')
    .replaceAll('**/', '\u0000')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0000', '(?:.*/)?');
  return new RegExp(`^${expression}$`).test(file);
}
