// The house rules a machine can see: which file may import which, what a file may contain. Reads sources, knows no product code.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** Paths are relative to `src/`, with slashes. */
export interface SourceFile {
  path: string;
  lines: number;
  /** Specifiers as written, of value and type imports alike. */
  imports: string[];
  defaultExport: boolean;
}

const LONGEST = 250;

/** Folder → what of the other folders it may import; a path names one file. */
const MAY_IMPORT: Record<string, string[]> = {
  'live-stream': [],
  sync: ['live-stream/ops.ts', 'live-stream/longest-increasing.ts'],
  backend: ['sync/protocol.ts', 'live-stream/event-stream.ts'],
  mock: [
    ...['model', 'attachment', 'upload-rules', 'wire', 'http-wire', 'upload-wire', 'wire-people'].map((name) => `backend/${name}.ts`),
    'sync/protocol.ts',
  ],
  conformance: ['backend/model.ts', 'sync/protocol.ts'],
  node: ['mock', 'conformance', 'backend', 'sync/protocol.ts'],
  chat: ['live-stream', 'sync', 'backend'],
  // For tests: it may know all, and nothing knows it.
  testing: ['live-stream', 'backend', 'mock'],
  // For developers: looks at all, and nothing knows it.
  inspector: ['live-stream', 'sync/gap.ts', 'sync/standing.ts', 'chat', 'mock/faults.ts', 'mock/server-host.ts', 'testing'],
  // What joins chat and mock, for pages without a build.
  embed: ['live-stream', 'backend', 'chat', 'mock', 'index.ts'],
  // The door of the package.
  '.': ['live-stream', 'sync', 'backend', 'chat'],
};

/** Package → how the paths of the files begin that may import it. */
const PACKAGES: Record<string, string[]> = {
  lit: ['live-stream/', 'chat/', 'embed/', 'inspector/'],
  idb: ['live-stream/stored-rows', 'sync/', 'mock/'],
  phoenix: ['backend/phoenix-'],
  'fast-check': ['testing/ops'],
  msw: ['mock/'],
  '@mswjs/interceptors': ['mock/'],
  marked: ['chat/markdown'],
  'emoji-picker-element': ['chat/emoji'],
  ws: ['node/'],
};

/** Every TypeScript file below a folder. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readSource(path.replaceAll(sep, '/'), readFileSync(join(root, path), 'utf8')))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

/** The files `tsconfig.pure.json` lists, relative to `src/`. */
export function readPure(config: string): string[] {
  const { files } = JSON.parse(readFileSync(config, 'utf8')) as { files: string[] };
  return files.map((file) => relative('src', file).replaceAll(sep, '/'));
}

/** One sentence per violation; none when the house is in order. */
export function violations(files: readonly SourceFile[]): string[] {
  const known = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap((file) => [...shapeFaults(file), ...file.imports.flatMap((specifier) => importFault(file, specifier, known) ?? [])]),
    ...cycles(files).map((cycle) => `cycle: ${cycle.join(' → ')}`),
  ];
}

function readSource(path: string, code: string): SourceFile {
  const { program, module } = parseSync(path, code);
  const imports = [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value)];
  for (const { entries } of module.staticExports)
    for (const { moduleRequest } of entries) if (moduleRequest) imports.push(moduleRequest.value);
  const add = ({ source }: { source: { type: string; value?: unknown } }): void => {
    if (typeof source.value === 'string') imports.push(source.value);
  };
  new Visitor({ ImportExpression: add, TSImportType: add }).visit(program);
  const defaultExport = module.staticExports.some(({ entries }) =>
    entries.some(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default'),
  );
  return { path, lines: code.trimEnd().split('\n').length, imports: [...new Set(imports)], defaultExport };
}

function shapeFaults({ path, lines, defaultExport }: SourceFile): string[] {
  return [
    ...(lines > LONGEST ? [`${path} has ${lines} lines, more than ${LONGEST}`] : []),
    ...(defaultExport ? [`${path} has a default export`] : []),
  ];
}

function importFault({ path }: SourceFile, specifier: string, known: ReadonlySet<string>): string | undefined {
  const from = folderOf(path);
  if (!specifier.startsWith('.')) {
    // Node is at home in one folder; a browser reads the others.
    if (specifier.startsWith('node:')) return path.startsWith('node/') ? undefined : `${path} may not import ${specifier}`;
    const users = PACKAGES[packageOf(specifier)];
    return users?.some((start) => path.startsWith(start)) ? undefined : `${path} may not import the package ${specifier}`;
  }
  const target = resolve(path, specifier);
  if (!known.has(target)) return `${path} imports ${specifier}, which is no source file (relative imports end in .js)`;
  const to = folderOf(target);
  if (to === from) return undefined;
  const allowed = MAY_IMPORT[from]?.some((rule) => rule === to || rule === target);
  return allowed ? undefined : `${path} may not import ${target}`;
}

/** Each cycle once, as a path that ends where it began. */
function cycles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(
    files.map((file) => [file.path, file.imports.filter((name) => name.startsWith('.')).map((name) => resolve(file.path, name))]),
  );
  const done = new Set<string>();
  const found: string[][] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return found;
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

function folderOf(path: string): string {
  return dirname(path) === '.' ? '.' : (path.split('/')[0] ?? '.');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
