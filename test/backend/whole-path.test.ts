// The path from a wish to everybody's screen: sync over either transport, a server that loses requests and answers,
// and connections that break. What was accepted arrives once, in order, and all see the same.

import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { httpSource } from '../../src/backend/http-source.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Clock } from '../../src/sync/clock.js';
import type { Source } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import type { SyncedStream } from '../../src/sync/synced-stream.js';

const TOPIC = roomTopic('quiet-corner');
const SENDS = 60;
let run = 0;

/** Waits a hundredth of the time, so that back-off costs a test no minutes; but leaves storage time to answer on a busy machine. */
const hurried: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms < 5_000 ? ms / 100 : Math.max(2_000, ms / 100));
    return () => clearTimeout(timer);
  },
  random: () => 0.5,
};

interface Client {
  stream: SyncedStream<Message>;
  /** What is on the server as this client sees it, by place. */
  rows(): Message[];
  stop(): Promise<void>;
}

const TRANSPORTS: Record<string, (host: ServerHost, user: string) => Source> = {
  Phoenix: (host, token) =>
    phoenixSource({ url: 'ws://test/socket', token, transport: inProcessTransport(host), random: () => 0, timeoutMs: 40 }),
  HTTP: (host, token) => httpSource({ url: '', token, fetch: inProcessFetch(host), random: () => 0, timeoutMs: 40 }),
};

function open(source: Source, user: string): Client {
  const sync = new Sync({ app: `whole-path-${(run += 1)}`, userKey: user, source, clock: hurried });
  const seen = new Set<string>();
  const stream = sync.stream<Message>(
    TOPIC,
    {
      ops: (ops) => {
        for (const op of ops) for (const item of op.op === 'insert' ? [op.item] : 'items' in op ? op.items : []) seen.add(item.id);
      },
      status: () => undefined,
      error: () => undefined,
    },
    { size: 500 },
  );
  const rows = (): Message[] =>
    [...seen]
      .flatMap((id) => stream.get(id) ?? [])
      .filter(({ state }) => state === 'sent')
      .map(({ row }) => row)
      .sort((a, b) => a.seq - b.seq);
  const stop = async (): Promise<void> => {
    await sync.close();
    source.close();
  };
  return { stream, rows, stop };
}

it.each(Object.entries(TRANSPORTS))(
  'over %s loses nothing and doubles nothing when a third of the answers and a tenth of the requests are lost',
  async (_, connect) => {
    const host = new ServerHost({ storage: 'memory', seed: 'whole-path' });
    host.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put', p: 0.33 } });
    host.faults.add({ do: 'drop-before-commit', match: { event: 'put', p: 0.1 } });
    host.faults.add({ do: '500', match: { event: 'sync', p: 0.2 } });
    host.faults.add({ do: 'duplicate-op', match: { p: 0.2 } });
    const [ana, ben] = [open(connect(host, 'ana'), 'ana'), open(connect(host, 'ben'), 'ben')];
    const wishes = Array.from({ length: SENDS }, (_, n) => ({ id: `w${n}`, author: [ana, ben][n % 2]! }));
    for (const [n, { id, author }] of wishes.entries()) {
      await author.stream.create(id, `m-${id}`, { content: `message ${n}` });
      if (n % 15 === 14) host.disconnect();
    }

    await vi.waitFor(
      () => {
        for (const { stream, rows } of [ana, ben]) {
          expect(stream.status).toMatchObject({ state: 'live', waiting: 0, failed: 0 });
          expect(rows()).toHaveLength(SENDS);
        }
      },
      { timeout: 30_000, interval: 50 },
    );
    const server = await host.current();
    const truth = server.page('ana', TOPIC, { before: 1_000_000, limit: 500 }).rows;
    expect(server.join('ana', TOPIC).head).toBe(SENDS);
    expect(ana.rows()).toEqual(truth);
    expect(ben.rows()).toEqual(truth);
    for (const [author, parity] of [
      ['ana', 0],
      ['ben', 1],
    ] as const) {
      const sent = truth.flatMap((row) => ('sender' in row && row.sender.id === author ? [row.id] : []));
      expect(sent).toEqual(wishes.filter((_, n) => n % 2 === parity).map(({ id }) => id));
    }
    await Promise.all([ana.stop(), ben.stop(), host.close()]);
  },
  60_000,
);
