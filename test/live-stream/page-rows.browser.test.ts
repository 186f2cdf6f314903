// Rows and containers that the page has a hand in: it brings rows, swaps the container, takes rows out, and asks for ops anywhere.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { LiveStream, StreamOpEvent, type StreamErrorEvent } from '../../src/live-stream/index.js';
import { itWithManyMoved } from './engine.js';
import { errorsOf, itemStream, items, painted, rows, texts, type ItemStream } from './stream-fixture.js';

async function beside(list: unknown): Promise<{ stream: ItemStream; box: HTMLElement }> {
  const box = await fixture<HTMLElement>(html`<div>${list}<live-stream name="list" for="rows"></live-stream></div>`);
  const stream = box.querySelector<ItemStream>('live-stream')!;
  stream.renderItem = ({ text }) => html`<li>${text}</li>`;
  await stream.updateComplete;
  return { stream, box };
}

const shown = (box: Element): (string | null)[] => Array.from(box.querySelectorAll('li'), (row) => row.textContent);

describe('a stream with its rows in another element', () => {
  it('applies ops dispatched on itself as well', async () => {
    const { stream, box } = await beside(html`<ul id="rows"></ul>`);
    stream.dispatchEvent(new StreamOpEvent({ op: 'insert', item: { id: 1, text: '1' } }));
    box.querySelector('ul')!.dispatchEvent(new StreamOpEvent({ op: 'insert', item: { id: 2, text: '2' } }));
    await stream.updateComplete;
    expect(shown(box)).to.deep.equal(['1', '2']);
  });

  it('keeps its rows once each when the page puts a fresh copy of the container in its place', async () => {
    const { stream, box } = await beside(html`<ul id="rows"></ul>`);
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const fresh = document.createElement('ul');
    fresh.id = 'rows';
    fresh.innerHTML = '<li id="list-1">one</li><li id="list-7">seven</li><li id="list-2">two</li>';
    box.querySelector('ul')!.replaceWith(fresh);
    stream.insert({ id: 0, text: 'first' }, { at: 0 });
    await stream.updateComplete;
    expect(shown(box)).to.deep.equal(['first', 'seven', '1', '2']);
  });

  it('is no row of a container around it, nor is what shows nothing', async () => {
    const box = await fixture<HTMLElement>(html`
      <div id="around">
        <style id="a"></style>
        <p id="b"><live-stream id="c" name="list" for="around"></live-stream></p>
        <i id="list-1">one</i>
      </div>
    `);
    const stream = box.querySelector<ItemStream>('live-stream')!;
    await stream.updateComplete;
    expect(stream.size).to.equal(1);
  });

  it('says once that its container is missing, and renders by what it was given meanwhile', async () => {
    const { stream, box } = await beside('');
    const errors = await errorsOf(stream, () => stream.insert({ id: 1, text: '1' }));
    stream.renderItem = ({ text }) => html`<li>${text}!</li>`;
    await stream.updateComplete;
    expect(errors).to.deep.equal([]);
    const list = Object.assign(document.createElement('ul'), { id: 'rows' });
    box.prepend(list);
    stream.insert({ id: 2, text: '2' });
    await stream.updateComplete;
    expect(shown(box)).to.deep.equal(['1!', '2!']);
  });
});

