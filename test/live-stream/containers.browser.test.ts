// Rows in other containers than the element itself, and rows that were in the page before it.

import { expect, fixture } from '@open-wc/testing';
import { html, type TemplateResult } from 'lit';
import { onTestFinished, vi } from 'vitest';
import { LiveStream, StreamOpEvent } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';
import { items, itemStream, layoutShifts, painted, type ItemStream } from './stream-fixture.js';

async function beside(markup: unknown, given: Partial<ItemStream>): Promise<{ stream: ItemStream; container: Element }> {
  const box = await fixture(html`<div>${markup}<live-stream name="list" for="there"></live-stream></div>`);
  const stream = box.querySelector<ItemStream>('live-stream') as ItemStream;
  Object.assign(stream, given);
  await stream.updateComplete;
  return { stream, container: box.querySelector('#there') as Element };
}

const ids = (container: Element): string[] => Array.from(container.children, (child) => child.id);

describe('for', () => {
  const row = (item: Item): unknown =>
    html`<tr>
      <td>${item.text}</td>
    </tr>`;

  it('a table body: rows of the table, before those that are none', async () => {
    const { stream, container } = await beside(
      html`<table>
        <tbody id="there"></tbody>
      </table>`,
      { renderItem: row },
    );
    const total = document.createElement('tr');
    container.append(total);
    stream.stream(items(1, 2));
    await stream.updateComplete;
    total.remove();
    container.append(total);
    stream.insert({ id: 3, text: '3' });
    stream.insert({ id: 0, text: '0' }, { at: 0 });
    await stream.updateComplete;
    expect(ids(container)).to.deep.equal(['list-0', 'list-1', 'list-2', 'list-3', '']);
    expect(container.querySelector('tr')?.cells).to.have.length(1);
    stream.reset(items(2, 3).reverse(), { limit: 1 });
    await stream.updateComplete;
    expect(ids(container)).to.deep.equal(['list-3', '']);
  });

  it('a list and a select, with op events from inside', async () => {
    const { stream, container } = await beside(html`<select id="there"></select>`, {
      renderItem: (item) => html`<option>${item.text}</option>`,
    });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    container.children[1]?.dispatchEvent(new StreamOpEvent({ op: 'delete', id: 2 }));
    await stream.updateComplete;
    expect(Array.from((container as HTMLSelectElement).options, (option) => option.text)).to.deep.equal(['1', '3']);
  });

  it('keeps the place of a reader in that container', async () => {
    const { stream, container } = await beside(html`<ul id="there" style="block-size: 200px; overflow: auto"></ul>`, {
      renderItem: (item) => html`<li style="block-size: 40px">${item.text}</li>`,
      prefetch: 0,
    });
    stream.stream(items(1, 50));
    await painted();
    container.scrollTop = 800;
    await painted();
    const held = container.children[22];
    const before = held?.getBoundingClientRect().top ?? 0;
    stream.stream(items(-19, 0), { at: 0 });
    await stream.updateComplete;
    expect(held?.getBoundingClientRect().top).to.be.closeTo(before, 1);
  });

  it('changed, takes the rows along', async () => {
    const { stream, container } = await beside(
      html`<ul id="there"></ul>
        <ol id="elsewhere"></ol>`,
      {},
    );
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const rows = Array.from(container.children);
    stream.htmlFor = 'elsewhere';
    await stream.updateComplete;
    expect(Array.from(container.nextElementSibling?.children ?? [])).to.deep.equal(rows);
    expect(container.children).to.have.length(0);
  });

  it('naming nothing is reported, and ops wait for the container', async () => {
    const box = await fixture(html`<div></div>`);
    const stream = document.createElement('live-stream');
    stream.htmlFor = 'late';
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => errors.push(event.error.message));
    box.append(stream);
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    expect(errors[0]).to.equal('<live-stream name="">: for="late" names no element beside this one');
    const list = document.createElement('ul');
    list.id = 'late';
    box.append(list);
    await vi.waitFor(() => expect(list.textContent).to.equal('one'));
    expect(errors).to.have.length(1);
  });

  it('goes to the container that takes the place of another, at once or later, with all rows', async () => {
    const { stream, container } = await beside(html`<section><ul id="there"></ul></section>`, {});
    const errors: string[] = [];
    stream.addEventListener('stream-error', (event) => {
      event.preventDefault();
      errors.push(event.error.message);
    });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const [first] = container.children;
    const served = document.createElement('ul');
    served.id = 'there';
    served.innerHTML = '<li id="list-0">0</li>';
    container.replaceWith(served);
    await vi.waitFor(() => expect(ids(served)).to.deep.equal(['list-0', 'list-1', 'list-2']));
    expect(served.children[1]).to.equal(first);
    expect(errors).to.deep.equal([]);
    served.parentElement?.remove();
    await vi.waitFor(() => expect(errors).to.deep.equal(['<live-stream name="list">: for="there" names no element beside this one']));
    stream.insert({ id: 3, text: '3' });
    const last = document.createElement('ol');
    stream.before(last);
    last.id = 'there';
    await vi.waitFor(() => expect(ids(last)).to.deep.equal(['list-0', 'list-1', 'list-2', 'list-3']));
    expect(last.children[1]).to.equal(first);
  });

  it('gives rows of nothing but text the tag that the container takes, and renders them anew for another container', async () => {
    const { stream, container } = await beside(
      html`<ul id="there"></ul>
        <table>
          <tbody id="body"></tbody>
        </table>
        <select id="choice" aria-label="x"></select>
        <div id="any"></div>`,
      {},
    );
    const tags: string[] = [];
    stream.stream(items(1, 2));
    for (const id of ['there', 'body', 'choice', 'any']) {
      stream.htmlFor = id;
      await stream.updateComplete;
      const { children } = (container.parentElement as Element).querySelector(`#${id}`) as Element;
      tags.push(Array.from(children, (row) => `${row.localName} ${row.id} ${row.textContent.trim()}`).join());
    }
    const of = (tag: string): string => `${tag} list-1 1,${tag} list-2 2`;
    expect(tags).to.deep.equal(['li', 'tr', 'option', 'div'].map(of));
  });

  it('refuses a row that the container cannot have, in words, and leaves it an empty place that it can', async () => {
    const { stream, container } = await beside(
      html`<table>
        <tbody id="there"></tbody>
      </table>`,
      { renderItem: (item) => (item.id === 1 ? html`<div>${item.text}</div>` : row(item)) },
    );
    const errors: [string, unknown][] = [];
    stream.addEventListener('stream-error', (event) => {
      event.preventDefault();
      errors.push([event.error.message, event.value]);
    });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    expect(Array.from(container.children, ({ localName, id }) => `${localName} ${id}`)).to.deep.equal(['tr list-1', 'tr list-2']);
    const why = 'item list-1 could not be rendered: <div> cannot be in <tbody>, which takes <tr>';
    expect(errors).to.deep.equal([[`<live-stream name="list">: ${why}`, { id: 1, text: '1' }]]);
    stream.insert({ id: 2, text: 'two' });
    stream.renderItem = (item) => html`<p>${item.text}</p>`;
    await stream.updateComplete;
    expect(container.children[1]?.textContent.trim()).to.equal('2');
    expect(errors).to.have.length(3);
  });
});

