// A join or a page that is refused, over either transport: of a moment, it costs nobody the room, nor what was accepted in it; and for as
// long as it lasts, it is called what it is.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { ROOMS_TOPIC, roomTopic } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import { systemClock, type Clock } from '../../src/sync/clock.js';
import type { Source } from '../../src/sync/protocol.js';
import type { StreamStatus } from '../../src/sync/stream-status.js';
import { Sync } from '../../src/sync/sync.js';
import { Listener } from './contract-suite.js';

const ROOM = 'quiet-corner';
/** What is waited for takes a tenth of its time, but storage has all of it. */
const quick: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms === 5_000 ? ms : ms / 10, run), random: () => 0.1 };
/** Nothing ends a wait by itself. */
const endless: Clock = { now: Date.now, random: () => 0, after: () => () => undefined };

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

const TRANSPORTS: [string, (host: ServerHost) => Source][] = [
  ['Phoenix', (host) => phoenixSource({ url: 'ws://test/socket', token: 'ana', transport: inProcessTransport(host), random: () => 0.1 })],
  ['HTTP', (host) => httpSource({ url: '', token: 'ana', fetch: inProcessFetch(host), random: () => 0.1 })],
];

describe.each(TRANSPORTS)('a refusal over %s', (name, sourceOf) => {
  let run = 0;

  function start(clock: Clock) {
    const host = new ServerHost({ storage: 'memory', archived: 2_000 });
    const source = sourceOf(host);
    const sync = new Sync({ app: `refused-${name}-${(run += 1)}`, userKey: 'ana', source, clock });
    cleanUp.push(
      () => host.close(),
      () => source.close(),
      () => sync.close(),
    );
    const open = (topic: string) => {
      const statuses: StreamStatus[] = [];
      const stream = sync.stream(topic, { ops: () => undefined, status: (status) => statuses.push(status), error: () => undefined });
      const is = (status: Partial<StreamStatus>): Promise<void> =>
        vi.waitFor(() => expect(stream.status).toMatchObject(status), { timeout: 9_000 });
      return { stream, statuses, is };
    };
    const contents = async (): Promise<unknown[]> =>
      (await host.current())
        .page('ana', roomTopic(ROOM), { before: Infinity, limit: 500 })
        .rows.map((row) => (row as { content?: string }).content);
    return { host, source, sync, open, contents };
  }

  it.each(['401', '403'] as const)('of one join (%s) keeps nothing back that was accepted', { timeout: 20_000 }, async (refusal) => {
    const { host, open, contents } = start(quick);
    host.faults.add({ do: refusal, match: { event: 'phx_join' }, times: 1 });
    const { stream, is } = open(roomTopic(ROOM));
    await stream.create('a', 'm-a', { content: 'mine' });
    await is({ state: 'live', waiting: 0 });
    expect(host.faults.struck.get(refusal)).toBe(1);
    expect(await contents()).toContain('mine');
  });

  it('of a room that is made later is over by itself, for all who listen in it', { timeout: 20_000 }, async () => {
    const { host, source, open } = start(quick);
    const { statuses, is } = open(roomTopic('later'));
    await is({ state: 'not-found' });
    const other = new Listener();
    source.channel(roomTopic('later'), other);
    await vi.waitFor(() => expect(other.errors).toMatchObject([{ reason: 'not-found' }]));
    const wish = { mutationId: 'm-later', kind: 'create', id: 'later', body: { name: 'Later', description: '' } } as const;
    await host.put('ana', ROOMS_TOPIC, wish);
    await is({ state: 'live', loaded: true });
    expect(statuses.map(({ state }) => state)).not.toContain('offline');
    await vi.waitFor(() => expect(other.joins).toHaveLength(1));
  });

  it.each(['somebody signs in', 'the page wakes', 'the room is opened again'])('is asked about at once when %s', async (what) => {
    const page = new EventTarget();
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    const { host, sync, open, contents } = start(endless);
    host.faults.add({ do: '403', match: { event: 'phx_join' }, times: 1 });
    const { stream, is } = open(roomTopic(ROOM));
    await is({ state: 'forbidden' });
    await stream.create('a', 'm-a', { content: 'mine' });
    if (what === 'somebody signs in') sync.resume();
    else if (what === 'the page wakes') page.dispatchEvent(new Event('pageshow'));
    else open(roomTopic(ROOM));
    await is({ state: 'live', waiting: 0 });
    expect(await contents()).toContain('mine');
  });

  it('of a page that is not for this user is told to whoever asked, and says nothing of the room', async () => {
    const { host, open } = start(endless);
    const { stream, statuses, is } = open(roomTopic('archive'));
    await is({ state: 'live' });
    const from = statuses.length;
    host.faults.add({ do: '403', match: { event: 'page' }, times: 1 });
    await expect(stream.older(400)).rejects.toMatchObject({ reason: 'forbidden' });
    await stream.older(400);
    await stream.create('a', 'm-a', { content: 'mine' });
    await vi.waitFor(() => expect(stream.get('a')?.state).toBe('sent'));
    expect(new Set(statuses.slice(from).map(({ state }) => state))).toEqual(new Set(['live']));
  });

  it('of a page because the session has ended lasts until the server answers again', async () => {
    const { host, sync, open } = start(endless);
    const { stream, is } = open(roomTopic('archive'));
    await is({ state: 'live' });
    host.faults.add({ do: '401', match: { event: 'page' }, times: 1 });
    host.faults.add({ do: '401', match: { event: 'sync' }, times: 1 });
    await expect(stream.older(400)).rejects.toMatchObject({ reason: 'unauthorized' });
    await is({ state: 'auth-required' });
    sync.resume();
    await is({ state: 'live' });
    // And where only the page met it, a catch-up shows it at once.
    host.faults.add({ do: '401', match: { event: 'page' }, times: 1 });
    await expect(stream.older(800)).rejects.toMatchObject({ reason: 'unauthorized' });
    await is({ state: 'live' });
  });
});

