// What stands around a stream in its scroller may grow, come and go: the reader stays with what is read, as in a page without a stream.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/live-stream/index.js';
import { atPaint } from '../../src/testing/paint.js';
import { items, type ItemStream } from './stream-fixture.js';

const ROW = 40;
const renderItem = ({ text }: { text: string }): unknown => html`<div style="block-size: ${ROW}px">${text}</div>`;

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await atPaint();
}

/** A box that scrolls, with this in it; its streams have rows. */
async function scrolling(content: unknown, count = 60): Promise<{ box: HTMLElement; streams: ItemStream[] }> {
  const box = await fixture<HTMLElement>(html`<div style="block-size: 300px; overflow: auto">${content}</div>`);
  const streams = [...box.querySelectorAll<ItemStream>('live-stream')];
  for (const stream of streams) {
    stream.renderItem = renderItem;
    stream.stream(items(1, count));
    await stream.updateComplete;
  }
  await settled();
  return { box, streams };
}

async function scrollTo(box: Element, top: number): Promise<void> {
  box.scrollTop = top;
  await settled();
}

/** How far an element is moved by what is done, at the worst of a few frames. */
async function drift(element: Element, act: () => unknown): Promise<number> {
  const before = element.getBoundingClientRect().top;
  let most = 0;
  await act();
  for (let i = 0; i < 4; i++) {
    await atPaint(() => {
      const by = element.getBoundingClientRect().top - before;
      if (Math.abs(by) > Math.abs(most)) most = by;
    });
  }
  return most;
}

const grow = (element: Element | null | undefined, height: number): void => void ((element as HTMLElement).style.blockSize = `${height}px`);
const fromEnd = (box: Element): number => box.scrollHeight - box.clientHeight - box.scrollTop;

describe('a reader among the rows is not moved', () => {
  const PLACES: Record<string, unknown> = {
    'right before the stream': html`<div class="hero">hero</div>
      <live-stream name="a"></live-stream>`,
    'before what the stream is in': html`<div class="hero">hero</div>
      <section><live-stream name="a"></live-stream></section>`,
    'beside the stream in a box of its own': html`<section>
      <div class="hero">hero</div>
      <live-stream name="a"></live-stream>
    </section>`,
  };
  for (const [place, content] of Object.entries(PLACES)) {
    it(`when something grows, shrinks, goes and comes ${place}`, async () => {
      const { box, streams } = await scrolling(content);
      await scrollTo(box, 800);
      const row = streams[0]!.rowByDomId('a-22')!;
      const hero = box.querySelector('.hero')!;
      const parent = hero.parentElement!;
      expect(await drift(row, () => grow(hero, 250))).to.be.closeTo(0, 1);
      expect(await drift(row, () => grow(hero, 30))).to.be.closeTo(0, 1);
      expect(await drift(row, () => hero.remove())).to.be.closeTo(0, 1);
      expect(await drift(row, () => parent.prepend(hero, document.createElement('hr')))).to.be.closeTo(0, 1);
      expect(await drift(row, () => grow(hero, 99))).to.be.closeTo(0, 1);
    });
  }

  it('when the head of the table grows whose rows they are', async () => {
    const box = await fixture<HTMLElement>(html`
      <div style="block-size: 200px; overflow: auto">
        <table>
          <thead>
            <tr>
              <th style="block-size: 20px">head</th>
            </tr>
          </thead>
          <tbody id="body"></tbody>
        </table>
        <live-stream name="a" for="body"></live-stream>
      </div>
    `);
    const stream = box.querySelector<ItemStream>('live-stream')!;
    stream.renderItem = ({ text }) =>
      html`<tr style="block-size: 40px">
        <td>${text}</td>
      </tr>`;
    stream.stream(items(1, 60));
    await settled();
    await scrollTo(box, 800);
    expect(await drift(stream.rowByDomId('a-22')!, () => grow(box.querySelector('th'), 120))).to.be.closeTo(0, 1);
  });

  it('when rows come to, grow in and leave a list before', async () => {
    const { box, streams } = await scrolling(html`<live-stream name="a"></live-stream><live-stream name="b"></live-stream>`);
    const [a, b] = streams as [ItemStream, ItemStream];
    await scrollTo(box, 3200);
    const row = b.rowByDomId('b-22')!;
    expect(await drift(row, () => a.stream(items(101, 106)))).to.be.closeTo(0, 1);
    expect(await drift(row, () => a.stream(items(-9, 0), { at: 0 }))).to.be.closeTo(0, 1);
    expect(await drift(row, () => grow(a.rowByDomId('a-5'), 99))).to.be.closeTo(0, 1);
    const act = (): void => {
      a.delete(3);
      b.insert({ id: 0, text: '0' }, { at: 0 });
    };
    expect(await drift(row, act)).to.be.closeTo(0, 1);
  });

  it('when a row grows while the browser holds what is seen after the rows', async () => {
    const article = Array.from({ length: 40 }, (_, i) => html`<p style="block-size: 40px; margin: 0">${i}</p>`);
    const { box, streams } = await scrolling(html`<live-stream name="a"></live-stream>${article}`);
    await scrollTo(box, 60 * ROW - 150);
    expect(await drift(streams[0]!.rowByDomId('a-59')!, () => grow(streams[0]!.rowByDomId('a-9'), 133))).to.be.closeTo(0, 1);
    expect(await drift(box.querySelector('p')!, () => grow(streams[0]!.rowByDomId('a-9'), 40))).to.be.closeTo(0, 1);
  });
});

