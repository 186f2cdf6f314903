// Whatever is thrown at the element, nothing is thrown back: malformed ops by every way in, among good ones, leave it showing exactly
// what the good ones say, and leave the language as it was.

import { html } from 'lit';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { StreamOpEvent, type StreamOp } from '../../src/live-stream/index.js';
import { changesSince, pictureBuiltIns } from './built-ins.js';
import { hostileBatch, hostileFrame, type HostileFrame } from './hostile-arbitrary.js';
import { modelRun, type Item } from './list-model.js';
import { itemStream, items, rows, texts, type ItemStream } from './stream-fixture.js';

const OPS = 200_000;
const FRAMES = OPS / 10;

let before: ReturnType<typeof pictureBuiltIns>;
const uncaught: unknown[] = [];
const note = (event: ErrorEvent | PromiseRejectionEvent): void => {
  uncaught.push('reason' in event ? event.reason : event.error);
};

beforeAll(() => {
  before = pictureBuiltIns();
});

beforeEach(() => {
  window.addEventListener('error', note);
  window.addEventListener('unhandledrejection', note);
});

afterEach(async () => {
  // Rejections are told of a task later.
  await new Promise((resolve) => setTimeout(resolve));
  window.removeEventListener('error', note);
  window.removeEventListener('unhandledrejection', note);
  vi.restoreAllMocks();
  expect(uncaught.splice(0)).toEqual([]);
  expect(changesSince(before)).toEqual([]);
});

/** A stream that counts what it refused. */
async function watched(given: Partial<ItemStream> = {}): Promise<{ stream: ItemStream; refused(): number }> {
  const stream = await itemStream(given);
  let count = 0;
  stream.addEventListener('stream-error', (event) => {
    event.preventDefault();
    count++;
  });
  return { stream, refused: () => count };
}

function shows(stream: ItemStream, ops: readonly StreamOp<Item>[]): void {
  const model = modelRun<Item>([], ops, stream.limit);
  expect(rows(stream).map(({ id, textContent }) => [id, textContent])).toEqual(model.map(({ id, text }) => [`list-${id}`, text]));
}

describe('malformed ops', () => {
  /** Ways in for what a script gives; each delivers before it resolves. */
  const WAYS: Record<string, (stream: ItemStream, values: unknown[]) => Promise<void>> = {
    method: async (stream, values) => stream.apply(values as StreamOp<Item>[]),
    event: async (stream, values) => void stream.dispatchEvent(new CustomEvent('stream-op', { detail: values })),
    'event from a slotted child': async (stream, values) =>
      void stream.firstElementChild?.dispatchEvent(new StreamOpEvent(values as StreamOp<Item>[])),
    'event target': async (stream, values) => {
      const target = new EventTarget();
      const disconnect = stream.connect(target);
      target.dispatchEvent(new CustomEvent('stream-op', { detail: values }));
      disconnect();
    },
    'async iterable': async (stream, values) => {
      await new Promise<void>((over) => {
        stream.connect(
          (async function* () {
            yield values;
            over();
          })(),
        );
      });
    },
  };

  it(`among good ones, ${OPS} by every way in a script has, leave what the good ones say`, { timeout: 30 * 60_000 }, async () => {
    const stream = await itemStream({}, html`<p slot="header"></p>`);
    let malformed = 0;
    let refused = 0;
    stream.addEventListener('stream-error', (event) => {
      event.preventDefault();
      refused++;
    });
    const property = fc.asyncProperty(hostileBatch, fc.constantFrom(...Object.keys(WAYS)), async (batch, way) => {
      stream.reset();
      await WAYS[way]?.(
        stream,
        batch.map(({ value }) => value),
      );
      await stream.updateComplete;
      malformed += batch.filter(({ op }) => !op).length;
      expect(refused).toBe(malformed);
      shows(
        stream,
        batch.flatMap(({ op }) => op ?? []),
      );
    });
    await fc.assert(property, { numRuns: OPS / 10 });
    expect(malformed).toBeGreaterThanOrEqual(OPS);
    console.info(`${malformed} malformed ops refused`);
  });
});

