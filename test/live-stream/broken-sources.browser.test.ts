// Sources that break off, answer nonsense, or whose element goes or moves meanwhile: nothing is lost, doubled or stuck.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import type { OpSource } from '../../src/live-stream/op-sources.js';
import type { Item } from './list-model.js';
import { items, itemStream, texts, waitUntil, type ItemStream } from './stream-fixture.js';

const insert = (id: number): string => JSON.stringify({ op: 'insert', item: { id, text: `${id}` } });
const shows = (stream: ItemStream, expected: string[]): Promise<void> =>
  waitUntil(() => texts(stream).join() === expected.join(), `${texts(stream).join()} is not ${expected.join()}`);

/** The messages of a stream's errors, from here on, without its name. */
function heard(stream: ItemStream): string[] {
  const messages: string[] = [];
  stream.addEventListener('stream-error', (event) => {
    event.preventDefault();
    messages.push(event.error.message.replace('<live-stream name="list">: ', ''));
  });
  return messages;
}

/** A connection the test holds: what `fetch` was asked, and the other end of what it answered. */
interface Connection {
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  send(text: string): void;
  cut(): void;
}

function connections(type = 'text/event-stream'): Connection[] {
  const made: Connection[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const { signal, headers } = new Request(url, init);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        made.push({
          lastEventId: headers.get('last-event-id'),
          signal,
          send: (text) => controller.enqueue(new TextEncoder().encode(text)),
          cut: () => controller.error(new Error('cut')),
        });
        signal.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': type } }));
  });
  return made;
}

afterEach(() => vi.restoreAllMocks());

