// Going to a row or to the end, and being there, while what is above and below still grows, and where most rows were never laid out.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import { chance, LateRow, type LateItem } from './late-rows.js';
import { atPaint } from '../../src/testing/paint.js';
import type { Item } from './list-model.js';
import { itemStream, items, rows } from './stream-fixture.js';

type LateStream = LiveStream<LateItem>;

const LONG = import.meta.env.MODE === 'long';
const BLOCKS = ['start', 'center', 'end'] as const;
const PART = { start: 0, center: 0.5, end: 1 };

async function lateStream(count: number, given: Partial<LateStream> = {}): Promise<LateStream> {
  const stream = await fixture<LateStream>(html`
    <live-stream name="late" item-element="late-row" style="block-size: 300px; inline-size: 300px; overflow-y: auto"></live-stream>
  `);
  Object.assign(stream, given);
  stream.stream(Array.from({ length: count }, (_, id) => ({ id })));
  await stream.updateComplete;
  return stream;
}

/** How far a row is from where it was asked to be. */
function off(stream: Element, row: Element, block: keyof typeof PART): number {
  const [view, { top, height }] = [stream.getBoundingClientRect(), row.getBoundingClientRect()];
  return Math.abs(top + height * PART[block] - view.top - stream.clientHeight * PART[block]);
}

const fromEnd = (stream: Element): number => stream.scrollHeight - stream.clientHeight - stream.scrollTop;

/** The worst of what is measured in each frame from the second on, until nothing has changed for a few. */
async function worst(measure: () => number): Promise<number> {
  let most = 0;
  await atPaint();
  for (let still = 0; still < 3;) {
    let now = 0;
    await atPaint(() => (now = measure()));
    most = Math.max(most, now);
    still = LateRow.growing ? 0 : still + 1;
  }
  return most;
}

