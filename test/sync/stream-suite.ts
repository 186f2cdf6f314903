// Situations of a synced stream, from the user's side. Run on fake IndexedDB in Node, on the real one in a browser, and in memory.

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isGap } from '../../src/sync/gap.js';
import { SourceError, type Row } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import { NotAccepted } from '../../src/sync/synced-stream.js';
import { TOPIC } from './fake-source.js';
import { agingClock, clockWhere, eagerClock } from './list-screen.js';
import { oneUser, type OneUser } from './one-user.js';
import { promisingBrowser } from './promising-browser.js';

/** All situations, as far as they make sense where things are kept. */
export function describeStream(place: string, storage: 'disk' | 'memory'): void {
  describe(`a synced stream ${place}`, () => {
    const user = oneUser({ storage });
    it('shows the newest rows of a room opened for the first time', async () => {
      for (let n = 1; n <= 8; n += 1) user.server.say(`m${n}`);
      const screen = user.open({ size: 3 });
      await screen.shows('m6', 'm7', 'm8');
      await screen.is({ state: 'live', loaded: true, beginning: false, storage });
      expect(screen.batches[0]).toMatchObject([{ op: 'reset' }]);
      expect(screen.errors).toEqual([]);
    });

    it('knows an empty room from one that is still loading', async () => {
      const screen = user.open({ online: false });
      await vi.waitFor(() => expect(screen.statuses).toMatchObject([{ state: 'connecting', loaded: false, beginning: false }]));
      screen.source.goOnline();
      await screen.is({ state: 'live', loaded: true, beginning: true });
      expect(screen.rows).toEqual([]);
    });

    it('shows what others write, change and delete, each row keeping its place', async () => {
      user.server.say('one');
      user.server.say('two');
      const screen = user.open();
      await screen.shows('one', 'two');
      user.server.say('three');
      user.server.put('ben', TOPIC, { mutationId: 'e', kind: 'edit', id: 'one', body: { content: 'ONE' } });
      user.server.put('ben', TOPIC, { mutationId: 'd', kind: 'delete', id: 'two', body: {} });
      await screen.shows('ONE', 'three');
      await screen.is({ state: 'live' });
    });

    it('goes back through history to the very beginning', async () => {
      for (let n = 1; n <= 130; n += 1) user.server.say(`m${n}`);
      const screen = user.open({ size: 10 });
      await screen.is({ loaded: true });
      for (let guard = 0; !screen.status.beginning && guard < 60; guard += 1) await screen.stream.older(5);
      expect(screen.rows).toEqual(user.server.contents());
      expect(screen.status.beginning).toBe(true);
      expect(screen.source.requests.filter((request) => request.startsWith('page'))).toHaveLength(2);
      await screen.stream.older(5);
      expect(screen.source.requests.filter((request) => request.startsWith('page'))).toHaveLength(2);
      await screen.stream.latest();
      expect(screen.rows).toEqual(user.server.contents().slice(-10));
    });

    it('says that older rows could not be had, and has them when asked again', async () => {
      for (let n = 0; n < 70; n += 1) user.server.say(`row ${n}`);
      const screen = user.open({ size: 50 });
      await screen.is({ state: 'live', loaded: true });
      screen.source.faults.push({ on: 'page', do: 'timeout' });
      await expect(screen.stream.older(30)).rejects.toThrow('no answer');
      await screen.stream.older(30);
      await vi.waitFor(() => expect(screen.list.length).toBeGreaterThan(50));
    });

    it('asks once when older rows are wanted twice at the same time', async () => {
      for (let n = 1; n <= 80; n += 1) user.server.say(`m${n}`);
      const screen = user.open({ size: 50 });
      await screen.is({ loaded: true });
      await Promise.all([screen.stream.older(10), screen.stream.older(10)]);
      expect(screen.rows).toHaveLength(60);
      expect(screen.source.requests.filter((request) => request.startsWith('page'))).toHaveLength(1);
    });

    it('shows a message at once and keeps its row when the server has it', async () => {
      user.server.say('hello');
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.send('mine');
      await screen.shows('hello', 'mine');
      expect(screen.history).toContainEqual(['hello', 'mine (waiting)']);
      expect(user.server.contents()).toEqual(['hello', 'mine']);
      const ops = screen.batches.slice(1).flat();
      expect(ops.filter((op) => op.op === 'delete' || op.op === 'reset')).toEqual([]);
    });

    it('has exactly one row when the reply is lost', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.faults.push({ on: 'put', do: 'lose-reply' }, { on: 'put', do: 'timeout-after-commit' }, { on: 'put', do: 'timeout' });
      await screen.send('one');
      await screen.is({ state: 'live' });
      await screen.send('two');
      await screen.shows('one', 'two');
      await screen.is({ waiting: 0, state: 'live' });
      expect(user.server.contents()).toEqual(['one', 'two']);
    });

    it('accepts a message once when it is sent twice under one mutation id', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      await Promise.all([screen.stream.create('a', 'm1', { content: 'once' }), screen.stream.create('a', 'm1', { content: 'once' })]);
      await screen.shows('once');
      await screen.is({ waiting: 0 });
      expect(user.server.contents()).toEqual(['once']);
    });

    it('sends in the order of writing', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.faults.push(
        { on: 'put', do: new SourceError('server', 'oops') },
        { on: 'put', do: new SourceError('rate-limited', 'slow', { retryAfterMs: 1 }) },
      );
      const words = Array.from({ length: 30 }, (_, n) => `m${n}`);
      await Promise.all(words.map((word) => screen.send(word)));
      await screen.shows(...words);
      expect(user.server.contents()).toEqual(words);
    });

    it('changes a message', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.send('helo');
      await screen.stream.edit('helo', { content: 'hello' });
      await screen.shows('hello');
      expect(user.server.contents()).toEqual(['hello']);
      expect(screen.stream.newest((row) => row.sender.id === 'ana')?.id).toBe('helo');
    });

    it('deletes a message after the time to undo', async () => {
      user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'oops' } });
      user.server.say('fine');
      const screen = user.open({ graceMs: 50 });
      await screen.is({ state: 'live' });
      const deleted = screen.stream.delete('x');
      await screen.shows('oops (deleting)', 'fine');
      expect(screen.stream.newest((row) => row.sender.id === 'ana')).toBeUndefined();
      await deleted;
      await screen.shows('fine');
      expect(user.server.contents()).toEqual(['fine']);
      await screen.is({ waiting: 0 });
      expect(await screen.stream.undo('x')).toBe(false);
    });

    it('says nothing to the server about a delete that was undone', async () => {
      user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'stay' } });
      const screen = user.open({ graceMs: 60_000 });
      await screen.is({ state: 'live' });
      const deleted = screen.stream.delete('x');
      await screen.shows('stay (deleting)');
      expect(await screen.stream.undo('x')).toBe(true);
      await deleted;
      await screen.shows('stay');
      expect(screen.source.requests.filter((request) => request.startsWith('put'))).toEqual([]);
    });

    it('notices a gap and fills it', async () => {
      user.server.say('one');
      const screen = user.open();
      await screen.shows('one');
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      user.server.say('two');
      screen.source.deaf = false;
      user.server.say('three');
      await screen.shows('one', 'two', 'three');
      await screen.is({ state: 'live' });
      for (const rows of screen.history) expect(rows.includes('three') && !rows.includes('two')).toBe(false);
    });

    it('misses nothing where the server tells numbers of what the reader may not see', async () => {
      const screen = user.open();
      screen.source.hides = (row) => (row as Row & { content: string }).content.startsWith('secret');
      for (const text of ['one', 'secret one', 'two']) user.server.say(text);
      await screen.shows('one', 'two');
      await screen.is({ state: 'live' });
      const asked = screen.source.requests.length;
      for (const text of ['secret two', 'three', 'secret three']) user.server.say(text);
      await screen.shows('one', 'two', 'three');
      user.server.say('four');
      await screen.shows('one', 'two', 'three', 'four');
      expect(screen.source.requests.slice(asked)).toEqual([]);
      expect(screen.history.flat().filter((text) => text.startsWith('secret'))).toEqual([]);
    });

    it('says that it is behind for as long as it cannot catch up', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.faults.push({ on: 'sync', do: 'timeout', lasts: true });
      screen.source.deaf = true;
      user.server.say('one');
      screen.source.deaf = false;
      user.server.say('two');
      await screen.is({ state: 'behind' });
      screen.source.faults.length = 0;
      await screen.shows('one', 'two');
      await screen.is({ state: 'live' });
    });

    it('says that it is behind while nobody answers what it is missing, in the room and for all', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      const from = screen.statuses.length;
      screen.source.faults.push({ on: 'sync', do: 'hang' });
      screen.source.deaf = true;
      user.server.say('one');
      screen.source.deaf = false;
      user.server.say('two');
      await screen.is({ state: 'behind', word: 'behind' });
      expect(screen.sync.status.word).toBe('behind');
      screen.source.goOffline();
      screen.source.goOnline();
      await screen.shows('one', 'two');
      const well = storage === 'disk' ? 'live' : 'memory';
      await screen.is({ state: 'live', word: well });
      expect(screen.sync.status.word).toBe(well);
      // Known once, it is never on its way for the first time again.
      expect(new Set(screen.statuses.slice(from).map(({ state }) => state))).toEqual(new Set(['behind', 'offline', 'live']));
    });

    it('does not flicker for what is caught up with in a moment', async () => {
      // A moment that takes as long as the test does.
      const long = clockWhere(300, 60_000);
      const screen = user.open({ clock: long });
      await screen.is({ state: 'live' });
      const from = screen.statuses.length;
      const told: string[] = [];
      const stop = screen.sync.watch(({ word }) => told.push(word));
      for (let n = 0; n < 5; n += 1) {
        screen.source.deaf = true;
        user.server.say(`missed ${n}`);
        screen.source.deaf = false;
        user.server.say(`heard ${n}`);
      }
      await vi.waitFor(() => expect(screen.rows).toHaveLength(10));
      stop();
      expect(screen.statuses.slice(from).map(({ state }) => state)).toEqual([]);
      expect(new Set(told)).toEqual(new Set([screen.sync.status.word]));
    });

    it('has nothing to connect to where no topic is open, and says what is kept', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      await screen.send(' ', 'blank').catch(() => undefined);
      screen.stream.close();
      const well = storage === 'disk' ? 'live' : 'memory';
      await vi.waitFor(() => expect(screen.sync.status).toMatchObject({ word: well, waiting: 0, failed: storage === 'disk' ? 1 : 0 }));
      const idle = new Sync({ app: 'test', userKey: user.userKey, source: screen.source, storage });
      onTestFinished(() => idle.close());
      expect(idle.status.word).toBe('connecting');
      const before = idle.stream(TOPIC, { ops: () => undefined, status: () => undefined, error: () => undefined });
      before.close();
      await vi.waitFor(() => expect(idle.status).toMatchObject({ word: well, failed: storage === 'disk' ? 1 : 0 }));
    });

    it('sends at once when the network changes, unless the server asked to be left alone', async () => {
      const page = typeof addEventListener === 'function' ? globalThis : new EventTarget();
      onTestFinished(() => void vi.unstubAllGlobals());
      vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
      vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
      // Nothing ends a wait but what this is about.
      const waits: number[] = [];
      const patient = { now: Date.now, random: () => 0.999, after: (ms: number) => (waits.push(ms), () => undefined) };
      const screen = user.open({ clock: patient });
      await screen.is({ state: 'live' });
      screen.source.faults.push({ on: 'put', do: new SourceError('rate-limited', 'busy', { retryAfterMs: 7_777 }) });
      screen.source.faults.push({ on: 'put', do: 'timeout' });
      const sent = screen.send('one');
      await vi.waitFor(() => expect(waits).toContain(7_777));
      page.dispatchEvent(new Event('online'));
      await screen.is({ waiting: 1 });
      const puts = (): number => screen.source.requests.filter((request) => request === 'put create').length;
      expect(puts()).toBe(1);
      // A fresh join ends that wait, too; the next one is the kit's own.
      screen.source.goOffline();
      screen.source.goOnline();
      await vi.waitFor(() => expect(puts()).toBe(2));
      await vi.waitFor(() => expect(waits.at(-1)).toBeGreaterThan(1_000));
      page.dispatchEvent(new Event('online'));
      await sent;
      await screen.is({ waiting: 0 });
      expect(user.server.contents()).toEqual(['one']);
    });

    it('catches up over several answers after being away', async () => {
      user.server.say('before');
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.goOffline();
      await screen.is({ state: 'offline' });
      for (let n = 1; n <= 700; n += 1) user.server.say(`m${n}`);
      screen.source.goOnline();
      await screen.is({ state: 'live' });
      // Nobody reads that many at once: the window starts again from the newest.
      await vi.waitFor(() => expect(screen.rows.at(-1)).toBe('m700'));
      expect(screen.rows).toEqual(user.server.contents().slice(-screen.rows.length));
      expect(screen.rows.length).toBeGreaterThanOrEqual(100);
      expect(screen.rows.length).toBeLessThanOrEqual(500);
      await screen.stream.older(700);
      expect(screen.rows).toEqual(['before', ...Array.from({ length: 499 }, (_, n) => `m${n + 1}`)]);
      expect(screen.source.requests.filter((request) => request.startsWith('sync')).length).toBeGreaterThanOrEqual(3);
    });

    it('starts afresh when it was away for too long', async () => {
      user.server.say('ancient');
      const screen = user.open({ size: 5 });
      await screen.is({ state: 'live' });
      screen.source.goOffline();
      for (let n = 1; n <= 1_200; n += 1) user.server.say(`m${n}`);
      screen.source.goOnline();
      await screen.shows('m1196', 'm1197', 'm1198', 'm1199', 'm1200');
      await screen.is({ state: 'live', beginning: false });
    });

    it('shows the restored history when the server went back to a backup', async () => {
      for (let n = 1; n <= 5; n += 1) user.server.say(`m${n}`);
      const screen = user.open();
      await screen.shows('m1', 'm2', 'm3', 'm4', 'm5');
      user.server.restore(3);
      user.server.say('new', 'm3');
      await screen.shows('m1', 'm2', 'new');
      await screen.is({ state: 'live', waiting: 0 });
    });

    it('shows the restored history, and takes words, where the backup goes by the name of the history it cuts off', async () => {
      for (let n = 1; n <= 5; n += 1) user.server.say(`m${n}`);
      const tabs = [user.open(), user.open()];
      for (const screen of tabs) await screen.shows('m1', 'm2', 'm3', 'm4', 'm5');
      user.server.restore(3, { renamed: false });
      user.server.say('new', 'm3');
      for (const screen of tabs) await screen.shows('m1', 'm2', 'new');
      await tabs[0]!.send('mine');
      for (const screen of tabs) {
        await screen.shows('m1', 'm2', 'new', 'mine');
        await screen.is({ state: 'live', waiting: 0 });
        expect(screen.errors).toEqual([]);
      }
    });

    it('shows the restored history, and takes words, where the line lives on', async () => {
      for (let n = 1; n <= 5; n += 1) user.server.say(`m${n}`);
      const screen = user.open();
      await screen.is({ state: 'live' });
      user.server.restore(3, { hangsUp: false });
      screen.source.deaf = true;
      for (let n = 3; n <= 7; n += 1) user.server.say(`new ${n}`, `n${n}`);
      screen.source.deaf = false;
      user.server.server.truncate();
      user.server.say('new 8', 'n8');
      const restored = ['m1', 'm2', 'new 3', 'new 4', 'new 5', 'new 6', 'new 7', 'new 8'];
      await screen.shows(...restored);
      await screen.send('mine');
      await screen.shows(...restored, 'mine');
      await screen.is({ state: 'live', waiting: 0 });
      expect(screen.errors).toEqual([]);
    });

    it('keeps a topic that does not exist apart from one that cannot be reached', async () => {
      const screen = user.open({ topic: 'room:nowhere' });
      await screen.is({ state: 'not-found', loaded: false });
    });

    it('reports a malformed frame and goes on', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      user.server.say('hidden');
      screen.source.deaf = false;
      screen.source.forge(TOPIC, new SourceError('malformed', 'row.id: 7'));
      await screen.shows('hidden');
      await screen.is({ state: 'live' });
      expect(screen.errors.map(({ message }) => message)).toEqual(['row.id: 7']);
    });

    it('is not held up for ever by a number the server never made', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      user.server.say('real');
      await screen.shows('real');
      const row = { id: 'ghost', seq: 900, version: 900, deleted: false };
      screen.source.forge(TOPIC, { seq: 900, row });
      await screen.send('mine');
      await screen.shows('real', 'mine');
      await screen.is({ state: 'live', waiting: 0 });
    });

    it('misses nothing that comes while it is answered after the server had faults for a while', async () => {
      user.server.say('first');
      const screen = user.open();
      await screen.shows('first');
      await screen.is({ state: 'live' });
      screen.source.faults.push(...Array.from({ length: 3 }, () => ({ on: 'sync', do: new SourceError('server', 'oops') }) as const));
      screen.source.deaf = true;
      user.server.say('second');
      screen.source.deaf = false;
      const { server } = user.server;
      const sync = server.sync.bind(server);
      vi.spyOn(server, 'sync').mockImplementationOnce((...asked) => {
        const answer = sync(...asked);
        // Live changes come by another way, and overtake the answer.
        user.server.say('late');
        return answer;
      });
      user.server.say('third');
      await screen.shows('first', 'second', 'third', 'late');
      await screen.is({ state: 'live' });
    });

    it('hears of the words of others in time though it is answered about its own all the while', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      let n = 0;
      await vi.waitFor(
        async () => {
          user.server.say(`theirs ${n}`);
          await screen.send(`mine ${n}`);
          n += 1;
          expect(screen.rows).toContain('theirs 0');
        },
        { timeout: 2_000, interval: 60 },
      );
    });

    it('has what an own answer has overtaken before anybody could read that it is missing', async () => {
      user.server.say('first');
      const screen = user.open();
      await screen.shows('first');
      await screen.is({ state: 'live' });
      const from = screen.statuses.length;
      screen.source.deaf = true;
      user.server.say('lost');
      user.server.say('lost, too');
      await screen.send('mine');
      const began = Date.now();
      await screen.shows('first', 'lost', 'lost, too', 'mine');
      expect(Date.now() - began).toBeLessThan(1_500);
      expect(new Set(screen.statuses.slice(from).map(({ state }) => state))).toEqual(new Set(['live']));
      expect(screen.list.some((item) => isGap(item))).toBe(false);
    });

    it('says soon that it is behind, and shows a gap, where that cannot be had', async () => {
      user.server.say('first');
      const screen = user.open();
      await screen.shows('first');
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      screen.source.faults.push({ on: 'sync', do: 'hang' });
      user.server.say('lost');
      await screen.send('mine');
      await screen.shows('first', 'mine');
      const began = Date.now();
      await screen.is({ state: 'behind' });
      expect(Date.now() - began).toBeLessThan(1_500);
      expect(screen.rows).toEqual(['first', '…', 'mine']);
      screen.source.goOffline();
      screen.source.goOnline();
      await screen.shows('first', 'lost', 'mine');
      await screen.is({ state: 'live' });
    });

    it('asks for nothing that an own answer has overtaken by a moment, and for nothing between two of them', async () => {
      // A moment that takes longer than the test does.
      const long = clockWhere(100, 60_000);
      const screen = user.open({ clock: long });
      await screen.is({ state: 'live' });
      const [asked, from] = [screen.source.requests.length, screen.statuses.length];
      const later: [string, { seq: number; row: Row }][] = [];
      vi.spyOn(screen.source, 'broadcast').mockImplementation((...op) => void later.push(op));
      user.server.say('theirs');
      await screen.send('mine');
      await screen.send('mine, too');
      await screen.shows('mine', 'mine, too');
      vi.restoreAllMocks();
      for (const op of later) screen.source.broadcast(...op);
      await screen.shows('theirs', 'mine', 'mine, too');
      await screen.is({ state: 'live', waiting: 0 });
      expect(screen.source.requests.slice(asked)).toEqual(['put create', 'put create']);
      expect(new Set(screen.statuses.slice(from).map(({ state }) => state))).toEqual(new Set(['live']));
    });

    it('misses the op of an own wish that nothing is missing before, in no hurry', async () => {
      const waits: number[] = [];
      const hasty = clockWhere(2_000, 50);
      const after = (ms: number, run: () => void): (() => void) => (waits.push(ms), hasty.after(ms, run));
      const screen = user.open({ clock: { ...hasty, after } });
      await screen.is({ state: 'live' });
      screen.source.deaf = true;
      for (const text of ['mine', 'mine, too']) await screen.send(text);
      await screen.shows('mine', 'mine, too');
      await vi.waitFor(() => expect(screen.source.requests.filter((request) => request.startsWith('sync'))).toHaveLength(2));
      await screen.is({ state: 'live' });
      expect(waits.filter((ms) => ms === 100)).toEqual([]);
    });

    it('parks a wish the server cannot digest for two minutes, and sends the others', async () => {
      const screen = user.open({ clock: agingClock() });
      await screen.is({ state: 'live' });
      for (let n = 0; n < 13; n += 1) screen.source.faults.push({ on: 'put', do: new SourceError('server', 'crashed') });
      const told: string[] = [];
      const poison = screen.send('poison').then(
        () => told.push('accepted'),
        () => told.push('refused'),
      );
      await Promise.all([screen.send('fine'), screen.shows('fine', 'poison (failed)')]);
      expect(screen.stream.get('poison')?.wish?.error?.reason).toBe('poison');
      expect(screen.source.faults).toEqual([]);
      // Where the server accepts, nobody can say yet whether it has.
      expect(told).toEqual(storage === 'disk' ? ['accepted'] : []);
      await screen.stream.retry('poison');
      await screen.shows('fine', 'poison');
      await poison;
      expect(told).toEqual(['accepted']);
    });

    it('gives the words back when the user gives up what was parked', async () => {
      const screen = user.open({ clock: agingClock() });
      await screen.is({ state: 'live' });
      for (let n = 0; n < 13; n += 1) screen.source.faults.push({ on: 'put', do: new SourceError('server', 'crashed') });
      const sent = screen.send('poison').then(
        () => 'accepted',
        (error: NotAccepted) => error.reason,
      );
      await screen.shows('poison (failed)');
      await screen.stream.discard('poison');
      await screen.shows();
      await screen.is({ waiting: 0, failed: 0 });
      expect(await sent).toBe(storage === 'disk' ? 'accepted' : 'undone');
    });

    it.each([
      ['faults of half a minute', 'server', eagerClock],
      ['minutes without an answer', 'timeout', agingClock()],
    ] as const)('parks nothing for %s', async (_, reason, clock) => {
      const screen = user.open({ clock });
      await screen.is({ state: 'live' });
      for (let n = 0; n < 30; n += 1) screen.source.faults.push({ on: 'put', do: new SourceError(reason, 'crashed') });
      await screen.send('mine');
      await screen.shows('mine');
      expect(screen.statuses.every(({ failed }) => failed === 0)).toBe(true);
    });

    it('says when the server wants to know who is asking, and goes on after that', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      screen.source.stranger = true;
      const sent = screen.send('mine');
      await screen.is({ state: 'auth-required', waiting: 1 });
      // Another line says nothing about it.
      screen.source.goOffline();
      screen.source.goOnline();
      const puts = screen.source.requests.length;
      await vi.waitFor(() => expect(screen.source.requests.slice(puts)).toContain('put create'));
      expect(screen.status.state).toBe('auth-required');
      screen.source.stranger = false;
      await sent;
      await screen.is({ state: 'live', waiting: 0 });
      expect(user.server.contents()).toEqual(['mine']);
    });

    it('wants nobody to sign in for a wish that it has refused since', async () => {
      const screen = user.open({ graceMs: { create: 0, edit: 0, delete: 0 } });
      await screen.is({ state: 'live' });
      await screen.send('mine');
      screen.source.stranger = true;
      void screen.stream.edit('mine', { content: 'changed' }).catch(() => undefined);
      await screen.is({ state: 'auth-required' });
      screen.source.faults.push({ on: 'put', do: new SourceError('invalid', 'not this') });
      await screen.is({ state: 'live' });
    });

    it('asks again at once who is asking when the page wakes, and when the user wants to send again what was refused', async () => {
      if (storage === 'memory') return;
      const page = typeof addEventListener === 'function' ? globalThis : new EventTarget();
      onTestFinished(() => void vi.unstubAllGlobals());
      vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
      vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
      // Nothing ends a wait but what this is about.
      const screen = user.open({ clock: { now: Date.now, random: () => 0.999, after: () => () => undefined } });
      await screen.is({ state: 'live' });
      await screen.send(' ', 'blank');
      await screen.is({ failed: 1 });
      screen.source.stranger = true;
      await screen.send('mine');
      await screen.is({ state: 'auth-required', waiting: 1 });
      const puts = (): number => screen.source.requests.filter((request) => request === 'put create').length;
      expect(puts()).toBe(2);
      page.dispatchEvent(new Event('online'));
      await vi.waitFor(() => expect(puts()).toBe(3));
      screen.source.stranger = false;
      await screen.stream.retry('blank');
      await screen.is({ state: 'live', waiting: 0, failed: 1 });
      expect(user.server.contents()).toEqual(['mine']);
    });

    it.each(['outdated', 'unauthorized'] as const)(
      'says that nothing goes on when the server answers %s, and goes on when it does',
      async (reason) => {
        const screen = user.open();
        await screen.is({ state: 'live' });
        screen.source.faults.push({ on: 'sync', do: new SourceError(reason, 'no'), lasts: true });
        screen.source.forge(TOPIC, new SourceError(reason, 'no'));
        const state = reason === 'outdated' ? 'update-needed' : 'auth-required';
        await screen.is({ state });
        expect(screen.sync.status.word).toBe(state);
        screen.source.faults.length = 0;
        screen.source.goOffline();
        screen.source.goOnline();
        await screen.is({ state: 'live' });
        expect(screen.sync.status.word).toBe(storage === 'disk' ? 'live' : 'memory');
      },
    );

    it('sums up how all its topics stand, and counts what waits in them', async () => {
      const screen = user.open({ graceMs: 60_000 });
      const told: string[] = [];
      const stop = screen.sync.watch(({ word, waiting, failed }) => told.push(`${word} ${waiting} ${failed}`));
      await screen.is({ state: 'live' });
      const well = storage === 'disk' ? 'live' : 'memory';
      await vi.waitFor(() => expect(told.at(-1)).toBe(`${well} 0 0`));
      user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'x' } });
      await screen.shows('x');
      const deleted = screen.stream.delete('x');
      await vi.waitFor(() => expect(told.at(-1)).toBe(`${well} 1 0`));
      const ops = told.length;
      for (let n = 0; n < 20; n += 1) user.server.say(`op ${n}`);
      await vi.waitFor(() => expect(screen.rows).toHaveLength(21));
      expect(told).toHaveLength(ops);
      screen.source.goOffline();
      await vi.waitFor(() => expect(told.at(-1)).toBe('offline 1 0'));
      await screen.stream.undo('x');
      await deleted;
      await vi.waitFor(() => expect(told.at(-1)).toBe('offline 0 0'));
      stop();
      screen.source.goOnline();
      await screen.is({ state: 'live' });
      expect(told.at(-1)).toBe('offline 0 0');
    });

    it('refuses a message beyond all measure and keeps nothing of it', async () => {
      const screen = user.open();
      await screen.is({ state: 'live' });
      await expect(screen.send('x'.repeat(200_000), 'big')).rejects.toMatchObject({ name: 'NotAccepted', reason: 'too-large' });
      expect(screen.rows).toEqual([]);
    });

    if (storage === 'disk') describeDisk(user);
    else describeMemory(user);
  });
}

