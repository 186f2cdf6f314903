// The package as npm would deliver it, in a folder outside the project. Run by itself, which npm does before it packs, it refuses to pack what has not been built.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The types that readers install for themselves; others are of this project alone. */
const TYPES = ['node', 'react', 'react-dom'];

/** Packs what is built; gives the tarball, which lies in `place`. */
export function pack(place) {
  // A shell, because npm is a script of another name on Windows.
  const { stdout, stderr, status } = spawnSync(`npm pack --silent --pack-destination "${place}"`, { shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  return join(place, stdout.trim().split('\n').at(-1));
}

/** What each door asks for beside the kit's own dependencies; all others need nothing. */
export const PEERS = {
  './markdown': ['marked'],
  './mock': ['msw', '@mswjs/interceptors'],
  './mock/node': ['ws'],
  './testing/ops': ['fast-check'],
};

/** Installs a tarball in `place`, beside what a reader has installed: by default all that this project has; gives its folder. */
export function unpack(
  tarball,
  place,
  installed = readdirSync('node_modules').filter((name) => !name.startsWith('.') && name !== '@types'),
) {
  execFileSync('tar', ['xzf', tarball, '-C', place]);
  const modules = join(place, 'node_modules');
  cpSync(join(place, 'package'), join(modules, 'live-stream-kit'), { recursive: true });
  install(place, [...installed, ...TYPES.map((types) => `@types/${types}`)]);
  return join(modules, 'live-stream-kit');
}

/** Adds packages of this project to what is installed in `place`. */
export function install(place, names) {
  for (const name of names) {
    const target = join(place, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(resolve('node_modules', name), target, 'junction');
  }
}

if (process.argv[1] === import.meta.filename) {
  const missing = ['dist/index.js', 'dist/cdn/live-stream-kit.js', 'custom-elements.json', 'llms.txt'].filter((file) => !existsSync(file));
  if (missing.length > 0) {
    console.error(`${missing.join(', ')} are not there: npm run build:library`);
    process.exitCode = 1;
  }
}
