// What is in a row of the page, or in one that is rendered another way, stays: typed text, what was opened, what has loaded; and what is
// selected in a text stays selected when the text grows.

import { expect, fixture } from '@open-wc/testing';
import { html, nothing, render } from 'lit';
import type { Item } from './list-model.js';
import { itemStream, rows, texts, type ItemStream } from './stream-fixture.js';

const SVG = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
/** What a row has in it beside its text, as the server wrote it, indented or not. */
const SERVED = `<section id="list-1"><input aria-label="x"><b>one</b><details><summary>more</summary>text</details><img alt="" src="${SVG}"></section>`;
const INDENTED = SERVED.replaceAll('><', '>\n  <!-- served -->\n  <');

type Way = (stream: ItemStream) => void;

const template: Way = (stream) => {
  const made = document.createElement('template');
  made.innerHTML = SERVED.replace('<section id="list-1">', '<section title="{{ id }}">').replace('one', '{{ text }}');
  Object.assign(stream, { renderItem: undefined, template: made });
};
const learned: Way = (stream) => {
  stream.renderItem = ({ text }) =>
    html`<section>
      <input aria-label="x" /><b>${text}</b>
      <details>
        <summary>more</summary>
        text
      </details>
      <img alt="" src=${SVG} />
    </section>`;
};
const lit: Way = (stream) => {
  stream.renderItem = ({ id, text }) =>
    html`<section title=${id}>
      <input aria-label="x" @input=${() => undefined} />${id ? '' : html`<i></i>`}<b>${text}</b>
      <details>
        <summary>more</summary>
        text
      </details>
      <img alt="" src=${SVG} />
    </section>`;
};
const WAYS = { template, learned, lit };

/** What a user and the browser have done to a row. */
async function use(row: Element): Promise<{ check(): void }> {
  const input = row.querySelector('input')!;
  const details = row.querySelector('details')!;
  const image = row.querySelector('img')!;
  input.value = 'typed';
  input.focus();
  input.setSelectionRange(1, 3);
  details.open = true;
  await image.decode();
  let loads = 0;
  image.addEventListener('load', () => loads++);
  return {
    check: () => {
      expect([row.querySelector('input'), row.querySelector('details'), row.querySelector('img')]).to.deep.equal([input, details, image]);
      expect(document.activeElement).to.equal(input);
      expect([input.value, input.selectionStart, input.selectionEnd, details.open]).to.deep.equal(['typed', 1, 3, true]);
      expect([image.complete, loads]).to.deep.equal([true, 0]);
    },
  };
}

describe.for(Object.entries(WAYS))('a row by %s', ([, by]) => {
  for (const served of [SERVED, INDENTED]) {
    it(`that the page brought ${served === SERVED ? '' : 'indented '}keeps what is in it at the first op and later`, async () => {
      const stream = await fixture<ItemStream>(html`<live-stream name="list"></live-stream>`);
      render(nothing, stream);
      stream.innerHTML = served;
      await stream.updateComplete;
      const row = stream.querySelector('section')!;
      const used = await use(row);
      by(stream);
      for (const text of ['uno', 'due']) {
        stream.insert({ id: 1, text });
        await stream.updateComplete;
        expect(rows(stream)).to.deep.equal([row]);
        expect(row.querySelector('b')?.textContent).to.equal(text);
        expect(row.textContent.replaceAll(/\s+/g, '')).to.equal(`${text}moretext`);
        used.check();
      }
    });
  }

  // Two templates of renderItem are two on purpose: see below.
  for (const [name, other] of Object.entries(WAYS).filter(([, way]) => (way === template) !== (by === template))) {
    it(`keeps what is in it when it comes to be rendered by ${name}`, async () => {
      const stream = await itemStream();
      by(stream);
      stream.insert({ id: 1, text: 'one' });
      await stream.updateComplete;
      const row = stream.querySelector('section')!;
      const used = await use(row);
      other(stream);
      await stream.updateComplete;
      stream.insert({ id: 1, text: 'uno' });
      await stream.updateComplete;
      expect(row.querySelector('b')?.textContent).to.equal('uno');
      used.check();
    });
  }
});

it('a row of the page keeps what fits and loses what does not, in the order of its template', async () => {
  const stream = await fixture<ItemStream>(html`<live-stream name="list"></live-stream>`);
  stream.innerHTML = '<p id="list-1" class="old">Hi <u>gone</u><input name="a"><i>one</i> and <input name="c"></p>';
  await stream.updateComplete;
  const [a, c] = stream.querySelectorAll('input');
  stream.renderItem = ({ text }) =>
    html`<p><input name="a" /><input name="b" /> says <i @click=${() => 0}>${text}</i>!<input name="c" /></p>`;
  stream.insert({ id: 1, text: 'uno' });
  await stream.updateComplete;
  const [row] = rows(stream);
  expect(row?.textContent).to.equal(' says uno!');
  expect(Array.from(row?.children ?? [], (child) => child.getAttribute('name') ?? child.localName)).to.deep.equal(['a', 'b', 'i', 'c']);
  expect([row?.querySelector('[name=a]'), row?.querySelector('[name=c]')]).to.deep.equal([a, c]);
  expect(row?.className).to.equal('');
});

