// What is not shown has no place to be held by: a list that is hidden for a while, and rows that are hidden among others.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { onTestFinished } from 'vitest';
import type { Item } from './list-model.js';
import { items, painted, type ItemStream } from './stream-fixture.js';

const ROW = 20;

interface Shown {
  readonly scroller: HTMLElement;
  readonly stream: ItemStream;
}

/** A stream in an element that shows ten rows, scrolled to where the reader is. */
async function shown(
  count: number,
  given: Partial<ItemStream>,
  scrollTop: number,
  isHidden: (item: Item) => boolean = () => false,
): Promise<Shown> {
  const renderItem = (item: Item): unknown => html`<p style="margin: 0; block-size: ${ROW}px" ?hidden=${isHidden(item)}>${item.text}</p>`;
  const scroller = await fixture<HTMLElement>(
    html`<div style="block-size: ${10 * ROW}px; overflow-y: auto"><live-stream name="list" .renderItem=${renderItem}></live-stream></div>`,
  );
  const stream = scroller.querySelector('live-stream') as unknown as ItemStream;
  Object.assign(stream, given);
  stream.stream(items(1, count));
  await stream.updateComplete;
  await painted();
  scroller.scrollTop = scrollTop;
  await painted();
  return { scroller, stream };
}

const topIn = (scroller: Element, row: Element | undefined): number =>
  (row?.getBoundingClientRect().top ?? NaN) - scroller.getBoundingClientRect().top;

const ANCHORS = ['end', 'start', 'row'] as const;

/** What happens above the row 55. */
const ABOVE: Record<string, (stream: ItemStream) => void> = {
  'nothing happens': () => undefined,
  'rows are pruned': (stream) => stream.stream(items(101, 120), { limit: -100 }),
  'rows come': (stream) => stream.stream(items(-20, 0), { at: 0 }),
  'rows go': (stream) => items(1, 19).forEach((item) => stream.delete(item)),
};

/** More rows come in front than are in view. */
async function prepend(stream: ItemStream): Promise<void> {
  stream.stream(items(-20, 0), { at: 0 });
  await stream.updateComplete;
  await painted();
}

describe('a list that is hidden and shown again', () => {
  const HIDE: Record<string, (shown: Shown) => HTMLElement> = {
    'with its scroller': ({ scroller }) => scroller,
    'with an element around its scroller': ({ scroller }) => scroller.parentElement as HTMLElement,
    'in its scroller': ({ stream }) => stream,
  };

  for (const anchor of ANCHORS)
    for (const [where, of] of Object.entries(HIDE))
      it(`${where} is where the reader left it, whatever happened above (anchor ${anchor})`, async () => {
        for (const [name, act] of Object.entries(ABOVE)) {
          const one = await shown(100, { anchor }, 50 * ROW);
          const { scroller, stream } = one;
          const row = stream.rowByDomId('list-55');
          const before = topIn(scroller, row);
          of(one).style.display = 'none';
          await painted();
          act(stream);
          await stream.updateComplete;
          await painted();
          of(one).style.display = '';
          await painted();
          expect(topIn(scroller, row), name).to.be.closeTo(before, 1);
        }
      });

  it('shows the row that was gone to meanwhile', async () => {
    const { scroller, stream } = await shown(100, {}, 0);
    scroller.style.display = 'none';
    await painted();
    expect(stream.scrollToKey('list-50', 'start')).to.equal(true);
    await painted();
    scroller.style.display = '';
    await painted();
    expect(topIn(scroller, stream.rowByDomId('list-50'))).to.be.closeTo(0, 1);
  });

  it('at its end is at its end', async () => {
    const { scroller, stream } = await shown(100, { anchor: 'end' }, 100 * ROW);
    scroller.style.display = 'none';
    await painted();
    stream.stream(items(101, 120), { limit: -90 });
    await stream.updateComplete;
    await painted();
    scroller.style.display = '';
    await painted();
    expect(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop).to.be.at.most(1);
  });
});