describe('a page that takes a row out itself', () => {
  it('loses that row only: the others come and go as before', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    rows(stream)[0]!.remove();
    stream.insert({ id: 4, text: '4' }, { at: 0 });
    stream.insert({ id: 5, text: '5' }, { at: 1 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['4', '5', '2', '3']);
    stream.replaceChildren();
    stream.insert({ id: 6, text: '6' }, { at: 0 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['6']);
  });
});

describe('a row that the page takes out itself', () => {
  it('is no row any more, and comes anew where an op puts it', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const told: string[] = [];
    stream.addEventListener('stream-change', ({ removed, inserted }) => told.push(`-${removed.join()} +${inserted.join()}`));
    rows(stream)[1]!.remove();
    await vi.waitFor(() => expect(stream.size).to.equal(2));
    rows(stream)[0]!.remove();
    stream.insert({ id: 1, text: 'one' });
    stream.insert({ id: 4, text: '4' }, { at: 1, limit: 3 });
    stream.insert({ id: 2, text: 'two' }, { updateOnly: true });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['3', '4', 'one']);
    expect(told).to.deep.equal(['-list-2 +', '-list-1 +list-1,list-4']);
  });

  it('comes back with a reset, and leaves the stream empty when it was the last', async () => {
    const stream = await itemStream({}, html`<i slot="empty">none</i>`);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    for (const row of rows(stream)) row.remove();
    await vi.waitFor(() => expect(stream.querySelector('i')!.checkVisibility()).to.equal(true));
    expect([stream.size, stream.matches(':state(empty)')]).to.deep.equal([0, true]);
    stream.reset(items(1, 3));
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1', '2', '3']);
    expect(rows(stream).every((row) => row.checkVisibility())).to.equal(true);
    rows(stream)[1]!.remove();
    stream.reset(items(1, 3));
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1', '2', '3']);
  });

  it('comes back in another container, too', async () => {
    const { stream, box } = await beside(html`<ul id="rows"></ul>`);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    box.querySelector('ul')!.replaceChildren();
    await vi.waitFor(() => expect(stream.size).to.equal(0));
    stream.reset(items(1, 3));
    await stream.updateComplete;
    expect(shown(box)).to.deep.equal(['1', '2', '3']);
    box.querySelectorAll('li')[0]!.remove();
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    expect(shown(box)).to.deep.equal(['2', '3', 'one']);
  });

  it('is gone, too, when it was taken while the stream was out of the page', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const parent = stream.parentElement!;
    stream.remove();
    rows(stream)[0]!.remove();
    parent.append(stream);
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['2', '3', 'one']);
  });

  it('stays where the page puts it', async () => {
    const [first, second] = [await itemStream(), await itemStream({ name: 'other' })];
    first.stream(items(1, 2));
    await first.updateComplete;
    const [row] = rows(first);
    second.append(row!);
    await vi.waitFor(() => expect([first.size, second.size]).to.deep.equal([1, 1]));
    expect([texts(first), texts(second), row!.checkVisibility()]).to.deep.equal([['2'], ['1'], true]);
  });
});

describe('a row that the page moves itself', () => {
  it('stands there from then on, to the eye and for ops', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 4));
    await stream.updateComplete;
    const kept = rows(stream);
    const told: string[] = [];
    stream.addEventListener('stream-change', ({ moved, inserted }) => told.push(`${moved.join()} +${inserted.join()}`));
    stream.append(kept[0]!);
    await vi.waitFor(() => expect(told).to.deep.equal(['list-1 +']));
    stream.insert({ id: 0, text: '0' }, { at: 0 });
    stream.insert({ id: 5, text: '5' }, { at: 4 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['0', '2', '3', '4', '5', '1']);
    const tops = rows(stream).map((row) => row.getBoundingClientRect().top);
    expect(tops).to.deep.equal(tops.toSorted((a, b) => a - b));
  });

  itWithManyMoved('with all the others at once, stands there, too', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 4));
    await stream.updateComplete;
    const kept = rows(stream);
    stream.append(...rows(stream).reverse());
    stream.insert({ id: 9, text: '9' }, { at: 1 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['4', '9', '3', '2', '1']);
    expect(rows(stream)[0]).to.equal(kept[3]);
  });

  it('in a block, in a table, does the same', async () => {
    const box = await fixture<HTMLElement>(html`
      <div>
        <table>
          <tbody id="rows"></tbody>
        </table>
        <live-stream name="list" for="rows"></live-stream>
      </div>
    `);
    const stream = box.querySelector<ItemStream>('live-stream')!;
    stream.stream(items(1, 6));
    await stream.updateComplete;
    const body = box.querySelector('tbody')!;
    // As a sorter may do it: 2, 3 and 4 go to the end, one after the other, the one in the middle first.
    const [, two, three, four] = Array.from(body.children);
    body.append(three!);
    three!.before(two!);
    three!.after(four!);
    stream.insert({ id: 7, text: '7' }, { at: 4 });
    await stream.updateComplete;
    expect(Array.from(body.children, ({ id }) => id.slice(5))).to.deep.equal(['1', '5', '6', '2', '7', '3', '4']);
  });
});

describe('a child with the id of a row', () => {
  it('goes, and is reported, for the row has the state', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const [, row] = rows(stream);
    const copy = Object.assign(document.createElement('li'), { id: 'list-2', textContent: 'copy' });
    const errors = await errorsOf(stream, () => {
      stream.append(copy);
      stream.insert({ id: 3, text: '3' });
    });
    expect(errors).to.deep.equal(['<live-stream name="list">: a second element with the id list-2 is taken out']);
    expect([texts(stream), rows(stream)[1]]).to.deep.equal([['1', '2', '3'], row]);
  });

  it('goes, and is reported, when it was there from the start', async () => {
    const stream = document.createElement('live-stream') as ItemStream;
    stream.name = 'list';
    stream.innerHTML = '<p id="list-1">one</p><p id="list-1">the same</p><p id="list-2">two</p>';
    const errors = await errorsOf(stream, () => document.body.append(stream));
    expect(errors).to.deep.equal(['<live-stream name="list">: a second element with the id list-1 is taken out']);
    expect(texts(stream)).to.deep.equal(['one', 'two']);
    stream.remove();
  });

  it('is the row from then on, if the page put it in its place', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const fresh = Object.assign(document.createElement('li'), { id: 'list-1', textContent: 'fresh' });
    rows(stream)[0]!.replaceWith(fresh);
    const errors = await errorsOf(stream, () => stream.insert({ id: 3, text: '3' }));
    expect(errors).to.deep.equal([]);
    expect([texts(stream), rows(stream)[0]]).to.deep.equal([['fresh', '2', '3'], fresh]);
  });
});

