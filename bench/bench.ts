// The bench: <live-stream> and its peers against a list written by hand, in one run of one browser.

import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BenchBrowser, type SceneSummary } from './browser.ts';
import { misses } from './goals.ts';
import { measureMemory } from './measure-memory.ts';
import { readOptions, type Options } from './options.ts';
import { profile } from './profile.ts';
import { excerpt, growths, markdown, summarize, YARDSTICK, type Report } from './report.ts';
import { writeBetween } from '../tools/write-between.mjs';
import { runScenes } from './run-scenes.ts';

export async function bench(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) return;
  const browser = await BenchBrowser.open({ minify: !options.profile });
  try {
    const { page } = await browser.page(YARDSTICK);
    const offered = await page.evaluate(() => ({ contestants: window.bench.contestants, scenes: window.bench.scenes }));
    const contestants = chosen(offered.contestants, options);
    const scenes = offered.scenes.map((scene) => chosenSteps(scene, options)).filter(({ steps }) => steps.length);
    if (options.profile) {
      for (const contestant of contestants) await profile(browser, contestant, scenes);
      return;
    }
    const before = loadavg()[0] ?? NaN;
    const steps = summarize(await runScenes(browser, contestants, scenes, options.rounds));
    const after = loadavg()[0] ?? NaN; // what memory takes minds no load
    const memory = options.memory ? Object.fromEntries(await measureMemory(browser, contestants)) : {};
    const report: Report = {
      date: new Date().toISOString().slice(0, 10),
      browser: browser.version,
      processor: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: cpus().length,
      load: [before, after],
      rounds: options.rounds,
      contestants,
      steps,
      memory,
      growth: growths(steps, contestants),
    };
    const text = markdown(report, misses(report));
    console.log(text);
    // A part must not pass for the whole.
    if (options.whole) {
      writeFileSync(beside('results.json'), `${JSON.stringify(report, null, 1)}\n`);
      writeFileSync(beside('table.md'), text);
      writeBetween(beside('../README.md'), 'bench', excerpt(report));
    }
  } finally {
    await browser.close();
  }
}

function chosen(all: readonly string[], { contestants }: Options): string[] {
  const unknown = contestants.filter((name) => !all.includes(name));
  if (unknown.length) throw new Error(`no contestant ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  return contestants.length ? all.filter((name) => name === YARDSTICK || contestants.includes(name)) : [...all];
}

function chosenSteps(scene: SceneSummary, { only, longest }: Options): SceneSummary {
  if (scene.rows > longest) return { ...scene, steps: [] };
  return { ...scene, steps: scene.steps.filter(({ name }) => `${scene.name}: ${name}`.includes(only)) };
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
