// The ways to make a row, and changing from one to another while rows are shown.

import { expect, fixture } from '@open-wc/testing';
import { html, LitElement, render, svg } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';
import { until } from 'lit/directives/until.js';
import { onTestFinished, vi } from 'vitest';
import { safeUrl } from '../../src/live-stream/index.js';
import { errorsOf, itemStream, items, rows, texts, type ItemStream } from './stream-fixture.js';

class SongRow extends LitElement {
  static override properties = { item: { attribute: false } };
  declare item: { text: string };
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
  protected override render(): unknown {
    return html`<i>${this.item.text}</i>`;
  }
}
customElements.define('song-row', SongRow);

/** A stream whose rows come from a <template> child with this inside. */
async function templated(inside: string): Promise<ItemStream> {
  const template = document.createElement('template');
  template.innerHTML = inside;
  return itemStream({ renderItem: undefined }, template);
}

describe('item-element', () => {
  it('makes elements of that tag and gives each its item', async () => {
    const stream = await itemStream({ itemElement: 'song-row', renderItem: undefined });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const [row] = rows(stream);
    expect(row?.localName).to.equal('song-row');
    stream.insert({ id: 1, text: 'one' });
    await stream.updateComplete;
    await (rows(stream)[0] as SongRow).updateComplete;
    expect(rows(stream)[0]).to.equal(row);
    expect(texts(stream)[0]).to.equal('one');
  });

  it('that is no tag is reported, and the text is shown', async () => {
    const stream = await itemStream();
    const errors = await errorsOf(stream, () => {
      Object.assign(stream, { renderItem: undefined, itemElement: 'no tag' });
      stream.insert({ id: 1, text: 'one' });
    });
    expect(errors.join()).to.include('item list-1 could not be rendered');
    expect(stream.size).to.equal(1);
  });
});

describe('a <template> child', () => {
  it('is the row, with what the item has at each path', async () => {
    const stream = await templated('<li class="song {{kind}}" title="{{ text }}" hidden="{{gone}}"><b>{{text}}</b> by {{ by.name }}!</li>');
    stream.insert({ id: 1, text: 'Aria', kind: 'slow', by: { name: 'Ana' }, gone: false } as never);
    await stream.updateComplete;
    const row = rows(stream).find((child) => child.localName === 'li');
    expect(row?.outerHTML).to.equal('<li class="song slow" title="Aria" id="list-1"><b>Aria</b> by Ana!</li>');
    stream.insert({ id: 1, text: '<img onerror=x>', kind: 'fast', gone: true } as never);
    await stream.updateComplete;
    expect(row?.outerHTML).to.equal(
      '<li class="song fast" title="&lt;img onerror=x&gt;" id="list-1" hidden=""><b>&lt;img onerror=x&gt;</b> by !</li>',
    );
    expect(rows(stream)).to.include(row);
  });

  it('lets only safe addresses through', async () => {
    const stream = await templated('<a href="{{url}}"><img src="{{image}}" alt=""></a>');
    for (const [url, image] of [
      ['java\tscript:alert(1)', 'data:image/svg+xml,x'],
      ['https://example.org/', 'https://example.org/a.png'],
    ]) {
      stream.insert({ id: url, url, image } as never);
    }
    await stream.updateComplete;
    const links = rows(stream).filter((child) => child.localName === 'a');
    expect(links.map((link) => [link.getAttribute('href'), link.firstElementChild?.getAttribute('src')])).to.deep.equal([
      [null, null],
      ['https://example.org/', 'https://example.org/a.png'],
    ]);
  });

  it('reaches only what the item itself has', async () => {
    const stream = await templated('<li>{{constructor.name}}{{__proto__.x}}{{toString}}</li>');
    stream.insert({ id: 1, text: '' });
    await stream.updateComplete;
    expect(rows(stream).find((child) => child.localName === 'li')?.textContent).to.equal('');
  });

  for (const inside of [
    '<li onclick="{{x}}"></li>',
    '<li style="color: {{x}}"></li>',
    '<iframe srcdoc="{{x}}"></iframe>',
    '<li><script>{{x}}</script></li>',
    '<li><style>{{x}}</style></li>',
    '<li><svg><a><animate attributeName="href" to="{{x}}"></animate></a></svg></li>',
    '<li><svg><a><set attributeName="href" to="{{x}}"></set></a></svg></li>',
    '<li><meta http-equiv="refresh" content="0;url={{x}}"></li>',
    '<li><base href="{{x}}"></li>',
    '<li><link rel="stylesheet" href="{{x}}"></li>',
    '<li><iframe src="{{x}}"></iframe></li>',
    '<li><embed src="{{x}}"></li>',
    '<li><object data="{{x}}"></object></li>',
    '<li></li><li></li>',
    'text',
  ]) {
    it(`that may not be (${inside}) is reported, and the text is shown`, async () => {
      const stream = await itemStream();
      const template = document.createElement('template');
      template.innerHTML = inside;
      const errors = await errorsOf(stream, () => Object.assign(stream, { renderItem: undefined, template }));
      expect(errors.join()).to.include('rows cannot be rendered: the <template> m');
      stream.insert({ id: 1, text: 'one' });
      await stream.updateComplete;
      expect(texts(stream)).to.deep.equal(['one']);
    });
  }
});

