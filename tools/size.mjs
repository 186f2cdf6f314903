// Prints what each entry of the package weighs: bundled in memory, minified, with and without lit. Fails over a ceiling.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

/** kB of gzip, with everything the entry needs. Other entries are shown without a ceiling. */
const CEILINGS = { './live-stream': 10, '.': 45 };

/** The mock brings msw, an optional peer: it is weighed without, as readers who mock have it anyway. */
const PEERS = ['msw', '@mswjs/interceptors'];
const LIT = /^(lit|lit-html|lit-element|@lit\/[^/]+)(\/|$)/;

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.entries(exports).filter(([, target]) => typeof target === 'object');
let failed = false;

console.log('kB of 1000 bytes; the ceiling is for gzip with lit\n');
console.log(['entry', 'min', 'gzip', 'brotli', 'no lit: min', 'gzip', 'brotli', 'ceiling'].map(cell).join(''));
for (const [name, { default: target }] of entries) {
  const source = target.replace('./dist/', './src/').replace(/\.js$/, '.ts');
  const whole = await weigh(source, isPeer);
  const bare = await weigh(source, (id) => isPeer(id) || LIT.test(id));
  const ceiling = CEILINGS[name];
  const over = ceiling !== undefined && whole.gzip > ceiling * 1000;
  failed ||= over;
  const numbers = [whole, bare].flatMap(({ min, gzip, brotli }) => [min, gzip, brotli]).map((bytes) => (bytes / 1000).toFixed(1));
  console.log([name, ...numbers, ceiling ? `${ceiling}${over ? ' OVER' : ''}` : ''].map(cell).join(''));
}
process.exitCode = failed ? 1 : 0;

/** Everything one import loads, as one minified file. */
async function weigh(source, external) {
  const [bundle] = [
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        target: 'es2022',
        copyPublicDir: false,
        lib: { entry: source, formats: ['es'], fileName: 'entry' },
        rolldownOptions: { external, output: { minify: true, codeSplitting: false } },
      },
    }),
  ].flat();
  const code = bundle.output.map((file) => (file.type === 'chunk' ? file.code : file.source)).join('\n');
  return { min: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length, brotli: brotliCompressSync(code).length };
}

function isPeer(id) {
  return PEERS.some((peer) => id === peer || id.startsWith(`${peer}/`));
}

/** Padded for a table; the first column is wider. */
function cell(text, column) {
  return column === 0 ? String(text).padEnd(16) : String(text).padStart(column === 4 ? 14 : 10);
}
