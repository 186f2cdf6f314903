// The copy of the outbox that outlives IndexedDB: on the browser's own storage, whose databases are dropped here as Chromium drops them.

import { expect } from '@open-wc/testing';
import { deleteDB, openDB } from 'idb';
import fc from 'fast-check';
import { afterEach, describe, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { leave } from '../../src/sync/departure.js';
import { deleteAll } from '../../src/sync/leave.js';
import { namesOf } from '../../src/sync/disk-store.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { openStores, type Stores } from '../../src/sync/storage.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { Entry } from '../../src/sync/overlay.js';

let prefix = '';
const opened: Stores[] = [];

/** Compares with the copy at once. */
const hasty: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms === 1_500 ? 0 : ms, run) };

async function open(clock = systemClock): Promise<Stores> {
  prefix ||= `ls:test:spare-${crypto.randomUUID()}`;
  const none = async (): Promise<void> => undefined;
  const stores = await openStores({ prefix, storage: 'disk', clock, deleted: () => undefined, makeRoom: none, cacheLost: () => undefined });
  expect(stores.storage).to.equal('disk');
  opened.push(stores);
  return stores;
}

function close(): void {
  for (const { cache, outbox } of opened.splice(0)) {
    cache.close();
    outbox.close();
  }
}

/** What Chromium does when it finds a damaged byte. */
async function drop(): Promise<void> {
  close();
  for (const { name } of await indexedDB.databases()) if (name?.startsWith(prefix)) await deleteDB(name);
}

function entry(id: string): Omit<Entry, 'n'> {
  const mutationId = `m-${id}`;
  return {
    v: 1,
    id,
    mutationId,
    topic: 'room:1',
    kind: 'create',
    body: { content: `words of ${id}` },
    user: 'ben',
    at: 1,
    state: 'queued',
    tries: 0,
  };
}

const draft = (row: string, text: string): Parameters<Parameters<Parameters<Stores['outbox']['write']>[0]>[0]['putDraft']>[0] => ({
  topic: 'room:\ud800 1',
  row,
  text,
  id: 'a',
  mutationId: 'b',
});

const add = ({ outbox }: Stores, id: string): Promise<number> => outbox.write((verbs) => verbs.add(entry(id)));
const idsIn = async ({ outbox }: Stores): Promise<string[]> => (await outbox.read((verbs) => verbs.all())).map(({ id }) => id);
const copied = async (): Promise<string[]> => {
  const cache = await caches.open(namesOf(prefix).outbox);
  return (await cache.keys()).map(({ url }) => decodeURIComponent(new URL(url).pathname.slice(1)));
};

const copyOf = (id: string): string => `https://outbox.invalid/${encodeURIComponent(`["entry","m-${id}"]`)}`;
const databases = async (): Promise<string[]> =>
  (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));

