// Sums what the JSON reports of all test runs say, as the one line "N passed, N failed"; exits with 1 unless all passed.
// A run that left no report, or broke outside a test, counts as one failure: nothing may look green that was not tested.
// What failed, and what passed only when asked again, is named just before, so that the end of a log is enough to know where to look.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const folder = process.argv[2] ?? 'test-results';
const reports = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
let passed = 0;
let failed = reports.length === 0 ? 1 : 0;

for (const name of reports) {
  const report = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests || (report.success ? 0 : Math.max(1, report.numFailedTestSuites));
  for (const { name: path, status, message, assertionResults } of report.testResults) {
    const file = relative('.', path);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    for (const test of tests) console.log(`FAILED ${file}: ${test.fullName}\n  ${saidBy(test.failureMessages[0])}`);
    for (const test of assertionResults)
      if (test.status === 'passed' && test.failureMessages?.length)
        console.log(`UNSTEADY ${file}: ${test.fullName}\n  ${saidBy(test.failureMessages[0])}`);
    if (status === 'failed' && tests.length === 0) console.log(`FAILED ${file}\n  ${saidBy(message)}`);
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** What a failure says, without colours and without where it was thrown. */
function saidBy(message) {
  const lines = stripVTControlCharacters(String(message ?? '')).split('\n');
  const thrown = lines.findIndex((line) => /^\s+at /.test(line));
  return lines
    .slice(0, thrown === -1 ? undefined : thrown)
    .filter((line) => line.trim())
    .slice(0, 12)
    .join('\n  ');
}
