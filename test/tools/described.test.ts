// Whoever points at a name of the package in an editor reads what it is: every exported name, and every member of an exported interface or
// class, has a doc comment.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { API, SymbolFlags, type Project, type Symbol } from 'typescript/unstable/sync';
import { afterAll, beforeAll, expect } from 'vitest';

const CONFIG = resolve('tsconfig.json');
let api: API;
let project: Project;

beforeAll(() => {
  api = new API({ cwd: resolve('.') });
  project = api.updateSnapshot({ openProjects: [CONFIG] }).getProject(CONFIG)!;
});
afterAll(() => api.close());

it('every exported name and each of its members has a doc comment', () => {
  const silent = new Set<string>();
  let count = 0;
  expect(doors().length).toBeGreaterThan(12);
  for (const file of doors()) {
    const door = project.checker.getSymbolAtLocation(project.program.getSourceFile(file)!)!;
    for (const exported of project.checker.getExportsOfModule(door)) {
      for (const [name, symbol] of named(exported)) {
        count += 1;
        if (project.checker.getDocumentationCommentOfSymbol(symbol).trim() === '') silent.add(`${placeOf(symbol)} ${name}`);
      }
    }
  }
  expect(count).toBeGreaterThan(300);
  expect([...silent].toSorted()).toEqual([]);
});

it('whatever an open chat is made of can be imported beside it', () => {
  const source = readFileSync('src/chat/chat.ts', 'utf8');
  const text = source.slice(source.indexOf('export interface Chat {'), source.indexOf('\n}\n', source.indexOf('export interface Chat {')));
  const imported = new Set(
    [...source.matchAll(/^import .*\{ (.+) \}/gm)].flatMap(([, names]) => names!.replaceAll('type ', '').split(', ')),
  );
  const used = new Set([...text.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name).filter((name) => imported.has(name)));
  expect(used.size).toBeGreaterThan(8);
  const door = project.checker.getSymbolAtLocation(project.program.getSourceFile(resolve('src/index.ts'))!)!;
  const given = new Set(project.checker.getExportsOfModule(door).map(({ name }) => name));
  // Of its streams: what stands among the items, and what they throw.
  expect([...used, 'isGap', 'NotAccepted', 'Item', 'Shown', 'Entry', 'StreamStatus'].filter((name) => !given.has(name))).toEqual([]);
});

/** The sources of the doors of the package; the types of frameworks have their own test. */
function doors(): string[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string | { types: string }> };
  const files = Object.values(exports).flatMap((door) => (typeof door === 'string' ? [] : [door.types]));
  return files.map((file) => resolve(file.replace('./dist/', 'src/').replace('.d.ts', '.ts'))).filter((file) => existsSync(file));
}

/** What is exported, and its members by their full names. */
function named(exported: Symbol): [string, Symbol][] {
  const symbol = exported.flags & SymbolFlags.Alias ? project.checker.getAliasedSymbol(exported) : exported;
  if (!isOurs(symbol)) return [];
  const members = [...symbol.getMembers().values()].filter((member) => isPublic(member));
  return [[exported.name, symbol], ...members.map((member): [string, Symbol] => [`${exported.name}.${member.name}`, member])];
}

const isOurs = (symbol: Symbol): boolean => symbol.declarations.every(({ path }) => path.includes('/src/'));

/** Members that a reader calls: none that Lit calls, none that the element keeps for itself. */
function isPublic(member: Symbol): boolean {
  const fields = SymbolFlags.Property | SymbolFlags.Method | SymbolFlags.Accessor;
  if (!(member.flags & fields) || member.name.startsWith('__')) return false; // `#names` are `__#1@#names` here
  const code = member.declarations.map((handle) => handle.resolve()?.getText() ?? '');
  return !code.some((text) => /^(?:@(?:state|query)\b|(?:static |readonly )*(?:private|protected|override)\b)/.test(text));
}

function placeOf(symbol: Symbol): string {
  return symbol.declarations[0]?.path.replace(`${resolve('.')}/`, '') ?? 'nowhere';
}
