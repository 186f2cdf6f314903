// A log that is followed: rows come at the end in bursts and go at the start by a limit, in lists long enough to be laid out in chunks.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { items, itemStream, painted, type ItemStream } from './stream-fixture.js';

const ROW = 20;

async function tail(limit: number, lines = 1): Promise<ItemStream> {
  const stream = await itemStream({
    anchor: 'end',
    limit,
    renderItem: ({ id, text }) => html`<div style="line-height: ${ROW}px">${'line '.repeat(1 + (Number(id) % lines))}${text}</div>`,
  });
  stream.style.cssText = 'display: block; block-size: 300px; overflow-y: auto';
  stream.stream(items(1, -limit + 200));
  await stream.updateComplete;
  await painted();
  return stream;
}

const fromEnd = ({ scrollHeight, clientHeight, scrollTop }: Element): number => scrollHeight - clientHeight - scrollTop;

async function burst(stream: ItemStream, size: number): Promise<void> {
  const last = Number(stream.lastElementChild?.id.slice('list-'.length));
  stream.stream(items(last + 1, last + size));
  await stream.updateComplete;
}

describe('a tail with a limit', () => {
  for (const [limit, size, lines, times] of [
    [-250, 1, 1, 100],
    [-500, 5, 1, 60],
    [-500, 20, 40, 40],
    [-1_000, 200, 1, 15],
    [-2_000, 50, 40, 30],
  ] as const) {
    it(`is followed while nobody scrolls (limit ${limit}, ${size} rows at a time of up to ${lines} words)`, async () => {
      const stream = await tail(limit, lines);
      const off: number[] = [];
      for (let i = 0; i < times; i++) {
        await burst(stream, size);
        await painted();
        off.push(Math.round(fromEnd(stream)));
      }
      expect(Math.max(...off), `pixels from the end: ${off.join(' ')}`).to.be.at.most(2);
      expect(stream.matches(':state(at-end)')).to.equal(true);
    });
  }

  it('lets a reader go who scrolls up by less than goes at the start, between bursts and right after them', async () => {
    for (const after of [false, true]) {
      const stream = await tail(-500);
      for (let i = 0; i < 12; i++) {
        if (!after) stream.scrollTop -= ROW * 3;
        await burst(stream, 5);
        if (after) stream.scrollTop -= ROW * 3;
        await painted();
      }
      expect(fromEnd(stream), after ? 'right after' : 'between').to.be.above(ROW * 15);
      const read = Array.from(stream.children).find((row) => row.getBoundingClientRect().top >= stream.getBoundingClientRect().top);
      const top = read?.getBoundingClientRect().top ?? NaN;
      for (let i = 0; i < 5; i++) {
        await burst(stream, 5);
        await painted();
      }
      expect(read?.getBoundingClientRect().top).to.be.closeTo(top, 1);
      stream.remove();
    }
  });
});
