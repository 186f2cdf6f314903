// What the histories found in the real code, each as small as it gets. A history that finds another belongs here, too.

import { expect, it, onTestFinished, vi } from 'vitest';
import { Cache } from '../../../src/sync/cache.js';
import { Echo } from '../../../src/sync/echo.js';
import { memoryCache } from '../../../src/sync/memory-store.js';
import type { Row } from '../../../src/sync/protocol.js';
import { brokenAfterHealing, brokenNow } from './history-promises.js';
import { HistoryWorld, type WorldOptions } from './history-world.js';

const TOPIC = 'room:kitchen';

/** Opens a world, and leaves it whatever happens. */
async function within(options: WorldOptions, live: (world: HistoryWorld) => Promise<void>): Promise<void> {
  const world = new HistoryWorld(options);
  try {
    await world.open();
    await world.time.pass(500);
    await live(world);
  } finally {
    world.close();
  }
}

it('lets no row of an answer that came while the cache was gone outlive a restored backup', async () => {
  const cache = new Cache(memoryCache(), () => undefined);
  await cache.applyReply(TOPIC, 'before', { id: 'lost', seq: 5, version: 7, deleted: false });
  await cache.applySync(TOPIC, 'after', { reset: true, epoch: 'after', asOf: 3, rows: [], floor: 0 });
  const { rows } = await cache.window(TOPIC, { low: undefined, below: undefined, size: 50 });
  expect(rows).toEqual([]);
});

it('takes back no row of an answer that came while the cache was gone, and after what the reset knows', async () => {
  const row = (seq: number): Row => ({ id: `row ${seq}`, seq, version: seq, deleted: false });
  const cache = new Cache(memoryCache(), () => undefined);
  const held = async (): Promise<string[]> =>
    (await cache.window(TOPIC, { low: undefined, below: undefined, size: 50, live: true })).rows.map(({ id }) => id);
  for (const seq of [5, 8]) await cache.applyReply(TOPIC, 'now', row(seq));
  await cache.applySync(TOPIC, 'now', { reset: true, epoch: 'now', asOf: 6, rows: [row(6)], floor: 0 });
  expect(await held()).toEqual(['row 6', 'row 8']);

  // Of two histories nobody knows which one the rows are of.
  const mixed = new Cache(memoryCache(), () => undefined);
  for (const [epoch, seq] of [
    ['before', 9],
    ['now', 8],
    ['now', 10],
  ] as const)
    await mixed.applyReply(TOPIC, epoch, row(seq));
  await mixed.applySync(TOPIC, 'now', { reset: true, epoch: 'now', asOf: 6, rows: [row(6)], floor: 0 });
  const { rows } = await mixed.window(TOPIC, { low: undefined, below: undefined, size: 50, live: true });
  expect(rows.map(({ id }) => id)).toEqual(['row 6']);
});

it('begins the list anew after a restored backup, even if what was shown was an answer that came while the cache was gone', async () => {
  await within({ profiles: ['laptop'] }, async (world) => {
    const tab = world.tabs[0]!;
    world.host.faults.add({ do: '500', match: { event: 'sync' }, times: 10 });
    world.disk.evict(world.caches('laptop')[0]!.name);
    tab.edit('old 2', 'changed');
    await world.time.pass(100);
    expect(tab.list.map(({ id, row }) => [id, row.version])).toContainEqual(['old 2', 7]);
    world.host.restore(1);
    expect(await brokenAfterHealing(world)).toBeUndefined();
    expect(tab.list.find(({ id }) => id === 'old 2')?.row.version).toBe(3);
  });
});

it('sends all within ten seconds at the worst of luck, with a tab asleep that has the lock', async () => {
  await within({ profiles: ['laptop', 'laptop'], unlucky: true }, async (world) => {
    const other = world.tabs[1]!;
    world.tabs[0]!.kill();
    for (let n = 0; n < 4; n += 1) world.host.hurt('error');
    for (let n = 0; n < 3; n += 1) other.create(`row ${n}`, `words ${n}`);
    // Now the longest of waits begins, and another tab, which knows of no trouble, sends and falls asleep over it.
    while (world.outbox('laptop')[0]?.faults !== 4) await world.time.pass(1);
    world.reopen(0);
    while (!world.platform.isHeld(TOPIC)) await world.time.run(1);
    world.tabs[0]!.frozen = true;
    expect(await brokenAfterHealing(world)).toBeUndefined();
  });
});

