// The promises as checks of real storage, real lists and the server's journal: after every command, and once all faults have stopped.

import type { Message } from '../../../src/backend/model.js';
import { stretchAt } from '../../../src/sync/stretches.js';
import type { HistoryView } from './history-view.js';
import type { HistoryWorld } from './history-world.js';
import { runsOf, wronglyShown } from './shown-promises.js';

/** R6: ten seconds after all faults have stopped. */
const HEALED = 10_000;
/** By then whoever could not make a copy has looked again. */
const COPIED = 120_000;

/** R1, R2, R4, R5 and R7, at this instant. */
export function brokenNow(world: HistoryWorld): string | undefined {
  // In memory the outbox ends with its tab, and nothing in it was accepted.
  const lost = world.ledger.lost(world.host, (profile) => (world.storage === 'disk' ? world.outbox(profile) : []));
  return lost ?? forgotten(world) ?? doubled(world) ?? holed(world) ?? firstOf(world, wronglyShown) ?? world.ledger.jump;
}

/** The first of the lists of all tabs with which something is wrong. */
function firstOf(world: HistoryWorld, wrong: (world: HistoryWorld, view: HistoryView) => string | undefined): string | undefined {
  for (const tab of world.tabs)
    for (const view of tab.views) {
      const broken = wrong(world, view);
      if (broken !== undefined) return broken;
    }
  return undefined;
}

/** R1 of words being written. */
function forgotten(world: HistoryWorld): string | undefined {
  if (world.storage === 'memory') return undefined;
  const profile = [...new Set(world.profiles)].find((one) => world.ledger.hasTyped(one) && world.drafts(one).length === 0);
  return profile && `R1: what was being written on the ${profile} was lost`;
}

/** R3 and R6. One frozen tab stays frozen, for that is real life, until all others are found to be right; then it wakes, too. */
export async function brokenAfterHealing(world: HistoryWorld, ms = HEALED): Promise<string | undefined> {
  world.host.heal();
  world.copies.fails = () => false;
  const asleep = world.tabs.find(({ frozen, dead }) => frozen && !dead);
  for (const tab of world.tabs) if (tab !== asleep) tab.frozen = false;
  world.tabs.forEach((tab, at) => {
    if (tab.dead) world.reopen(at);
    tab.line.goOnline();
    tab.line.stall(false);
  });
  const inTrouble = [...new Set(world.profiles)].filter((profile) => world.copies.wasInTrouble(profile));
  if (inTrouble[0]) await world.time.pass(COPIED);
  const broken = await brokenInTime(world, ms);
  if (!asleep || broken !== undefined) return broken ?? uncopied(world, inTrouble);
  asleep.frozen = false;
  return (await brokenInTime(world, ms)) ?? uncopied(world, inTrouble);
}

/** R1, of a browser that drops its databases once all faults are over. */
async function uncopied(world: HistoryWorld, inTrouble: readonly string[]): Promise<string | undefined> {
  if (inTrouble[0]) await world.time.pass(COPIED);
  const profile = inTrouble.find((one) => !world.isCopied(one));
  return profile && `R1: on the ${profile} the copy is another than the outbox`;
}

async function brokenInTime(world: HistoryWorld, ms: number): Promise<string | undefined> {
  for (const tab of world.tabs) if (!tab.dead) tab.signIn();
  await world.time.pass(ms);
  if (world.tabs.some(({ frozen, stream }) => !frozen && stream?.status.state === 'signed-out')) {
    // Somebody signed out only now.
    for (const tab of world.tabs) tab.signIn();
    await world.time.pass(ms);
  }
  world.compared = 0;
  return brokenNow(world) ?? firstOf(world, diverged) ?? disordered(world);
}

/** R2: no mutation twice, and no words twice, under whatever id they came. */
function doubled({ host }: HistoryWorld): string | undefined {
  const seen = new Set<string>();
  for (const { mutationId, changed, reply } of host.commits) {
    if (!changed || !reply.row) continue;
    const words = 'content' in reply.row && !reply.row.deleted ? reply.row.content : mutationId;
    if (seen.has(mutationId) || seen.has(words)) return `R2: ${mutationId} was applied twice`;
    seen.add(mutationId).add(words);
  }
  return undefined;
}

