// The way back from an outbox in memory to the one on disk is gone once, however often it is tried, and nobody waits for it.

import 'fake-indexeddb/auto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { diskCache, prefixOf } from '../../src/sync/disk-store.js';
import { makeRoom } from '../../src/sync/make-room.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import type { Entry } from '../../src/sync/overlay.js';
import { returningOutbox } from '../../src/sync/returning-outbox.js';
import { openStores } from '../../src/sync/storage.js';
import type { OutboxVerbs, Store, StoredDraft } from '../../src/sync/store.js';
import { TOPIC } from './fake-source.js';
import { eagerClock } from './list-screen.js';
import { oneUser } from './one-user.js';

const draft: StoredDraft = { topic: 't', row: '', text: 'half a', id: 'i', mutationId: 'm' };
const wish: Omit<Entry, 'n'> = {
  v: 1,
  user: 'u',
  topic: 't',
  state: 'queued',
  tries: 0,
  at: 0,
  mutationId: 'w',
  kind: 'create',
  id: 'w',
  body: {},
};

const user = oneUser();

it('opens one outbox where it is tried again while opening takes long, and moves what was written once', async () => {
  const opened: { disk: Store<OutboxVerbs>; closed: number }[] = [];
  const waiting: (() => void)[] = [];
  const open = async (): Promise<Store<OutboxVerbs>> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const one = { disk: memoryOutbox(), closed: 0 };
    opened.push(one);
    return { ...one.disk, close: () => void (one.closed += 1) };
  };
  const memory = memoryOutbox();
  await memory.write((verbs) => verbs.putDraft(draft));
  const { outbox, back } = returningOutbox(memory, open);
  const tries = [back()];
  await expect.poll(() => waiting.length).toBe(1);
  tries.push(back(), back());
  // Whatever was begun by then comes to its end.
  for (let n = 0; n < 3; n += 1) {
    for (const goOn of waiting.splice(0)) goOn();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(await Promise.all(tries)).toEqual([true, true, true]);
  expect(opened.map(({ closed }) => closed)).toEqual([0]);
  expect(await outbox.read((verbs) => verbs.drafts())).toEqual([draft]);
  outbox.close();
  expect(opened.map(({ closed }) => closed)).toEqual([1]);
});

it('is tried anew where it led nowhere', async () => {
  let readable = false;
  const disk = memoryOutbox();
  const { outbox, back } = returningOutbox(memoryOutbox(), () => (readable ? Promise.resolve(disk) : Promise.reject(new Error('not yet'))));
  expect(await Promise.all([back(), back()])).toEqual([false, false]);
  readable = true;
  expect(await back()).toBe(true);
  await outbox.write((verbs) => verbs.putDraft(draft));
  expect(await disk.read((verbs) => verbs.drafts())).toHaveLength(1);
});

it('keeps nobody waiting while the disk is opened, however long that takes', async () => {
  const { outbox, back } = returningOutbox(memoryOutbox(), () => new Promise(() => undefined));
  void back();
  await outbox.write((verbs) => verbs.putDraft(draft));
  expect(await outbox.read((verbs) => verbs.drafts())).toEqual([draft]);
});

it('has what is accepted at whichever moment of the way back', async () => {
  const stays: boolean[] = [];
  for (let turns = 0; turns < 60; turns += 1) {
    const { outbox, back } = returningOutbox(memoryOutbox(), async () => memoryOutbox());
    const isBack = back();
    for (let n = 0; n < turns; n += 1) await Promise.resolve();
    await outbox.write((verbs) => verbs.add(wish));
    expect(await outbox.read((verbs) => verbs.all()), `after ${turns} turns`).toHaveLength(1);
    stays.push(!(await isBack));
    expect(await outbox.read((verbs) => verbs.all()), `after ${turns} turns, in the end`).toHaveLength(1);
  }
  // It came before the way back, and after it.
  expect(new Set(stays)).toEqual(new Set([true, false]));
});

it('lets go of a disk to which it comes when it was closed', async () => {
  let closed = 0;
  const disk = memoryOutbox();
  const { outbox, back } = returningOutbox(memoryOutbox(), async () => ({
    ...disk,
    write: (work) => (outbox.close(), disk.write(work)),
    close: () => void (closed += 1),
  }));
  await back();
  expect(closed).toBe(1);
});

