// Where ops come from besides method calls.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { StreamOpEvent } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';
import { errorsOf, items, itemStream, rows, texts, waitUntil, type ItemStream } from './stream-fixture.js';

const insert = (id: number): string => JSON.stringify({ op: 'insert', item: { id, text: `${id}` } });
const shows = (stream: ItemStream, expected: string[]): Promise<void> =>
  waitUntil(() => texts(stream).join() === expected.join(), `${texts(stream).join()} is not ${expected.join()}`);

describe('src', () => {
  /** Answers `fetch` from a list, one answer a request; then hangs. */
  function serve(...answers: (() => Response)[]): Request[] {
    const requests: Request[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      requests.push(new Request(url, init));
      const answer = answers.shift();
      return answer ? Promise.resolve(answer()) : new Promise(() => undefined);
    });
    return requests;
  }
  const events =
    (text: string): (() => Response) =>
    () =>
      new Response(text, { headers: { 'content-type': 'text/event-stream' } });
  afterEach(() => vi.restoreAllMocks());

  it('reads NDJSON to its end', async () => {
    serve(() => new Response(`${insert(1)}\n${insert(2)}\n[${insert(3)},{"op":"delete","id":1}]`));
    const stream = await itemStream({ src: '/ops' });
    await shows(stream, ['2', '3']);
    expect(stream.status).to.equal('ready');
  });

  it('reads server-sent events, and after a break goes on from the last id', async () => {
    const requests = serve(
      events(`retry: 1\nid: 41\ndata: ${insert(1)}\n\n`),
      () => new Response('', { status: 503 }),
      events(`id: 42\ndata: ${insert(2)}\n\n`),
    );
    const stream = await itemStream();
    const errors = await errorsOf(stream, () => (stream.src = '/events'));
    expect(errors).to.deep.equal([]);
    await shows(stream, ['1', '2']);
    await waitUntil(() => requests.length === 4);
    expect(requests.map((request) => request.headers.get('last-event-id'))).to.deep.equal([null, '41', '41', '42']);
  });

  it('says what is not JSON and what is no op, and goes on', async () => {
    serve(events(`data: {oops\n\ndata: {"op":"append"}\n\ndata: ${insert(1)}\n\n`));
    const stream = await itemStream();
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    stream.src = '/events';
    await shows(stream, ['1']);
    expect(errors.map((message) => message.replace('<live-stream name="list">: ', ''))).to.deep.equal([
      'src: /events sent something that is not JSON: {oops',
      'op must be insert, stream, reset or delete, got "append"',
    ]);
  });

  it('refused for good is failed, and not asked again', async () => {
    const requests = serve(() => new Response('', { status: 404 }));
    const stream = await itemStream({ src: '/gone' });
    await waitUntil(() => stream.status === 'failed');
    expect(requests).to.have.length(1);
  });

  it('that is still being joined is loading, whatever was loaded meanwhile', async () => {
    let answer: (response: Response) => void = () => undefined;
    vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const stream = await itemStream({ src: '/events' });
    await stream.load(async () => []);
    expect(stream.status).to.equal('loading');
    answer(new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } }));
    await waitUntil(() => stream.status === 'ready');
  });

  it('changed or taken away, or its element, lets the connection go', async () => {
    const requests = serve();
    const stream = await itemStream({ src: '/a' });
    await waitUntil(() => requests.length === 1);
    stream.src = '/b';
    await waitUntil(() => requests.length === 2);
    expect(requests.map((request) => [new URL(request.url).pathname, request.signal.aborted])).to.deep.equal([
      ['/a', true],
      ['/b', false],
    ]);
    stream.remove();
    await waitUntil(() => requests[1]?.signal.aborted);
  });
});

describe('connect', () => {
  it('an async iterable, until it ends or is let go', async () => {
    const stream = await itemStream();
    async function* source(): AsyncGenerator<unknown> {
      yield { op: 'insert', item: { id: 1, text: '1' } };
      yield [{ op: 'insert', item: { id: 2, text: '2' } }, 'nonsense'];
      throw new Error('torn');
    }
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    stream.connect(source());
    await shows(stream, ['1', '2']);
    await waitUntil(() => errors.length === 2);
    expect(errors[1]).to.equal('<live-stream name="list">: a connected source failed: torn');
  });

  it('a MessagePort, a BroadcastChannel and an EventTarget', async () => {
    const stream = await itemStream();
    const { port1, port2 } = new MessageChannel();
    const heard = new BroadcastChannel('ops');
    const told = new BroadcastChannel('ops');
    const target = new EventTarget();
    const letGo = [port1, heard, target].map((source) => stream.connect(source));
    port2.postMessage(JSON.parse(insert(1)));
    await shows(stream, ['1']);
    told.postMessage(JSON.parse(insert(2)));
    await shows(stream, ['1', '2']);
    target.dispatchEvent(new StreamOpEvent<Item>({ op: 'insert', item: { id: 3, text: '3' } }));
    await shows(stream, ['1', '2', '3']);
    for (const release of letGo) release();
    target.dispatchEvent(new StreamOpEvent<Item>({ op: 'delete', id: 3 }));
    await stream.updateComplete;
    expect(stream.size).to.equal(3);
    for (const channel of [port1, heard, told]) channel.close();
  });
});

