// What only the transport over HTTP does: where a stream is resumed, what a status means, when a line is dead, what is in the address.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpSource } from '../../src/backend/http-source.js';
import type { HttpOptions } from '../../src/backend/http-source.js';
import { destination, pageCall, putCall, refusalOf, syncCall } from '../../src/backend/http-wire.js';
import { roomTopic } from '../../src/backend/model.js';
import type { Message } from '../../src/backend/model.js';
import { inProcessFetch } from '../../src/mock/in-process.js';
import { ServerHost } from '../../src/mock/server-host.js';
import type { Channel } from '../../src/sync/protocol.js';
import { Listener } from './contract-suite.js';

const TOPIC = roomTopic('quiet-corner');

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of cleanUp.splice(0).reverse()) await act();
});

interface Asked {
  url: string;
  headers: Headers;
}

function open(options: Partial<HttpOptions> = {}): {
  host: ServerHost;
  asked: Asked[];
  channel: Channel<Message>;
  heard: Listener;
} {
  const host = new ServerHost({ storage: 'memory' });
  const asked: Asked[] = [];
  const own = options.fetch ?? inProcessFetch(host);
  const source = httpSource({
    url: '/api/..',
    token: 'ana',
    random: () => 0,
    ...options,
    fetch: (url, init) => {
      asked.push({ url, headers: new Headers(init.headers) });
      return own(url, init);
    },
  });
  cleanUp.push(
    () => source.close(),
    () => host.close(),
  );
  const heard = new Listener();
  return { host, asked, heard, channel: source.channel<Message>(TOPIC, heard) };
}

const joined = (channel: Channel<Message>): Promise<void> => vi.waitFor(() => expect(channel.joined).toBe(true));

/** A server that answers every stream with these pieces, and holds it open. */
function streaming(...pieces: string[]): () => Promise<Response> {
  return () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          start(controller) {
            for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
          },
        }),
        { headers: { 'Content-Type': 'text/event-stream' } },
      ),
    );
}

const TOLD = '{"topic":"room:quiet-corner","payload":';
const JOINED = `event: joined\ndata: ${TOLD}{"v":1,"epoch":"e","head":0}}\n\n`;

