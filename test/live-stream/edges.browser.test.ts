// One event per approach to an edge, however the list is shown and wherever it stands in the page.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { cdp, userEvent } from 'vitest/browser';
import type { ViewportEvent } from '../../src/live-stream/index.js';
import { atPaint } from '../../src/testing/paint.js';
import { itWithMoveBefore, itWithTools, itWithWheel } from './engine.js';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const VIEW = 200;
const ROW = 40.3;

async function settled(): Promise<void> {
  for (let i = 0; i < 2; i++) await atPaint();
}

async function scrolling(given: Partial<ItemStream> = {}): Promise<{ stream: ItemStream; told: () => string[] }> {
  const stream = await itemStream({
    renderItem: (item) => html`<div style="block-size: ${ROW}px">${item.text}</div>`,
    anchor: 'row',
    prefetch: 0,
    ...given,
  });
  stream.style.cssText = `block-size: ${VIEW}px; overflow-y: auto`;
  return { stream, told: listen(stream) };
}

/** What a stream has told since this was last asked. */
function listen(stream: ItemStream): () => string[] {
  const events: ViewportEvent[] = [];
  for (const type of ['viewport-top', 'viewport-bottom'] as const) stream.addEventListener(type, (event) => events.push(event));
  return () => events.splice(0).map(({ type, id, overran }) => `${type} ${id}${overran ? ' overran' : ''}`);
}

/** Scrolls as a hand does: in steps smaller than the view. */
async function walk(scroller: Element, to: number): Promise<void> {
  for (let from = scroller.scrollTop; from !== to; from = scroller.scrollTop) {
    scroller.scrollTop = Math.abs(to - from) < 190 ? to : from + Math.sign(to - from) * 190;
    await atPaint();
    if (scroller.scrollTop === from) break;
  }
  await settled();
}

/** There and back: each approach is told once, whatever is done at the edge. */
async function approach(stream: ItemStream, told: () => string[], times = 1): Promise<void> {
  const [first, last] = [rows(stream)[0]!.id, rows(stream).at(-1)!.id];
  await walk(stream, stream.scrollHeight / 2);
  told();
  for (let i = 0; i < times; i++) {
    await walk(stream, 0);
    await walk(stream, 1);
    await walk(stream, 0);
    expect(told().join()).to.equal(`viewport-top ${first}`);
    await walk(stream, stream.scrollHeight);
    await walk(stream, stream.scrollTop - 1);
    await walk(stream, stream.scrollHeight);
    expect(told().join()).to.equal(`viewport-bottom ${last}`);
  }
}

