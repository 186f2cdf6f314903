// What only the transport over the real phoenix client does, against the real server in the same process; what every transport does
// is in contract-suite.ts.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { phoenixSource } from '../../src/backend/phoenix-source.js';
import type { PhoenixOptions } from '../../src/backend/phoenix-source.js';
import { encodeOp } from '../../src/backend/wire.js';
import { inProcessTransport } from '../../src/mock/in-process.js';
import type { InProcessSocket } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Channel, Mutation, Source } from '../../src/sync/protocol.js';
import { Listener } from './contract-suite.js';

const TOPIC = roomTopic('quiet-corner');

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

function startHost(): ServerHost {
  const host = new ServerHost({ storage: 'memory' });
  cleanUp.push(() => host.close());
  return host;
}

function open(
  host: ServerHost,
  options: Partial<PhoenixOptions> = {},
): { source: Source; sockets: InProcessSocket[]; network: { online: boolean } } {
  const sockets: InProcessSocket[] = [];
  const network = { online: true };
  const Transport = inProcessTransport(host, () => network.online);
  class Recorded extends Transport {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  const source = phoenixSource({ url: 'ws://test/socket', token: 'ana', transport: Recorded, random: () => 0, ...options });
  cleanUp.push(() => source.close());
  return { source, sockets, network };
}

async function join(source: Source, topic = TOPIC): Promise<{ channel: Channel<Message>; heard: Listener }> {
  const heard = new Listener();
  const channel = source.channel<Message>(topic, heard);
  await vi.waitFor(() => expect(channel.joined).toBe(true));
  return { channel, heard };
}

function create(id: string, content = 'hello'): Mutation {
  return { mutationId: `m-${id}`, kind: 'create', id, body: { content } };
}

/** Watches what the server is asked. */
function watch(sockets: InProcessSocket[]): string[] {
  const socket = sockets.at(-1)!;
  const send = socket.send.bind(socket);
  const events: string[] = [];
  socket.send = (data) => {
    events.push((JSON.parse(data) as string[])[3]!);
    send(data);
  };
  return events;
}

describe('a joined topic', () => {
  it('is joined once for all who ask for it, and left when the last one leaves', async () => {
    const { source, sockets } = open(startHost());
    const first = await join(source);
    await first.channel.put(create('a'));
    const events = watch(sockets);
    const second = await join(source);
    expect(events).not.toContain('phx_join');
    expect(second.heard.joins).toEqual([{ ...first.heard.joins[0]!, head: 1 }]);
    first.channel.leave();
    first.channel.leave();
    expect(first.channel.joined).toBe(false);
    await expect(first.channel.sync({ after: 0, limit: 1 })).rejects.toMatchObject({ reason: 'closed' });
    await second.channel.put(create('b'));
    await vi.waitFor(() => expect(second.heard.ops.map((op) => op.row?.id)).toEqual(['b']));
    expect(first.heard.ops.map((op) => op.row?.id)).toEqual(['a']);
    second.channel.leave();
    await vi.waitFor(() => expect(events).toContain('phx_leave'));
  });

  it('takes the connection along once nobody listens: no other is made, and no token asked for, before somebody does', async () => {
    const host = startHost();
    const token = vi.fn(() => 'ana');
    const { source, sockets } = open(host, { token });
    const [room, rooms] = [await join(source), await join(source, 'rooms')];
    room.channel.leave();
    rooms.channel.leave();
    await vi.waitFor(() => expect(sockets.map(({ readyState }) => readyState)).toEqual([3]));
    source.resume?.();
    expect(token).toHaveBeenCalledTimes(1);
    await expect((await join(source)).channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
    expect([sockets.length, token.mock.calls.length]).toEqual([2, 2]);
  });

  it('leaves the connection to the topic that is opened in the same breath', async () => {
    const { source, sockets } = open(startHost());
    const room = await join(source);
    room.channel.leave();
    const rooms = await join(source, 'rooms');
    await expect(rooms.channel.sync({ after: 0, limit: 1 })).resolves.toMatchObject({ after: 0 });
    expect(sockets.map(({ readyState }) => readyState)).toEqual([1]);
  });

  it('tells whoever comes late that it is joined before it tells them anything else', async () => {
    const { source, sockets } = open(startHost());
    const first = await join(source);
    const { row } = await first.channel.put(create('a'));
    const late = new Listener();
    source.channel(TOPIC, late);
    sockets[0]!.onmessage!({ data: JSON.stringify([null, null, TOPIC, 'op', encodeOp({ seq: 1, row: row! })]) });
    expect(late.ops).toEqual([]);
    await vi.waitFor(() => expect(late.joins).toMatchObject([{ head: 1 }]));
  });

  it('can be left and joined again at once', async () => {
    const { source } = open(startHost());
    const first = await join(source);
    first.channel.leave();
    const second = await join(source);
    await expect(second.channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
  });
});

describe('a lost connection', () => {
  it('fails what is on its way at once, then joins again', async () => {
    const host = startHost();
    const { source } = open(host);
    const { channel, heard } = await join(source);
    host.faults.add({ do: 'drop-before-commit', match: { event: 'put' }, times: 1 });
    const outcome = channel.put(create('a')).catch((error: unknown) => error);
    host.disconnect();
    expect(await outcome).toMatchObject({ reason: 'closed', refused: false });
    expect(heard.downs).toBe(1);
    await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    expect(heard.joins).toHaveLength(2);
    await expect(channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
  });

  it('is tried again until the network is back', async () => {
    const host = startHost();
    const { source, network, sockets } = open(host);
    const { channel, heard } = await join(source);
    network.online = false;
    host.disconnect();
    await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(3));
    expect(heard.joins).toHaveLength(1);
    network.online = true;
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    expect(heard).toMatchObject({ downs: 1, errors: [] });
  });

  it('that never was is said once to whoever waits for the first join', async () => {
    const { source, network, sockets } = open(startHost());
    network.online = false;
    const heard = new Listener();
    const channel = source.channel<Message>(TOPIC, heard);
    await vi.waitFor(() => expect(sockets.length).toBeGreaterThan(3));
    expect(heard.errors).toMatchObject([{ reason: 'closed', refused: false }]);
    network.online = true;
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    expect(heard).toMatchObject({ downs: 0, errors: [{}] });
  });

  it('rejects requests at once before the first join', async () => {
    const channel = open(startHost()).source.channel<Message>(TOPIC, new Listener());
    expect(channel.joined).toBe(false);
    await expect(channel.sync({ after: 0, limit: 1 })).rejects.toMatchObject({ reason: 'closed' });
  });

  it('waits with full jitter, never longer than four seconds', async () => {
    const host = startHost();
    const waits: number[] = [];
    vi.useFakeTimers();
    try {
      const { source, network, sockets } = open(host, { random: () => 0.999 });
      network.online = false;
      source.channel(TOPIC, new Listener());
      let last = Date.now();
      for (let seen = 0; waits.length < 8; await vi.advanceTimersByTimeAsync(50)) {
        if (sockets.length === seen) continue;
        seen = sockets.length;
        waits.push(Date.now() - last);
        last = Date.now();
      }
    } finally {
      vi.useRealTimers();
    }
    expect(waits.at(-1)).toBeGreaterThan(3_000);
    expect(Math.max(...waits)).toBeLessThan(5_000);
    expect(waits[1]).toBeLessThan(1_500);
  });
});

describe('a refused join', () => {
  it('of a room that does not exist says so and is not tried again before somebody else wants it', async () => {
    const { source, sockets } = open(startHost());
    await join(source);
    const events = watch(sockets);
    const heard = new Listener();
    const channel = source.channel<Message>('room:nowhere', heard);
    await vi.waitFor(() => expect(heard.errors).toMatchObject([{ reason: 'not-found' }]));
    expect(channel.joined).toBe(false);
    await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
    await vi.waitFor(() => expect(events).toContain('phx_leave'));
    expect(heard.errors).toHaveLength(1);
    // A second look at the same room asks the server again: it may exist by now.
    const again = new Listener();
    source.channel('room:nowhere', again);
    await vi.waitFor(() => expect(again.errors).toHaveLength(1));
    expect(events.filter((event) => event === 'phx_join')).toHaveLength(2);
    expect(heard.errors).toHaveLength(2);
  });

  it('of a stranger asks for a fresh token and connects with it', async () => {
    const tokens = ['nobody', 'ana'];
    const { source } = open(startHost(), { token: () => tokens.shift() ?? 'ana' });
    const { heard } = await join(source);
    expect(heard.errors[0]).toMatchObject({ reason: 'unauthorized' });
  });
});

describe('frames that make no sense', () => {
  it('are reported, and the channel goes on', async () => {
    const { source, sockets } = open(startHost());
    const { channel, heard } = await join(source);
    const bad = [
      '',
      'null',
      '{',
      '[]',
      '[1,2]',
      '[null,null,"t","e",null]',
      `[null,null,"${TOPIC}","op",{}]`,
      `[null,null,"${TOPIC}","op",{"seq":-1,"row":{}}]`,
      `["1","1","${TOPIC}","phx_reply",{}]`,
    ];
    for (const data of bad) sockets[0]!.onmessage!({ data });
    (sockets[0]!.onmessage as (event: unknown) => void)({ data: new ArrayBuffer(4) });
    expect(heard.errors).toHaveLength(bad.length + 1);
    expect(heard.errors.every((error) => error.reason === 'malformed')).toBe(true);
    expect(heard.errors[7]!.message).toContain('op: seq');
    await expect(channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
  });

  it('in an answer fail the request that asked', async () => {
    const { source, sockets } = open(startHost());
    const { channel } = await join(source);
    const socket = sockets[0]!;
    const deliver = socket.onmessage!;
    socket.onmessage = ({ data }) => deliver({ data: data.replace('"as_of"', '"as_if"') });
    await expect(channel.page({ before: 5, limit: 5 })).rejects.toMatchObject({
      reason: 'malformed',
      message: expect.stringContaining('as_of') as unknown,
    });
  });
});

describe('a server that ends a channel', () => {
  it.each(['phx_close', 'phx_error'])('by %s is joined again', async (event) => {
    const { source, sockets } = open(startHost());
    const { channel, heard } = await join(source);
    sockets[0]!.onmessage!({ data: JSON.stringify([null, null, TOPIC, event, {}]) });
    expect(heard.downs).toBe(1);
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    expect(heard.joins).toHaveLength(2);
  });
});

describe('a source', () => {
  it('that cannot connect says so instead of throwing', async () => {
    class Refusing {
      readyState = 3;
      constructor() {
        throw new SyntaxError('bad address');
      }
    }
    const heard = new Listener();
    open(startHost(), { transport: Refusing }).source.channel(TOPIC, heard);
    await vi.waitFor(() => expect(heard.errors[0]?.message).toContain('bad address'));
  });

  it.each(['token', 'params'] as const)('whose %s cannot be had for a while says so, and connects anew all the same', async (what) => {
    const host = startHost();
    let asked = 0;
    let fails = 0;
    const given = (): void => {
      asked += 1;
      if (fails-- > 0) throw new Error('the session is not to be had');
    };
    const options = { token: () => (given(), 'ana'), params: () => (given(), {}) };
    const { source } = open(host, { [what]: options[what] });
    const { channel, heard } = await join(source);
    fails = 2;
    host.disconnect();
    await vi.waitFor(() => expect([asked >= 4, channel.joined]).toEqual([true, true]));
    expect(heard.errors[0]).toMatchObject({ reason: 'unauthorized', message: expect.stringContaining('not to be had') as unknown });
    await expect(channel.put(create('a'))).resolves.toMatchObject({ seq: 1 });
  });

  it('whose token cannot be had at first says so, and asks for it again', async () => {
    let fails = 1;
    const { source } = open(startHost(), {
      token: () => {
        if (fails-- > 0) throw new Error('the session is not to be had');
        return 'ana';
      },
    });
    const { heard } = await join(source);
    expect(heard.errors[0]).toMatchObject({ reason: 'unauthorized' });
  });

  it('sends a token of any characters, and never in the address', async () => {
    const asked: [string, string | string[] | undefined][] = [];
    class Asked {
      readyState = 0;
      constructor(url: string, protocols?: string | string[]) {
        asked.push([url, protocols]);
      }
      close(): void {
        this.readyState = 3;
      }
    }
    const { source } = open(startHost(), { transport: Asked, token: 'żółw😀' });
    source.channel(TOPIC, new Listener());
    const [url, protocols] = asked[0]!;
    expect(url).toBe('ws://test/socket/websocket?vsn=2.0.0');
    expect(Buffer.from(protocols![1]!.replace('base64url.bearer.phx.', ''), 'base64').toString('utf8')).toBe('żółw😀');
  });

  it('that was closed before anybody asked opens nothing, and leaves nothing behind', () => {
    const listens = vi.fn<() => void>();
    vi.stubGlobal('addEventListener', listens);
    vi.useFakeTimers();
    cleanUp.push(
      () => vi.unstubAllGlobals(),
      () => vi.useRealTimers(),
    );
    const { source, sockets } = open(startHost());
    const timers = vi.getTimerCount();
    source.close();
    const channel = source.channel(TOPIC, new Listener());
    expect([channel.joined, sockets.length, vi.getTimerCount() - timers]).toEqual([false, 0, 0]);
    expect(listens).not.toHaveBeenCalledWith('online', expect.anything());
  });

  it('is silent once closed', async () => {
    const host = startHost();
    const { source, sockets } = open(host);
    const { channel, heard } = await join(source);
    source.close();
    expect(channel.joined).toBe(false);
    expect(sockets).toHaveLength(1);
    await host.post('ben', 'quiet-corner', 'anybody?');
    expect(heard.ops).toEqual([]);
    await expect(channel.put(create('a'))).rejects.toMatchObject({ reason: 'closed' });
  });
});
