// The end of a run in other engines: how many tests were left out, and why.

import type { Reporter, TestModule } from 'vitest/node';

export class LeftOut implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const reason = `${module.project.name}: ${(result.state === 'skipped' && result.note) || 'no reason given'}`;
        counts.set(reason, (counts.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, count] of counts) console.log(`${count} left out in ${reason}`);
  }
}