describe('an approach is told once', () => {
  for (const zoom of [0.5, 1.1, 1.25, 2]) {
    it(`at zoom ${zoom} of the stream, of the page around it, and at that scale`, async () => {
      for (const style of ['zoom', 'zoom around', 'scale']) {
        const { stream, told } = await scrolling();
        const around = await fixture<HTMLElement>(html`<div></div>`);
        around.append(stream);
        if (style === 'zoom') stream.style.zoom = `${zoom}`;
        else if (style === 'zoom around') around.style.zoom = `${zoom}`;
        else around.style.transform = `scale(${zoom})`;
        stream.stream(items(1, 18));
        await stream.updateComplete;
        await settled();
        await approach(stream, told);
      }
    });

    it(`at zoom ${zoom} as far ahead as prefetch says, and the row read stays where it is`, async () => {
      const { stream, told } = await scrolling({ prefetch: 1.5 });
      stream.style.zoom = `${zoom}`;
      stream.stream(items(1, 60));
      await stream.updateComplete;
      await settled();
      await walk(stream, 1000);
      told();
      await walk(stream, VIEW * 1.5 + 8);
      expect(told()).to.deep.equal([]);
      await walk(stream, VIEW * 1.5 - 4);
      expect(told()).to.deep.equal(['viewport-top list-1']);
      const row = stream.rowByDomId('list-10')!;
      const { bottom: before, height } = row.getBoundingClientRect();
      stream.stream(items(-19, 0).reverse(), { at: 0 });
      await stream.updateComplete;
      await settled();
      // WebKit measures in the list's own pixels, and scrolls by whole ones of the screen.
      const screenPixel = height / (ROW * zoom);
      expect(row.getBoundingClientRect().bottom).to.be.closeTo(before, Math.max(1, screenPixel));
    });
  }

  for (const factor of [0.5, 1.1, 1.25, 2]) {
    itWithTools(`on a screen of ${factor} pixels per pixel`, async () => {
      const { stream, told } = await scrolling();
      await cdp().send('Emulation.setDeviceMetricsOverride', { width: 800, height: 600, deviceScaleFactor: factor, mobile: false });
      try {
        stream.stream(items(1, 18));
        await stream.updateComplete;
        await settled();
        await approach(stream, told);
      } finally {
        await cdp().send('Emulation.clearDeviceMetricsOverride');
      }
    });
  }

  it('from right to left, with rows wider than the view', async () => {
    const { stream, told } = await scrolling();
    stream.dir = 'rtl';
    stream.style.inlineSize = '300px';
    stream.renderItem = (item) => html`<div style="block-size: ${ROW}px; inline-size: 500px">${item.text}</div>`;
    stream.stream(items(1, 18));
    await stream.updateComplete;
    await settled();
    await approach(stream, told, 2);
    await walk(stream, 260);
    told();
    stream.scrollLeft = -150;
    await settled();
    expect([stream.scrollLeft, told().join()]).to.deep.equal([-150, '']);
  });

  it('in a box that scrolls sideways only, in a page that scrolls', async () => {
    const around = await fixture<HTMLElement>(html`<div style="overflow-x: auto"></div>`);
    const { stream, told } = await scrolling();
    stream.removeAttribute('style');
    around.append(stream);
    stream.stream(items(1, 40));
    await stream.updateComplete;
    await settled();
    const page = document.scrollingElement!;
    page.scrollTop = 0;
    await settled();
    told();
    const [first, last] = [rows(stream)[0]!.id, rows(stream).at(-1)!.id];
    await walk(page, page.scrollHeight);
    expect(told().join()).to.equal(`viewport-bottom ${last}`);
    await walk(page, 0);
    expect(told().join()).to.equal(`viewport-top ${first}`);
  });

  for (const move of ['moved', 'taken out and put back', 'moved by moveBefore'] as const) {
    const itHere = move === 'moved by moveBefore' ? itWithMoveBefore : it;
    itHere(`after the stream was ${move}, where the reader still is`, async () => {
      const { stream, told } = await scrolling();
      const [from, to] = [await fixture<HTMLElement>(html`<div></div>`), await fixture<HTMLElement>(html`<section></section>`)];
      from.append(stream);
      stream.stream(items(1, 18));
      await stream.updateComplete;
      await settled();
      await walk(stream, 205);
      const row = stream.rowByDomId('list-8')!;
      const place = (): number => row.getBoundingClientRect().bottom - stream.getBoundingClientRect().top;
      const before = place();
      told();
      if (move === 'moved') to.append(stream);
      else if (move === 'moved by moveBefore') (to as Element & { moveBefore: (node: Node, child: null) => void }).moveBefore(stream, null);
      else {
        stream.remove();
        await settled();
        to.append(stream);
      }
      await settled();
      expect(place()).to.be.closeTo(before, 1);
      expect(told()).to.deep.equal([]);
      await approach(stream, told);
      stream.insert({ id: 19, text: '19' });
      (rows(stream)[3] as HTMLElement).style.blockSize = '123px';
      await stream.updateComplete;
      await settled();
      expect(told()).to.deep.equal([]);
    });
  }
});

