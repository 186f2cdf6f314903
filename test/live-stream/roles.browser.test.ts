// What the role of a stream asks of its rows, also of rows the page brought, rendered anew, or in a stream that becomes another list.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { press } from './engine.js';
import type { Item } from './list-model.js';
import { itemStream, items, painted, rows, type ItemStream } from './stream-fixture.js';

async function scrolled(given: Partial<ItemStream>): Promise<ItemStream> {
  const stream = await itemStream({ interactive: true, ...given });
  stream.style.cssText = 'block-size: 200px; overflow-y: auto';
  stream.stream(items(1, 50));
  await stream.updateComplete;
  await painted();
  return stream;
}

/** The row that Tab comes to. */
const entry = (stream: ItemStream): string => stream.querySelector('[tabindex="0"]')?.id ?? 'none';

function isInView(stream: ItemStream, id: string): boolean {
  const [view, row] = [stream, stream.rowByDomId(id)].map((element) => element?.getBoundingClientRect());
  return !!view && !!row && row.top >= view.top - 1 && row.bottom <= view.bottom + 1;
}

const dress = (row: Element): string => ['role', 'tabindex', 'aria-posinset'].map((name) => row.getAttribute(name) ?? '-').join(' ');

describe('rows of a stream with a role', () => {
  it('have theirs when they were in the page before, and once an op has come', async () => {
    const stream = await fixture<ItemStream>(html`
      <live-stream name="list" role="feed" interactive>
        <p id="list-1">one</p>
        <p id="list-2">two</p>
      </live-stream>
    `);
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article 0 1', 'article -1 2']));
    stream.renderItem = ({ text }) => html`<p class="new">${text}</p>`;
    stream.insert({ id: 1, text: 'one, again' });
    await stream.updateComplete;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article 0 1', 'article -1 2']));
    expect(rows(stream)[0]).to.have.class('new');
  });

  it('keep theirs, and the tab stop, when they are rendered in another way', async () => {
    const stream = await itemStream({ role: 'feed', interactive: true });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    (rows(stream)[1] as HTMLElement).focus();
    stream.renderItem = ({ text }) => html`<li>${text}!</li>`;
    await stream.updateComplete;
    expect(rows(stream)[1]?.textContent).to.equal('2!');
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article -1 1', 'article 0 2', 'article -1 3']));
    expect(document.activeElement).to.equal(rows(stream)[1]);
  });

  it('keep the positions in a feed that the page knows, by row or by list', async () => {
    const stream = await itemStream({
      role: 'feed',
      renderItem: ({ id, text }) =>
        id === 1 ? html`<article>${text}</article>` : html`<article aria-posinset=${Number(id) + 40} aria-setsize="120">${text}</article>`,
    });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const told = (): string[] =>
      rows(stream).map((row) => ['aria-posinset', 'aria-setsize'].map((name) => row.getAttribute(name)).join(' of '));
    await vi.waitFor(() => expect(told()[0]).to.equal('1 of -1'));
    expect(told()).to.deep.equal(['1 of -1', '42 of 120', '43 of 120']);
    stream.insert({ id: 9, text: 'first' }, { at: 0 });
    await stream.updateComplete;
    await vi.waitFor(() => expect(told()).to.deep.equal(['49 of 120', '2 of -1', '42 of 120', '43 of 120']));
  });

  it('follow the stream when it becomes another kind of list', async () => {
    const stream = await itemStream({ role: 'feed', renderItem: ({ text }) => html`<div>${text}</div>` });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article - 1', 'article - 2']));
    stream.role = 'list';
    stream.interactive = true;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['listitem 0 -', 'listitem -1 -']));
    stream.role = null;
    stream.interactive = false;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['- - -', '- - -']));
  });

  it('say their own where their template gives one', async () => {
    const stream = await itemStream({ role: 'list', renderItem: ({ text }) => html`<div role="separator">${text}</div>` });
    stream.stream(items(1, 1));
    await stream.updateComplete;
    expect(rows(stream)[0]?.role).to.equal('separator');
    stream.role = 'feed';
    await stream.updateComplete;
    expect(rows(stream)[0]?.role).to.equal('separator');
  });

  it('keep what their template gives them when the stream asks no more', async () => {
    const stream = await itemStream({
      role: 'feed',
      interactive: true,
      renderItem: ({ id, text }) => (id === 1 ? html`<div role="article" tabindex="0">${text}</div>` : html`<div>${text}</div>`),
    });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article 0 1', 'article -1 2']));
    stream.role = null;
    stream.interactive = false;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article 0 -', '- - -']));
  });

  it('pass the tab stop to the next one when they go, or to the one before', async () => {
    const stream = await itemStream({ interactive: true });
    stream.stream(items(1, 5));
    await stream.updateComplete;
    const stop = (): string[] => rows(stream).flatMap((row) => (row.getAttribute('tabindex') === '0' ? row.id : []));
    const second = rows(stream)[1] as HTMLElement;
    second.focus();
    second.blur();
    stream.apply([2, 3].map((id) => ({ op: 'delete', id })));
    await stream.updateComplete;
    expect(stop()).to.deep.equal(['list-4']);
    stream.apply([4, 5].map((id) => ({ op: 'delete', id })));
    await stream.updateComplete;
    expect(stop()).to.deep.equal(['list-1']);
    stream.reset(items(6, 7));
    await stream.updateComplete;
    expect(stop()).to.deep.equal(['list-6']);
  });

  for (const anchor of ['end', 'start', 'row', 'none'] as const)
    it(`are entered where the list is read from, then at a row in view, then at the one last focused (anchor ${anchor})`, async () => {
      const stream = await scrolled({ anchor });
      await vi.waitFor(() => expect(isInView(stream, entry(stream))).to.be.true);
      if (anchor !== 'row') expect(entry(stream)).to.equal(anchor === 'end' ? 'list-50' : 'list-1');
      if (anchor === 'none') return;
      stream.scrollTop = 400;
      await vi.waitFor(() => expect(isInView(stream, entry(stream))).to.be.true);
      (rows(stream)[29] as HTMLElement).focus();
      stream.scrollTop = 100;
      await painted();
      expect(entry(stream)).to.equal('list-30');
    });

  it('are entered at the newest where the reader is at the end', async () => {
    const stream = await scrolled({ anchor: 'end' });
    stream.stream(items(51, 53));
    await stream.updateComplete;
    await vi.waitFor(() => expect(entry(stream)).to.equal('list-53'));
  });

  it('are entered at one that is shown, whichever is hidden', async () => {
    for (const anchor of ['end', 'start', 'row'] as const) {
      const stream = await scrolled({ anchor, renderItem: ({ id, text }) => html`<li ?hidden=${id === 1 || id === 50}>${text}</li>` });
      if (anchor !== 'row') await vi.waitFor(() => expect(entry(stream)).to.equal(anchor === 'end' ? 'list-49' : 'list-2'));
      const row = rows(stream)[9] as HTMLElement;
      row.focus();
      row.blur();
      row.hidden = true;
      await vi.waitFor(() => expect(entry(stream)).to.equal('list-11'));
    }
  });
});

