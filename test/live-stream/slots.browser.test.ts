// Rows in slots of blocks: what is out of view is skipped by layout and still there, and children of other slots come and go freely.

import { expect } from '@open-wc/testing';
import { onTestFinished, vi } from 'vitest';
import { html, nothing, render } from 'lit';
import { itemStream, items, painted, renderItem, rows, texts, type ItemStream } from './stream-fixture.js';

const seen = (row: Element | undefined): boolean => row?.checkVisibility({ contentVisibilityAuto: true }) ?? false;

async function long(count: number, given: Partial<ItemStream> = {}): Promise<ItemStream> {
  const stream = await itemStream({ anchor: 'end', ...given });
  stream.style.cssText = 'block-size: 300px; overflow-y: auto';
  stream.stream(items(1, count));
  await stream.updateComplete;
  await painted();
  await painted();
  return stream;
}

describe('a long list', () => {
  it('lays out only what is in view, wherever that is', async () => {
    const stream = await long(2000);
    expect([seen(rows(stream)[0]), seen(rows(stream)[1000]), seen(rows(stream)[1999])]).to.deep.equal([false, false, true]);
    stream.scrollTop = 0;
    await painted();
    await painted();
    expect([seen(rows(stream)[0]), seen(rows(stream)[1000]), seen(rows(stream)[1999])]).to.deep.equal([true, false, false]);
  });

  it('comes to have the height it really has, from the rows that were seen', async () => {
    const stream = await long(2000, { renderItem: (item) => html`<div style="block-size: 90px">${item.text}</div>` });
    await vi.waitFor(() => expect(Math.abs(stream.scrollHeight - 2000 * 90) < 2000).to.equal(true));
  });

  it('leads to a row out of view, exactly', async () => {
    const stream = await long(2000);
    expect(stream.scrollToKey('list-700', 'start')).to.equal(true);
    await painted();
    await painted();
    const row = stream.rowByDomId('list-700') as Element;
    expect(row.getBoundingClientRect().top - stream.getBoundingClientRect().top).to.be.closeTo(0, 1);
    expect(stream.scrollToKey('list-0')).to.equal(false);
  });

  for (const display of [
    'display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8px',
    'display: flex; flex-direction: column; gap: 8px',
    'display: flex; flex-wrap: wrap; gap: 8px',
  ]) {
    it(`looks as a short one does where rows are the items of another layout (${display})`, async () => {
      const style = document.createElement('style');
      style.textContent = `live-stream::part(rows) { ${display} }`;
      document.head.append(style);
      const stream = await long(200, { anchor: 'start' });
      const places = (): string[] =>
        rows(stream)
          .slice(0, 200)
          .map((row) => `${(row as HTMLElement).offsetLeft} ${(row as HTMLElement).offsetTop}`);
      const before = places();
      stream.stream(items(201, 300));
      await stream.updateComplete;
      await painted();
      expect(places()).to.deep.equal(before);
      style.remove();
    });
  }

  for (const [how, style, inside] of [
    ['beside each other, on lines', 'display: inline-block; inline-size: 50px', ''],
    ['on one line', 'display: inline-block; inline-size: 50px', 'white-space: nowrap'],
    ['beside each other, floating', 'float: left; inline-size: 70px', ''],
    ['in columns', '', 'columns: 3'],
    ['in columns of a width', '', 'columns: 90px'],
  ] as const) {
    for (const first of [200, 300])
      it(`looks as a short one does where rows stand ${how} (${first} at first)`, async () => {
        const sheet = document.createElement('style');
        sheet.textContent = `live-stream::part(rows) { ${inside} }`;
        document.head.append(sheet);
        onTestFinished(() => sheet.remove());
        const stream = await long(first, {
          anchor: 'start',
          renderItem: ({ text }) => html`<div style="block-size: 20px; ${style}">${text}</div>`,
        });
        const places = (): string[] => rows(stream).map((row) => `${(row as HTMLElement).offsetLeft} ${(row as HTMLElement).offsetTop}`);
        const before = first > 200 ? [] : places();
        stream.stream(items(first + 1, 303));
        await stream.updateComplete;
        await painted();
        const after = places();
        expect(rows(stream).every(seen)).to.equal(true);
        if (!inside.startsWith('columns')) expect(after.slice(0, before.length)).to.deep.equal(before);
        stream.style.setProperty('--ls-rows-chunk', 'contents');
        expect(after).to.deep.equal(places());
      });
  }

  it('is of one layout with the page, whichever that comes to be', async () => {
    const sheet = document.createElement('style');
    document.head.append(sheet);
    onTestFinished(() => sheet.remove());
    const stream = await long(300, { anchor: 'start', renderItem: ({ text }) => html`<div style="block-size: 30px">${text}</div>` });
    const across = (): number => new Set(rows(stream).map((row) => (row as HTMLElement).offsetLeft)).size;
    expect([across(), seen(rows(stream)[200])]).to.deep.equal([1, false]);
    sheet.textContent = 'live-stream::part(rows) { display: grid; grid-template-columns: repeat(4, 1fr) }';
    await vi.waitFor(() => expect([across(), stream.scrollHeight]).to.deep.equal([4, 75 * 30]));
    sheet.textContent = '';
    await vi.waitFor(() => expect(seen(rows(stream)[200])).to.equal(false));
    expect([across(), stream.scrollHeight]).to.deep.equal([1, 300 * 30]);
  });

  it('short again is flat again', async () => {
    const stream = await long(500);
    stream.insert({ id: 501, text: '501' }, { limit: -100 });
    await stream.updateComplete;
    await painted();
    expect(rows(stream)).to.have.length(100);
    expect(rows(stream).every(seen)).to.equal(true);
  });

  it('keeps every row in some slot, in order, through any change', async () => {
    const stream = await long(300);
    const flat = (): Element[] =>
      Array.from(stream.shadowRoot!.querySelectorAll<HTMLSlotElement>('#rows > slot')).flatMap((slot) => slot.assignedElements());
    for (let i = 0; i < 40; i++) {
      stream.stream(items(1000 + i * 10, 1009 + i * 10), { at: (i * 37) % 300, limit: i % 3 ? 320 : -310 });
      stream.delete(1000 + i * 3);
      if (i % 10 === 9) stream.reset(items(i, i + 300).reverse());
      await stream.updateComplete;
      expect(flat()).to.deep.equal(rows(stream));
    }
  });
});

