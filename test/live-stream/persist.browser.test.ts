// Rows that outlive the page: kept in real IndexedDB, given back before any op, and never in the way.

import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { openDB } from 'idb';
import { vi } from 'vitest';
import type { StreamOp } from '../../src/live-stream/index.js';
import { StoredRows } from '../../src/live-stream/stored-rows.js';
import { modelRun, type Item } from './list-model.js';
import { batches } from '../../src/testing/ops.js';
import { errorsOf, items, itemStream, renderItem, rows, texts, type ItemStream } from './stream-fixture.js';

afterEach(() => void vi.restoreAllMocks());

let databases = 0;
const fresh = (): string => `test-${performance.timeOrigin}-${databases++}`;

/** A stream that persists in this database. Made by hand: the property must be there before the first update. */
function kept(database: string): ItemStream {
  const stream = document.createElement('live-stream') as unknown as ItemStream;
  Object.assign(stream, { name: 'list', persist: database, renderItem });
  document.body.append(stream);
  return stream;
}

/** Waits until all is written, and takes the stream away as a closing page would. */
async function close(stream: ItemStream): Promise<void> {
  await stream.updateComplete;
  await stream.persisted();
  stream.remove();
}

const shown = (stream: ItemStream): unknown[] => rows(stream).map((row) => [row.id, row.textContent]);

