// Prints what is shown by which test, with what became of it: `npm run coverage-table`, with the JSON reports of Vitest that count, else
// all in `test-results`; with `-- --write` into docs/coverage.md. Exits with 1 where a test failed.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { coverageDocument, resultsIn } from './coverage.mjs';

const FOLDER = 'test-results';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } });
const kept = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
const reports = positionals.length > 0 ? positionals : kept.map((name) => `${FOLDER}/${name}`);
if (reports.length === 0)
  throw new Error(`there is no report: run \`CI=1 npm test\`, or name those of \`vitest run --reporter=json --outputFile=…\``);

const read = reports.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const day = new Date(Math.max(...read.map(({ startTime }) => startTime))).toISOString().slice(0, 10);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const document = coverageDocument(resultsIn(read), `${day}, at commit ${commit}`);
console.log(document);
if (values.write) writeFileSync('docs/coverage.md', document);
if (document.includes('**failed**')) process.exitCode = 1;
