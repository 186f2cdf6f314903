// A window on a long history, moved by the reader: pages come at one end and go at the other while images come late.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import { LateRow, type LateItem } from './late-rows.js';
import { Reader } from '../../src/testing/reader.js';

type LateStream = LiveStream<LateItem>;

const LONG = import.meta.env.MODE === 'long';

async function lateStream(anchor: LateStream['anchor'], given: Partial<LateStream> = {}): Promise<LateStream> {
  const stream = await fixture<LateStream>(html`
    <live-stream name="late" item-element="late-row" anchor=${anchor} style="block-size: 300px; inline-size: 300px; overflow-y: auto">
    </live-stream>
  `);
  Object.assign(stream, given);
  await stream.updateComplete;
  return stream;
}

const span = (from: number, to: number): LateItem[] => Array.from({ length: to - from }, (_, i) => ({ id: from + i }));

/** Pages as LiveView's example of bidirectional scrolling has them: each op brings one and names the limit. */
function windowOn(stream: LateStream, total: number, page: number, limit: number): { from: number; to: number } {
  const shown = { from: total - limit, to: total };
  stream.stream(span(shown.from, shown.to));
  let asking = false;
  const turn = async (direction: -1 | 1): Promise<void> => {
    if (asking || (direction < 0 ? shown.from === 0 : shown.to === total)) return;
    asking = true;
    await new Promise((answered) => setTimeout(answered, 5));
    asking = false;
    if (direction < 0) {
      const from = Math.max(0, shown.from - page);
      stream.stream(span(from, shown.from).reverse(), { at: 0, limit });
      shown.from = from;
      shown.to = Math.min(shown.to, from + limit);
    } else {
      const to = Math.min(total, shown.to + page);
      stream.stream(span(shown.to, to), { at: -1, limit: -limit });
      shown.to = to;
      shown.from = Math.max(shown.from, to - limit);
    }
  };
  stream.addEventListener('viewport-top', () => void turn(-1));
  stream.addEventListener('viewport-bottom', () => void turn(1));
  return shown;
}

describe('a window moved both ways', () => {
  for (const { name, anchor, pages, page, limit, step } of [
    { name: 'of three pages of 20', anchor: 'row', pages: 50, page: 20, limit: 60, step: 200 },
    { name: 'of three pages of 120, contained in chunks', anchor: 'row', pages: LONG ? 50 : 3, page: 120, limit: 360, step: 230 },
  ] as const) {
    it(`${name}, ${pages} pages up and back: the row read stays within a pixel, the page bounded and never blank`, async () => {
      const stream = await lateStream(anchor);
      const total = (pages + 3) * page;
      const shown = windowOn(stream, total, page, limit);
      await stream.updateComplete;
      stream.scrollToEnd();
      const reader = new Reader(stream);
      await reader.look(3);
      const go = async (by: number, there: () => boolean): Promise<void> => {
        while (!there()) {
          await reader.scroll(by);
        }
        reader.mark();
        await reader.lookUntil(() => LateRow.growing === 0);
        await reader.look(2);
      };
      await go(-step, () => shown.from === 0 && stream.scrollTop === 0);
      expect(stream.firstElementChild?.id).to.equal('late-0');
      await go(step, () => shown.to === total && stream.matches(':state(at-end)'));
      expect(stream.lastElementChild?.id).to.equal(`late-${total - 1}`);
      expect(reader.drift, reader.worst).to.be.at.most(1);
      expect(reader.blanks).to.equal(0);
      expect(reader.most).to.equal(limit);
      expect(stream.querySelectorAll('late-row').length).to.equal(limit);
    }, 300_000);
  }
});

describe('a reader of history', () => {
  for (const anchor of ['end', 'start'] as const) {
    it(`stays with the row while 40 pages with late images come in front (anchor ${anchor})`, async () => {
      const stream = await lateStream(anchor);
      stream.stream(span(1000, 1030));
      await stream.updateComplete;
      const reader = new Reader(stream);
      await reader.look(3);
      stream.scrollTop = 400;
      await reader.look();
      reader.mark();
      for (let page = 1; page <= 40; page++) {
        stream.stream(span(1000 - page * 10, 1010 - page * 10).reverse(), { at: 0 });
        await reader.look(2);
      }
      await reader.lookUntil(() => LateRow.growing === 0);
      await reader.look(2);
      expect(stream.size).to.equal(430);
      expect(reader.drift, reader.worst).to.be.at.most(1);
    }, 60_000);
  }

  it('is where they scrolled to, also where what is above grew by as much in the same moment', async () => {
    const stream = await lateStream('row');
    stream.stream(span(0, 30));
    await stream.updateComplete;
    const reader = new Reader(stream);
    await reader.lookUntil(() => LateRow.growing === 0);
    stream.scrollTop = 400;
    await reader.look(3);
    expect(stream.scrollTop).to.equal(400);
    const first = stream.firstElementChild as HTMLElement;
    first.style.minBlockSize = `${first.offsetHeight + 120}px`;
    await reader.scroll(120);
    await reader.look(2);
    expect(reader.drift, reader.worst).to.be.at.most(1);
  });
});
