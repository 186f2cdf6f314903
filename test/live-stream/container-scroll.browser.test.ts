// The reader's place where the rows are the children of another element: one party corrects, wherever it scrolls.

import { expect, fixture } from '@open-wc/testing';
import { html, type TemplateResult } from 'lit';
import { onTestFinished } from 'vitest';
import type { RenderItem, StreamErrorEvent } from '../../src/live-stream/index.js';
import '../../src/live-stream/index.js';
import { itWithAnchoring } from './engine.js';
import type { Item } from './list-model.js';
import { atPaint } from '../../src/testing/paint.js';
import { items, itemStream, type ItemStream } from './stream-fixture.js';

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await atPaint();
}

const li: RenderItem<Item> = ({ text }) => html`<li style="block-size: 40px">${text}</li>`;
const tr: RenderItem<Item> = ({ text }) =>
  html`<tr style="block-size: 40px">
    <td>${text}</td>
  </tr>`;
const LISTS: Record<string, [TemplateResult, RenderItem<Item>]> = {
  ul: [html`<ul id="x"></ul>`, li],
  tbody: [
    html`<table>
      <tbody id="x"></tbody>
    </table>`,
    tr,
  ],
};

async function listed(
  content: TemplateResult,
  given: Partial<ItemStream>,
  style = '',
): Promise<{ around: HTMLElement; stream: ItemStream }> {
  const around = await fixture<HTMLElement>(html`<div style=${style}>${content}<live-stream name="a" for="x"></live-stream></div>`);
  const stream = around.querySelector<ItemStream>('live-stream')!;
  Object.assign(stream, given);
  stream.stream(items(1, 80));
  await stream.updateComplete;
  await settled();
  return { around, stream };
}

const grow = (stream: ItemStream, id: number, height: number): void =>
  void ((stream.rowByDomId(`a-${id}`) as HTMLElement).style.blockSize = `${height}px`);

/** How far a row in view is moved by what happens above it, at the worst of all frames. */
async function drift(stream: ItemStream, row: Element): Promise<number> {
  const before = row.getBoundingClientRect().bottom;
  let most = 0;
  const acts = [
    () => grow(stream, 2, 133),
    () => grow(stream, 5, 133),
    () => grow(stream, 9, 133),
    () => stream.stream(items(-9, 0).reverse(), { at: 0 }),
    () => grow(stream, -5, 99),
    () => stream.delete(3),
    () => grow(stream, 2, 20),
  ];
  for (const act of acts) {
    act();
    await stream.updateComplete;
    for (let i = 0; i < 3; i++) {
      await atPaint(() => (most = Math.max(most, Math.abs(row.getBoundingClientRect().bottom - before))));
    }
  }
  return most;
}

for (const [name, [content, renderItem]] of Object.entries(LISTS)) {
  describe(`a reader of rows in a <${name}>`, () => {
    for (const anchor of ['start', 'end', 'row', 'none'] as const) {
      // Left alone, the place is the browser's to keep.
      const itHere = anchor === 'none' ? itWithAnchoring : it;
      itHere(`keeps the place in a box while rows above grow late (anchor ${anchor})`, async () => {
        const { around, stream } = await listed(content, { renderItem, anchor }, 'block-size: 300px; overflow: auto');
        around.scrollTop = 1200;
        await settled();
        expect(await drift(stream, stream.rowByDomId('a-33')!)).to.be.at.most(1);
      });

      itHere(`keeps the place in the page while rows above grow late (anchor ${anchor})`, async () => {
        const { stream } = await listed(content, { renderItem, anchor });
        window.scrollTo(0, 1200);
        await settled();
        const row = stream.rowByDomId('a-42')!;
        expect(row.getBoundingClientRect().bottom).to.be.within(0, window.innerHeight);
        expect(await drift(stream, row)).to.be.at.most(1);
      });
    }
  });
}

describe('a reader of rows in the stream itself, or in an element beside it, left alone (anchor none)', () => {
  for (const [where, own] of [
    ['in the stream', html`<live-stream name="a" anchor="none"></live-stream>`],
    [
      'beside it',
      html`<div id="beside"></div>
        <live-stream name="a" for="beside" anchor="none"></live-stream>`,
    ],
  ] as const)
    itWithAnchoring(`is held by the browser as in any page (${where})`, async () => {
      const around = await fixture<HTMLElement>(html`<div style="block-size: 300px; overflow: auto">${own}</div>`);
      const stream = around.querySelector<ItemStream>('live-stream')!;
      stream.renderItem = ({ text }) => html`<p style="block-size: 40px; margin: 0">${text}</p>`;
      stream.stream(items(1, 60));
      await stream.updateComplete;
      await settled();
      around.scrollTop = 800;
      await settled();
      const row = stream.rowByDomId('a-22')!;
      const { top } = row.getBoundingClientRect();
      stream.stream(items(101, 105), { at: 0 });
      await stream.updateComplete;
      await settled();
      expect(row.getBoundingClientRect().top).to.be.closeTo(top, 1);
      stream.scrollToKey('a-40', 'start');
      await settled();
      stream.stream(items(201, 205), { at: 0 });
      await stream.updateComplete;
      await settled();
      expect(stream.rowByDomId('a-40')!.getBoundingClientRect().top).to.be.closeTo(around.getBoundingClientRect().top, 1);
    });
});

