// Sums what the JSON reports of all test runs say, as the one line "N passed, N failed"; exits with 1 unless all passed.
// A run that left no report, or broke outside a test, counts as one failure: nothing may look green that was not tested.
// What failed is named just before, so that the end of a log is enough to know where to look.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

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
    for (const test of tests) console.log(`FAILED ${file}: ${test.fullName}\n  ${firstLine(test.failureMessages[0])}`);
    if (status === 'failed' && tests.length === 0) console.log(`FAILED ${file}\n  ${firstLine(message)}`);
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function firstLine(message) {
  return String(message ?? '').split('\n', 1)[0];
}
