// The promises as checks of a model world: what must hold after every command, and what must hold once all faults have stopped. Pure.

import { HadVersions } from '../had-versions.js';
import { ELSEWHERE } from './model-server.js';
import type { ModelStore } from './model-store.js';
import type { ModelTab } from './model-tab.js';
import type { ModelWorld } from './model-world.js';

/** More turns than any world needs to come to rest. */
const TURNS = 3_000;

/** R1, R2, R4, R5 and the bound of R8, at this instant. Undefined: all hold. */
export function brokenNow(world: ModelWorld): string | undefined {
  let broken = lostOrDoubled(world);
  for (const store of world.stores) broken ??= holed(world, store) ?? undone(world, store);
  return broken;
}

/** R3 and R6, after faults have stopped. One frozen tab may stay frozen: that is real life. */
export function brokenAfterHealing(world: ModelWorld): string | undefined {
  for (const tab of world.tabs) tab.open = true;
  world.server.release();
  for (let turn = 0; turn < TURNS && (settleDown(world) || passTime(world)); turn += 1);
  return brokenNow(world) ?? diverged(world) ?? disordered(world);
}

function lostOrDoubled({ server, acceptedWishes, stores }: ModelWorld): string | undefined {
  for (const { mutationId, kind, id } of acceptedWishes) {
    const times = server.applied.get(mutationId) ?? 0;
    if (times > 1) return `R2: ${kind} ${mutationId} was applied ${times} times`;
    if (times === 1 || stores.some(({ outbox }) => outbox.some((wish) => wish.mutationId === mutationId))) continue;
    if (server.forgotten.has(mutationId)) continue;
    const row = server.rows.get(id);
    if (kind !== 'delete' || (row && !row.deleted)) return `R1: ${kind} ${mutationId} was lost`;
  }
  return undefined;
}

function holed({ server }: ModelWorld, { epoch, cursor, floor, rows, most }: ModelStore): string | undefined {
  if (rows.size > most) return `R8: ${rows.size} rows in the cache`;
  // The numbers of another history mean nothing here.
  if (epoch !== server.epoch) return undefined;
  for (const row of server.rows.values()) {
    if (row.version > cursor || row.seq < floor) continue;
    const held = rows.get(row.id);
    if (!row.deleted && (!held || held.version < row.version))
      return `R4: ${row.id}@${row.version} missing, cursor ${cursor}, floor ${floor}`;
    if (row.deleted && held && !held.deleted) return `R5: ${row.id} came back`;
  }
  return undefined;
}

/** R5 and R7, also above the cursor. */
function undone({ had }: ModelWorld, store: ModelStore): string | undefined {
  const seen = had.get(store) ?? new HadVersions();
  had.set(store, seen);
  const broken = seen.undone(store, store.rows.values(), (seq) => seq >= store.floor);
  return broken && `R5: ${broken}`;
}

/** One turn of everything that can move. False: nothing moved. */
function settleDown(world: ModelWorld): boolean {
  let moved = false;
  for (const tab of world.tabs) {
    if (tab.frozen) continue;
    if (!tab.wire) moved = true;
    tab.connect();
    while (tab.tasks.length > 0) {
      tab.run();
      moved = true;
    }
    const { wire } = tab;
    if (!wire) continue;
    if (wire.up.length > 0 || wire.joining || wire.down.length > 0) moved = true;
    world.serve(tab);
    world.subscribe(tab);
    while (wire.down.length > 0) world.deliver(tab);
    const asked = wire.up.length;
    tab.drain();
    if (wire.up.length > asked) moved = true;
  }
  return moved;
}

/** Time limits of requests pass, and every tab looks whether it is behind. False: it has no reason to do anything. */
function passTime(world: ModelWorld): boolean {
  let moved = false;
  for (const tab of world.tabs) {
    if (tab.frozen) continue;
    const waited = tab.inFlight.size > 0;
    tab.giveUp();
    if (tab.joined && (waited || tab.isBehind())) {
      tab.pull();
      moved = true;
    }
  }
  return moved;
}

function diverged({ server, tabs, stores }: ModelWorld): string | undefined {
  for (const store of stores) {
    const tab = tabs.find((other) => other.store === store && !other.frozen);
    if (!tab) continue;
    const queued = store.outbox.filter((wish) => wish.state === 'queued').length;
    if (queued > 0) return `R6: ${queued} wishes still wait`;
    if (store.epoch !== server.epoch || store.cursor !== server.head) return `R6: cursor ${store.cursor}, head ${server.head}`;
    const truth = text(server.live().filter((row) => row.seq >= store.floor));
    if (truth !== text(tab.truth())) return `R6: the server has ${truth}, the tab ${text(tab.truth())}`;
    if (hasDoubles(tab)) return 'R6: a row is shown twice';
  }
  return undefined;
}

function text(rows: readonly { id: string; body: string }[]): string {
  return rows.map(({ id, body }) => `${id}:${body}`).join('|');
}

function hasDoubles(tab: ModelTab): boolean {
  const ids = tab.view().map(({ id }) => id);
  return new Set(ids).size !== ids.length;
}

function disordered({ server }: ModelWorld): string | undefined {
  const last = new Map<number, number>();
  for (const { wish } of server.commits) {
    // What a restored backup forgot and a second tab said again comes when it comes.
    if (wish.kind !== 'create' || wish.box === ELSEWHERE || server.forgotten.has(wish.mutationId)) continue;
    if (wish.n < (last.get(wish.box) ?? -1)) return `R3: ${wish.mutationId} overtook another`;
    last.set(wish.box, wish.n);
  }
  return undefined;
}