describe('a binding in a <template>', () => {
  async function filled(markup: string, item: object): Promise<string | undefined> {
    const template = document.createElement('template');
    template.innerHTML = markup;
    const stream = await itemStream({ renderItem: undefined as never, template });
    stream.insert({ id: 1, text: '', ...item });
    await stream.updateComplete;
    return rows(stream)[0]?.outerHTML;
  }

  it('that is no path is refused, not shown', async () => {
    for (const [markup, binding] of [
      ['<li>{{ id }} and {{ a b }}</li>', '{{ a b }}'],
      ['<li title="{{ text | upper }}">{{ id }}</li>', '{{ text | upper }}'],
      ['<li>{{}}</li>', '{{}}'],
    ]) {
      const stream = await itemStream();
      const template = document.createElement('template');
      template.innerHTML = markup!;
      const errors = await errorsOf(stream, () => Object.assign(stream, { renderItem: undefined, template }));
      expect(errors).to.deep.equal([`<live-stream name="list">: rows cannot be rendered: ${binding} in the <template> is no path`]);
    }
  });

  it('that may not be is refused naming attribute and element', async () => {
    const template = document.createElement('template');
    template.innerHTML = '<li><iframe src="{{x}}"></iframe></li>';
    const stream = await itemStream();
    const errors = await errorsOf(stream, () => Object.assign(stream, { renderItem: undefined, template }));
    expect(errors).to.deep.equal([
      '<live-stream name="list">: rows cannot be rendered: the <template> may not bind the attribute src of <iframe>',
    ]);
  });

  for (const [done, text, words, plain, aria] of [
    [true, 'true', 'is true', ' hidden=""', ' aria-pressed="true"'],
    [false, 'false', 'is false', '', ' aria-pressed="false"'],
    [null, '', 'is ', '', ''],
    [0, '0', 'is 0', ' hidden="0"', ' aria-pressed="0"'],
  ] as const) {
    it(`to ${String(done)} is "${text}" as text, and in an attribute what is usual there`, async () => {
      const row = await filled('<li hidden="{{done}}" aria-pressed="{{done}}"><b>{{done}}</b><i>is {{done}}</i></li>', { done });
      expect(row?.replace(' id="list-1"', '')).to.equal(`<li${plain}${aria}><b>${text}</b><i>${words}</i></li>`);
    });
  }
});