describe('a list in what is closed', () => {
  const SHUT: Record<string, (around: HTMLElement, shut: boolean) => void> = {
    'a <details>': (around, shut) => ((around as HTMLDetailsElement).open = !shut),
    'what is hidden until it is found': (around, shut) => {
      if (shut) around.setAttribute('hidden', 'until-found');
      else around.removeAttribute('hidden');
    },
  };

  for (const anchor of ANCHORS)
    for (const [where, close] of Object.entries(SHUT))
      for (const display of ['block', 'contents'])
        it(`as ${where}, its rows in a box that is ${display}, scrolls nothing under whoever reads what follows it (anchor ${anchor})`, async () => {
          const scroller = await fixture<HTMLElement>(html`
            <div style="block-size: ${10 * ROW}px; overflow-y: auto">
              <p style="margin: 0; block-size: ${20 * ROW}px">before</p>
              <details open>
                <div id="box" style="display: ${display}"></div>
                <live-stream name="list" for="box" anchor=${anchor}></live-stream>
              </details>
              <p class="after" style="margin: 0; block-size: ${100 * ROW}px">after</p>
            </div>
          `);
          const stream = scroller.querySelector('live-stream') as unknown as ItemStream;
          const after = scroller.querySelector('.after')!;
          stream.renderItem = ({ text }) => html`<p style="margin: 0; block-size: ${ROW}px">${text}</p>`;
          stream.stream(items(1, 30));
          await stream.updateComplete;
          await painted();
          scroller.scrollTop = 40 * ROW;
          await painted();
          close(scroller.querySelector('details')!, true);
          await painted();
          for (const scrolled of [30 * ROW, 31 * ROW]) {
            scroller.scrollTop = scrolled;
            await painted();
            const before = topIn(scroller, after);
            await prepend(stream);
            stream.reset(items(1, 30));
            await stream.updateComplete;
            await painted();
            await prepend(stream);
            expect(topIn(scroller, after)).to.be.closeTo(before, 1);
            expect(scroller.scrollTop).to.equal(scrolled);
          }
        });

  for (const [where, close] of Object.entries(SHUT))
    it(`as ${where}, is where the reader left it once it is open again`, async () => {
      const { scroller, stream } = await shown(100, { anchor: 'row' }, 50 * ROW);
      const around = document.createElement('details');
      around.open = true;
      stream.replaceWith(around);
      around.append(stream);
      await painted();
      scroller.scrollTop = 50 * ROW;
      await painted();
      const row = stream.rowByDomId('list-55');
      const before = topIn(scroller, row);
      close(around, true);
      await painted();
      await prepend(stream);
      close(around, false);
      await painted();
      expect(topIn(scroller, row)).to.be.closeTo(before, 1);
    });
});

describe('rows that are only what is in them', () => {
  class Unboxed extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: 'open' }).innerHTML = '<style>:host { display: contents }</style><slot></slot>';
    }
  }
  customElements.define('x-unboxed', Unboxed);

  const cell = (text: string): unknown => html`<p style="margin: 0; block-size: ${ROW}px">${text}</p>`;
  const ROWS: Record<string, { row: (item: Item) => unknown; part?: string }> = {
    'a style of theirs says so': { row: ({ text }) => html`<div style="display: contents"><i hidden></i>${cell(text)}</div>` },
    'they are elements that say so': { row: ({ text }) => html`<x-unboxed>${cell(text)}</x-unboxed>` },
    'they are the rows of a grid': {
      row: ({ text }) => html`<div style="display: contents">${cell(text)}${cell(text)}</div>`,
      part: 'display: grid; grid-template-columns: 1fr 1fr',
    },
    'the box around them is, too': {
      row: ({ text }) => html`<div style="display: contents">${cell(text)}</div>`,
      part: 'display: contents',
    },
  };

  for (const count of [100, 300])
    for (const [why, { row, part }] of Object.entries(ROWS))
      it(`because ${why} are held, and gone to (${count} rows)`, async () => {
        const style = document.createElement('style');
        style.textContent = `live-stream::part(rows) { ${part ?? ''} }`;
        document.head.append(style);
        onTestFinished(() => style.remove());
        const { scroller, stream } = await shown(count, { renderItem: row }, 50 * ROW);
        const read = stream.rowByDomId('list-55')!.querySelector('p')!;
        const before = topIn(scroller, read);
        await prepend(stream);
        expect(topIn(scroller, read)).to.be.closeTo(before, 1);
        expect(stream.scrollToKey('30', 'start')).to.equal(true);
        await painted();
        expect(topIn(scroller, stream.rowByDomId('list-30')!.querySelector('p')!)).to.be.closeTo(0, 1);
        stream.anchor = 'end';
        stream.scrollToEnd();
        await painted();
        stream.stream(items(count + 1, count + 5));
        await stream.updateComplete;
        await painted();
        expect(scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop).to.be.at.most(1);
      });
});

