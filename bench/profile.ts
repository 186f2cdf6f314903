// Where live-stream's time goes: the functions of one step by their own time, beside the yardstick's total.

import type { BenchBrowser, Opened, SceneSummary } from './browser.ts';

/** What the devtools hand back: samples of functions on top of the stack. */
type Profile = Awaited<ReturnType<typeof stop>>['profile'];

const REPEATS = 20;
const WARM_UPS = 5;
const SHOWN = 25;

export async function profile(browser: BenchBrowser, contestant: string, scenes: readonly SceneSummary[]): Promise<void> {
  const { page, devtools } = await browser.page(contestant);
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: 100 });
  for (const scene of scenes) {
    for (const step of scene.steps) {
      await page.evaluate((name) => window.bench.prepare(name), scene.name);
      const self = new Map<string, number>();
      let script = 0;
      for (let i = -WARM_UPS; i < REPEATS; i++) {
        await page.evaluate(([scene, step]) => window.bench.ready(scene, step), [scene.name, step.name] as const);
        if (i >= 0) await devtools.send('Profiler.start');
        const times = await page.evaluate(() => window.bench.measure());
        if (i < 0) continue;
        const { profile } = await stop(devtools);
        addOwnTimes(profile, self);
        script += times.script;
      }
      console.log(`\n${contestant}, ${step.name}: script ${(script / REPEATS).toFixed(3)} ms; own time in ms each`);
      const slowest = [...self].filter(([name]) => !name.startsWith('(idle)')).sort(([, a], [, b]) => b - a);
      for (const [name, time] of slowest.slice(0, SHOWN)) console.log(`${(time / REPEATS).toFixed(3).padStart(9)}  ${name}`);
    }
  }
  await page.evaluate(() => window.bench.unmount());
}

function stop(devtools: Opened['devtools']) {
  return devtools.send('Profiler.stop');
}

/** Adds milliseconds by function and line. */
function addOwnTimes({ nodes, samples = [], timeDeltas = [] }: Profile, self: Map<string, number>): void {
  const functions = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  for (const [index, id] of samples.entries()) {
    const { functionName = '', url = '', lineNumber = 0 } = functions.get(id) ?? {};
    const name = `${functionName || '(anonymous)'} ${url.split('/').at(-1)}:${lineNumber + 1}`;
    self.set(name, (self.get(name) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
}
