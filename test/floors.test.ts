// The house stands on floors: imports go down only, files stay small, pure files need no browser. Each rule is also shown to catch its fault.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readPure, readSources, violations } from '../tools/floors.ts';

const TSC = join('node_modules', 'typescript', 'bin', 'tsc');

describe('the sources', () => {
  it('import only what their floor allows, in no circle, in small files without default exports', () => {
    expect(violations(readSources('src'))).toEqual([]);
  });

  it('have every pure file, and each compiles without the DOM library', () => {
    const missing = readPure('tsconfig.pure.json').filter((path) => !existsSync(join('src', path)));
    expect(missing).toEqual([]);
    expect(compile('tsconfig.pure.json')).toBe('');
  });

  it('keep a pure file from importing one that is not', () => {
    const pure = readPure('tsconfig.pure.json');
    const leaks = readSources('src')
      .filter(({ path }) => pure.includes(path))
      .flatMap(({ path, imports }) => imports.map((specifier) => `${path} → ${specifier}`))
      .filter((leak) => {
        const [path = '', specifier = ''] = leak.split(' → ');
        return !pure.includes(join(dirname(path), specifier.replace(/\.js$/, '.ts')));
      });
    expect(leaks).toEqual([]);
  });
});

describe('a planted fault is caught', () => {
  const CLEAN = {
    'live-stream/ops.ts': 'export type Op = string;\n',
    'live-stream/live-stream.ts': "import { html } from 'lit';\nexport const view = html``;\n",
    'sync/protocol.ts': 'export type Row = { id: string };\n',
    'sync/store.ts':
      "import { openDB } from 'idb';\nimport type { Op } from '../live-stream/ops.js';\nexport const open = (name: Op) => openDB(name);\n",
    'backend/model.ts': "import type { Row } from '../sync/protocol.js';\nexport type Room = Row;\n",
    'backend/phoenix-source.ts': "import { Socket } from 'phoenix';\nexport const connect = () => new Socket('/');\n",
    'mock/server.ts':
      "import { ws } from 'msw/ws';\nimport type { Room } from '../backend/model.js';\nexport const rooms: Room[] = [];\nexport { ws };\n",
    'chat/chat-room.ts':
      "import { view } from '../live-stream/live-stream.js';\nimport { open } from '../sync/store.js';\nexport { view, open };\n",
    'index.ts': "export * from './chat/chat-room.js';\n",
  };

  it('and a clean house has none', () => {
    expect(faults({})).toEqual([]);
  });

  it.each([
    ['an upward import', 'sync/up.ts', "import '../chat/chat-room.js';", 'sync/up.ts may not import chat/chat-room.ts'],
    [
      'an upward import of a type',
      'sync/up.ts',
      "import type { Room } from '../backend/model.js';",
      'sync/up.ts may not import backend/model.ts',
    ],
    [
      'an upward type written in place',
      'sync/up.ts',
      "export type Up = import('../backend/model.js').Room;",
      'sync/up.ts may not import backend/model.ts',
    ],
    ['an upward re-export', 'backend/up.ts', "export * from '../chat/chat-room.js';", 'backend/up.ts may not import chat/chat-room.ts'],
    [
      'an upward import on demand',
      'live-stream/up.ts',
      "export const up = () => import('../sync/store.js');",
      'live-stream/up.ts may not import sync/store.ts',
    ],
    [
      'sync reaching for the element',
      'sync/el.ts',
      "import '../live-stream/live-stream.js';",
      'sync/el.ts may not import live-stream/live-stream.ts',
    ],
    ['backend reaching for the store', 'backend/db.ts', "import '../sync/store.js';", 'backend/db.ts may not import sync/store.ts'],
    [
      'mock reaching for a transport',
      'mock/t.ts',
      "import '../backend/phoenix-source.js';",
      'mock/t.ts may not import backend/phoenix-source.ts',
    ],
    ['chat reaching for the mock', 'chat/m.ts', "import '../mock/server.js';", 'chat/m.ts may not import mock/server.ts'],
    ['the door reaching for the mock', 'all.ts', "export * from './mock/server.js';", 'all.ts may not import mock/server.ts'],
    ['a folder of no floor', 'utils/x.ts', "import '../chat/chat-room.js';", 'utils/x.ts may not import chat/chat-room.ts'],
    ['msw outside the mock', 'chat/m.ts', "import { http } from 'msw/http';", 'chat/m.ts may not import the package msw/http'],
    ['idb outside sync and mock', 'chat/d.ts', "import { openDB } from 'idb';", 'chat/d.ts may not import the package idb'],
    [
      'phoenix outside its transport',
      'backend/two.ts',
      "import { Presence } from 'phoenix';",
      'backend/two.ts may not import the package phoenix',
    ],
    ['a package nobody agreed on', 'chat/l.ts', "import _ from 'lodash';", 'chat/l.ts may not import the package lodash'],
    [
      'an import without its ending',
      'chat/e.ts',
      "import './chat-room';",
      'chat/e.ts imports ./chat-room, which is no source file (relative imports end in .js)',
    ],
    ['a default export', 'chat/d.ts', 'export default 1;', 'chat/d.ts has a default export'],
    ['a default export by name', 'chat/d.ts', 'const a = 1;\nexport { a as default };', 'chat/d.ts has a default export'],
    ['a long file', 'chat/long.ts', '// line\n'.repeat(251), 'chat/long.ts has 251 lines, more than 250'],
    ['a file that imports itself', 'chat/me.ts', "import './me.js';", 'cycle: chat/me.ts → chat/me.ts'],
  ])('%s', (_, path, code, sentence) => {
    expect(faults({ [path]: code })).toContain(sentence);
  });

  it('a circle of values and types', () => {
    const circle = {
      'chat/a.ts': "import { b } from './b.js';\nexport const a = b;\n",
      'chat/b.ts': "import type { C } from './c.js';\nexport const b: C = 1;\n",
      'chat/c.ts': "export type { A } from './a.js';\nexport type C = number;\n",
    };
    expect(faults(circle)).toEqual(['cycle: chat/a.ts → chat/b.ts → chat/c.ts → chat/a.ts']);
  });

  it.each([
    ['document', 'export const title = document.title;', /document/],
    ['the clock of the page', 'export const later = () => setTimeout(() => undefined, 1);', /setTimeout/],
    ['the console', "export const say = () => console.log('x');", /console/],
    ['IndexedDB', 'export const all = indexedDB;', /indexedDB/],
    ['the network', "export const get = () => fetch('/');", /fetch/],
  ])('a pure file that uses %s', (_, code, message) => {
    expect(compilePure(code)).toMatch(message);
  });

  it('a pure file that is listed but missing', () => {
    expect(compilePure(undefined)).toMatch(/rules\.ts' not found/);
  });

  function faults(planted: Record<string, string>): string[] {
    return inTemp({ ...CLEAN, ...planted }, (root) => violations(readSources(root)));
  }

  /** The project's own settings, on one file. */
  function compilePure(code: string | undefined): string {
    const pure = {
      ...(JSON.parse(readFileSync('tsconfig.pure.json', 'utf8')) as object),
      extends: './tsconfig.src.json',
      files: ['src/rules.ts'],
    };
    const files = { 'tsconfig.src.json': readFileSync('tsconfig.src.json', 'utf8'), 'tsconfig.pure.json': JSON.stringify(pure) };
    return inTemp(code === undefined ? files : { ...files, 'src/rules.ts': code }, (root) => compile(join(root, 'tsconfig.pure.json')));
  }
});

function inTemp<T>(files: Record<string, string>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'floors-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What the compiler complains of; empty when it does not. */
function compile(config: string): string {
  try {
    execFileSync(process.execPath, [TSC, '-p', config], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
