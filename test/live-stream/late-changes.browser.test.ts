// What changes about a stream while it has rows, without an op: attributes that go, its container, its children, what was set on it too
// early.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { LiveStream } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';
import { errorsOf, itemStream, items, painted, rows, texts, type ItemStream } from './stream-fixture.js';

const HIGH = ({ text }: Item): unknown => html`<li style="display: block; block-size: 40px">${text}<input aria-label="x" /></li>`;

async function beside(given: Partial<ItemStream> = {}): Promise<{ stream: ItemStream; list: Element; box: Element }> {
  const box = await fixture(
    html`<div>
      <ul id="there"></ul>
      <ol id="elsewhere"></ol>
      <live-stream name="list" for="there"></live-stream>
    </div>`,
  );
  const stream = box.querySelector<ItemStream>('live-stream')!;
  Object.assign(stream, { renderItem: HIGH, ...given });
  await stream.updateComplete;
  return { stream, list: box.querySelector('ul')!, box };
}

const heights = (stream: ItemStream): number[] => rows(stream).map((row) => row.getBoundingClientRect().height);

describe('for', () => {
  for (const [how, act] of [
    ['emptied', (stream: ItemStream) => Object.assign(stream, { htmlFor: '' })],
    ['taken away', (stream: ItemStream) => stream.removeAttribute('for')],
  ] as const) {
    it(`${how} brings the rows home, where they are seen and stay in order`, async () => {
      const { stream, list } = await beside();
      stream.stream(items(1, 3));
      await stream.updateComplete;
      const errors = await errorsOf(stream, () => act(stream));
      expect([stream.htmlFor, errors, list.children.length]).to.deep.equal(['', [], 0]);
      stream.insert({ id: 4, text: '4' });
      stream.insert({ id: 0, text: '0' }, { at: 0 });
      await stream.updateComplete;
      expect([texts(stream), heights(stream)]).to.deep.equal([
        ['0', '1', '2', '3', '4'],
        [40, 40, 40, 40, 40],
      ]);
    });
  }

  it('taken away and given again shows many rows whole, and takes no room where they are not', async () => {
    const { stream, list } = await beside({ htmlFor: '' });
    stream.stream(items(1, 300));
    await stream.updateComplete;
    for (const id of ['there', '', 'there', '']) {
      stream.htmlFor = id;
      await stream.updateComplete;
      await painted();
      if (id) expect([list.children.length, stream.offsetHeight]).to.deep.equal([300, 0]);
      stream.delete(300);
      stream.reset(items(1, 300).reverse());
      await stream.updateComplete;
    }
    expect(stream.children).to.have.length(300);
    expect(rows(stream).every((row) => row.assignedSlot)).to.equal(true);
  });

  it('changed keeps the focus, the caret and a frame in a row', async () => {
    const { stream, list } = await beside();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const input = list.querySelectorAll('input')[1]!;
    input.value = 'typed';
    input.focus();
    input.setSelectionRange(1, 3);
    for (const id of ['elsewhere', '', 'there']) {
      stream.htmlFor = id;
      await stream.updateComplete;
      expect(document.activeElement).to.equal(input);
      expect([input.value, input.selectionStart, input.selectionEnd]).to.deep.equal(['typed', 1, 3]);
    }
    expect(texts({ children: list.children } as ItemStream)).to.deep.equal(['1', '2', '3']);
  });

  it('finds its rows again when stream and container were out of the page, and another container came', async () => {
    const { stream, list, box } = await beside();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const before = Array.from(list.children);
    stream.remove();
    list.remove();
    await painted();
    const other = document.createElement('ul');
    other.id = 'there';
    other.innerHTML = '<li id="list-0">0</li>';
    box.append(other, stream);
    await stream.updateComplete;
    expect(Array.from(other.children).slice(1)).to.deep.equal(before);
    before[1]?.remove();
    stream.remove();
    box.append(stream);
    await stream.updateComplete;
    expect(Array.from(other.children).slice(1)).to.deep.equal(before);
  });
});

it('an attribute taken away is the default again', async () => {
  const stream = await itemStream();
  const named = { anchor: 'end', name: 'list', for: 'x', src: '', 'item-element': 'x-y', status: 'failed' };
  for (const name of Object.keys(named)) stream.removeAttribute(name);
  const { anchor, name, htmlFor, src, itemElement, status } = stream;
  expect([anchor, name, htmlFor, src, itemElement, status]).to.deep.equal(['start', '', '', '', '', 'ready']);
});

