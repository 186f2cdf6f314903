// Where the role of a stream stands: on the list in it, which is its rows' box or the container they are in, with its name and state.

import { expect, fixture } from '@open-wc/testing';
import { html, nothing } from 'lit';
import '../../src/live-stream/index.js';
import { toldLines, toldNodes } from '../told-tree.js';
import { itWithTools } from './engine.js';
import type { Item } from './list-model.js';
import { items, type ItemStream } from './stream-fixture.js';

const renderItem = ({ text }: Item): unknown => html`<div>${text}</div>`;

async function inPage(markup: unknown): Promise<{ stream: ItemStream; page: HTMLElement; box: HTMLElement }> {
  const page = await fixture<HTMLElement>(html`<div>${markup}</div>`);
  const stream = page.querySelector<ItemStream>('live-stream') as ItemStream;
  stream.renderItem = renderItem;
  await stream.updateComplete;
  return { stream, page, box: stream.shadowRoot?.getElementById('rows') as HTMLElement };
}

/** What a screen reader is told of this page, one line for each element that is more than a box. */
function told(): Promise<string[]> {
  return toldLines(({ role, name }) =>
    /^(list|listitem|feed|article|group|log|button|table|rowgroup|row)$/.test(role?.value ?? '')
      ? `${role?.value} ${name?.value ?? ''}`.trimEnd()
      : undefined,
  );
}

const around = html`
  <h2 slot="header">Songs <button>Play all</button></h2>
  <p slot="empty">None yet. <button>Add one</button></p>
  <button slot="failed">Try again</button>
  <p slot="footer"><a href="#more">More</a></p>
`;

describe('the role of a stream', () => {
  it.for(['list', 'feed', 'log', 'none'])('%s has no faults whatever is in its slots, in every state', async (role) => {
    const label = role === 'none' ? '' : 'Songs';
    const { stream, page } = await inPage(
      html`<live-stream name="list" role=${role} aria-label=${label || nothing}>${around}</live-stream>`,
    );
    await expect(page).to.be.accessible();
    stream.stream(items(1, 3));
    await stream.updateComplete;
    await expect(page).to.be.accessible();
    for (const status of ['loading', 'failed'] as const) {
      stream.status = status;
      await stream.updateComplete;
      await expect(page).to.be.accessible();
    }
  });

  itWithTools('is told of the rows alone, named by what names the stream', async () => {
    const { stream } = await inPage(
      html`<h2 id="heading">My songs</h2>
        <live-stream name="list" role="list" tabindex="0" aria-labelledby="heading">
          ${around}
          <div id="list-0">served</div>
        </live-stream>`,
    );
    stream.stream(items(1, 2));
    await stream.updateComplete;
    const said = ['group My songs', ' button Play all', ' list My songs', '  listitem', '  listitem', '  listitem'];
    expect(await told()).to.deep.equal(said);
    stream.setAttribute('aria-label', 'Songs');
    stream.removeAttribute('aria-labelledby');
    stream.removeAttribute('tabindex');
    stream.role = 'feed';
    await stream.updateComplete;
    expect(await told()).to.deep.equal(['group Songs', ' button Play all', ' feed Songs', '  article', '  article', '  article']);
  });

  it('is read and written as that of any element, by property and by attribute', async () => {
    const { stream, box } = await inPage(html`<live-stream name="list" role="list"></live-stream>`);
    stream.stream(items(1, 1));
    const roles = async (): Promise<unknown[]> => {
      await Promise.resolve();
      await stream.updateComplete;
      return [stream.role, stream.getAttribute('role'), box.getAttribute('role'), stream.children[0]?.getAttribute('role')];
    };
    expect(await roles()).to.deep.equal(['list', 'none', 'list', 'listitem']);
    stream.setAttribute('role', 'feed');
    expect(stream.role).to.equal('feed');
    expect(await roles()).to.deep.equal(['feed', 'none', 'feed', 'article']);
    stream.setAttribute('role', 'none');
    expect(await roles()).to.deep.equal(['none', 'none', null, null]);
    stream.role = 'list';
    expect(await roles()).to.deep.equal(['list', 'none', 'list', 'listitem']);
    stream.role = 'none';
    expect(await roles()).to.deep.equal(['none', 'none', null, null]);
    stream.setAttribute('role', 'log');
    expect(await roles()).to.deep.equal(['log', 'log', null, null]);
    stream.role = 'list';
    await roles();
    const next = stream.nextSibling;
    const parent = stream.parentNode;
    stream.remove();
    stream.setAttribute('role', 'feed');
    parent?.insertBefore(stream, next);
    expect(await roles()).to.deep.equal(['feed', 'none', 'feed', 'article']);
    stream.removeAttribute('role');
    expect(await roles()).to.deep.equal([null, null, null, null]);
  });

  it('has the name of what names it also where that comes later, and is another one then', async () => {
    const { stream, box, page } = await inPage(html`<live-stream name="list" role="list" aria-labelledby="late also"></live-stream>`);
    const names = (): unknown => box.ariaLabelledByElements?.map(({ textContent }) => textContent);
    stream.stream(items(1, 3));
    await stream.updateComplete;
    expect(names()).to.deep.equal([]);
    const heading = (id: string, textContent: string): Element => Object.assign(document.createElement('h2'), { id, textContent });
    const late = heading('late', 'Songs');
    stream.before(late);
    await vi.waitFor(() => expect(names()).to.deep.equal(['Songs']));
    late.replaceWith(heading('late', 'Hits'));
    stream.after(heading('also', 'of today'));
    await vi.waitFor(() => expect(names()).to.deep.equal(['Hits', 'of today']));
    page.querySelector('#also')!.remove();
    stream.insert({ id: 4, text: '4' });
    await vi.waitFor(() => expect(names()).to.deep.equal(['Hits']));
  });

  for (const role of ['list', 'log'])
    itWithTools(`${role} is told to be busy while it loads, and then no more`, async () => {
      const { stream } = await inPage(html`<live-stream name="list" role=${role} aria-label="Songs"></live-stream>`);
      const isBusy = async (): Promise<boolean> => {
        const node = (await toldNodes()).find(({ ignored, role: said }) => !ignored && said?.value === role);
        return node?.properties?.some(({ name, value }) => name === 'busy' && Boolean(value.value)) ?? false;
      };
      stream.stream(items(1, 1));
      await stream.updateComplete;
      expect(await isBusy()).to.equal(false);
      stream.status = 'loading';
      await stream.updateComplete;
      expect(await isBusy()).to.equal(true);
      stream.status = 'ready';
      await stream.updateComplete;
      expect(await isBusy()).to.equal(false);
    });

  it('is that of no list while there are no items, unless they are on their way', async () => {
    const { stream, box } = await inPage(html`<live-stream name="list" role="feed" aria-label="Songs"></live-stream>`);
    const state = (): unknown[] => [box.role, box.ariaBusy, box.ariaLabel];
    expect(state()).to.deep.equal([null, null, null]);
    let answer!: (songs: Item[]) => void;
    const loaded = stream.load(new Promise((answered) => (answer = answered)));
    await stream.updateComplete;
    expect(state()).to.deep.equal(['feed', 'true', 'Songs']);
    answer(items(1, 1));
    await loaded;
    await stream.updateComplete;
    expect(state()).to.deep.equal(['feed', null, 'Songs']);
    stream.reset();
    await stream.updateComplete;
    expect(state()).to.deep.equal([null, null, null]);
  });
});

