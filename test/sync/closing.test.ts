// What is under way, or comes late, when all is closed: nobody waits for ever, and nothing is left open.

import 'fake-indexeddb/auto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import type { Clock } from '../../src/sync/clock.js';
import { DrainLock } from '../../src/sync/drain-lock.js';
import { Outbox } from '../../src/sync/outbox.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Sync } from '../../src/sync/sync.js';
import { Wishes } from '../../src/sync/wishes.js';
import { TOPIC } from './fake-source.js';
import { eagerClock } from './list-screen.js';
import { oneUser } from './one-user.js';

const nothing = (): void => undefined;

describe('a wish that only the server can accept', () => {
  const user = oneUser({ storage: 'memory' });

  it('is not accepted when all is closed in the moment it is made, and its writer hears so', async () => {
    const screen = user.open();
    await screen.is({ state: 'live' });
    const made = screen.send('words');
    void screen.sync.close();
    await expect(made).rejects.toMatchObject({ reason: 'not-saved', message: 'Closed before the server answered.' });
  });

  it('is nowhere any more where its topic was closed under it: nobody sends what its writer has again', async () => {
    const outbox = new Outbox(memoryOutbox());
    const grace = { create: 0, edit: 0, delete: 0 };
    const about = { topic: TOPIC, user: 'ana', outbox, clock: eagerClock, grace, storage: () => 'memory' as const };
    const wishes = new Wishes({ ...about, joined: () => true, changed: nothing, retried: nothing });
    const made = wishes.create('id', 'mutation', { content: 'words' });
    wishes.close();
    await expect(made).rejects.toMatchObject({ reason: 'not-saved' });
    expect(await outbox.entries(TOPIC)).toEqual([]);
  });
});

/** Real time, and which waits are not over: in milliseconds. */
function watchedClock(): { clock: Clock; waits: Set<{ ms: number }> } {
  const waits = new Set<{ ms: number }>();
  const after: Clock['after'] = (ms, run) => {
    const wait = { ms };
    waits.add(wait);
    const cancel = eagerClock.after(ms, () => (waits.delete(wait), run()));
    return () => (waits.delete(wait), cancel());
  };
  return { clock: { ...eagerClock, after }, waits };
}

describe('what is used after it was closed', () => {
  const user = oneUser();

  it('opens no database that nobody would close, and can still be left', async () => {
    const before = user.open({ online: false });
    await before.send('kept');
    await before.close();
    const opened = vi.spyOn(IDBFactory.prototype, 'open');
    const { clock, waits } = watchedClock();
    const sync = new Sync({ app: 'test', userKey: user.userKey, source: user.server.source(), clock });
    await sync.close();
    const errors: Error[] = [];
    const words: string[] = [];
    const states: string[] = [];
    sync.watch(({ word }) => void words.push(word));
    sync.resume();
    const late = sync.stream(TOPIC, { ops: nothing, status: ({ state }) => states.push(state), error: (error) => errors.push(error) });
    await expect(sync.drafts.all()).rejects.toThrow('closed');
    await vi.waitFor(() => expect(states).toEqual(['closed']));
    await expect(late.create('id', 'mutation', {})).rejects.toMatchObject({ reason: 'closed', message: `${TOPIC}: sync is closed` });
    expect([opened.mock.calls, [...waits], words, errors]).toEqual([[], [], ['closed'], []]);
    expect(await sync.logout()).toMatchObject({ left: false, waiting: 1 });
    expect(await sync.logout({ force: true })).toMatchObject({ left: true, deleted: true });
    expect((await indexedDB.databases()).filter(({ name }) => name?.includes(user.userKey))).toEqual([]);
  });

  it('says `closed` for good, and of what is sent too late: what was shown can still be read, and what waits still waits', async () => {
    const screen = user.open({ online: false });
    await screen.send('kept');
    await screen.shows('kept (waiting)');
    const words: string[] = [];
    screen.sync.watch(({ word }) => void words.push(word));
    await screen.sync.close();
    await expect(screen.send('too late')).rejects.toMatchObject({ reason: 'closed' });
    await screen.shows('kept (waiting)');
    await screen.is({ state: 'closed', word: 'closed', waiting: 1 });
    screen.sync.resume();
    expect(words.slice(-1)).toEqual(['closed']);
    expect(screen.sync.status.waiting).toBe(1);
  });

  it('waits for nothing: a stream whose storage did not answer', async () => {
    const { clock, waits } = watchedClock();
    const again = (): boolean => [...waits].some(({ ms }) => ms === 2_000);
    vi.spyOn(Cache.prototype, 'window').mockRejectedValue(new DOMException('on purpose', 'UnknownError'));
    const screen = user.open({ clock });
    await vi.waitFor(() => expect(again()).toBe(true));
    screen.stream.close();
    expect(again()).toBe(false);
  });

  it.each(['the lock is asked for', 'the outbox is read'])(
    'waits for nothing: a tab closed while %s, as another one sends',
    async (when) => {
      const { clock, waits } = watchedClock();
      const close = (): void => lock.close();
      const request = async (_name: string, _options: LockOptions, run: (lock: null) => Promise<void>): Promise<void> => {
        if (when === 'the lock is asked for') close();
        await run(null);
      };
      vi.stubGlobal('navigator', { locks: { request } });
      onTestFinished(() => void vi.unstubAllGlobals());
      const place = async (): Promise<string> => {
        if (when === 'the outbox is read') close();
        return '1 0';
      };
      const lock = new DrainLock({ name: () => 'lock', clock, place, lookAgain: nothing, error: nothing });
      await lock.run(() => Promise.reject(new Error('another one sends')));
      expect([...waits]).toEqual([]);
    },
  );
});