describe('a <template> child', () => {
  const made = (inside: string): HTMLTemplateElement => Object.assign(document.createElement('template'), { innerHTML: inside });

  it('that comes, is replaced, or goes renders the rows by what is there then', async () => {
    const stream = await fixture<ItemStream>(html`<live-stream name="list"></live-stream>`);
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const shown = (): string[] =>
      Array.from(stream.children, (child) => `${child.localName} ${child.textContent}`).filter((row) => !row.startsWith('template'));
    const first = made('<p>{{text}}</p>');
    const second = made('<p>{{text}}!</p>');
    stream.prepend(first);
    await vi.waitFor(() => expect(shown()).to.deep.equal(['p 1', 'p 2']));
    first.replaceWith(second);
    await vi.waitFor(() => expect(shown()).to.deep.equal(['p 1!', 'p 2!']));
    second.remove();
    await vi.waitFor(() => expect(shown()).to.deep.equal(['div 1', 'div 2']));
    stream.remove();
    stream.append(first);
    document.body.append(stream);
    await vi.waitFor(() => expect(shown()).to.deep.equal(['p 1', 'p 2']));
    stream.remove();
  });
});

describe('a child whose slot changes', () => {
  it('goes to the slot of that name', async () => {
    const stream = await itemStream({}, html`<p slot="header">note</p>`);
    const note = stream.querySelector('p')!;
    stream.stream(items(1, 2));
    await stream.updateComplete;
    note.slot = 'footer';
    await vi.waitFor(() => expect(note.assignedSlot?.name).to.equal('footer'));
    note.removeAttribute('slot');
    await vi.waitFor(() => expect(note.assignedSlot).to.equal(null));
    expect(stream.size).to.equal(2);
  });
});

describe('a child with an id that comes late', () => {
  it('is a row where it stands, and the first op for it writes into it', async () => {
    const stream = await itemStream();
    const told: string[] = [];
    stream.addEventListener('stream-change', ({ inserted, moved, updated }) =>
      told.push(`${inserted.join()} ${moved.join()} ${updated.join()}`),
    );
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const late = ['list-8', 'list-9', 'list-7'].map((id) => Object.assign(document.createElement('li'), { id, textContent: id }));
    stream.append(...late.slice(0, 2));
    rows(stream)[1]?.before(late[2]!);
    await vi.waitFor(() => expect(stream.size).to.equal(5));
    await stream.updateComplete;
    expect(rows(stream).every((row) => row.getBoundingClientRect().height > 0)).to.equal(true);
    stream.insert({ id: 8, text: '8' });
    stream.insert({ id: 3, text: '3' }, { at: 2 });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1', 'list-7', '3', '2', '8', 'list-9']);
    expect(stream.rowByDomId('list-8')).to.equal(late[0]);
    expect(told[1]?.split(' ')[0]?.split(',').sort()).to.deep.equal(['list-7', 'list-8', 'list-9']);
  });

  it('is taken by an op for it in the same turn: as a row that stands there, or else put where the op wants it', async () => {
    const { stream, list } = await beside();
    const own = await itemStream({ name: 'own' });
    for (const [target, container, id, order] of [
      [stream, list, 'list-9', ['9', '1', '2']],
      [own, own, 'own-9', ['1', '2', '9']],
    ] as const) {
      target.stream(items(1, 2));
      await target.updateComplete;
      const late = Object.assign(document.createElement('li'), { id });
      container.append(late);
      target.insert({ id: 9, text: '9' }, { at: 0 });
      await target.updateComplete;
      await painted();
      expect(Array.from(container.children, (child) => child.textContent)).to.deep.equal(order);
      expect([target.rowByDomId(id), target.size]).to.deep.equal([late, 3]);
    }
  });

  it('goes with a reset of the same turn', async () => {
    const stream = await itemStream();
    stream.append(Object.assign(document.createElement('li'), { id: 'list-9' }));
    await Promise.resolve();
    stream.reset(items(1, 1));
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1']);
  });
});