describe('src', () => {
  for (const [where, half] of [
    ['within a line', `id: 2\ndata: {"op":"ins`],
    ['after a line', `id: 2\ndata: ${insert(2)}\n`],
    ['after an id that nothing followed', 'id: 3\n'],
    ['within a line break', `id: 2\ndata: ${insert(2)}\r`],
  ]) {
    it(`cut ${where} loses nothing and joins nothing to what comes after`, async () => {
      const made = connections();
      const stream = await itemStream();
      const errors = heard(stream);
      stream.src = '/events';
      await waitUntil(() => made.length === 1);
      made[0]?.send(`retry: 0\nid: 1\ndata: ${insert(1)}\n\n`);
      await shows(stream, ['1']);
      made[0]?.send(half as string);
      made[0]?.cut();
      await waitUntil(() => made.length === 2);
      expect(made[1]?.lastEventId).to.equal('1');
      made[1]?.send(`\uFEFFid: 2\ndata: ${insert(2)}\n\n`);
      await shows(stream, ['1', '2']);
      expect(errors).to.deep.equal(['src: cut']);
    });
  }

  it('is joined again after an event whose id no header takes as it is, with its bytes', async () => {
    const made = connections();
    const stream = await itemStream();
    const errors = heard(stream);
    stream.src = '/events';
    await waitUntil(() => made.length === 1);
    made[0]?.send(`retry: 0\nid: ж✓\ndata: ${insert(1)}\n\n`);
    await shows(stream, ['1']);
    made[0]?.cut();
    await waitUntil(() => errors.length === 1);
    await waitUntil(() => made.length === 2, errors.join());
    const bytes = Uint8Array.from(made[1]?.lastEventId ?? '', (byte) => byte.charCodeAt(0));
    expect([new TextDecoder().decode(bytes), errors]).to.deep.equal(['ж✓', ['src: cut']]);
  });

  for (const type of ['application/x-ndjson', 'application/jsonl', 'application/json-lines; charset=utf-8', 'Application/X-NDJSON'])
    it(`of lines is applied line by line as ${type}`, async () => {
      const made = connections(type);
      const stream = await itemStream();
      stream.src = '/lines';
      await waitUntil(() => made.length === 1);
      made[0]?.send(`${insert(1)}\n`);
      await shows(stream, ['1']);
      made[0]?.send(`${insert(2)}\n`);
      await shows(stream, ['1', '2']);
    });

  it('of events is read however its type is written', async () => {
    const made = connections('Text/Event-Stream;Charset=UTF-8');
    const stream = await itemStream();
    const errors = heard(stream);
    stream.src = '/events';
    await waitUntil(() => made.length === 1);
    made[0]?.send(`data: ${insert(1)}\n\n`);
    await shows(stream, ['1']);
    expect(errors).to.deep.equal([]);
  });

  it('of one document is read whole as application/json, whatever is said with that', async () => {
    const whole = JSON.stringify(
      [1, 2].map((id) => JSON.parse(insert(id)) as unknown),
      null,
      2,
    );
    const headers = { 'content-type': 'Application/JSON ; charset=utf-8' };
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(whole, { headers })));
    const stream = await itemStream({ src: '/document' });
    await shows(stream, ['1', '2']);
  });

  it('is not read by an element outside the page, whatever else of it changes', async () => {
    const made = connections();
    const stream = await itemStream({ src: '/events' });
    await waitUntil(() => made.length === 1);
    stream.anchor = 'end';
    stream.remove();
    await waitUntil(() => made[0]?.signal.aborted);
    stream.prefetch = 2;
    await stream.updateComplete;
    expect(made).to.have.length(1);
  });

  it('is read on while its element is moved, and joined from where it was left by one that comes back', async () => {
    const made = connections();
    const stream = await itemStream({ src: '/events' });
    await waitUntil(() => made.length === 1);
    made[0]?.send(`id: 7\ndata: ${insert(1)}\n\n`);
    await shows(stream, ['1']);
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(stream);
    made[0]?.send(`id: 8\ndata: ${insert(2)}\n\n`);
    await shows(stream, ['1', '2']);
    stream.remove();
    await waitUntil(() => made[0]?.signal.aborted);
    elsewhere.append(stream);
    await waitUntil(() => made.length === 2);
    expect(made.map(({ lastEventId }) => lastEventId)).to.deep.equal([null, '8']);
    elsewhere.remove();
  });

  it('shows loading until the server answers', async () => {
    let answer: (response: Response) => void = () => undefined;
    vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const stream = await itemStream({ src: '/ops' });
    expect(stream.status).to.equal('loading');
    await waitUntil(() => vi.mocked(fetch).mock.calls.length === 1);
    answer(new Response(null, { status: 204 }));
    await waitUntil(() => stream.status === 'ready');
  });

  it('that gives a page in place of ops is refused for good', async () => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('<p>Sign in', { headers: { 'content-type': 'text/html' } }));
    const stream = await itemStream();
    const errors = heard(stream);
    stream.src = '/ops';
    await waitUntil(() => stream.status === 'failed');
    expect(errors).to.deep.equal(['src: /ops answered text/html, which is neither an event stream nor JSON']);
  });

  it('takes ops from events called message or stream-op, and minds no others', async () => {
    const made = connections();
    const stream = await itemStream();
    const errors = heard(stream);
    stream.src = '/ops';
    await waitUntil(() => made.length === 1);
    made[0]!.send(`event: ping\ndata: {"at":1}\n\nevent: stream-op\ndata: ${insert(1)}\n\nevent: bye\ndata: now\n\ndata: ${insert(2)}\n\n`);
    await shows(stream, ['1', '2']);
    expect(errors).to.deep.equal([]);
  });

  it('refused for good is asked again by retry', async () => {
    const answers = [new Response('', { status: 404 }), new Response(insert(1))];
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answers.shift() as Response));
    const stream = await itemStream();
    const errors = heard(stream);
    stream.src = '/ops';
    await waitUntil(() => stream.status === 'failed');
    expect([stream.retry(), ...errors]).to.deep.equal([true, 'src: /ops answered 404']);
    await shows(stream, ['1']);
    expect(stream.status).to.equal('ready');
  });

  for (const [what, text] of [
    ['one document of several lines', JSON.stringify([JSON.parse(insert(1)), JSON.parse(insert(2))], null, 2)],
    ['lines', `${insert(1)}\n${insert(2)}\n`],
  ]) {
    it(`reads JSON that is ${what}`, async () => {
      vi.spyOn(globalThis, 'fetch').mockResolvedValue(
        new Response(text, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
      );
      const stream = await itemStream();
      const errors = heard(stream);
      stream.src = '/ops';
      await shows(stream, ['1', '2']);
      expect(errors).to.deep.equal([]);
    });
  }
});

