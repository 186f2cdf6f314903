// What is under way, or comes late, when all is closed: nobody waits for ever, and nothing is left open.

import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/sync/outbox.js';
import { memoryOutbox } from '../../src/sync/memory-store.js';
import { Wishes } from '../../src/sync/wishes.js';
import { TOPIC } from './fake-source.js';
import { eagerClock } from './list-screen.js';
import { oneUser } from './one-user.js';

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
    const nothing = (): void => undefined;
    const grace = { create: 0, edit: 0, delete: 0 };
    const about = { topic: TOPIC, user: 'ana', outbox, clock: eagerClock, grace, storage: () => 'memory' as const };
    const wishes = new Wishes({ ...about, joined: () => true, changed: nothing, retried: nothing });
    const made = wishes.create('id', 'mutation', { content: 'words' });
    wishes.close();
    await expect(made).rejects.toMatchObject({ reason: 'not-saved' });
    expect(await outbox.entries(TOPIC)).toEqual([]);
  });
});
