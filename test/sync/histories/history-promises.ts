// The promises as checks of real storage, real lists and the server's journal: after every command, and once all faults have stopped.

import type { Message } from '../../../src/backend/model.js';
import { isGap, type Item } from '../../../src/sync/gap.js';
import { stretchAt } from '../../../src/sync/stretches.js';
import type { HistoryTab } from './history-tab.js';
import type { HistoryWorld } from './history-world.js';

/** R6: ten seconds after all faults have stopped. */
const HEALED = 10_000;

/** R1, R2, R4, R5 and R7, at this instant. */
export function brokenNow(world: HistoryWorld): string | undefined {
  // In memory the outbox ends with its tab, and nothing in it was accepted.
  const lost = world.ledger.lost(world.host, (profile) => (world.storage === 'disk' ? world.outbox(profile) : []));
  return lost ?? doubled(world) ?? holed(world) ?? world.ledger.jump;
}

/** R3 and R6. One frozen tab may stay frozen: that is real life. */
export async function brokenAfterHealing(world: HistoryWorld, ms = HEALED): Promise<string | undefined> {
  world.host.heal();
  world.tabs.forEach((tab, at) => {
    if (tab.dead) world.reopen(at);
    tab.line.goOnline();
    tab.line.stall(false);
  });
  await world.time.pass(ms);
  return brokenNow(world) ?? diverged(world) ?? disordered(world);
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
  const rows = [...world.host.rows().values()];
  for (const profile of new Set(world.profiles)) {
    for (const { name, state, rows: stored } of world.caches(profile)) {
      if (state?.epoch !== world.host.epoch) continue;
      const seen = world.ledger.reached(world.disk.identity(name), state);
      if (state.cursor < seen) return `R5: ${name} went back from ${seen} to ${state.cursor}`;
      const held = new Map(stored.map(({ row }) => [row.id, row]));
      for (const { id, seq, version, deleted } of rows) {
        if (version > state.cursor || !stretchAt(state, seq)) continue;
        const row = held.get(id);
        if (!deleted && (!row || row.version < version)) return `R4: ${name} misses ${id}@${version}, cursor ${state.cursor}`;
        if (deleted && row && !row.deleted) return `R5: ${id} came back in ${name}`;
      }
    }
  }
  return undefined;
}

function diverged(world: HistoryWorld): string | undefined {
  const truth = world.host.live();
  for (const tab of world.tabs) {
    if (tab.frozen) continue;
    const status = tab.stream?.status;
    if (!status) return 'R6: a tab did not open';
    // What waits behind a refusal waits for the user.
    const outbox = world.outbox(tab.profile);
    const refused = new Set(outbox.filter(({ state }) => state === 'failed').map(({ id }) => id));
    const waiting = world.storage === 'disk' ? outbox.filter(({ id }) => !refused.has(id)).length : status.waiting;
    if (status.state !== 'live' || waiting > 0) return `R6: ${waiting} wishes wait, ${status.state}`;
    const late = world.storage === 'disk' ? behind(world, tab) : undefined;
    if (late !== undefined) return late;
    const failed = new Set(tab.list.filter(({ state }) => state === 'failed').map(({ id }) => id));
    const runs = runsOf(tab.items);
    for (const [at, shown] of runs.entries()) {
      const isLast = at === runs.length - 1;
      const first = isLast ? truth.length - shown.length : truth.findIndex(({ id }) => id === shown[0]?.id);
      const expected = shown.length > 0 ? truth.slice(Math.max(0, first)).slice(0, shown.length) : status.beginning && isLast ? truth : [];
      if (text(expected, failed) !== text(shown, failed))
        return `R6: the server has ${text(expected, failed)}, the tab ${text(shown, failed)}`;
    }
  }
  return undefined;
}

/** The cache of a tab that is awake has reached the server's head. */
function behind(world: HistoryWorld, { profile, schema }: HistoryTab): string | undefined {
  const { host } = world;
  const cache = world.caches(profile).find(({ name }) => name.endsWith(`:${schema}`));
  const { epoch, cursor } = cache?.state ?? {};
  return epoch === host.epoch && cursor === host.head
    ? undefined
    : `R6: the cursor is ${epoch}:${cursor}, the head ${host.epoch}:${host.head}`;
}

/** The server's rows as they are shown. Between two runs there is a gap, and everybody sees it; within one there may be none. */
function runsOf(items: readonly Item<Message>[]): Message[][] {
  const runs: Message[][] = [[]];
  for (const item of items) {
    if (isGap(item)) runs.push([]);
    else if (item.row.version > 0 && !item.row.deleted) runs.at(-1)?.push(item.row);
  }
  return runs;
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

/** R3: creates of one profile arrive as they were accepted, but for those that were refused or forgotten on the way. */
function disordered({ host, ledger }: HistoryWorld): string | undefined {
  const places = new Map(
    host.commits.map(({ reply }, place) => [reply.row?.version === reply.row?.seq ? reply.row?.id : undefined, place]),
  );
  const ordered = ledger.accepted.toSorted((a, b) => (a.n ?? 0) - (b.n ?? 0));
  const last = new Map<string, { id: string; place: number }>();
  for (const { kind, id, profile, n } of ordered) {
    const place = places.get(id);
    if (kind !== 'create' || n === undefined || place === undefined || host.refused.has(id) || host.forgotten.has(id)) continue;
    // A row in its time to undo a delete waits, and the others do not.
    if (ledger.isGone(id) || ledger.late.has(id)) continue;
    const before = last.get(profile);
    if (before && before.place > place) return `R3: ${id} overtook ${before.id}`;
    last.set(profile, { id, place });
  }
  return undefined;
}
