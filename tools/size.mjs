// Prints (with `--write` also into the README) what each entry of the package weighs to who imports it: what is published, which
// `npm run build:library` makes, bundled in memory, minified, with and without lit, and beside it what it loads only when asked for.
// Fails over a ceiling. The ceiling is what was reached and must not be lost; the goal is what it is to become.

import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { writeBetween } from './write-between.mjs';

/** kB of gzip, with everything the entry needs at once, and what it loads later. Each is a little above what was reached. */
const CEILINGS = {
  '.': [122.5, 22.6],
  './live-stream': [30.3, 8],
  './chat': [110, 22.6],
  './markdown': [7.3, 0],
  './emoji': [7.3, 0],
  './elements': [109.8, 22.6],
  './backend': [20.9, 0],
  './http': [8.8, 0],
  './phoenix-plain': [14.8, 0],
  './mock': [27.2, 0],
  './mock/node': [27.3, 0],
  './testing': [42, 0],
  './testing/ops': [1.1, 0],
  './inspector': [40.4, 8],
  './conformance': [15.1, 0],
  './cdn/live-stream-kit.js': [168.3, 0],
};
const GOALS = { './live-stream': 10, '.': 45, './cdn/live-stream-kit.js': 90 };
/** How far the table of the README may be from what is weighed: as far as one version of zlib from another. */
const STALE = 0.02;

const LIT = /^(lit|lit-html|lit-element|@lit\/[^/]+)(\/|$)/;

/** The peers: an entry is weighed without, as who uses it has them anyway. */
const { exports, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.entries(exports).filter(
  ([name, target]) => typeof target === 'object' && target.default.endsWith('.js') && !name.startsWith('./types/'),
);
if (!existsSync('dist/index.js')) throw new Error('there is nothing to weigh yet: npm run build:library');
let failed = false;
/** What each entry loads only when asked for, by name. */
const later = [];
const HEAD = ['Entry', 'min', 'gzip', 'brotli', 'min without lit', 'gzip', 'brotli', 'loaded when asked for', 'goal'];
const table = [HEAD, HEAD.map((_, column) => (column === 0 ? '---' : '---:'))];

console.log('kB of 1000 bytes; the ceiling is for gzip with lit\n');
console.log(
  ['entry', 'min', 'gzip', 'brotli', 'no lit: min', 'gzip', 'brotli', 'lazy gzip', 'ceiling', 'of lazy', 'goal'].map(cell).join(''),
);
for (const [name, { default: target }] of entries) {
  const whole = name.startsWith('./cdn/') ? await weighCdn() : await weigh(target, isPeer);
  const bare = name.startsWith('./cdn/') ? undefined : await weigh(target, (id) => isPeer(id) || LIT.test(id));
  const [ceiling, lazyCeiling] = CEILINGS[name] ?? [0, 0];
  const over = whole.gzip > ceiling * 1000 || whole.lazy > lazyCeiling * 1000;
  failed ||= over;
  const numbers = [whole, bare].flatMap((one) => (one ? [kB(one.min), kB(one.gzip), kB(one.brotli)] : ['', '', '']));
  const goal = GOALS[name] ?? '';
  console.log([name, ...numbers, kB(whole.lazy), `${ceiling}${over ? ' OVER' : ''}`, lazyCeiling || '', goal].map(cell).join(''));
  if (whole.lazy > 0) later.push(`${name}: ${whole.parts.map(({ part, gzip }) => `${part} ${kB(gzip)}`).join(', ')}`);
  table.push([`\`${name}\``, ...numbers, kB(whole.lazy), goal]);
}
console.log(`\nloaded when asked for, kB of gzip each\n${later.map((line) => `  ${line}`).join('\n')}`);
if (process.argv.includes('--write')) writeBetween('README.md', 'size', table.map((row) => `| ${row.join(' | ')} |`).join('\n'));
const stale = staleRows();
if (stale.length > 0) console.log(`\nthe README says otherwise of ${stale.join(', ')}: npm run size -- --write`);
process.exitCode = failed || stale.length > 0 ? 1 : 0;

/** The entries of which the README's table says something else. */
function staleRows() {
  const [, shown] = readFileSync('README.md', 'utf8').split(/<!-- \/?size -->/);
  const rows = shown.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim()),
  );
  return table.flatMap((row) => {
    const told = rows.find(([entry]) => entry === row[0]) ?? [];
    return row.every((text, column) => text === told[column] || Math.abs(text - told[column]) <= Math.max(0.15, STALE * text))
      ? []
      : [row[0]];
  });
}

/** What one import loads at once, minified, and what it may load later. */
async function weigh(entry, external) {
  const [bundle] = [
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        target: 'es2022',
        copyPublicDir: false,
        lib: { entry, formats: ['es'], fileName: 'entry' },
        rolldownOptions: { external, output: { minify: true } },
      },
    }),
  ].flat();
  const files = new Map(bundle.output.map((file) => [file.fileName, file]));
  const atOnce = new Set();
  const take = (fileName) => {
    if (atOnce.has(fileName) || !files.has(fileName)) return;
    atOnce.add(fileName);
    files.get(fileName).imports?.forEach(take);
  };
  for (const file of bundle.output) if (file.isEntry || file.type === 'asset') take(file.fileName);
  const code = (included) =>
    [...files.values()]
      .filter((file) => atOnce.has(file.fileName) === included)
      .map((file) => file.code ?? file.source)
      .join('\n');
  const now = code(true);
  const rest = code(false);
  const parts = bundle.output
    .filter(({ fileName }) => !atOnce.has(fileName))
    .map(({ name, fileName, code: text, source: asset }) => ({ part: name ?? fileName, gzip: gzip(text ?? asset) }));
  return { min: Buffer.byteLength(now), gzip: gzip(now), brotli: brotliCompressSync(now).length, lazy: rest ? gzip(rest) : 0, parts };
}

/** The embed file is one, and holds all: nothing is left out, and nothing comes later. */
async function weighCdn() {
  const outputs = await build({ mode: 'cdn', logLevel: 'error', build: { write: false, sourcemap: false } });
  const { code } = outputs.flatMap(({ output }) => output).find(({ fileName }) => fileName === 'live-stream-kit.js');
  return { min: Buffer.byteLength(code), gzip: gzip(code), brotli: brotliCompressSync(code).length, lazy: 0, parts: [] };
}

function gzip(code) {
  return gzipSync(code, { level: 9 }).length;
}

function kB(bytes) {
  return (bytes / 1000).toFixed(1);
}

function isPeer(id) {
  return Object.keys(peerDependencies).some((peer) => id === peer || id.startsWith(`${peer}/`));
}

/** Padded for a table; the first column is wider. */
function cell(text, column) {
  return column === 0 ? String(text).padEnd(28) : String(text).padStart(column === 4 ? 14 : 10);
}
