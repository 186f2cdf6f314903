// What may happen next in a history, as numbers: which of it, to which tab, and a pick whose meaning is its own.

import { canUndo } from '../../../src/sync/overlay.js';
import { HORIZON } from '../../../src/sync/queue.js';
import { PUT_FAULTS } from './history-host.js';
import type { HistoryTab } from './history-tab.js';
import type { HistoryView } from './history-view.js';
import type { HistoryWorld } from './history-world.js';

export type HistoryCommand = [what: number, tab: number, pick: number];

interface Where {
  world: HistoryWorld;
  tab: HistoryTab;
  /** The place of the tab among all. */
  at: number;
  /** One of the rooms it shows. */
  view: HistoryView;
}

type Act = (where: Where, pick: number) => unknown;

/** The weight of each is how often it comes. */
const ACTS: readonly [weight: number, name: string, act: Act][] = [
  [5, 'create', ({ world, view }, pick) => view.create(`row ${(world.count += 1)}`, pick === 7 ? ' ' : `words ${world.count}`)],
  [2, 'edit', ({ world, view }, pick) => own(view, pick, (id) => view.edit(id, `changed ${(world.count += 1)}`))],
  [1, 'delete', ({ view }, pick) => own(view, pick, (id) => view.delete(id))],
  [1, 'undo', ({ view }) => view.list.filter(canUndo).forEach(({ id }) => view.undo(id))],
  [1, 'undo as its time ends', undoAtTheEnd],
  [1, 'answer a refusal', answerRefusal],
  [1, 'say anew', sayAnew],
  [1, 'type', ({ world, tab }) => tab.type(`typed ${(world.count += 1)}`)],
  [1, 'somebody writes', (where, pick) => times(pick + 1, () => said(where))],
  [1, 'somebody changes', changeElsewhere],
  [2, 'older', ({ view }, pick) => view.act((stream) => stream.older(pick + 1))],
  [1, 'newer', ({ view }, pick) => view.act((stream) => stream.newer(pick + 1))],
  [2, 'jump', jump],
  [1, 'fill', ({ view }) => view.fill()],
  [1, 'latest', ({ view }) => view.act((stream) => stream.latest())],
  [1, 'offline', ({ tab }) => tab.line.goOffline()],
  [2, 'online', ({ tab }) => tab.line.goOnline()],
  [1, 'stall', ({ tab }, pick) => tab.line.stall(pick === 3 ? 'ops' : pick < 4)],
  [1, 'garble', ({ tab }, pick) => tab.line.garble(pick < 4 ? 'twice' : 'later')],
  [1, 'cut', ({ tab }) => tab.line.cut()],
  [2, 'kill or open', ({ world, tab, at }, pick) => (pick < 4 ? tab.kill() : world.reopen(at))],
  [1, 'freeze', ({ tab }, pick) => void (tab.frozen = pick < 3)],
  [3, 'hurt a mutation', ({ world }, pick) => world.host.hurt(PUT_FAULTS[pick] ?? 'lost')],
  [1, 'hurt a question', hurtQuestion],
  [1, 'restart', restart],
  [1, 'evict', ({ world, tab }, pick) => pick < 4 && world.caches(tab.profile).forEach(({ name }) => world.disk.evict(name))],
  [5, 'run', async ({ world }, pick) => void (await world.time.run(2 ** pick))],
  [1, 'a month away', monthAway],
  [1, 'drop all databases', ({ world, tab }, pick) => pick < 3 && world.dropDatabases(tab.profile)],
  [1, 'sign out', ({ tab }, pick) => pick < 4 && tab.signOut(pick < 2)],
  [2, 'wait', ({ world }, pick) => world.time.pass(10 * 3 ** pick)],
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
  await TABLE[what]?.act({ world, tab, at, view: tab.views[pick % tab.views.length] ?? tab.views[0] }, pick);
  await world.time.run(3 * pick);
}

function own(view: HistoryView, pick: number, then: (id: string) => void): void {
  const mine = view.list.filter(({ row, state }) => row.sender.id === 'ana' && state !== 'failed' && state !== 'deleting');
  const row = mine[pick % Math.max(1, mine.length)];
  if (row) then(row.id);
}

/** Whoever sends or drops the wish is about to, in all tabs. */
function undoAtTheEnd({ world, view }: Where): void {
  for (const { id, wish } of view.list.filter(canUndo).slice(0, 1)) {
    world.time.reach(wish?.notBefore ?? 0);
    view.undo(id);
  }
}

function answerRefusal({ world, view }: Where, pick: number): void {
  for (const { id } of view.list.filter(({ state }) => state === 'failed')) {
    if (pick < 4) {
      world.ledger.late.add(id);
      view.act((stream) => stream.retry(id));
    } else {
      world.ledger.discarded.add(id);
      view.act((stream) => stream.discard(id));
    }
  }
}

/** In place of what was refused or not sent. */
function sayAnew({ world, view }: Where): void {
  for (const { id } of view.list.filter(({ state }) => state === 'failed')) {
    world.ledger.saidAnew(id, view.tab.profile);
    view.edit(id, `anew ${(world.count += 1)}`);
  }
}

function said({ world, view }: Where): void {
  const word = `theirs ${(world.count += 1)}`;
  world.host.say('create', word, word, 'ben', view.topic);
}

/** To a message, or to an instant, anywhere. */
function jump({ world, view }: Where, pick: number): void {
  const live = world.host.live(view.topic);
  const row = live[Math.floor((pick * live.length) / 8)];
  if (row) view.act((stream) => stream.jumpTo(pick % 2 === 0 ? { id: row.id } : { at: row.insertedAt }));
}

/** Ana on a device nobody sees here, or Ben: any row, also far outside of the window. */
function changeElsewhere({ world, view }: Where, pick: number): void {
  const live = world.host.live(view.topic);
  const row = live[pick % Math.max(1, live.length)];
  if (!row) return;
  const deletes = pick % 2 === 0;
  if (deletes) world.ledger.takings.wishGone(row.id);
  world.host.say(deletes ? 'delete' : 'edit', row.id, `theirs ${(world.count += 1)}`, row.sender.id, view.topic);
}

/** Longer than a wish is sent by itself. Whoever comes back may have no line yet. */
function monthAway({ world }: Where, pick: number): void {
  if (pick > 3) return;
  for (const tab of world.tabs) if (!tab.dead) tab.kill();
  for (const profile of world.profiles) for (const { id } of world.outbox(profile)) world.ledger.late.add(id);
  world.time.skip(HORIZON + 1);
  for (const at of world.tabs.keys()) {
    world.reopen(at);
    if (pick < 3) world.tabs[at]?.line.goOffline();
  }
}

function hurtQuestion({ world: { host } }: Where, pick: number): void {
  const event = pick % 2 === 0 ? 'sync' : 'page';
  host.faults.add({ do: pick < 4 ? '500' : 'drop-before-commit', match: { event }, times: 1 });
}

function restart({ world: { host } }: Where, pick: number): void {
  if (pick < 3) host.restart();
  else if (pick < 5) host.restore(pick);
  else host.truncate();
}

function times(count: number, run: () => void): void {
  for (let n = 0; n < count; n += 1) run();
}
