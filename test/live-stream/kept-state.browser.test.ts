// What a user has begun in a row, and a page has running in it: kept through updates, moves and resets, in a browser that can move
// an element as in one that must take it out for that.

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import { cdp, userEvent } from 'vitest/browser';
import { hasMoveBefore, itWithMoveBefore, itWithTools } from './engine.js';
import { itemStream, items, rows, type ItemStream } from './stream-fixture.js';

const { moveBefore } = Element.prototype as { moveBefore?: unknown };

/** What happens to the third of three rows, which stays. */
const WAYS: Record<string, (stream: ItemStream) => void> = {
  'an update in place': (stream) => stream.insert({ id: 3, text: 'three' }),
  'a move': (stream) =>
    stream.apply([
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 3, text: '3' }, at: 0 },
    ]),
  'a reset that keeps it': (stream) => stream.reset([...items(3, 5), ...items(1, 2)]),
  'a sort': (stream) => stream.reset(items(1, 3).reverse()),
};

async function act(stream: ItemStream, way: string): Promise<void> {
  WAYS[way]?.(stream);
  await stream.updateComplete;
}

async function third(renderItem: ItemStream['renderItem'] & {}): Promise<{ stream: ItemStream; row: HTMLElement }> {
  const stream = await itemStream({ renderItem });
  stream.stream(items(1, 3));
  await stream.updateComplete;
  return { stream, row: rows(stream)[2] as HTMLElement };
}

