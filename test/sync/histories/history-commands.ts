// What may happen next in a history, as numbers: which of it, to which tab, and a pick whose meaning is its own.

import { HORIZON } from '../../../src/sync/queue.js';
import { PUT_FAULTS } from './history-host.js';
import type { HistoryTab } from './history-tab.js';
import type { HistoryWorld } from './history-world.js';

export type HistoryCommand = [what: number, tab: number, pick: number];

type Act = (world: HistoryWorld, tab: HistoryTab, pick: number, at: number) => void | Promise<void>;

/** The weight of each is how often it comes. */
const ACTS: readonly [weight: number, name: string, act: Act][] = [
  [5, 'create', (world, tab, pick) => tab.create(`row ${(world.count += 1)}`, pick === 7 ? ' ' : `words ${world.count}`)],
  [2, 'edit', (world, tab, pick) => own(tab, pick, (id) => tab.edit(id, `changed ${(world.count += 1)}`))],
  [1, 'delete', (_, tab, pick) => own(tab, pick, (id) => tab.delete(id))],
  [1, 'undo', (_, tab) => tab.list.filter(({ state }) => state === 'deleting').forEach(({ id }) => tab.undo(id))],
  [1, 'answer a refusal', answerRefusal],
  [1, 'say anew', sayAnew],
  [1, 'somebody writes', (world, _, pick) => times(pick + 1, () => said(world))],
  [1, 'somebody changes', changeElsewhere],
  [1, 'older', (_, tab, pick) => tab.act((stream) => stream.older(pick + 1))],
  [1, 'latest', (_, tab) => tab.act((stream) => stream.latest())],
  [1, 'offline', (_, tab) => tab.line.goOffline()],
  [2, 'online', (_, tab) => tab.line.goOnline()],
  [1, 'stall', (_, tab, pick) => tab.line.stall(pick < 4)],
  [1, 'garble', (_, tab, pick) => tab.line.garble(pick < 4 ? 'twice' : 'later')],
  [1, 'cut', (_, tab) => tab.line.cut()],
  [2, 'kill or open', (world, tab, pick, at) => (pick < 4 ? tab.kill() : world.reopen(at))],
  [1, 'freeze', (_, tab, pick) => void (tab.frozen = pick < 3)],
  [3, 'hurt a mutation', ({ host }, _, pick) => host.hurt(PUT_FAULTS[pick] ?? 'lost')],
  [1, 'hurt a question', hurtQuestion],
  [1, 'restart', restart],
  [1, 'evict', (world, tab, pick) => pick < 4 && world.caches(tab.profile).forEach(({ name }) => world.disk.evict(name))],
  [5, 'run', async (world, _, pick) => void (await world.time.run(2 ** pick))],
  [1, 'a month away', monthAway],
  [2, 'wait', (world, _, pick) => world.time.pass(10 * 3 ** pick)],
];

const TABLE = ACTS.flatMap(([weight, name, act]) => Array.from({ length: weight }, () => ({ name, act })));

/** A command's first number is below it. */
export const KINDS = TABLE.length;

/** The first numbers that mean one of these. */
export function kindsNamed(names: readonly string[]): number[] {
  const kinds = names.map((name) => TABLE.findIndex((entry) => entry.name === name));
  if (kinds.includes(-1)) throw new Error(`no such commands: ${names.join(', ')}`);
  return kinds;
}

export function nameOf([what, tab, pick]: HistoryCommand): string {
  return `${TABLE[what]?.name ?? ''}(${tab}, ${pick})`;
}

/** Does it, and lets some of what follows happen. */
export async function act(world: HistoryWorld, [what, at, pick]: HistoryCommand): Promise<void> {
  const tab = world.tabs[at];
  if (!tab) return;
  await TABLE[what]?.act(world, tab, pick, at);
  await world.time.run(3 * pick);
}

function own(tab: HistoryTab, pick: number, then: (id: string) => void): void {
  const mine = tab.list.filter(({ row, state }) => row.sender.id === 'ana' && state !== 'failed' && state !== 'deleting');
  const row = mine[pick % Math.max(1, mine.length)];
  if (row) then(row.id);
}

function answerRefusal(world: HistoryWorld, tab: HistoryTab, pick: number): void {
  for (const { id } of tab.list.filter(({ state }) => state === 'failed')) {
    if (pick < 4) {
      world.ledger.late.add(id);
      tab.act((stream) => stream.retry(id));
    } else {
      world.ledger.discarded.add(id);
      tab.act((stream) => stream.discard(id));
    }
  }
}

/** In place of what was refused or not sent. */
function sayAnew(world: HistoryWorld, tab: HistoryTab): void {
  for (const { id } of tab.list.filter(({ state }) => state === 'failed')) {
    world.ledger.saidAnew(id, tab.profile);
    tab.edit(id, `anew ${(world.count += 1)}`);
  }
}

function said(world: HistoryWorld): void {
  const word = `theirs ${(world.count += 1)}`;
  world.host.say('create', word, word);
}

/** Ana on a device nobody sees here, or Ben: any row, also far outside of the window. */
function changeElsewhere(world: HistoryWorld, _: HistoryTab, pick: number): void {
  const live = world.host.live();
  const row = live[pick % Math.max(1, live.length)];
  if (!row) return;
  const deletes = pick % 2 === 0;
  if (deletes) world.ledger.wishGone(row.id);
  world.host.say(deletes ? 'delete' : 'edit', row.id, `theirs ${(world.count += 1)}`, row.sender.id);
}

/** Longer than a wish is sent by itself. Whoever comes back may have no line yet. */
function monthAway(world: HistoryWorld, _: HistoryTab, pick: number): void {
  if (pick > 3) return;
  for (const tab of world.tabs) if (!tab.dead) tab.kill();
  for (const profile of world.profiles) for (const { id } of world.outbox(profile)) world.ledger.late.add(id);
  world.time.skip(HORIZON + 1);
  for (const at of world.tabs.keys()) {
    world.reopen(at);
    if (pick < 3) world.tabs[at]?.line.goOffline();
  }
}

function hurtQuestion({ host }: HistoryWorld, _: HistoryTab, pick: number): void {
  const event = pick % 2 === 0 ? 'sync' : 'page';
  host.faults.add({ do: pick < 4 ? '500' : 'drop-before-commit', match: { event }, times: 1 });
}

function restart({ host }: HistoryWorld, _: HistoryTab, pick: number): void {
  if (pick < 3) host.restart();
  else if (pick < 5) host.restore(pick);
  else host.truncate();
}

function times(count: number, run: () => void): void {
  for (let n = 0; n < count; n += 1) run();
}
