// Storage in trouble, on fake IndexedDB and on the real one: cut connections, late aborts, silence, refusals, broken values.

import { openDB } from 'idb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { Database, StorageTimeout } from '../../src/sync/database.js';
import { diskOutbox } from '../../src/sync/disk-store.js';
import type { Writing } from '../../src/sync/drafts.js';
import { Outbox } from '../../src/sync/outbox.js';
import type { Entry } from '../../src/sync/overlay.js';
import { openStores } from '../../src/sync/storage.js';
import type { StreamStatus } from '../../src/sync/synced-stream.js';
import { TOPIC } from './fake-source.js';
import { clockWhere } from './list-screen.js';
import { oneUser } from './one-user.js';
import { promisingBrowser } from './promising-browser.js';

/** Pauses pass at once, limits never end. */
const hastyClock: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms < 1_000 ? 0 : ms, run) };

const { put } = IDBObjectStore.prototype;

/** Words that somebody writes, for a row or for a new one. */
function writing(row: string, text: string): Writing {
  return { topic: TOPIC, row, take: () => ({ topic: TOPIC, row, text, id: `id ${row}`, mutationId: `m ${text}` }), kept: () => undefined };
}

/** A transaction on the outbox that another tab does not end, until it is told to. */
async function holdOutbox(userKey: string): Promise<() => void> {
  const db = await openDB(`ls:test:${userKey}:outbox`);
  const held = db.transaction([...db.objectStoreNames], 'readwrite');
  const freed = new AbortController();
  const hold = async (): Promise<void> => {
    while (!freed.signal.aborted) await held.objectStore('entries').count();
    await held.done;
    db.close();
  };
  void hold();
  const free = (): void => freed.abort();
  onTestFinished(free);
  return free;
}