describe('rows that were in the page', () => {
  it('are adopted on upgrade: none made anew, nothing moved, the first op on one writes into it', async () => {
    const server =
      '<p slot="header">Songs</p><li id="list-1" class="server">one</li><li id="list-2">two <button>Play</button></li><li id="list-3">three</li>';
    const stream = document.createElement('late-stream') as unknown as ItemStream;
    stream.setAttribute('name', 'list');
    stream.append(document.createRange().createContextualFragment(server));
    (await fixture(html`<div></div>`)).append(stream);
    await painted();
    const { shifts, stop } = layoutShifts();
    await painted();
    const before = Array.from(stream.querySelectorAll('li'));
    const tops = before.map((row) => row.getBoundingClientRect().top);
    customElements.define('late-stream', class extends LiveStream {});
    await stream.updateComplete;
    await painted();
    expect(before.map((row) => row.getBoundingClientRect().top)).to.deep.equal(tops);
    expect(shifts).to.deep.equal([]);
    stop();
    expect(stream.size).to.equal(3);
    stream.renderItem = (item) => html`<li class="client">${item.text}</li>`;
    stream.insert({ id: 2, text: 'zwei' });
    stream.insert({ id: 4, text: 'vier' });
    stream.delete(3);
    await stream.updateComplete;
    const rows = Array.from(stream.querySelectorAll('li'));
    expect(rows.map((row) => [row.id, row.className, row.textContent])).to.deep.equal([
      ['list-1', 'server', 'one'],
      ['list-2', 'client', 'zwei'],
      ['list-4', 'client', 'vier'],
    ]);
    expect(rows.slice(0, 2)).to.deep.equal(before.slice(0, 2));
  });

  it('that are custom elements keep what they say of themselves, and lose what the server alone said', async () => {
    customElements.define(
      'speaking-row',
      class extends HTMLElement {
        connectedCallback(): void {
          this.role = 'article';
          this.tabIndex = 0;
          this.ariaLabel = 'One';
        }
      },
    );
    const renderItem = ({ text }: Item): TemplateResult => html`<speaking-row class="client">${text}</speaking-row>`;
    const stream = await fixture<ItemStream>(
      html`<live-stream name="list" .renderItem=${renderItem}
        ><speaking-row id="list-1" data-from="server">one</speaking-row></live-stream
      >`,
    );
    const [before] = stream.children;
    stream.insert({ id: 1, text: 'eins' });
    await stream.updateComplete;
    const [row] = stream.children as unknown as HTMLElement[];
    expect(row).to.equal(before);
    const said = ['role', 'tabindex', 'aria-label', 'class', 'data-from'].map((name) => row!.getAttribute(name));
    expect([row!.textContent, ...said]).to.deep.equal(['eins', 'article', '0', 'One', 'client', null]);
  });
});