describe('before the element is defined', () => {
  it('limit and domId are in force for the ops of the turn in which it is', async () => {
    const early = document.createElement('early-stream') as ItemStream;
    early.setAttribute('name', 'list');
    Object.assign(early, { limit: 2, domId: ({ id }: Item) => `song-${id}` });
    document.body.append(early);
    customElements.define('early-stream', class extends LiveStream<Item> {});
    early.stream(items(1, 3));
    await early.updateComplete;
    expect(rows(early).map(({ id }) => id)).to.deep.equal(['song-1', 'song-2']);
    expect(Object.hasOwn(early, 'domId')).to.equal(false);
    expect(() => (early.domId = undefined)).to.throw('domId cannot change');
    early.remove();
  });

  it('a row that is given its item by a setter shows it once it is', async () => {
    const stream = await fixture<ItemStream>(
      html`<live-stream name="list" item-element="Late-Row"><late-row id="list-0"></late-row></live-stream>`,
    );
    const [served] = rows(stream);
    stream.stream([...items(0, 2)]);
    await stream.updateComplete;
    stream.delete(2);
    await stream.updateComplete;
    customElements.define(
      'late-row',
      class extends HTMLElement {
        set item({ text }: Item) {
          this.textContent = text;
        }
      },
    );
    await vi.waitFor(() => expect(texts(stream)).to.deep.equal(['0', '1']));
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['0', 'one']);
    expect(rows(stream)[0]).to.equal(served);
  });
});

