// Where the reader stays while rows come and go, and when an edge is said to be reached.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import type { ViewportEvent } from '../../src/live-stream/index.js';
import { itemStream, items, layoutShifts, painted, rows, type ItemStream } from './stream-fixture.js';

const ROW = 40;
const VIEW = 200;

const tall = (item: { text: string }): unknown => html`<div style="block-size: ${ROW}px">${item.text}</div>`;

async function scrolling(given: Partial<ItemStream> = {}): Promise<ItemStream> {
  const stream = await itemStream({ renderItem: tall, anchor: 'end', prefetch: 0, ...given });
  stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto`;
  await painted();
  return stream;
}

async function scrollTo(stream: ItemStream, top: number): Promise<void> {
  stream.scrollTop = top;
  await painted();
}

const fromEnd = (stream: ItemStream): number => stream.scrollHeight - stream.clientHeight - stream.scrollTop;

describe('a reader at the end', () => {
  it('begins there and stays there as rows come', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 20));
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    stream.stream(items(21, 25));
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    expect(stream.matches(':state(at-end)')).to.equal(true);
  });

  it('stays there while a row grows late', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 20));
    await painted();
    (rows(stream)[3] as HTMLElement).style.blockSize = '300px';
    (rows(stream)[19] as HTMLElement).style.blockSize = '90px';
    await painted();
    expect(fromEnd(stream)).to.equal(0);
  });

  it('leaves by scrolling away, and is back after scrolling back', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 20));
    await painted();
    await scrollTo(stream, 300);
    stream.insert({ id: 21, text: '21' });
    await painted();
    expect(stream.scrollTop).to.equal(300);
    await scrollTo(stream, stream.scrollHeight);
    stream.insert({ id: 22, text: '22' });
    await painted();
    expect(fromEnd(stream)).to.equal(0);
  });

  it('is taken back by scrollToEnd', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 20));
    await painted();
    await scrollTo(stream, 100);
    stream.scrollToEnd();
    stream.insert({ id: 21, text: '21' });
    await painted();
    expect(fromEnd(stream)).to.equal(0);
  });
});

describe('a reader at the end, and the browser’s own account of what shifted', () => {
  it('has nothing in it where rows come above', async () => {
    const stream = await scrolling();
    stream.stream(items(21, 40));
    await painted();
    await painted();
    const { shifts, stop } = layoutShifts();
    // Between two frames, as whatever comes from a server or from storage.
    await new Promise((resolve) => setTimeout(resolve));
    stream.stream(items(1, 20).toReversed(), { at: 0 });
    await painted();
    await painted();
    stop();
    expect(rows(stream).length).to.equal(40);
    expect(fromEnd(stream)).to.equal(0);
    expect(shifts).to.deep.equal([]);
  });
});

describe('a row taller than the view', () => {
  const tallest = (item: { text: string }): unknown =>
    html`<div style="block-size: ${item.text === 'tall' ? VIEW * 2 : ROW}px">${item.text}</div>`;
  const fromTop = (stream: ItemStream): number => rows(stream).at(-1)!.getBoundingClientRect().top - stream.getBoundingClientRect().top;

  it('is shown from its top when it comes', async () => {
    const stream = await scrolling({ renderItem: tallest });
    stream.stream(items(1, 20));
    await painted();
    stream.insert({ id: 21, text: 'tall' });
    await painted();
    expect(fromTop(stream)).to.be.closeTo(0, 1);
    stream.insert({ id: 22, text: '22' });
    await painted();
    expect(rows(stream).at(-2)!.getBoundingClientRect().top - stream.getBoundingClientRect().top).to.be.closeTo(0, 1);
  });

  it('is followed to its end when that was asked for', async () => {
    const stream = await scrolling({ renderItem: tallest });
    stream.stream(items(1, 20));
    await painted();
    stream.scrollToEnd();
    stream.insert({ id: 21, text: 'tall' });
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    stream.insert({ id: 22, text: 'tall' });
    await painted();
    expect(fromTop(stream)).to.be.closeTo(0, 1);
  });
});

describe('a reader in the middle', () => {
  for (const anchor of ['end', 'start'] as const) {
    it(`keeps the row in view where it is when older ones come in front (anchor ${anchor})`, async () => {
      const stream = await scrolling({ anchor });
      stream.stream(items(100, 140));
      await painted();
      await scrollTo(stream, 500);
      for (let page = 0; page < 40; page++) {
        const row = rows(stream)[14];
        const before = row?.getBoundingClientRect().top ?? 0;
        stream.stream(items(-page * 5 - 5, -page * 5 - 1).reverse(), { at: 0 });
        await stream.updateComplete;
        expect(row?.getBoundingClientRect().top).to.be.closeTo(before, 1);
        await painted();
        await scrollTo(stream, 500);
      }
    });
  }

  it('keeps it when rows above grow late, are removed or pruned', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 40));
    await painted();
    await scrollTo(stream, 600);
    const row = rows(stream)[18];
    const before = row?.getBoundingClientRect().top ?? 0;
    (rows(stream)[2] as HTMLElement).style.blockSize = '133px';
    await painted();
    expect(row?.getBoundingClientRect().top).to.be.closeTo(before, 1);
    stream.delete(5);
    stream.insert({ id: 41, text: '41' }, { limit: -36 });
    await painted();
    expect(stream.size).to.equal(36);
    expect(row?.getBoundingClientRect().top).to.be.closeTo(before, 1);
  });

  it('keeps a neighbour when the row held by is itself removed', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 40));
    await painted();
    await scrollTo(stream, 600);
    const next = rows(stream)[20];
    const before = next?.getBoundingClientRect().top ?? 0;
    for (const id of [1, 2, 15, 16, 17, 18, 19, 20]) stream.delete(id);
    await painted();
    expect(next?.getBoundingClientRect().top).to.be.closeTo(before, 1);
  });
});

describe('viewport events', () => {
  const listen = (stream: ItemStream): ViewportEvent[] => {
    const told: ViewportEvent[] = [];
    stream.addEventListener('viewport-top', (event) => told.push(event));
    stream.addEventListener('viewport-bottom', (event) => told.push(event));
    return told;
  };
  const named = (told: ViewportEvent[]): string[] => told.splice(0).map((event) => `${event.type} ${event.id}`);

  it('tell of an edge once per approach', async () => {
    const stream = await scrolling();
    const told = listen(stream);
    stream.stream(items(1, 40));
    await painted();
    expect(named(told)).to.deep.equal(['viewport-bottom list-40']);
    await scrollTo(stream, 600);
    await scrollTo(stream, 0);
    await scrollTo(stream, 1);
    await scrollTo(stream, 0);
    expect(named(told)).to.deep.equal(['viewport-top list-1']);
    await scrollTo(stream, 300);
    await scrollTo(stream, 0);
    expect(named(told)).to.deep.equal(['viewport-top list-1']);
  });

  it('tell of no edge where other rows took the place of those that were left', async () => {
    const stream = await scrolling();
    const told = listen(stream);
    stream.stream(items(1, 40));
    await painted();
    stream.reset();
    await new Promise((resolve) => setTimeout(resolve));
    expect(stream.scrollTop).to.equal(0); // which is told at the next frame, when the others are there
    stream.stream(items(41, 80));
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    expect(named(told)).to.deep.equal(['viewport-bottom list-40', 'viewport-bottom list-80']);
  });

  it('let a short list fill its view by itself, and no further', async () => {
    const stream = await scrolling();
    let oldest = 100;
    stream.addEventListener('viewport-top', () => {
      oldest -= 1;
      stream.insert({ id: oldest, text: `${oldest}` }, { at: 0 });
    });
    stream.insert({ id: 100, text: '100' });
    for (let i = 0; i < 12; i++) await painted();
    expect(stream.size).to.equal(VIEW / ROW + 1);
  });

  it('come earlier by as many views as prefetch says', async () => {
    const stream = await scrolling({ prefetch: 1.5 });
    const told = listen(stream);
    stream.stream(items(1, 60));
    await painted();
    await scrollTo(stream, 1200);
    named(told);
    await scrollTo(stream, 290);
    expect(named(told)).to.deep.equal(['viewport-top list-1']);
  });

  it('say when the reader leapt over everything to get there', async () => {
    const stream = await scrolling();
    const told = listen(stream);
    stream.stream(items(1, 60));
    await painted();
    told.splice(0);
    await scrollTo(stream, 0);
    expect(told.map((event) => event.overran)).to.deep.equal([true]);
  });

  it('wait until the list can be seen', async () => {
    const stream = await scrolling();
    const told = listen(stream);
    stream.style.display = 'none';
    stream.stream(items(1, 3));
    await painted();
    expect(named(told)).to.deep.equal([]);
    stream.style.display = '';
    await painted();
    expect(named(told)).to.deep.equal(['viewport-top list-1', 'viewport-bottom list-3']);
  });

  it('work for a list that lets another element or the page scroll', async () => {
    const stream = await itemStream({ renderItem: tall, anchor: 'start', prefetch: 0 });
    const told = listen(stream);
    stream.stream(items(1, 60));
    await painted();
    expect(named(told)).to.deep.equal(['viewport-top list-1']);
    document.scrollingElement?.scrollTo(0, 1000);
    await painted();
    const row = rows(stream)[30];
    const before = row?.getBoundingClientRect().top ?? 0;
    stream.stream(items(-9, 0), { at: 0 });
    await stream.updateComplete;
    expect(row?.getBoundingClientRect().top).to.be.closeTo(before, 1);
    document.scrollingElement?.scrollTo(0, 1_000_000);
    await painted();
    expect(named(told)).to.deep.equal(['viewport-bottom list-60']);
  });
});

describe('a stream that leaves the page', () => {
  it('stops listening, and goes on where it is put back', async () => {
    const stream = await scrolling();
    stream.stream(items(1, 40));
    await painted();
    const parent = stream.parentElement;
    stream.remove();
    stream.insert({ id: 41, text: '41' });
    await stream.updateComplete;
    parent?.append(stream);
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    stream.insert({ id: 42, text: '42' });
    await painted();
    expect(fromEnd(stream)).to.equal(0);
    expect(rows(stream)).to.have.length(42);
    (rows(stream)[41] as HTMLElement).style.blockSize = '150px';
    await painted();
    expect(fromEnd(stream)).to.equal(0);
  });
});
