// What each fault does to a client of Phoenix, frame by frame; requests let through one by one; and what a server remembers of them.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import { OP_FAULTS, REQUEST_FAULTS, type FaultRule } from '../../src/mock/faults.js';
import { ServerHost } from '../../src/mock/server-host.js';

const TOPIC = roomTopic('quiet-corner');
const put = (id: string): object => ({ mid: id, kind: 'create', id, body: { content: id } });

/** A raw client and its server, in virtual time. */
class Line {
  readonly host = new ServerHost({ storage: 'memory', record: true });
  /** What came: events with their payloads, and broken frames as they are. */
  frames: [event: string, payload: { status?: string; response?: Record<string, unknown>; row?: { id: string; inserted_at: string } }][] =
    [];
  broken: string[] = [];
  closed: number | undefined;
  #ref = 0;
  #connection = this.#connect();

  #connect(): ReturnType<ServerHost['connect']> {
    const send = (data: string): void => {
      try {
        const [, , , event, payload] = JSON.parse(data) as [unknown, unknown, unknown, string, (typeof this.frames)[number][1]];
        this.frames.push([event, payload]);
      } catch {
        this.broken.push(data);
      }
    };
    return this.host.connect({ send, close: (code = 1000) => void (this.closed = code) }, [
      'phoenix',
      `base64url.bearer.phx.${btoa('ana')}`,
    ]);
  }

  send(event: string, payload: object): void {
    this.#connection.receive(JSON.stringify(['1', String((this.#ref += 1)), TOPIC, event, payload]));
  }

  async join(): Promise<Record<string, unknown>> {
    this.send('phx_join', { v: 1 });
    await this.pass(0);
    return this.frames.splice(0)[0]![1].response!;
  }

  async rejoin(): Promise<Record<string, unknown>> {
    this.closed = undefined;
    this.frames = [];
    this.#connection = this.#connect();
    return this.join();
  }

  hurt(rule: FaultRule): void {
    this.host.faults.add({ times: 1, ...rule });
  }

  pass(ms: number): Promise<unknown> {
    return vi.advanceTimersByTimeAsync(ms);
  }

  /** Events in order, ops by their row. */
  get told(): string[] {
    return this.frames.map(([event, { status, row }]) => (event === 'op' ? `op ${row!.id}` : `${event} ${status}`));
  }
}