describe('a lit template', () => {
  it('shows what lit shows of properties that come out as attributes or markup', async () => {
    for (const renderItem of [
      ({ text }: { text: string }) => html`<li .innerHTML=${`<b>${text}</b>`}></li>`,
      ({ text }: { text: string }) => html`<li><i .innerText=${`${text}\n&`}></i></li>`,
      ({ text }: { text: string }) => html`<li .className="a ${text}" .id=${'own'}></li>`,
      ({ text }: { text: string }) => html`<li .title=${null} class=${text}></li>`,
    ]) {
      const stream = await itemStream({ renderItem });
      stream.stream(items(1, 2));
      await stream.updateComplete;
      stream.insert({ id: 2, text: 'two' });
      await stream.updateComplete;
      const inside = document.createElement('div');
      const plain = ['1', 'two'].map((text) => {
        render(renderItem({ text }), inside);
        return inside.innerHTML;
      });
      const bare = (markup: string): string => markup.replaceAll(/<!--.*?-->| id="[^"]*"/g, '');
      expect(rows(stream).map((row) => bare(row.outerHTML))).to.deep.equal(plain.map(bare));
    }
  });

  it('of SVG keeps what is in its rows, as one of HTML does', async () => {
    const box = await fixture(
      html`<div>
        <svg><g id="marks"></g></svg><live-stream for="marks" name="mark"></live-stream>
      </div>`,
    );
    const stream = box.querySelector('live-stream') as ItemStream;
    stream.renderItem = (item) => svg`<g><text>${item.text}</text></g>`;
    stream.insert({ id: 1, text: 'a' });
    await stream.updateComplete;
    const inside = box.querySelector('text')!;
    stream.insert({ id: 1, text: 'b' });
    await stream.updateComplete;
    expect([box.querySelector('text') === inside, inside.textContent, inside.namespaceURI]).to.deep.equal([
      true,
      'b',
      'http://www.w3.org/2000/svg',
    ]);
  });

  it('that binds the id of its row cannot keep it: the row has that of its item, first and later', async () => {
    const stream = await itemStream({ renderItem: ({ text }) => html`<li id="own-${text}" tabindex="0">${text}</li>` });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    stream.insert({ id: 2, text: 'two' });
    await stream.updateComplete;
    expect(rows(stream).map(({ id }) => id)).to.deep.equal(['list-1', 'list-2', 'list-3']);
    (stream.rowByDomId('list-2') as HTMLElement).focus();
    stream.delete(2);
    await stream.updateComplete;
    expect(document.activeElement?.id).to.equal('list-3');
  });

  it('with a directive at its root that renders later is refused in words, for the row would never hear of it', async () => {
    const later = new Promise<unknown>(() => undefined);
    const stream = await itemStream({ renderItem: () => until(later, html`<li>soon</li>`) });
    const errors = await errorsOf(stream, () => stream.insert({ id: 1, text: '1' }));
    expect(errors).to.deep.equal([
      '<live-stream name="list">: item list-1 could not be rendered: renderItem gave a directive that renders later',
    ]);
  });
});

describe('a directive that throws as it is let go', () => {
  class Clinging extends AsyncDirective {
    render(text: string): string {
      return text;
    }
    override disconnected(): void {
      throw new Error('not yet');
    }
  }
  const clinging = directive(Clinging);
  const renderItem = ({ text }: { text: string }): unknown => html`<li>${clinging(text)}</li>`;

  it('keeps no row from going and none from coming, and is told of', async () => {
    const told = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined);
    onTestFinished(() => told.mockRestore());
    const stream = await itemStream({ renderItem });
    stream.stream(items(1, 6));
    await stream.updateComplete;
    stream.delete(1);
    stream.delete(2);
    stream.insert({ id: 7, text: '7' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['3', '4', '5', '6', '7']);
    expect(told.mock.calls.length).to.equal(2);

    // Also where the page takes rows out itself, and where another template comes in the place of this one.
    rows(stream)[0]!.remove();
    rows(stream)[0]!.remove();
    stream.insert({ id: 8, text: '8' });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['5', '6', '7', '8']);
    expect(stream.size).to.equal(4);
    expect(told.mock.calls.length).to.equal(4);

    stream.renderItem = ({ text }) => html`<li>song ${text}</li>`;
    expect(await errorsOf(stream, () => stream.requestUpdate())).to.deep.equal([]);
    expect(texts(stream)).to.deep.equal(['song 5', 'song 6', 'song 7', 'song 8']);
    expect(told.mock.calls.length).to.equal(8);
  });
});