describe('a reader of rows that run upward', () => {
  const UPWARD = 'display: flex; flex-direction: column-reverse';
  for (const [what, ofRows, ofBox, scrolled] of [
    ['rows', UPWARD, '', 1000],
    ['scroller', '', UPWARD, -1000],
  ] as const)
    itWithAnchoring(`as their ${what} does, is held by the browser, which is said once`, async () => {
      const sheet = document.createElement('style');
      sheet.textContent = `live-stream::part(rows) { ${ofRows} }`;
      document.head.append(sheet);
      onTestFinished(() => sheet.remove());
      const errors: string[] = [];
      const hear = (event: StreamErrorEvent): void => {
        event.preventDefault();
        errors.push(event.error.message);
      };
      const box = await fixture<HTMLElement>(html`
        <div style="block-size: 200px; overflow: auto; ${ofBox}"><live-stream name="list" @stream-error=${hear}></live-stream></div>
      `);
      const stream = box.querySelector<ItemStream>('live-stream')!;
      stream.renderItem = ({ text }) => html`<p style="block-size: 40px; margin: 0; flex: none">${text}</p>`;
      stream.stream(items(1, 100));
      await stream.updateComplete;
      await settled();
      box.scrollTop = scrolled;
      await settled();
      const { top, bottom } = box.getBoundingClientRect();
      const row = [...stream.children].find((each) => {
        const { top: at, bottom: end } = each.getBoundingClientRect();
        return at > top && end < bottom;
      })!;
      const before = row.getBoundingClientRect().top;
      for (const [at, first] of [
        [-1, 101],
        [0, 201],
      ] as const) {
        stream.stream(items(first, first + 4), { at });
        await stream.updateComplete;
        await settled();
        expect(row.getBoundingClientRect().top).to.be.closeTo(before, 1);
      }
      expect(errors).to.deep.equal([
        '<live-stream name="list">: rows that run upward (column-reverse) are held by nobody but the browser; anchor="end" needs no such style',
      ]);
    });
});

describe('a container that scrolls its rows by itself', () => {
  // Nothing tells that its rows grow, so the browser is left to hold them.
  itWithAnchoring('lets the reader scroll, and keeps the place', async () => {
    const own = html`<ul id="x" style="block-size: 300px; overflow: auto; padding-block: 7px"></ul>`;
    const { around, stream } = await listed(own, { renderItem: li, anchor: 'row' });
    const ul = around.querySelector('ul')!;
    for (const top of [500, 600, 660]) {
      ul.scrollTop = top;
      await settled();
      expect(ul.scrollTop).to.equal(top);
    }
    expect(await drift(stream, stream.rowByDomId('a-20')!)).to.be.at.most(1);
  });
});

describe('a body that scrolls by itself', () => {
  it('is followed, as any other box', async () => {
    const [page, body] = [document.documentElement.style, document.body.style];
    const before = [page.cssText, body.cssText];
    page.cssText = 'height: 100%; overflow: hidden';
    body.cssText = 'margin: 0; height: 300px; overflow: auto';
    const stream = await itemStream({ anchor: 'end', renderItem: ({ text }) => html`<p style="block-size: 20px; margin: 0">${text}</p>` });
    const told: string[] = [];
    for (const type of ['viewport-top', 'viewport-bottom'] as const) stream.addEventListener(type, () => told.push(type));
    stream.stream(items(1, 200));
    await stream.updateComplete;
    await settled();
    expect(document.body.scrollTop).to.be.closeTo(document.body.scrollHeight - document.body.clientHeight, 1);
    expect(document.body.scrollTop).to.be.above(1_000);
    expect(told).to.deep.equal(['viewport-bottom']);
    document.body.scrollTop = 2_000;
    await settled();
    const row = stream.rowByDomId('list-105') as Element;
    const { top } = row.getBoundingClientRect();
    stream.stream(items(-20, 0), { at: 0 });
    await stream.updateComplete;
    await settled();
    expect(row.getBoundingClientRect().top).to.be.closeTo(top, 1);
    [page.cssText, body.cssText] = before as [string, string];
  });
});

describe('the style of a container', () => {
  itWithAnchoring('is its own again when the stream leaves it, goes, or leaves scrolling alone', async () => {
    const around = await fixture<HTMLElement>(html`
      <div>
        <ul id="x"></ul>
        <ol id="y" style="overflow-anchor: auto; color: red"></ol>
        <live-stream name="a" for="x"></live-stream>
      </div>
    `);
    const stream = around.querySelector<ItemStream>('live-stream')!;
    const [ul, ol] = [around.querySelector('ul')!, around.querySelector('ol')!];
    await stream.updateComplete;
    expect(getComputedStyle(ul).overflowAnchor).to.equal('none');
    stream.htmlFor = 'y';
    await stream.updateComplete;
    expect([ul.getAttribute('style'), getComputedStyle(ol).overflowAnchor]).to.deep.equal([null, 'none']);
    stream.anchor = 'none';
    await stream.updateComplete;
    expect([ol.style.overflowAnchor, ol.style.color]).to.deep.equal(['auto', 'red']);
    stream.anchor = 'start';
    await stream.updateComplete;
    expect(ol.style.overflowAnchor).to.equal('none');
    stream.remove();
    expect([ol.style.overflowAnchor, ol.style.color]).to.deep.equal(['auto', 'red']);
  });
});