describe('a fault', () => {
  let line: Line;

  beforeEach(async () => {
    vi.useFakeTimers();
    line = new Line();
    await line.join();
  });

  afterEach(async () => {
    await line.host.close();
    vi.useRealTimers();
  });

  it('is one of twenty-five', () => {
    expect(new Set([...REQUEST_FAULTS, ...OP_FAULTS]).size).toBe(25);
  });

  it.each([
    ['500', 'server'],
    ['429', 'rate_limited'],
    ['401', 'unauthorized'],
    ['403', 'forbidden'],
    ['422', 'invalid'],
  ] as const)('%s refuses without doing it', async (kind, reason) => {
    line.hurt({ do: kind, retryAfterMs: 70, match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    expect(line.frames).toMatchObject([['phx_reply', { status: 'error', response: { reason } }]]);
    expect(line.frames[0]![1].response!['retry_after_ms']).toBe(kind === '429' ? 70 : undefined);
    expect(line.host.commits.filter(({ mutationId }) => mutationId === 'a')).toEqual([]);
  });

  it('commit-then-500 does it and says it failed', async () => {
    line.hurt({ do: 'commit-then-500', match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    expect(line.told).toEqual(['op a', 'phx_reply error']);
  });

  it('duplicate-reply answers twice', async () => {
    line.hurt({ do: 'duplicate-reply', match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    expect(line.told).toEqual(['op a', 'phx_reply ok', 'phx_reply ok']);
  });

  it('skip-op leaves a gap, duplicate-op tells twice, reorder-ops turns round', async () => {
    line.hurt({ do: 'skip-op' });
    for (const id of ['a', 'b']) await line.host.post('ben', 'quiet-corner', id);
    expect(line.frames.map(([, { row }]) => row)).toMatchObject([{ content: 'b' }]);
    line.frames = [];
    line.hurt({ do: 'duplicate-op' });
    await line.host.post('ben', 'quiet-corner', 'c');
    expect(line.told).toHaveLength(2);
    line.frames = [];
    line.hurt({ do: 'reorder-ops', count: 3 });
    for (const id of ['d', 'e', 'f', 'g']) await line.host.post('ben', 'quiet-corner', id);
    expect(line.frames.map(([, { row }]) => row)).toMatchObject([{ content: 'f' }, { content: 'e' }, { content: 'd' }, { content: 'g' }]);
  });

  it('slow-consumer makes every frame take its time, in order', async () => {
    line.hurt({ do: 'slow-consumer', ms: 100 });
    for (const id of ['a', 'b', 'c']) await line.host.post('ben', 'quiet-corner', id);
    expect(line.frames).toHaveLength(0);
    await line.pass(250);
    expect(line.frames.map(([, { row }]) => row)).toMatchObject([{ content: 'a' }, { content: 'b' }]);
    await line.pass(50);
    expect(line.frames).toHaveLength(3);
  });

  it('that is lifted lets go of what it held, and slows nothing more', async () => {
    const contents = (): unknown[] => line.frames.map(([, { row }]) => (row as { content?: string } | undefined)?.content);
    const lift = line.host.faults.add({ do: 'reorder-ops', count: 3, times: 1 });
    for (const id of ['a', 'b']) await line.host.post('ben', 'quiet-corner', id);
    expect(line.frames).toEqual([]);
    lift();
    expect(contents()).toEqual(['a', 'b']);
    line.host.faults.add({ do: 'slow-consumer', ms: 100 });
    for (const id of ['c', 'd']) await line.host.post('ben', 'quiet-corner', id);
    expect(line.frames).toHaveLength(2);
    line.host.faults.clear();
    expect(contents()).toEqual(['a', 'b', 'c', 'd']);
    await line.host.post('ben', 'quiet-corner', 'e');
    await line.pass(1_000);
    expect(contents()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('delay-join-subscribe misses what comes between the join and its broadcasts', async () => {
    line.hurt({ do: 'delay-join-subscribe', ms: 100 });
    line.host.restart();
    expect(line.closed).toBe(1006);
    const { head } = await line.rejoin();
    await line.host.post('ben', 'quiet-corner', 'missed');
    await line.pass(100);
    await line.host.post('ben', 'quiet-corner', 'heard');
    expect(line.frames).toMatchObject([['op', { seq: Number(head) + 2, row: { content: 'heard' } }]]);
  });

  it('close hangs up with its code, before anything is done', async () => {
    line.hurt({ do: 'close', code: 4_000, match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    expect([line.closed, line.frames, line.host.commits]).toEqual([4_000, [], []]);
  });

  it('close-mid-frame does it, sends half an answer and hangs up', async () => {
    line.hurt({ do: 'close-mid-frame', match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    expect([line.told, line.broken.length, line.closed]).toEqual([['op a'], 1, 1006]);
  });

  it('partition holds both directions and does not say so', async () => {
    line.hurt({ do: 'partition', ms: 1_000, match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(10);
    await line.host.post('ben', 'quiet-corner', 'b');
    line.send('put', put('c'));
    await line.pass(980);
    expect([line.frames, line.closed]).toEqual([[], undefined]);
    await line.pass(20);
    expect(line.frames.map(([event, { row }]) => (row as { content?: string } | undefined)?.content ?? event)).toEqual([
      'b',
      'a',
      'phx_reply',
      'c',
      'phx_reply',
    ]);
  });

  it('restart hangs up on everybody and keeps what was committed', async () => {
    line.send('put', put('a'));
    await line.pass(0);
    line.hurt({ do: 'restart', match: { event: 'put' } });
    line.send('put', put('b'));
    await line.pass(0);
    expect(line.closed).toBe(1006);
    expect(await line.rejoin()).toMatchObject({ head: 1 });
  });

  it('restart-older goes back to a backup, and is another history', async () => {
    const before = await line.rejoin();
    for (const id of ['a', 'b', 'c']) line.send('put', put(id));
    await line.pass(0);
    line.hurt({ do: 'restart-older', count: 2, match: { event: 'put' } });
    line.send('put', put('d'));
    await line.pass(0);
    const after = await line.rejoin();
    expect(after).toMatchObject({ head: 1 });
    expect(after['epoch']).not.toBe(before['epoch']);
  });

  it('truncate-log lets whoever is behind start afresh', async () => {
    for (const id of ['a', 'b']) line.send('put', put(id));
    line.send('sync', { after: 1, limit: 10 });
    await line.pass(0);
    expect(line.frames.at(-1)![1].response).toMatchObject({ after: 1, up_to: 2 });
    line.hurt({ do: 'truncate-log' });
    line.send('sync', { after: 1, limit: 10 });
    await line.pass(0);
    expect(line.frames.at(-1)![1].response).toMatchObject({ reset: true, as_of: 2 });
  });

  it('stale-page answers late, as things were, and holds nothing up', async () => {
    line.hurt({ do: 'stale-page', ms: 500, match: { event: 'page' } });
    line.send('page', { before: 100, limit: 5 });
    line.send('put', put('a'));
    await line.pass(0);
    expect(line.told).toEqual(['op a', 'phx_reply ok']);
    await line.pass(500);
    expect(line.frames.at(-1)![1].response).toMatchObject({ as_of: 0, rows: [] });
  });

  it('oversize answers with more than anybody reads, garbage-frame with what nobody can', async () => {
    line.hurt({ do: 'oversize', match: { event: 'sync' } });
    line.send('sync', { after: 0, limit: 5 });
    await line.pass(0);
    expect(JSON.stringify(line.frames[0]).length).toBeGreaterThan(1_048_576);
    line.frames = [];
    line.hurt({ do: 'garbage-frame', match: { event: 'sync' } });
    line.send('sync', { after: 0, limit: 5 });
    await line.pass(0);
    expect([line.broken.length, line.told]).toEqual([1, ['phx_reply ok']]);
  });

  it('clock sets the time of the server, and no number', async () => {
    line.hurt({ do: 'clock', ms: -2 * 3_600_000, match: { event: 'put' } });
    line.send('put', put('a'));
    await line.pass(0);
    const behind = Date.now() - Date.parse(line.frames[0]![1].row!.inserted_at);
    expect(behind).toBe(2 * 3_600_000);
    expect(line.frames.at(-1)![1].response).toMatchObject({ seq: 1 });
  });
});

describe('a paused server', () => {
  it('handles one request at a time, when told, and remembers all', async () => {
    const host = new ServerHost({ storage: 'memory', record: true });
    const frames: string[] = [];
    const connection = host.connect({ send: (data) => frames.push(data), close: () => undefined }, [
      'phoenix',
      `base64url.bearer.phx.${btoa('ana')}`,
    ]);
    const send = (ref: number, event: string, payload: object): void =>
      connection.receive(JSON.stringify(['1', String(ref), TOPIC, event, payload]));
    host.pause();
    send(1, 'phx_join', { v: 1 });
    send(2, 'put', put('a'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(frames).toEqual([]);
    expect(host.step()).toBe(1);
    await vi.waitFor(() => expect(frames).toHaveLength(1));
    expect(host.commits).toEqual([]);
    host.resume();
    await vi.waitFor(() => expect(frames).toHaveLength(3));
    expect(host.requests.map(({ event }) => event)).toEqual(['phx_join', 'put']);
    expect(host.commits.map(({ mutationId }) => mutationId)).toEqual(['a']);
    expect(host.step()).toBe(0);
    await host.close();
  });

  it('shows what waits, and handles nothing of a socket that has hung up', async () => {
    const host = new ServerHost({ storage: 'memory', record: true });
    const connection = host.connect({ send: () => undefined, close: () => undefined }, `base64url.bearer.phx.${btoa('ana')}`);
    host.pause();
    connection.receive(JSON.stringify(['1', '1', TOPIC, 'phx_join', { v: 1 }]));
    connection.receive(JSON.stringify(['1', '2', TOPIC, 'put', put('a')]));
    expect(host.held).toMatchObject([
      { userId: 'ana', topic: TOPIC, event: 'phx_join' },
      { event: 'put', payload: { mid: 'a' } },
    ]);
    host.disconnected(connection);
    expect(host.held).toEqual([]);
    expect(host.step(9)).toBe(0);
    await host.close();
  });

  it('begins anew without what was on its way', async () => {
    const host = new ServerHost({ storage: 'memory', record: true });
    const connection = host.connect({ send: () => undefined, close: () => undefined }, `base64url.bearer.phx.${btoa('ana')}`);
    const join = JSON.stringify(['1', '1', TOPIC, 'phx_join', { v: 1 }]);
    host.latency = 5;
    connection.receive(join);
    await host.reset();
    await host.travel();
    const later = host.connect({ send: () => undefined, close: () => undefined }, `base64url.bearer.phx.${btoa('ben')}`);
    later.receive(join);
    await vi.waitFor(() => expect(host.requests).toMatchObject([{ userId: 'ben' }]));
    await host.close();
  });
});
