// What the driver calls in the page, one contestant per page.

import type { Contestant } from '../contestants/contestant.js';
import { CONTESTANTS } from '../contestants/index.js';
import { makeItem, makeItems, numbersFrom, shuffled } from './items.js';
import { measure, sum, type Times } from './measure.js';
import { SCENES, type Change, type Scene } from './scenes.js';
import { Target } from './target.js';

declare global {
  interface Window {
    bench: typeof bench;
    gc?: () => void;
  }
}

const scroller = document.querySelector('#scroller') as HTMLElement;
const name = new URLSearchParams(location.search).get('contestant') ?? '';
const load = CONTESTANTS[name];
if (!load) throw new Error(`no contestant ${name}`);
/** A new one for each list: what an old one still holds must not count as a leak, nor hide one. */
let contestant: Contestant | undefined;
let target: Target | undefined;
let serial = 0;
let changes: Change[] = [];

const bench = {
  contestants: Object.keys(CONTESTANTS),
  scenes: SCENES.map(({ name, rows, share, steps }) => ({ name, rows, share, steps: steps.map(({ name, times }) => ({ name, times })) })),

  /** Mounts a list with the rows a scene opens with. */
  async prepare(sceneName: string): Promise<void> {
    const { rows } = sceneOf(sceneName);
    const mounted = await bench.mount();
    mounted.reset(makeItems(0, rows));
    await mounted.flush();
    await settle();
    window.gc?.();
    serial = 0;
  },

  /** Brings the list to where a step starts, and makes what the step will need. */
  async ready(sceneName: string, stepName: string): Promise<void> {
    const step = sceneOf(sceneName).steps.find(({ name }) => name === stepName);
    if (!target || !step) throw new Error(`no step ${stepName}`);
    serial++;
    if (step.before) {
      step.before(target);
      await target.flush();
      await settle();
    }
    changes = step.changes(target, serial);
  },

  /** Measures the step made ready. */
  async measure(): Promise<Times> {
    const list = target;
    if (!list) throw new Error('no list to measure');
    const times: Times[] = [];
    for (const change of changes.splice(0)) {
      const taken = await measure(
        scroller,
        () => change(list),
        () => list.flush(),
      );
      times.push(taken);
    }
    return sum(times);
  },

  /** Every op, often, on a short list: so that the engine has compiled what is measured later. */
  async warmUp(): Promise<void> {
    const list = await bench.mount();
    for (let i = 0; i < 300; i++) {
      const from = i * 100;
      const ops: (() => void)[] = [
        () => list.reset(makeItems(from, 10)),
        () => list.reset(shuffled(makeItems(from + 2, 10), numbersFrom(i))),
        () => list.append(makeItems(from + 20, 1)),
        () => list.append(makeItems(from + 30, 5), 12),
        () => list.prepend(makeItems(from + 40, 5), 12),
        () => list.update([makeItem(from + 40, 1)]),
        () => list.remove(String(from + 40)),
      ];
      for (const op of ops) {
        op();
        await list.flush();
      }
      void list.items;
    }
    const fault = list.fault();
    bench.unmount();
    if (fault) throw new Error(`${name} shows the wrong rows after the warm-up: ${fault}`);
  },

  /** What is wrong with what is shown, if anything. */
  fault(): string | undefined {
    return target?.fault();
  },

  async mount(): Promise<Target> {
    bench.unmount();
    const container = document.createElement('div');
    scroller.append(container);
    contestant = await load();
    await contestant.mount(container);
    target = new Target(contestant, container);
    return target;
  },

  unmount(): void {
    contestant?.unmount();
    contestant = target = undefined;
    changes = [];
    scroller.replaceChildren();
  },

  /** Appends rows in batches of 100, each shown, for the measure of memory. */
  async append(count: number, limit: number): Promise<void> {
    for (let from = 0; from < count; from += 100) {
      target?.append(makeItems(from, 100), limit);
      await target?.flush();
      void target?.items;
      if (from % 2_000 === 0) await settle();
    }
    await settle();
  },
};

window.bench = bench;

/** Two frames: layout done, and what was put off to a frame, too. */
async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
}

function sceneOf(sceneName: string): Scene {
  const scene = SCENES.find(({ name }) => name === sceneName);
  if (!scene) throw new Error(`no scene ${sceneName}`);
  return scene;
}