it('has a state of the room again soon after the browser dropped the cache under a live tab', async () => {
  await within({ profiles: ['laptop'] }, async (world) => {
    const [tab] = world.tabs;
    world.disk.evict(world.caches('laptop')[0]!.name);
    expect(world.caches('laptop')).toEqual([]);
    expect(tab?.stream?.status.state).toBe('live');
    expect(await brokenAfterHealing(world)).toBeUndefined();
    expect(world.caches('laptop')[0]?.state?.cursor).toBe(world.host.head);
  });
});

it('is live by a cache of its own where the one on disk fails for good, though nothing is known on disk', async () => {
  await within({ profiles: ['laptop'] }, async (world) => {
    const tab = world.tabs[0]!;
    world.disk.fail = () => 'throw';
    world.host.say('create', 'missed', 'missed');
    await world.time.pass(3_000);
    world.disk.fail = () => undefined;
    expect(tab.errors.map(({ message }) => message)).toContainEqual(expect.stringContaining('goes on in memory'));
    for (const { name } of world.caches('laptop')) world.disk.evict(name);
    expect(await brokenAfterHealing(world)).toBeUndefined();
    expect(world.caches('laptop')[0]?.state).toBeUndefined();
    expect(tab.stream?.status.state).toBe('live');
    expect(world.readings.of(tab, TOPIC)?.state?.cursor).toBe(world.host.head);
  });
});

it('keeps what a page accepts that is opened while its user leaves in another, unless forced', async () => {
  for (let seed = 1; seed <= 5; seed += 1)
    await within({ profiles: ['laptop', 'laptop'], seed }, async (world) => {
      const [leaver, other] = world.tabs;
      other!.kill();
      leaver!.signOut(false);
      // The tabs have had their time to write down what is being typed.
      await world.time.pass(200);
      world.time.reach(world.time.now + 100);
      while (world.outboxOf('laptop')) expect(await world.time.run(1)).toBe(true);
      leaver!.frozen = true;
      world.reopen(1);
      world.tabs[1]!.line.goOffline();
      world.tabs[1]!.create('row', 'words');
      while (world.outbox('laptop').length === 0) await world.time.pass(1);
      leaver!.frozen = false;
      await world.time.pass(100);
      expect(brokenNow(world)).toBeUndefined();
      expect(await brokenAfterHealing(world)).toBeUndefined();
      expect([...world.host.written]).toContain('words');
    });
});

it('keeps what is accepted while a page sleeps in the middle of signing out, longer than its mark is believed, unless forced', async () => {
  // Turns of the page from the count to its sleep: the last ones are between it and the deletion.
  for (let turns = 0; turns <= 8; turns += 1)
    await within({ profiles: ['laptop', 'laptop'] }, async (world) => {
      const [leaver, other] = world.tabs;
      const notes = (): number => world.disk.read('ls:history:laptop:outbox', 'notes').length;
      const before = notes();
      other!.line.goOffline();
      leaver!.signOut(false);
      await world.time.pass(200);
      world.time.reach(world.time.now + 100);
      while (notes() === before) expect(await world.time.run(1)).toBe(true);
      await world.time.run(turns);
      leaver!.frozen = true;
      await world.time.pass(61_000);
      other!.create('row', 'words');
      await world.time.pass(1_000);
      leaver!.frozen = false;
      await world.time.pass(100);
      expect(brokenNow(world)).toBeUndefined();
      expect(await brokenAfterHealing(world)).toBeUndefined();
    });
});