describe('persist', () => {
  it('gives rows back in their order, before the first op is applied', async () => {
    const database = fresh();
    const first = kept(database);
    first.stream(items(1, 4));
    first.apply([
      { op: 'insert', item: { id: 9, text: '9' }, at: 1 },
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 2, text: 'two' } },
    ]);
    await first.updateComplete;
    const before = shown(first);
    await close(first);
    const second = kept(database);
    second.insert({ id: 5, text: '5' });
    await second.updateComplete;
    expect(shown(second)).to.deep.equal([...before, ['list-5', '5']]);
    await close(second);
  });

  it('tells of no change where nothing was stored, and keeps the rows that were there before it was asked for', async () => {
    const database = fresh();
    const stream = kept(database);
    const told = vi.fn<() => void>();
    stream.addEventListener('stream-change', told);
    await stream.updateComplete;
    expect(told.mock.calls).to.deep.equal([]);
    expect(stream.matches(':state(empty)')).to.equal(true);
    stream.remove();
    const late = await itemStream();
    late.stream(items(1, 2));
    await late.updateComplete;
    late.persist = database;
    await close(late);
    const again = kept(database);
    await again.updateComplete;
    expect(texts(again)).to.deep.equal(['1', '2']);
    again.remove();
  });

  it('keeps exactly what is shown, whatever the ops', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        const database = fresh();
        let model: Item[] = [];
        const half = Math.ceil(given.length / 2);
        for (const part of [given.slice(0, half), given.slice(half)]) {
          const stream = kept(database);
          await stream.updateComplete;
          for (const ops of part) {
            stream.apply(ops);
            await stream.updateComplete;
            model = modelRun(model, ops);
          }
          expect(shown(stream)).to.deep.equal(model.map(({ id, text }) => [`list-${id}`, text]));
          await close(stream);
        }
        const last = kept(database);
        await last.updateComplete;
        expect(shown(last)).to.deep.equal(model.map(({ id, text }) => [`list-${id}`, text]));
        last.remove();
      }),
      { numRuns: import.meta.env.MODE === 'long' ? 1_000 : 40 },
    );
  });

  it('writes what changed, not the list', async () => {
    const stream = kept(fresh());
    stream.stream(items(1, 500));
    await stream.updateComplete;
    await stream.persisted();
    const write = vi.spyOn(StoredRows.prototype, 'write');
    stream.insert({ id: 7, text: 'seven' });
    stream.insert({ id: 501, text: '501' }, { at: 250 });
    stream.delete(3);
    await stream.updateComplete;
    await stream.persisted();
    expect(write.mock.calls.map(([puts, gone]) => [puts.map(({ key }) => key).sort(), [...gone]])).to.deep.equal([
      [['list-501', 'list-7'], ['list-3']],
    ]);
    write.mockRestore();
    await close(stream);
  });

  it('finds room between two rows again and again', async () => {
    const database = fresh();
    const stream = kept(database);
    stream.stream(items(1, 2));
    for (let id = 3; id < 90; id++) {
      stream.insert({ id, text: `${id}` }, { at: 1 });
      await stream.updateComplete;
    }
    const before = texts(stream);
    await close(stream);
    const again = kept(database);
    await again.updateComplete;
    expect(texts(again)).to.deep.equal(before);
    await close(again);
  });

  it('makes room by moving some rows, not all', async () => {
    const stream = kept(fresh());
    stream.stream(items(1, 3_000));
    await stream.updateComplete;
    await stream.persisted();
    const write = vi.spyOn(StoredRows.prototype, 'write');
    for (let id = 3_001; id <= 3_200; id++) {
      stream.insert({ id, text: `${id}` }, { at: 1 });
      await stream.updateComplete;
      await stream.persisted();
    }
    const written = write.mock.calls.map(([puts]) => puts.length);
    write.mockRestore();
    expect(Math.max(...written)).to.be.within(2, 200);
    expect(written.reduce((sum, each) => sum + each)).to.be.below(2_000);
    stream.remove();
  });

  it('writes nothing when a reset brings what is stored, and else what is new in it', async () => {
    const database = fresh();
    const dated = (id: number): Item => ({ id, text: `${id}`, at: new Date(id), tags: ['a', { b: null }] }) as Item;
    const list = [...items(1, 50), dated(51)];
    const before = kept(database);
    before.stream(list);
    await close(before);
    const stream = kept(database);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const reset = async (next: Item[]): Promise<unknown[]> => {
      put.mockClear();
      stream.reset(next);
      await stream.updateComplete;
      await stream.persisted();
      return put.mock.calls.map(([{ key }]) => key as unknown);
    };
    expect(await reset(structuredClone(list.slice(0, 50)))).to.deep.equal([]);
    expect(await reset(structuredClone(list))).to.deep.equal(['list-51']);
    // What JSON cannot hold is not compared.
    expect(await reset(structuredClone(list))).to.deep.equal(['list-51']);
    expect(await reset(list.slice(0, 49).with(7, { id: 8, text: 'eight' }))).to.deep.equal(['list-8']);
    put.mockRestore();
    await close(stream);
    const last = kept(database);
    await last.updateComplete;
    expect(texts(last)).to.deep.equal(items(1, 49).map(({ id, text }) => (id === 8 ? 'eight' : text)));
    last.remove();
  });

  it('gives back no more than the limit', async () => {
    const database = fresh();
    const before = kept(database);
    before.stream(items(1, 10));
    await close(before);
    const stream = kept(database);
    stream.limit = -4;
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['7', '8', '9', '10']);
    await close(stream);
    const again = kept(database);
    await again.updateComplete;
    expect(again.size).to.equal(4);
    again.remove();
  });

  it('keeps all of a write or nothing, and reports it once, when storage throws in the middle of it', async () => {
    const database = fresh();
    const stream = kept(database);
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await stream.persisted();
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => {
      event.preventDefault();
      errors.push(event.error.message);
    });
    const { put } = IDBObjectStore.prototype;
    let puts = 0;
    const broken = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (++puts === 3) throw new DOMException('gone', 'InvalidStateError');
      return put.apply(this, given);
    });
    stream.stream(items(3, 6));
    await stream.updateComplete;
    await stream.persisted();
    broken.mockRestore();
    stream.remove();
    expect(errors).to.deep.equal(['<live-stream name="list">: rows are not kept from here on: gone']);
    const again = kept(database);
    await again.updateComplete;
    expect(texts(again)).to.deep.equal(['1', '2']);
    again.remove();
  });

  it('clear empties the stream and forgets', async () => {
    const database = fresh();
    const stream = kept(database);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    await stream.clear();
    expect(stream.size).to.equal(0);
    await close(stream);
    const again = kept(database);
    await again.updateComplete;
    expect(again.size).to.equal(0);
    await close(again);
  });

  it('streams of other names in the same database, and other tabs with the same, do not disturb each other', async () => {
    const database = fresh();
    const [a, b] = [kept(database), kept(database)];
    const other = kept(database);
    other.name = 'other';
    a.stream(items(1, 2));
    b.stream(items(2, 3));
    other.stream(items(8, 8));
    for (const stream of [a, b, other]) await close(stream);
    const again = kept(database);
    await again.updateComplete;
    expect(
      rows(again)
        .map((row) => row.id)
        .sort(),
    ).to.deep.equal(['list-1', 'list-2', 'list-3']);
    again.remove();
  });

  it('reports an item that cannot be stored, and keeps the others', async () => {
    const database = fresh();
    const stream = kept(database);
    await stream.updateComplete;
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    stream.stream([{ id: 1, text: '1' }, { id: 2, text: '2', play: () => undefined } as Item]);
    await close(stream);
    expect(errors).to.deep.equal(['<live-stream name="list">: item list-2 cannot be stored, and will not be there after a reload']);
    const again = kept(database);
    await again.updateComplete;
    expect(texts(again)).to.deep.equal(['1']);
    again.remove();
  });

  it('leaves out what is broken in storage', async () => {
    const database = fresh();
    const stream = kept(database);
    stream.stream(items(1, 2));
    await close(stream);
    const db = await openDB(`ls:stream:${database}`);
    await db.put('rows', { stream: 'list', key: 'list-1', rank: 'x', item: null });
    await db.put('rows', { stream: 'list', key: 'list-5', rank: 9, item: 'text' });
    db.close();
    const again = kept(database);
    const errors = await errorsOf(again, () => undefined);
    expect([texts(again), errors]).to.deep.equal([['2'], []]);
    again.remove();
  });

  for (const trouble of ['refuses to open', 'never answers']) {
    it(`goes on without it when storage ${trouble}`, async () => {
      vi.spyOn(StoredRows.prototype, 'read').mockImplementation(() =>
        trouble === 'never answers' ? new Promise(() => undefined) : Promise.reject(new Error('denied')),
      );
      const stream = kept(fresh());
      const errors: string[] = [];
      stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
      stream.insert({ id: 1, text: '1' });
      await stream.updateComplete;
      expect(texts(stream)).to.deep.equal(['1']);
      expect(errors).to.deep.equal([
        `<live-stream name="list">: rows are not kept from here on: ${trouble === 'never answers' ? 'no answer for 2000 ms' : 'denied'}`,
      ]);
      stream.remove();
    });
  }

  it('goes on without it when the quota is used up', async () => {
    const stream = kept(fresh());
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await stream.persisted();
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    vi.spyOn(StoredRows.prototype, 'write').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    stream.insert({ id: 3, text: '3' } satisfies (StreamOp<Item> & { op: 'insert' })['item']);
    await stream.updateComplete;
    await stream.persisted();
    expect(texts(stream)).to.deep.equal(['1', '2', '3']);
    expect(errors).to.deep.equal(['<live-stream name="list">: rows are not kept from here on: full']);
    stream.remove();
  });
});
