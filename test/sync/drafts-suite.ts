// Words that are being written: kept without being asked, in every tab, and gone with the transaction that accepts them.

import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import type { Writing } from '../../src/sync/drafts.js';
import type { StoredDraft } from '../../src/sync/store.js';
import { FakeServer, TOPIC } from './fake-source.js';
import { ListScreen } from './list-screen.js';
import { oneUser } from './one-user.js';

class Words implements Writing {
  readonly topic: string = TOPIC;
  readonly row: string;
  text: string;
  readonly written: string[] = [];
  readonly #ids: { id: string; mutationId: string };

  constructor(text: string, row = '', ids = { id: `id of ${text}`, mutationId: `mutation of ${text}` }) {
    this.text = text;
    this.row = row;
    this.#ids = ids;
  }

  take(): StoredDraft {
    return { topic: this.topic, row: this.row, text: this.text, ...this.#ids };
  }

  kept(text: string): void {
    this.written.push(text);
  }
}

/** No draft can be written down, until that is mended. */
function breakDrafts(): () => void {
  const { put } = IDBObjectStore.prototype;
  const broken = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name === 'drafts') throw new DOMException('no', 'QuotaExceededError');
    return put.apply(this, args);
  });
  return () => broken.mockRestore();
}

export function describeDrafts(place: string): void {
  describe(`a draft, ${place}`, () => {
    const user = oneUser();
    const texts = async ({ sync }: ListScreen): Promise<string[]> => (await sync.drafts.all()).map(({ text }) => text);

    it('is written down while it is being written, and read by the next page', async () => {
      const before = user.open();
      const words = new Words('half a thou');
      before.sync.drafts.keep(words);
      words.text = 'half a thought';
      await vi.waitFor(() => expect(words.written).toEqual(['half a thought']));
      await before.close();
      expect(await texts(user.open())).toEqual(['half a thought']);
    });

    it('is written down when the page is about to go, before the pause is over', async () => {
      const never: Clock = { ...systemClock, after: () => () => undefined };
      const screen = user.open({ clock: never });
      await texts(screen);
      screen.sync.drafts.keep(new Words('the last words'));
      expect(await texts(screen)).toEqual([]);
      await screen.sync.drafts.flush();
      expect(await texts(user.open())).toEqual(['the last words']);
    });

    it.each(['storage is not open yet', 'storage is open', 'its connection was let go'])(
      'stays when all is closed while it is on its way: %s',
      async (how) => {
        const screen = user.open();
        if (how !== 'storage is not open yet') await texts(screen);
        if (how === 'its connection was let go') (await openDB(`ls:test:${user.userKey}:outbox`, 9)).close();
        screen.sync.drafts.keep(new Words('half a thought'));
        void screen.sync.drafts.flush();
        await screen.sync.close();
        expect(await texts(user.open())).toEqual(['half a thought']);
      },
    );

    it('stays when all is closed twice', async () => {
      const screen = user.open();
      screen.sync.drafts.keep(new Words('half a thought'));
      void screen.sync.close();
      await screen.sync.close();
      expect(await texts(user.open())).toEqual(['half a thought']);
    });

    it('stays when it was changed while it was on its way and all is closed then', async () => {
      const screen = user.open();
      const words = new Words('half a thou');
      screen.sync.drafts.keep(words);
      words.kept = () => {
        if (words.text === 'half a thought') return;
        words.text = 'half a thought';
        screen.sync.drafts.keep(words);
      };
      await screen.sync.close();
      expect(await texts(user.open())).toEqual(['half a thought']);
    });

    it('is unsaved until it is on the disk, for which whoever asks once more waits, too', async () => {
      const screen = user.open();
      await texts(screen);
      const words = new Words('half a thought');
      screen.sync.drafts.keep(words);
      void screen.sync.drafts.flush();
      expect(screen.sync.drafts.unsaved).toBe(true);
      await screen.sync.drafts.flush();
      expect([words.written, screen.sync.drafts.unsaved]).toEqual([['half a thought'], false]);
    });

    it('is tried again by whoever waited for one that could not write it', async () => {
      const screen = user.open();
      await texts(screen);
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
        throw new DOMException('no', 'DataError');
      });
      const words = new Words('half a thought');
      screen.sync.drafts.keep(words);
      void screen.sync.drafts.flush();
      await screen.sync.drafts.flush();
      expect([words.written, screen.sync.drafts.unsaved]).toEqual([['half a thought'], false]);
    });

    it('that is written while another is on its way goes at once, as the page may, too', async () => {
      const screen = user.open();
      await texts(screen);
      const { put } = IDBObjectStore.prototype;
      let done = 0;
      const doneBefore: number[] = [];
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
        if (this.name === 'drafts') doneBefore.push(done);
        return put.apply(this, args);
      });
      const flushed = ['one', 'two'].map((row) => {
        screen.sync.drafts.keep(new Words(`about ${row}`, row));
        return screen.sync.drafts.flush().then(() => (done += 1));
      });
      await Promise.all(flushed);
      expect(doneBefore).toEqual([0, 0]);
    });

    it('is forgotten when its words are deleted', async () => {
      const screen = user.open();
      const words = new Words('nothing of importance');
      screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      words.text = '';
      screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      expect(await texts(screen)).toEqual([]);
    });

    it('is forgotten by its key, whatever else is written down, and not where another tab has written meanwhile', async () => {
      const screen = user.open();
      const kept = ['mine', 'theirs'].map((row) => new Words(`words of ${row}`, row));
      for (const words of [...kept, new Words('else', 'else')]) screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      const other = user.open();
      other.sync.drafts.keep(new Words('other words', 'theirs'));
      await other.sync.drafts.flush();
      const read = vi.spyOn(IDBObjectStore.prototype, 'getAll');
      for (const words of kept) {
        words.text = '';
        screen.sync.drafts.keep(words);
      }
      await screen.sync.drafts.flush();
      const asked = read.mock.contexts.map((store) => (store as IDBObjectStore).name);
      read.mockRestore();
      expect((await texts(screen)).toSorted()).toEqual(['else', 'other words']);
      expect(asked).not.toContain('drafts');
    });

    it('ends in the transaction that accepts it, and in no other', async () => {
      user.server.say('theirs');
      const screen = user.open();
      await screen.shows('theirs');
      screen.sync.drafts.keep(new Words('mine', '', { id: 'mine', mutationId: 'm1' }));
      screen.sync.drafts.keep(new Words('changed', 'theirs'));
      await screen.sync.drafts.flush();
      await screen.stream.create('other', 'm0', { content: 'other' });
      expect((await texts(screen)).toSorted()).toEqual(['changed', 'mine']);
      await screen.stream.create('mine', 'm1', { content: 'mine' });
      expect(await texts(screen)).toEqual(['changed']);
      await screen.stream.edit('theirs', { content: 'changed' });
      expect(await texts(screen)).toEqual([]);
    });

    it('that another topic keeps about a row of the same id stays, unless it is known by the row alone', async () => {
      user.server.say('theirs');
      const screen = user.open();
      await screen.shows('theirs');
      const kept = ['other', 'edits', TOPIC].map((topic) => Object.assign(new Words(`of ${topic}`, 'theirs'), { topic }));
      for (const words of kept) screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      await screen.stream.edit('theirs', { content: 'changed' });
      expect(await texts(screen)).toEqual(['of other']);
    });

    it('is as it is sent where the page goes before that is accepted, and gone once it is, whatever was written down last', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.sync.drafts.keep(new Words('half a thou'));
      await screen.sync.drafts.flush();
      const words = new Words('half a thought', '', { id: 'i1', mutationId: 'm1' });
      screen.sync.drafts.keep(words);
      screen.sync.drafts.hold(words);
      await vi.waitFor(async () => expect(await texts(screen)).toEqual(['half a thought']));

      const next = new Words('another', '', { id: 'i2', mutationId: 'm2' });
      screen.sync.drafts.keep(next);
      screen.sync.drafts.hold(next);
      await screen.stream.create('i2', 'm2', { content: 'another' });
      expect(await texts(screen)).toEqual([]);
    });

    it('is not one any more when it is accepted while a lost connection keeps it from being written', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const words = new Words('hello', '', { id: 'i1', mutationId: 'm1' });
      screen.sync.drafts.keep(words);
      const { transaction } = IDBDatabase.prototype;
      let accepted: Promise<void> | undefined;
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, stores, mode, options) {
        if (accepted || mode !== 'readwrite' || !this.name.endsWith(':outbox')) return transaction.call(this, stores, mode, options);
        screen.sync.drafts.hold(words);
        accepted = screen.stream.create('i1', 'm1', { content: 'hello' });
        throw new DOMException('connection lost', 'InvalidStateError');
      });
      await screen.sync.drafts.flush();
      await accepted;
      expect(await texts(screen)).toEqual([]);
      expect(words.written).toEqual([]);
      // What is written next is a draft again.
      words.text = 'and another';
      screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      expect(await texts(screen)).toEqual(['and another']);
    });

    it('is written down as it is by then, when a lost connection kept it from being written', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const words = new Words('half a thou');
      screen.sync.drafts.keep(words);
      vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
        words.text = 'half a thought';
        throw new DOMException('connection lost', 'InvalidStateError');
      });
      await screen.sync.drafts.flush();
      expect(await texts(screen)).toEqual(['half a thought']);
      expect(words.written).toEqual(['half a thought']);
    });

    it('stays when its message is not accepted', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.sync.drafts.keep(new Words('mine', '', { id: 'mine', mutationId: 'm1' }));
      await screen.sync.drafts.flush();
      vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      await expect(screen.stream.create('mine', 'm1', { content: 'mine' })).rejects.toMatchObject({ reason: 'outbox-full' });
      vi.restoreAllMocks();
      expect(await texts(screen)).toEqual(['mine']);
    });

    it('is told to other tabs when it is written and when it is sent', async () => {
      const [here, there] = [user.open(), user.open()];
      await there.is({ state: 'live' });
      let seen: string[] | undefined;
      there.sync.drafts.watch(() => void texts(there).then((all) => (seen = all)));
      here.sync.drafts.keep(new Words('from here', '', { id: 'a', mutationId: 'm1' }));
      await vi.waitFor(() => expect(seen).toEqual(['from here']));
      await here.stream.create('a', 'm1', { content: 'from here' });
      await vi.waitFor(() => expect(seen).toEqual([]));
    });

    it('is tried again with the next words when it could not be written, and says so', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const broken = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
        throw new DOMException('no', 'QuotaExceededError');
      });
      screen.sync.drafts.keep(new Words('to be kept'));
      await screen.sync.drafts.flush();
      expect(screen.errors.map(({ name }) => name)).toContain('QuotaExceededError');
      broken.mockRestore();
      screen.sync.drafts.keep(new Words('changed', 'theirs'));
      await screen.sync.drafts.flush();
      expect((await texts(screen)).toSorted()).toEqual(['changed', 'to be kept']);
    });

    it('is tried again by itself when it could not be written, ever more seldom', async () => {
      const waits: number[] = [];
      const clock: Clock = {
        ...systemClock,
        after: (ms, run) => (waits.push(ms), systemClock.after(ms > 4_000 ? ms : Math.min(ms, 250), run)),
      };
      const screen = user.open({ clock });
      const mend = breakDrafts();
      const words = new Words('half a thou');
      screen.sync.drafts.keep(words);
      await vi.waitFor(() => expect(waits).toEqual(expect.arrayContaining([500, 1_000, 2_000])));
      await vi.waitFor(() => expect(screen.sync.drafts.unsaved).toBe(true));
      words.text = 'half a thought';
      mend();
      await vi.waitFor(() => expect(words.written).toEqual(['half a thought']));
      expect([await texts(screen), screen.sync.drafts.unsaved]).toEqual([['half a thought'], false]);
    });

    it('waits for no other try when somebody types on', async () => {
      const clock: Clock = { ...systemClock, after: (ms, run) => (ms === 250 ? systemClock.after(ms, run) : () => undefined) };
      const screen = user.open({ clock });
      const mend = breakDrafts();
      const words = new Words('half a thou');
      screen.sync.drafts.keep(words);
      await screen.sync.drafts.flush();
      expect(screen.sync.drafts.unsaved).toBe(true);
      mend();
      words.text = 'half a thought';
      screen.sync.drafts.keep(words);
      await vi.waitFor(() => expect(words.written).toEqual(['half a thought']));
    });

    it('is passed over when it is broken, and when it is longer than anything that could be sent it is not kept', async () => {
      const screen = user.open();
      screen.sync.drafts.keep(new Words('x'.repeat(200_000), 'long'));
      screen.sync.drafts.keep(new Words('whole'));
      await screen.sync.drafts.flush();
      const db = await openDB(`ls:test:${user.userKey}:outbox`);
      await db.put('drafts', { topic: TOPIC, row: 'broken', text: 7 });
      db.close();
      expect(await texts(screen)).toEqual(['whole']);
    });
  });

  describe(`an outbox of another build, ${place}`, () => {
    it('is opened as it is: an older one gets what it lacks, a newer one keeps what it has more', async () => {
      const userKey = crypto.randomUUID();
      const name = `ls:test:${userKey}:outbox`;
      const entry = { n: 1, v: 1, user: 'ana', topic: TOPIC, mutationId: 'm1', kind: 'create', id: 'kept', body: { content: 'kept' } };
      const old = await openDB(name, 1, {
        upgrade(db) {
          const entries = db.createObjectStore('entries', { keyPath: 'n', autoIncrement: true });
          entries.createIndex('mutationId', 'mutationId', { unique: true });
          entries.createIndex('topic', 'topic');
        },
      });
      await old.put('entries', { ...entry, state: 'queued', tries: 0, at: Date.now(), color: 'a field nobody knows yet' });
      old.close();
      const server = new FakeServer();
      const offline = server.source();
      offline.online = false;
      const screen = new ListScreen(offline, { userKey });
      await screen.shows('kept (waiting)');
      screen.sync.drafts.keep(new Words('words'));
      await screen.sync.drafts.flush();
      await screen.close();

      const newer = await openDB(name, 7, { upgrade: (db) => void db.createObjectStore('added later') });
      expect(await newer.getAll('entries')).toMatchObject([{ id: 'kept', color: 'a field nobody knows yet' }]);
      newer.close();
      const again = new ListScreen(server.source(), { userKey });
      await again.shows('kept');
      await again.is({ storage: 'disk', waiting: 0 });
      expect(await again.sync.drafts.all()).toMatchObject([{ text: 'words' }]);
      await again.close();
      const after = await openDB(name);
      expect([after.version, after.objectStoreNames.contains('added later')]).toEqual([7, true]);
      after.close();
    });

    it('is extended while an older page has it open, and both go on', async () => {
      const userKey = crypto.randomUUID();
      const name = `ls:test:${userKey}:outbox`;
      const server = new FakeServer();
      const [mine, theirs] = [new ListScreen(server.source(), { userKey }), new ListScreen(server.source(), { userKey })];
      await mine.is({ state: 'live' });
      await theirs.is({ state: 'live' });
      const newer = await openDB(name, 9, { upgrade: (db) => void db.createObjectStore('added later') });
      newer.close();
      await mine.send('from one');
      await theirs.send('from the other');
      await mine.shows('from one', 'from the other');
      await theirs.shows('from one', 'from the other');
      expect([mine.status.storage, theirs.status.storage]).toEqual(['disk', 'disk']);
      await Promise.all([mine.close(), theirs.close()]);
    });
  });
}
