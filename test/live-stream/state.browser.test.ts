// What a user has in the rows - focus, selection, a page scrolled - and what becomes of it when rows change.

import { vi } from 'vitest';
import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { hasMoveBefore, press, type } from './engine.js';
import { items, itemStream, painted, rows, texts, waitUntil, type ItemStream } from './stream-fixture.js';

async function editable(): Promise<ItemStream> {
  const stream = await itemStream({ renderItem: (item) => html`<li><input aria-label="Text" .defaultValue=${item.text} /></li>` });
  stream.stream(items(1, 5));
  await stream.updateComplete;
  return stream;
}

const field = (stream: ItemStream, index: number): HTMLInputElement => rows(stream)[index]?.querySelector('input') as HTMLInputElement;

describe('focus', () => {
  it('stays where it is while rows are updated, inserted and deleted around it', async () => {
    const stream = await editable();
    const input = field(stream, 2);
    await type(input, 'ab');
    input.setSelectionRange(1, 2);
    stream.insert({ id: 3, text: '3' });
    stream.insert({ id: 9, text: '9' }, { at: 0 });
    stream.delete(1);
    await stream.updateComplete;
    expect(document.activeElement).to.equal(input);
    expect([input.value, input.selectionStart, input.selectionEnd]).to.deep.equal(['3ab', 1, 2]);
  });

  for (const way of ['delete', 'reset', 'limit'] as const) {
    it(`goes to a neighbour before its row goes by ${way}`, async () => {
      const stream = await editable();
      field(stream, 1).focus();
      let lost = false;
      field(stream, 1).addEventListener('blur', (event) => (lost = event.relatedTarget === null));
      if (way === 'delete') stream.delete(2);
      else if (way === 'reset') stream.reset(items(3, 5));
      else stream.insert({ id: 6, text: '6' }, { limit: -4 });
      await stream.updateComplete;
      expect((document.activeElement as HTMLInputElement).value).to.equal('3');
      expect(lost).to.equal(false);
    });
  }

  it('goes to the one before where there is none after, and to the list when no row is left', async () => {
    const stream = await editable();
    field(stream, 4).focus();
    stream.delete(5);
    await stream.updateComplete;
    expect(document.activeElement).to.equal(field(stream, 3));
    stream.reset();
    await stream.updateComplete;
    expect(document.activeElement).to.equal(stream);
  });

  it('and selection come back after a move in a browser that cannot move without taking out', async () => {
    const stream = await editable();
    Object.defineProperty(stream, 'moveBefore', { value: undefined });
    const input = field(stream, 4);
    input.focus();
    input.setSelectionRange(0, 1);
    stream.apply([
      { op: 'delete', id: 5 },
      { op: 'insert', item: { id: 5, text: '5' }, at: 0 },
    ]);
    await stream.updateComplete;
    expect(rows(stream)[0]?.contains(input)).to.equal(true);
    expect(document.activeElement).to.equal(input);
    expect([input.selectionStart, input.selectionEnd]).to.deep.equal([0, 1]);
  });
});