describe('a reader beside the rows', () => {
  it('is not moved in what follows them, whatever happens to them', async () => {
    const article = Array.from({ length: 40 }, (_, i) => html`<p style="block-size: 40px; margin: 0">${i}</p>`);
    const { box, streams } = await scrolling(html`<live-stream name="a"></live-stream>${article}`, 30);
    await scrollTo(box, 1700);
    const stream = streams[0]!;
    const text = box.querySelectorAll('p')[15]!;
    expect(await drift(text, () => stream.stream(items(31, 34)))).to.be.closeTo(0, 1);
    expect(await drift(text, () => stream.stream(items(-3, 0), { at: 0 }))).to.be.closeTo(0, 1);
    expect(await drift(text, () => grow(stream.rowByDomId('a-5'), 99))).to.be.closeTo(0, 1);
    expect(await drift(text, () => stream.delete(34))).to.be.closeTo(0, 1);
    expect(await drift(text, () => stream.reset(items(200, 203)))).to.be.closeTo(0, 1);
  });

  it('is not moved in what precedes them, whatever comes and grows', async () => {
    const article = Array.from({ length: 40 }, (_, i) => html`<p style="block-size: 40px; margin: 0">${i}</p>`);
    const { box, streams } = await scrolling(html`${article}<live-stream name="a"></live-stream>`);
    await scrollTo(box, 500);
    const text = box.querySelectorAll('p')[14]!;
    expect(await drift(text, () => streams[0]!.stream(items(101, 104), { at: 0 }))).to.be.closeTo(0, 1);
    expect(await drift(text, () => grow(box.querySelectorAll('p')[30], 300))).to.be.closeTo(0, 1);
  });

  it('sees what grows in view push the rows that begin below it', async () => {
    const { box, streams } = await scrolling(
      html`<div class="hero" style="block-size: 200px">hero</div>
        <live-stream name="a"></live-stream>`,
    );
    await scrollTo(box, 60);
    const hero = box.querySelector('.hero')!;
    expect(await drift(hero, () => grow(hero, 260))).to.be.closeTo(0, 1);
    expect(box.scrollTop).to.equal(60);
    const row = streams[0]!.rowByDomId('a-2')!;
    expect(await drift(row, () => streams[0]!.insert({ id: 99, text: '99' }, { at: 0 }))).to.be.closeTo(0, 1);
  });
});

describe('a reader at the end stays there', () => {
  it('when the view shrinks and grows, and when what follows the rows does', async () => {
    const content = html`<live-stream name="a" anchor="end"></live-stream>
      <div class="after" style="block-size: 20px">after</div>`;
    const { box, streams } = await scrolling(content);
    expect(fromEnd(box)).to.be.at.most(1);
    const acts: (() => unknown)[] = [
      () => grow(box, 180),
      () => streams[0]!.insert({ id: 61, text: '61' }),
      () => grow(box, 240),
      () => grow(box.querySelector('.after'), 90),
      () => box.append(Object.assign(document.createElement('p'), { textContent: 'one more' })),
      () => streams[0]!.insert({ id: 62, text: '62' }),
    ];
    for (const act of acts) {
      await act();
      await settled();
      expect(fromEnd(box), act.toString()).to.be.at.most(1);
      expect(streams[0]!.matches(':state(at-end)')).to.equal(true);
    }
  });

  it('when what is slotted around the rows comes, grows and goes', async () => {
    const stream = await fixture<ItemStream>(html`
      <live-stream name="a" anchor="end" style="block-size: 200px; overflow-y: auto" .renderItem=${renderItem}>
        <div slot="footer" style="block-size: 0"></div>
        <div slot="loading" style="block-size: 80px">loading</div>
        <div slot="failed" style="block-size: 50px">failed</div>
      </live-stream>
    `);
    stream.stream(items(1, 60));
    await stream.updateComplete;
    await settled();
    const acts: (() => void)[] = [
      () => grow(stream.querySelector('[slot=footer]'), 60),
      () => (stream.status = 'loading'),
      () => grow(stream.querySelector('[slot=loading]'), 130),
      () => (stream.status = 'failed'),
      () => stream.append(Object.assign(document.createElement('p'), { slot: 'footer', textContent: 'more' })),
      () => (stream.status = 'ready'),
    ];
    for (const act of acts) {
      act();
      await stream.updateComplete;
      await settled();
      expect(fromEnd(stream), act.toString()).to.be.at.most(1);
    }
  });

  it('when the window is resized around a page of rows', async () => {
    const stream = await fixture<ItemStream>(html`<live-stream name="a" anchor="end" .renderItem=${renderItem}></live-stream>`);
    stream.stream(items(1, 60));
    await stream.updateComplete;
    await settled();
    const page = document.scrollingElement!;
    const frame = window.frameElement as HTMLElement;
    const { height } = frame.style;
    frame.style.height = `${window.innerHeight - 120}px`;
    try {
      await settled();
      await expectAtEnd(page);
    } finally {
      frame.style.height = height;
    }
  });
});

async function expectAtEnd(page: Element): Promise<void> {
  for (let i = 0; i < 100 && fromEnd(page) > 1; i++) await atPaint();
  expect(fromEnd(page)).to.be.at.most(1);
}