export function describeStorage(place: string): void {
  describe(`storage in trouble, ${place}`, () => {
    const user = oneUser();
    function database(clock: Clock = hastyClock): Database<{ notes: { key: string; value: string } }> {
      return new Database({
        name: `test:${user.userKey}`,
        durability: 'strict',
        clock,
        stores: { notes: (db) => void db.createObjectStore('notes') },
      });
    }

    it('opens a lost connection again and repeats the work', async () => {
      const db = database();
      await db.run('readwrite', async (tx) => void (await tx.objectStore('notes').put?.('one', 'a')));
      const lost = vi.spyOn(IDBDatabase.prototype, 'transaction');
      for (let n = 0; n < 3; n += 1)
        lost.mockImplementationOnce(() => {
          throw new DOMException('connection lost', 'InvalidStateError');
        });
      expect(await db.run('readonly', (tx) => tx.objectStore('notes').get('a'))).toBe('one');
      for (let n = 0; n < 4; n += 1)
        lost.mockImplementationOnce(() => {
          throw new DOMException('connection lost', 'InvalidStateError');
        });
      await expect(db.run('readonly', (tx) => tx.objectStore('notes').get('a'))).rejects.toThrow('connection lost');
      db.close();
      await expect(db.run('readonly', (tx) => tx.objectStore('notes').get('a'))).rejects.toThrow('closed');
    });

    it('does not call a write done that was aborted after it succeeded', async () => {
      const db = database();
      const abort = db.run('readwrite', async (tx) => {
        await tx.objectStore('notes').put?.('one', 'a');
        tx.abort();
      });
      await expect(abort).rejects.toMatchObject({ name: 'AbortError' });
      expect(await db.run('readonly', (tx) => tx.objectStore('notes').get('a'))).toBeUndefined();
      db.close();
    });

    it('writes nothing when the work fails half way', async () => {
      const db = database();
      const failed = db.run('readwrite', async (tx) => {
        await tx.objectStore('notes').put?.('one', 'a');
        throw new Error('half way');
      });
      await expect(failed).rejects.toThrow('half way');
      expect(await db.run('readonly', (tx) => tx.objectStore('notes').get('a'))).toBeUndefined();
      db.close();
    });

    it('gives up on storage that does not answer for five seconds', async () => {
      const limits: number[] = [];
      const db = database({ ...systemClock, after: (ms, run) => (limits.push(ms), systemClock.after(20, run)) });
      await expect(db.run('readonly', () => new Promise(() => undefined))).rejects.toBeInstanceOf(StorageTimeout);
      expect(limits).toEqual([5_000]);
      db.close();
    });

    it('keeps wishes strictly, and what can be had again as is cheapest', async () => {
      const asked = new Set<string>();
      const { transaction } = IDBDatabase.prototype;
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
        const [, mode, options] = args;
        const kind = /:(outbox|cache)(?::|$)/.exec(this.name)?.[1];
        if (mode === 'readwrite' && kind) asked.add(`${kind} ${options?.durability}`);
        return transaction.apply(this, args);
      });
      const screen = user.open();
      await screen.send('mine');
      await screen.shows('mine');
      vi.restoreAllMocks();
      expect([...asked].toSorted()).toEqual(['cache relaxed', 'outbox strict']);
    });

    it.each([
      ['is null', () => null],
      [
        'is refused as soon as it is named',
        () => {
          throw new DOMException('no', 'SecurityError');
        },
      ],
    ])('goes on in memory where IndexedDB %s', async (_case, get) => {
      const had = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')!;
      Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get });
      const nothing = { clock: hastyClock, deleted: () => undefined, makeRoom: () => Promise.resolve(), cacheLost: () => undefined };
      try {
        const opened = await openStores({ prefix: `test:${user.userKey}`, storage: 'disk', ...nothing });
        expect(opened).toMatchObject({ storage: 'memory', unreadable: false });
      } finally {
        Object.defineProperty(globalThis, 'indexedDB', had);
      }
    });

    it('keeps a wish when the connection is cut while it is written', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
        throw new DOMException('connection lost', 'InvalidStateError');
      });
      await screen.send('mine');
      await screen.shows('mine');
      expect(user.server.contents()).toEqual(['mine']);
    });

    it.each([
      ['full', 'QuotaExceededError', 'outbox-full'],
      ['broken', 'DataError', 'not-saved'],
    ])('does not accept a message when storage is %s, and keeps nothing of it', async (_case, name, reason) => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
        throw new DOMException('no', name);
      });
      await expect(screen.send('mine')).rejects.toMatchObject({ name: 'NotAccepted', reason });
      vi.restoreAllMocks();
      await screen.send('next');
      await screen.shows('next');
      expect(user.server.contents()).toEqual(['next']);
    });

    it('refuses one wish too many before accepting it', async () => {
      const outbox = new Outbox(diskOutbox(`test:${user.userKey}`, systemClock));
      const add = (n: number): Promise<string> =>
        outbox.add({ mutationId: `m${n}`, kind: 'create', id: `r${n}`, body: {}, topic: TOPIC, user: 'u', at: 0 });
      await add(0);
      const db = await openDB(`test:${user.userKey}:outbox`);
      const [first] = (await db.getAll('entries')) as Entry[];
      const fill = db.transaction('entries', 'readwrite');
      for (let n = 1; n < 1_000; n += 1) void fill.store.add({ ...first, n: n + 1, mutationId: `m${n}` });
      await fill.done;
      db.close();
      await expect(add(1_000)).rejects.toThrow('full');
      await add(999);
      expect(await outbox.entries(TOPIC)).toHaveLength(1_000);
      outbox.close();
    });

    it('takes as much as it was told to, says so beforehand, and takes on when some of it is gone', async () => {
      const screen = user.open({ online: false, outboxLimit: { entries: 3, units: 500 } });
      await screen.send('one');
      await screen.is({ full: false });
      await expect(screen.send('x'.repeat(500))).rejects.toMatchObject({ reason: 'outbox-full' });
      await screen.is({ full: false, waiting: 1 });
      screen.source.goOnline();
      await screen.is({ waiting: 0, state: 'live' });
      screen.source.goOffline();
      const limited = user.open({ online: false, outboxLimit: { entries: 2 } });
      await limited.send('two');
      await limited.send('three');
      await limited.is({ full: true, waiting: 2, word: 'outbox-full' });
      expect(limited.sync.status).toMatchObject({ word: 'outbox-full', full: true, waiting: 2, failed: 0 });
      await expect(limited.send('four')).rejects.toMatchObject({ reason: 'outbox-full' });
      limited.source.goOnline();
      await limited.shows('one', 'two', 'three');
      await limited.is({ full: false });
    });

    it('can be emptied by its user when it is full and nothing can be sent', async () => {
      const screen = user.open({ online: false, outboxLimit: { entries: 3, units: 900 }, graceMs: 60_000 });
      for (const word of ['one', 'two', 'three']) await screen.send(word);
      await screen.is({ full: true, waiting: 3 });
      await expect(screen.send('four')).rejects.toMatchObject({ reason: 'outbox-full' });
      // Words nobody has sent are changed where they wait, as often as it takes.
      await screen.stream.edit('two', { content: 'second' });
      await screen.stream.edit('two', { content: 'the second' });
      await screen.shows('one (waiting)', 'the second (waiting)', 'three (waiting)');
      await expect(screen.stream.edit('two', { content: 'x'.repeat(900) })).rejects.toMatchObject({ reason: 'outbox-full' });
      // And taken back, with the time to undo it.
      await screen.stream.delete('one');
      await screen.stream.delete('one');
      await screen.stream.delete('two');
      await screen.stream.delete('three');
      await screen.shows('one (deleting)', 'the second (deleting)', 'three (deleting)');
      await screen.is({ full: true, waiting: 3 });
      const other = user.open({ online: false, outboxLimit: { entries: 3, units: 900 } });
      await other.shows('one (deleting)', 'the second (deleting)', 'three (deleting)');
      for (const id of ['two', 'three', 'one']) expect(await other.stream.undo(id)).toBe(true);
      await screen.shows('one (waiting)', 'the second (waiting)', 'three (waiting)');
      await screen.is({ full: true, waiting: 3 });
      await screen.close();
      const quick = user.open({ online: false, outboxLimit: { entries: 3 }, graceMs: 0 });
      await quick.shows('one (waiting)', 'the second (waiting)', 'three (waiting)');
      await quick.stream.delete('one');
      await quick.shows('the second (waiting)', 'three (waiting)');
      await quick.is({ full: false, waiting: 2 });
      quick.source.goOnline();
      await quick.shows('the second', 'three');
      expect(user.server.received.map(({ kind }) => kind)).toEqual(['create', 'create']);
    });

    it('takes the correction of what was refused when it is full of that', async () => {
      const screen = user.open({ outboxLimit: { entries: 2 } });
      await screen.is({ state: 'live' });
      await screen.send(' ', 'one');
      await screen.send(' ', 'two');
      await screen.is({ failed: 2, full: true });
      await screen.stream.edit('one', { content: 'better' });
      await screen.is({ failed: 1, waiting: 0, full: false });
      expect(user.server.contents()).toEqual(['better']);
    });

    it('lets nothing grow that was sent and not answered, nor what the server has, when it is full', async () => {
      user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'there' } });
      const screen = user.open({ outboxLimit: { entries: 1 } });
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      screen.source.faults.push({ on: 'put', do: 'lose-line' });
      await screen.send('tried');
      await screen.is({ state: 'offline', waiting: 1 });
      await expect(screen.stream.edit('tried', { content: 'other' })).rejects.toMatchObject({ reason: 'outbox-full' });
      await expect(screen.stream.delete('tried')).rejects.toMatchObject({ reason: 'outbox-full' });
      await expect(screen.stream.delete('x')).rejects.toMatchObject({ reason: 'outbox-full' });
      screen.source.goOnline();
      await screen.is({ waiting: 0, full: false });
    });

    it('makes room in a full cache and goes on in it, and only then goes on in memory', async () => {
      user.server.say('m1');
      const screen = user.open();
      await screen.is({ state: 'live' });
      const cache = await openDB(`ls:test:${user.userKey}:cache:1`);
      await cache.put('topics', { topic: 'room:left', epoch: 'e1', cursor: 1, base0: 1, floor: 0 });
      await cache.put('rows', { topic: 'room:left', row: { id: 'old', seq: 1, version: 1, deleted: false } });
      const full = (times: number): void => {
        const put = vi.spyOn(IDBObjectStore.prototype, 'put');
        for (let n = 0; n < times; n += 1)
          put.mockImplementationOnce(() => {
            throw new DOMException('no', 'QuotaExceededError');
          });
      };
      full(1);
      user.server.say('m2');
      await screen.shows('m1', 'm2');
      vi.restoreAllMocks();
      expect([await cache.count('topics'), await cache.count('rows')]).toEqual([1, 2]);
      cache.close();
      expect(screen.errors).toEqual([]);
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
        if (this.name === 'rows') throw new DOMException('no', 'QuotaExceededError');
        return put.apply(this, args);
      });
      user.server.say('m3');
      await screen.shows('m1', 'm2', 'm3');
      await screen.is({ state: 'live', storage: 'disk' });
      expect(screen.errors.map(({ message }) => message)).toEqual([expect.stringContaining('the cache goes on in memory')]);
      await screen.send('mine');
      await vi.waitFor(() => expect(screen.rows.at(-1)).toBe('mine'));
      expect(user.server.contents().at(-1)).toBe('mine');
    });

    it('asks again, and reports no server, where the cache is lost between a question and its answer', async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.shows('one');
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      user.server.say('two');
      screen.source.deaf = false;
      const { server } = user.server;
      const sync = server.sync.bind(server);
      vi.spyOn(server, 'sync').mockImplementationOnce((...asked) => {
        vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
          if (this.name === 'rows') throw new DOMException('no', 'QuotaExceededError');
          return put.apply(this, args);
        });
        return sync(...asked);
      });
      user.server.say('three');
      await screen.shows('one', 'two', 'three');
      await screen.is({ state: 'live' });
      expect(screen.errors.map(({ message }) => message)).toEqual([expect.stringContaining('the cache goes on in memory')]);
    });

    it('reads in memory what it was about to read again on a disk that was given up meanwhile', async () => {
      const pausing: (() => void)[] = [];
      const held: Clock = {
        ...systemClock,
        after: (ms, run) => (ms < 1_000 ? (pausing.push(run), () => undefined) : systemClock.after(ms, run)),
      };
      const lost: unknown[] = [];
      const stores = await openStores({
        prefix: `test:${user.userKey}`,
        storage: 'disk',
        clock: held,
        deleted: () => undefined,
        makeRoom: () => Promise.resolve(),
        cacheLost: (error) => void lost.push(error),
      });
      onTestFinished(() => [stores.cache, stores.outbox].forEach((store) => store.close()));
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
        throw new DOMException('closing', 'InvalidStateError');
      });
      const cut = stores.cache.read((verbs) => verbs.topic(TOPIC));
      await vi.waitFor(() => expect(pausing).toHaveLength(1));
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      await stores.cache.write((verbs) => verbs.putTopic({ topic: TOPIC, epoch: 'e', cursor: 1, base0: 1, floor: 0 }));
      expect(lost).toHaveLength(1);
      pausing[0]?.();
      expect(await cut).toMatchObject({ cursor: 1 });
    });

    it('gives a wish the place of what can be had again', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      await screen.send('mine');
      await screen.shows('mine');
      await screen.is({ full: false });
    });

    it('makes room as often as the disk is full', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const cache = await openDB(`ls:test:${user.userKey}:cache:1`);
      for (const words of ['first', 'second']) {
        await cache.put('topics', { topic: 'room:left', epoch: 'e1', cursor: 1, base0: 1, floor: 0 });
        vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
          throw new DOMException('no', 'QuotaExceededError');
        });
        await screen.send(words);
        expect(await cache.getAllKeys('topics')).toEqual([TOPIC]);
        vi.restoreAllMocks();
      }
      cache.close();
    });

    it('says no longer that the disk is full once something was sent', async () => {
      const screen = user.open({ online: false });
      await screen.send('one');
      const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      await expect(screen.send('two')).rejects.toMatchObject({ reason: 'outbox-full' });
      await screen.is({ full: true, waiting: 1 });
      add.mockRestore();
      screen.source.goOnline();
      await screen.is({ waiting: 0, full: false, word: 'live' });
    });

    it('says that the disk is full until a wish fits again', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      await expect(screen.send('mine')).rejects.toMatchObject({ reason: 'outbox-full' });
      await screen.is({ full: true, waiting: 0 });
      add.mockRestore();
      await screen.send('mine');
      await screen.is({ full: false });
    });

    it.each([
      ['refuses', new DOMException('no', 'SecurityError'), false],
      ['cannot read', new DOMException('Internal error opening backing store', 'UnknownError'), true],
    ])('works in memory where the browser %s the outbox, says which, and deletes nothing', async (_case, trouble, unreadable) => {
      const before = user.open({ online: false });
      await before.send('kept');
      await before.close();
      const real = IDBFactory.prototype.open;
      const deleted = vi.spyOn(IDBFactory.prototype, 'deleteDatabase');
      const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, name, version) {
        if (name.endsWith(':outbox')) throw trouble;
        return real.call(this, name, version);
      });
      const screen = user.open();
      await screen.is({ state: 'live', storage: 'memory', unreadable });
      expect(screen.sync.status).toMatchObject({ word: 'memory', unreadable });
      await screen.send('mine');
      expect(user.server.contents()).toEqual(['mine']);
      await screen.close();
      expect(deleted).not.toHaveBeenCalled();
      broken.mockRestore();
      const after = user.open();
      await after.shows('mine', 'kept');
      await after.is({ storage: 'disk', waiting: 0 });
    });

    it('sends what it could not read at first as soon as it can, and keeps what was written meanwhile', async () => {
      const before = user.open({ online: false });
      await before.send('kept');
      before.sync.drafts.keep(writing('', 'half a'));
      await before.close();
      const real = IDBFactory.prototype.open;
      const broken = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, name, version) {
        if (name.endsWith(':outbox')) throw new DOMException('Internal error opening backing store', 'UnknownError');
        return real.call(this, name, version);
      });
      const persist = promisingBrowser();
      const screen = user.open();
      await screen.is({ state: 'live', storage: 'memory', unreadable: true });
      await screen.send('mine');
      // There is nothing on disk yet that this tab could ask for.
      expect(persist).not.toHaveBeenCalled();
      screen.sync.drafts.keep(writing('', 'thought'));
      screen.sync.drafts.keep(writing('mine', 'mine, changed'));
      await screen.sync.drafts.flush();
      broken.mockRestore();
      // It looks every five seconds.
      await vi.waitFor(() => expect(screen.sync.status.storage).toBe('disk'), { timeout: 15_000 });
      await screen.is({ state: 'live', storage: 'disk', unreadable: false, waiting: 0 });
      expect(screen.sync.status).toMatchObject({ word: 'live', storage: 'disk', unreadable: false });
      await vi.waitFor(() => expect(user.server.contents()).toEqual(['mine', 'kept']));
      await screen.send('more');
      await screen.shows('mine', 'kept', 'more');
      await vi.waitFor(() => expect(screen.sync.status.persisted).toBe(true));
      const drafts = (await screen.sync.drafts.all()).map(({ row, text }) => [row, text]);
      expect(drafts).toEqual([
        ['', 'half a\nthought'],
        ['mine', 'mine, changed'],
      ]);
      await screen.close();
      expect(await user.open().sync.drafts.all()).toHaveLength(2);
    });

    it('deletes a cache that cannot be opened, and has it again from the server', async () => {
      user.server.say('one');
      const before = user.open();
      await before.shows('one');
      await before.close();
      const real = IDBFactory.prototype.open;
      let broken = true;
      vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, name, version) {
        if (broken && name.includes(':cache:')) throw new DOMException('Internal error opening backing store', 'UnknownError');
        return real.call(this, name, version);
      });
      const remove = IDBFactory.prototype.deleteDatabase;
      vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(function (this: IDBFactory, name) {
        broken = false;
        return remove.call(this, name);
      });
      const after = user.open();
      await after.shows('one');
      expect(broken).toBe(false);
    });

    it('deletes the cache of an older build when nobody has used it for a week', async () => {
      const week = 7 * 24 * 3_600_000;
      const idle = { 'cache:-1': Date.now() - week - 1_000, 'cache:0': Date.now() - week + 60_000 };
      const outbox = diskOutbox(`ls:test:${user.userKey}`, systemClock);
      for (const [key, used] of Object.entries(idle)) {
        (await openDB(`ls:test:${user.userKey}:${key}`)).close();
        await outbox.write((verbs) => verbs.putNote(key, used));
      }
      outbox.close();
      const screen = user.open();
      await screen.is({ state: 'live' });
      const caches = async (): Promise<string[]> =>
        (await indexedDB.databases()).flatMap(({ name = '' }) =>
          name.startsWith(`ls:test:${user.userKey}:cache`) ? [name.slice(-1)] : [],
        );
      await vi.waitFor(async () => expect((await caches()).toSorted()).toEqual(['0', '1']));
    });

    /** What a page without an origin of its own gets in place of a global. */
    const withhold = (name: 'caches' | 'navigator', get: () => unknown): void => {
      const before = Object.getOwnPropertyDescriptor(globalThis, name);
      Object.defineProperty(globalThis, name, { configurable: true, get });
      onTestFinished(() => (before ? void Object.defineProperty(globalThis, name, before) : void Reflect.deleteProperty(globalThis, name)));
    };
    const refuse = (): never => {
      throw new DOMException('not here', 'SecurityError');
    };
    const lockless = (): void => withhold('navigator', () => ({ onLine: true, locks: { request: async () => refuse() } }));

    it('works in memory where IndexedDB, caches, locks and the word between tabs are refused, and is left as any', async () => {
      for (const call of ['open', 'deleteDatabase'] as const) vi.spyOn(IDBFactory.prototype, call).mockImplementation(refuse);
      vi.stubGlobal('BroadcastChannel', function refused() {
        refuse();
      });
      onTestFinished(() => void vi.unstubAllGlobals());
      withhold('caches', refuse);
      lockless();
      const screen = user.open();
      await screen.is({ state: 'live', storage: 'memory' });
      await screen.send('mine');
      await screen.shows('mine');
      expect(user.server.contents()).toEqual(['mine']);
      await screen.is({ waiting: 0 });
      expect(screen.errors).toEqual([]);
      expect(await screen.sync.logout()).toMatchObject({ left: true, deleted: true, unknown: false });
    });

    it('says once that locks are refused, and sends without', async () => {
      lockless();
      const screen = user.open();
      for (const word of ['one', 'two', 'three']) {
        await screen.send(word);
        await screen.is({ waiting: 0, state: 'live' });
      }
      await screen.shows('one', 'two', 'three');
      expect(screen.errors.map(({ name }) => name)).toEqual(['SecurityError']);
    });

    it.each([
      ['a row of the protocol', { version: 'two' }],
      ['a row of its topic', { content: { not: 'text' } }],
    ])('shows the other rows when a stored one is no longer %s, says so, and has it again from the server', async (_, damage) => {
      const isRow = (row: object): boolean => typeof (row as { content?: unknown }).content === 'string';
      for (const word of ['one', 'two', 'three']) user.server.say(word);
      const before = user.open();
      await before.shows('one', 'two', 'three');
      await before.close();
      const db = await openDB(`ls:test:${user.userKey}:cache:1`);
      const stored = (await db.get('rows', [TOPIC, 'two'])) as { row: object };
      await db.put('rows', { ...stored, row: { ...stored.row, ...damage } });
      db.close();

      const after = user.open({ online: false, isRow });
      await after.shows('one', 'three');
      expect(after.errors.map(({ message }) => message)).toEqual(['room:kitchen: dropped 1 broken stored row(s): two']);
      after.source.goOnline();
      await after.shows('one', 'two', 'three');
      await after.is({ state: 'live' });
    });

    it('passes over entries that can be neither shown nor sent, and does not delete them', async () => {
      const outbox = new Outbox(diskOutbox(`test:${user.userKey}`, systemClock));
      await outbox.add({ mutationId: 'whole', kind: 'create', id: 'r', body: {}, topic: TOPIC, user: 'u', at: 0 });
      const db = await openDB(`test:${user.userKey}:outbox`);
      const [whole] = (await db.getAll('entries')) as Entry[];
      const damage = [{ kind: 'shout' }, { state: 'lost' }, { state: 'failed' }, { body: null }, { tries: 'many' }];
      for (const [n, broken] of damage.entries()) await db.put('entries', { ...whole, n: 10 + n, mutationId: `broken ${n}`, ...broken });
      expect((await outbox.entries(TOPIC)).map(({ mutationId }) => mutationId)).toEqual(['whole']);
      expect(await db.count('entries')).toBe(1 + damage.length);
      db.close();
      outbox.close();
    });

    it('says that storage does not answer when there is nothing to show for it, and shows what is there once it does', async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.shows('one');
      const broken = vi.spyOn(Cache.prototype, 'window').mockRejectedValue(new DOMException('no answer', 'UnknownError'));
      const told: StreamStatus[] = [];
      const second = screen.sync.stream(TOPIC, {
        ops: () => undefined,
        error: () => undefined,
        status: (status) => void told.push(status),
      });
      await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ readable: false, loaded: false }));
      broken.mockRestore();
      await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ readable: true, loaded: true, state: 'live' }), 5_000);
      second.close();
    });

    it('never says that all is live while it cannot read what has come', async () => {
      user.server.say('one');
      const screen = user.open({ clock: clockWhere(5_000, 200) });
      await screen.shows('one');
      await screen.is({ word: 'live', readable: true });
      const free = await holdOutbox(user.userKey);
      user.server.say('two');
      await screen.is({ word: 'behind', readable: false, loaded: true });
      await vi.waitFor(() => expect(screen.sync.status).toMatchObject({ word: 'behind', readable: false }));
      free();
      await screen.shows('one', 'two');
      await screen.is({ word: 'live', readable: true });
      await vi.waitFor(() => expect(screen.sync.status).toMatchObject({ word: 'live', readable: true }));
    });

    it('starts afresh when what it knew of a topic is broken', async () => {
      user.server.say('one');
      const before = user.open();
      await before.shows('one');
      await before.close();
      const db = await openDB(`ls:test:${user.userKey}:cache:1`);
      await db.put('topics', { topic: TOPIC, epoch: 7, cursor: 'x' });
      db.close();
      const after = user.open();
      await after.is({ state: 'live', loaded: true });
      await after.shows('one');
    });

    it('heeds nothing another page says between tabs but the name of a topic', async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.is({ state: 'live' });
      const forger = new BroadcastChannel(`ls:test:${user.userKey}`);
      for (const word of [
        null,
        7,
        'changed',
        {},
        { t: 'changed' },
        { t: 'changed', topic: {} },
        { t: 'row', topic: TOPIC, row: { id: 'x' } },
        { t: 'changed', topic: TOPIC, row: { id: 'x' } },
      ]) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
        forger.postMessage(word);
      }
      forger.close();
      user.server.say('two');
      await screen.shows('one', 'two');
      expect(screen.errors).toEqual([]);
    });
  });
}
