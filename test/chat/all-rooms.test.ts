// Rooms beyond those a server gives at first: all are there, on a fresh device, offline, after lost answers; of too many the newest.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Room } from '../../src/backend/model.js';
import { openChat, type Chat } from '../../src/chat/chat.js';
import { FakeBackend } from '../../src/testing/fake-backend.js';
import { modelRun } from '../live-stream/list-model.js';
import type { StreamStatus } from '../../src/sync/synced-stream.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

async function serverWith(count: number): Promise<FakeBackend> {
  const backend = new FakeBackend({ record: true });
  cleanUp.push(() => backend.close());
  for (let n = 0; n < count; n += 1) await add(backend, n);
  return backend;
}

const add = (backend: FakeBackend, n: number): Promise<unknown> =>
  backend.host.put('ana', 'rooms', { mutationId: `room-${n}`, kind: 'create', id: `r${n}`, body: { name: `Room ${n}`, description: '' } });

function chatOf(backend: FakeBackend, options: { app?: string; storage?: 'disk'; most?: number } = {}): Chat {
  const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'all-rooms', storage: 'memory', ...options });
  cleanUp.push(() => chat.close());
  return chat;
}

/** What somebody is told who shows the rooms. */
function show(chat: Chat): { names: string[]; statuses: StreamStatus[]; loaded: boolean; heard(): void; close(): void } {
  let list: { id: string; row?: Room }[] = [];
  const statuses: StreamStatus[] = [];
  const stream = chat.rooms({
    ops: (ops) => {
      list = modelRun(list, ops as never);
      shown.heard();
    },
    status: (status) => statuses.push(status),
    error: (error) => expect.fail(error.message),
  });
  cleanUp.push(() => stream.close());
  const shown = {
    get names() {
      return list.map(({ id }) => id);
    },
    statuses,
    get loaded() {
      return statuses.at(-1)?.loaded ?? false;
    },
    heard: () => undefined as void,
    close: () => stream.close(),
  };
  return shown;
}

/** The rooms of the seed are older than these. */
const numbered = (from: number, below: number): string[] => Array.from({ length: below - from }, (_, n) => `r${from + n}`);
const SEEDED = ['weekend-plans', 'sre-team', 'quiet-corner'];

describe('the rooms of a chat', () => {
  it('are all there on a fresh device, and not said to be loaded before, for each who shows them', async () => {
    const chat = chatOf(await serverWith(80));
    const [one, two] = [show(chat), show(chat)];
    for (const shown of [one, two]) {
      await vi.waitFor(() => expect(shown.loaded).toBe(true));
      expect(shown.names).toEqual([...SEEDED, ...numbered(0, 80)]);
      expect(shown.statuses.filter(({ loaded, beginning }) => loaded && !beginning)).toEqual([]);
    }
  });

  it('are asked for once, however many show them', async () => {
    const backend = await serverWith(80);
    const chat = chatOf(backend);
    const shown = [show(chat), show(chat), show(chat)];
    for (const one of shown) await vi.waitFor(() => expect(one.loaded).toBe(true));
    expect(backend.host.requests.filter(({ event }) => event === 'page')).toHaveLength(1);
  });

  it('are all there offline, too, once they were shown', async () => {
    const backend = await serverWith(300);
    const app = 'rooms-offline';
    const before = chatOf(backend, { app, storage: 'disk' });
    const online = show(before);
    await vi.waitFor(() => expect(online.loaded).toBe(true));
    await before.close();
    backend.online = false;
    const shown = show(chatOf(backend, { app, storage: 'disk' }));
    await vi.waitFor(() => expect(shown.loaded).toBe(true));
    expect(shown.names).toEqual([...SEEDED, ...numbered(0, 300)]);
  });

  it('come after all where the server could not give them at first', async () => {
    const backend = await serverWith(80);
    backend.host.faults.add({ do: '500', match: { event: 'page' }, times: 1 });
    const shown = show(chatOf(backend));
    await vi.waitFor(() => expect(shown.loaded).toBe(true));
    expect(shown.names).toEqual(numbered(30, 80));
    await add(backend, 80);
    await vi.waitFor(() => expect(shown.names).toEqual([...SEEDED, ...numbered(0, 81)]));
    expect(shown.loaded).toBe(true);
  });

  it('are shown as far as they can be had where the server refuses the others, which is asked once', async () => {
    const backend = await serverWith(80);
    backend.host.faults.add({ do: '422', match: { event: 'page' } });
    const shown = show(chatOf(backend));
    await vi.waitFor(() => expect(shown.loaded).toBe(true));
    expect(shown.names).toEqual(numbered(30, 80));
    await add(backend, 80);
    await vi.waitFor(() => expect(shown.names).toEqual(numbered(30, 81)));
    expect(shown.loaded).toBe(true);
    expect(backend.host.requests.filter(({ event }) => event === 'page')).toHaveLength(1);
  });

  it('are the newest where they are more than a list has rows, and stay so when more come', async () => {
    const backend = await serverWith(510);
    const shown = show(chatOf(backend, { most: 40 }));
    await vi.waitFor(() => expect(shown.loaded).toBe(true));
    expect(shown.names).toEqual(numbered(10, 510));
    await add(backend, 510);
    await vi.waitFor(() => expect(shown.names).toEqual(numbered(11, 511)));
  });

  it('are told to nobody who has closed their stream', async () => {
    const backend = await serverWith(80);
    const chat = chatOf(backend);
    const [one, two] = [show(chat), show(chat)];
    let told = -1;
    one.heard = () => {
      if (one.names.length < 50) return;
      one.close();
      told = one.statuses.length;
    };
    await vi.waitFor(() => expect(two.loaded).toBe(true));
    expect([one.names.length, one.statuses.length]).toEqual([50, told]);
  });
});