describe('the document of a frame', () => {
  async function framed(): Promise<{ stream: ItemStream; frame: HTMLIFrameElement }> {
    const box = await fixture(html`<div><iframe style="block-size: 200px"></iframe></div>`);
    const frame = box.querySelector('iframe') as HTMLIFrameElement;
    const stream = await itemStream({ anchor: 'end', renderItem: ({ text }) => html`<p style="block-size: 40px">${text}</p>` });
    stream.stream(items(1, 50));
    await stream.updateComplete;
    frame.contentDocument?.body.append(stream);
    await painted();
    return { stream, frame };
  }

  it('is scrolled for the rows in it, and the page around is not', async () => {
    const { stream, frame } = await framed();
    const { scrollingElement } = frame.contentDocument as Document;
    const page = document.scrollingElement?.scrollTop;
    stream.insert({ id: 51, text: '51' });
    await stream.updateComplete;
    await vi.waitFor(() => expect(scrollingElement?.scrollTop).to.be.above(1_000));
    expect(document.scrollingElement?.scrollTop).to.equal(page);
  });

  it('has streams that were made in it, moved to it, and moved on, with their looks', async () => {
    const { stream, frame } = await framed();
    const { body, defaultView } = frame.contentDocument as Document & { defaultView: Window };
    const display = (element: Element): string => defaultView.getComputedStyle(element).display;
    expect(display(stream), 'moved').to.equal('block');
    const made = document.createElement('live-stream');
    Object.assign(made, { name: 'made', renderItem: stream.renderItem });
    body.append(made);
    made.insert({ id: 1, text: '1' });
    await made.updateComplete;
    expect([made.size, display(made)], 'made').to.deep.equal([1, 'block']);
    document.body.append(stream, made);
    onTestFinished(() => made.remove());
    for (const one of [stream, made]) expect(getComputedStyle(one).display, 'back').to.equal('block');
    expect(made.shadowRoot?.adoptedStyleSheets).to.deep.equal(stream.shadowRoot?.adoptedStyleSheets);
  });

  it('has the rows of a stream that moves to it and has them in another element, there and back', async () => {
    const box = await fixture<HTMLElement>(html`
      <div>
        <iframe></iframe>
        <ul id="beside"></ul>
        <live-stream name="list" for="beside"></live-stream>
      </div>
    `);
    const stream = box.querySelector('live-stream') as ItemStream;
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const [here, row] = [box.querySelector('#beside')!, stream.rowByDomId('list-2')];
    const page = box.querySelector('iframe')!.contentDocument as Document;
    const there = page.body.appendChild(Object.assign(page.createElement('ul'), { id: 'beside' }));
    const errors: string[] = [];
    const hear = (event: ErrorEvent): void => {
      event.preventDefault();
      errors.push(event.message);
    };
    for (const view of [window, page.defaultView as Window]) view.addEventListener('error', hear as EventListener);
    onTestFinished(() => removeEventListener('error', hear));
    for (const [parent, list] of [
      [page.body, there],
      [box, here],
    ] as const) {
      parent.append(stream);
      stream.insert({ id: 4, text: '4' });
      await stream.updateComplete;
      expect([Array.from(list.children, ({ id }) => id), errors]).to.deep.equal([['list-1', 'list-2', 'list-3', 'list-4'], []]);
      expect(list.children[1]).to.equal(row);
    }
  });

  it('may go with the stream in it, without errors', async () => {
    const { stream, frame } = await framed();
    const errors: string[] = [];
    const hear = (event: ErrorEvent): void => void errors.push(event.message);
    addEventListener('error', hear);
    frame.remove();
    for (let i = 0; i < 10; i++) await painted();
    stream.insert({ id: 52, text: '52' });
    await stream.updateComplete;
    for (let i = 0; i < 5; i++) await painted();
    removeEventListener('error', hear);
    stream.remove();
    expect(errors.length, errors[0]).to.be.at.most(1);
  });
});
