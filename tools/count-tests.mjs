// Sums what the JSON reports of all test runs say, as the one line "N passed, N failed"; exits with 1 unless all passed.
// A run that left no report, or broke outside a test, counts as one failure: nothing may look green that was not tested.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folder = process.argv[2] ?? 'test-results';
const reports = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
let passed = 0;
let failed = reports.length === 0 ? 1 : 0;

for (const name of reports) {
  const report = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests || (report.success ? 0 : Math.max(1, report.numFailedTestSuites));
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