describe('what cannot be', () => {
  it('two elements at the root of renderItem are reported, and so is text beside one', async () => {
    const stream = await itemStream();
    for (const renderItem of [
      ({ text }: Item) =>
        html`<dt>${text}</dt>
          <dd>${text}</dd>`,
      ({ text }: Item) =>
        html`<p>${text}</p>
          , too`,
    ]) {
      stream.renderItem = renderItem;
      const errors = await errorsOf(stream, () => stream.insert({ id: Math.random(), text: 'x' }));
      expect(errors[0]).to.include('could not be rendered: renderItem gave more than one element');
    }
  });

  it('two streams with neither name nor id are reported once', async () => {
    const box = await fixture(html`<div><live-stream></live-stream><live-stream></live-stream></div>`);
    const [a, b] = box.querySelectorAll<ItemStream>('live-stream');
    const heard: string[] = [];
    for (const stream of [a!, b!]) {
      stream.addEventListener('stream-error', (event) => {
        event.preventDefault();
        heard.push(event.error.message);
      });
    }
    for (const stream of [a!, b!, a!, b!]) stream.insert({ id: 1, text: '' });
    await Promise.all([a!.updateComplete, b!.updateComplete]);
    expect(heard).to.deep.equal([
      '<live-stream name="">: another <live-stream> beside it has neither name nor id: the DOM ids of their rows repeat; name them apart',
    ]);
  });

  describe('two streams of one name', () => {
    async function heardOf(...given: Partial<ItemStream>[]): Promise<string[]> {
      const heard: string[] = [];
      const box = await fixture<HTMLElement>(html`<div></div>`);
      const streams = given.map((each) => Object.assign(document.createElement('live-stream'), { name: 'same' }, each));
      for (const stream of streams) {
        stream.addEventListener('stream-error', (event) => {
          event.preventDefault();
          // What a busy machine's storage has to say is not asked here.
          const [, said] = event.error.message.split('another <live-stream> beside it has ');
          if (said !== undefined) heard.push(said);
        });
        box.append(stream);
      }
      for (const stream of [...streams, ...streams]) {
        stream.insert({ id: 1, text: '' });
        await stream.updateComplete;
      }
      await Promise.all(streams.map((stream) => stream.clear()));
      return heard;
    }

    it('are reported once', async () => {
      expect(await heardOf({}, {})).to.deep.equal(['the same name: the DOM ids of their rows repeat; name them apart']);
    });

    it('are reported once, too, where `load` fills them', async () => {
      const box = await fixture<HTMLElement>(html`<div></div>`);
      const heard: string[] = [];
      const streams = Array.from('ab', () => Object.assign(document.createElement('live-stream'), { name: 'same' }));
      for (const stream of streams) {
        stream.addEventListener('stream-error', (event) => {
          event.preventDefault();
          heard.push(event.error.message);
        });
        box.append(stream);
        await stream.load(Promise.resolve([{ id: 1, text: '' }]));
        await stream.updateComplete;
      }
      expect(heard).to.deep.equal([
        '<live-stream name="same">: another <live-stream> beside it has the same name: the DOM ids of their rows repeat; name them apart',
      ]);
    });

    it('and one database are told that they overwrite each other', async () => {
      const persist = `same-${performance.timeOrigin}`;
      expect(await heardOf({ persist }, { persist })).to.deep.equal([
        'the same name: the DOM ids of their rows repeat, and stored they overwrite each other; name them apart',
      ]);
    });

    it('are left in peace where one has DOM ids of its own, or another name by now, or is in another tree', async () => {
      expect(await heardOf({}, { domId: ({ id }) => `own:${id}` })).to.deep.equal([]);
      const box = await fixture<HTMLElement>(html`<div><live-stream name="same"></live-stream></div>`);
      const [a, b, c] = [box.querySelector('live-stream')!, ...Array.from('bc', () => document.createElement('live-stream'))];
      for (const stream of [b!, c!]) stream.name = 'same';
      box.append(b!);
      box.appendChild(document.createElement('div')).attachShadow({ mode: 'open' }).append(c!);
      const said = vi.spyOn(console, 'error').mockReturnValue();
      a.reset();
      a.name = 'renamed';
      for (const stream of [b!, c!]) {
        stream.insert({ id: 1, text: '' });
        await stream.updateComplete;
      }
      expect(said.mock.calls).to.deep.equal([]);
      said.mockRestore();
    });
  });

  it('a row of the page is not deleted by the id undefined', async () => {
    const stream = await fixture<ItemStream>(
      html`<live-stream name="list"
        ><p id="a"></p>
        <p id="b"></p
      ></live-stream>`,
    );
    stream.domId = ({ id }) => `s-${id}`;
    stream.delete('undefined');
    await stream.updateComplete;
    expect(stream.size).to.equal(2);
  });

  it('a table body that took the focus is in no tab order once it has lost it', async () => {
    const box = await fixture(
      html`<div>
        <table>
          <tbody id="body"></tbody>
        </table>
        <live-stream name="list" for="body"></live-stream><button>Next</button>
      </div>`,
    );
    const stream = box.querySelector<ItemStream>('live-stream')!;
    const body = box.querySelector('tbody')!;
    stream.renderItem = ({ text }) =>
      html`<tr>
        <td><button>${text}</button></td>
      </tr>`;
    stream.stream(items(1, 1));
    await stream.updateComplete;
    body.querySelector('button')!.focus();
    stream.reset();
    await stream.updateComplete;
    expect(document.activeElement).to.equal(body);
    box.querySelector<HTMLElement>(':scope > button')!.focus();
    expect(body.hasAttribute('tabindex')).to.equal(false);
  });

  it('no address but a safe one is loaded for any attribute of a <template>', async () => {
    const stream = await itemStream();
    const template = document.createElement('template');
    template.innerHTML =
      '<div><table background="{{u}}"></table><svg fill="url({{u}})"><image href="{{u}}" /><use xlink:href="{{u}}" /></svg><img attributionsrc="{{u}}"><a href="{{u}}"></a></div>';
    Object.assign(stream, { renderItem: undefined, template });
    stream.insert({ id: 1, text: '', u: 'http://tracker.example/x.png' } as never);
    stream.insert({ id: 2, text: '', u: 'https://example.org/x.png' } as never);
    await stream.updateComplete;
    const [first, second] = rows(stream).map((row) => row.innerHTML.split('http').length - 1);
    expect([first, rows(stream)[0]?.querySelector('a')?.getAttribute('href')]).to.deep.equal([1, 'http://tracker.example/x.png']);
    expect(second).to.equal(5);
  });
});

describe('ops asked for by a listener to stream-before-apply', () => {
  it('come behind those it was told of', async () => {
    const stream = await itemStream();
    stream.addEventListener('stream-before-apply', () => stream.insert({ id: 2, text: 'reply' }), { once: true });
    stream.insert({ id: 1, text: 'asked' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['asked', 'reply']);
  });

  it('without end have one, in words', async () => {
    const stream = await itemStream({ limit: -3 });
    let id = 0;
    const again = (): void => stream.insert({ id: id++, text: '' });
    stream.addEventListener('stream-before-apply', again);
    const errors = await errorsOf(stream, again);
    expect(errors).to.deep.equal(['<live-stream name="list">: listeners to stream-before-apply ask for more ops without end']);
    expect(stream.size).to.equal(3);
  });
});
