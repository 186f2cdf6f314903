// What happens where no neighbour is left: rows that leave last, focus that has nowhere near to go, rows that never stop moving.

import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const withButton = ({ text }: { text: string }): unknown => html`<p><button>${text}</button></p>`;
const leaving = (stream: ItemStream): number => stream.querySelectorAll('[data-stream="removing"]').length;
const button = (stream: ItemStream, index = 0): HTMLButtonElement => rows(stream)[index]!.querySelector('button')!;

let style: HTMLStyleElement;

beforeAll(() => {
  style = document.createElement('style');
  style.textContent = `
    @keyframes out { to { opacity: 0; } }
    @keyframes turn { to { rotate: 1turn; } }
    [data-stream='removing'] { animation: out 150ms; }
    .turning { animation: turn 1s infinite; }
  `;
  document.head.append(style);
});

afterAll(() => style.remove());

describe('the last rows', () => {
  it('leave by their animation, too, with the focus in them handed to the list before', async () => {
    const stream = await itemStream({ animateRemoval: true, renderItem: withButton });
    stream.stream(items(1, 1));
    await stream.updateComplete;
    button(stream).focus();
    stream.delete(1);
    await stream.updateComplete;
    expect([leaving(stream), stream.size, document.activeElement]).to.deep.equal([1, 0, stream]);
    expect(stream.querySelector('[data-stream]')!.checkVisibility()).to.equal(true);
    await vi.waitFor(() => expect(stream.children).to.have.length(0));
  });

  it('of a whole block of a long list leave by their animation', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 128));
    await stream.updateComplete;
    for (let id = 65; id <= 128; id++) stream.delete(id);
    await stream.updateComplete;
    expect(leaving(stream)).to.equal(64);
    await vi.waitFor(() => expect(stream.children).to.have.length(64));
    stream.stream(items(200, 201));
    await stream.updateComplete;
    expect(stream.shadowRoot!.querySelectorAll('#rows > slot')).to.have.length(2);
  });

  it('go although something in them turns for ever', async () => {
    const stream = await itemStream({ animateRemoval: true, renderItem: ({ text }) => html`<p>${text}<i class="turning">o</i></p>` });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    stream.delete(1);
    await stream.updateComplete;
    await vi.waitFor(() => expect(stream.children).to.have.length(1));
  });
});

describe('focus without a neighbour', () => {
  it('goes to the first of the rows that come in the place of all others', async () => {
    const stream = await itemStream({ renderItem: withButton });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    button(stream, 1).focus();
    stream.reset(items(11, 13));
    await stream.updateComplete;
    expect(document.activeElement).to.equal(button(stream));
  });

  it('passes over what looks as if it took the focus and does not', async () => {
    const stream = await itemStream({
      renderItem: ({ id }) =>
        html`<li><input type="hidden" /><button ?disabled=${id === 2}>up</button><button class="away">x</button></li>`,
    });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    rows(stream)[0]!.querySelector<HTMLElement>('.away')!.focus();
    stream.delete(1);
    await stream.updateComplete;
    expect(document.activeElement).to.equal(rows(stream)[0]!.querySelector('.away'));
  });

  it('follows a row that is another element when it is rendered in another way', async () => {
    const stream = await itemStream({ renderItem: withButton });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    button(stream, 1).focus();
    stream.renderItem = ({ text }) => html`<section><button>${text}</button></section>`;
    await stream.updateComplete;
    expect(document.activeElement).to.equal(button(stream, 1));
    expect(rows(stream)[1]!.localName).to.equal('section');
  });

  it('goes to the container where the rows are in another element', async () => {
    const list = document.createElement('ul');
    list.id = 'elsewhere';
    const stream = await itemStream();
    stream.hidden = true;
    stream.before(list);
    stream.htmlFor = 'elsewhere';
    stream.renderItem = ({ text }) => html`<li><button>${text}</button></li>`;
    stream.stream(items(1, 1));
    await stream.updateComplete;
    list.querySelector('button')!.focus();
    stream.delete(1);
    await stream.updateComplete;
    expect(document.activeElement).to.equal(list);
    list.remove();
  });
});
