// What a reader and a page ask of scrolling itself: long rows, smooth scrolling, other anchors, rows asked for as soon as they are given.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import type { LiveStream } from '../../src/live-stream/index.js';
import { atPaint } from '../../src/testing/paint.js';
import { itemStream, items, type ItemStream } from './stream-fixture.js';

const VIEW = 200;
const ROW = 40;
const ANCHORS = ['start', 'end', 'row', 'none'] as const;

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await atPaint();
}

async function scrolling(count: number, given: Partial<ItemStream> = {}, style = '', content: unknown = ''): Promise<ItemStream> {
  const renderItem: NonNullable<ItemStream['renderItem']> = ({ text }) =>
    html`<div style="block-size: ${text === 'tall' ? 500 : ROW}px">${text}</div>`;
  const stream = await itemStream({ renderItem, ...given }, content);
  stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto; ${style}`;
  stream.stream(items(1, count));
  await stream.updateComplete;
  await settled();
  return stream;
}

const topOf = (stream: Element, row: Element): number => row.getBoundingClientRect().top - stream.getBoundingClientRect().top;
const fromEnd = (stream: Element): number => stream.scrollHeight - stream.clientHeight - stream.scrollTop;

interface Text {
  id: number;
  lines: number;
}

describe('a reader inside a row that fills the view', () => {
  const line = (_: unknown, i: number): unknown => html`<p style="block-size: 20px; margin: 0">line ${i}</p>`;
  const WAYS: Record<string, (text: Text) => unknown> = {
    'line by line': ({ lines }) => html`<article>${Array.from({ length: lines }, line)}</article>`,
    'deep inside': ({ lines }) =>
      html`<article>
        <section><div>${Array.from({ length: lines }, line)}</div></section>
      </article>`,
    'made anew each time': ({ lines }) =>
      html`<article .innerHTML=${'<p style="block-size: 20px; margin: 0">line</p>'.repeat(lines)}></article>`,
    'as one text': ({ lines }) => html`<article style="white-space: pre; line-height: 20px">${'line\n'.repeat(lines)}</article>`,
  };
  for (const [way, renderItem] of Object.entries(WAYS))
    for (const anchor of ['end', 'start', 'row'] as const) {
      it(`stays while it grows at its end, ${way} (anchor ${anchor})`, async () => {
        const stream = (await itemStream({ anchor })) as unknown as LiveStream<Text>;
        stream.renderItem = renderItem;
        stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto`;
        stream.stream([
          { id: 1, lines: 1 },
          { id: 2, lines: 1 },
          { id: 3, lines: 60 },
        ]);
        await stream.updateComplete;
        await settled();
        stream.scrollTop = 500;
        await settled();
        const row = stream.rowByDomId('list-3')!;
        const before = topOf(stream, row);
        for (let lines = 61; lines < 70; lines++) {
          stream.insert({ id: 3, lines });
          await stream.updateComplete;
          await atPaint(() => expect(topOf(stream, row)).to.be.closeTo(before, 1));
        }
        stream.insert({ id: 1, lines: 5 });
        await stream.updateComplete;
        await atPaint(() => expect(topOf(stream, row)).to.be.closeTo(before, 1));
      });
    }

  it('stays with what is read when the row grows above that', async () => {
    const stream = (await itemStream({ anchor: 'row' })) as unknown as LiveStream<Text>;
    stream.renderItem = ({ lines }) => html`<article>${Array.from({ length: lines }, line)}</article>`;
    stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto`;
    stream.stream([{ id: 1, lines: 60 }]);
    await stream.updateComplete;
    await settled();
    stream.scrollTop = 500;
    await settled();
    const [above, read] = [stream.querySelectorAll('p')[3]!, stream.querySelectorAll('p')[27]!];
    const before = topOf(stream, read);
    above.style.blockSize = '133px';
    await settled();
    expect(topOf(stream, read)).to.be.closeTo(before, 1);
  });
});

describe('a page that scrolls smoothly by its style', () => {
  for (const anchor of ['end', 'row'] as const) {
    it(`is corrected at once all the same (anchor ${anchor})`, async () => {
      const stream = await scrolling(60, { anchor }, 'scroll-behavior: smooth');
      if (anchor === 'end') expect(fromEnd(stream)).to.be.at.most(1);
      stream.scrollTo({ top: 1000, behavior: 'instant' });
      await settled();
      const row = stream.rowByDomId('list-28')!;
      const before = topOf(stream, row);
      stream.stream(items(-19, 0).reverse(), { at: 0 });
      await stream.updateComplete;
      for (let i = 0; i < 4; i++) await atPaint(() => expect(topOf(stream, row)).to.be.closeTo(before, 1));
      stream.scrollToKey('list-50', 'start');
      expect(topOf(stream, stream.rowByDomId('list-50')!)).to.be.closeTo(0, 1);
    });
  }

  it('is corrected at once where the document says so', async () => {
    const root = document.documentElement;
    root.style.scrollBehavior = 'smooth';
    try {
      const stream = await itemStream({ anchor: 'row', renderItem: ({ text }) => html`<div style="block-size: 40px">${text}</div>` });
      stream.stream(items(1, 80));
      await settled();
      window.scrollTo({ top: 1000, behavior: 'instant' });
      await settled();
      const row = stream.rowByDomId('list-30')!;
      const before = row.getBoundingClientRect().top;
      stream.stream(items(-19, 0).reverse(), { at: 0 });
      await stream.updateComplete;
      for (let i = 0; i < 4; i++) await atPaint(() => expect(row.getBoundingClientRect().top).to.be.closeTo(before, 1));
    } finally {
      root.style.removeProperty('scroll-behavior');
    }
  });
});

describe('rows asked for in the turn in which they are given', () => {
  for (const anchor of ANCHORS) {
    it(`are gone to (anchor ${anchor})`, async () => {
      const stream = await scrolling(30, { anchor });
      stream.scrollTop = 400;
      await settled();
      stream.insert({ id: 31, text: '31' });
      stream.scrollToEnd();
      await stream.updateComplete;
      await settled();
      expect(fromEnd(stream)).to.be.at.most(1);
      stream.stream(items(32, 60));
      expect(stream.scrollToKey('list-40', 'start')).to.equal(true);
      await stream.updateComplete;
      await settled();
      expect(topOf(stream, stream.rowByDomId('list-40')!)).to.be.closeTo(0, 1);
      expect(stream.scrollToKey('list-99')).to.equal(false);
    });
  }

  it('are gone to in one whose properties changed in that turn, from a listener, and before it was ever shown', async () => {
    const stream = await itemStream();
    stream.remove();
    stream.stream(items(1, 3));
    expect(stream.scrollToKey('list-2')).to.equal(false);
    document.body.append(stream);
    try {
      stream.anchor = 'row';
      stream.insert({ id: 4, text: '4' });
      expect(stream.scrollToKey('list-4')).to.equal(true);
      let heard: boolean | undefined;
      const hear = (): void => {
        stream.insert({ id: 6, text: '6' });
        heard = stream.scrollToKey('list-6');
      };
      // Going there tells of a change, too.
      stream.addEventListener('stream-change', hear, { once: true });
      stream.insert({ id: 5, text: '5' });
      await stream.updateComplete;
      expect([heard, stream.size]).to.deep.equal([true, 6]);
    } finally {
      stream.remove();
    }
  });
});

describe('scrollToEnd, smoothly', () => {
  it('goes the way step by step, and is at the end at last, with what came meanwhile', async () => {
    const stream = await scrolling(150, { anchor: 'end' });
    stream.scrollTop = 1000;
    await settled();
    const tops: number[] = [];
    stream.scrollToEnd('smooth');
    stream.insert({ id: 151, text: '151' });
    do {
      await atPaint();
      tops.push(stream.scrollTop);
    } while (fromEnd(stream) > 1);
    await settled();
    expect(fromEnd(stream)).to.be.at.most(1);
    const steps = tops.map((top, i) => top - (tops[i - 1] ?? 1000));
    expect(Math.max(...steps)).to.be.lessThan((stream.scrollTop - 1000) / 2);
    expect(Math.min(...steps)).to.be.at.least(0);
  });
});

describe('scrollToEnd, smoothly, in a browser that does not do it', () => {
  it('is at the end all the same, and lets go of a reader who scrolls back', async () => {
    const stream = await scrolling(150, { anchor: 'end' });
    stream.scrollTop = 1000;
    await settled();
    const native = stream.scrollTo.bind(stream);
    stream.scrollTo = ((to: ScrollToOptions) => to.behavior === 'smooth' || native(to)) as typeof stream.scrollTo;
    stream.scrollToEnd('smooth');
    stream.insert({ id: 151, text: '151' });
    await vi.waitFor(() => expect(fromEnd(stream)).to.be.at.most(1));
    stream.scrollTop = 1000;
    await settled();
    stream.scrollToEnd('smooth');
    stream.scrollTop = 900;
    await new Promise((told) => stream.addEventListener('scroll', told, { once: true }));
    stream.insert({ id: 152, text: '152' });
    await stream.updateComplete;
    await settled();
    expect(stream.scrollTop).to.be.closeTo(900, 1);
  });
});

describe('another anchor', () => {
  it('takes the reader from where the reader is', async () => {
    const stream = await scrolling(60, { anchor: 'start' });
    stream.anchor = 'end';
    await stream.updateComplete;
    stream.insert({ id: 61, text: '61' });
    await stream.updateComplete;
    await settled();
    expect(stream.scrollTop).to.equal(0);
    stream.scrollTop = 1e6;
    await settled();
    stream.anchor = 'start';
    await stream.updateComplete;
    const last = stream.rowByDomId('list-61')!;
    const before = topOf(stream, last);
    stream.stream(items(-4, 0), { at: 0 });
    await stream.updateComplete;
    await settled();
    expect(topOf(stream, last)).to.be.closeTo(before, 1);
    stream.anchor = 'end';
    await stream.updateComplete;
    stream.insert({ id: 62, text: '62' });
    await stream.updateComplete;
    await settled();
    expect(fromEnd(stream)).to.be.at.most(1);
  });
});

describe('a list that becomes long', () => {
  for (const anchor of ANCHORS) {
    it(`leaves the reader where the reader is, however high its rows are (anchor ${anchor})`, async () => {
      const renderItem = ({ text }: { text: string }): unknown => html`<div style="block-size: 100px">${text}</div>`;
      const stream = await scrolling(200, { anchor, renderItem });
      stream.scrollTop = 10_030;
      await settled();
      const row = stream.rowByDomId('list-102')!;
      const before = topOf(stream, row);
      stream.insert({ id: 201, text: '201' });
      await stream.updateComplete;
      for (let i = 0; i < 5; i++) await atPaint(() => expect(topOf(stream, row)).to.be.closeTo(before, 1));
      expect(stream.scrollHeight).to.be.closeTo(20_100, 1);
      stream.stream(items(-99, 0).reverse(), { at: 0 });
      await stream.updateComplete;
      await settled();
      if (anchor !== 'none') expect(topOf(stream, row)).to.be.closeTo(before, 1);
    });
  }
});

describe('a tall row', () => {
  it('is shown from its top though small ones came with it and after it', async () => {
    const stream = await scrolling(20, { anchor: 'end' });
    stream.stream([
      { id: 21, text: '21' },
      { id: 22, text: 'tall' },
      { id: 23, text: '23' },
    ]);
    stream.insert({ id: 24, text: 'tall' });
    await stream.updateComplete;
    stream.insert({ id: 25, text: '25' });
    await stream.updateComplete;
    await settled();
    expect(topOf(stream, stream.rowByDomId('list-22')!)).to.be.closeTo(0, 1);
  });
});

describe('scrollToKey', () => {
  it('keeps free what the page keeps free by scroll-padding and scroll-margin', async () => {
    const stream = await scrolling(60, {}, 'scroll-padding: 50px 0 10%');
    const row = stream.rowByDomId('list-30') as HTMLElement;
    for (const margin of [0, 7])
      for (const block of ['start', 'center', 'end'] as const) {
        row.style.scrollMarginBlock = `${margin}px ${margin * 2}px`;
        row.scrollIntoView({ block });
        const expected = topOf(stream, row);
        stream.scrollTop = 0;
        await settled();
        stream.scrollToKey('list-30', block);
        await settled();
        expect(topOf(stream, row), `${block} ${margin}`).to.be.closeTo(expected, 1);
      }
  });
});
