// What may happen next, as numbers: which of it, to which tab, and a pick whose meaning is its own. Pure.

import type { ModelTab } from './model-tab.js';
import { FAULTS, type ModelWorld } from './model-world.js';

export type Command = [what: number, tab: number, pick: number];

type Act = (world: ModelWorld, tab: ModelTab, pick: number) => void;

/** Each name may come more than once: that is its weight. */
const ACTS: readonly [weight: number, name: string, act: Act][] = [
  // Every eighth create is one the server refuses.
  [2, 'create', (world, tab, pick) => tab.wish('create', pick, pick === 7 ? 'bad' : `mine ${world.count}`)],
  [1, 'edit', (world, tab, pick) => tab.wish('edit', pick, `changed ${world.count}`)],
  // The oldest row in view is the one that is about to leave the window.
  [1, 'edit the oldest', (world, tab) => tab.wish('edit', 0, `changed first ${world.count}`)],
  [1, 'delete', (_, tab, pick) => tab.wish('delete', pick, '')],
  [2, 'drain', (_, tab) => tab.drain()],
  [2, 'serve', (world, tab, pick) => world.serve(tab, FAULTS[pick])],
  [1, 'subscribe', (world, tab) => world.subscribe(tab)],
  [3, 'deliver', (world, tab, pick) => world.deliver(tab, pick === 7 ? 'last' : 'first', pick === 6)],
  [2, 'run', (_, tab) => tab.run()],
  [1, 'drop', (_, tab) => tab.drop()],
  [1, 'connect', (_, tab) => tab.connect()],
  [1, 'kill or open', killOrOpen],
  [1, 'scroll', (_, tab) => tab.scroll()],
  [1, 'pull', (_, tab) => tab.pull()],
  [1, 'freeze', (_, tab, pick) => void (tab.frozen = pick < 2)],
  [1, 'time out', (_, tab) => timeOut(tab)],
  [4, 'flow', (world, tab, pick) => times(pick + 1, () => world.flow(tab))],
  [1, 'flow all', (world) => world.tabs.forEach((tab) => world.flow(tab))],
  [1, 'somebody changes', changeElsewhere],
  [
    1,
    'somebody writes',
    (world, _, pick) => times(pick + 1, () => world.elsewhere('create', `theirs${world.count}`, `theirs ${world.count}`)),
  ],
  [1, 'lose', (_, tab, pick) => pick < 3 && tab.store.lose()],
  [1, 'restore or trim', restoreOrTrim],
];

const TABLE: readonly { name: string; act: Act }[] = ACTS.flatMap(([weight, name, act]) =>
  Array.from({ length: weight }, () => ({ name, act })),
);

/** How many kinds there are, weighted: the first number of a command of no theme is below it. */
export const KINDS = TABLE.length;

/** What makes trouble together. One in two of the commands of a history are of its theme: rare things are found where they come often. */
const THEMES: readonly (readonly string[])[] = [
  ['create', 'drain', 'serve', 'deliver', 'flow'],
  ['scroll', 'serve', 'deliver', 'somebody changes', 'flow'],
  ['scroll', 'somebody writes', 'lose', 'deliver', 'flow'],
  ['pull', 'serve', 'deliver', 'lose', 'somebody writes', 'flow'],
  ['delete', 'somebody changes', 'drop', 'connect', 'flow', 'flow all'],
  ['create', 'freeze', 'drain', 'flow', 'flow all'],
];

/** The first numbers of commands, by theme. */
export const KINDS_OF_THEMES: readonly (readonly number[])[] = THEMES.map((names) => {
  const kinds = names.map((name) => TABLE.findIndex((entry) => entry.name === name));
  if (kinds.includes(-1)) throw new Error(`no such commands: ${names.join(', ')}`);
  return kinds;
});

/** A first number from `KINDS` on means a command of the theme. */
export function act(world: ModelWorld, [what, which, pick]: Command, theme: readonly number[]): void {
  // The wall clock moves now and then, so that two things may happen at the same time.
  if (what % 5 === 0) world.time += 1;
  const tab = world.tabs[which];
  const kind = what < KINDS ? what : (theme[what % theme.length] ?? 0);
  if (tab) TABLE[kind]?.act(world, tab, pick);
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
  if (world.calm) return;
  if (pick < 2) world.restore(1 + pick * 3);
  else if (pick < 6) tab.store.trim(2);
}

function times(count: number, run: () => void): void {
  for (let n = 0; n < count; n += 1) run();
}
