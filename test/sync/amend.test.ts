// Words corrected after the server may have had what they correct: they reach it, whatever it had.

import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { HORIZON } from '../../src/sync/queue.js';
import { SourceError } from '../../src/sync/protocol.js';
import { TOPIC } from './fake-source.js';
import { agingClock, eagerClock, type ListScreen } from './list-screen.js';
import { oneUser } from './one-user.js';

const monthLater = { ...eagerClock, now: () => Date.now() + HORIZON + 1 };
const crash = { on: 'put', do: new SourceError('server', 'crashed') } as const;

describe('words corrected after nobody knows whether they were sent', () => {
  const user = oneUser();

  /** The server has `mine` and nobody here knows it; the line is gone, and the device with it for a month. */
  async function expired(): Promise<ListScreen> {
    const before = user.open();
    await before.is({ state: 'live' });
    before.source.deaf = true;
    before.source.faults.push({ on: 'put', do: 'lose-line' });
    await before.send('mine');
    await vi.waitFor(() => expect(user.server.contents()).toEqual(['mine']));
    await before.close();
    const screen = user.open({ online: false, clock: monthLater });
    await screen.shows('mine (failed)');
    expect(screen.stream.get('mine')?.wish?.error?.reason).toBe('expired');
    return screen;
  }

  const kinds = (): string[] => user.server.received.map(({ kind }) => kind);

  it('reach the server that has the first ones', async () => {
    const screen = await expired();
    await screen.stream.edit('mine', { content: 'corrected' });
    await screen.shows('corrected (waiting)');
    const seen = screen.history.length;
    screen.source.goOnline();
    await screen.shows('corrected');
    await screen.is({ state: 'live', waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual(['corrected']);
    expect(kinds()).toEqual(['create', 'create', 'edit']);
    expect(new Set(user.server.received.map(({ mutationId }) => mutationId)).size).toBe(3);
    expect(user.server.received.at(-1)?.body).toEqual({ content: 'corrected' });
    expect(screen.history.slice(seen).flat()).not.toContain('mine');
  });

  it('reach it, too, when they come as another create of the same row', async () => {
    const screen = await expired();
    await screen.send('said anew', 'mine');
    screen.source.goOnline();
    await screen.shows('said anew');
    await screen.is({ waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual(['said anew']);
    expect(user.server.received.at(-1)).toMatchObject({ kind: 'edit', body: { content: 'said anew' } });
  });

  it('reach it in the order of writing when they were corrected twice', async () => {
    const screen = await expired();
    await screen.stream.edit('mine', { content: 'corrected' });
    await screen.stream.edit('mine', { content: 'corrected again' });
    screen.source.goOnline();
    await screen.shows('corrected again');
    await screen.is({ waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual(['corrected again']);
  });

  it('reach it when it was the server that could not say what became of the first ones', async () => {
    const screen = user.open({ clock: agingClock() });
    await screen.is({ state: 'live' });
    screen.source.deaf = true;
    screen.source.faults.push({ on: 'put', do: 'timeout-after-commit' }, ...Array.from({ length: 13 }, () => crash));
    await screen.send('mine');
    await screen.shows('mine (failed)');
    expect(screen.stream.get('mine')?.wish?.error?.reason).toBe('poison');
    await screen.stream.edit('mine', { content: 'corrected' });
    await screen.shows('corrected');
    await screen.is({ waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual(['corrected']);
  });

  it('are gone from the server when they are deleted before they were sent', async () => {
    const screen = await expired();
    await screen.stream.edit('mine', { content: 'corrected' });
    await screen.stream.delete('mine');
    await screen.shows('corrected (deleting)');
    screen.source.goOnline();
    await screen.shows();
    await screen.is({ waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual([]);
  });

  it('are said once where the server never had the first ones', async () => {
    const screen = user.open({ clock: agingClock() });
    await screen.is({ state: 'live' });
    screen.source.faults.push(...Array.from({ length: 13 }, () => crash));
    await screen.send('mine');
    await screen.shows('mine (failed)');
    await screen.stream.edit('mine', { content: 'corrected' });
    await screen.shows('corrected');
    await screen.is({ waiting: 0, failed: 0 });
    expect(user.server.contents()).toEqual(['corrected']);
    expect(kinds()).toEqual(['create']);
  });

  it('stay in sight where the row was deleted meanwhile', async () => {
    const screen = await expired();
    user.server.put('ana', TOPIC, { mutationId: 'd', kind: 'delete', id: 'mine', body: {} });
    await screen.stream.edit('mine', { content: 'corrected' });
    screen.source.goOnline();
    await screen.shows('corrected (failed)');
    expect(screen.stream.failures.map(({ kind, error }) => [kind, error?.reason])).toEqual([['edit', 'gone']]);
    await screen.stream.discard('mine');
    await screen.shows();
    expect(user.server.contents()).toEqual([]);
  });
});
