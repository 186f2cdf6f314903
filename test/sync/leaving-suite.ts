// The end of a user: nothing is thrown away unasked, and nothing is left behind in any tab.

import { openDB } from 'idb';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import { diskOutbox, LEAVING, prefixOf } from '../../src/sync/disk-store.js';
import { Outbox } from '../../src/sync/outbox.js';
import { TOPIC } from './fake-source.js';
import { clockWhere, eagerClock, type ListScreen } from './list-screen.js';
import { MemoryCaches } from './memory-caches.js';
import { oneUser, type OneUser } from './one-user.js';

/** Pauses pass at once, limits never end. */
const hastyClock: Clock = { ...eagerClock, after: (ms, run) => systemClock.after(ms < 1_000 ? 0 : ms, run) };

/** Storage of outboxes that throws until it is mended. */
function failingOutbox(call: 'open' | 'transaction', error: string): { mend(): void } {
  const fail = (name: string): void => {
    if (!name.endsWith(':outbox')) return;
    throw new DOMException('on purpose', error);
  };
  const { open } = IDBFactory.prototype;
  const { transaction } = IDBDatabase.prototype;
  const spy =
    call === 'open'
      ? vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...args) {
          fail(args[0]);
          return open.apply(this, args);
        })
      : vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
          fail(this.name);
          return transaction.apply(this, args);
        });
  return { mend: () => spy.mockRestore() };
}

/** Runs `first` when the copy of an outbox is to be deleted for the first time, before it is. */
function beforeCopiesGo(first: () => Promise<void>): void {
  let ran: Promise<void> | undefined;
  const deleteReally = caches.delete.bind(caches);
  vi.spyOn(caches, 'delete').mockImplementation((name) => (ran ??= first()).then(() => deleteReally(name)));
}

