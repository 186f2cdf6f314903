// What `persist` keeps when things change under it, and that `clear` forgets, whatever stands in the way.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { StoredRows } from '../../src/live-stream/stored-rows.js';
import { items, renderItem, rows, texts, type ItemStream } from './stream-fixture.js';

let databases = 0;
const fresh = (): string => `forgotten-${performance.timeOrigin}-${databases++}`;
const errors: string[] = [];

/** A stream in the page; without a database it keeps nothing. */
function stream(database?: string, markup = ''): ItemStream {
  const made = document.createElement('live-stream') as unknown as ItemStream;
  made.append(document.createRange().createContextualFragment(markup));
  made.addEventListener('stream-error', (event) => {
    event.preventDefault();
    errors.push(event.error.message.replace('<live-stream name="list">: ', ''));
  });
  Object.assign(made, { name: 'list', renderItem, ...(database && { persist: database }) });
  document.body.append(made);
  return made;
}

async function settled(made: ItemStream): Promise<void> {
  await made.updateComplete;
  await made.persisted();
}

/** What is kept in a database, as another page is given it: a stream in a tree of its own, as two of one name do not go together in one. */
async function keptIn(database: string): Promise<(string | null)[]> {
  const tree = document.body.appendChild(document.createElement('div'));
  const reader = stream(database);
  tree.attachShadow({ mode: 'open' }).append(reader);
  await reader.updateComplete;
  const kept = texts(reader);
  tree.remove();
  return kept;
}

afterEach(() => {
  vi.restoreAllMocks();
  errors.length = 0;
  for (const made of document.querySelectorAll('live-stream')) made.remove();
});

