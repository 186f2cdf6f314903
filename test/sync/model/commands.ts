// What may happen next, as numbers: which of it, to which tab, and a pick whose meaning is its own. Pure.

import type { ModelTab } from './model-tab.js';
import { FAULTS, type ModelWorld } from './model-world.js';

export type Command = [what: number, tab: number, pick: number];

type Act = (world: ModelWorld, tab: ModelTab, pick: number) => void;

/** Each name may come more than once: that is its weight. */
const ACTS: readonly [weight: number, act: Act][] = [
  // Every eighth create is one the server refuses.
  [2, (world, tab, pick) => tab.wish('create', pick, pick === 7 ? 'bad' : `mine ${world.count}`)],
  [1, (world, tab, pick) => tab.wish('edit', pick, `changed ${world.count}`)],
  // The oldest row in view is the one that is about to leave the window.
  [1, (world, tab) => tab.wish('edit', 0, `changed first ${world.count}`)],
  [1, (_, tab, pick) => tab.wish('delete', pick, '')],
  [2, (_, tab) => tab.drain()],
  [2, (world, tab, pick) => world.serve(tab, FAULTS[pick])],
  [1, (world, tab) => world.subscribe(tab)],
  [3, (world, tab, pick) => world.deliver(tab, pick === 7 ? 'last' : 'first', pick === 6)],
  [2, (_, tab) => tab.run()],
  [1, (_, tab) => tab.drop()],
  [1, (_, tab) => tab.connect()],
  [1, killOrOpen],
  [1, (_, tab) => tab.scroll()],
  [1, (_, tab) => tab.pull()],
  [1, (_, tab, pick) => void (tab.frozen = pick < 2)],
  [1, (_, tab) => timeOut(tab)],
  [4, (world, tab, pick) => times(pick + 1, () => world.flow(tab))],
  [1, (world) => world.tabs.forEach((tab) => world.flow(tab))],
  [1, changeElsewhere],
  [1, (world, _, pick) => times(pick + 1, () => world.elsewhere('create', `theirs${world.count}`, `theirs ${world.count}`))],
  [1, (_, tab, pick) => pick < 3 && tab.store.lose()],
  [1, restoreOrTrim],
];

const TABLE: readonly Act[] = ACTS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

/** How many kinds there are, weighted: a command's first number is below it. */
export const KINDS = TABLE.length;

export function act(world: ModelWorld, [what, which, pick]: Command): void {
  // The wall clock moves now and then, so that two things may happen at the same time.
  if (what % 3 === 0) world.time += 1;
  const tab = world.tabs[which];
  if (tab) TABLE[what]?.(world, tab, pick);
}

function killOrOpen(world: ModelWorld, tab: ModelTab, pick: number): void {
  if (pick < 3) return world.kill(tab);
  tab.open = true;
  tab.connect();
}

function timeOut(tab: ModelTab): void {
  const put = [...tab.inFlight].find(([, pending]) => pending.ask === 'put');
  if (put) tab.inFlight.delete(put[0]);
}

/** Somebody else changes any row, also far outside of the window. */
function changeElsewhere(world: ModelWorld, _: ModelTab, pick: number): void {
  const live = world.server.live();
  const row = live[pick % Math.max(1, live.length)];
  if (row) world.elsewhere(pick % 2 === 1 ? 'edit' : 'delete', row.id, `theirs ${world.count}`);
}

function restoreOrTrim(world: ModelWorld, tab: ModelTab, pick: number): void {
  if (pick < 2) world.restore(1 + pick * 3);
  else if (pick < 6) tab.store.trim(2);
}

function times(count: number, run: () => void): void {
  for (let n = 0; n < count; n += 1) run();
}
