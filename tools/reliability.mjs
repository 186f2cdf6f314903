// Runs what shows the promises, one after the other, and keeps what each printed: `npm run reliability`, with `-- --long` the long runs,
// `--only TEXT` those with the text in their name, `--write` also into the README. After a run that fails the next one follows, and the
// table says that it failed.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { figureIn, reliabilityTable, runsIn } from './proof.mjs';
import { writeBetween } from './write-between.mjs';

const RECORDS = 'test/reliability.json';
const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});
const runs = runsIn(readFileSync('ARCHITECTURE.md', 'utf8'));
const records = JSON.parse(readFileSync(RECORDS, 'utf8'));
const wanted = values.only ? runs.filter(({ name }) => values.only.some((text) => name.includes(text))) : runs;
if (wanted.length === 0)
  throw new Error(`no run is named like ${values.only.join(' or ')}; there are ${runs.map(({ name }) => name).join(', ')}`);

/** Of which commit the sources are; undefined while they differ from it. */
const commit = git('status', '--porcelain', 'src') === '' ? git('rev-parse', '--short', 'HEAD') : undefined;

for (const run of wanted) {
  const began = Date.now();
  const { output, passed, failed } = await vitest(run.args);
  const seconds = Math.round((Date.now() - began) / 1_000);
  if (failed > 0) {
    console.error(`FAILED ${run.name}: ${passed} passed, ${failed} failed`);
    process.exitCode = 1;
  }
  const date = new Date().toISOString().slice(0, 10);
  const figure = failed > 0 ? undefined : figureIn(output);
  records[run.name] = { figure, passed, failed: failed || undefined, seconds, long: values.long, date, commit };
  writeFileSync(RECORDS, `${JSON.stringify(records, undefined, 2)}\n`);
}

const table = reliabilityTable(runs, records);
console.log(table);
if (values.write) writeBetween('README.md', 'reliability', table);

/** One run: what it wrote, also shown as it comes, and how many tests passed and failed; a run without a report has failed. */
async function vitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  const report = join(folder, 'report.json');
  const mode = values.long ? ['--mode', 'long'] : [];
  const options = ['run', ...mode, ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // Node itself, and not npx, which is a script of another name on Windows.
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  await new Promise((resolve) => child.once('close', resolve));
  try {
    const { numPassedTests: passed, numFailedTests, success } = JSON.parse(readFileSync(report, 'utf8'));
    return { output, passed, failed: numFailedTests || (success && passed > 0 ? 0 : 1) };
  } catch {
    return { output, passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}