describe.each(TRANSPORTS)('a server that lets nobody join for a while, over %s,', (_, sourceOf) => {
  /** Somebody who has been told to come again in so many milliseconds. */
  async function told(retryAfterMs: number) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    const host = new ServerHost({ storage: 'memory' });
    const source = sourceOf(host);
    cleanUp.push(
      () => vi.unstubAllGlobals(),
      () => vi.useRealTimers(),
      () => host.close(),
      () => source.close(),
    );
    host.faults.add({ do: '429', retryAfterMs, match: { event: 'phx_join' }, times: 1 });
    const heard = new Listener();
    const channel = source.channel(roomTopic(ROOM), heard);
    await vi.waitFor(() => expect(heard.errors).toMatchObject([{ reason: 'rate-limited', retryAfterMs }]));
    const pass = async (ms: number): Promise<void> => {
      await vi.advanceTimersByTimeAsync(ms);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    };
    return { page, host, source, channel, heard, pass };
  }

  it('has the time it asks for, also when the page wakes', async () => {
    const { page, channel, heard, pass } = await told(30_000);
    await pass(20_000);
    page.dispatchEvent(new Event('pageshow'));
    await pass(9_000);
    expect([channel.joined, heard.errors.length]).toEqual([false, 1]);
    await pass(1_000);
    await vi.waitFor(() => expect(channel.joined).toBe(true));
  });

  it('is asked again where that is more than a minute and the page wakes', async () => {
    const { page, channel, pass } = await told(120_000);
    await pass(60_000);
    expect(channel.joined).toBe(false);
    page.dispatchEvent(new Event('pageshow'));
    await vi.waitFor(() => expect(channel.joined).toBe(true));
  });

  it('is asked again when somebody signs in', async () => {
    const { source, channel } = await told(30_000);
    source.resume!();
    await vi.waitFor(() => expect(channel.joined).toBe(true));
  });

  it('and whose clock is wrong is not asked without end', async () => {
    const { host, heard, pass } = await told(0);
    host.faults.add({ do: '429', retryAfterMs: 0, match: { event: 'phx_join' } });
    await pass(20_000);
    expect(heard.errors.length).toBeLessThan(100);
  });
});