describe('clear', () => {
  it('forgets also once a full disk has ended the keeping', async () => {
    const database = fresh();
    const made = stream(database);
    made.stream(items(1, 2));
    await settled(made);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    made.stream(items(3, 3));
    await settled(made);
    vi.restoreAllMocks();
    await made.clear();
    expect([await keptIn(database), errors]).to.deep.equal([[], ['rows are not kept from here on: full']]);
  });

  it('forgets when a listener drops the reset, and keeps what comes after', async () => {
    const database = fresh();
    const made = stream(database);
    made.stream(items(1, 2));
    await settled(made);
    made.addEventListener('stream-before-apply', (event) => event.preventDefault(), { once: true });
    await made.clear();
    expect([texts(made), await keptIn(database)]).to.deep.equal([['1', '2'], []]);
    made.stream(items(3, 3));
    await settled(made);
    expect(await keptIn(database)).to.deep.equal(['3']);
  });

  it('forgets while rows are still on their way from storage', async () => {
    const database = fresh();
    const first = stream(database);
    first.stream(items(1, 2));
    await settled(first);
    const made = stream(database);
    made.addEventListener('stream-before-apply', (event) => event.preventDefault(), { once: true });
    await made.clear();
    expect(await keptIn(database)).to.deep.equal([]);
  });

  it('forgets before the element is in the page, and settles', async () => {
    const database = fresh();
    const first = stream(database);
    first.stream(items(1, 2));
    await settled(first);
    const made = document.createElement('live-stream') as unknown as ItemStream;
    Object.assign(made, { name: 'list', persist: database });
    await made.clear();
    expect(await keptIn(database)).to.deep.equal([]);
  });

  it('forgets nothing that is kept only later', async () => {
    const database = fresh();
    const first = stream(database);
    first.stream(items(1, 2));
    await settled(first);
    first.remove();
    const made = stream();
    await made.clear();
    made.persist = database;
    await settled(made);
    expect([texts(made), await keptIn(database)]).to.deep.equal([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  for (const what of ['name', 'persist'] as const) {
    it(`forgets what it was asked of where ${what} changes while rows are still on their way, and nothing else`, async () => {
      const places = [{ name: 'list', persist: fresh() }, what === 'name' ? { name: 'other' } : { persist: fresh() }];
      const [one, other] = places.map((place) => ({ ...places[0], ...place }));
      for (const place of [one, other]) {
        const first = Object.assign(stream(), place);
        first.stream(items(1, 2));
        await settled(first);
        first.remove();
      }
      const made = stream(one!.persist);
      await Promise.resolve();
      const cleared = made.clear();
      Object.assign(made, other);
      await cleared;
      await settled(made);
      expect([made[what], texts(made)]).to.deep.equal([other![what], ['1', '2']]);
      const left = await Promise.all([one, other].map((place) => new StoredRows(place!.persist!, place!.name!).read()));
      expect([left.map((kept) => kept.length), errors]).to.deep.equal([[0, 2], []]);
    });
  }

  it('forgets nothing of the place that was left in the same turn', async () => {
    const [one, other] = [fresh(), fresh()];
    const made = stream(one);
    made.stream(items(1, 2));
    await settled(made);
    made.addEventListener('stream-before-apply', (event) => event.preventDefault(), { once: true });
    made.persist = other;
    await made.clear();
    expect(await keptIn(one)).to.deep.equal(['1', '2']);
  });

  it('says when it could not forget', async () => {
    const made = stream(fresh());
    await settled(made);
    vi.spyOn(StoredRows.prototype, 'write').mockRejectedValue(new Error('denied'));
    await made.clear();
    expect(errors).to.deep.equal(['rows are not kept from here on: denied', 'stored rows could not be forgotten: denied']);
  });
});

describe('persist', () => {
  it('set once rows are there keeps them, before those given back', async () => {
    const database = fresh();
    const first = stream(database);
    first.stream(items(2, 4));
    await settled(first);
    const made = stream();
    made.stream([
      { id: 9, text: '9' },
      { id: 3, text: 'three' },
    ]);
    await made.updateComplete;
    made.persist = database;
    await settled(made);
    expect(texts(made)).to.deep.equal(['9', 'three', '2', '4']);
    expect(await keptIn(database)).to.deep.equal(['9', 'three', '2', '4']);
  });

  it('taken away keeps no more, and of another name keeps there', async () => {
    const [one, other] = [fresh(), fresh()];
    const made = stream(one);
    made.stream(items(1, 1));
    await settled(made);
    made.persist = undefined as unknown as string;
    await settled(made);
    made.stream(items(2, 2));
    await settled(made);
    made.persist = other;
    await settled(made);
    made.stream(items(3, 3));
    await settled(made);
    expect([await keptIn(one), await keptIn(other)]).to.deep.equal([['1'], ['1', '2', '3']]);
  });

  it('taken away while rows are on their way lets ops through', async () => {
    const made = stream(fresh());
    vi.spyOn(StoredRows.prototype, 'read').mockReturnValue(new Promise(() => undefined));
    made.stream(items(1, 1));
    await Promise.resolve();
    made.removeAttribute('persist');
    made.persist = undefined as unknown as string;
    await made.updateComplete;
    expect([texts(made), errors]).to.deep.equal([['1'], []]);
  });

  it('keeps the name while what was asked for under it waits for stored rows', async () => {
    const database = fresh();
    const other = Object.assign(stream(), { name: 'other', persist: database });
    other.stream(items(1, 2));
    await settled(other);
    other.remove();
    const made = stream(database);
    await Promise.resolve();
    made.reset();
    made.insert({ id: 7, text: '7' });
    made.name = 'other';
    await settled(made);
    expect([made.name, rows(made).map(({ id }) => id)]).to.deep.equal(['list', ['list-7']]);
    expect(errors).to.deep.equal(['name cannot change once there are items, and stays, got "other"']);
    expect((await new StoredRows(database, 'other').read()).map(({ key }) => key)).to.deep.equal(['other-1', 'other-2']);
    // What came from storage is applied a moment later: until then it counts, too.
    const late = stream(database);
    const { read } = StoredRows.prototype;
    vi.spyOn(StoredRows.prototype, 'read').mockImplementation(async function (this: StoredRows) {
      const stored = await read.call(this);
      void Promise.resolve().then(() => (late.name = 'other'));
      return stored;
    });
    await settled(late);
    expect([late.name, rows(late).map(({ id }) => id)]).to.deep.equal(['list', ['list-7']]);
  });

  it('is done with what was just asked for when persisted() resolves, also while rows are on their way', async () => {
    const database = fresh();
    const kept = async (): Promise<string[]> => (await new StoredRows(database, 'list').read()).map(({ key }) => key);
    const made = stream(database);
    made.insert({ id: 1, text: '1' });
    await made.persisted();
    expect(await kept()).to.deep.equal(['list-1']);
    made.insert({ id: 2, text: '2' });
    await made.persisted();
    expect(await kept()).to.deep.equal(['list-1', 'list-2']);
    made.insert({ id: 3, text: '3' });
    made.remove();
    await made.persisted();
    expect(await kept()).to.deep.equal(['list-1', 'list-2', 'list-3']);
    await document.createElement('live-stream').persisted();
  });

  describe('with another domId than rows were stored under', () => {
    const songs = (database: string, given: object = {}): ItemStream => {
      const made = document.createElement('live-stream') as unknown as ItemStream;
      Object.assign(made, { name: 'list', renderItem, persist: database, domId: ({ id }: { id: number }) => `song-${id}`, ...given });
      document.body.append(made);
      return made;
    };
    const shown = (made: ItemStream): string[] => rows(made).map(({ id, textContent }) => `${id} ${textContent}`);
    const kept = async (database: string): Promise<string[]> => (await new StoredRows(database, 'list').read()).map(({ key }) => key);

    it('keys them again, in their order, and stores them so', async () => {
      const database = fresh();
      const first = stream(database);
      first.stream(items(1, 4));
      first.append(
        document
          .createRange()
          .createContextualFragment('<stream-op action="insert" at="0"><template><i id="m">m</i></template></stream-op>'),
      );
      await settled(first);
      first.remove();
      const made = songs(database, { limit: -4 });
      made.insert({ id: 3, text: 'three' });
      await settled(made);
      expect(shown(made)).to.deep.equal(['song-1 1', 'song-2 2', 'song-3 three', 'song-4 4']);
      expect(await kept(database)).to.deep.equal(['song-1', 'song-2', 'song-3', 'song-4']);
      made.delete(2);
      await settled(made);
      made.remove();
      const again = songs(database);
      await settled(again);
      expect([shown(again), errors]).to.deep.equal([['song-1 1', 'song-3 three', 'song-4 4'], []]);
    });

    it('shows one row of an item that was stored under both, the one of today, and rows that have no key today as they were', async () => {
      const database = fresh();
      const store = new StoredRows(database, 'list');
      const row = (key: string, rank: number, item: object): { key: string; rank: number; item: object } => ({ key, rank, item });
      const stored = [
        row('list-1', 1, { id: 1, text: 'old' }),
        row('list-2', 2, { id: 2, text: '2' }),
        row('song-1', 3, { id: 1, text: 'new' }),
        row('list-1b', 4, { id: 1, text: 'older' }),
        row('free', 5, { text: 'free' }),
      ];
      await store.write(stored, [], false);
      await store.close();
      const made = songs(database, { domId: ({ id }: { id?: number }) => id && `song-${id}` });
      await settled(made);
      expect(shown(made)).to.deep.equal(['song-2 2', 'song-1 new', 'free free']);
      expect([await kept(database), errors]).to.deep.equal([['song-2', 'song-1', 'free'], []]);
    });

    it('refuses a new domId while rows are on their way', async () => {
      const database = fresh();
      const made = stream(database);
      await Promise.resolve();
      expect(() => (made.domId = ({ id }) => `song-${id}`)).to.throw('domId cannot change once there are items');
      await settled(made);
      made.domId = ({ id }) => `song-${id}`;
    });
  });

  describe('of a stream that is out of the page', () => {
    const [opened, closed] = [vi.fn<() => void>(), vi.fn<() => void>()];

    /** Counts the connections to a database that are opened and closed from here on. */
    function count(database: string): void {
      opened.mockClear();
      closed.mockClear();
      const { open } = IDBFactory.prototype;
      vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, ...given) {
        if (given[0].endsWith(database)) opened();
        return open.apply(this, given);
      });
      const { close } = IDBDatabase.prototype;
      vi.spyOn(IDBDatabase.prototype, 'close').mockImplementation(function (this: IDBDatabase) {
        if (this.name.endsWith(database)) closed();
        close.apply(this);
      });
    }

    const counts = (): number[] => [opened.mock.calls.length, closed.mock.calls.length];

    it('writes what is owed and closes its connection, also where it goes before rows came', async () => {
      const database = fresh();
      count(database);
      const made = stream(database);
      made.stream(items(1, 2));
      await settled(made);
      expect(counts()).to.deep.equal([1, 0]);
      made.insert({ id: 3, text: '3' });
      made.remove();
      await vi.waitFor(() => expect(counts()).to.deep.equal([1, 1]));
      const hasty = stream(database);
      await Promise.resolve();
      hasty.remove();
      await vi.waitFor(() => expect(counts()).to.deep.equal([2, 2]));
      expect([await keptIn(database), errors]).to.deep.equal([['1', '2', '3'], []]);
    });

    it('opens it again for as long as it takes, there and once it is back', async () => {
      const database = fresh();
      const made = stream(database);
      await settled(made);
      count(database);
      made.remove();
      await vi.waitFor(() => expect(counts()).to.deep.equal([0, 1]));
      made.stream(items(1, 2));
      await vi.waitFor(() => expect(counts()).to.deep.equal([1, 2]));
      await made.clear();
      await vi.waitFor(() => expect(counts()).to.deep.equal([2, 3]));
      made.stream(items(3, 4));
      document.body.append(made);
      await settled(made);
      expect(counts()).to.deep.equal([3, 3]);
      made.insert({ id: 5, text: '5' });
      made.remove();
      await vi.waitFor(() => expect(counts()).to.deep.equal([3, 4]));
      expect([await keptIn(database), errors]).to.deep.equal([['3', '4', '5'], []]);
    });

    it('keeps its connection where it only moves', async () => {
      const database = fresh();
      const made = stream(database);
      await settled(made);
      count(database);
      document.body.prepend(made);
      made.insert({ id: 1, text: '1' });
      await settled(made);
      expect(counts()).to.deep.equal([0, 0]);
    });
  });

  it('keeps the order of rows the page brought, once their items came', async () => {
    const database = fresh();
    const made = stream(database, '<li id="list-9">9</li><li id="list-10">10</li><li id="list-1">1</li>');
    await made.updateComplete;
    for (const id of [1, 9, 10]) made.insert({ id, text: `${id}!` });
    await settled(made);
    expect(await keptIn(database)).to.deep.equal(['9!', '10!', '1!']);
  });

  it('keeps rows that came as markup, without their scripts', async () => {
    const database = fresh();
    const made = stream(database);
    const row = '<li id="list-1" class="new">one <b data-x="&lt;">two</b><svg viewBox="0 0 1 1"><use xlink:href="#a"></use></svg></li>';
    const op = row.replace('</li>', '<script>window.ran = true</script></li>');
    made.append(document.createRange().createContextualFragment(`<stream-op action="insert"><template>${op}</template></stream-op>`));
    await settled(made);
    made.remove();
    const again = stream(database);
    await again.updateComplete;
    expect([rows(again).map((shown) => shown.outerHTML), errors]).to.deep.equal([[row], []]);
  });

  it('forgets what an item was that can no longer be stored', async () => {
    const database = fresh();
    const made = stream(database);
    made.stream(items(1, 2));
    await settled(made);
    made.insert({ id: 1, text: 'now', play: () => undefined } as never);
    await settled(made);
    expect(errors).to.deep.equal(['item list-1 cannot be stored, and will not be there after a reload']);
    expect(await keptIn(database)).to.deep.equal(['2']);
  });

  it('shows nothing for empty while rows are on their way', async () => {
    let give: (stored: never[]) => void = () => undefined;
    vi.spyOn(StoredRows.prototype, 'read').mockReturnValue(new Promise((resolve) => (give = resolve)));
    const made = stream(fresh(), '<p slot="empty">none</p>');
    const empty = made.firstElementChild as HTMLElement;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    expect([empty.checkVisibility(), made.matches(':state(empty)')]).to.deep.equal([false, false]);
    give([]);
    await made.updateComplete;
    expect([empty.checkVisibility(), made.matches(':state(empty)')]).to.deep.equal([true, true]);
  });
});