/** Opens no outbox, as the browser says, or says nothing; the returned function mends that. */
function unopened(how: 'fails' | 'hangs'): () => void {
  const real = IDBFactory.prototype.open;
  const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, name, version) {
    if (!name.endsWith(':outbox')) return real.call(this, name, version);
    if (how === 'hangs') return new IDBOpenDBRequest();
    throw new DOMException('Internal error opening backing store', 'DataError');
  });
  return () => broken.mockRestore();
}

/** Five seconds, the patience with storage and the time between two tries, pass when they are told to. */
function fiveSeconds(): { clock: Clock; pass(): Promise<void> } {
  const waiting = new Set<() => void>();
  const clock: Clock = {
    ...eagerClock,
    after: (ms, run) => {
      if (ms !== 5_000) return eagerClock.after(ms, run);
      waiting.add(run);
      return () => waiting.delete(run);
    },
  };
  const pass = async (): Promise<void> => {
    const over = [...waiting];
    waiting.clear();
    for (const run of over) run();
    // What came to its end by that is over when they pass again.
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { clock, pass };
}

it('reads and sends as always while the disk says nothing, and then has all of it once', async () => {
  const before = user.open({ online: false });
  await before.send('kept');
  const writing = (text: string) => ({
    topic: TOPIC,
    row: '',
    take: () => ({ topic: TOPIC, row: '', text, id: `i ${text}`, mutationId: `m ${text}` }),
    kept: () => undefined,
  });
  before.sync.drafts.keep(writing('half a'));
  await before.close();
  const mend = unopened('hangs');
  user.server.say('one');
  const { clock, pass } = fiveSeconds();
  const opened = vi.mocked(IDBFactory.prototype.open);
  const screen = user.open({ clock });
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1));
  await pass();
  await screen.shows('one');
  await screen.is({ state: 'live', storage: 'memory', unreadable: true });
  // It has just been tried.
  expect(opened).toHaveBeenCalledTimes(1);
  screen.sync.drafts.keep(writing('thought'));
  const shown = ['one'];
  for (const tries of [2, 3]) {
    await pass();
    await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(tries));
    user.server.say(`said ${tries}`);
    shown.push(`said ${tries}`);
    await screen.shows(...shown);
    await screen.send(`mine ${tries}`);
    shown.push(`mine ${tries}`);
    await screen.shows(...shown);
    await screen.sync.drafts.flush();
    expect((await screen.sync.drafts.all()).map(({ text }) => text)).toEqual(['thought']);
    // The try is given up.
    await pass();
  }
  mend();
  await vi.waitFor(async () => {
    await pass();
    expect(screen.sync.status).toMatchObject({ storage: 'disk', unreadable: false });
  });
  await screen.shows(...shown, 'kept');
  await screen.is({ state: 'live', storage: 'disk', unreadable: false, waiting: 0 });
  expect(user.server.contents()).toEqual([...shown, 'kept']);
  screen.source.goOffline();
  await screen.send('more');
  await screen.close();
  const after = user.open({ online: false });
  await after.is({ storage: 'disk', waiting: 1 });
  expect((await after.sync.drafts.all()).map(({ text }) => text)).toEqual(['half a\nthought']);
});

it.each([
  ['what is accepted on it', 'add'],
  ['what was written before it could be read', 'put'],
] as const)('makes room for %s on a disk that is full when it is back', async (_what, verb) => {
  const prefix = prefixOf('test', user.userKey);
  const cache = diskCache(prefix, systemClock);
  await cache.write((verbs) => verbs.putTopic({ topic: 'left', epoch: 'e', cursor: 1, base0: 1, floor: 0 }));
  const mend = unopened('fails');
  const stores = await openStores({
    prefix,
    storage: 'disk',
    clock: systemClock,
    deleted: () => undefined,
    makeRoom: (full) => makeRoom(full, Date.now()),
    cacheLost: () => undefined,
  });
  onTestFinished(() => [stores.cache, stores.outbox, cache].forEach((store) => store.close()));
  await stores.outbox.write((verbs) => verbs.putDraft(draft));
  mend();
  const full = (): void =>
    void vi.spyOn(IDBObjectStore.prototype, verb).mockImplementationOnce(() => {
      throw new DOMException('no', 'QuotaExceededError');
    });
  if (verb === 'put') full();
  expect(await stores.back?.()).toBe(true);
  if (verb === 'add') full();
  await stores.outbox.write((verbs) => verbs.add(wish));
  expect(await stores.outbox.read(async (verbs) => [await verbs.all(), await verbs.drafts()])).toMatchObject([[wish], [draft]]);
  expect(await cache.read((verbs) => verbs.topics())).toEqual([]);
});