describe('the role of a stream whose rows are in another element', () => {
  it('is that element’s until it has other rows or none', async () => {
    const { stream, page } = await inPage(html`
      <div id="there"></div>
      <span id="elsewhere" aria-label="Mine"></span>
      <live-stream name="list" role="feed" aria-label="News" for="there"></live-stream>
    `);
    const [there, elsewhere] = ['#there', '#elsewhere'].map((id) => page.querySelector(id) as HTMLElement) as [HTMLElement, HTMLElement];
    const roles = (): unknown[] => [there, elsewhere].map(({ role, ariaLabel }) => [role, ariaLabel]);
    stream.stream(items(1, 2));
    await stream.updateComplete;
    expect(Array.from(there.children, ({ role }) => role)).to.deep.equal(['article', 'article']);
    expect(roles()).to.deep.equal([
      ['feed', 'News'],
      [null, 'Mine'],
    ]);
    await expect(there).to.be.accessible();
    stream.htmlFor = 'elsewhere';
    await stream.updateComplete;
    expect(roles()).to.deep.equal([
      [null, null],
      ['feed', 'Mine'],
    ]);
    stream.remove();
    expect(elsewhere.role).to.equal(null);
    page.append(stream);
    await stream.updateComplete;
    expect(elsewhere.role).to.equal('feed');
    stream.htmlFor = '';
    await stream.updateComplete;
    expect([elsewhere.role, stream.shadowRoot?.getElementById('rows')?.role]).to.deep.equal([null, 'feed']);
  });

  it('leaves alone what that element is by the page or by itself', async () => {
    const { stream, page } = await inPage(html`
      <div id="written" role="log" aria-label="Lines"></div>
      <ul id="list"></ul>
      <table>
        <tbody id="body"></tbody>
      </table>
      <live-stream name="list" role="list" aria-label="Songs" for="written"></live-stream>
    `);
    const shown = async (id: string, tag: string): Promise<unknown[]> => {
      stream.htmlFor = id;
      stream.renderItem = (item) =>
        tag === 'tr'
          ? html`<tr>
              <td>${item.text}</td>
            </tr>`
          : tag === 'li'
            ? html`<li>${item.text}</li>`
            : renderItem(item);
      stream.reset();
      stream.stream(items(1, 1));
      await stream.updateComplete;
      await expect(page).to.be.accessible();
      const container = page.querySelector(`#${id}`) as HTMLElement;
      return [
        container.getAttribute('role'),
        container.ariaLabel,
        container.children[0]?.localName,
        container.children[0]?.getAttribute('role'),
      ];
    };
    expect(await shown('written', 'div')).to.deep.equal(['log', 'Lines', 'div', null]);
    expect(await shown('list', 'li')).to.deep.equal([null, 'Songs', 'li', null]);
    expect(await shown('body', 'tr')).to.deep.equal([null, null, 'tr', null]);
  });
});