describe('load', () => {
  it('shows loading, then the items', async () => {
    const stream = await itemStream();
    const loaded = stream.load(Promise.resolve(items(1, 2)));
    expect(stream.status).to.equal('loading');
    await loaded;
    await shows(stream, ['1', '2']);
    expect(stream.status).to.equal('ready');
  });

  it('that fails keeps what is shown, says so, and can be tried again', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 1));
    let tries = 0;
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    await stream.load(() => (tries++ ? Promise.resolve(items(5, 5)) : Promise.reject(new Error('no line'))));
    expect([stream.status, ...texts(stream), ...errors]).to.deep.equal(['failed', '1', '<live-stream name="list">: load failed: no line']);
    expect(stream.retry()).to.equal(true);
    await shows(stream, ['5']);
  });

  it('asked for again aborts the one before, and the later wins whichever answers first', async () => {
    const stream = await itemStream();
    let aborted = false;
    const slow = stream.load(async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted = signal.aborted;
      return items(1, 1);
    });
    await stream.load(Promise.resolve(items(2, 2)));
    await slow;
    await stream.updateComplete;
    expect([aborted, ...texts(stream)]).to.deep.equal([true, '2']);
  });
});

describe('<stream-op>', () => {
  function markup(text: string): DocumentFragment {
    return document.createRange().createContextualFragment(text);
  }

  it('appended inside a stream is applied once and leaves', async () => {
    const stream = await itemStream();
    stream.append(markup('<stream-op action="insert"><template><li id="list-1">one</li><li id="list-2">two</li></template></stream-op>'));
    stream.append(markup('<stream-op action="insert" at="0" limit="2"><template><li id="list-0"><b>zero</b></li></template></stream-op>'));
    await stream.updateComplete;
    expect(rows(stream).map((row) => row.outerHTML)).to.deep.equal(['<li id="list-0"><b>zero</b></li>', '<li id="list-1">one</li>']);
    const [first] = rows(stream);
    stream.append(
      markup(
        '<stream-op action="insert" update-only><template><li id="list-0" class="new">null</li><li id="list-7">x</li></template></stream-op>',
      ),
    );
    stream.append(markup('<stream-op action="delete" dom-id="list-1"></stream-op>'));
    await stream.updateComplete;
    expect(rows(stream)).to.deep.equal([first]);
    expect(first?.outerHTML).to.equal('<li id="list-0" class="new">null</li>');
    stream.append(markup('<stream-op action="reset"><template></template></stream-op>'));
    await stream.updateComplete;
    expect(stream.childElementCount).to.equal(0);
  });

  it('anywhere else names the stream it is for', async () => {
    const stream = await itemStream();
    stream.id = 'songs-of-the-day';
    document.body.append(
      markup('<stream-op target="songs-of-the-day" action="insert"><template><li id="list-1">one</li></template></stream-op>'),
    );
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['one']);
    expect(document.querySelector('stream-op')).to.equal(null);
  });

  it('that is wrong is refused in words, and one that finds no stream stays and is told of', async () => {
    const stream = await itemStream();
    const errors = await errorsOf(stream, () =>
      stream.append(
        markup(
          '<stream-op action="append"></stream-op><stream-op action="insert"><li id="list-1"></li></stream-op><stream-op action="reset"><li id="list-1"></li></stream-op><stream-op action="insert" at=""><template><li id="a"></li></template></stream-op><stream-op action="insert" at="soon"><template><li id="a"></li></template></stream-op><stream-op action="insert"><template><li>no id</li></template></stream-op><stream-op action="insert"><template>just text</template></stream-op>',
        ),
      ),
    );
    expect(errors.map((message) => message.replace('<live-stream name="list">: ', ''))).to.deep.equal([
      'op must be insert, stream, reset or delete, got "append"',
      'stream: items must be an array, got no <template> in <stream-op action="insert">',
      'reset: items must be an array, got no <template> in <stream-op action="reset">',
      'at must be -1, 0 or a positive integer, got NaN',
      'at must be -1, 0 or a positive integer, got NaN',
      'a row in markup must have an id',
      'stream: items must be an array, got "just text" without an element in <stream-op action="insert">',
    ]);
    const said = vi.spyOn(console, 'error').mockReturnValue();
    const lost = markup('<stream-op target="nobody" action="delete" dom-id="x"></stream-op><stream-op action="reset"></stream-op>');
    const [toNobody, nowhere] = Array.from(lost.children);
    document.body.append(lost);
    await vi.waitFor(() => expect(said.mock.calls).to.have.length(2));
    expect(said.mock.calls.map(([error, element]) => [String(error), element as unknown])).to.deep.equal([
      ['Error: a <stream-op> found no stream, and stays', toNobody],
      ['Error: a <stream-op> found no stream, and stays', nowhere],
    ]);
    said.mockRestore();
    expect([toNobody!.isConnected, nowhere!.isConnected]).to.deep.equal([true, true]);
    toNobody!.remove();
    stream.append(nowhere!);
    await stream.updateComplete;
    expect(nowhere!.isConnected).to.equal(false);
  });
});