describe('a row that could not be rendered', () => {
  it('says so until it can be', async () => {
    const stream = await itemStream({
      renderItem: () => {
        throw new Error('not yet');
      },
    });
    await errorsOf(stream, () => stream.insert({ id: 1, text: '1' }));
    expect(rows(stream)[0]!.hasAttribute('data-stream-error')).to.equal(true);
    Object.assign(stream, { renderItem: undefined, itemElement: rows(stream)[0]!.localName });
    await stream.updateComplete;
    expect(rows(stream)[0]!.outerHTML).to.equal('<div id="list-1"></div>');
  });
});

describe('changed at run time', () => {
  it('another way to render keeps the elements, their state and their listeners, where the tag is the same', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const before = rows(stream);
    let clicked = 0;
    stream.renderItem = (item) => html`<li class="new" @click=${() => clicked++}><em>${item.text}</em></li>`;
    await stream.updateComplete;
    expect(rows(stream)).to.deep.equal(before);
    expect(before.map((row) => row.outerHTML.replaceAll(/<!--.*?-->/g, ''))[1]).to.equal('<li id="list-2" class="new"><em>2</em></li>');
    (before[1] as HTMLElement).click();
    expect(clicked).to.equal(1);
    stream.insert({ id: 2, text: 'two' });
    await stream.updateComplete;
    expect(before[1]?.textContent).to.equal('two');
  });

  it('goes from lit to a template to an element and back, in order and with their ids', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const template = document.createElement('template');
    template.innerHTML = '<li>{{text}}.</li>';
    const first = rows(stream);
    Object.assign(stream, { renderItem: undefined, template });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1.', '2.', '3.']);
    expect(rows(stream)).to.deep.equal(first);
    Object.assign(stream, { itemElement: 'song-row' });
    await stream.updateComplete;
    await (rows(stream)[2] as SongRow).updateComplete;
    expect(rows(stream).map((row) => [row.localName, row.id])).to.deep.equal([
      ['song-row', 'list-1'],
      ['song-row', 'list-2'],
      ['song-row', 'list-3'],
    ]);
    Object.assign(stream, { itemElement: '', template: undefined });
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['1', '2', '3']);
  });
});

describe('safeUrl', () => {
  const bad = [
    'javascript:alert(1)',
    ' JaVaScRiPt:x',
    'java\nscript:x',
    'vbscript:x',
    'data:text/html,x',
    'blob:https://other.example/1',
    'file:///etc',
    'view-source:https://x',
    'https://',
    7,
    null,
  ];
  for (const address of bad) it(`refuses ${JSON.stringify(address)}`, () => expect(safeUrl(address)).to.equal(undefined));
  for (const address of [
    'https://example.org/?q=1#x',
    'http://example.org',
    'mailto:ana@example.org',
    '/rooms/1',
    '#top',
    '//example.org/x',
  ]) {
    it(`allows ${address}`, () => expect(safeUrl(address)).to.equal(address));
  }
  it('allows images only from https, the page itself, or its own blobs', () => {
    expect(safeUrl('http://other.example/a.png', 'image')).to.equal(undefined);
    expect(safeUrl('mailto:a@b', 'image')).to.equal(undefined);
    expect(safeUrl('https://other.example/a.png', 'image')).to.equal('https://other.example/a.png');
    expect(safeUrl('/a.png', 'image')).to.equal('/a.png');
    const blob = URL.createObjectURL(new Blob(['x']));
    expect(safeUrl(blob, 'image')).to.equal(blob);
    URL.revokeObjectURL(blob);
  });
});
