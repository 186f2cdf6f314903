// Faults strike the frames their rules name, as often as they say, and the same ones for the same seed.

import { describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import { Faults, type FaultRule } from '../../src/mock/faults.js';
import type { PhoenixConnection } from '../../src/mock/phoenix-connection.js';
import { seededRandom } from '../../src/mock/random.js';
import { ServerHost } from '../../src/mock/server-host.js';

const TOPIC = roomTopic('quiet-corner');

/** A raw client: what it sends and what comes back, frame by frame. */
async function joinRaw(
  host: ServerHost,
): Promise<{ frames: [string, unknown][]; send(event: string, payload: object): void; connection: PhoenixConnection }> {
  const frames: [string, unknown][] = [];
  const connection = host.connect(
    {
      send: (data) => {
        const [, , , event, payload] = JSON.parse(data) as [unknown, unknown, unknown, string, unknown];
        frames.push([event, payload]);
      },
      close: () => undefined,
    },
    ['phoenix', `base64url.bearer.phx.${btoa('ana')}`],
  );
  let ref = 1;
  const send = (event: string, payload: object): void => connection.receive(JSON.stringify(['1', String(ref++), TOPIC, event, payload]));
  send('phx_join', { v: 1 });
  await vi.waitFor(() => expect(frames).toHaveLength(1));
  frames.length = 0;
  return { frames, send, connection };
}

const put = (id: string): object => ({ mid: id, kind: 'create', id, body: { content: id } });

describe('a rule', () => {
  it('strikes only what it matches, the nth of it, and so many times', () => {
    const faults = new Faults(() => 0);
    const lift = faults.add({ do: '500', match: { event: 'put', topic: 'room:a' }, times: 2 });
    const strikes = (event: string, topic: string): boolean => faults.strike(event, topic).has('500');
    expect([
      strikes('sync', 'room:a'),
      strikes('put', 'room:b'),
      strikes('put', 'room:a'),
      strikes('put', 'room:a'),
      strikes('put', 'room:a'),
    ]).toEqual([false, false, true, true, false]);
    lift();
    faults.add({ do: '500', match: { nth: 3 } });
    expect([1, 2, 3, 4].map(() => strikes('put', 'x'))).toEqual([false, false, true, false]);
    faults.clear();
    expect(faults.rules).toEqual([]);
  });

  it.each([
    [null, 'fault is an object, not null'],
    [[], 'fault is an object, not []'],
    [{}, 'fault.do is one of delay, '],
    [{ do: 'nonsense' }, 'fault.do is one of delay, drop-before-commit, '],
    [{ do: '500', evnt: 'put' }, 'fault has no "evnt"; there are: do, ms, jitterMs, retryAfterMs, code, count, match, times'],
    [{ do: '500', match: null }, 'fault.match is an object, not null'],
    [{ do: '500', match: { evnt: 'put' } }, 'fault.match has no "evnt"; there are: event, topic, nth, p'],
    [{ do: '500', match: { constructor: 1 } }, 'fault.match has no "constructor"'],
    [
      { do: '500', match: { event: 'join' } },
      'fault.match.event is one of phx_join, phx_leave, sync, page, put, typing, upload, op, not "join"',
    ],
    [{ do: '500', match: { topic: 5 } }, 'fault.match.topic is a text, not 5'],
    [{ do: '500', match: { nth: '1' } }, 'fault.match.nth is a whole number of 1 or more, not "1"'],
    [{ do: '500', match: { p: 'x' } }, 'fault.match.p is a number from 0 to 1, not "x"'],
    [{ do: '500', match: { p: NaN } }, 'fault.match.p is a number from 0 to 1, not NaN'],
    [{ do: '500', times: 0.5 }, 'fault.times is a whole number'],
    [{ do: 'delay', ms: 'abc' }, 'fault.ms is a number from 0 to 2147483647, not "abc"'],
    [{ do: 'delay', ms: 1e12 }, 'not 1000000000000'],
    [{ do: 'delay', jitterMs: -1 }, 'fault.jitterMs is a number from 0 to 2147483647, not -1'],
    [{ do: 'clock', ms: 1e20 }, 'fault.ms is a number from -1000000000000 to 1000000000000, not 100000000000000000000'],
    [{ do: '429', retryAfterMs: 'soon' }, 'fault.retryAfterMs is a number from 0 to 2147483647, not "soon"'],
    [{ do: 'restart-older', count: -1 }, 'fault.count is a whole number of 1 or more, not -1'],
    [{ do: 'close', code: 5 }, 'fault.code is a code that hangs up, such as 1012 or one from 3000 to 4999, not 5'],
    [{ do: 'close', code: 1005 }, 'not 1005'],
    [{ do: 'close', code: '1012' }, 'not "1012"'],
    [{ do: 'skip-op', match: { event: 'put' } }, 'fault.match.event: skip-op never strikes "put"'],
    [{ do: '500', match: { event: 'op' } }, 'fault.match.event: 500 never strikes "op"'],
    [{ do: 'delay-join-subscribe', match: { event: 'page' } }, 'fault.match.event: delay-join-subscribe never strikes "page"'],
  ])('that cannot be meant is refused, by name and value: %j', (rule, why) => {
    const faults = new Faults(() => 0);
    expect(() => faults.add(rule as FaultRule)).toThrow(why);
    expect(faults.rules).toEqual([]);
  });

  it.each([
    { do: 'close', code: 1000 },
    { do: 'close', code: 1006 },
    { do: 'close', code: 1012 },
    { do: 'close', code: 4_999 },
    { do: 'clock', ms: -86_400_000 },
    { do: 'delay', ms: 0.5, jitterMs: 0, times: undefined, match: undefined },
    { do: '500', match: { event: undefined, topic: 'room:a', p: 0 } },
  ] as FaultRule[])('that can is taken: %j', (rule) => {
    const faults = new Faults(() => 0);
    faults.add(rule);
    expect(faults.rules).toEqual([rule]);
  });

  it('with a probability strikes the same frames for the same seed', () => {
    const pattern = (seed: string): string => {
      const faults = new Faults(seededRandom(seed));
      faults.add({ do: '500', match: { p: 0.3 } });
      return Array.from({ length: 1000 }, () => (faults.strike('put', 'x').has('500') ? 'x' : '.')).join('');
    };
    expect(pattern('a')).toBe(pattern('a'));
    expect(pattern('a')).not.toBe(pattern('b'));
    expect(pattern('a').replaceAll('.', '').length).toBeGreaterThan(250);
    expect(pattern('a').replaceAll('.', '').length).toBeLessThan(350);
  });
});

describe('a server with faults', () => {
  it('can lose a request, do it without saying so, stumble, and broadcast twice', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const { frames, send } = await joinRaw(host);
    for (const [kind, times] of [
      ['drop-before-commit', 1],
      ['commit-then-drop-reply', 1],
      ['500', 1],
    ] as const)
      host.faults.add({
        do: kind,
        match: { event: 'put', nth: ['drop-before-commit', 'commit-then-drop-reply', '500'].indexOf(kind) + 1 },
        times,
      });
    for (const id of ['lost', 'mute', 'stumble', 'good']) send('put', put(id));
    await vi.waitFor(() => expect(frames).toHaveLength(4));
    expect(frames).toMatchObject([
      ['op', { row: { id: 'mute' } }],
      ['phx_reply', { status: 'error', response: { reason: 'server' } }],
      ['op', { row: { id: 'good' } }],
      ['phx_reply', { status: 'ok', response: { seq: 2 } }],
    ]);
    frames.length = 0;
    host.faults.clear();
    host.faults.add({ do: 'duplicate-op', times: 1 });
    send('put', put('twice'));
    await vi.waitFor(() => expect(frames.map(([event]) => event)).toEqual(['op', 'op', 'phx_reply']));
    expect(frames[0]).toEqual(frames[1]);
    await host.close();
  });

  it('can take its time, by rule or for every frame, and keeps the order', async () => {
    vi.useFakeTimers();
    try {
      const host = new ServerHost({ storage: 'memory' });
      const { frames, send } = await joinRaw(host);
      host.faults.add({ do: 'delay', ms: 200, match: { event: 'put' }, times: 1 });
      host.latency = 300;
      send('put', put('a'));
      send('put', put('b'));
      await vi.advanceTimersByTimeAsync(499);
      expect(frames).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(frames.filter(([event]) => event === 'op')).toMatchObject([
        ['op', { row: { id: 'a' } }],
        ['op', { row: { id: 'b' } }],
      ]);
      await host.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('answers what it cannot read, and hangs up on what is no frame', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const { frames, send, connection } = await joinRaw(host);
    send('put', { mid: 5 });
    send('dance', {});
    send('sync', { after: 'x', limit: 1 });
    await vi.waitFor(() => expect(frames).toHaveLength(3));
    expect(frames.every(([, payload]) => (payload as { response: { reason: string } }).response.reason === 'invalid')).toBe(true);
    frames.length = 0;
    connection.receive(JSON.stringify(['another join', '9', TOPIC, 'put', put('late')]));
    connection.receive(JSON.stringify(['1', '10', 'room:sre-team', 'sync', { after: 0, limit: 1 }]));
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(frames.every(([, payload]) => (payload as { response: { reason: string } }).response.reason === 'unmatched topic')).toBe(true);
    const close = vi.fn<(code?: number, reason?: string) => void>();
    host.connect({ send: () => undefined, close }, undefined).receive('{');
    expect(close).toHaveBeenCalledWith(1000, expect.stringContaining('JSON'));
    await host.close();
  });

  it('hangs up where a frame cannot be handled, and goes on for others', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const close = vi.fn<(code?: number, reason?: string) => void>();
    const frame = JSON.stringify(['1', '1', TOPIC, 'phx_join', { v: 1 }]);
    vi.spyOn(host.faults, 'strike').mockImplementationOnce(() => {
      throw new Error('on purpose');
    });
    host.connect({ send: () => undefined, close }, ['phoenix', `base64url.bearer.phx.${btoa('ana')}`]).receive(frame);
    await vi.waitFor(() => expect(close).toHaveBeenCalledExactlyOnceWith(1011, undefined));
    await joinRaw(host);
    await host.close();
  });
});
