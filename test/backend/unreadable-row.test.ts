// One row of which not even the place can be read, among good ones: it is left out and said, and its room goes on.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import type { ChatRow } from '../../src/backend/wire.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Shown } from '../../src/sync/overlay.js';
import type { Source } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import { modelRun } from '../live-stream/list-model.js';

const TOPIC = roomTopic('quiet-corner');

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const act of cleanUp.splice(0).reverse()) await act();
});

const TRANSPORTS: [name: string, open: (host: ServerHost) => Source][] = [
  ['HTTP', (host) => httpSource({ url: '/api/..', token: 'ana', random: () => 0, fetch: inProcessFetch(host) })],
  ['Phoenix', (host) => phoenixSource({ url: 'ws://test/socket', token: 'ana', random: () => 0, transport: inProcessTransport(host) })],
];

/** Messages that say `bad` are answered by an id that nobody takes. */
function spoil(): void {
  const { sync, page } = ProtocolServer.prototype;
  const spoiled = <T extends { rows: ChatRow[] }>(reply: T): T => ({
    ...reply,
    rows: reply.rows.map((row) => ('content' in row && row.content === 'bad' ? { ...row, id: 'x'.repeat(129) } : row)),
  });
  vi.spyOn(ProtocolServer.prototype, 'sync').mockImplementation(function (this: ProtocolServer, ...query) {
    return spoiled(sync.apply(this, query));
  });
  vi.spyOn(ProtocolServer.prototype, 'page').mockImplementation(function (this: ProtocolServer, ...query) {
    return spoiled(page.apply(this, query));
  });
}

describe.each(TRANSPORTS)('a row that cannot be read over %s', (_name, transport) => {
  function open(host: ServerHost, size = 50) {
    const source = transport(host);
    cleanUp.push(() => source.close());
    const sync = new Sync({ app: 'test', userKey: crypto.randomUUID(), source });
    cleanUp.push(() => sync.close());
    let list: Shown<Message>[] = [];
    const errors: string[] = [];
    const ops = (batch: readonly StreamOp<unknown>[]): void => void (list = modelRun(list, batch as StreamOp<Shown<Message>>[]));
    const events = { ops, status: () => undefined, error: ({ message }: Error) => void errors.push(message) };
    const stream = sync.stream<Message>(TOPIC, events, { size });
    const shows = (...words: string[]): Promise<void> =>
      vi.waitFor(() => expect(list.map(({ row, state }) => `${row.content} ${state}`)).toEqual(words.map((word) => `${word} sent`)));
    return { stream, errors, shows };
  }

  function startHost(): ServerHost {
    const host = new ServerHost({ storage: 'memory' });
    cleanUp.push(() => host.close());
    spoil();
    return host;
  }

  it('is left out where a room is begun, caught up with and read back, is said each time, and words are taken', async () => {
    const host = startHost();
    for (const word of ['one', 'bad', 'two', 'bad', 'three']) await host.post('ben', 'quiet-corner', word);
    const { stream, errors, shows } = open(host);
    await shows('one', 'two', 'three');
    expect(errors).toEqual([expect.stringContaining(`${TOPIC}: 2 of 5 rows cannot be read and are left out: row.id must be`)]);
    host.faults.add({ do: 'skip-op', times: 1 });
    for (const word of ['bad', 'four']) await host.post('ben', 'quiet-corner', word);
    await shows('one', 'two', 'three', 'four');
    expect(errors.slice(1)).toEqual([expect.stringContaining('1 of 2 rows cannot be read')]);
    await stream.create('mine', 'm-mine', { content: 'mine' });
    await shows('one', 'two', 'three', 'four', 'mine');
    await vi.waitFor(() => expect(stream.status).toMatchObject({ state: 'live', waiting: 0, failed: 0 }));
    expect(errors).toHaveLength(2);
  });

  it('does not end the way back', async () => {
    const host = startHost();
    for (let n = 1; n <= 110; n += 1) await host.post('ben', 'quiet-corner', n === 5 ? 'bad' : `${n}`);
    const { stream, errors } = open(host);
    await vi.waitFor(() => expect(stream.status.state).toBe('live'));
    for (const count of [50, 50]) await stream.older(count);
    await vi.waitFor(() => expect(stream.status).toMatchObject({ state: 'live', beginning: true }));
    expect(errors).toEqual([expect.stringContaining('rows cannot be read')]);
  });
});
