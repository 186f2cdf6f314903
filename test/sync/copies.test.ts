// The copy of the outbox where the Cache API answers with errors: nothing that was accepted is taken for gone because of one.

import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { Copies, readCopies } from '../../src/sync/copies.js';
import { leave } from '../../src/sync/departure.js';
import { diskOutbox, namesOf } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { NewEntry } from '../../src/sync/overlay.js';
import { sparedOutbox } from '../../src/sync/spare.js';
import type { OutboxVerbs, Store } from '../../src/sync/store.js';
import { MemoryCaches } from './memory-caches.js';

/** Looks at the copy again and again without a pause. */
let slept = 0;
const hasty: Clock = {
  ...systemClock,
  now: () => Date.now() + slept,
  after: (ms, run) => systemClock.after(ms >= 1_500 && ms !== 5_000 ? 0 : ms, run),
};

let prefix = '';
let kept: MemoryCaches;
const opened: Store<OutboxVerbs>[] = [];

async function open(): Promise<Store<OutboxVerbs>> {
  const outbox = await sparedOutbox(prefix, hasty, () => undefined);
  opened.push(outbox);
  return outbox;
}

/** What Chromium does when it finds a damaged byte. */
async function drop(): Promise<void> {
  for (const outbox of opened.splice(0)) outbox.close();
  await deleteDB(namesOf(prefix).outbox);
}

