// The bounds of R8, as options of a chat.

import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { openChat } from '../../src/chat/chat.js';
import { modelRun } from '../live-stream/list-model.js';
import { FakeBackend } from '../../src/testing/fake-backend.js';

describe('the bounds of a chat', () => {
  it('hold what is shown of a room to `most`, and what is kept of it to `limits`', async () => {
    const backend = new FakeBackend({ archived: 2_000 });
    const bounds = { most: 40, limits: { rows: 120 } };
    const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'bounds', storage: 'memory', ...bounds });
    let list: { id: string }[] = [];
    let longest = 0;
    const stream = chat.room('archive', {
      ops: (ops) => {
        list = modelRun(list, ops as never);
        longest = Math.max(longest, list.length);
      },
      status: () => undefined,
      error: (error) => expect.fail(error.message),
    });
    await vi.waitFor(() => expect(list).toHaveLength(10));
    for (let page = 0; page < 20; page += 1) await stream.older(30);
    expect(longest).toBe(40);
    const top = list[0]!.id;
    // Of six hundred that were read only so many are left: without a connection the way back is soon at its end.
    backend.online = false;
    await vi.waitFor(() => expect(stream.status.state).toBe('offline'));
    const seen = new Set(list.map(({ id }) => id));
    for (let page = 0; page < 20; page += 1) {
      await stream.newer(30);
      for (const { id } of list) seen.add(id);
    }
    expect(seen.has(top)).toBe(true);
    expect(seen.size).toBeGreaterThanOrEqual(40);
    expect(seen.size).toBeLessThanOrEqual(200);
    await chat.close();
    await backend.close();
  });

  it('hold what waits to `outboxLimit`', async () => {
    const backend = new FakeBackend();
    const chat = openChat({
      source: backend.source('ana'),
      user: backend.user('ana'),
      app: 'bounds',
      storage: 'disk',
      outboxLimit: { entries: 2 },
    });
    backend.online = false;
    const stream = chat.room('quiet-corner', { ops: () => undefined, status: () => undefined, error: () => undefined });
    const send = (id: string): Promise<void> => stream.create(id, `m-${id}`, { roomId: 'quiet-corner', content: id });
    await send('one');
    await send('two');
    await expect(send('three')).rejects.toMatchObject({ reason: 'outbox-full' });
    expect(chat.status).toMatchObject({ waiting: 2, full: true });
    await chat.logout({ force: true });
    await backend.close();
  });
});