describe('a list that does not fill its view', () => {
  for (const zoom of [1, 0.5, 1.25]) {
    it(`asks at both edges until it does, at zoom ${zoom}`, async () => {
      const { stream, told } = await scrolling({ anchor: 'end' });
      stream.style.zoom = `${zoom}`;
      let [oldest, newest] = [100, 100];
      stream.addEventListener('viewport-top', () => void stream.insert({ id: --oldest, text: '' }, { at: 0 }));
      stream.addEventListener('viewport-bottom', () => newest < 102 && void stream.insert({ id: ++newest, text: '' }));
      stream.insert({ id: 100, text: '' });
      await stream.updateComplete;
      for (let size = 0; size !== stream.size;) {
        size = stream.size;
        await settled();
      }
      expect(stream.scrollHeight).to.be.greaterThan(VIEW);
      expect(stream.size).to.be.oneOf([5, 6]);
      const asked = told();
      expect(new Set(asked).size).to.equal(asked.length);
      expect(asked.filter((text) => text.startsWith('viewport-bottom'))).to.deep.equal(
        [100, 101, 102].map((id) => `viewport-bottom list-${id}`),
      );
    });
  }

  it('asks no more when nothing comes', async () => {
    const { stream, told } = await scrolling();
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await settled();
    expect(told()).to.deep.equal(['viewport-top list-1', 'viewport-bottom list-2']);
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    await settled();
    await settled();
    expect(told()).to.deep.equal([]);
    expect([stream.matches(':state(at-start)'), stream.matches(':state(at-end)')]).to.deep.equal([true, true]);
  });
});

describe('two lists in one container', () => {
  it('have their own edges each', async () => {
    const box = await fixture<HTMLElement>(html`
      <div style="block-size: ${VIEW}px; overflow-y: auto">
        <ul id="both" style="margin: 0"></ul>
        <live-stream name="a" for="both"></live-stream>
        <live-stream name="b" for="both"></live-stream>
      </div>
    `);
    const renderItem = ({ text }: { text: string }): unknown => html`<li style="block-size: ${ROW}px">${text}</li>`;
    const streams = Array.from(box.querySelectorAll<ItemStream>('live-stream'));
    for (const stream of streams) {
      Object.assign(stream, { anchor: 'row', prefetch: 0, renderItem });
      stream.stream(items(1, 50));
      await stream.updateComplete;
    }
    await settled();
    const told = streams.map(listen);
    await walk(box, Math.round(50 * ROW - VIEW));
    await settled();
    expect(told.map((since) => since())).to.deep.equal([['viewport-bottom a-50'], []]);
    await walk(box, Math.round(box.scrollHeight - VIEW));
    await settled();
    expect(told.map((since) => since())).to.deep.equal([[], ['viewport-bottom b-50']]);
    await walk(box, Math.round(50 * ROW));
    await settled();
    expect(told.map((since) => since())).to.deep.equal([[], ['viewport-top b-1']]);
  });
});

