// Runs every check, also after one has failed, so that one run tells all there is to mend. Ends with a table.

import { spawnSync } from 'node:child_process';

const STEPS = ['lint', 'types', 'test', 'build', 'package', 'consumers', 'docs', 'size'];

const results = STEPS.map((step) => {
  console.log(`\n— ${step} —`);
  const start = performance.now();
  // A shell, because npm is a script of another name on Windows.
  const { status } = spawnSync(`npm run --silent ${step}`, { stdio: ['ignore', 'inherit', 'inherit'], shell: true });
  return { step, ok: status === 0, seconds: (performance.now() - start) / 1000 };
});

console.log();
for (const { step, ok, seconds } of results) console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.padEnd(10)} ${seconds.toFixed(1)} s`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