describe('load', () => {
  it('goes on while its element is moved', async () => {
    const stream = await itemStream();
    let give: (loaded: Item[]) => void = () => undefined;
    const loaded = stream.load(() => new Promise<Item[]>((resolve) => (give = resolve)));
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(stream);
    await stream.updateComplete;
    give(items(1, 1));
    await loaded;
    await shows(stream, ['1']);
    expect(stream.status).to.equal('ready');
    elsewhere.remove();
  });

  it('is aborted with its element, and asked again when that comes back', async () => {
    const stream = await itemStream();
    const signals: AbortSignal[] = [];
    void stream.load((signal) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(items(1, 2));
    });
    stream.remove();
    await waitUntil(() => signals[0]?.aborted);
    document.body.append(stream);
    await shows(stream, ['1', '2']);
    expect([stream.status, signals.length]).to.deep.equal(['ready', 2]);
    stream.remove();
  });

  for (const [what, loaded, words] of [
    ['nothing', undefined, 'reset: items must be an array, got undefined'],
    ['null', null, 'reset: items must be an array, got null'],
    [
      'an item without an id',
      [{ id: 3, text: '3' }, { text: 'x' }],
      'item id must be a non-empty string or a finite number, got undefined',
    ],
  ] as const) {
    it(`of ${what} fails, and keeps what is shown`, async () => {
      const stream = await itemStream();
      const errors = heard(stream);
      stream.stream(items(1, 2));
      await stream.load(() => Promise.resolve(loaded as unknown as Item[]));
      await stream.updateComplete;
      expect([stream.status, texts(stream), errors]).to.deep.equal(['failed', ['1', '2'], [`load failed: ${words}`]]);
    });
  }
});

describe('load beside src', () => {
  it('that failed stays failed, whenever the source opens, until it is tried again', async () => {
    const made = connections();
    const stream = await itemStream();
    const errors = heard(stream);
    let tries = 0;
    stream.src = '/events';
    await stream.load(() => (tries++ ? Promise.resolve(items(5, 5)) : Promise.reject(new Error('no line'))));
    await waitUntil(() => made.length === 1);
    made[0]?.send(`retry: 0\nid: 1\ndata: ${insert(1)}\n\n`);
    await shows(stream, ['1']);
    expect(stream.status).to.equal('failed');
    made[0]?.cut();
    await waitUntil(() => made.length === 2);
    made[1]?.send(`id: 2\ndata: ${insert(2)}\n\n`);
    await shows(stream, ['1', '2']);
    expect([stream.status, errors]).to.deep.equal(['failed', ['load failed: no line', 'src: cut']]);
    expect(stream.retry()).to.equal(true);
    await shows(stream, ['5']);
    expect([stream.status, made.length]).to.deep.equal(['ready', 2]);
  });

  it('that failed, of a mere promise, is not tried again, and the source is not either', async () => {
    const made = connections();
    const stream = await itemStream({ src: '/events' });
    heard(stream);
    await waitUntil(() => stream.status === 'ready');
    await stream.load(Promise.reject(new Error('no line')));
    expect([stream.status, stream.retry(), made.length]).to.deep.equal(['failed', false, 1]);
  });

  it('that succeeded hides no source that was refused for good, which is asked again', async () => {
    const answers = [new Response('', { status: 404 }), new Response(insert(2))];
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answers.shift() as Response));
    const stream = await itemStream();
    const errors = heard(stream);
    let loads = 0;
    stream.src = '/ops';
    await waitUntil(() => stream.status === 'failed');
    await stream.load(() => Promise.resolve(items(1, (loads += 1))));
    expect([stream.status, errors]).to.deep.equal(['failed', ['src: /ops answered 404']]);
    expect(stream.retry()).to.equal(true);
    await shows(stream, ['1', '2']);
    expect([stream.status, loads]).to.deep.equal(['ready', 1]);
  });

  it('is loading until it has ended, also where the source was refused meanwhile', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('', { status: 404 })));
    const stream = await itemStream();
    const errors = heard(stream);
    let give: (loaded: Item[]) => void = () => undefined;
    const loaded = stream.load(() => new Promise<Item[]>((resolve) => (give = resolve)));
    stream.src = '/ops';
    await waitUntil(() => errors.length === 1);
    expect(stream.status).to.equal('loading');
    give(items(1, 1));
    await loaded;
    await shows(stream, ['1']);
    expect(stream.status).to.equal('failed');
    stream.src = '';
    await stream.updateComplete;
    expect(stream.status).to.equal('ready');
  });
});