describe('scrollToKey', () => {
  it('knows a row by its DOM id and by its item’s own id', async () => {
    for (const domId of [undefined, (item: Item): string => `song-${item.id}-x`]) {
      const stream = await itemStream({ domId, renderItem: ({ text }) => html`<div style="block-size: 40px">${text}</div>` });
      stream.style.cssText = 'block-size: 200px; overflow-y: auto';
      stream.stream(items(1, 50));
      const key = domId ? 'song-30-x' : 'list-30';
      for (const name of [key, 30, '30']) {
        stream.scrollTop = 0;
        expect(stream.scrollToKey(name, 'start'), `${name}`).to.equal(true);
        const row = stream.rowByDomId(key) as Element;
        expect(row.getBoundingClientRect().top - stream.getBoundingClientRect().top, `${name}`).to.be.closeTo(0, 1);
      }
      expect([stream.scrollToKey('song-51-x'), stream.scrollToKey(51), stream.scrollToKey('')]).to.deep.equal([false, false, false]);
    }
  });

  for (const anchor of ['end', 'start', 'row', 'none'] as const) {
    it(`lands at once, and stays through late images above, in and below the row (anchor ${anchor})`, async () => {
      for (const block of BLOCKS) {
        const stream = await lateStream(60, { anchor });
        expect(stream.scrollToKey('late-31', block)).to.equal(true);
        expect(LateRow.growing).to.be.greaterThan(10);
        expect(await worst(() => off(stream, stream.rowByDomId('late-31')!, block)), block).to.be.at.most(1);
      }
    });
  }

  it('holds the row from the start where the browser holds what is read else', async () => {
    for (const grow of ['at once', 'before the next frame'] as const) {
      const stream = await itemStream({ renderItem: ({ text }) => html`<div style="block-size: 40px">${text}</div>`, anchor: 'none' });
      stream.style.cssText = 'block-size: 200px; overflow-y: auto';
      stream.stream(items(1, 60));
      await stream.updateComplete;
      await atPaint();
      await new Promise((resolve) => setTimeout(resolve));
      stream.scrollToKey('list-30', 'center');
      if (grow === 'before the next frame') await new Promise((resolve) => setTimeout(resolve));
      (rows(stream)[3] as HTMLElement).style.blockSize = '140px';
      stream.getBoundingClientRect();
      await atPaint();
      (rows(stream)[29] as HTMLElement).style.blockSize = '120px';
      await atPaint();
      expect(off(stream, rows(stream)[29]!, 'center'), grow).to.be.at.most(1);
    }
  });

  it('lands where there is room for the row only once what is below it has grown', async () => {
    const stream = await itemStream({ renderItem: ({ text }) => html`<div style="block-size: 40px">${text}</div>`, anchor: 'end' });
    stream.style.cssText = 'block-size: 200px; overflow-y: auto';
    stream.stream(items(1, 20));
    await stream.updateComplete;
    stream.scrollToKey('list-19', 'start');
    await atPaint();
    expect(fromEnd(stream)).to.be.at.most(1);
    (rows(stream)[19] as HTMLElement).style.blockSize = '400px';
    await atPaint();
    expect(off(stream, rows(stream)[18]!, 'start')).to.be.at.most(1);
  });

  it('holds the row by the point asked for as it grows itself, until the reader scrolls', async () => {
    for (const block of BLOCKS) {
      const stream = await itemStream({ renderItem: ({ text }) => html`<div style="block-size: 40px">${text}</div>`, anchor: 'end' });
      stream.style.cssText = 'block-size: 200px; overflow-y: auto';
      stream.stream(items(1, 60));
      await stream.updateComplete;
      const row = stream.rowByDomId('list-30') as HTMLElement;
      stream.scrollToKey('list-30', block);
      for (const height of [90, 350, 20]) {
        row.style.blockSize = `${height}px`;
        stream.insert({ id: 1000 + height, text: 'new' }, { at: height % 2 ? -1 : 3 });
        await stream.updateComplete;
        await atPaint();
        expect(off(stream, row, block), `${block} ${height}`).to.be.at.most(1);
      }
      stream.scrollTop += 37;
      await atPaint();
      const next = stream.rowByDomId('list-31')!;
      const before = next.getBoundingClientRect().bottom;
      row.style.blockSize = '60px';
      await atPaint();
      expect(next.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
    }
  });

  it('holds a neighbour when the row goes', async () => {
    const stream = await lateStream(60, { anchor: 'end' });
    stream.scrollToKey('late-31', 'start');
    await worst(() => 0);
    const next = stream.rowByDomId('late-32')!;
    const before = next.getBoundingClientRect().bottom;
    stream.delete(31);
    stream.delete(3);
    await stream.updateComplete;
    await atPaint();
    expect(next.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
  });

  const count = LONG ? 100_000 : 10_000;
  it(`lands in ${count} rows most of which were never laid out`, async () => {
    const stream = await itemStream({
      renderItem: ({ id }) => html`<div style="block-size: ${20 + Math.round(chance(Number(id)) * 100)}px">${id}</div>`,
      anchor: 'end',
    });
    stream.style.cssText = 'block-size: 300px; overflow-y: auto';
    stream.stream(items(1, count));
    await stream.updateComplete;
    let most = 0;
    for (const part of [0.5, 0.1, 0.9, 0.91, 0.003, 0.999, 0.7, 0.70001])
      for (const block of BLOCKS) {
        const key = `list-${Math.ceil(count * part)}`;
        expect(stream.scrollToKey(key, block)).to.equal(true);
        const row = stream.rowByDomId(key)!;
        most = Math.max(most, await worst(() => off(stream, row, block)));
        const { top, bottom } = stream.getBoundingClientRect();
        const seen = document.elementFromPoint(stream.getBoundingClientRect().left + 9, (top + bottom) / 2);
        expect(seen !== stream && stream.contains(seen), `${key} ${block}`).to.equal(true);
      }
    expect(most).to.be.at.most(1);
  }, 60_000);

  it('lands in a long list whose images are late', async () => {
    const stream = await lateStream(2000, { anchor: 'row' });
    await worst(() => 0);
    for (const block of BLOCKS) {
      stream.scrollToKey('late-900', block);
      expect(await worst(() => off(stream, stream.rowByDomId('late-900')!, block)), block).to.be.at.most(1);
      stream.scrollToKey('late-5', 'start');
      await atPaint();
    }
  });
});

describe('scrollToEnd', () => {
  for (const anchor of ['end', 'start', 'row', 'none'] as const) {
    it(`lands at the end, and stays there while rows grow (anchor ${anchor})`, async () => {
      const stream = await lateStream(60, { anchor });
      stream.scrollToEnd();
      expect(LateRow.growing).to.be.greaterThan(10);
      expect(await worst(() => fromEnd(stream))).to.be.at.most(1);
      expect(stream.matches(':state(at-end)')).to.equal(true);
      const [row, before] = [stream.lastElementChild!, stream.lastElementChild!.getBoundingClientRect().bottom];
      stream.insert({ id: 1000 });
      await stream.updateComplete;
      await worst(() => 0);
      if (anchor === 'end') expect(fromEnd(stream)).to.be.at.most(1);
      else expect(row.getBoundingClientRect().bottom).to.be.closeTo(before, 1);
    });

    it(`lands at the end of 10000 rows (anchor ${anchor})`, async () => {
      const stream = await itemStream({
        renderItem: ({ id }) => html`<div style="block-size: ${20 + Math.round(chance(Number(id)) * 100)}px">${id}</div>`,
        anchor,
      });
      stream.style.cssText = 'block-size: 300px; overflow-y: auto';
      stream.stream(items(1, 10_000));
      await stream.updateComplete;
      await atPaint();
      stream.scrollTop = 40_000;
      await atPaint();
      stream.scrollToEnd();
      expect(await worst(() => fromEnd(stream))).to.be.at.most(1);
      expect(await worst(() => off(stream, stream.rowByDomId('list-10000')!, 'end'))).to.be.at.most(1);
    });
  }

  it('smoothly gets there, too, while rows come', async () => {
    const stream = await lateStream(60, { anchor: 'end' });
    await worst(() => 0);
    stream.scrollTop = 500;
    await atPaint();
    stream.scrollToEnd('smooth');
    await atPaint();
    stream.insert({ id: 1000 });
    while (fromEnd(stream) > 1) await atPaint();
    await worst(() => 0);
    expect(fromEnd(stream)).to.be.at.most(1);
  });
});