function describeDisk(user: OneUser): void {
  it('shows the same rows after a reload without a network', async () => {
    for (let n = 1; n <= 8; n += 1) user.server.say(`m${n}`);
    const before = user.open({ size: 5 });
    await before.shows('m4', 'm5', 'm6', 'm7', 'm8');
    await before.close();
    const after = user.open({ size: 5, online: false });
    await after.shows('m4', 'm5', 'm6', 'm7', 'm8');
    expect(after.batches).toHaveLength(1);
    expect(after.status).toMatchObject({ loaded: true, state: 'connecting' });
    await after.stream.older(2);
    expect(after.rows[0]).toBe('m2');
  });

  it('sends a message and a change only after the time to undo, and not at all when they are taken back', async () => {
    user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'old' } });
    const screen = user.open({ graceMs: { create: 60_000, edit: 60_000 } });
    await screen.is({ state: 'live' });
    await screen.send('too soon');
    await screen.stream.edit('x', { content: 'new' });
    await screen.shows('new (waiting)', 'too soon (waiting)');
    expect(await screen.stream.undo('too soon')).toBe(true);
    expect(await screen.stream.undo('x')).toBe(true);
    await screen.shows('old');
    await screen.is({ waiting: 0 });
    expect(await screen.stream.undo('x')).toBe(false);
    expect(user.server.received).toEqual([]);
    const quick = user.open({ graceMs: { create: 30, edit: 30 } });
    await quick.is({ state: 'live' });
    await quick.send('soon');
    await quick.stream.edit('x', { content: 'new' });
    await quick.shows('new', 'soon');
    await vi.waitFor(() => expect(user.server.contents()).toEqual(['new', 'soon']));
  });

  it('lets a delete stand when its message is changed in the time to undo it, and loses no words', async () => {
    for (const id of ['a', 'b']) user.server.put('ana', TOPIC, { mutationId: id, kind: 'create', id, body: { content: id } });
    const screen = user.open({ graceMs: 60_000 });
    await screen.shows('a', 'b');
    await screen.stream.delete('a');
    await screen.stream.edit('a', { content: 'changed' });
    await screen.shows('changed (deleting)', 'b');
    // Taken back, the message is there with the new words.
    expect(await screen.stream.undo('a')).toBe(true);
    await screen.shows('changed', 'b');
    await screen.is({ waiting: 0, failed: 0 });
    const quick = user.open({ graceMs: 200 });
    await quick.shows('changed', 'b');
    await quick.stream.delete('b');
    await quick.stream.edit('b', { content: 'too late' });
    // Not taken back, it goes, and the words are shown as what could not be saved any more.
    await quick.shows('changed', 'too late (failed)');
    expect(quick.stream.failures[0]).toMatchObject({ kind: 'edit', error: { reason: 'gone' }, body: { content: 'too late' } });
    expect(user.server.contents()).toEqual(['changed']);
  });

  it('takes back with a message what was to follow it', async () => {
    const screen = user.open({ graceMs: { create: 60_000 } });
    await screen.is({ state: 'live' });
    await screen.send('first');
    await screen.stream.edit('first', { content: 'second thoughts' });
    await screen.shows('second thoughts (waiting)');
    expect(await screen.stream.undo('first')).toBe(true);
    await screen.shows();
    await screen.is({ waiting: 0, failed: 0 });
  });

  it('asks the browser once to keep what is kept, and not before something is', async () => {
    const persist = promisingBrowser();
    const screen = user.open();
    await screen.is({ state: 'live' });
    expect(persist).not.toHaveBeenCalled();
    await screen.send('one');
    await vi.waitFor(() => expect(screen.sync.status.persisted).toBe(true));
    await screen.send('two');
    const later = user.open();
    await later.send('three');
    await vi.waitFor(() => expect(later.sync.status.persisted).toBe(true));
    expect(persist).toHaveBeenCalledTimes(1);
  });

  it('sends what was written offline when the network is back, once', async () => {
    user.server.say('one');
    const screen = user.open();
    await screen.is({ state: 'live' });
    screen.source.goOffline();
    await screen.send('two');
    await screen.send('three');
    await screen.shows('one', 'two (waiting)', 'three (waiting)');
    await screen.is({ state: 'offline', waiting: 2 });
    expect(user.server.contents()).toEqual(['one']);
    screen.source.goOnline();
    await screen.shows('one', 'two', 'three');
    expect(user.server.contents()).toEqual(['one', 'two', 'three']);
  });

  it('sends what was written before the tab was closed, even in a room nobody opens again', async () => {
    const before = user.open({ online: false });
    await before.send('kept');
    await before.close();
    user.open({ topic: 'rooms' });
    await vi.waitFor(() => expect(user.server.contents()).toEqual(['kept']));
  });

  it('keeps a refused message with its reason until it is retried or discarded', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    await screen.send(' ', 'blank');
    await screen.shows('  (failed)');
    await screen.is({ failed: 1, waiting: 0 });
    expect(screen.stream.get('blank')?.wish?.error).toMatchObject({ reason: 'invalid', fields: { content: "can't be blank" } });
    await screen.send('next');
    await screen.shows('next', '  (failed)');
    await screen.stream.retry('blank');
    await vi.waitFor(() => expect(user.server.received).toHaveLength(3));
    await screen.is({ failed: 1, waiting: 0 });
    await screen.stream.discard('blank');
    await screen.shows('next');
    await screen.is({ failed: 0 });
  });

  it('sends a refused message anew when its text is corrected', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    await screen.send(' ', 'blank');
    await screen.shows('  (failed)');
    await screen.stream.edit('blank', { content: 'words' });
    await screen.shows('words');
    await screen.is({ failed: 0, waiting: 0 });
    expect(user.server.contents()).toEqual(['words']);
  });

  it('shows the words of an edit the server refused, and the truth when they are discarded', async () => {
    user.server.say('theirs');
    const screen = user.open();
    await screen.is({ state: 'live' });
    await screen.stream.edit('theirs', { content: 'mine' });
    await screen.shows('mine (failed)');
    await screen.stream.discard('theirs');
    await screen.shows('theirs');
  });

  it('keeps the words of an edit whose message was deleted meanwhile', async () => {
    user.server.put('ana', TOPIC, { mutationId: 'x', kind: 'create', id: 'x', body: { content: 'old' } });
    const screen = user.open();
    await screen.is({ state: 'live' });
    screen.source.goOffline();
    await screen.stream.edit('x', { content: 'new words' });
    user.server.put('ana', TOPIC, { mutationId: 'y', kind: 'delete', id: 'x', body: {} });
    screen.source.goOnline();
    await screen.shows('new words (failed)');
    expect(screen.list[0]).toMatchObject({ row: { deleted: true }, wish: { error: { reason: 'gone' } } });
    await screen.stream.discard('x');
    await screen.shows();
  });

  it('forgets a message deleted before it was ever sent, after the time to undo', async () => {
    const screen = user.open({ graceMs: 40 });
    await screen.is({ state: 'live' });
    screen.source.goOffline();
    await screen.send('never mind');
    await screen.stream.delete('never mind');
    await screen.shows('never mind (deleting)');
    await screen.shows();
    await screen.is({ waiting: 0 });
    screen.source.goOnline();
    await screen.is({ state: 'live' });
    expect(user.server.received).toEqual([]);
  });

  it('shows the same in two tabs, whichever of them writes', async () => {
    user.server.say('one');
    const a = user.open();
    const b = user.open();
    await Promise.all([a.is({ state: 'live' }), b.is({ state: 'live' })]);
    await a.send('from a');
    await b.send('from b');
    await a.stream.edit('from a', { content: 'from a!' });
    await a.shows('one', 'from a!', 'from b');
    await b.shows('one', 'from a!', 'from b');
    expect(user.server.contents()).toEqual(['one', 'from a!', 'from b']);
  });

  it('shows in one tab what waits in another, and sends it from there if the other cannot', async () => {
    const a = user.open();
    const b = user.open();
    await Promise.all([a.is({ state: 'live' }), b.is({ state: 'live' })]);
    a.source.goOffline();
    await a.send('from a');
    await b.shows('from a');
    await vi.waitFor(() => expect(user.server.contents()).toEqual(['from a']));
    await a.shows('from a');
    await a.is({ waiting: 0 });
  });

  it('sends once when two tabs come back at the same time', async () => {
    const a = user.open();
    const b = user.open();
    await Promise.all([a.is({ state: 'live' }), b.is({ state: 'live' })]);
    a.source.goOffline();
    b.source.goOffline();
    await Promise.all([1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? a : b).send(`m${n}`)));
    await a.is({ waiting: 6 });
    a.source.goOnline();
    b.source.goOnline();
    await a.is({ waiting: 0 });
    await b.is({ waiting: 0 });
    const contents = user.server.contents();
    expect(contents.toSorted()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    await a.shows(...contents);
    await b.shows(...contents);
  });
}

function describeMemory(user: OneUser): void {
  it('accepts a message when the server has it', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    await screen.send('mine');
    expect(user.server.contents()).toEqual(['mine']);
  });

  it('does not accept a message while offline, and keeps nothing of it', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    screen.source.goOffline();
    const refused = screen.send('mine');
    await expect(refused).rejects.toBeInstanceOf(NotAccepted);
    await expect(refused).rejects.toMatchObject({ reason: 'offline' });
    expect(screen.rows).toEqual([]);
  });

  it('does not accept a message the server refuses, and keeps nothing of it', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    await expect(screen.send(' ', 'blank')).rejects.toMatchObject({ reason: 'refused' });
    await screen.shows();
    await screen.is({ waiting: 0, failed: 0 });
  });
}