describe('a list that pages at its edges', () => {
  for (const anchor of ['start', 'end', 'row', 'none'] as const) {
    it(`turns one page per approach and then rests (anchor ${anchor})`, async () => {
      const { stream, told } = await scrolling({ anchor, prefetch: 1 });
      let first = 500;
      stream.addEventListener('viewport-top', () => {
        first -= 20;
        stream.stream(items(first, first + 19).reverse(), { at: 0, limit: 60 });
      });
      const tops = async (): Promise<string[]> => {
        for (let frame = 0; frame < 30; frame++) await atPaint();
        return told().filter((text) => text.startsWith('viewport-top'));
      };
      stream.stream(items(500, 519));
      expect(await tops()).to.deep.equal(anchor === 'end' ? [] : ['viewport-top list-500']);
      await walk(stream, 500);
      told();
      const next = `viewport-top list-${first}`;
      stream.scrollTop = 190;
      expect(await tops()).to.deep.equal([next]);
      if (anchor !== 'none') expect(stream.scrollTop).to.be.greaterThan(190);
    });
  }

  it('turns pages that are too small to bring the reader out of reach, until they do', async () => {
    const { stream, told } = await scrolling({ prefetch: 2 });
    let first = 500;
    stream.addEventListener('viewport-top', () => first > 440 && void stream.insert({ id: --first, text: '' }, { at: 0 }));
    stream.stream(items(500, 519));
    for (let frame = 0; frame < 40; frame++) await atPaint();
    expect(first).to.equal(500 - Math.ceil((2 * VIEW + 1) / ROW));
    expect(told().filter((text) => text.startsWith('viewport-top'))).to.have.length(500 - first);
  });

  it('tells of the edges of another list, and not again of those of the same list given anew', async () => {
    const { stream, told } = await scrolling({ anchor: 'start' });
    stream.stream(items(1, 18));
    await settled();
    expect(told()).to.deep.equal(['viewport-top list-1']);
    stream.reset(items(101, 118));
    await settled();
    expect(told()).to.deep.equal(['viewport-top list-101']);
    stream.reset(items(91, 118));
    await settled();
    await settled();
    expect(told()).to.deep.equal([]);
  });

  it('tells at once when it is to tell earlier', async () => {
    const { stream, told } = await scrolling();
    stream.stream(items(1, 60));
    await settled();
    await walk(stream, 450);
    told();
    stream.prefetch = 5;
    await stream.updateComplete;
    await settled();
    expect(told()).to.deep.equal(['viewport-top list-1']);
  });

  it('tells nothing while it has no rows', async () => {
    const { stream, told } = await scrolling();
    stream.reset([]);
    await settled();
    expect(told()).to.deep.equal([]);
  });
});

describe('overran', () => {
  for (const anchor of ['row', 'end', 'start'] as const) {
    it(`is true when the reader leapt past the window, and only then (anchor ${anchor})`, async () => {
      const { stream, told } = await scrolling({ anchor, prefetch: 1 });
      stream.stream(items(1, 60));
      await stream.updateComplete;
      await settled();
      await walk(stream, 1000);
      told();
      stream.scrollTop = 0;
      await settled();
      expect(told()).to.deep.equal(['viewport-top list-1 overran']);
      stream.insert({ id: 0, text: '0' }, { at: 0 });
      await stream.updateComplete;
      await settled();
      expect(told().filter((text) => text.includes('overran'))).to.deep.equal([]);
      stream.scrollTop = 1e6;
      await settled();
      expect(told()).to.deep.equal(['viewport-bottom list-60 overran']);
      await walk(stream, 1000);
      await walk(stream, 0);
      await walk(stream, 1000);
      expect(told().map((text) => text.split(' ').slice(0, 1).join())).to.deep.equal(['viewport-top']);
      stream.scrollTop = 700;
      stream.scrollToKey('list-1', 'start');
      await settled();
      await walk(stream, 1000);
      stream.scrollToEnd();
      await settled();
      const byScript = told();
      expect(byScript.at(-1)).to.equal('viewport-bottom list-60');
      expect(byScript.join()).not.to.include('overran');
      await walk(stream, 1000);
      stream.scrollTop = 150;
      await settled();
      expect(told()).to.deep.equal(['viewport-top list-0']);
    });
  }

  itWithWheel('is not said of a reader who turns the wheel', async () => {
    const { stream, told } = await scrolling();
    stream.stream(items(1, 40));
    await stream.updateComplete;
    await settled();
    await walk(stream, 500);
    told();
    const heard = new Set<string>();
    stream.addEventListener('viewport-top', ({ overran }) => heard.add(`${overran}`));
    while (stream.scrollTop > 0) {
      const before = stream.scrollTop;
      await userEvent.wheel(stream, { delta: { y: -120 } });
      await settled();
      expect(stream.scrollTop).to.be.lessThan(before);
    }
    await settled();
    expect([...heard]).to.deep.equal(['false']);
  });
});