describe('a stream of events', () => {
  it('is resumed where it broke off, and what was missed comes before what is new', async () => {
    const { host, asked, heard, channel } = open();
    await joined(channel);
    await host.post('ben', 'quiet-corner', 'one');
    await vi.waitFor(() => expect(heard.ops).toHaveLength(1));
    host.disconnect();
    for (const word of ['two', 'three']) await host.post('ben', 'quiet-corner', word);
    await vi.waitFor(() => expect(heard.joins).toHaveLength(2));
    await host.post('ben', 'quiet-corner', 'four');
    await vi.waitFor(() => expect(heard.ops.map(({ row }) => row?.content)).toEqual(['one', 'two', 'three', 'four']));
    const streams = asked.filter(({ url }) => url.includes('/events'));
    expect(streams[0]!.headers.get('Last-Event-ID')).toBeNull();
    expect(streams[1]!.headers.get('Last-Event-ID')).toBe(`${heard.joins[0]!.epoch}:1`);
  });

  it('is not resumed into another history, nor from a number nobody gave', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const ask = inProcessFetch(host);
    const { epoch } = (await host.current()).join('ana', roomTopic('sre-team'));
    for (const [id, comes] of [
      ['another:1', false],
      [`${epoch}:-1`, false],
      [`${epoch}:1e0`, false],
      [`${epoch}:`, false],
      ['', false],
      [`${epoch}:1`, true],
    ] as const) {
      const stop = new AbortController();
      const response = await ask('/rooms/sre-team/events', {
        headers: { Authorization: 'Bearer ana', 'Last-Event-ID': id },
        signal: stop.signal,
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      const first = (await reader.read()).value!;
      expect(first).toContain('event: joined');
      const next = await Promise.race([reader.read(), new Promise((resolve) => setImmediate(() => resolve('silence')))]);
      expect(next === 'silence').toBe(!comes);
      stop.abort();
    }
    await host.close();
  });

  it('that falls silent is dead, and another is opened', async () => {
    const { asked, channel, heard } = open({ silenceMs: 40, fetch: streaming(JOINED) });
    await vi.waitFor(() => expect(heard.downs).toBeGreaterThan(1));
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.every(({ url }) => url.includes('/events'))).toBe(true);
    channel.leave();
  });

  it('may come in any pieces, and what makes no sense in it is reported, and the rest is heard', async () => {
    const row = '{"id":"a","cseq":1,"ver":1,"content":"hi","sender":{"id":"b","name":"B"},"inserted_at":"2026-03-02T08:00:00Z"}';
    const stream = `:\n\n${JOINED}event: op\ndata: {\n\nevent: op\ndata: ${TOLD}{"seq":-1}}\n\nevent: other\ndata: x\n\nevent: op\ndata: ${TOLD}{"seq":1,"row":${row}}}\n\n`;
    const pieces = stream.match(/[^]{1,7}/g)!;
    const { heard } = open({ fetch: streaming(...pieces) });
    await vi.waitFor(() => expect(heard.ops).toMatchObject([{ seq: 1, row: { id: 'a', content: 'hi' } }]));
    expect(heard.errors.map(({ reason }) => reason)).toEqual(['malformed', 'malformed']);
  });

  it('that speaks another version, or that is no stream, is reported and tried again', async () => {
    for (const fetch of [
      streaming(`event: joined\ndata: ${TOLD}{"v":2,"epoch":"e","head":0}}\n\n`),
      () => Promise.resolve(Response.json({})),
    ]) {
      const { asked, heard, channel } = open({ fetch });
      await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
      expect(channel.joined).toBe(false);
      expect(heard.joins).toEqual([]);
      expect(['outdated', 'closed']).toContain(heard.errors[0]!.reason);
      channel.leave();
    }
  });

  it('that is a page to sign in by is refused for want of a user', async () => {
    const page = { headers: { 'Content-Type': 'text/html' } };
    const { asked, heard } = open({ fetch: () => Promise.resolve(new Response('<!doctype html><title>Sign in</title>', page)) });
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
    expect(new Set(heard.errors.map(({ reason }) => reason))).toEqual(new Set(['unauthorized']));
  });

  it('waits with full jitter, never longer than four seconds', async () => {
    vi.useFakeTimers();
    try {
      const { asked, channel } = open({ random: () => 0.999, fetch: () => Promise.reject(new TypeError('no network')) });
      const times: number[] = [];
      while (times.length < 8) {
        await vi.advanceTimersByTimeAsync(50);
        while (times.length < asked.length) times.push(Date.now());
      }
      const waits = times.slice(1).map((time, index) => time - times[index]!);
      expect(waits[0]).toBeLessThan(1_500);
      expect(waits.at(-1)).toBeGreaterThan(3_500);
      expect(Math.max(...waits)).toBeLessThan(4_500);
      channel.leave();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a stream that waits to be opened again', () => {
  /** A page whose clock stands still, and in it a stream that could not be opened once. */
  async function waiting(visibilityState: string) {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('document', Object.assign(page, { visibilityState }));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanUp.push(
      () => vi.unstubAllGlobals(),
      () => vi.useRealTimers(),
    );
    let isAway = true;
    const stream = streaming(JOINED);
    const opened = open({ random: () => 0.999, fetch: () => (isAway ? Promise.reject(new TypeError('no network')) : stream()) });
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    };
    await turns();
    expect(opened.asked).toHaveLength(1);
    isAway = false;
    return { ...opened, page, turns };
  }

  it.each([
    ['is connected again', 'online'],
    ['is shown once more', 'pageshow'],
    ['is looked at', 'visibilitychange'],
    ['is no longer frozen', 'resume'],
  ])('is opened at once when the page %s', async (_, event) => {
    const { page, channel, turns } = await waiting('visible');
    page.dispatchEvent(new Event(event));
    await turns();
    expect(channel.joined).toBe(true);
  });

  it('goes on waiting when the page is hidden', async () => {
    const { page, asked, turns } = await waiting('hidden');
    page.dispatchEvent(new Event('visibilitychange'));
    await turns();
    expect(asked).toHaveLength(1);
  });
});

describe('a token', () => {
  it('goes in a header and never in the address', async () => {
    const { asked, channel } = open({ token: 'ana' });
    await joined(channel);
    expect(asked[0]!.headers.get('Authorization')).toBe('Bearer ana');
    expect(asked[0]!.url).not.toContain('ana');
  });

  it('that cannot be had at first says so, in the words of the app, and is asked for again', async () => {
    let tries = 0;
    const token = (): string => {
      if ((tries += 1) <= 2) throw new Error('session is over');
      return 'ana';
    };
    const { asked, channel, heard } = open({ token });
    await joined(channel);
    expect(heard.errors.map(({ reason, message }) => `${reason}: ${message}`)).toEqual(
      [1, 2].map(() => 'unauthorized: token() has failed: Error: session is over'),
    );
    expect(asked).toHaveLength(1);
    tries = 0;
    await expect(channel.put({ mutationId: 'm', kind: 'create', id: 'a', body: { content: 'x' } })).rejects.toMatchObject({
      reason: 'unauthorized',
    });
  });

  it('that no header can carry is as good as none', async () => {
    const { asked, heard } = open({ token: 'żółw' });
    await vi.waitFor(() => expect(heard.errors[0]).toMatchObject({ reason: 'unauthorized' }));
    expect(asked).toEqual([]);
  });
});

describe('an answer that is no JSON', () => {
  const answered = async (response: Response): Promise<unknown> => {
    const { channel } = open({
      fetch: (url) => (url.includes('/events') ? streaming(JOINED)() : Promise.resolve(response)),
    });
    await joined(channel);
    return channel.sync({ after: -1, limit: 9 }).catch((error: unknown) => error);
  };
  const from = (body: string, type: string, redirected = false): Response =>
    Object.defineProperty(new Response(body, { headers: { 'Content-Type': type } }), 'redirected', { value: redirected });
  const RESET = '{"reset":true,"epoch":"e","as_of":0,"rows":[],"floor":0}';

  it('is a page of whoever wants to know who asks, where it says so or was redirected', async () => {
    expect(await answered(from('<!doctype html>', 'text/html'))).toMatchObject({ reason: 'unauthorized', refused: false });
    expect(await answered(from('Sign in, please.', 'text/plain', true))).toMatchObject({ reason: 'unauthorized' });
  });

  it('is malformed else, as JSON of another shape is; and what can be read is an answer, however it came', async () => {
    expect(await answered(from('Sign in, please.', 'text/plain'))).toMatchObject({ reason: 'malformed' });
    expect(await answered(from('{}', 'text/html', true))).toMatchObject({ reason: 'malformed' });
    expect(await answered(from(RESET, 'text/html', true))).toMatchObject({ reset: true });
  });
});

describe('a refusal', () => {
  it.each([
    [401, 'unauthorized', false],
    [403, 'forbidden', true],
    [404, 'not-found', true],
    [408, 'timeout', false],
    [409, 'outdated', false],
    [410, 'gone', true],
    [413, 'too-large', true],
    [415, 'invalid', true],
    [422, 'invalid', true],
    [425, 'server', false],
    [429, 'rate-limited', false],
    [500, 'server', false],
    [502, 'timeout', false],
    [503, 'timeout', false],
    [504, 'timeout', false],
    [522, 'timeout', false],
  ] as const)('by %i alone means %s', (status, reason, refused) => {
    for (const body of [undefined, null, 'text', [], {}]) expect(refusalOf(status, null, body)).toMatchObject({ reason, refused });
  });

  it('says in seconds or milliseconds when to come again', () => {
    expect(refusalOf(429, '3', undefined).retryAfterMs).toBe(3000);
    expect(refusalOf(429, '3', { retry_after_ms: 2500 }).retryAfterMs).toBe(2500);
    for (const odd of [null, '', ' ', '-1', 'soon', '2026-10-21', 'Wednesday'])
      expect(refusalOf(429, odd, {}).retryAfterMs).toBeUndefined();
  });

  it('says by a date when to come again', () => {
    vi.useFakeTimers({ now: Date.parse('2026-10-21T07:28:00Z') });
    try {
      expect(refusalOf(503, 'Wed, 21 Oct 2026 07:30:00 GMT', {}).retryAfterMs).toBe(120_000);
      expect(refusalOf(503, 'Wednesday, 21-Oct-26 07:28:01 GMT', {}).retryAfterMs).toBe(1_000);
      expect(refusalOf(503, 'Tue, 20 Oct 2026 07:30:00 GMT', {}).retryAfterMs).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of an id no address can carry is told at once', () => {
    for (const id of ['.', '..', '\ud800']) {
      expect(() => putCall(TOPIC, { mutationId: 'm', kind: 'delete', id, body: {} })).toThrow('cannot be part of an address');
    }
  });
});

it('every address leads the server where the client meant, whatever the names', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text !== '.' && text !== '..');
  fc.assert(
    fc.property(name, name, (room, id) => {
      const where = (call: { method: string; path: string }): unknown => {
        const { pathname } = new URL(`http://host${call.path}`);
        return destination(call.method, pathname);
      };
      const mutation = { mutationId: 'm', id, body: { content: 'x' } };
      for (const topic of ['rooms', roomTopic(room)]) {
        expect(where(putCall(topic, { ...mutation, kind: 'create' }))).toEqual({ action: 'create', topic, id });
        expect(where(putCall(topic, { ...mutation, kind: 'edit' }))).toEqual({ action: 'edit', topic, id });
        expect(where(putCall(topic, { ...mutation, kind: 'delete' }))).toEqual({ action: 'delete', topic, id });
        expect(where(pageCall(topic, { before: 1, limit: 1 }))).toEqual({ action: 'page', topic });
        expect(where(syncCall(topic, 'e', { after: 1, limit: 1 }))).toEqual({ action: 'sync', topic });
      }
    }),
  );
});