describe('two streams in one container', () => {
  it('have their own rows each, whichever comes first', async () => {
    const box = await fixture<HTMLElement>(html`
      <div>
        <ul id="rows">
          <li id="page-1">page</li>
        </ul>
        <live-stream name="a" for="rows"></live-stream>
      </div>
    `);
    const a = box.querySelector<ItemStream>('live-stream')!;
    a.stream(items(1, 2));
    await a.updateComplete;
    const b = document.createElement('live-stream') as unknown as ItemStream;
    Object.assign(b, { name: 'b', htmlFor: 'rows' });
    box.append(b);
    b.insert({ id: 1, text: 'b' }, { limit: 1 });
    await b.updateComplete;
    expect([a.size, b.size, shown(box)]).to.deep.equal([3, 1, ['page', '1', '2', 'b']]);
    box.prepend(b);
    b.reset([]);
    await b.updateComplete;
    expect([a.size, b.size, shown(box)]).to.deep.equal([3, 0, ['page', '1', '2']]);
    a.reset([]);
    await a.updateComplete;
    expect(shown(box)).to.deep.equal([]);
  });

  it('have them, too, when both have one name, and so the same ids', async () => {
    const box = await fixture<HTMLElement>(html`
      <div>
        <ul id="rows"></ul>
        <live-stream name="a" for="rows"></live-stream>
        <live-stream name="a" for="rows"></live-stream>
      </div>
    `);
    const streams = Array.from(box.querySelectorAll<ItemStream>('live-stream'));
    for (const stream of streams) stream.addEventListener('stream-error', (event) => event.preventDefault());
    for (const stream of streams) stream.stream(items(1, 2));
    for (const stream of streams) await stream.updateComplete;
    // Were one to take the other's rows, the other would take them back, for ever.
    let updates = 0;
    for (const stream of streams) stream.addEventListener('stream-change', () => void updates++);
    for (const stream of streams) stream.reset(items(2, 3));
    await painted();
    await painted();
    expect([updates, shown(box)]).to.deep.equal([2, ['2', '3', '2', '3']]);
  });

  it('of which one is the container itself do so, too', async () => {
    const stream = await itemStream();
    stream.id = 'rows';
    const other = document.createElement('live-stream') as unknown as ItemStream;
    Object.assign(other, { name: 'other', htmlFor: 'rows' });
    stream.after(other);
    stream.insert({ id: 1, text: '1' });
    other.insert({ id: 2, text: '2' });
    await other.updateComplete;
    await painted();
    expect([stream.size, other.size, texts(stream).toSorted((a, b) => Number(a) - Number(b))]).to.deep.equal([1, 1, ['1', '2']]);
    stream.reset([]);
    await stream.updateComplete;
    expect([other.size, texts(stream)]).to.deep.equal([1, ['2']]);
  });
});

describe('an op dispatched in a container that two streams share', () => {
  const remove = (id: number): CustomEvent => new CustomEvent('stream-op', { bubbles: true, composed: true, detail: { op: 'delete', id } });
  async function shared(): Promise<{ box: HTMLElement; a: ItemStream; b: ItemStream }> {
    const box = await fixture<HTMLElement>(html`
      <div>
        <ul id="rows"></ul>
        <live-stream name="a" for="rows"></live-stream>
        <live-stream name="b" for="rows"></live-stream>
      </div>
    `);
    const [a, b] = Array.from(box.querySelectorAll<ItemStream>('live-stream')) as [ItemStream, ItemStream];
    for (const stream of [a, b]) {
      stream.renderItem = ({ text }) => html`<li><button>${text}</button></li>`;
      stream.stream(items(1, 3));
      await stream.updateComplete;
    }
    return { box, a, b };
  }

  it('from a row is for the stream whose row it is, whichever hears it first', async () => {
    const { a, b } = await shared();
    a.rowByDomId('a-2')!.querySelector('button')!.dispatchEvent(remove(1));
    await Promise.all([a.updateComplete, b.updateComplete]);
    expect([a.size, b.size]).to.deep.equal([2, 3]);
    b.rowByDomId('b-2')!.querySelector('button')!.dispatchEvent(remove(2));
    b.rowByDomId('b-1')!.dispatchEvent(remove(3));
    await Promise.all([a.updateComplete, b.updateComplete]);
    expect([a.size, b.size]).to.deep.equal([2, 1]);
  });

  it('from a row of a stream inside a row is for the inner one', async () => {
    const { a, b } = await shared();
    const inner = document.createElement('live-stream');
    a.rowByDomId('a-1')!.append(inner);
    inner.name = 'inner';
    inner.stream(items(1, 2));
    await inner.updateComplete;
    inner.rowByDomId('inner-1')!.dispatchEvent(remove(1));
    await Promise.all([inner.updateComplete, a.updateComplete, b.updateComplete]);
    expect([inner.size, a.size, b.size]).to.deep.equal([1, 3, 3]);
  });

  it('from nobody’s row is for both, and on a stream for that one', async () => {
    const { box, a, b } = await shared();
    box.querySelector('ul')!.dispatchEvent(remove(1));
    await Promise.all([a.updateComplete, b.updateComplete]);
    expect([a.size, b.size]).to.deep.equal([2, 2]);
    b.dispatchEvent(remove(2));
    await Promise.all([a.updateComplete, b.updateComplete]);
    expect([a.size, b.size]).to.deep.equal([2, 1]);
  });
});