it('another template of renderItem is other elements, though of the same kinds', async () => {
  const stream = await itemStream({
    renderItem: ({ text }) => (text === 'edit' ? html`<p>Edit <input /></p>` : html`<p>Find <input /></p>`),
  });
  stream.insert({ id: 1, text: 'edit' });
  await stream.updateComplete;
  stream.querySelector('input')!.value = 'typed';
  stream.insert({ id: 1, text: 'find' });
  await stream.updateComplete;
  expect([stream.querySelector('input')!.value, texts(stream)[0]]).to.deep.equal(['', 'Find ']);
});

it('a row keeps its place and what is in it where its template has a comment beside it', async () => {
  const stream = await itemStream({ renderItem: undefined });
  stream.stream([1, 2, 3].map((id) => ({ id, text: `${id}` })));
  await stream.updateComplete;
  const before = rows(stream);
  stream.renderItem = ({ text }) =>
    html`<!-- a row -->
      <div @click=${() => 0}>${text}!</div>`;
  await stream.updateComplete;
  expect([rows(stream), texts(stream)]).to.deep.equal([before, ['1!', '2!', '3!']]);
});

it('a template that fails on a row of the page leaves it there, with nothing beside it', async () => {
  const stream = await fixture<ItemStream>(html`<live-stream name="list"></live-stream>`);
  stream.innerHTML = '<p id="list-1"><input></p>';
  await stream.updateComplete;
  const [row] = rows(stream);
  stream.addEventListener('stream-error', (event) => event.preventDefault());
  stream.renderItem = () =>
    html`<p @click=${() => 0}>
      <input />${{
        [Symbol.iterator]: () => {
          throw new Error('no text');
        },
      }}
    </p>`;
  stream.insert({ id: 1, text: '' });
  await stream.updateComplete;
  expect(Array.from(stream.childNodes)).to.deep.equal([row]);
});

describe('an attribute that becomes nothing', () => {
  it('goes, alone or among words, and comes again: the row keeps what is in it', async () => {
    const stream = await itemStream({
      renderItem: ({ text }) =>
        html`<li aria-current=${text || nothing} class="a ${text || nothing}" title=${text}><input /><b>${text || nothing}</b></li>`,
    });
    stream.insert({ id: 1, text: 'true' });
    await stream.updateComplete;
    const [row] = rows(stream);
    const input = stream.querySelector('input')!;
    input.value = 'typed';
    const seen: string[] = [];
    for (const text of ['', 'page']) {
      stream.insert({ id: 1, text });
      await stream.updateComplete;
      seen.push(`${row?.getAttribute('aria-current')} ${row?.getAttribute('class')} ${row?.getAttribute('title')} ${row?.textContent}`);
    }
    expect(seen).to.deep.equal(['null null  ', 'page a page page page']);
    expect([rows(stream)[0], stream.querySelector('input'), input.value]).to.deep.equal([row, input, 'typed']);
  });
});

describe('what is selected in a row stays selected while its text changes', () => {
  const listened = ({ text }: Item): unknown => html`<li @click=${() => 0}>${text}</li>`;
  for (const way of ['learned', 'template', 'lit', 'markup']) {
    for (const [from, to, kept] of [
      ['Hello wor', 'Hello world!', 'ell'],
      ['Hello wor', 'Oh, Hello wor', 'ell'],
      ['Hello wor', 'Hello', 'ell'],
    ] as const) {
      it(`by ${way}: from ${from} to ${to}`, async () => {
        const stream = await itemStream(way === 'lit' ? { renderItem: listened } : {});
        const made = document.createElement('template');
        made.innerHTML = '<li>{{text}}</li>';
        if (way === 'template') Object.assign(stream, { renderItem: undefined, template: made });
        const put = async (text: string): Promise<void> => {
          const markup = `<stream-op action="insert"><template><li id="list-1">${text}</li></template></stream-op>`;
          if (way === 'markup') stream.append(document.createRange().createContextualFragment(markup));
          else stream.insert({ id: 1, text });
          await stream.updateComplete;
        };
        await put(from);
        const nodes = document.createTreeWalker(rows(stream)[0]!, NodeFilter.SHOW_TEXT);
        while (nodes.nextNode() && !(nodes.currentNode as Text).data.includes(kept));
        const text = nodes.currentNode;
        const selection = getSelection()!;
        const noticed = new Promise((resolve) => document.addEventListener('selectionchange', resolve, { once: true }));
        selection.setBaseAndExtent(text, 4, text, 1);
        await noticed;
        await put(to);
        expect([texts(stream)[0], selection.toString()]).to.deep.equal([to, kept]);
        expect([selection.focusNode, (selection as { direction?: string }).direction ?? 'backward']).to.deep.equal([text, 'backward']);
      });
    }
  }
});
