// Faults strike the frames their rules name, as often as they say, and the same ones for the same seed.

import { describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import { Faults, type FaultKind } from '../../src/mock/faults.js';
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

  it('that names what there is not is refused, by name', () => {
    const faults = new Faults(() => 0);
    expect(() => faults.add({ do: 'nonsense' as FaultKind })).toThrow('there is no fault "nonsense"; there are: delay');
    expect(() => faults.add({ do: '500', match: { event: 'join' } })).toThrow('no event "join"; there are: phx_join');
    expect(faults.rules).toEqual([]);
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
});
