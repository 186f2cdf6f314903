// Puts streams into a page, uses them as pages do, and takes them out again. Nothing of them is kept here.

import { html } from 'lit';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';

type Use = (stream: LiveStream<Item>) => Promise<void> | void;

/** A container that belongs to the page and stays when the stream goes. */
const lasting = Object.assign(document.createElement('ul'), { id: 'lasting' });
document.body.append(lasting);

/** Ways in which a stream gets hold of things outside itself: scrollers, other containers, sources, frames, observers, focus, storage. */
const USES: readonly Use[] = [
  (stream) => {
    stream.anchor = 'end';
    stream.renderItem = ({ text }) => html`<li @click=${() => stream.delete(1)}>${text}</li>`;
  },
  (stream) => {
    stream.setAttribute('role', 'feed');
    stream.interactive = true;
    stream.renderItem = ({ text }) => html`<li>${text}</li>`;
  },
  (stream) => {
    stream.htmlFor = lasting.id;
    stream.renderItem = ({ text }) => html`<li>${text}</li>`;
  },
  (stream) => {
    const source = new EventTarget();
    stream.connect(source);
    source.dispatchEvent(new CustomEvent('stream-op', { detail: { op: 'insert', item: { id: 'sent', text: 'sent' } } }));
    stream.itemElement = 'li';
  },
  async (stream) => {
    stream.src = URL.createObjectURL(new Blob(['{"op":"insert","item":{"id":"read","text":"read"}}\n'], { type: 'application/x-ndjson' }));
    await new Promise((read) => stream.addEventListener('stream-change', read, { once: true }));
    URL.revokeObjectURL(stream.src);
    stream.src = '';
    stream.renderItem = ({ text }) => html`<li title=${text}></li>`;
  },
  async (stream) => {
    await stream.load(async () => [{ id: 'loaded', text: 'loaded' }]);
    stream.animateRemoval = true;
    stream.renderItem = ({ text }) => html`<li><input .value=${text} /></li>`;
  },
  async (stream) => {
    stream.persist = 'mounted';
    stream.renderItem = ({ text }) => html`<li>${text}</li>`;
    await stream.clear();
  },
];

/** Mounts and unmounts streams one after the other, with 250 rows each, 129 in the end. Gives the number of all those rows. */
export async function mountAndUnmount(times: number): Promise<number> {
  let rows = 0;
  for (let i = 0; i < times; i++) {
    const scroller = document.createElement('div');
    // Else the document scrolls, which stays.
    if (i % 4) scroller.style.cssText = 'block-size: 200px; overflow-y: auto';
    const stream = document.createElement('live-stream') as unknown as LiveStream<Item>;
    stream.name = 'mounted';
    scroller.append(stream);
    document.body.append(scroller);
    await USES[i % USES.length]?.(stream);
    stream.stream(Array.from({ length: 250 }, (_, id) => ({ id, text: `${id}` })));
    await stream.updateComplete;
    stream.rowByDomId('mounted-3')?.querySelector('input')?.focus();
    stream.apply([
      { op: 'insert', item: { id: 'last', text: 'last' }, limit: -130 },
      { op: 'delete', id: 240 },
    ]);
    await stream.updateComplete;
    scroller.scrollTop = 100;
    if (i % 2) await new Promise((resolve) => requestAnimationFrame(resolve));
    await stream.persisted();
    rows += document.querySelectorAll('li').length;
    // Now and then it moves in the page first, or goes with everything around it, or alone.
    if (i % 3 === 0) document.body.prepend(scroller);
    if (i % 3 === 1) stream.remove();
    scroller.remove();
    lasting.replaceChildren();
  }
  return rows;
}