it.each([
  ['a refused message stands', false],
  ['a refused message stands and an edit of it waits', true],
] as const)('sends each message once from two tabs, also where %s before all others', async (_case, edited) => {
  await within({ profiles: ['laptop', 'laptop'] }, async (world) => {
    const [one, other] = world.tabs;
    world.host.faults.add({ do: 'delay', match: { event: 'put' }, ms: 200 });
    one!.create('refused', ' ');
    await world.time.pass(100);
    if (edited) one!.edit('refused', 'changed');
    await world.time.pass(1_000);
    expect(world.outbox('laptop').map(({ state }) => state)).toEqual(edited ? ['failed', 'queued'] : ['failed']);
    const put = vi.spyOn(world.host, 'put');
    for (let n = 0; n < 60; n += 1) (n % 2 === 0 ? one : other)!.create(`row ${n}`, `words ${n}`);
    await world.time.pass(30_000);
    expect([put.mock.calls.length, new Set(put.mock.calls.map(([, , { id }]) => id)).size]).toEqual([60, 60]);
  });
});

it.each([
  ['asks soon for what an own answer has overtaken', false],
  ['sees where nobody does', true],
])('%s', async (_, planted) => {
  const { expect: expectEcho } = Echo.prototype;
  if (planted) {
    const spy = vi.spyOn(Echo.prototype, 'expect').mockImplementation(function (this: Echo, seq) {
      expectEcho.call(this, seq, seq - 1);
    });
    onTestFinished(() => spy.mockRestore());
  }
  await within({ profiles: ['laptop'] }, async (world) => {
    const tab = world.tabs[0]!;
    const newest = (): string[] => tab.list.slice(-2).map(({ id }) => id);
    tab.line.stall('ops');
    world.host.say('create', 'theirs', 'theirs', 'ben', TOPIC);
    tab.create('mine', 'mine');
    await world.time.pass(50);
    expect([newest(), tab.stream?.status.state, brokenNow(world)]).toEqual([['old 5', 'mine'], 'live', undefined]);
    await world.time.pass(310);
    expect([newest()[0], brokenNow(world)]).toEqual(
      planted ? ['old 5', expect.stringMatching(/^R4: laptop shows no theirs@/)] : ['theirs', undefined],
    );
  });
});

it('lets words wait of which no row tells that they came and went, until their answer is given again', async () => {
  await within({ profiles: ['phone'] }, async (world) => {
    const tab = world.tabs[0]!;
    const shown = (): string[] => tab.list.filter(({ id }) => id === 'mine').map(({ state }) => state);
    world.host.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put' }, times: 1 });
    tab.line.stall('ops');
    tab.create('mine', 'words');
    await world.time.pass(100);
    tab.line.goOffline();
    world.host.say('delete', 'mine', '', 'ana', TOPIC);
    world.host.truncate();
    const resets = vi.spyOn(Cache.prototype, 'applySync');
    onTestFinished(() => resets.mockRestore());
    world.host.faults.add({ do: 'delay', match: { event: 'put' }, ms: 5_000 });
    tab.line.stall(false);
    tab.line.goOnline();
    await world.time.pass(3_000);
    expect(resets.mock.calls.map(([, , { reset }]) => reset)).toContain(true);
    expect([shown(), brokenNow(world)]).toEqual([['waiting'], undefined]);
    expect([await brokenAfterHealing(world), shown()]).toEqual([undefined, []]);
  });
});

// Two tabs correct a message at once that has waited too long: as the second does, the first is not told yet that its words were accepted.
it.each([
  ['are not owed once others have taken their place that were begun later', true, undefined],
  ['are owed where they were begun last', false, 'R1: edit first of row was lost'],
])('words said anew %s', async (_, before, lost) => {
  await within({ profiles: ['laptop'] }, async ({ host, ledger }) => {
    const [early, late] = [ledger.begin(), (ledger.saidAnew('row', 'laptop'), ledger.begin())];
    const wish = { kind: 'edit', id: 'row', profile: 'laptop' } as const;
    ledger.accept({ ...wish, content: 'first', begun: before ? early : late });
    expect(ledger.lost(host, () => [])).toBe(lost);
  });
});
