// A stream in another window: nodes made there, and what speaks from there, are as those of its own.

import { expect, fixture, html } from '@open-wc/testing';
import { userEvent } from 'vitest/browser';
import { buildMarkup, storeMarkup } from '../../src/live-stream/kept-markup.js';
import { errorsOf, itemStream, items, renderItem, rows, texts, waitUntil, type ItemStream } from './stream-fixture.js';

async function frame(): Promise<Window & typeof globalThis> {
  const element = await fixture<HTMLIFrameElement>(html`<iframe style="block-size: 200px"></iframe>`);
  return element.contentWindow as Window & typeof globalThis;
}

describe('in a frame', () => {
  it('rows stand in the element that for names there', async () => {
    const { document: there } = await frame();
    const part = await fixture(
      html`<section>
        <live-stream name="list" for="u" .renderItem=${renderItem}></live-stream>
        <ul id="u"></ul>
      </section>`,
    );
    const stream = part.querySelector('live-stream') as ItemStream;
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const errors = await errorsOf(stream, () => {
      there.body.append(part);
      stream.insert({ id: 4, text: 'four' });
    });
    expect(errors).to.deep.equal([]);
    expect([...part.querySelector('ul')!.children].map(({ id }) => id)).to.deep.equal(['list-1', 'list-2', 'list-3', 'list-4']);
  });

  it('children made there are rows, and stand in their slots', async () => {
    const { document: there } = await frame();
    const stream = await itemStream();
    there.body.append(stream);
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    const footer = Object.assign(there.createElement('div'), { slot: 'footer', textContent: 'Foot' });
    const row = Object.assign(there.createElement('p'), { id: 'list-9', textContent: 'nine' });
    stream.append(footer, row);
    await waitUntil(() => stream.size === 2, 'a row made there is none');
    expect([footer.assignedSlot?.name, row.assignedSlot !== null]).to.deep.equal(['footer', true]);
  });

  it('rows that came as markup are stored with what is in them', async () => {
    const { document: page } = await frame();
    const row = page.createElement('li');
    row.innerHTML = '<b>One</b> two<template><i>three</i></template>';
    const built = buildMarkup(storeMarkup(row));
    expect(built.textContent).to.equal('One two');
    expect(built.querySelector('template')!.content.textContent).to.equal('three');
  });

  it('what speaks from there is heard, but for messages that anybody may post to a window', async () => {
    const there = await frame();
    const stream = await itemStream();
    const { port1, port2 } = new there.MessageChannel();
    const target = new there.EventTarget();
    for (const source of [port1, target, there]) stream.connect(source);
    port2.postMessage({ op: 'insert', item: { id: 1, text: 'port' } });
    await waitUntil(() => stream.size === 1, 'the port was not heard');
    target.dispatchEvent(new there.CustomEvent('stream-op', { detail: { op: 'insert', item: { id: 2, text: 'target' } } }));
    there.postMessage({ op: 'insert', item: { id: 3, text: 'posted' } }, '*');
    await new Promise((resolve) => there.addEventListener('message', resolve, { once: true }));
    there.dispatchEvent(new there.CustomEvent('stream-op', { detail: { op: 'insert', item: { id: 4, text: 'window' } } }));
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['port', 'target', 'window']);
    port2.close();
  });
});

describe('in a window of its own', () => {
  it('focus goes on from a row that is deleted', async () => {
    // By a click: browsers open no window that nobody asked for.
    let there = null as Window | null;
    const opener = await fixture(
      html`<button @click=${() => (there = open('about:blank', '', 'popup,width=300,height=200'))}>Open</button>`,
    );
    await userEvent.click(opener);
    if (!there) throw new Error('no window was opened');
    const stream = await itemStream();
    stream.renderItem = ({ text }) => html`<p><input .value=${text} /></p>`;
    there.document.body.append(stream);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const inputs = rows(stream).map((row) => row.querySelector('input')!);
    inputs[1]!.focus();
    expect(there.document.activeElement).to.equal(inputs[1]);
    stream.delete(2);
    await stream.updateComplete;
    expect(there.document.activeElement).to.equal(inputs[2]);
    there.close();
  });
});
