// What the inspector sees of lists that come while it stands there, and which rows it counts.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import '../../src/inspector/index.js';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import { World } from '../chat/world.js';
import { fact, held, inspectorIn, logged, type Song } from './beside.js';

type Songs = LiveStream<Song>;

const songs = (): Songs => Object.assign(document.createElement('live-stream') as unknown as Songs, { id: 'late' });
const stepsOf = (page: Element): unknown[] =>
  inspectorIn(page)
    .export({ withWords: true })
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { ops: unknown }).ops);

describe('a list that comes when the inspector is there', () => {
  const before = (): Promise<Element> => fixture(html`<div><stream-inspector for="late" recording></stream-inspector></div>`);
  const told = ['insert 1', 'insert 2', 'delete 1'];
  const done = [[{ op: 'insert', item: { id: 1, text: 'A' } }], [{ op: 'insert', item: { id: 2, text: 'B' } }], [{ op: 'delete', id: 1 }]];

  it('is seen from its first op, refused ones, too', async () => {
    const page = await before();
    const list = songs();
    page.append(list);
    list.addEventListener('stream-error', (event) => event.preventDefault());
    list.insert({ id: 1, text: 'A' });
    list.apply({ op: 'jump' } as never);
    list.insert({ id: 2, text: 'B' });
    list.delete(1);
    expect(stepsOf(page)).to.deep.equal(done);
    await vi.waitFor(() =>
      expect(logged(inspectorIn(page))).to.deep.equal([
        'insert 1',
        'refused <live-stream name="">: op must be insert, stream, reset or delete, got "jump"',
        'insert 2',
        'delete 1',
      ]),
    );
  });

  it('is seen from what it was given before it was in the page', async () => {
    const page = await before();
    const list = songs();
    list.insert({ id: 1, text: 'A' });
    list.insert({ id: 2, text: 'B' });
    page.append(list);
    list.delete(1);
    expect(stepsOf(page).flat()).to.deep.equal(done.flat());
    await vi.waitFor(() => expect(logged(inspectorIn(page))).to.deep.equal(told));
  });

  it('has its rows in the recording, if nothing more comes', async () => {
    const page = await before();
    const list = songs();
    list.insert({ id: 1, text: 'A' });
    page.append(list);
    await vi.waitFor(() => expect(logged(inspectorIn(page))).to.deep.equal(['insert 1']));
    expect(stepsOf(page)).to.deep.equal([[{ op: 'reset', items: [{ id: 1, text: 'A' }] }]]);
  });

  it('is seen when the inspector came in the same turn', async () => {
    const page = await fixture(html`<div></div>`);
    const inspector = Object.assign(document.createElement('stream-inspector'), { htmlFor: 'late', recording: true });
    const list = songs();
    page.append(list, inspector);
    list.insert({ id: 1, text: 'A' });
    list.insert({ id: 2, text: 'B' });
    await inspector.updateComplete;
    list.delete(1);
    await vi.waitFor(() => expect(logged(inspector)).to.deep.equal(told));
    await list.updateComplete;
    expect(inspector.replay(inspector.export({ withWords: true }))).to.equal(true);
    while (inspector.step());
    await list.updateComplete;
    expect(Array.from(list.children, ({ id }) => id)).to.deep.equal(['late-2']);
  });

  it('may be that of a chat, whose first messages are in the log', async () => {
    const world = new World();
    const page = await fixture(html`<div><stream-inspector for="late"></stream-inspector></div>`);
    const inspector = inspectorIn(page);
    const app = Object.assign(document.createElement('chat-app'), { id: 'late', chat: world.chat, room: 'weekend-plans' });
    app.style.cssText = 'block-size: 500px; inline-size: 800px';
    page.prepend(app);
    await vi.waitFor(() => expect(Number(fact(inspector, 'Rows'))).to.be.greaterThan(5));
    const rows = fact(inspector, 'Rows');
    expect(logged(inspector).join('\n')).to.match(new RegExp(`(stream|reset) ${rows} items`));
    page.remove();
    await world.close();
  });
});

describe('the rows that are held', () => {
  it('are those of the list: no template, and none on its way out', async () => {
    const page = await fixture(
      html`<div>
        <style>
          #held [data-stream='removing'] {
            animation: fade 60s;
          }
          @keyframes fade {
            to {
              opacity: 0;
            }
          }
        </style>
        <live-stream id="held" name="held" animate-removal>
          <template><p>{{ text }}</p></template>
        </live-stream>
        <stream-inspector for="held"></stream-inspector>
      </div>`,
    );
    const list = page.querySelector('live-stream') as unknown as Songs;
    list.stream(['A', 'B', 'C'].map((text, id) => ({ id, text })));
    await vi.waitFor(() => expect(held(inspectorIn(page))).to.equal('Held: 3 rows'));
    list.delete(1);
    await list.updateComplete;
    expect(list.querySelector('[data-stream=removing]')).not.to.equal(null);
    await vi.waitFor(() => expect(held(inspectorIn(page))).to.equal('Held: 2 rows'));
  });

  it('may be in another element', async () => {
    const page = await fixture(
      html`<div>
        <ul id="rows"></ul>
        <live-stream id="held" for="rows">
          <template><li>{{ text }}</li></template>
        </live-stream>
        <stream-inspector for="held"></stream-inspector>
      </div>`,
    );
    const list = page.querySelector('live-stream') as unknown as Songs;
    list.stream([
      { id: 1, text: 'A' },
      { id: 2, text: 'B' },
    ]);
    await vi.waitFor(() => expect(held(inspectorIn(page))).to.equal('Held: 2 rows'));
  });
});

it('keeps to the strict policy, and says how much lies in a gap by its width', async () => {
  const frame = document.createElement('iframe');
  const script = new URL('../../src/inspector/index.ts', import.meta.url).href;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="style-src 'self'">
    <live-stream id="held"></live-stream><stream-inspector for="held"></stream-inspector><script type="module" src="${script}"></script>`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const home = frame.contentDocument!;
  const refused: string[] = [];
  home.addEventListener('securitypolicyviolation', ({ violatedDirective }) => refused.push(violatedDirective));
  const list = home.querySelector('live-stream') as unknown as Songs;
  list.stream([1, 'gap\u00902-9', 10].map((id) => ({ id, text: 'A' }) as Song));
  const bar = (): HTMLElement[] => Array.from(inspectorIn(home.body).shadowRoot!.querySelectorAll('.bar span'));
  await vi.waitFor(() => expect(bar()).to.have.length(3));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(refused).to.deep.equal([]);
  expect(bar().map(({ style }) => Number(style.flexGrow) > 1)).to.deep.equal([false, true, false]);
  frame.remove();
});
