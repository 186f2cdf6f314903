// Over HTTP as over Phoenix: a fault that is counted as having struck is seen, and one that cannot be done is not counted.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { roomTopic } from '../../src/backend/model.js';
import { OP_FAULTS, REQUEST_FAULTS, type FaultKind } from '../../src/mock/faults.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';

const TOPIC = roomTopic('quiet-corner');
const HEADERS = { Authorization: 'Bearer ana', 'Idempotency-Key': 'm' };
const REQUESTS = {
  put: ['/rooms/quiet-corner/messages/a', { method: 'PUT', body: '{"content":"a"}' }],
  page: ['/rooms/quiet-corner/messages', {}],
  sync: ['/rooms/quiet-corner/sync?after=0', {}],
  phx_join: ['/rooms/quiet-corner/events', {}],
  upload: ['/uploads/u', { method: 'PUT', body: '{"name":"a.txt","type":"text/plain","size":1}' }],
  op: ['/rooms/quiet-corner/messages', {}],
} as const;
type Event = keyof typeof REQUESTS;
const EVENTS = Object.keys(REQUESTS) as Event[];
/** Which of them a rule may name. */
const eventsOf = (kind: FaultKind): Event[] =>
  EVENTS.filter((event) =>
    kind === 'delay-join-subscribe' ? event === 'phx_join' : (event === 'op') === (OP_FAULTS as readonly string[]).includes(kind),
  );
type Piece = [at: number, piece: string | number];

/** Reads a response to its end, each piece with the time it came at. */
async function follow(asked: Promise<Response>, since: number, pieces: Piece[]): Promise<void> {
  const at = (): number => Date.now() - since;
  try {
    const response = await asked;
    pieces.push([at(), response.status]);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push([at(), piece.value]);
    pieces.push([at(), 'end']);
  } catch (error) {
    pieces.push([at(), (error as Error).message]);
  }
}

/** All that a client and a second one see of one request, with a fault or without: what comes when, and what the server is afterwards. */
async function seen(event: Event, kind?: FaultKind): Promise<{ struck: boolean; seen: string; told: Piece[] }> {
  vi.setSystemTime(1_000_000_000_000);
  const host = new ServerHost({ storage: 'memory', now: () => new Date() });
  const fetch = inProcessFetch(host);
  const stop = new AbortController();
  const [pieces, told]: [Piece[], Piece[]] = [[], []];
  const write = (id: string): Promise<unknown> => host.put('ben', TOPIC, { mutationId: id, kind: 'create', id, body: { content: id } });
  await write('z');
  void follow(fetch('/rooms/quiet-corner/events', { headers: HEADERS, signal: stop.signal }), Date.now(), told);
  await vi.advanceTimersByTimeAsync(0);
  const before = (await host.current()).epoch;
  if (kind) host.faults.add({ do: kind, ms: 500, retryAfterMs: 70, times: 1, match: { event } });
  const [path, init] = REQUESTS[event];
  void follow(fetch(path, { ...init, headers: HEADERS, signal: stop.signal }), Date.now(), pieces);
  await vi.advanceTimersByTimeAsync(100);
  for (const id of ['b', 'c', 'd']) await write(id);
  await vi.advanceTimersByTimeAsync(4_000);
  const server = await host.current();
  const { reset, rows } = server.sync('ana', TOPIC, { after: 0, limit: 99 });
  const after = [server.epoch === before, reset, rows.map((row) => 'insertedAt' in row && [row.id, row.insertedAt])];
  stop.abort();
  const struck = kind !== undefined && (host.faults.struck.get(kind) ?? 0) > 0;
  await host.close();
  // Epochs are another each time.
  const text = JSON.stringify([pieces, told, after]).replaceAll(/"epoch\\":\\"[^"]+"|id: [^:]+:/g, '-');
  return { struck, seen: text, told };
}

describe('over HTTP', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('the same request is seen alike without a fault', async () => {
    for (const event of EVENTS) expect((await seen(event)).seen).toBe((await seen(event)).seen);
  });

  it.each([...REQUEST_FAULTS, ...OP_FAULTS])('%s is seen wherever it is counted', async (kind) => {
    const counted: Event[] = [];
    for (const event of eventsOf(kind)) {
      const [hurt, whole] = [await seen(event, kind), await seen(event)];
      if (hurt.struck) counted.push(event);
      expect([event, hurt.seen !== whole.seen]).toEqual([event, hurt.struck]);
    }
    expect(counted).not.toEqual([]);
  });

  it('a stream that begins with a fault says so in its own way', async () => {
    const pieces = async (kind: FaultKind): Promise<string> => (await seen('phx_join', kind)).seen;
    expect((await pieces('duplicate-reply')).match(/event: joined/g)).toHaveLength(3);
    expect(await pieces('close-mid-frame')).toContain('the connection was lost');
    expect((await pieces('oversize')).length).toBeGreaterThan(1_048_576);
    expect(await pieces('garbage-frame')).toContain('no frame');
    expect(await pieces('commit-then-500')).toContain('500');
  });

  it('a partition holds the streams of the user, and nobody else’s', async () => {
    const { told } = await seen('put', 'partition');
    const ops = told.filter(([, piece]) => `${piece}`.includes('event: op'));
    expect(ops.length).toBeGreaterThan(2);
    expect(ops.every(([at]) => at >= 500)).toBe(true);
  });
});