describe('connect', () => {
  it('hears a worker, and anything that posts JSON as text', async () => {
    const stream = await itemStream();
    const address = URL.createObjectURL(new Blob([`postMessage(${insert(1)})`]));
    const worker = new Worker(address);
    stream.connect(worker);
    await shows(stream, ['1']);
    worker.terminate();
    URL.revokeObjectURL(address);
    const socket = new EventTarget();
    const errors = heard(stream);
    stream.connect(socket);
    socket.dispatchEvent(new MessageEvent('message', { data: `[${insert(2)}]` }));
    socket.dispatchEvent(new MessageEvent('message', { data: 'hello' }));
    await shows(stream, ['1', '2']);
    expect(errors).to.deep.equal(['op must be an object, got "hello"']);
  });

  it('hears an event source, whose messages may be called stream-op', async () => {
    const stream = await itemStream();
    const source = new EventTarget();
    const errors = heard(stream);
    stream.connect(source);
    source.dispatchEvent(new MessageEvent('stream-op', { data: insert(1) }));
    source.dispatchEvent(new MessageEvent('message', { data: insert(2) }));
    await shows(stream, ['1', '2']);
    expect(errors).to.deep.equal([]);
  });

  it('reads a stream to its end', async () => {
    const stream = await itemStream();
    const errors = heard(stream);
    const source = new ReadableStream<unknown>({
      start: (controller) => {
        for (const id of [1, 2]) controller.enqueue(JSON.parse(insert(id)));
        controller.close();
      },
    });
    stream.connect(source);
    await shows(stream, ['1', '2']);
    stream.connect(new ReadableStream<unknown>({ start: (controller) => controller.error(new Error('torn')) }));
    await waitUntil(() => errors.length === 1);
    stream.connect(source);
    await waitUntil(() => errors.length === 2);
    expect(errors[0]).to.equal('a connected source failed: torn');
    expect(errors[1]).to.match(/^a connected source failed: .*locked/);
  });

  it('cancels a stream that is let go while it waits', async () => {
    const stream = await itemStream();
    const errors = heard(stream);
    const cancelled = vi.fn<() => void>();
    let more: (value: unknown) => void = () => undefined;
    const source = new ReadableStream<unknown>({ start: (it) => (more = (value) => it.enqueue(value)), cancel: cancelled });
    const letGo = stream.connect(source);
    more(JSON.parse(insert(1)));
    await shows(stream, ['1']);
    letGo();
    await waitUntil(() => cancelled.mock.calls.length === 1);
    expect(errors).to.deep.equal([]);
  });

  it('takes no ops from what other pages post to a window', async () => {
    const stream = await itemStream();
    const stop = stream.connect(window);
    window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(insert(1)) as unknown, source: window }));
    await stream.updateComplete;
    expect(stream.size).to.equal(0);
    stop();
  });

  it('tells an iterator that is let go, also while it waits', async () => {
    const stream = await itemStream();
    const returned = vi.fn<() => Promise<IteratorResult<unknown>>>().mockResolvedValue({ done: true, value: undefined });
    const source: AsyncIterable<unknown> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined), return: returned }),
    };
    stream.connect(source)();
    expect(returned.mock.calls).to.have.length(1);
  });

  for (const [what, end] of [
    [
      'throws',
      () => {
        throw new Error('not now');
      },
    ],
    ['gives no promise', () => undefined],
    ['fails', () => Promise.reject(new Error('later'))],
  ] as const) {
    it(`lets go of an iterator that ${what} without a word`, async () => {
      const stream = await itemStream();
      const unheard = vi.fn<() => void>();
      for (const type of ['error', 'unhandledrejection']) window.addEventListener(type, unheard);
      const source = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined), return: end }) };
      stream.connect(source as unknown as OpSource)();
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const type of ['error', 'unhandledrejection']) window.removeEventListener(type, unheard);
      expect(unheard.mock.calls.length).to.equal(0);
    });
  }

  for (const [what, source] of [
    ['an array of 1', [{ op: 'delete', id: 1 }]],
    ['null', null],
    ['an object', {}],
  ]) {
    it(`refuses ${what as string} by name`, async () => {
      const stream = await itemStream();
      expect(() => stream.connect(source as OpSource)).to.throw(
        TypeError,
        `<live-stream name="list">: connect takes an async iterable or an event target, got ${what as string}`,
      );
    });
  }
});