const wish = (id: string): NewEntry => ({
  mutationId: `m-${id}`,
  kind: 'create',
  id,
  body: { content: id },
  topic: 'room:1',
  user: 'ben',
  at: 1,
});
const idsIn = async (outbox: Store<OutboxVerbs>): Promise<string[]> => (await outbox.read((verbs) => verbs.all())).map(({ id }) => id);
const copies = (): Map<string, string> => kept.kept(namesOf(prefix).outbox);
const addressOf = (key: string): string => `https://outbox.invalid/${encodeURIComponent(key)}`;
/** Until the outbox and its copy have been compared: in turns of this process, which may stand still for longer than any time. */
async function compared(): Promise<void> {
  for (let turns = 0; turns < 100; turns += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('the copy of the outbox, where the Cache API fails,', () => {
  beforeEach(() => {
    prefix = `ls:test:copies-${crypto.randomUUID()}`;
    kept = new MemoryCaches();
    vi.stubGlobal('caches', kept);
  });

  afterEach(async () => {
    await drop();
    vi.unstubAllGlobals();
  });

  it('has what comes into the place of something else before that goes', async () => {
    const order: string[] = [];
    const put = async (): Promise<unknown> => order.push('put');
    const storage = { open: async () => ({ put, delete: async () => order.push('delete') }) } as unknown as CacheStorage;
    await new Copies(storage, 'any', systemClock).write(
      new Map<string, unknown>([
        ['gone', undefined],
        ['come', 1],
      ]),
    );
    expect(order).toEqual(['put', 'delete']);
  });

  it('has no longer what something else came into the place of, a correction or what a delete made way for again', async () => {
    const store = await sparedOutbox(prefix, systemClock, () => undefined);
    opened.push(store);
    const outbox = new Outbox(store, { entries: 1 });
    const entries = (): string[] => [...copies().keys()].filter((address) => address.includes('entry'));
    await outbox.add(wish('a'));
    await outbox.add({ ...wish('a'), mutationId: 'm-gone', kind: 'delete', body: {}, notBefore: 5_000 });
    expect(entries()).toEqual([addressOf('["entry","m-gone"]')]);
    await outbox.undo('room:1', 'a');
    expect(entries()).toEqual([addressOf('["entry","m-a"]')]);
    await outbox.claim('m-a');
    await outbox.fail('m-a', { reason: 'invalid', message: 'no' });
    await outbox.add({ ...wish('a'), mutationId: 'm-new', body: { content: 'other' } });
    const row = { id: 'a', seq: 1, version: 1, deleted: false, mutationId: 'm-a', content: 'a' };
    expect(await outbox.settle('room:1', new Set(['m-new']), row)).toBe(false);
    const [left] = await outbox.entries('room:1');
    expect(entries()).toEqual([addressOf(`["entry","${left!.mutationId}"]`)]);
  });

  it('is empty where it is refused, and unknown after any other error', async () => {
    const { outbox } = namesOf(prefix);
    const copy = new Copies(kept as unknown as CacheStorage, outbox, systemClock);
    await copy.write(new Map([['key', 'words']]));
    expect(await readCopies(outbox, systemClock)).toEqual(['words']);
    for (const call of ['has', 'open', 'match'] as const) {
      kept.failing.set(call, 'UnknownError');
      expect(await readCopies(outbox, systemClock), call).toBeUndefined();
      kept.failing.delete(call);
    }
    for (const call of ['has', 'open'] as const) {
      kept.failing.set(call, 'SecurityError');
      expect(await readCopies(outbox, systemClock), call).toEqual([]);
      kept.failing.delete(call);
    }
  });

  it('is not thrown away by whoever leaves and could not ask whether it is there', async () => {
    await new Outbox(await open()).add(wish('precious'));
    await drop();
    kept.failing.set('has', 'UnknownError');
    const leaver = { prefix, clock: systemClock, outbox: memoryOutbox(), kept: 'memory', flushed: async () => true } as const;
    const departure = await leave({ ...leaver, last: { waiting: 0, failed: 0 }, end: () => undefined }, false);
    expect(departure).toMatchObject({ left: false, unknown: true });
    expect(copies().size).toBe(1);
  });

  it('keeps what a newer build has accepted', async () => {
    const before = await open();
    await before.write((verbs) => verbs.add({ ...wish('pinned'), kind: 'pin' as never, v: 1, state: 'queued', tries: 0 }));
    await drop();
    const outbox = await open();
    expect(await idsIn(outbox)).toEqual(['pinned']);
    await compared();
    expect(copies().size).toBe(1);
    await drop();
    expect(await idsIn(await open())).toEqual(['pinned']);
  });

  it('leaves alone what it does not know and cannot read, also where the outbox was never dropped', async () => {
    await new Outbox(await open()).add(wish('one'));
    copies().set(addressOf('["pin","a"]'), '{"of":"a newer build"}');
    copies().set(addressOf('["entry","m-damaged"]'), '{"v":1,');
    await open();
    await compared();
    expect(copies().size).toBe(3);
  });

  it('is asked again where something in it cannot be read, before anything of it is brought back', async () => {
    const outbox = new Outbox(await open());
    for (const id of ['one', 'two']) await outbox.add(wish(id));
    await drop();
    kept.failing.set('match', 'UnknownError');
    const late = await open();
    expect(await idsIn(late)).toEqual([]);
    kept.failing.delete('match');
    await vi.waitFor(async () => expect(await idsIn(late)).toEqual(['one', 'two']));
  });

  it('holds up nothing for ever that can be read; what cannot stays, and is brought back by the page that can', async () => {
    const outbox = new Outbox(await open());
    for (const id of ['one', 'damaged', 'two']) await outbox.add(wish(id));
    await drop();
    const damaged = addressOf('["entry","m-damaged"]');
    kept.damaged.add(damaged);
    const late = await open();
    await vi.waitFor(async () => expect(await idsIn(late)).toEqual(['one', 'two']));
    await compared();
    expect(copies().has(damaged)).toBe(true);
    await open();
    await compared();
    expect(copies().has(damaged)).toBe(true);
    kept.damaged.clear();
    await open();
    await vi.waitFor(async () => expect(await idsIn(late)).toEqual(['damaged', 'one', 'two']));
    const [first] = await late.read((verbs) => verbs.all());
    await late.write((verbs) => verbs.remove(first!));
    // Once: what is gone since is gone.
    copies().set(damaged, JSON.stringify(first));
    await open();
    await compared();
    expect([await idsIn(late), copies().size]).toEqual([['one', 'two'], 2]);
  });

  it('that answers late comes before what nobody has sent yet, and a pass that has read this sees it', async () => {
    await new Outbox(await open()).add(wish('first'));
    await drop();
    kept.failing.set('open', 'UnknownError');
    const store = await open();
    const outbox = new Outbox(store);
    for (const id of ['sent', 'second', 'third']) await outbox.add(wish(id));
    await outbox.claim('m-sent');
    const read = await outbox.entries('room:1');
    kept.failing.delete('open');
    const order = ['sent', 'first', 'second', 'third'];
    await vi.waitFor(async () => expect(await idsIn(store)).toEqual(order));
    expect(await outbox.claim('m-second', read[1]!.n)).toBeUndefined();
    const now = await outbox.entries('room:1', read);
    expect(now.map(({ id }) => id)).toEqual(order);
    expect(await outbox.claim('m-first', now[1]!.n)).toMatchObject({ tries: 1 });
    await compared();
    await drop();
    expect(await idsIn(await open())).toEqual(order);
  });

  it('has what it could not take, as on a disk that was full for a moment, soon after', async () => {
    const store = await open();
    const outbox = new Outbox(store);
    await compared();
    kept.failing.set('put', 'QuotaExceededError');
    await outbox.add(wish('one'));
    expect(copies().size).toBe(0);
    kept.failing.delete('put');
    for (const id of ['two', 'three']) await outbox.add(wish(id));
    await vi.waitFor(() => expect(copies().size).toBe(3));
    await drop();
    expect(await idsIn(await open())).toEqual(['one', 'two', 'three']);
  });

  it('loses what it could not let go of, so that nothing comes back that the user gave up', async () => {
    const outbox = new Outbox(await open());
    for (const id of ['one', 'two']) await outbox.add(wish(id));
    await compared();
    kept.failing.set('remove', 'UnknownError');
    await outbox.forget('m-one');
    expect(copies().size).toBe(2);
    kept.failing.delete('remove');
    await vi.waitFor(() => expect(copies().size).toBe(1));
    await drop();
    expect(await idsIn(await open())).toEqual(['two']);
  });

  it('is given what it could not take as that is by then, whoever changed it meanwhile', async () => {
    const outbox = new Outbox(await open());
    await compared();
    kept.failing.set('put', 'QuotaExceededError');
    await outbox.add(wish('one'));
    const other = new Outbox(await open());
    await other.forget('m-one');
    kept.failing.delete('put');
    await outbox.add(wish('two'));
    await compared();
    expect([...copies().keys()]).toEqual([addressOf('["entry","m-two"]')]);
  });

  it.each(['open', 'match', 'remove'] as const)(
    'that is older than the outbox is made equal also where %s fails at first',
    async (call) => {
      const outbox = new Outbox(await open());
      for (const id of ['kept', 'given up']) await outbox.add(wish(id));
      for (const store of opened.splice(0)) store.close();
      // A tab that is killed between the two leaves the copy.
      const bare = diskOutbox(prefix, systemClock);
      await bare.write(async (verbs) => verbs.remove((await verbs.find('m-given up'))!));
      bare.close();
      kept.failing.set(call, 'UnknownError');
      await open();
      await vi.waitFor(() => expect(kept.calls.get(call)).toBeGreaterThan(1));
      kept.failing.delete(call);
      await vi.waitFor(() => expect(copies().size).toBe(1));
      await drop();
      expect(await idsIn(await open())).toEqual(['kept']);
    },
  );

  it('is made equal also where a tab goes on changing it for longer than is looked at a time', async () => {
    const stale = JSON.stringify({ ...wish('stale'), n: 9, v: 1, state: 'queued', tries: 0 });
    await new Outbox(await open()).add(wish('kept'));
    for (const store of opened.splice(0)) store.close();
    let late = 4;
    const { delete: takeAway } = Map.prototype;
    const files = copies();
    files.set(addressOf('["entry","m-stale"]'), stale);
    files.delete = (url) => (late -= 1) <= 0 && Reflect.apply(takeAway, files, [url]);
    await open();
    await vi.waitFor(() => expect(files.size).toBe(1));
  });

  it('is compared again where it was made late, as by a page that slept: others may have settled that since', async () => {
    const store = await open();
    await compared();
    await store.write(async (verbs) => {
      const n = await verbs.add({ ...wish('one'), v: 1, state: 'queued', tries: 0 });
      slept += 2_000;
      return n;
    });
    const stale = { ...wish('stale'), n: 9, v: 1, state: 'queued', tries: 0 };
    copies().set(addressOf('["entry","m-stale"]'), JSON.stringify(stale));
    await vi.waitFor(() => expect([...copies().keys()]).toEqual([addressOf('["entry","m-one"]')]));
  });

  it('that is refused is not asked again and again', async () => {
    for (const call of ['has', 'open'] as const) kept.failing.set(call, 'SecurityError');
    const outbox = new Outbox(await open());
    await outbox.add(wish('one'));
    await compared();
    const asked = kept.calls.get('open');
    await compared();
    expect(kept.calls.get('open')).toBe(asked);
    await outbox.add(wish('two'));
    await compared();
    expect(kept.calls.get('open')).toBeLessThan(asked! + 5);
  });

  it('is not asked for ever for what cannot be read', async () => {
    await new Outbox(await open()).add(wish('one'));
    copies().set(addressOf('["entry","m-damaged"]'), '{"v":1,');
    kept.damaged.add(addressOf('["entry","m-damaged"]'));
    for (const store of opened.splice(0)) store.close();
    await open();
    await compared();
    const asked = kept.calls.get('match');
    await compared();
    expect([kept.calls.get('match'), copies().size]).toEqual([asked, 2]);
  });

  it('brings back no words as a draft that were accepted', async () => {
    const store = await open();
    const draft = { topic: 'room:1', row: '', text: 'sent', id: 'sent', mutationId: 'm-sent' };
    await store.write((verbs) => verbs.putDraft(draft));
    await new Outbox(store).add(wish('sent'));
    // A tab that is killed between the two leaves both.
    copies().set(addressOf('["draft","room:1",""]'), JSON.stringify(draft));
    await drop();
    expect(await (await open()).read((verbs) => verbs.drafts())).toEqual([]);
  });
});