describe.for([true, false])('where moveBefore exists: %s', (exists) => {
  const itHere = exists ? itWithMoveBefore : it;

  beforeAll(() => {
    if (!exists) delete (Element.prototype as { moveBefore?: unknown }).moveBefore;
  });
  afterAll(() => {
    if (!hasMoveBefore) return;
    Object.defineProperty(Element.prototype, 'moveBefore', { value: moveBefore, configurable: true, writable: true, enumerable: true });
  });

  for (const way of Object.keys(WAYS)) {
    itHere(`${way} keeps how far things in a row are scrolled`, async () => {
      const { stream, row } = await third(
        (item) =>
          html`<li style="display: block; block-size: 40px; overflow: auto">
            <pre
              style="inline-size: 100px; block-size: 30px; overflow: auto"
            ><p style="inline-size: 500px; block-size: 200px">${item.text}</p></pre>
            <textarea style="block-size: 20px">${'line\n'.repeat(30)}</textarea>
            <p style="block-size: 300px"></p>
          </li>`,
      );
      const [inner, text] = [row.querySelector('pre')!, row.querySelector('textarea')!];
      row.scrollTop = 21;
      inner.scrollTo({ left: 33, top: 55 });
      text.scrollTop = 44;
      await act(stream, way);
      expect(row.isConnected).to.equal(true);
      expect([row.scrollTop, inner.scrollLeft, inner.scrollTop, text.scrollTop]).to.deep.equal([21, 33, 55, 44]);
    });

    itHere(`${way} keeps focus and caret, also in the shadow tree of something in the row`, async () => {
      if (!customElements.get('inner-field'))
        customElements.define(
          'inner-field',
          class extends HTMLElement {
            readonly field = this.attachShadow({ mode: 'open' }).appendChild(document.createElement('input'));
          },
        );
      const { stream, row } = await third((item) => html`<li title=${item.text}><input value="abcdef" /><inner-field></inner-field></li>`);
      const input = row.querySelector('input')!;
      input.focus();
      input.setSelectionRange(2, 4, 'backward');
      await act(stream, way);
      expect(document.activeElement).to.equal(input);
      expect([input.selectionStart, input.selectionEnd, input.selectionDirection]).to.deep.equal([2, 4, 'backward']);
      const { field } = row.querySelector('inner-field') as HTMLElement & { field: HTMLInputElement };
      stream.reset(items(1, 3));
      field.value = 'deep';
      field.focus();
      field.setSelectionRange(1, 3);
      await stream.updateComplete;
      await act(stream, way);
      expect(field.getRootNode()).to.have.property('activeElement', field);
      expect([field.selectionStart, field.selectionEnd]).to.deep.equal([1, 3]);
    });

    for (const inShadow of [false, true]) {
      itHere(`${way} keeps what is selected ${inShadow ? 'in a shadow tree' : 'in the page'}`, async () => {
        const { stream, row } = await third((item) => html`<li title=${item.text}><b>bold</b> and <i>slanted</i></li>`);
        if (inShadow) {
          const outer = await fixture<HTMLElement>(html`<div></div>`);
          outer.attachShadow({ mode: 'open' }).append(stream);
          await stream.updateComplete;
        }
        const [from, to] = [row.querySelector('i')!.firstChild!, row.querySelector('b')!.firstChild!];
        const selection = getSelection()!;
        selection.setBaseAndExtent(from, 3, to, 1);
        await act(stream, way);
        const shadowRoots = inShadow ? [stream.getRootNode() as ShadowRoot] : [];
        const range = selection.getComposedRanges({ shadowRoots })[0]!;
        expect([range.startContainer, range.startOffset, range.endContainer, range.endOffset]).to.deep.equal([to, 1, from, 3]);
        expect(selection.direction).to.equal('backward');
        selection.removeAllRanges();
      });
    }

    itHere(`${way} lets a film and a sound play on`, async () => {
      const { stream, row } = await third((item) => html`<li title=${item.text}><video muted></video><audio loop></audio></li>`);
      const [video, audio] = [row.querySelector('video')!, row.querySelector('audio')!];
      const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 16 });
      const context = canvas.getContext('2d')!;
      const drawing = setInterval(() => context.fillRect(Math.random() * 16, 0, 1, 16), 10);
      video.muted = audio.muted = true;
      video.srcObject = canvas.captureStream();
      audio.src = silence();
      // A page may play nothing before the user did something.
      await userEvent.click(row);
      await Promise.all([video.play(), audio.play()]);
      const heard: string[] = [];
      for (const media of [video, audio])
        for (const type of ['pause', 'emptied', 'abort', 'loadstart', 'ended']) media.addEventListener(type, () => heard.push(type));
      await act(stream, way);
      const [shown, played] = [video.currentTime, audio.currentTime];
      await vi.waitFor(() => {
        expect(video.currentTime).to.be.greaterThan(shown);
        expect(audio.currentTime).not.to.equal(played);
      });
      expect([video.paused, audio.paused, heard.join()]).to.deep.equal([false, false, '']);
      clearInterval(drawing);
    });

    itHere(`${way} keeps what a <details>, a form and a custom element are in the middle of`, async () => {
      if (!customElements.get('busy-element')) customElements.define('busy-element', class extends HTMLElement {});
      const { stream, row } = await third(
        (item) =>
          html`<li title=${item.text}>
            <details>
              <summary>More</summary>
              x
            </details>
            <input type="checkbox" /><select>
              <option>a</option>
              <option>b</option></select
            ><busy-element></busy-element>
          </li>`,
      );
      const busy = row.querySelector('busy-element') as HTMLElement & { count?: number };
      row.querySelector('details')!.open = true;
      row.querySelector('input')!.checked = true;
      row.querySelector('select')!.selectedIndex = 1;
      busy.count = 7;
      await act(stream, way);
      expect(row.isConnected).to.equal(true);
      expect([row.querySelector('details')!.open, row.querySelector('input')!.checked, row.querySelector('select')!.value]).to.deep.equal([
        true,
        true,
        'b',
      ]);
      expect(row.querySelector('busy-element')).to.equal(busy);
      expect(busy.count).to.equal(7);
    });
  }

  itHere('focus in a row that goes is kept by the neighbour that has it then, though that is moved', async () => {
    const { stream } = await third(({ text }) => html`<li><button>${text}</button></li>`);
    rows(stream)[1]?.querySelector('button')?.focus();
    stream.apply([
      { op: 'delete', id: 2 },
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 3, text: '3' }, at: 0 },
    ]);
    await stream.updateComplete;
    expect(rows(stream).map(({ id }) => id)).to.deep.equal(['list-3', 'list-1']);
    expect(document.activeElement).to.equal(rows(stream)[0]?.querySelector('button'));
  });

  // Taken out of the page, a frame is loaded again and a composition ends: nothing can be done about that.
  for (const way of exists ? Object.keys(WAYS) : ['an update in place']) {
    itHere(`${way} does not load a frame again`, async () => {
      const { stream, row } = await third((item) => html`<li title=${item.text}><iframe title="f" srcdoc="&lt;p&gt;Hello"></iframe></li>`);
      const frame = row.querySelector('iframe')!;
      await vi.waitFor(() => expect(frame.contentDocument?.querySelector('p')?.textContent).to.equal('Hello'));
      const { contentDocument } = frame;
      let loads = 0;
      frame.addEventListener('load', () => loads++);
      await act(stream, way);
      expect(frame.contentDocument === contentDocument).to.equal(true);
      expect(loads).to.equal(0);
    });

    const itComposed = exists && !hasMoveBefore ? itWithMoveBefore : itWithTools;
    itComposed(`${way} leaves a word that is being composed`, async () => {
      const { stream, row } = await third((item) => html`<li title=${item.text}><input aria-label="Text" /></li>`);
      const input = row.querySelector('input')!;
      await userEvent.click(input);
      const heard: string[] = [];
      input.addEventListener('compositionend', () => heard.push('end'));
      input.addEventListener('compositionstart', () => heard.push('start'));
      await cdp().send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
      await act(stream, way);
      await cdp().send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
      expect([input.value, heard.join()]).to.deep.equal(['にほん', 'start']);
      await cdp().send('Input.insertText', { text: '日本' });
      expect([input.value, heard.join()]).to.deep.equal(['日本', 'start,end']);
    });
  }
});