/** R4 and R5: what a cache claims to hold it holds. The numbers of another history mean nothing. */
function holed(world: HistoryWorld): string | undefined {
  if (world.storage === 'memory') return undefined;
  for (const topic of world.topics) {
    const rows = world.host.rows(topic);
    for (const profile of new Set(world.profiles)) {
      for (const { name, state, rows: stored } of world.caches(profile, topic)) {
        if (state?.epoch !== world.host.epoch) continue;
        const cache = world.disk.identity(name);
        const undone = world.ledger.undone(cache, state, stored);
        if (undone) return `R5: in ${name} ${undone}`;
        const seen = world.ledger.reached(cache, state);
        if (state.cursor < seen) return `R5: ${name} went back from ${seen} to ${state.cursor}`;
        const held = new Map(stored.map(({ row }) => [row.id, row]));
        for (const { id, seq, version, deleted } of rows.values()) {
          if (!stretchAt(state, seq)) continue;
          const row = held.get(id);
          // Changed since, it is another row; missing, its neighbours stand side by side.
          if (!deleted && !row && seq <= state.cursor) return `R4: ${name} has no ${id}@${seq}, cursor ${state.cursor}`;
          if (version > state.cursor) continue;
          if (!deleted && (!row || row.version < version)) return `R4: ${name} misses ${id}@${version}, cursor ${state.cursor}`;
          if (deleted && row && !row.deleted) return `R5: ${id} came back in ${name}`;
        }
      }
    }
  }
  return undefined;
}

function diverged(world: HistoryWorld, { tab, topic, stream, items, list }: HistoryView): string | undefined {
  if (tab.frozen) return undefined;
  const { host } = world;
  const status = stream?.status;
  if (!status) return 'R6: a tab did not open';
  // What waits behind a refusal waits for the user.
  const outbox = world.outbox(tab.profile);
  const refused = new Set(outbox.filter(({ state }) => state === 'failed').map(({ id }) => id));
  const waiting = status.storage === 'disk' ? outbox.filter(({ id }) => !refused.has(id)).length : status.waiting;
  if (status.state !== 'live' || waiting > 0) return `R6: ${waiting} wishes wait, ${status.state}`;
  // What is read, on disk or in memory, has reached the server's head.
  const { epoch, cursor } = world.readings.of(tab, topic)?.state ?? {};
  const head = host.headOf(topic);
  if (epoch !== host.epoch || cursor !== head) return `R6: the cursor is ${epoch}:${cursor}, the head ${host.epoch}:${head}`;
  const failed = new Set(list.filter(({ state }) => state === 'failed').map(({ id }) => id));
  for (const { from, to, rows } of runsOf(items, status)) {
    const expected = host.live(topic).filter(({ seq }) => from <= seq && seq <= to);
    if (text(expected, failed) !== text(rows, failed)) return `R6: the server has ${text(expected, failed)}, the tab ${text(rows, failed)}`;
  }
  world.compared += 1;
  return undefined;
}

/** Byte by byte, but for what the user is still to answer: a refused wish is laid over its row. */
function text(rows: readonly Message[], failed: ReadonlySet<string>): string {
  return rows
    .map((row) => {
      const { id, version } = row;
      if (failed.has(id)) return `${id}@${version}`;
      return JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    })
    .join(' | ');
}

/** R3: creates of one room in one outbox arrive as they were accepted, but for those that were refused or forgotten on the way. */
function disordered({ host, ledger }: HistoryWorld): string | undefined {
  const places = new Map(
    host.commits.map(({ reply }, place) => [reply.row?.version === reply.row?.seq ? reply.row?.id : undefined, place]),
  );
  const last = new Map<object, Map<string, { id: string; place: number }>>();
  for (const { id, topic, box } of ledger.creates.toSorted((a, b) => a.n - b.n)) {
    const place = places.get(id);
    if (place === undefined || host.refused.has(id) || host.forgotten.has(id)) continue;
    if (ledger.late.has(id)) continue;
    const rooms = last.get(box) ?? new Map<string, { id: string; place: number }>();
    const before = rooms.get(topic);
    if (before && before.place > place) return `R3: ${id} overtook ${before.id}`;
    last.set(box, rooms.set(topic, { id, place }));
  }
  return undefined;
}