describe('for, naming an element inside the stream,', () => {
  it('is reported: its rows would show nowhere', async () => {
    const messages: string[] = [];
    const hear = (event: Event): void => {
      event.preventDefault();
      messages.push((event as StreamErrorEvent).error.message);
    };
    const stream = document.createElement('live-stream') as unknown as ItemStream;
    Object.assign(stream, { name: 'list', htmlFor: 'inside', innerHTML: '<ul id="inside"></ul>' });
    stream.addEventListener('stream-error', hear);
    document.body.append(stream);
    stream.insert({ id: 1, text: '1' });
    await stream.updateComplete;
    expect(messages).to.deep.equal(['<live-stream name="list">: for="inside" names no element beside this one']);
    stream.before(stream.firstElementChild!);
    await vi.waitFor(() => expect(document.getElementById('inside')!.textContent).to.equal('1'));
    stream.previousElementSibling!.remove();
    stream.remove();
  });
});

describe('rows of the page', () => {
  it('are waited for while the page is still being read', async () => {
    const reading = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading');
    const stream = document.createElement('live-stream') as unknown as ItemStream;
    stream.name = 'list';
    stream.insert({ id: 1, text: 'uno' });
    stream.innerHTML = '<p id="list-0">zero</p>';
    document.body.append(stream);
    await stream.updateComplete;
    stream.insertAdjacentHTML('beforeend', '<p id="list-1">one</p><p id="list-2">two</p><template><b>{{text}}!</b></template>');
    stream.insert({ id: 3, text: 'drei' });
    await stream.updateComplete;
    expect(stream.size).to.equal(1);
    reading.mockRestore();
    document.dispatchEvent(new Event('DOMContentLoaded'));
    await stream.updateComplete;
    expect(rows(stream).map(({ id, textContent }) => `${id} ${textContent}`)).to.include.members([
      'list-0 zero',
      'list-1 uno!',
      'list-2 two',
    ]);
    expect(rows(stream).filter(({ id }) => id)).to.have.length(4);
    expect(Array.from(stream.querySelectorAll('[id]')).every((row) => row.checkVisibility())).to.equal(true);
    stream.remove();
  });

  it('stay where the reader sees them when there are many, of any height', async () => {
    const box = await fixture<HTMLElement>(html`<div style="block-size: 400px; overflow: auto"></div>`);
    const stream = document.createElement('late-stream');
    stream.style.display = 'block';
    for (let i = 0; i < 500; i++) {
      const row = Object.assign(document.createElement('p'), { id: `stream-${i}`, textContent: `${i}` });
      row.style.cssText = `margin: 0; block-size: ${i % 3 ? 20 : 150}px`;
      stream.append(row);
    }
    box.append(stream);
    box.scrollTop = 5000;
    await painted();
    const seen = stream.children[83]!;
    const top = seen.getBoundingClientRect().top;
    customElements.define('late-stream', class extends LiveStream {});
    await painted();
    await painted();
    expect(seen.getBoundingClientRect().top - top).to.be.closeTo(0, 1);
    expect(stream.children[400]!.checkVisibility({ contentVisibilityAuto: true })).to.equal(false);
  });

  it('leave domId to be said until an item is known', async () => {
    const stream = await fixture<ItemStream>(html`<live-stream name="list"><p id="song:1">one</p></live-stream>`);
    stream.domId = ({ id }) => `song:${id}`;
    stream.insert({ id: 1, text: 'uno' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['uno']);
    expect(() => (stream.domId = () => 'x')).to.throw('domId cannot change once there are items');
  });
});
