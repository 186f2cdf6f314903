// What a user did inside a row outlives every way to write the row again that leaves its shape, or nearly, as it was.

import { expect, fixture } from '@open-wc/testing';
import { html, nothing } from 'lit';
import { itemStream, rows, type ItemStream } from './stream-fixture.js';

interface Edited {
  id: number;
  text: string;
  edited?: boolean;
}

const row = (stream: ItemStream): Element => rows(stream)[0]!;
const typed = (stream: ItemStream): HTMLInputElement => {
  const input = row(stream).querySelector('input')!;
  input.value = 'typed';
  input.focus();
  return input;
};

describe('what is typed in a row stays', () => {
  it('when a part of its template that was a text becomes a template, and a text again', async () => {
    const stream = await itemStream({
      renderItem: (item) => html`<li><input aria-label="x" /> ${item.text}: ${(item as Edited).edited ? html`<em>edited</em>` : ''}!</li>`,
    });
    stream.insert({ id: 1, text: 'a' });
    await stream.updateComplete;
    const input = typed(stream);
    const shown = async (item: Edited): Promise<string | undefined> => {
      stream.insert(item);
      await stream.updateComplete;
      return row(stream).textContent?.trim();
    };
    expect(await shown({ id: 1, text: 'b', edited: true })).to.equal('b: edited!');
    expect(row(stream).querySelectorAll('em')).to.have.length(1);
    expect(await shown({ id: 1, text: 'c' })).to.equal('c: !');
    expect(await shown({ id: 1, text: 'd', edited: true })).to.equal('d: edited!');
    expect([input.isConnected, input.value, document.activeElement]).to.deep.equal([true, 'typed', input]);
  });

  for (const [kind, extra] of [
    ['plain', ''],
    ['that lit keeps', nothing],
  ] as const) {
    it(`when the template is ${kind} and renderItem a new function of the same one`, async () => {
      const make =
        (mark: string): ItemStream['renderItem'] =>
        ({ text }) =>
          html`<li><input aria-label="x" />${text}${mark}${extra}</li>`;
      const stream = await itemStream({ renderItem: make('?')! });
      stream.insert({ id: 1, text: 'a' });
      await stream.updateComplete;
      const input = typed(stream);
      stream.renderItem = make('!')!;
      await stream.updateComplete;
      expect(row(stream).textContent).to.equal('a!');
      stream.insert({ id: 1, text: 'b' });
      await stream.updateComplete;
      expect(row(stream).textContent).to.equal('b!');
      expect([input.isConnected, input.value]).to.deep.equal([true, 'typed']);
    });
  }

  it('when the page brought the row, and the first op writes it', async () => {
    const stream = await fixture<ItemStream>(html`
      <live-stream name="list">
        <p id="list-1" class="old"><input aria-label="x" /><b>one</b></p>
      </live-stream>
    `);
    stream.renderItem = ({ text }) => html`<p class="new"><input aria-label="x" /><b title=${text}>${text}</b></p>`;
    const input = typed(stream);
    stream.insert({ id: 1, text: 'uno' });
    await stream.updateComplete;
    expect(row(stream).outerHTML).to.contain('<b title="uno">uno</b>');
    expect([row(stream).className, input.isConnected, input.value]).to.deep.equal(['new', true, 'typed']);
  });

  it('when rows come as markup', async () => {
    const stream = await itemStream();
    const send = async (text: string): Promise<void> => {
      const op = document.createElement('stream-op');
      op.setAttribute('action', 'insert');
      op.innerHTML = `<template><li id="list-1"><details><summary>more</summary></details><input aria-label="x"> ${text}</li></template>`;
      stream.append(op);
      await stream.updateComplete;
    };
    await send('a');
    row(stream).querySelector('details')!.open = true;
    const input = typed(stream);
    await send('b');
    expect(row(stream).textContent).to.contain('b');
    expect([row(stream).querySelector('details')!.open, input.isConnected, input.value]).to.deep.equal([true, true, 'typed']);
  });
});

it('a listener of the way to render before is heard no more, and is again if the new way fails', async () => {
  const heard: string[] = [];
  const hear = (name: string) => (): void => void heard.push(name);
  const stream = await itemStream({ renderItem: ({ text }) => html`<li @click=${hear('first')}>${text}</li>` });
  stream.insert({ id: 1, text: 'a' });
  await stream.updateComplete;
  const element = row(stream) as HTMLElement;
  stream.renderItem = () => {
    throw new Error('not this way');
  };
  await stream.updateComplete;
  element.click();
  stream.renderItem = ({ text }) => html`<li class="b" @click=${hear('second')}>${text}</li>`;
  await stream.updateComplete;
  element.click();
  expect(row(stream)).to.equal(element);
  expect(heard).to.deep.equal(['first', 'second']);
});
