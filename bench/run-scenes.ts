// Measures scenes in rounds: in each, every contestant once, in another order, so that a busy moment of the machine hits all alike.

import { shuffled, numbersFrom } from './page/items.ts';
import type { Times } from './page/measure.ts';
import type { BenchBrowser, SceneSummary } from './browser.ts';

/** What one contestant needed in one step: a time per measurement, or why there is none. */
export interface Measured {
  times: Times[];
  skipped?: string;
}

/** By step, then by contestant. */
export type Measurements = Map<string, Map<string, Measured>>;

/** Seconds after which a contestant is taken out of a step. Opening a list is not what is measured there, and may take longer. */
const MEASURING = 20;
const OPENING = 120;

export async function runScenes(
  browser: BenchBrowser,
  contestants: readonly string[],
  scenes: readonly SceneSummary[],
  rounds: number,
): Promise<Measurements> {
  const measurements: Measurements = new Map();
  for (const { steps } of scenes) {
    for (const { name } of steps) measurements.set(name, new Map(contestants.map((contestant) => [contestant, { times: [] }])));
  }
  for (const scene of scenes) {
    const started = performance.now();
    const random = numbersFrom(scene.name.length);
    for (let round = 0; round < Math.max(1, Math.round(rounds * scene.share)); round++) {
      for (const contestant of shuffled(contestants, random)) await runScene(browser, contestant, scene, measurements);
    }
    console.error(`${scene.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return measurements;
}

async function runScene(browser: BenchBrowser, contestant: string, scene: SceneSummary, measurements: Measurements): Promise<void> {
  const measured = scene.steps.map(({ name }) => measurements.get(name)?.get(contestant) as Measured);
  if (measured.every(({ skipped }) => skipped)) return;
  const { page } = await browser.page(contestant);
  const leave = async (what: string, seconds: number, from: number): Promise<void> => {
    for (const step of measured.slice(from)) step.skipped ??= `${what} took more than ${seconds} s`;
    await browser.discard(contestant);
  };
  const opened = page.evaluate((name) => window.bench.prepare(name), scene.name);
  if ((await within(OPENING, opened)) === LATE) return leave('opening the list', OPENING, 0);
  for (const [index, step] of scene.steps.entries()) {
    // The first is to warm up.
    for (let time = 0; time <= step.times; time++) {
      const ready = page.evaluate(([scene, step]) => window.bench.ready(scene, step), [scene.name, step.name] as const);
      if ((await within(OPENING, ready)) === LATE) return leave(`making ready for "${step.name}"`, OPENING, index);
      const times = await within(
        MEASURING,
        page.evaluate(() => window.bench.measure()),
      );
      if (times === LATE) return leave(`"${step.name}"`, MEASURING, index);
      if (time > 0) measured[index]?.times.push(times);
    }
    const fault = await page.evaluate(() => window.bench.fault());
    if (fault) throw new Error(`${contestant} shows the wrong rows after "${step.name}": ${fault}`);
  }
  await page.evaluate(() => window.bench.unmount());
}

const LATE = Symbol('late');

async function within<T>(seconds: number, promise: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => (timer = setTimeout(() => resolve(LATE), seconds * 1000)));
  // A page that is discarded while busy breaks off: that was late already.
  const result = await Promise.race([promise, late]).finally(() => clearTimeout(timer));
  if (result === LATE) promise.catch(() => {});
  return result;
}