describe('a child that is no row and has no slot', () => {
  it('is not shown, with rows or without, and stays where it is', async () => {
    const stream = await itemStream({}, html`<p>No id</p>`);
    const child = stream.querySelector('p')!;
    const isShown = (): boolean => child.getClientRects().length > 0;
    expect(isShown()).to.equal(false);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    expect([isShown(), stream.querySelectorAll(':scope > li')[1]?.getClientRects().length]).to.deep.equal([false, 1]);
    stream.rowByDomId('list-2')?.after(child);
    stream.insert({ id: 4, text: '4' });
    await stream.updateComplete;
    expect([isShown(), child.previousElementSibling?.id]).to.deep.equal([false, 'list-2']);
  });
});

describe('children of named slots', () => {
  it('may come, go and change at any time', async () => {
    const box = document.createElement('div');
    document.body.append(box);
    const show = (header: unknown): unknown =>
      render(
        html`<live-stream name="list" .renderItem=${renderItem}
          >${header}
          <p slot="footer">End</p></live-stream
        >`,
        box,
      );
    show(html`<h2 slot="header">One</h2>`);
    const stream = box.querySelector<ItemStream>('live-stream') as ItemStream;
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const shown = (): string[] =>
      Array.from(stream.querySelectorAll<HTMLElement>('[slot]'))
        .filter((child) => child.offsetParent)
        .map((child) => child.textContent);
    expect(shown()).to.deep.equal(['One', 'End']);
    show(nothing);
    await stream.updateComplete;
    expect(shown()).to.deep.equal(['End']);
    show(
      html`<h2 slot="header">Two</h2>
        <p slot="header">and more</p>`,
    );
    await new Promise((resolve) => setTimeout(resolve));
    expect(shown()).to.deep.equal(['Two', 'and more', 'End']);
    expect(texts(stream)).to.deep.equal(['1', '2', '3']);
    box.remove();
  });
});