describe('focus in a row that goes', () => {
  it('passes over what cannot take it', async () => {
    const stream = await itemStream({
      renderItem: ({ text }) =>
        html`<li ?hidden=${text === '3'}>
          <button ?disabled=${text !== '5'}>${text}</button> <a href="#x" style="visibility: ${text === '4' ? 'hidden' : ''}">x</a>
        </li>`,
    });
    stream.stream(items(1, 6));
    await stream.updateComplete;
    rows(stream)[1]?.querySelector('a')?.focus();
    stream.delete(2);
    await stream.updateComplete;
    expect(document.activeElement).to.equal(rows(stream)[2]);
    expect(document.activeElement?.id).to.equal('list-4');
    expect(rows(stream)[1]?.hasAttribute('tabindex')).to.equal(false);
    stream.delete(4);
    await stream.updateComplete;
    expect(document.activeElement?.textContent).to.equal('5');
  });

  it('goes to a row that comes when all others go, before or after it', async () => {
    const stream = await itemStream({ renderItem: ({ text }) => html`<li><button>${text}</button></li>` });
    for (const count of [3, 300]) {
      stream.reset(items(1, 3));
      await stream.updateComplete;
      rows(stream)[1]?.querySelector('button')?.focus();
      stream.reset(items(1000, 999 + count));
      await stream.updateComplete;
      expect(document.activeElement?.textContent).to.equal('1000');
      expect(stream.contains(document.activeElement)).to.equal(true);
    }
  });

  it('goes to a neighbour that a limit spares', async () => {
    const stream = await itemStream({ renderItem: ({ text }) => html`<li><button>${text}</button></li>` });
    stream.stream(items(1, 10));
    await stream.updateComplete;
    const lost: (EventTarget | null)[] = [];
    stream.addEventListener('focusout', (event) => lost.push(event.relatedTarget));
    rows(stream)[2]?.querySelector('button')?.focus();
    stream.stream(items(11, 14), { limit: -5 });
    await stream.updateComplete;
    expect(document.activeElement?.textContent).to.equal('10');
    stream.stream(items(-3, 0).reverse(), { at: 0, limit: 5 });
    await stream.updateComplete;
    expect(document.activeElement?.textContent).to.equal('10');
    stream.insert({ id: -4, text: '-4' }, { at: 0, limit: 5 });
    await stream.updateComplete;
    expect(document.activeElement?.textContent).to.equal('0');
    expect(lost).to.have.length(2);
    expect(lost).not.to.include(null);
  });
});

/** A second of silence, as the address of a sound. */
function silence(): string {
  const bytes = new DataView(new ArrayBuffer(44 + 8000));
  const text = (at: number, value: string): void => [...value].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + 8000, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, 8000, true);
  bytes.setUint32(28, 8000, true);
  bytes.setUint16(32, 1, true);
  bytes.setUint16(34, 8, true);
  text(36, 'data');
  bytes.setUint32(40, 8000, true);
  for (let i = 0; i < 8000; i++) bytes.setUint8(44 + i, 128);
  return URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }));
}
