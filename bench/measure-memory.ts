// What is left in memory: after 100,000 appends with a limit of 200 rows, and after the list was taken away. Each contestant in
// a page of its own, after a full garbage collection, against the empty list.

import type { BenchBrowser, Opened } from './browser.ts';

export interface Memory {
  /** More than with an empty list, in bytes of script heap and in DOM nodes. */
  full: { heap: number; nodes: number };
  removed: { heap: number; nodes: number };
}

const APPENDS = 100_000;
const LIMIT = 200;

export async function measureMemory(browser: BenchBrowser, contestants: readonly string[]): Promise<Map<string, Memory>> {
  const memory = new Map<string, Memory>();
  for (const contestant of contestants) {
    await browser.discard(contestant);
    const opened = await browser.page(contestant);
    // Once before the start, so that what is made once and kept (code, templates) is not taken for a leak.
    await fill(opened, LIMIT * 2);
    await opened.page.evaluate(() => window.bench.unmount());
    const start = await weigh(opened);
    await fill(opened, APPENDS);
    const full = await weigh(opened);
    await opened.page.evaluate(() => window.bench.unmount());
    const removed = await weigh(opened);
    memory.set(contestant, { full: less(full, start), removed: less(removed, start) });
    await browser.discard(contestant);
    console.error(`memory of ${contestant}: measured`);
  }
  return memory;
}

async function fill({ page }: Opened, appends: number): Promise<void> {
  await page.evaluate(
    async ([appends, limit]) => {
      await window.bench.mount();
      await window.bench.append(appends, limit);
    },
    [appends, LIMIT] as const,
  );
}

async function weigh({ devtools }: Opened): Promise<{ heap: number; nodes: number }> {
  await devtools.send('Performance.enable');
  // Weak references and finalizers need more than one collection.
  for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes') };
}

function less(a: { heap: number; nodes: number }, b: { heap: number; nodes: number }): { heap: number; nodes: number } {
  return { heap: a.heap - b.heap, nodes: a.nodes - b.nodes };
}
