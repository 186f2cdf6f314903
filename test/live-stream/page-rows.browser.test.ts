// Rows and containers that the page has a hand in: it brings rows, swaps the container, takes rows out, and asks for ops anywhere.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { LiveStream, StreamOpEvent } from '../../src/live-stream/index.js';
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
