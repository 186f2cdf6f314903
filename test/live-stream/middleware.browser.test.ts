// Listeners to `stream-before-apply` as middleware: each sees what those before it left, in the order they were added, and one that
// fails fails alone.

import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { StreamBeforeApplyEvent, StreamOp } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';
import { errorsOf, itemStream, items, texts, type ItemStream } from './stream-fixture.js';

type Rewrite = (item: Item) => Item;

/** Middleware that writes every inserted item anew. */
function rewrite(change: Rewrite): (event: StreamBeforeApplyEvent) => void {
  return (event) => {
    event.ops = (event.ops as StreamOp<Item>[]).map((op) => (op.op === 'insert' ? { ...op, item: change(op.item) } : op));
  };
}

const suffix =
  (text: string): Rewrite =>
  (item) => ({ ...item, text: `${item.text}${text}` });

const reported: string[] = [];
const onError = (event: ErrorEvent): void => {
  reported.push((event.error as Error).message);
  event.preventDefault();
};

// What listeners throw is expected here; the runner would take it for its own.
beforeEach(() => window.addEventListener('error', onError, { capture: true }));
afterEach(() => {
  window.removeEventListener('error', onError, { capture: true });
  reported.length = 0;
});

async function inserted(stream: ItemStream): Promise<(string | null)[]> {
  stream.insert({ id: 1, text: 'x' });
  await stream.updateComplete;
  return texts(stream);
}

describe('middleware', () => {
  it('runs in the order it was added in, each rewriting what the one before wrote', async () => {
    const stream = await itemStream();
    stream.addEventListener('stream-before-apply', rewrite(suffix('1')));
    stream.addEventListener('stream-before-apply', rewrite(suffix('2')));
    stream.addEventListener('stream-before-apply', rewrite(suffix('3')));
    expect(await inserted(stream)).toEqual(['x123']);
  });

  it('taken out and added again runs last', async () => {
    const stream = await itemStream();
    const [first, second] = [rewrite(suffix('1')), rewrite(suffix('2'))];
    const over = new AbortController();
    stream.addEventListener('stream-before-apply', first, { signal: over.signal });
    stream.addEventListener('stream-before-apply', second);
    over.abort();
    stream.addEventListener('stream-before-apply', first);
    expect(await inserted(stream)).toEqual(['x21']);
  });

  it('that changes an op in place is checked like any other', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 2));
    await stream.updateComplete;
    let change: (ops: StreamOp<Item>[]) => void = () => undefined;
    stream.addEventListener('stream-before-apply', ({ ops }) => change(ops as StreamOp<Item>[]));
    change = ([op]) => Object.assign(op as object, { limit: 0 });
    const limited = await errorsOf(stream, () => stream.insert({ id: 3, text: '3' }));
    change = (ops) => ops.push({ op: 'append' } as never, { op: 'insert', item: { id: 5, text: '5' } });
    const appended = await errorsOf(stream, () => stream.insert({ id: 4, text: '4' }));
    expect([...limited, ...appended].map((message) => message.replace('<live-stream name="list">: ', ''))).toEqual([
      'limit must be an integer other than 0, got 0',
      'op must be insert, stream, reset or delete, got "append"',
    ]);
    expect(texts(stream)).toEqual(['1', '2', '4', '5']);
  });

  it('that keeps an op cannot change it once it is admitted', async () => {
    const stream = await itemStream();
    let kept: StreamOp<Item> | undefined;
    stream.addEventListener('stream-before-apply', ({ ops }) => (kept = ops[0] as StreamOp<Item>));
    stream.stream(items(1, 3), { limit: 3 });
    Object.assign(kept as object, { limit: 1 });
    (kept as unknown as { items: Item[] }).items.length = 0;
    await stream.updateComplete;
    expect(texts(stream)).toEqual(['1', '2', '3']);
  });

  it('that throws is reported, and neither the others nor the ops suffer', async () => {
    const stream = await itemStream();
    stream.addEventListener('stream-before-apply', rewrite(suffix('1')));
    stream.addEventListener('stream-before-apply', () => {
      throw new Error('the second broke');
    });
    stream.addEventListener('stream-before-apply', rewrite(suffix('3')));
    expect(await inserted(stream)).toEqual(['x13']);
    expect(reported).toEqual(['the second broke']);
  });

  it('that throws halfway leaves what it had already written', async () => {
    const stream = await itemStream();
    stream.addEventListener('stream-before-apply', (event) => {
      rewrite(suffix('!'))(event);
      throw new Error('too late');
    });
    expect(await inserted(stream)).toEqual(['x!']);
    expect(reported).toEqual(['too late']);
  });

  it('that drops ops is the end of them, and stops nobody from seeing them', async () => {
    const stream = await itemStream();
    const seen = vi.fn<() => void>();
    stream.addEventListener('stream-before-apply', (event) => event.preventDefault());
    stream.addEventListener('stream-before-apply', seen);
    expect(await inserted(stream)).toEqual([]);
    expect(seen).toHaveBeenCalledOnce();
  });

  it('may turn one op into several, of other kinds, or into none', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    stream.addEventListener('stream-before-apply', (event) => {
      const [op] = event.ops;
      if (op?.op === 'delete') event.ops = [op, { op: 'insert', item: { id: 9, text: 'instead' }, at: 0 }];
      if (op?.op === 'reset') event.ops = [];
    });
    stream.delete(2);
    stream.reset();
    await stream.updateComplete;
    expect(texts(stream)).toEqual(['instead', '1', '3']);
  });

  it('sees ops by whichever way they come, once, parsed and before anything is shown', async () => {
    const stream = await itemStream();
    const seen: unknown[] = [];
    stream.addEventListener('stream-before-apply', ({ ops }) => seen.push(...ops, stream.size));
    const target = new EventTarget();
    stream.connect(target);
    const op = { op: 'insert', item: { id: 1, text: 'x' }, unknown: true };
    stream.apply(op as unknown as StreamOp<Item>);
    stream.dispatchEvent(new CustomEvent('stream-op', { detail: op }));
    target.dispatchEvent(new CustomEvent('stream-op', { detail: [op] }));
    stream.apply([{ op: 'nonsense' } as unknown as StreamOp<Item>]);
    const { unknown: _, ...known } = op;
    expect(seen).toEqual([known, 0, known, 0, known, 0]);
  });

  it('that asks for more ops gets them, too, and sees them come by', async () => {
    const stream = await itemStream();
    const seen: unknown[] = [];
    stream.addEventListener('stream-before-apply', ({ ops }) => {
      const [op] = ops as StreamOp<Item>[];
      seen.push(op);
      if (op?.op === 'insert' && op.item.id === 1) stream.insert({ id: 2, text: 'reply' });
    });
    expect(new Set(await inserted(stream))).toEqual(new Set(['x', 'reply']));
    expect(seen).toMatchObject([{ item: { id: 1 } }, { item: { id: 2 } }]);
  });
});