describe('what else a row holds', () => {
  it('is kept on a move and on a reset: scroll offset, an open <details>, a frame', async () => {
    const stream = await itemStream({
      renderItem: (item) =>
        html`<li>
          <div style="block-size: 30px; overflow: auto"><p style="block-size: 200px">${item.text}</p></div>
          <details>
            <summary>More</summary>
            x
          </details>
          <iframe title="f"></iframe>
        </li>`,
    });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const row = rows(stream)[2] as Element;
    const frame = row.querySelector('iframe')!.contentWindow as unknown as { mark: number };
    frame.mark = 7;
    row.querySelector('details')!.open = true;
    row.querySelector('div')!.scrollTop = 50;
    stream.reset(items(1, 3).reverse());
    await stream.updateComplete;
    stream.apply([
      { op: 'delete', id: 3 },
      { op: 'insert', item: { id: 3, text: '3' }, at: 1 },
    ]);
    await stream.updateComplete;
    expect(rows(stream)[1]).to.equal(row);
    expect(row.querySelector('div')!.scrollTop).to.equal(50);
    expect(row.querySelector('details')!.open).to.equal(true);
    // Without moveBefore a row is taken out to be moved, and a frame in it loads again.
    const { mark } = row.querySelector('iframe')!.contentWindow as unknown as { mark?: number };
    expect(mark).to.equal(hasMoveBefore ? 7 : undefined);
  });

  it('a custom element in a row is told nothing of an update, nor of a move where the browser has moveBefore', async () => {
    const calls: string[] = [];
    customElements.define(
      'told-element',
      class extends HTMLElement {
        connectedCallback(): void {
          calls.push('+');
        }
        disconnectedCallback(): void {
          calls.push('-');
        }
        connectedMoveCallback(): void {
          calls.push('~');
        }
      },
    );
    const stream = await itemStream({ renderItem: (item) => html`<li><told-element></told-element>${item.text}</li>` });
    stream.insert({ id: 1, text: '1' });
    stream.insert({ id: 2, text: '2' });
    await stream.updateComplete;
    calls.length = 0;
    stream.insert({ id: 1, text: 'one' });
    stream.reset(items(1, 2));
    await stream.updateComplete;
    stream.reset(items(1, 2).reverse());
    await stream.updateComplete;
    expect(calls.join('')).to.equal(hasMoveBefore ? '~' : '-+');
  });
});

describe('animate-removal', () => {
  const fade = (element: Element): Animation => element.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 10_000 });

  it('keeps a deleted row until its animations are over, counting for nothing', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const row = rows(stream)[1] as Element;
    const animation = fade(row);
    stream.delete(2);
    stream.insert({ id: 4, text: '4' }, { at: 1, limit: 3 });
    await stream.updateComplete;
    expect([row.isConnected, row.getAttribute('data-stream'), row.hasAttribute('inert'), row.getAttribute('aria-hidden')]).to.deep.equal([
      true,
      'removing',
      true,
      'true',
    ]);
    expect(stream.size).to.equal(3);
    expect(
      rows(stream)
        .filter((child) => child !== row)
        .map((child) => child.id),
    ).to.deep.equal(['list-1', 'list-4', 'list-3']);
    animation.finish();
    await waitUntil(() => !row.isConnected);
  });

  it('is called off when the item comes back: the same element, in its new place', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    const row = rows(stream)[0] as Element;
    const animation = fade(row);
    stream.delete(1);
    await stream.updateComplete;
    stream.insert({ id: 1, text: 'back' });
    await stream.updateComplete;
    expect(rows(stream).map((child) => child.id)).to.deep.equal(['list-2', 'list-3', 'list-1']);
    expect(rows(stream)[2]).to.equal(row);
    expect([row.textContent, row.hasAttribute('inert'), row.getAttribute('data-stream')]).to.deep.equal(['back', false, null]);
    animation.finish();
    await animation.finished;
    await stream.updateComplete;
    expect(row.isConnected).to.equal(true);
  });

  it('that was called off gives back what the row had of its own', async () => {
    const stream = await itemStream({ animateRemoval: true, renderItem: ({ text }) => html`<li aria-hidden="true" inert>${text}</li>` });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const row = rows(stream)[0] as Element;
    fade(row);
    stream.delete(1);
    await stream.updateComplete;
    stream.insert({ id: 1, text: 'back' });
    await stream.updateComplete;
    expect([row.textContent, row.getAttribute('aria-hidden'), row.hasAttribute('inert')]).to.deep.equal(['back', 'true', true]);
  });

  it('asks the page once about all rows that leave together', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 150));
    await stream.updateComplete;
    const animations = rows(stream).map(fade);
    const asked = vi.spyOn(Element.prototype, 'getAnimations');
    stream.reset(items(151, 152));
    await stream.updateComplete;
    expect(asked.mock.calls.length).to.equal(1);
    asked.mockRestore();
    expect(stream.querySelectorAll('[data-stream="removing"]').length).to.equal(150);
    for (const animation of animations) animation.finish();
    await waitUntil(() => stream.children.length === 2);
  });

  it('takes rows at once that nobody sees leaving', async () => {
    const stream = await itemStream({ animateRemoval: true, renderItem: ({ text }) => html`<p class="fading">${text}</p>` });
    stream.style.cssText = 'display: block; block-size: 100px; overflow-y: auto';
    const style = document.createElement('style');
    style.textContent = '@keyframes fading { to { opacity: 0 } } .fading[data-stream] { animation: fading 10s }';
    stream.before(style);
    stream.stream(items(1, 1000));
    await stream.updateComplete;
    await painted();
    stream.apply(items(501, 900).map(({ id }) => ({ op: 'delete', id })));
    stream.delete(1);
    await stream.updateComplete;
    expect([stream.size, stream.children.length]).to.deep.equal([599, 600]);
  });

  it('does not keep a row for an animation that stands, from the beginning or later', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 3));
    await stream.updateComplete;
    fade(rows(stream)[0] as Element).pause();
    const later = (rows(stream)[1] as Element).animate([{ opacity: 1 }, { opacity: 0 }], { duration: 50 });
    stream.delete(1);
    stream.delete(2);
    await stream.updateComplete;
    later.pause();
    expect(texts(stream)).to.deep.equal(['2', '3']);
    await waitUntil(() => stream.children.length === 1);
  });

  it('takes a row without animations at once', async () => {
    const stream = await itemStream({ animateRemoval: true });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    stream.delete(1);
    await stream.updateComplete;
    expect(texts(stream)).to.deep.equal(['2']);
  });
});