describe('rows that are not shown', () => {
  for (const anchor of ANCHORS) {
    it(`move the reader by no more than a row each (anchor ${anchor})`, async () => {
      const { scroller, stream } = await shown(100, { anchor }, 50 * ROW);
      const row = stream.rowByDomId('list-55');
      for (const [id, isHidden] of [
        [60, true],
        [59, true],
        [58, true],
        [20, true],
        [58, false],
        [60, false],
      ] as const) {
        const before = topIn(scroller, row);
        (stream.rowByDomId(`list-${id}`) as HTMLElement).hidden = isHidden;
        await painted();
        expect(Math.abs(topIn(scroller, row) - before), `${id}`).to.be.at.most(id > 50 ? ROW + 1 : 1);
      }
    });

    it(`leave the reader near where all in view were (anchor ${anchor})`, async () => {
      const { scroller, stream } = await shown(100, { anchor }, 50 * ROW);
      for (const { id } of items(46, 65)) (stream.rowByDomId(`list-${id}`) as HTMLElement).hidden = true;
      await painted();
      const near = ['list-45', 'list-66'].map((id) => topIn(scroller, stream.rowByDomId(id)));
      expect(near.some((top) => top >= 0 && top < 10 * ROW)).to.equal(true);
    });

    for (const every of [2, 10])
      it(`let the others be held: every ${every}th is hidden (anchor ${anchor})`, async () => {
        const { scroller, stream } = await shown(200, { anchor }, 20 * ROW, ({ id }) => Number(id) % every === 0);
        const row = Array.from(stream.children).find((child) => !(child as HTMLElement).hidden && topIn(scroller, child) >= 2 * ROW);
        const before = topIn(scroller, row);
        for (const act of [
          () => stream.stream(items(-20, 0), { at: 0 }),
          () => [3, 5, 7].forEach((id) => stream.delete(id)),
          () => stream.stream(items(201, 220)),
          () => ((stream.rowByDomId('list-9') as HTMLElement).hidden = true),
        ]) {
          act();
          await stream.updateComplete;
          await painted();
          expect(topIn(scroller, row), String(act)).to.be.closeTo(before, 1);
        }
      });
  }

  it('in a container of the page do not move the reader either', async () => {
    const scroller = await fixture<HTMLElement>(html`
      <div style="block-size: ${10 * ROW}px; overflow-y: auto">
        <table style="border-spacing: 0">
          <tbody id="listed"></tbody>
        </table>
        <live-stream name="list" for="listed"></live-stream>
      </div>
    `);
    const stream = scroller.querySelector('live-stream') as unknown as ItemStream;
    stream.renderItem = ({ text }) =>
      html`<tr>
        <td style="padding: 0; block-size: ${ROW}px; line-height: 1">${text}</td>
      </tr>`;
    stream.stream(items(1, 100));
    await stream.updateComplete;
    await painted();
    scroller.scrollTop = 50 * ROW;
    await painted();
    const row = stream.rowByDomId('list-55');
    const before = topIn(scroller, row);
    (stream.rowByDomId('list-60') as HTMLElement).hidden = true;
    await painted();
    await prepend(stream);
    expect(topIn(scroller, row)).to.be.closeTo(before, 1);
  });

  it('are told from rows in a container that only has no box of its own', async () => {
    const scroller = await fixture<HTMLElement>(html`
      <div style="block-size: ${10 * ROW}px; overflow-y: auto">
        <div id="unboxed" style="display: contents"></div>
        <live-stream name="list" for="unboxed" anchor="row"></live-stream>
      </div>
    `);
    const stream = scroller.querySelector('live-stream') as unknown as ItemStream;
    stream.renderItem = ({ text }) => html`<p style="margin: 0; block-size: ${ROW}px">${text}</p>`;
    stream.stream(items(1, 100));
    await stream.updateComplete;
    await painted();
    scroller.scrollTop = 50 * ROW;
    await painted();
    const row = stream.rowByDomId('list-55');
    const before = topIn(scroller, row);
    await prepend(stream);
    expect(topIn(scroller, row)).to.be.closeTo(before, 1);
  });

  it('cost an op no look at each of them', async () => {
    const { stream } = await shown(5_000, { anchor: 'row' }, 100 * ROW, ({ id }) => Number(id) % 2 === 0);
    await painted();
    const { getBoundingClientRect } = Element.prototype;
    let looks = 0;
    Element.prototype.getBoundingClientRect = function (this: Element) {
      looks++;
      return getBoundingClientRect.call(this);
    };
    try {
      stream.insert({ id: 5_001, text: 'one more' }, { at: 0 });
      await stream.updateComplete;
      await painted();
    } finally {
      Element.prototype.getBoundingClientRect = getBoundingClientRect;
    }
    expect(looks).to.be.within(1, 400);
  });
});