describe('the copy of the outbox', () => {
  afterEach(async () => {
    vi.restoreAllMocks();
    close();
    await deleteAll(prefix, systemClock);
    prefix = '';
  });

  it('brings back what was accepted, in its order, and the words being written, when the databases are gone', async () => {
    const stores = await open();
    for (const id of ['one', 'two', 'three', 'four']) await add(stores, id);
    await stores.outbox.write((verbs) => verbs.remove({ n: 2, mutationId: 'm-two' }));
    await stores.outbox.write((verbs) => verbs.put({ ...entry('three'), n: 3, body: { content: 'corrected' } }));
    await stores.outbox.write((verbs) => verbs.putDraft(draft('', 'half a thought')));
    await stores.outbox.write((verbs) => verbs.putDraft(draft('gone', 'sent since')));
    await stores.outbox.write((verbs) => verbs.removeDraft(draft('', '').topic, 'gone'));
    await drop();
    const again = await open();
    expect(await idsIn(again)).to.deep.equal(['one', 'three', 'four']);
    expect((await again.outbox.read((verbs) => verbs.find('m-three')))?.body).to.deep.equal({ content: 'corrected' });
    expect(await again.outbox.read((verbs) => verbs.drafts())).to.deep.equal([draft('', 'half a thought')]);
  });

  it('is what the outbox was, whatever was done to it', async () => {
    const command = fc.record({ verb: fc.constantFrom('add', 'remove', 'reopen', 'drop'), which: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
        let stores = await open();
        const expected: string[] = [];
        for (const [place, { verb, which }] of commands.entries()) {
          if (verb === 'add') {
            await add(stores, `e${place}`);
            expected.push(`e${place}`);
          } else if (verb === 'remove') {
            const [gone] = expected.splice(which, 1);
            const found = await stores.outbox.read((verbs) => verbs.find(`m-${gone}`));
            if (found) await stores.outbox.write((verbs) => verbs.remove(found));
          } else {
            await (verb === 'drop' ? drop() : Promise.resolve(close()));
            stores = await open();
          }
          expect(await idsIn(stores)).to.deep.equal(expected);
        }
        close();
        await deleteAll(prefix, systemClock);
        prefix = '';
      }),
      { numRuns: import.meta.env.MODE === 'long' ? 500 : 25 },
    );
  });

  it('keeps the order over two losses, also of what was written between them', async () => {
    const stores = await open();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const n = await add(stores, id);
      await stores.outbox.write((verbs) => verbs.remove({ n, mutationId: `m-${id}` }));
    }
    for (const id of ['one', 'two', 'three']) await add(stores, id);
    await drop();
    await add(await open(), 'four');
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['one', 'two', 'three', 'four']);
  });

  it('is made equal to the outbox where it is older, as a tab leaves it that died in between', async () => {
    const stores = await open();
    for (const id of ['sent', 'broken', 'whole']) await add(stores, id);
    await stores.outbox.write((verbs) => verbs.put({ ...entry('sent'), n: 1, tries: 1 }));
    close();
    const cache = await caches.open(namesOf(prefix).outbox);
    const read = async (id: string): Promise<unknown> => (await (await cache.match(copyOf(id)))?.json().catch(() => undefined)) as unknown;
    await cache.put(copyOf('sent'), new Response(JSON.stringify({ ...entry('sent'), n: 7 })));
    await cache.put(copyOf('broken'), new Response('{"v":1,'));
    const put = vi.spyOn(Cache.prototype, 'put');
    await open(hasty);
    await vi.waitFor(async () => expect(await read('broken')).to.deep.equal({ ...entry('broken'), n: 2 }));
    expect(await read('sent')).to.deep.equal({ ...entry('sent'), tries: 1, n: 1 });
    // What is equal is not written again.
    expect(put.mock.calls.map(([address]) => address)).to.deep.equal([copyOf('sent'), copyOf('broken')]);
  });

  it('brings nothing back where the databases are still there', async () => {
    const stores = await open();
    await add(stores, 'kept');
    close();
    // Another tab died between the outbox and its copy.
    const cache = await caches.open(namesOf(prefix).outbox);
    await cache.put(copyOf('settled'), new Response(JSON.stringify({ ...entry('settled'), n: 9 })));
    expect(await idsIn(await open(hasty))).to.deep.equal(['kept']);
    await vi.waitFor(async () => expect(await copied()).to.deep.equal(['["entry","m-kept"]']));
  });

  it('brings it back once when two tabs open at the same time', async () => {
    const stores = await open();
    for (const id of ['one', 'two']) await add(stores, id);
    await drop();
    const tabs = await Promise.all([open(), open()]);
    for (const tab of tabs) expect(await idsIn(tab)).to.deep.equal(['one', 'two']);
  });

  it('is made again after a page has emptied its caches', async () => {
    const stores = await open();
    for (const id of ['one', 'two']) await add(stores, id);
    for (const name of await caches.keys()) await caches.delete(name);
    close();
    await open(hasty);
    await vi.waitFor(async () => expect(await copied()).to.have.lengthOf(2));
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['one', 'two']);
  });

  it('passes over what is damaged in it', async () => {
    const stores = await open();
    for (const id of ['one', 'two', 'three']) await add(stores, id);
    const cache = await caches.open(namesOf(prefix).outbox);
    await cache.put(copyOf('one'), new Response('{"v":1,'));
    await cache.put(copyOf('two'), new Response('null'));
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['three']);
  });

  it('keeps nobody from writing where it is refused, and where it does not answer', async () => {
    const refused = vi.spyOn(caches, 'open').mockRejectedValue(new DOMException('not here', 'SecurityError'));
    const stores = await open();
    await add(stores, 'one');
    refused.mockReturnValue(new Promise(() => undefined));
    const began = performance.now();
    await add(stores, 'two');
    expect(performance.now() - began).to.be.lessThan(3_000);
    refused.mockRestore();
    expect(await idsIn(stores)).to.deep.equal(['one', 'two']);
  });

  it('is waited for once while it does not answer, and has everything when it does', async () => {
    const stores = await open();
    await add(stores, 'before');
    let answer = (): void => undefined;
    const { open: really } = caches;
    const hanging = vi.spyOn(caches, 'open').mockImplementation(async (name) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return really.call(caches, name);
    });
    const began = performance.now();
    for (let n = 0; n < 20; n += 1) await add(stores, `message ${n}`);
    await stores.outbox.write(async (verbs) => verbs.remove((await verbs.find('m-message 3'))!));
    // One second for the first of them; a second each would be an outage.
    expect(performance.now() - began).to.be.lessThan(6_000);
    hanging.mockRestore();
    answer();
    await vi.waitFor(async () => {
      const keys = await (await caches.open(namesOf(prefix).outbox)).keys();
      expect(keys).to.have.length(20);
    });
    const ids = await idsIn(stores);
    await drop();
    expect(await idsIn(await open())).to.deep.equal(ids);
  });

  it('takes nothing away while it does not answer, and brings it back as soon as it does, with what was written meanwhile', async () => {
    const stores = await open();
    await add(stores, 'before');
    for (const [row, text] of Object.entries({ '': 'half a thought', other: 'of another' }))
      await stores.outbox.write((verbs) => verbs.putDraft(draft(row, text)));
    await drop();
    const { open: really } = caches;
    let busy = true;
    vi.spyOn(caches, 'open').mockImplementation((name) =>
      busy ? Promise.reject(new DOMException('busy', 'UnknownError')) : really.call(caches, name),
    );
    const late = await open(hasty);
    expect(await idsIn(late)).to.deep.equal([]);
    await add(late, 'meanwhile');
    await late.outbox.write((verbs) => verbs.putDraft({ ...draft('', 'and another'), id: 'c', mutationId: 'd' }));
    busy = false;
    await vi.waitFor(async () => expect(await idsIn(late)).to.deep.equal(['before', 'meanwhile']));
    const texts = async (): Promise<string[]> =>
      (await late.outbox.read((verbs) => verbs.drafts())).map((one) => (one as { text: string }).text);
    expect(await texts()).to.deep.equal(['half a thought\nand another', 'of another']);
    await vi.waitFor(async () => expect(await copied()).to.have.lengthOf(4));
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['before', 'meanwhile']);
  });

  it('keeps nobody from leaving who is told that more may be unsent, while it does not answer', async () => {
    await add(await open(), 'precious');
    await drop();
    const refused = vi.spyOn(caches, 'open').mockRejectedValue(new DOMException('busy', 'UnknownError'));
    const stores = await open();
    const leaver = { prefix, clock: systemClock, outbox: stores.outbox, kept: 'disk', flushed: async () => true } as const;
    const tab = { ...leaver, last: { waiting: 0, failed: 0 }, end: close };
    expect(await leave(tab, false)).to.deep.equal({ waiting: 0, failed: 0, drafts: 0, unknown: true, left: false, deleted: false });
    refused.mockRestore();
    close();
    expect(await idsIn(await open())).to.deep.equal(['precious']);
  });

  it('has what is accepted a second time, though whoever accepted it first died before it was copied', async () => {
    const [one, two] = [await open(), await open()];
    const wish = { topic: 'room:1', user: 'ben', kind: 'delete', id: 'gone', body: {}, at: 0 } as const;
    // A tab that is killed makes no copy.
    const put = vi.spyOn(Cache.prototype, 'put').mockReturnValue(new Promise(() => undefined));
    const first = new Outbox(one.outbox).add({ ...wish, mutationId: 'm-first' });
    await vi.waitFor(() => expect(put.mock.calls).to.have.lengthOf(1));
    put.mockRestore();
    expect(await new Outbox(two.outbox).add({ ...wish, mutationId: 'm-second' })).to.equal('m-first');
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['gone']);
    await first;
  });

  it('is counted before it is thrown away, where the databases are gone and a tab in memory leaves', async () => {
    const stores = await open();
    for (const id of ['one', 'two']) await add(stores, id);
    await stores.outbox.write((verbs) => verbs.putDraft(draft('', 'half a thought')));
    await drop();
    const leaver = { prefix, clock: systemClock, outbox: memoryOutbox(), kept: 'memory', flushed: async () => true } as const;
    const tab = { ...leaver, last: { waiting: 0, failed: 0 }, end: () => undefined };
    const told = { waiting: 2, failed: 0, drafts: 1, unknown: false };
    expect(await leave(tab, false)).to.deep.equal({ ...told, left: false, deleted: false });
    expect(await idsIn(await open())).to.deep.equal(['one', 'two']);
    await drop();
    expect(await leave(tab, true)).to.deep.equal({ ...told, left: true, deleted: true });
    expect(await idsIn(await open())).to.deep.equal([]);
  });

  it('is not known to hold nothing where it does not answer, and by force nobody waits long for it', async () => {
    await add(await open(), 'secret');
    await drop();
    const never = new Promise<boolean>(() => undefined);
    for (const call of ['has', 'delete'] as const) vi.spyOn(caches, call).mockReturnValue(never);
    const leaver = { prefix, clock: systemClock, outbox: memoryOutbox(), kept: 'memory', flushed: async () => true } as const;
    const tab = { ...leaver, last: { waiting: 0, failed: 0 }, end: () => undefined };
    expect(await leave(tab, false)).to.include({ left: false, unknown: true });
    await openDB(`${prefix}:cache:0`).then((cache) => cache.close());
    const began = performance.now();
    expect(await leave(tab, true)).to.include({ left: true, deleted: false });
    expect(performance.now() - began).to.be.lessThan(5_000);
    expect(await databases()).to.deep.equal([]);
  });

  it('is still there after signing out came to nothing because of what it holds', async () => {
    const stores = await open();
    await add(stores, 'precious');
    const leaver = { prefix, clock: systemClock, outbox: stores.outbox, kept: 'disk', flushed: async () => true } as const;
    const departure = await leave({ ...leaver, last: { waiting: 1, failed: 0 }, end: close }, false);
    expect(departure).to.include({ left: false, waiting: 1, deleted: false });
    await drop();
    expect(await idsIn(await open())).to.deep.equal(['precious']);
  });

  it('goes before its outbox, so that none is left by a tab that dies on the way', async () => {
    await add(await open(), 'secret');
    close();
    const held = await openDB(namesOf(prefix).outbox);
    const leaving = deleteAll(prefix, systemClock);
    await vi.waitFor(async () => expect(await caches.has(namesOf(prefix).outbox)).to.equal(false));
    expect(await databases()).to.include(namesOf(prefix).outbox);
    held.close();
    expect(await leaving).to.equal(true);
  });

  it('is deleted by each tab under which the outbox is deleted: who did that may have died since', async () => {
    const [one, two] = [await open(), await open()];
    await add(one, 'secret');
    await two.outbox.read((verbs) => verbs.all());
    await deleteDB(namesOf(prefix).outbox);
    await vi.waitFor(async () => expect(await caches.has(namesOf(prefix).outbox)).to.equal(false));
  });

  it('stays where the browser has dropped the outbox under an open tab', async () => {
    const stores = await open();
    await add(stores, 'precious');
    // Nobody asks whoever has let go.
    stores.outbox.release();
    await deleteDB(namesOf(prefix).outbox);
    let refused = false;
    await add(stores, 'too late').catch(() => (refused = true));
    expect(refused).to.equal(true);
    close();
    expect(await idsIn(await open())).to.deep.equal(['precious']);
  });

  it.each([
    ['cannot be deleted', 'UnknownError', false],
    ['is refused, so that there is none', 'SecurityError', true],
  ] as const)('where it %s, that is what whoever leaves is told', async (_case, name, deleted) => {
    await add(await open(), 'secret');
    close();
    const refused = vi.spyOn(caches, 'delete').mockRejectedValue(new DOMException('on purpose', name));
    expect(await deleteAll(prefix, systemClock)).to.equal(deleted);
    expect(await databases()).to.deep.equal([]);
    refused.mockRestore();
  });

  it('is not left on the device by whoever leaves', async () => {
    const stores = await open();
    await add(stores, 'secret');
    expect(await copied()).to.have.lengthOf(1);
    close();
    await deleteAll(prefix, systemClock);
    expect(await caches.has(namesOf(prefix).outbox)).to.equal(false);
  });
});