describe('role', () => {
  it('feed makes the rows numbered articles', async () => {
    const stream = await itemStream({ role: 'feed' });
    stream.stream(items(1, 3));
    stream.insert({ id: 0, text: '0' }, { at: 0 });
    await stream.updateComplete;
    await painted();
    expect(rows(stream).map((row) => `${row.role} ${row.ariaPosInSet}/${row.ariaSetSize}`)).to.deep.equal([
      'article 1/-1',
      'article 2/-1',
      'article 3/-1',
      'article 4/-1',
    ]);
  });

  it('list makes the rows its items', async () => {
    const stream = await itemStream({ role: 'list', renderItem: (item) => html`<div>${item.text}</div>` });
    stream.stream(items(1, 2));
    await stream.updateComplete;
    expect(rows(stream).map((row) => row.role)).to.deep.equal(['listitem', 'listitem']);
    await expect(stream).to.be.accessible();
  });

  it('interactive makes one tab stop with arrow keys between the rows, and leaves keys typed inside alone', async () => {
    const stream = await itemStream({ interactive: true, renderItem: (item) => html`<li>${item.text} <input aria-label="x" /></li>` });
    stream.stream(items(1, 4));
    await stream.updateComplete;
    expect(rows(stream).map((row) => (row as HTMLElement).tabIndex)).to.deep.equal([0, -1, -1, -1]);
    (rows(stream)[3] as HTMLElement).focus();
    await press('ArrowUp');
    await press('ArrowUp');
    expect(document.activeElement).to.equal(rows(stream)[1]);
    await press('Home');
    expect(document.activeElement).to.equal(rows(stream)[0]);
    await press('End');
    expect(document.activeElement).to.equal(rows(stream)[3]);
    expect(rows(stream).map((row) => (row as HTMLElement).tabIndex)).to.deep.equal([-1, -1, -1, 0]);
    const input = rows(stream)[2]?.querySelector('input') as HTMLInputElement;
    input.focus();
    await press('ArrowUp');
    expect(document.activeElement).to.equal(input);
    stream.delete(4);
    await stream.updateComplete;
    expect(rows(stream).filter((row) => (row as HTMLElement).tabIndex === 0)).to.have.length(1);
  });
});
