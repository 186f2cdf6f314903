// <live-stream> as pages in TypeScript write it, with items that are interfaces: that it compiles is half of the test (`npm run types`,
// strict, with exactOptionalPropertyTypes).

import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import { LiveStream, StreamOpEvent, type StreamBeforeApplyEvent, type StreamOp } from '../../src/live-stream/index.js';

interface Song {
  id: number;
  title: string;
}

const song: Song = { id: 1, title: 'Kashmir' };
const page = (): Promise<Element> => fixture(html`<live-stream name="songs"></live-stream>`);
const titles = (list: LiveStream<Song>): string[] => Array.from(list.children, (row) => row.textContent.trim());

describe('in TypeScript, <live-stream>', () => {
  it('takes items of any interface where nobody said which', async () => {
    await page();
    const list = document.querySelector('live-stream')!;
    list.renderItem = (item: Song) => html`<li>${item.title}</li>`;
    list.insert(song);
    list.delete(song);
    list.insert(song);
    await list.updateComplete;
    expect(titles(list)).to.deep.equal(['Kashmir']);
  });

  it('is made for items of an interface', () => {
    const made: LiveStream<Song> = document.createElement('live-stream');
    const asserted = document.createElement('live-stream') as LiveStream<Song>;
    class Songs extends LiveStream<Song> {}
    customElements.define('typed-songs', Songs);
    const own = new Songs();
    own.renderItem = ({ title }) => html`<li>${title}</li>`;
    for (const each of [made, asserted, own]) expect(each).to.be.instanceOf(LiveStream);
  });

  it('tells listeners what its items are', async () => {
    await page();
    const list = document.querySelector<LiveStream<Song>>('live-stream')!;
    const heard: string[] = [];
    const louder = (event: StreamBeforeApplyEvent<Song>): void => {
      event.ops = event.ops.map((op) => (op.op === 'insert' ? { ...op, item: { ...op.item, title: `${op.item.title}!` } } : op));
    };
    list.renderItem = ({ title }) => html`<li>${title}</li>`;
    list.addEventListener('stream-before-apply', louder);
    list.addEventListener('stream-before-apply', ({ ops }) => {
      for (const op of ops) if (op.op === 'insert') heard.push(op.item.title);
    });
    list.addEventListener('stream-op', ({ detail }) => heard.push(...[detail].flat().map(({ op }) => op)));
    list.addEventListener('click', ({ clientX }) => heard.push(`${clientX}`));
    list.dispatchEvent(new StreamOpEvent<Song>({ op: 'insert', item: song }));
    list.removeEventListener('stream-before-apply', louder);
    list.insert({ id: 2, title: 'Ramble On' });
    list.click();
    await list.updateComplete;
    expect(titles(list)).to.deep.equal(['Kashmir!', 'Ramble On']);
    expect(heard).to.deep.equal(['Kashmir!', 'insert', 'Ramble On', '0']);
  });

  it('may be given undefined wherever something may be left out', async () => {
    const list = (await page()) as LiveStream<Song>;
    const place: { at: number | undefined; limit: number | undefined } = { at: undefined, limit: undefined };
    list.renderItem = undefined;
    list.limit = undefined;
    list.persist = undefined;
    list.template = undefined;
    list.insert(song, { ...place, updateOnly: undefined });
    list.reset([song], place);
    list.apply({ op: 'reset', items: [song], ...place } satisfies StreamOp<Song>);
    await list.updateComplete;
    expect(list.size).to.equal(1);
  });

  it('is connected to what the web has', async () => {
    const list = (await page()) as LiveStream<Song>;
    const { port1 } = new MessageChannel();
    const read = new ReadableStream<StreamOp<Song>>({ start: (controller) => controller.enqueue({ op: 'insert', item: song }) });
    const connect = [
      () => list.connect(read),
      () => list.connect(port1),
      (socket: WebSocket) => list.connect(socket),
      (events: EventSource) => list.connect(events),
    ] as const;
    const letGo = [connect[0](), connect[1]()];
    await list.load((signal) => Promise.resolve(signal.aborted ? [] : [song]));
    for (const release of letGo) release();
    port1.close();
    expect(list.size).to.be.lessThan(2);
  });

  it('takes no items of another kind once it knows its own', () => {
    const misuse = (list: LiveStream<Song>): void => {
      // @ts-expect-error -- a song has a title
      list.insert({ id: 1 });
      // @ts-expect-error -- a song has no name
      list.renderItem = ({ name }) => html`<li>${name}</li>`;
      // @ts-expect-error -- nor have the songs in ops
      list.addEventListener('stream-before-apply', ({ ops }) => ops.map((op) => (op.op === 'insert' ? op.item.name : '')));
    };
    expect(misuse).to.be.a('function');
  });
});
