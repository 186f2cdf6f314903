// The release script on a package of its own, in a repository of its own, with a registry of its own: what it refuses, says and sends.

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Published {
  name: string;
  'dist-tags': Record<string, string>;
}

let place: string;
let registry: Server;
let published: Published[];

beforeEach(async () => {
  published = [];
  registry = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      if (request.method === 'PUT') published.push(JSON.parse(body) as Published);
      response.writeHead(request.method === 'PUT' ? 201 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((ready) => registry.listen(0, '127.0.0.1', ready));
  place = mkdtempSync(join(tmpdir(), 'release-'));
  const host = `//127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  const step = `node -e "fs.appendFileSync('steps', process.env.npm_lifecycle_event + ' ')"`;
  write('package.json', {
    name: 'a-kit',
    version: '1.2.0',
    license: 'MIT',
    exports: { '.': './index.js', './more': './more.js' },
    files: ['*.js'],
    scripts: Object.fromEntries(['lint', 'types', 'build:library', 'package', 'size', 'check'].map((name) => [name, step])),
  });
  write('package-lock.json', {
    name: 'a-kit',
    version: '1.2.0',
    lockfileVersion: 3,
    packages: { '': { name: 'a-kit', version: '1.2.0' } },
  });
  write('CHANGELOG.md', '# Changelog\n\n## 1.2.0\n\n- Rows can sing.\n\n## 1.1.0\n\n- Rows.\n');
  write('.gitignore', 'steps\n');
  write('.npmrc', `registry=http:${host}\n${host}:_authToken=none\nprovenance=false\n`);
  write('index.js', 'export const one = 1;\n');
  write('more.js', 'export const more = 2;\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Ana');
  git('config', 'user.email', 'ana@example.org');
  commit();
});

afterEach(async () => {
  await new Promise((closed) => registry.close(closed));
  rmSync(place, { recursive: true, force: true });
});

describe('a dry run', () => {
  it('runs the short checks, says what would be published, and publishes nothing', async () => {
    const { code, said } = await release('--dry-run');
    expect(said).toContain('a-kit@1.2.0, as "latest", with the tag v1.2.0');
    expect(said).toMatch(/3 files, [\d.]+ kB packed/);
    expect(said).toContain('doors: . ./more');
    expect(said).toContain('- Rows can sing.');
    expect(said).not.toContain('- Rows.\n');
    expect(code).toBe(0);
    expect(steps()).toEqual(['lint', 'types', 'build:library', 'package', 'size']);
    expect(published).toEqual([]);
    expect(git('tag')).toBe('');
  });

  it('goes on where a release would be refused, and ends with what speaks against it', async () => {
    write('index.js', 'export const one = 11;\n');
    write('package.json', withStep('size', 'exit 3'));
    const { code, said } = await release('--dry-run');
    expect(code).toBe(1);
    expect(said).toContain('a-kit@1.2.0');
    expect(said).toMatch(/not all is committed:\n\s*M index.js/);
    expect(said).toContain('npm run size failed');
    expect(said).toContain('it would not be published');
  });
});

describe('a release is refused before anything is run', () => {
  it.each([
    ['of a tree that is not clean', () => write('new.js', ''), 'not all is committed:\n?? new.js'],
    ['of another branch', () => git('switch', '--quiet', '-c', 'work'), 'a release is made on main, and this is work'],
    ['of a version that was released', () => git('tag', 'v1.2.0'), 'v1.2.0 has been released'],
    [
      'that the changelog does not know',
      () => commit('CHANGELOG.md', '# Changelog\n\n## 1.1.0\n\n- Rows.\n'),
      'CHANGELOG.md has no words below "## 1.2.0"',
    ],
    [
      'of which the changelog has a heading alone',
      () => commit('CHANGELOG.md', '## 1.2.0\n\n## 1.1.0\n\n- Rows.\n'),
      'CHANGELOG.md has no words',
    ],
    [
      'that is not the one locked',
      () => commit('package-lock.json', { version: '1.1.0', packages: { '': { version: '1.1.0' } } }),
      'package-lock.json is of 1.1.0',
    ],
  ])('%s', async (_, spoil, sentence) => {
    spoil();
    const { code, said } = await release();
    expect(said).toContain(sentence);
    expect(said).toContain('nothing was published');
    expect(code).toBe(1);
    expect(steps()).toEqual([]);
    expect(published).toEqual([]);
  });

  it('with an option it does not know, such as a misspelt one', async () => {
    expect(await release('--dryrun')).toMatchObject({
      code: 1,
      said: expect.stringContaining('there is no option --dryrun; there is --dry-run') as string,
    });
    expect(steps()).toEqual([]);
  });
});

describe('a release', () => {
  it('runs every check, publishes, and then tags', async () => {
    const { code, said } = await release();
    expect(said).toContain('published a-kit@1.2.0');
    expect(code).toBe(0);
    expect(steps()).toEqual(['check']);
    expect(published).toMatchObject([{ name: 'a-kit', 'dist-tags': { latest: '1.2.0' } }]);
    expect(git('tag')).toBe('v1.2.0');
  });

  it('is not made when a check fails', async () => {
    commit('package.json', withStep('check', 'exit 3'));
    const { code, said } = await release();
    expect(said).toContain('npm run check failed\nnothing was published');
    expect(code).toBe(1);
    expect(published).toEqual([]);
    expect(git('tag')).toBe('');
  });
});

function write(file: string, content: unknown): void {
  writeFileSync(join(place, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

function commit(file?: string, content?: unknown): void {
  if (file) write(file, content);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Work');
}

/** package.json, with another script for one check. */
function withStep(name: string, script: string): object {
  const description = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  return { ...description, scripts: { ...description.scripts, [name]: script } };
}

function git(...options: string[]): string {
  return execFileSync('git', options, { cwd: place, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** The checks that were run. */
function steps(): string[] {
  const file = join(place, 'steps');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
}

/** In a process of its own, which must not stop the registry from answering. */
function release(...options: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [resolve('tools/release.mjs'), ...options], { cwd: place, encoding: 'utf8' }, (error, said) =>
      done({ code: error ? Number(error.code) : 0, said: said + (error ? error.message : '') }),
    );
  });
}
