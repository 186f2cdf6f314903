// What the role of a stream asks of its rows, also of rows the page brought, rendered anew, or in a stream that becomes another list.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const dress = (row: Element): string => ['role', 'tabindex', 'aria-posinset'].map((name) => row.getAttribute(name) ?? '-').join(' ');

describe('rows of a stream with a role', () => {
  it('have theirs when they were in the page before, and once an op has come', async () => {
    const stream = await fixture<ItemStream>(html`
      <live-stream name="list" role="feed" interactive>
        <p id="list-1">one</p>
        <p id="list-2">two</p>
      </live-stream>
    `);
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article -1 1', 'article 0 2']));
    stream.renderItem = ({ text }) => html`<p class="new">${text}</p>`;
    stream.insert({ id: 1, text: 'one, again' });
    await stream.updateComplete;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article -1 1', 'article 0 2']));
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

  it('follow the stream when it becomes another kind of list', async () => {
    const stream = await itemStream({ role: 'feed', renderItem: ({ text }) => html`<div>${text}</div>` });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['article - 1', 'article - 2']));
    stream.role = 'list';
    stream.interactive = true;
    await vi.waitFor(() => expect(rows(stream).map(dress)).to.deep.equal(['listitem -1 -', 'listitem 0 -']));
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
});
