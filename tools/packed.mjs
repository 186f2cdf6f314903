// The package as npm would deliver it, in a folder outside the project.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The types that readers install for themselves; others are of this project alone. */
const TYPES = ['node', 'react'];

/** Packs what is built; gives the tarball, which lies in `place`. */
export function pack(place) {
  // A shell, because npm is a script of another name on Windows.
  const { stdout, stderr, status } = spawnSync(`npm pack --silent --pack-destination "${place}"`, { shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  return join(place, stdout.trim().split('\n').at(-1));
}

/** Installs a tarball in `place`, beside what a reader would have installed; gives its folder. */
export function unpack(tarball, place) {
  execFileSync('tar', ['xzf', tarball, '-C', place]);
  const modules = join(place, 'node_modules');
  mkdirSync(modules);
  cpSync(join(place, 'package'), join(modules, 'live-stream-kit'), { recursive: true });
  const names = readdirSync('node_modules').filter((name) => !name.startsWith('.') && name !== '@types');
  mkdirSync(join(modules, '@types'));
  for (const name of [...names, ...TYPES.map((types) => `@types/${types}`)])
    symlinkSync(resolve('node_modules', name), join(modules, name), 'junction');
  return join(modules, 'live-stream-kit');
}