/** A row whose field is in a shadow tree of its own. */
customElements.define(
  'row-with-field',
  class extends HTMLElement {
    readonly field = this.attachShadow({ mode: 'open' }).appendChild(document.createElement('textarea'));
  },
);

describe('keys', () => {
  it('typed into a field of a row are the field’s, also where the field is in a shadow tree', async () => {
    const stream = await itemStream({ role: 'feed', interactive: true, renderItem: () => html`<row-with-field></row-with-field>` });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const row = rows(stream)[1] as HTMLElement & { field: HTMLTextAreaElement };
    row.field.value = 'one\ntwo';
    row.field.focus();
    row.field.setSelectionRange(0, 0);
    await userEvent.keyboard('{ArrowDown}');
    expect(row.field.selectionStart).to.equal(4);
    await userEvent.keyboard('{PageUp}{Control>}{End}{/Control}{Home}{ArrowUp}');
    expect(row.shadowRoot?.activeElement).to.equal(row.field);
  });

  for (const [what, renderItem] of Object.entries({
    'text that is edited': ({ text }: Item) => html`<div contenteditable="plaintext-only">${text}</div>`,
    'a field': ({ text }: Item) => html`<textarea .value=${text}></textarea>`,
    'a choice': () =>
      html`<select>
        <option>1</option>
        <option>2</option>
      </select>`,
  }))
    it(`typed into a row that is itself ${what} are its own`, async () => {
      const stream = await itemStream({ interactive: true, renderItem });
      stream.stream(items(1, 3));
      await stream.updateComplete;
      for (const key of ['Home', 'End', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp']) {
        (rows(stream)[1] as HTMLElement).focus();
        await press(key);
        expect(document.activeElement?.id, key).to.equal('list-2');
      }
    });

  it('that do something in a row that is a checkbox or a button still go from row to row', async () => {
    const stream = await itemStream({ interactive: true, renderItem: () => html`<input type="checkbox" />` });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    (rows(stream)[1] as HTMLElement).focus();
    await press('ArrowDown');
    expect(document.activeElement?.id).to.equal('list-3');
  });

  it('Page Up and Page Down go from anything in an article of a feed to its neighbours, and in a list only from rows', async () => {
    const stream = await itemStream({ role: 'feed', interactive: true, renderItem: () => html`<div><button>Like</button></div>` });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const like = (i: number): HTMLElement => rows(stream)[i]?.querySelector('button') as HTMLElement;
    like(1).focus();
    await press('PageDown');
    expect(document.activeElement).to.equal(rows(stream)[2]);
    like(1).focus();
    await press('ArrowDown');
    expect(document.activeElement).to.equal(like(1));
    await press('PageUp');
    expect(document.activeElement).to.equal(rows(stream)[0]);
    stream.role = 'list';
    await vi.waitFor(() => expect(rows(stream)[0]?.role).to.equal('listitem'));
    like(1).focus();
    await press('PageDown');
    expect(document.activeElement).to.equal(like(1));
  });

  it('pass over rows that are hidden', async () => {
    const stream = await itemStream({
      interactive: true,
      renderItem: ({ id, text }) => html`<li ?hidden=${[1, 3, 4, 6].includes(Number(id))}>${text}</li>`,
    });
    stream.stream(items(1, 6));
    await stream.updateComplete;
    (rows(stream)[1] as HTMLElement).focus();
    for (const [key, id] of [
      ['ArrowDown', 5],
      ['ArrowDown', 5],
      ['ArrowUp', 2],
      ['End', 5],
      ['Home', 2],
      ['PageDown', 5],
      ['PageUp', 2],
      ['ArrowUp', 2],
    ] as const) {
      await userEvent.keyboard(`{${key}}`);
      expect(document.activeElement?.id, key).to.equal(`list-${id}`);
    }
  });

  it('Control with Home or End leaves a feed for what is before or after it', async () => {
    const page = await fixture(html`
      <div>
        <button id="before">Before</button>
        <live-stream name="list" role="feed" interactive>
          <button slot="header" disabled>Not now</button>
          <p id="list-1">one <button>Like</button></p>
          <button slot="footer" id="more">More</button>
          <p id="list-2">two</p>
        </live-stream>
      </div>
    `);
    const stream = page.querySelector('live-stream') as unknown as ItemStream;
    await stream.updateComplete;
    stream.querySelector<HTMLElement>('#list-1 button')?.focus();
    await press('Control+End');
    expect(document.activeElement?.id).to.equal('more');
    stream.querySelector<HTMLElement>('#list-2')?.focus();
    await press('Control+Home');
    expect(document.activeElement?.id).to.equal('before');
  });
});
