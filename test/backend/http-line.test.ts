// One stream of events for all topics of a source: how it is replaced when topics come, and that nothing is lost by that.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import { ROOMS_TOPIC, roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Channel, Source } from '../../src/sync/protocol.js';
import { Listener } from './contract-suite.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

/** One stream as its server sees it. */
interface Stream {
  topics: string[];
  headers: Headers;
  open: boolean;
  say(event: string, topic: string, payload: object, id?: string): void;
  raw(text: string): void;
  /** Breaks off. */
  fail(): void;
}

/** A server whose streams say what a test lets them say, and that cannot be reached while it is `away`. */
function scripted(random = (): number => 0): { source: Source; streams: Stream[]; away: boolean } {
  const streams: Stream[] = [];
  const server: ReturnType<typeof scripted> = { streams, away: false, source: undefined as unknown as Source };
  server.source = httpSource({
    url: 'http://server',
    token: 'ana',
    random,
    fetch: (url, { headers, signal }) => {
      if (server.away) return Promise.reject(new TypeError('no network'));
      const { pathname, searchParams } = new URL(url);
      const [, , room] = pathname.split('/');
      const one = room === 'events' ? 'rooms' : `room:${decodeURIComponent(room ?? '')}`;
      const topics = pathname === '/events' ? searchParams.getAll('topic') : [one];
      let output: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({ start: (controller) => void (output = controller) });
      const stream: Stream = {
        topics,
        headers: new Headers(headers),
        open: true,
        say: (event, topic, payload, id) =>
          stream.raw(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify({ topic, payload })}\n\n`),
        raw: (text) => output.enqueue(new TextEncoder().encode(text)),
        fail: () => output.error(new TypeError('lost')),
      };
      signal!.addEventListener('abort', () => (stream.open = false), { once: true });
      streams.push(stream);
      return Promise.resolve(new Response(body));
    },
  });
  cleanUp.push(() => server.source.close());
  return server;
}

const joined = (head: number, epoch = 'e'): object => ({ v: 1, epoch, head });
const op = (id: string, seq: number): object => ({
  seq,
  row: { id, cseq: seq, ver: seq, room_id: 'a', content: id, sender: { id: 'b', name: 'B' }, inserted_at: '2026-03-02T08:00:00Z' },
});

function listen(source: Source, topic: string): { heard: Listener; channel: Channel<Message> } {
  const heard = new Listener();
  return { heard, channel: source.channel<Message>(topic, heard) };
}

async function nth(streams: Stream[], count: number): Promise<Stream> {
  await vi.waitFor(() => expect(streams).toHaveLength(count));
  return streams.at(-1)!;
}

describe('a stream of all topics', () => {
  it('is one for those asked for in one breath, and of one topic alone a path of its own', async () => {
    const { source, streams } = scripted();
    for (const topic of ['rooms', 'room:a', 'room:b/&?']) listen(source, topic);
    expect((await nth(streams, 1)).topics).toEqual(['rooms', 'room:a', 'room:b/&?']);
    const other = scripted();
    listen(other.source, 'room:a');
    expect((await nth(other.streams, 1)).topics).toEqual(['room:a']);
  });

  it('is replaced when topics come, and ends at the first word of the next: for those who were there, nothing has happened', async () => {
    const { source, streams } = scripted();
    const a = listen(source, 'room:a');
    const first = await nth(streams, 1);
    first.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    const b = listen(source, 'room:b');
    const second = await nth(streams, 2);
    // Until then the first one tells.
    first.say('op', 'room:a', op('one', 1));
    await vi.waitFor(() => expect(a.heard.ops).toHaveLength(1));
    expect(first.open).toBe(true);
    second.say('joined', 'room:a', joined(1));
    second.say('joined', 'room:b', joined(0));
    await vi.waitFor(() => expect(b.channel.joined).toBe(true));
    expect(first.open).toBe(false);
    second.say('op', 'room:a', op('two', 2));
    await vi.waitFor(() => expect(a.heard.ops.map(({ seq }) => seq)).toEqual([1, 2]));
    expect(a.heard).toMatchObject({ joins: [{}], downs: 0, errors: [] });
  });

  it('is opened anew when somebody has signed in, with the token of then: for those who were there, nothing has happened', async () => {
    const { source, streams } = scripted();
    source.resume!();
    const a = listen(source, 'room:a');
    const first = await nth(streams, 1);
    first.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    source.resume!();
    const second = await nth(streams, 2);
    expect(first.open).toBe(true);
    second.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(first.open).toBe(false));
    second.say('op', 'room:a', op('one', 1));
    await vi.waitFor(() => expect(a.heard.ops).toHaveLength(1));
    expect(a.heard).toMatchObject({ joins: [{}], downs: 0, errors: [] });
  });

  it.each([
    ['a change that neither has told', { epoch: 'e', head: 1 }],
    ['another history', { epoch: 'other', head: 0 }],
  ])('lets catch up whoever has missed something between two: %s', async (_, next) => {
    const { source, streams } = scripted();
    const a = listen(source, 'room:a');
    (await nth(streams, 1)).say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    listen(source, 'room:b');
    (await nth(streams, 2)).say('joined', 'room:a', next);
    await vi.waitFor(() => expect(a.heard).toMatchObject({ joins: [{}, next], downs: 1, errors: [] }));
    expect(a.channel.joined).toBe(true);
  });

  it('goes on while the next one cannot be had, and when it is lost meanwhile everybody is told once', async () => {
    const server = scripted();
    const { source, streams } = server;
    const a = listen(source, 'room:a');
    const first = await nth(streams, 1);
    first.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    server.away = true;
    const b = listen(source, 'room:b');
    await vi.waitFor(() => expect(b.heard.errors).toMatchObject([{ reason: 'closed' }]));
    first.say('op', 'room:a', op('one', 1));
    await vi.waitFor(() => expect(a.heard.ops).toHaveLength(1));
    expect(a.heard).toMatchObject({ downs: 0, errors: [] });
    first.fail();
    await vi.waitFor(() => expect(a.heard.downs).toBe(1));
    server.away = false;
    const second = await nth(streams, 2);
    for (const topic of ['room:a', 'room:b']) second.say('joined', topic, joined(1));
    await vi.waitFor(() => expect([a, b].map(({ channel }) => channel.joined)).toEqual([true, true]));
    expect(a.heard).toMatchObject({ joins: [{}, {}], downs: 1, errors: [] });
    expect(b.heard).toMatchObject({ joins: [{}], downs: 0, errors: [{}] });
  });

  it('is let go when nobody listens, and not replaced when somebody leaves', async () => {
    const { source, streams } = scripted();
    const [a, b] = [listen(source, 'room:a'), listen(source, 'room:b')];
    const stream = await nth(streams, 1);
    a.channel.leave();
    stream.say('joined', 'room:a', joined(0));
    stream.say('joined', 'room:b', joined(0));
    await vi.waitFor(() => expect(b.channel.joined).toBe(true));
    expect([stream.open, streams.length, a.heard.joins]).toEqual([true, 1, []]);
    b.channel.leave();
    expect(stream.open).toBe(false);
    listen(source, 'room:b');
    expect((await nth(streams, 2)).headers.get('Last-Event-ID')).toBeNull();
  });

  it('that says something unreadable, or of nobody’s topic, is reported, and goes on', async () => {
    const { source, streams } = scripted();
    const [a, b] = [listen(source, 'room:a'), listen(source, 'room:b')];
    const stream = await nth(streams, 1);
    stream.raw('event: op\ndata: {\n\nevent: op\ndata: {"payload":{}}\n\nevent: strange\ndata: {\n\n');
    stream.say('op', 'room:nobody', op('x', 1));
    stream.say('refused', 'room:b', { reason: 'forbidden', message: 'Not yours.' });
    stream.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    expect(a.heard.errors.map(({ reason }) => reason)).toEqual(['malformed', 'malformed']);
    expect(b.heard.errors.map(({ reason }) => reason)).toEqual(['malformed', 'malformed', 'forbidden']);
    expect(stream.open).toBe(true);
  });

  it.each([
    ['is not to be had now', 'refused', { reason: 'server', message: 'Not now.' }],
    ['speaks another version', 'joined', { v: 2, epoch: 'e', head: 0 }],
  ])('of which one %s goes on for the others, and asks for that one again', async (_, event, payload) => {
    const { source, streams } = scripted();
    const [a, b] = [listen(source, 'room:a'), listen(source, 'room:b')];
    const first = await nth(streams, 1);
    first.say('joined', 'room:a', joined(0));
    first.say(event, 'room:b', payload);
    const second = await nth(streams, 2);
    expect([second.topics, first.open]).toEqual([['room:a', 'room:b'], true]);
    first.say('op', 'room:a', op('one', 1));
    await vi.waitFor(() => expect(a.heard.ops).toHaveLength(1));
    second.say('joined', 'room:a', joined(1));
    second.say('joined', 'room:b', joined(0));
    await vi.waitFor(() => expect(b.channel.joined).toBe(true));
    expect(a.heard).toMatchObject({ joins: [{}], downs: 0, errors: [] });
    expect(b.heard).toMatchObject({ joins: [{}], downs: 0, errors: [{}] });
  });

  it('is without a topic whose server asks for time, for that long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanUp.push(() => vi.useRealTimers());
    const { source, streams } = scripted();
    const [a, b] = [listen(source, 'room:a'), listen(source, 'room:b')];
    const first = await nth(streams, 1);
    first.say('refused', 'room:b', { reason: 'rate_limited', message: 'Later.', retry_after_ms: 6_000 });
    first.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect([a.channel.joined, b.heard.errors.length]).toEqual([true, 1]));
    listen(source, 'room:c');
    const second = await nth(streams, 2);
    second.say('joined', 'room:a', joined(0));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(streams.map(({ topics }) => topics)).toEqual([
      ['room:a', 'room:b'],
      ['room:a', 'room:c'],
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await nth(streams, 3)).topics).toEqual(['room:a', 'room:b', 'room:c']);
    expect(a.heard).toMatchObject({ joins: [{}], downs: 0, errors: [] });
  });

  it('is let go while none of its topics can be joined, and opened again', async () => {
    const { source, streams } = scripted();
    const { channel } = listen(source, 'room:a');
    const first = await nth(streams, 1);
    first.say('refused', 'room:a', { reason: 'server', message: 'Not now.' });
    const second = await nth(streams, 2);
    expect(first.open).toBe(false);
    second.say('joined', 'room:a', joined(0));
    await vi.waitFor(() => expect(channel.joined).toBe(true));
    channel.leave();
    expect(second.open).toBe(false);
  });

  it('that breaks off each time after its first topic is opened ever more seldom', async () => {
    vi.useFakeTimers();
    cleanUp.push(() => vi.useRealTimers());
    const { source, streams } = scripted(() => 0.999);
    const [a] = [listen(source, 'room:a'), listen(source, 'room:b')];
    const times: number[] = [];
    while (times.length < 6) {
      while (streams.length === times.length) await vi.advanceTimersByTimeAsync(50);
      times.push(Date.now());
      streams.at(-1)!.say('joined', 'room:a', joined(0));
      while (!a.channel.joined) await vi.advanceTimersByTimeAsync(1);
      streams.at(-1)!.fail();
      while (a.channel.joined) await vi.advanceTimersByTimeAsync(1);
    }
    const waits = times.slice(1).map((time, index) => time - times[index]!);
    expect(waits[0]).toBeLessThan(1_000);
    expect(waits.at(-1)).toBeGreaterThan(3_500);
  });

  it('whose names are longer than an address may be is two', async () => {
    const { source, streams } = scripted();
    const ids = Array.from({ length: 50 }, (_, n) => `${'ż'.repeat(20)}${n}`);
    for (const id of ids) listen(source, roomTopic(id));
    await nth(streams, 2);
    expect(streams.flatMap(({ topics }) => topics).toSorted()).toEqual(ids.map(roomTopic).toSorted());
  });

  it('is without a topic that no address can carry, which is refused', async () => {
    const { source, streams } = scripted();
    const [good, ...bad] = [listen(source, 'room:a'), listen(source, 'room:..'), listen(source, 'room:\ud800')];
    for (const { heard } of bad) await vi.waitFor(() => expect(heard.errors).toMatchObject([{ reason: 'invalid', refused: true }]));
    expect((await nth(streams, 1)).topics).toEqual(['room:a']);
    expect(good.heard.errors).toEqual([]);
  });

  it('is resumed by an id of any characters, as the bytes of UTF-8, as long as the topics are the same', async () => {
    const { source, streams } = scripted();
    const a = listen(source, 'room:a');
    const first = await nth(streams, 1);
    first.say('joined', 'room:a', joined(0), 'żółw 😀:5');
    await vi.waitFor(() => expect(a.channel.joined).toBe(true));
    first.fail();
    const second = await nth(streams, 2);
    const bytes = Uint8Array.from(second.headers.get('Last-Event-ID')!, (character) => character.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe('żółw 😀:5');
    second.say('joined', 'room:a', joined(0));
    listen(source, 'room:b');
    expect((await nth(streams, 3)).headers.get('Last-Event-ID')).toBeNull();
  });
});

const ROOMS = ['weekend-plans', 'sre-team', 'quiet-corner', 'nowhere'];
const TOPICS = [ROOMS_TOPIC, ...ROOMS.map(roomTopic)];

type Step = { listen: number } | { leave: number } | { post: number } | { hangUp: true } | { network: boolean } | { wait: number };
const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ listen: fc.nat(TOPICS.length - 1) }),
  fc.record({ leave: fc.nat(9) }),
  fc.record({ post: fc.nat(2) }),
  fc.record({ hangUp: fc.constant(true as const) }),
  fc.record({ network: fc.boolean() }),
  fc.record({ wait: fc.nat(3) }),
);

it('whatever comes and goes, whoever listens has been told how far each topic reaches, over one stream, and nobody else is there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 30 }), async (steps) => {
      const host = new ServerHost({ storage: 'memory' });
      let online = true;
      const streams = new Set<object>();
      const take = host.listen.bind(host);
      host.listen = (connection) => {
        const closed = connection.closed.bind(connection);
        connection.closed = () => {
          streams.delete(connection);
          closed();
        };
        streams.add(connection);
        take(connection);
      };
      const source = httpSource({ url: '', token: 'ana', random: () => 0, fetch: inProcessFetch(host, () => online) });
      const there: { topic: string; heard: Listener; channel: Channel<Message> }[] = [];
      for (const step of steps) {
        if ('listen' in step) there.push({ topic: TOPICS[step.listen]!, ...listen(source, TOPICS[step.listen]!) });
        else if ('leave' in step) there.splice(step.leave, 1)[0]?.channel.leave();
        else if ('post' in step) await host.post('ben', ROOMS[step.post]!, 'hello');
        else if ('hangUp' in step) host.disconnect();
        else if ('network' in step) {
          online = step.network;
          if (!online) host.disconnect();
        } else for (let turn = step.wait; turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      }
      online = true;
      const server = await host.current();
      for (const { topic, heard, channel } of there) {
        if (topic === 'room:nowhere') {
          await vi.waitFor(() => expect(heard.errors.some(({ reason }) => reason === 'not-found')).toBe(true));
          expect(heard.joins).toEqual([]);
          continue;
        }
        await vi.waitFor(() => expect(channel.joined).toBe(true));
        // A join is followed by catching up to its head; what comes after it comes as ops.
        const reach = (): number => Math.max(heard.joins.at(-1)!.head, ...heard.ops.map(({ seq }) => seq));
        await vi.waitFor(() => expect([topic, reach()]).toEqual([topic, server.join('ana', topic).head]));
      }
      await vi.waitFor(() => expect(streams.size).toBe(there.some(({ channel }) => channel.joined) ? 1 : 0));
      source.close();
      await vi.waitFor(() => expect([host.isHere('ana'), streams.size]).toEqual([false, 0]));
      await host.close();
    }),
    { numRuns: import.meta.env.MODE === 'long' ? 2_000 : 100 },
  );
});
