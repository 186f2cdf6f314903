// Whose place is whose: at the end the end is kept, in the middle the row, whatever comes, grows, shrinks or goes elsewhere.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { userEvent } from 'vitest/browser';
import { atPaint } from '../../src/testing/paint.js';
import { Reader } from '../../src/testing/reader.js';
import { itWithBusyWheel, itWithWheel } from './engine.js';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const ROW = 40;
const VIEW = 200;

async function scrolling(count: number, given: Partial<ItemStream> = {}): Promise<ItemStream> {
  const renderItem = ({ text }: { text: string }): unknown =>
    html`<div style="block-size: ${text.startsWith('tall') ? VIEW * 2 : ROW}px">${text}</div>`;
  const stream = await itemStream({ renderItem, anchor: 'end', ...given });
  stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto`;
  stream.stream(items(1, count));
  await stream.updateComplete;
  await atPaint();
  await atPaint();
  return stream;
}

const fromEnd = (stream: ItemStream): number => stream.scrollHeight - stream.clientHeight - stream.scrollTop;
const topOf = (stream: ItemStream, row: Element): number => row.getBoundingClientRect().top - stream.getBoundingClientRect().top;
const size = (stream: ItemStream, id: number, height: number): void =>
  void ((stream.rowByDomId(`list-${id}`) as HTMLElement).style.blockSize = `${height}px`);

/** What happens away from the rows 25 to 30, in which the reader is. */
const ELSEWHERE: Record<string, (stream: ItemStream) => void> = {
  'rows come at the end': (stream) => stream.stream(items(101, 107)),
  'rows come in front': (stream) => stream.stream(items(-4, 0).reverse(), { at: 0 }),
  'rows come in between': (stream) => stream.stream(items(201, 203), { at: 10 }),
  'a tall row comes at the end': (stream) => stream.insert({ id: 108, text: 'tall' }),
  'a row above grows': (stream) => size(stream, 12, 177),
  'a row above shrinks': (stream) => size(stream, 13, 3),
  'the row above the view grows by a fraction': (stream) => size(stream, 23, 41.3),
  'a row below grows': (stream) => size(stream, 40, 99),
  'a row below shrinks': (stream) => size(stream, 41, 9),
  'rows above are removed': (stream) => [2, 3, 15].forEach((id) => stream.delete(id)),
  'rows below are removed': (stream) => [44, 45].forEach((id) => stream.delete(id)),
  'the first rows are pruned': (stream) => stream.insert({ id: 109, text: '109' }, { limit: -(stream.size - 3) }),
  'the last rows are pruned': (stream) => stream.insert({ id: -9, text: '-9' }, { at: 0, limit: stream.size - 5 }),
  'rows above move to the end': (stream) =>
    stream.apply([
      { op: 'delete', id: 16 },
      { op: 'insert', item: { id: 16, text: '16' } },
    ]),
  'all are sorted again, those around the view as they were': (stream) =>
    stream.reset([...items(17, 19).reverse(), ...items(20, 39), ...items(4, 9)]),
  'what stands above the rows grows': (stream) => {
    const header = stream.querySelector<HTMLElement>('[slot=header]') ?? document.createElement('p');
    header.slot = 'header';
    header.style.blockSize = `${header.offsetHeight + 50}px`;
    stream.prepend(header);
  },
};

describe('a reader in the middle is not moved', () => {
  for (const anchor of ['end', 'start', 'row'] as const) {
    it(`whatever happens elsewhere (anchor ${anchor})`, async () => {
      const stream = await scrolling(60, { anchor });
      stream.scrollTop = 24.5 * ROW;
      const reader = new Reader(stream);
      await reader.look(3);
      reader.mark();
      const text = rows(stream)[26]!;
      const before = topOf(stream, text);
      for (const [name, act] of Object.entries(ELSEWHERE)) {
        act(stream);
        await stream.updateComplete;
        await reader.look(3);
        expect(reader.drift, `${name}: ${reader.worst}`).to.be.at.most(1);
        expect(topOf(stream, text), name).to.be.closeTo(before, 1);
      }
    });
  }

  it('where a bar above the view comes and goes, on the screen', async () => {
    const stream = await scrolling(60, { anchor: 'end' });
    const frame = document.createElement('div');
    frame.style.cssText = `display: flex; flex-direction: column; block-size: ${VIEW}px`;
    stream.replaceWith(frame);
    const bar = document.createElement('p');
    bar.style.cssText = 'margin: 0; block-size: 36.4px; flex: none';
    bar.hidden = true;
    const below = bar.cloneNode() as HTMLElement;
    below.style.blockSize = '20px';
    frame.append(bar, stream, below);
    stream.style.cssText = 'overflow-y: auto; min-block-size: 0; flex: 1';
    await atPaint();
    await atPaint();
    stream.scrollTop = 24.5 * ROW;
    await atPaint();
    await atPaint();
    const read = rows(stream)[27]!;
    const before = read.getBoundingClientRect().top;
    for (const hidden of [false, true, false, true]) {
      bar.hidden = hidden;
      await atPaint();
      expect(read.getBoundingClientRect().top, hidden ? 'gone' : 'there').to.be.closeTo(before, 1);
    }
    bar.hidden = below.hidden = false;
    stream.insert({ id: 0, text: '0' }, { at: 0 });
    await stream.updateComplete;
    await atPaint();
    expect(read.getBoundingClientRect().top, 'with a row in front, and one below').to.be.closeTo(before, 1);
    frame.style.cssText += '; margin-block-start: 25px; padding-inline: 3px';
    await atPaint();
    expect(read.getBoundingClientRect().top, 'with all of it').to.be.closeTo(before + 25, 1);
    stream.scrollToEnd();
    for (const hidden of [true, false]) {
      bar.hidden = hidden;
      await atPaint();
      await atPaint();
      expect(fromEnd(stream)).to.be.at.most(1);
    }
  });

  it('where it is drawn smaller for a while, as what opens is, or not at all', async () => {
    const stream = await scrolling(60);
    stream.scrollTop = 24.5 * ROW;
    await atPaint();
    await atPaint();
    const read = rows(stream)[27]!;
    const before = topOf(stream, read);
    for (const scale of ['0.5', '0', '1']) {
      stream.style.transform = `scale(${scale})`;
      size(stream, 40, 50 + Number(scale)); // below, so that sizes are looked at
      await atPaint();
      await atPaint();
    }
    expect(topOf(stream, read)).to.be.closeTo(before, 1);
  });

  it('by all of it in one turn', async () => {
    const stream = await scrolling(60);
    stream.scrollTop = 24.5 * ROW;
    const reader = new Reader(stream);
    await reader.look(3);
    reader.mark();
    for (const act of Object.values(ELSEWHERE).slice(0, -2)) act(stream);
    await stream.updateComplete;
    await reader.look(3);
    expect(reader.drift, reader.worst).to.be.at.most(1);
  });

  it('who leaps away in the very turn in which rows come in front', async () => {
    const stream = await scrolling(60, { anchor: 'row' });
    stream.scrollTop = 40 * ROW;
    await atPaint();
    stream.scrollTop = 0;
    stream.stream(items(-9, 0).reverse(), { at: 0 });
    await stream.updateComplete;
    for (let i = 0; i < 2; i++) {
      expect(topOf(stream, stream.rowByDomId('list-1')!)).to.be.closeTo(0, 1);
      await atPaint();
    }
  });

  const turning = async (every: number): Promise<void> => {
    const stream = await scrolling(60);
    stream.scrollTop = 30 * ROW;
    const reader = new Reader(stream);
    await reader.look(3);
    const growing = setInterval(() => {
      const id = stream.size + 1000;
      stream.insert({ id, text: `${id}` }, { at: 0 });
      size(stream, 2, ROW + (id % 50));
    }, every);
    // Far from the end, and going up: what comes in front must not carry the reader off in either direction.
    for (let i = 0; i < 5; i++) {
      const row = rows(stream).find((candidate) => topOf(stream, candidate) >= 0)!;
      const before = topOf(stream, row);
      await userEvent.wheel(stream, { delta: { y: -60 } });
      for (let moved = 0; moved < 60 - 1; moved = topOf(stream, row) - before) await reader.look();
      await reader.look(2);
      expect(topOf(stream, row) - before).to.be.closeTo(60, 1);
    }
    clearInterval(growing);
  };
  // A turn is on its way when rows come: to scroll to a place ends it, to scroll by a distance does not.
  itWithWheel('when turning the wheel while rows above grow and come', () => turning(60));
  itWithBusyWheel('when turning the wheel while rows above grow and come in every frame', () => turning(5));
});

describe('a reader at the end', () => {
  it('is kept there only if there before the change', async () => {
    const stream = await scrolling(20);
    for (const act of [
      () => stream.insert({ id: 21, text: '21' }),
      () => stream.stream(items(22, 30), { limit: -15 }),
      () => size(stream, 30, 90),
      () => stream.delete(30),
      () => stream.insert({ id: 0, text: '0' }, { at: 0 }),
      () => stream.reset(items(40, 60)),
    ]) {
      act();
      await stream.updateComplete;
      await atPaint();
      expect(fromEnd(stream)).to.be.at.most(1);
    }
    stream.scrollTop -= 5;
    await atPaint();
    const row = stream.rowByDomId('list-58')!;
    const before = topOf(stream, row);
    stream.insert({ id: 61, text: '61' });
    await stream.updateComplete;
    await atPaint();
    expect(topOf(stream, row)).to.be.closeTo(before, 1);
  });

  it('who scrolls up in the very turn in which a row comes is not taken back', async () => {
    const stream = await scrolling(20);
    const row = stream.rowByDomId('list-16')!;
    const before = topOf(stream, row);
    stream.insert({ id: 21, text: '21' });
    stream.scrollTop -= 30;
    await stream.updateComplete;
    await atPaint();
    await atPaint();
    expect(topOf(stream, row)).to.be.closeTo(before + 30, 1);
  });

  it('is shown a tall row from its top, which stays as it grows and as rows follow', async () => {
    const stream = await scrolling(20);
    stream.insert({ id: 21, text: 'tall' });
    await stream.updateComplete;
    await atPaint();
    const row = stream.rowByDomId('list-21') as HTMLElement;
    expect(topOf(stream, row)).to.be.closeTo(0, 1);
    for (const act of [
      () => (row.style.blockSize = '900px'),
      () => stream.insert({ id: 22, text: 'tall' }),
      () => size(stream, 4, 111),
      () => stream.insert({ id: 3, text: 'three' }),
      () => (row.style.blockSize = '500px'),
    ]) {
      act();
      await stream.updateComplete;
      await atPaint();
      expect(topOf(stream, row)).to.be.closeTo(0, 1);
    }
    stream.scrollTop = stream.scrollHeight;
    await atPaint();
    stream.insert({ id: 23, text: '23' });
    await stream.updateComplete;
    await atPaint();
    expect(fromEnd(stream)).to.be.at.most(1);
  });
});
