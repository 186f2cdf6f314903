// Topics in which something waits to be sent while nobody shows them: they have their place in the cache, as those that are shown.

import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { ROOMS_TOPIC, roomTopic } from '../../src/backend/model.js';
import { leasesOf } from '../../src/sync/cache-trim.js';
import { SourceError } from '../../src/sync/protocol.js';
import type { TopicState } from '../../src/sync/rules.js';
import type { ListScreen } from './list-screen.js';
import { oneUser } from './one-user.js';

const SILENT = { ops: () => undefined, status: () => undefined, error: () => undefined };

describe('more topics that wait than a cache may hold', () => {
  const user = oneUser({ limits: { topics: 1 } });

  /** Writes a message in a room and leaves it at once. */
  const writeIn = async (screen: ListScreen, room: string): Promise<void> => {
    const body = { name: room, description: '' };
    user.server.put('ana', ROOMS_TOPIC, { mutationId: room, kind: 'create', id: room, body });
    const stream = screen.sync.stream(roomTopic(room), SILENT);
    await stream.create(`in ${room}`, crypto.randomUUID(), { content: 'a word', roomId: room, sender: { id: 'ana', name: 'Ana' } });
    stream.close();
  };

  const readAnew = (...tabs: ListScreen[]): number =>
    tabs.flatMap(({ source }) => source.requests).filter((request) => request === 'sync -1').length;

  /** Much happens in the room that is shown, in which topics could be read again and again. */
  const goOn = async (...tabs: ListScreen[]): Promise<void> => {
    const said: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      said.push(`${n}`);
      user.server.say(`${n}`);
      for (const one of tabs) await one.shows(...said);
    }
  };

  it('are read a few times at most, and not in turn for ever, in whichever tab', async () => {
    const tabs = [user.open({ online: false }), user.open({ online: false })];
    for (const room of ['cellar', 'attic']) await writeIn(tabs[0]!, room);
    for (const { source } of tabs) {
      const later = new SourceError('rate-limited', 'later', { retryAfterMs: 60_000 });
      source.faults.push({ on: 'put', do: later, lasts: true });
      source.goOnline();
    }
    await vi.waitFor(() => expect(tabs[0]!.source.requests.filter((request) => request === 'put create')).toHaveLength(2));
    await goOn(...tabs);
    expect(readAnew(...tabs)).toBeLessThanOrEqual(12);
  });

  it('let go of their place when they have been sent', async () => {
    const screen = user.open({ online: false });
    for (const room of ['cellar', 'attic']) await writeIn(screen, room);
    screen.source.goOnline();
    await screen.is({ state: 'live' });
    await vi.waitFor(() => expect(screen.sync.status.waiting).toBe(0));
    const db = await openDB(`ls:test:${user.userKey}:cache:1`);
    await vi.waitFor(async () => {
      const states = (await db.getAll('topics')) as TopicState[];
      expect(states.filter((state) => leasesOf(state).length > 0).map(({ topic }) => topic)).toEqual([roomTopic('kitchen')]);
    });
    db.close();
  });

  it('are read a few times at most where all of them are shown', async () => {
    const screen = user.open({ online: false });
    for (const room of ['cellar', 'attic']) {
      await writeIn(screen, room);
      screen.sync.stream(roomTopic(room), SILENT);
    }
    screen.source.goOnline();
    await screen.is({ state: 'live' });
    await goOn(screen);
    expect(readAnew(screen)).toBeLessThanOrEqual(12);
  });
});
