// The server goes on with another history on a line that lives on: a backup came back under it, and it is asked for its epoch with each request.

import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { roomTopic, ROOMS_TOPIC } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import { inProcessFetch, inProcessTransport } from '../../src/mock/in-process.js';
import { ProtocolServer } from '../../src/mock/protocol-server.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Channel, Source } from '../../src/sync/protocol.js';
import { Sync } from '../../src/sync/sync.js';
import type { StreamOp } from '../../src/live-stream/ops.js';
import type { Shown } from '../../src/sync/overlay.js';
import { modelRun } from '../live-stream/list-model.js';
import { Listener } from './contract-suite.js';

const TOPIC = roomTopic('quiet-corner');

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const act of cleanUp.splice(0).reverse()) await act();
});

/** From here on topics are joined, and caught up with, as of this epoch. */
function rename(epoch: string): void {
  const { join, sync } = ProtocolServer.prototype;
  vi.spyOn(ProtocolServer.prototype, 'join').mockImplementation(function (this: ProtocolServer, ...query) {
    return { ...join.apply(this, query), epoch };
  });
  vi.spyOn(ProtocolServer.prototype, 'sync').mockImplementation(function (this: ProtocolServer, user, topic, query) {
    const reply = sync.call(this, user, topic, { ...query, after: -1 });
    return reply.reset ? { ...reply, epoch } : reply;
  });
}

const TRANSPORTS: [name: string, open: (host: ServerHost) => Source][] = [
  ['HTTP', (host) => httpSource({ url: '/api/..', token: 'ana', random: () => 0, fetch: inProcessFetch(host) })],
  ['Phoenix', (host) => phoenixSource({ url: 'ws://test/socket', token: 'ana', random: () => 0, transport: inProcessTransport(host) })],
];

describe.each(TRANSPORTS)('another history on a living line over %s', (_name, transport) => {
  function open(): { host: ServerHost; source: Source } {
    const host = new ServerHost({ storage: 'memory' });
    const source = transport(host);
    cleanUp.push(
      () => source.close(),
      () => host.close(),
    );
    return { host, source };
  }

  async function join(source: Source, topic = TOPIC): Promise<{ channel: Channel<Message>; heard: Listener }> {
    const heard = new Listener();
    const channel = source.channel<Message>(topic, heard);
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    return { channel, heard };
  }

  it('is joined anew by all who hear of the topic, once and not at once, and others hear on', async () => {
    const { host, source } = open();
    const [one, two, rooms] = [await join(source), await join(source), await join(source, ROOMS_TOPIC)];
    rename('another');
    await expect(one.channel.sync({ after: 0, limit: 9 })).rejects.toMatchObject({ reason: 'closed', refused: false });
    expect([one, two].map(({ channel, heard }) => [channel.joined, heard.downs, heard.joins.length])).toEqual([
      [false, 1, 1],
      [false, 1, 1],
    ]);
    for (const { channel, heard } of [one, two]) {
      await vi.waitFor(() => expect(channel.joined).toBe(true), { timeout: 5_000 });
      expect(heard).toMatchObject({ joins: [{}, { epoch: 'another' }], downs: 1, errors: [] });
    }
    expect(await one.channel.sync({ after: -1, limit: 9 })).toMatchObject({ reset: true, epoch: 'another' });
    await host.post('ben', 'quiet-corner', 'hello');
    await vi.waitFor(() => expect(two.heard.ops).toHaveLength(1));
    expect(rooms.heard.errors).toEqual([]);
  });

  it('is shown by a stream, and takes words', async () => {
    const { host, source } = open();
    await join(source); // somebody else who hears of it, as those do who show who is typing
    const sync = new Sync({ app: 'test', userKey: crypto.randomUUID(), source });
    cleanUp.push(() => sync.close());
    let list: Shown<Message>[] = [];
    const ops = (batch: readonly StreamOp<unknown>[]): void => void (list = modelRun(list, batch as StreamOp<Shown<Message>>[]));
    const stream = sync.stream<Message>(TOPIC, { ops, status: () => undefined, error: () => undefined });
    await vi.waitFor(() => expect(stream.status.state).toBe('live'));
    rename('another');
    host.faults.add({ do: 'skip-op', times: 1 });
    for (const word of ['missed', 'out of turn']) await host.post('ben', 'quiet-corner', word);
    await vi.waitFor(() => expect(stream.status.state).not.toBe('live'));
    await vi.waitFor(() => expect(stream.status.state).toBe('live'), { timeout: 5_000 });
    await stream.create('mine', 'm-mine', { content: 'mine' });
    const words = ['missed', 'out of turn', 'mine'];
    await vi.waitFor(() => expect(list.map(({ row, state }) => [row.content, state])).toEqual(words.map((word) => [word, 'sent'])));
  });
});
