// Where live-stream's time goes: the functions of one step by their own time, beside the yardstick's total.

import type { BenchBrowser, SceneSummary } from './browser.ts';

const REPEATS = 20;
const SHOWN = 25;

export async function profile(browser: BenchBrowser, contestant: string, scenes: readonly SceneSummary[]): Promise<void> {
  const { page, devtools } = await browser.page(contestant);
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: 100 });
  for (const scene of scenes) {
    for (const step of scene.steps) {
      const measure = () => page.evaluate(([scene, step]) => window.bench.measure(scene, step), [scene.name, step.name] as const);
      await page.evaluate((name) => window.bench.prepare(name), scene.name);
      for (let i = 0; i < 5; i++) await measure();
      await devtools.send('Profiler.start');
      let script = 0;
      for (let i = 0; i < REPEATS; i++) script += (await measure()).script;
      const { profile } = await devtools.send('Profiler.stop');

      const self = new Map<string, number>();
      const functions = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
      profile.samples?.forEach((id, index) => {
        const frame = functions.get(id);
        const name = `${frame?.functionName || '(anonymous)'} ${frame?.url.split('/').at(-1) ?? ''}:${(frame?.lineNumber ?? 0) + 1}`;
        self.set(name, (self.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1000);
      });
      console.log(`\n${contestant}, ${step.name}: script ${(script / REPEATS).toFixed(3)} ms; own time in ms each`);
      const slowest = [...self].filter(([name]) => !name.startsWith('(idle)')).sort(([, a], [, b]) => b - a);
      for (const [name, time] of slowest.slice(0, SHOWN)) console.log(`${(time / REPEATS).toFixed(3).padStart(9)}  ${name}`);
    }
  }
  await page.evaluate(() => window.bench.unmount());
}