describe('malformed frames', () => {
  const SEVERAL = fc.array(hostileFrame, { minLength: 20, maxLength: 40, size: 'max' });
  /** Text as a network brings it: in pieces cut anywhere. */
  const CUTS = fc.integer({ min: 1, max: 500 });

  async function arrive(frames: readonly HostileFrame[], deliver: (stream: ItemStream) => Promise<void> | void): Promise<number> {
    const { stream, refused } = await watched();
    const due = frames.reduce((sum, frame) => sum + frame.refused, 0);
    await deliver(stream);
    await vi.waitFor(() => expect(refused()).toBe(due), { interval: 1 });
    await stream.updateComplete;
    shows(
      stream,
      frames.flatMap(({ ops }) => ops),
    );
    stream.remove();
    return due;
  }

  function answer(text: string, type: string, cut: number): Response {
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += cut) controller.enqueue(bytes.slice(at, at + cut));
        controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': type } });
  }

  it(`${FRAMES} by URL and by port, cut anywhere, leave what the good ones say`, { timeout: 30 * 60_000 }, async () => {
    let malformed = 0;
    const fetched = vi.spyOn(window, 'fetch');
    const WAYS: Record<string, (frames: HostileFrame[], cut: number) => Promise<number>> = {
      'server-sent events': (frames, cut) => {
        const text = `retry: 1\n\n${frames.map(({ text }) => `data: ${text}\n\n`).join('')}`;
        fetched.mockResolvedValueOnce(answer(text, 'text/event-stream', cut)).mockResolvedValue(new Response(null, { status: 204 }));
        return arrive(frames, (stream) => void (stream.src = '/events'));
      },
      NDJSON: (frames, cut) => {
        fetched.mockResolvedValueOnce(answer(frames.map(({ text }) => text).join('\n'), 'application/x-ndjson', cut));
        return arrive(frames, (stream) => void (stream.src = '/lines'));
      },
      'message port': (frames) =>
        arrive(frames, (stream) => {
          const { port1, port2 } = new MessageChannel();
          stream.connect(port2);
          for (const { text } of frames) port1.postMessage(parsed(text));
        }),
    };
    const property = fc.asyncProperty(SEVERAL, CUTS, fc.constantFrom(...Object.keys(WAYS)), async (frames, cut, way) => {
      malformed += (await WAYS[way]?.(frames, cut)) ?? 0;
    });
    await fc.assert(property, { numRuns: FRAMES / 20 });
    expect(malformed).toBeGreaterThanOrEqual(FRAMES);
    console.info(`${malformed} malformed frames and ops in frames refused`);
  });

  function parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
});

describe('an item', () => {
  it('whose id is another one each time it is read has one row, and stops nothing', async () => {
    const { stream } = await watched();
    let reads = 0;
    const moody = Object.defineProperty({ text: 'moody' } as Item, 'id', { get: () => `read-${reads++}` });
    stream.stream([{ id: 1, text: '1' }, moody, { id: 2, text: '2' }]);
    await stream.updateComplete;
    expect(texts(stream)).toEqual(['1', 'moody', '2']);
  });

  it('whose text cannot be read keeps its place, and is reported', async () => {
    const { stream, refused } = await watched();
    const mute = Object.defineProperty({ id: 2 } as Item, 'text', {
      get() {
        throw new Error('no text');
      },
    });
    stream.stream([...items(1, 1), mute, ...items(3, 3)]);
    await stream.updateComplete;
    expect(texts(stream)).toEqual(['1', '', '3']);
    expect(refused()).toBe(1);
  });

  it('that cannot be asked any more when it is shown, as a revoked proxy, keeps its place, and is reported', async () => {
    const { stream, refused } = await watched();
    const { proxy, revoke } = Proxy.revocable<Item>({ id: 2, text: '2' }, {});
    stream.stream([...items(1, 1), proxy, ...items(3, 3)]);
    revoke();
    await stream.updateComplete;
    expect(texts(stream)).toEqual(['1', '', '3']);
    expect(refused()).toBe(1);
  });
});

describe('a way to render', () => {
  const BAD_ROWS: unknown[] = [undefined, null, '', 'text', 0, Symbol('row'), [], {}, html``, html`text`, Promise.resolve(html`<li></li>`)];

  it('that gives no element leaves an empty place for each row, in order', async () => {
    for (const bad of BAD_ROWS) {
      const { stream, refused } = await watched({ renderItem: () => bad });
      stream.stream(items(1, 3));
      stream.delete(2);
      await stream.updateComplete;
      expect(rows(stream).map(({ id }) => id)).toEqual(['list-1', 'list-3']);
      expect(refused()).toBe(2);
      stream.renderItem = ({ text }) => html`<li>${text}</li>`;
      await stream.updateComplete;
      expect(texts(stream)).toEqual(['1', '3']);
      stream.remove();
    }
  });

  it('that throws anything at all does so to itself', async () => {
    const mute = Object.assign(new Error('no'), { message: Symbol('no') });
    for (const thrown of [new Error('no'), mute, undefined, null, 'no', Symbol('no'), Object.create(null)]) {
      const { stream, refused } = await watched({
        renderItem() {
          throw thrown;
        },
      });
      stream.stream(items(1, 2));
      await stream.updateComplete;
      expect(rows(stream).map(({ id }) => id)).toEqual(['list-1', 'list-2']);
      expect(refused()).toBe(2);
      stream.remove();
    }
  });

  it('that is no tag, or a tag whose item cannot be set, is reported', async () => {
    for (const itemElement of ['a b', '<li>', '1', '\u0000', 'x-throws']) {
      const { stream, refused } = await watched({ renderItem: undefined as never, itemElement });
      stream.stream(items(1, 2));
      await stream.updateComplete;
      expect(rows(stream).map(({ id }) => id)).toEqual(['list-1', 'list-2']);
      expect(refused()).toBe(2);
      stream.remove();
    }
  });
});

customElements.define(
  'x-throws',
  class extends HTMLElement {
    set item(_: unknown) {
      throw new Error('not this item');
    }
  },
);