export function describeLeaving(place: string): void {
  describe(`signing out, ${place}`, () => {
    const user = oneUser();
    beforeEach(() => {
      if (typeof caches !== 'undefined') return;
      vi.stubGlobal('caches', new MemoryCaches());
      onTestFinished(() => void vi.unstubAllGlobals());
    });
    const databases = async (): Promise<string[]> =>
      // WebKit keeps the name of a database that was begun and given up, as version 0: there is nothing in it.
      (await indexedDB.databases()).flatMap(({ name = '', version }) =>
        version && name.startsWith(`ls:test:${user.userKey}:`) ? [name] : [],
      );

    it('is refused while something is unsent, and says what', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.send(' ', 'blank');
      await screen.is({ failed: 1, waiting: 0 });
      screen.source.goOffline();
      await screen.send('one');
      await screen.send('two');
      screen.sync.drafts.keep({
        topic: TOPIC,
        row: '',
        take: () => ({ topic: TOPIC, row: '', text: 'words', id: 'i', mutationId: 'm' }),
        kept: () => undefined,
      });
      expect(await screen.sync.logout()).toEqual({ left: false, deleted: false, waiting: 2, failed: 1, drafts: 1, unknown: false });
      await screen.shows('  (failed)', 'one (waiting)', 'two (waiting)');
      screen.source.goOnline();
      await vi.waitFor(() => expect(user.server.contents()).toEqual(['one', 'two']));
      await screen.is({ waiting: 0 });
      await screen.stream.discard('blank');
      expect(await screen.sync.logout({ force: true })).toMatchObject({ left: true, waiting: 0, failed: 0, drafts: 1 });
    });

    it('is refused by a tab that keeps nothing while another has something unsent on disk', async () => {
      const disk = user.open({ online: false });
      await disk.send('precious');
      const memory = user.open({ storage: 'memory' });
      await memory.is({ state: 'live', storage: 'memory' });
      expect(await memory.sync.logout()).toEqual({ left: false, deleted: false, waiting: 1, failed: 0, drafts: 0, unknown: false });
      await disk.shows('precious (waiting)');
      disk.source.goOnline();
      await disk.shows('precious');
      await disk.is({ waiting: 0 });
      expect(await memory.sync.logout()).toMatchObject({ left: true, deleted: true, waiting: 0 });
      expect(await databases()).toEqual([]);
      expect(user.server.contents()).toEqual(['precious']);
    });

    it('is refused for words that somebody has just typed in another tab', async () => {
      const leaving = user.open();
      const other = user.open();
      for (const one of [leaving, other]) await one.is({ state: 'live' });
      const draft = { topic: TOPIC, row: '', text: 'half a thought', id: 'i', mutationId: 'm' };
      other.sync.drafts.keep({ topic: TOPIC, row: '', take: () => draft, kept: () => undefined });
      expect(await leaving.sync.logout()).toMatchObject({ left: false, drafts: 1 });
      expect(await leaving.sync.drafts.all()).toEqual([draft]);
      expect(await leaving.sync.logout({ force: true })).toMatchObject({ left: true, drafts: 1 });
    });

    it('is not refused where the browser refuses the Cache API, for then there is no copy', async () => {
      const refusing = new MemoryCaches();
      for (const call of ['has', 'open', 'delete'] as const) refusing.failing.set(call, 'SecurityError');
      vi.stubGlobal('caches', refusing);
      onTestFinished(() => void vi.unstubAllGlobals());
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.send('one');
      await screen.is({ waiting: 0 });
      expect(await screen.sync.logout()).toMatchObject({ left: true, deleted: true, unknown: false });
    });

    it('makes no database where none is, to look what is unsent', async () => {
      const memory = user.open({ storage: 'memory' });
      await memory.is({ state: 'live' });
      expect(await memory.sync.logout()).toMatchObject({ left: true, waiting: 0, unknown: false });
      expect(await databases()).toEqual([]);
    });

    it.each([
      ['cannot be opened', 'UnknownError', 'open'],
      ['cannot be read', 'DataError', 'transaction'],
    ] as const)('is refused while the outbox %s, says so, and deletes it only by force', async (_case, name, call) => {
      const before = user.open({ online: false });
      await before.send('precious');
      await before.close();
      const open = async (): Promise<ListScreen> => {
        const screen = user.open({ online: false, clock: hastyClock });
        await screen.is(call === 'open' ? { storage: 'memory', unreadable: true } : { storage: 'disk', waiting: 1 });
        return screen;
      };
      const screen = call === 'open' ? undefined : await open();
      const broken = failingOutbox(call, name);
      const leaving = screen ?? (await open());
      expect(await leaving.sync.logout()).toEqual({
        left: false,
        deleted: false,
        waiting: screen ? 1 : 0,
        failed: 0,
        drafts: 0,
        unknown: true,
      });
      broken.mend();
      expect(await databases()).toContain(`ls:test:${user.userKey}:outbox`);
      const after = user.open({ online: false });
      await after.shows('precious (waiting)');
      const again = failingOutbox(call, name);
      expect(await leaving.sync.logout({ force: true })).toMatchObject({ left: true, deleted: true, unknown: true });
      again.mend();
      expect(await databases()).toEqual([]);
    });

    it('loses nothing that another tab accepts meanwhile: it was counted, or sent, or is not accepted any more', async () => {
      const leaving = user.open();
      const other = user.open({ online: false });
      await leaving.is({ state: 'live' });
      await other.is({ loaded: true });
      const accepted: string[] = [];
      const departure = leaving.sync.logout();
      for (let n = 0; n < 20; n += 1)
        await other.send(`word ${n}`).then(
          () => accepted.push(`word ${n}`),
          () => undefined,
        );
      const { left, waiting } = await departure;
      // What was accepted before the count may have been sent by then.
      if (left) expect(user.server.contents()).toEqual(expect.arrayContaining(accepted));
      else expect([accepted.length, waiting <= 20]).toEqual([20, true]);
      await leaving.sync.logout({ force: true });
    });

    it('lets nobody accept anything once it is certain, and for a minute only where it came to nothing', async () => {
      let now = Date.now();
      const outbox = new Outbox(diskOutbox(`ls:test:${user.userKey}`, { ...systemClock, now: () => now }));
      const add = (n: number): Promise<unknown> =>
        outbox.add({ mutationId: `m${n}`, kind: 'create', id: `r${n}`, body: {}, topic: TOPIC, user: 'u', at: 0 });
      await add(0);
      const marking = diskOutbox(`ls:test:${user.userKey}`, systemClock);
      await marking.write((verbs) => verbs.putNote(LEAVING, now));
      marking.close();
      await expect(add(1)).rejects.toThrow('signing out');
      now += 61_000;
      await add(2);
      expect((await outbox.entries(TOPIC)).map(({ id }) => id)).toEqual(['r0', 'r2']);
      outbox.close();
    });

    it('ends every tab and leaves no database of the user', async () => {
      user.server.say('secret');
      const tabs = [user.open(), user.open(), user.open()];
      for (const one of tabs) await one.shows('secret');
      const states: string[] = [];
      tabs[1]!.sync.watch(({ word }) => states.push(word));
      expect(await databases()).toHaveLength(2);
      const began = performance.now();
      expect(await tabs[0]!.sync.logout()).toMatchObject({ left: true, deleted: true });
      expect(performance.now() - began).toBeLessThan(2_000);
      for (const one of tabs) {
        await one.shows();
        await one.is({ state: 'signed-out', loaded: false });
      }
      await vi.waitFor(() => expect(states.at(-1)).toBe('signed-out'));
      user.server.say('nobody hears this');
      await expect(tabs[1]!.send('too late')).rejects.toMatchObject({ reason: 'not-saved' });
      expect(await databases()).toEqual([]);
      const late = tabs[2]!.sync.stream(TOPIC, { ops: () => undefined, error: () => undefined, status: ({ state }) => states.push(state) });
      await vi.waitFor(() => expect([late.status.state, states.at(-1)]).toEqual(['signed-out', 'signed-out']));
      expect(await databases()).toEqual([]);
    });

    it('comes about in every tab though listeners throw when they are told', async () => {
      const tabs = [user.open(), user.open()];
      const other = user.open({ userKey: `${user.userKey}-other` });
      const mistakes = ['ops', 'status'].map((what) => new Error(`a mistake of the app in ${what}`));
      let leaving = false;
      const told: Error[][] = [];
      for (const { sync } of tabs) {
        const errors: Error[] = [];
        told.push(errors);
        const make = (mistake: Error | undefined) => (): void => {
          if (leaving && mistake) throw mistake;
        };
        const stream = sync.stream(TOPIC, { ops: make(mistakes[0]), status: make(mistakes[1]), error: (error) => errors.push(error) });
        await vi.waitFor(() => expect(stream.status.state).toBe('live'));
      }
      for (const one of [...tabs, other]) await one.is({ state: 'live' });
      leaving = true;
      expect(await tabs[0]!.sync.logout()).toMatchObject({ left: true, deleted: true });
      for (const one of tabs) await one.is({ state: 'signed-out' });
      expect(told).toEqual([mistakes, mistakes]);
      user.server.say('nobody hears this');
      await other.shows('nobody hears this');
      for (const one of tabs) await expect(one.send('too late')).rejects.toMatchObject({ reason: 'not-saved' });
      expect(user.server.contents()).toEqual(['nobody hears this']);
      expect(await databases()).toEqual([]);
    });

    it('also deletes what an older or a newer build kept, and nothing of another user', async () => {
      const other = user.open({ userKey: `${user.userKey}-other` });
      await other.is({ state: 'live' });
      for (const schema of [0, 99]) (await openDB(`ls:test:${user.userKey}:cache:${schema}`)).close();
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.sync.logout();
      expect(await databases()).toEqual([]);
      await other.send('still here');
      await other.shows('still here');
      expect((await indexedDB.databases()).filter(({ name }) => name?.startsWith(`ls:test:${user.userKey}-other:`))).toHaveLength(2);
    });

    it('is not undone by a tab that slept: it does not make the databases anew', async () => {
      let deleted = 0;
      const asleep = diskOutbox(`ls:test:${user.userKey}`, systemClock, () => (deleted += 1));
      await asleep.read((verbs) => verbs.all());
      asleep.release();
      const screen = user.open();
      await screen.is({ state: 'live' });
      expect(await screen.sync.logout()).toMatchObject({ deleted: true });
      await expect(asleep.read((verbs) => verbs.all())).rejects.toThrow();
      expect(deleted).toBe(1);
      expect(await databases()).toEqual([]);
    });

    it('ends a page that is opened in the middle of it, and leaves nothing that it made', async () => {
      user.server.say('secret');
      const leaver = user.open();
      await leaver.shows('secret');
      await leaver.is({ state: 'live' });
      const list = indexedDB.databases.bind(indexedDB);
      let late: ReturnType<OneUser['open']> | undefined;
      vi.spyOn(indexedDB, 'databases').mockImplementation(async () => {
        if (!late) {
          late = user.open();
          await late.is({ state: 'live' });
        }
        return list();
      });
      expect(await leaver.sync.logout()).toMatchObject({ left: true, deleted: true });
      vi.restoreAllMocks();
      await late!.is({ state: 'signed-out' });
      expect(await databases()).toEqual([]);
    });

    it('keeps what a page accepts that is opened in the middle of it, says that it did not come about, and deletes that only by force', async () => {
      const leaver = user.open();
      const other = user.open();
      for (const one of [leaver, other]) await one.is({ state: 'live' });
      const list = indexedDB.databases.bind(indexedDB);
      let late: ListScreen | undefined;
      vi.spyOn(indexedDB, 'databases').mockImplementation(async () => {
        if (!late) {
          late = user.open({ online: false });
          await late.send('precious');
        }
        return list();
      });
      expect(await leaver.sync.logout()).toEqual({ left: false, deleted: false, waiting: 1, failed: 0, drafts: 0, unknown: false });
      await late!.shows('precious (waiting)');
      // Their outbox is gone, and they say so; whoever opens the page again has what was accepted.
      for (const one of [leaver, other]) await one.is({ state: 'signed-out' });
      late!.source.goOnline();
      await vi.waitFor(() => expect(user.server.contents()).toEqual(['precious']));
      await late!.is({ state: 'live', waiting: 0 });
      late!.source.goOffline();
      await late!.send('given up');
      expect(await leaver.sync.logout({ force: true })).toMatchObject({ left: true, deleted: true, waiting: 1 });
      vi.restoreAllMocks();
      await late!.is({ state: 'signed-out' });
      expect(await databases()).toEqual([]);
    });

    it('keeps what is accepted while its page sleeps between count and deletion, and ends nobody', async () => {
      let now = Date.now();
      // A page that sleeps hears no time-out before all else has happened.
      const clock: Clock = { ...clockWhere(1_000, 60_000), now: () => now };
      const leaver = user.open({ clock });
      const other = user.open({ clock });
      for (const one of [leaver, other]) await one.is({ state: 'live' });
      other.source.goOffline();
      leaver.source.goOffline();
      beforeCopiesGo(async () => {
        now += 61_000;
        await other.send('precious');
      });
      expect(await leaver.sync.logout()).toEqual({ left: false, deleted: false, waiting: 1, failed: 0, drafts: 0, unknown: false });
      for (const one of [leaver, other]) await one.shows('precious (waiting)');
      leaver.source.goOnline();
      await vi.waitFor(() => expect(user.server.contents()).toEqual(['precious']));
      await leaver.is({ state: 'live', waiting: 0 });
      expect(await leaver.sync.logout()).toMatchObject({ left: true, deleted: true });
      expect(await databases()).toEqual([]);
    });

    it('keeps what is accepted where there was no outbox to be marked', async () => {
      const leaver = user.open({ storage: 'memory' });
      await leaver.is({ state: 'live' });
      let late: ListScreen | undefined;
      beforeCopiesGo(async () => {
        late = user.open({ online: false });
        await late.send('precious');
      });
      expect(await leaver.sync.logout()).toMatchObject({ left: false, waiting: 1, unknown: false });
      await late!.shows('precious (waiting)');
      late!.source.goOnline();
      await vi.waitFor(() => expect(user.server.contents()).toEqual(['precious']));
    });

    it('does not wait for ever for a page that does not let go, and the database goes with that page', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const holding = await openDB(`ls:test:${user.userKey}:outbox`);
      const began = performance.now();
      expect(await screen.sync.logout()).toMatchObject({ left: true, deleted: false });
      expect(performance.now() - began).toBeLessThan(3_000);
      holding.close();
      await vi.waitFor(async () => expect(await databases()).toEqual([]));
    });

    it('ends a tab that keeps nothing, too', async () => {
      user.server.say('secret');
      const memory = user.open({ storage: 'memory' });
      const disk = user.open();
      await memory.shows('secret');
      await disk.shows('secret');
      expect(await disk.sync.logout()).toMatchObject({ left: true, deleted: true });
      await memory.shows();
      await memory.is({ state: 'signed-out', loaded: false });
      expect(memory.sync.status.word).toBe('signed-out');
      expect(await databases()).toEqual([]);
    });

    it('deletes nothing of an app or a user whose name continues that of another', () => {
      expect([prefixOf('demo', 'ben'), prefixOf('demo', 42 as never)]).toEqual(['ls:demo:ben', 'ls:demo:42']);
      const users = [prefixOf('shop', 'eu:7'), prefixOf('shop:eu', '7'), prefixOf('shop', 'eu%3A7'), prefixOf('shop', 'eu\ud8007')];
      expect(new Set(users).size).toBe(4);
    });

    it('is not brought about by another page that only says so', async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.shows('one');
      const forger = new BroadcastChannel(`ls:test:${user.userKey}`);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
      forger.postMessage({ t: 'logout' });
      forger.close();
      await screen.send('two');
      await screen.shows('one', 'two');
      await screen.is({ state: 'live' });
    });

    it('lets the same user begin again', async () => {
      const before = user.open();
      await before.send('one');
      await before.shows('one');
      await before.is({ waiting: 0 });
      await before.sync.logout();
      const after = user.open();
      await after.shows('one');
      await after.send('two');
      await after.shows('one', 'two');
    });
  });
}
