// The inspector beside a list, and beside a chat.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { cdp, userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import '../../src/inspector/index.js';
import type { StreamInspector } from '../../src/inspector/index.js';
import '../../src/live-stream/index.js';
import type { LiveStream } from '../../src/live-stream/index.js';
import { World } from '../chat/world.js';
import { listBelow } from '../../src/testing/below.js';
import { itWithTools } from '../live-stream/engine.js';
import { button, fact, inspectorIn, logged, shown, type Song } from './beside.js';

async function besideList(): Promise<{ list: LiveStream<Song>; inspector: StreamInspector; page: Element }> {
  const page = await fixture(
    html`<div>
      <live-stream id="songs" name="songs"></live-stream>
      <stream-inspector for="songs"></stream-inspector>
    </div>`,
  );
  const inspector = inspectorIn(page);
  await inspector.updateComplete;
  return { page, inspector, list: page.querySelector('live-stream') as unknown as LiveStream<Song> };
}

const prefer = (features: { name: string; value: string }[]): Promise<unknown> => cdp().send('Emulation.setEmulatedMedia', { features });

describe('<stream-inspector> beside a list', () => {
  it('lists ops as they are applied: rewritten, dropped and refused ones, too', async () => {
    const { list, inspector } = await besideList();
    list.stream([{ id: 1, text: 'Naima' }], { limit: -5 });
    await list.updateComplete;
    const rewrite = (event: Event & { ops?: unknown }): void => void (event.ops = [{ op: 'delete', id: 1 }]);
    list.addEventListener('stream-before-apply', rewrite, { once: true });
    list.insert({ id: 2, text: 'Blue' });
    await list.updateComplete;
    list.addEventListener('stream-before-apply', (event) => event.preventDefault(), { once: true });
    list.insert({ id: 3, text: 'So What' });
    await list.updateComplete;
    list.addEventListener('stream-error', (event) => event.preventDefault(), { once: true });
    list.apply({ op: 'append' } as never);
    await vi.waitFor(() =>
      expect(logged(inspector)).to.deep.equal([
        'stream 1 item, limit -5',
        'delete 1',
        'dropped insert 3',
        'refused <live-stream name="songs">: op must be insert, stream, reset or delete, got "append"',
      ]),
    );
  });

  it('records, exports without words, and plays the recording to a list step by step', async () => {
    const { list, inspector } = await besideList();
    await userEvent.click(button(inspector, 'Record'));
    list.insert({ id: 1, text: 'Naima' });
    await list.updateComplete;
    list.insert({ id: 2, text: 'Blue' }, { at: 0 });
    await list.updateComplete;
    await vi.waitFor(() => expect(button(inspector, 'Record').textContent).to.contain('(2)'));
    expect(inspector.export()).not.to.contain('Naima');
    const recording = inspector.export({ withWords: true });

    expect(inspector.replay(recording)).to.equal(true);
    await list.updateComplete;
    expect(list.size).to.equal(0);
    await vi.waitFor(() => expect(button(inspector, 'Step').textContent).to.contain('0 of 2'));
    await userEvent.click(button(inspector, 'Step'));
    await list.updateComplete;
    expect(Array.from(list.children, ({ id }) => id)).to.deep.equal(['songs-1']);
    await userEvent.click(button(inspector, 'Step'));
    await list.updateComplete;
    expect(Array.from(list.children, ({ id }) => id)).to.deep.equal(['songs-2', 'songs-1']);
    await vi.waitFor(() => expect(button(inspector, 'Step').ariaDisabled).to.equal('true'));
    expect(inspector.step()).to.equal(false);
  });

  it('records the rows that are there first, so that its replay ends as the list did', async () => {
    const { list, inspector } = await besideList();
    const words = (): (string | null)[] => Array.from(list.children, ({ textContent }) => textContent);
    const songs = ['A', 'B', 'C'].map((text, i) => ({ id: i + 1, text }));
    list.limit = 2; // of ops that name none: what an op let in beyond it was there all the same
    list.stream(songs, { limit: 10 });
    await list.updateComplete;
    await userEvent.click(button(inspector, 'Record'));
    await inspector.updateComplete;
    for (const change of [
      () => list.insert({ id: 4, text: 'D' }, { at: 1, limit: 10 }),
      () => list.insert({ id: 2, text: 'B2' }, { updateOnly: true }),
      () => list.delete(1),
    ]) {
      change();
      await list.updateComplete;
    }
    expect(words()).to.deep.equal(['D', 'B2', 'C']);
    expect(inspector.export()).to.match(/^{"ms":\d+,"ops":\[{"op":"reset","items":\[{"id":1,"text":"·"}/);

    const recording = inspector.export({ withWords: true });
    list.reset();
    expect(inspector.replay(recording)).to.equal(true);
    expect(inspector.step()).to.equal(true);
    await list.updateComplete;
    expect(words()).to.deep.equal(['A', 'B', 'C']);
    while (inspector.step());
    await list.updateComplete;
    expect(words()).to.deep.equal(['D', 'B2', 'C']);
  });

  it('records rows that are in another element, those of the list alone', async () => {
    const page = await fixture(
      html`<div>
        <ul id="box"></ul>
        <live-stream id="one" for="box"></live-stream>
        <live-stream id="two" for="box"></live-stream>
        <stream-inspector for="two"></stream-inspector>
      </div>`,
    );
    for (const list of page.querySelectorAll('live-stream')) {
      list.insert({ id: 1, text: `of ${list.id}` });
      await list.updateComplete;
    }
    await userEvent.click(button(inspectorIn(page), 'Record'));
    expect(inspectorIn(page).export({ withWords: true })).to.contain('"ops":[{"op":"reset","items":[{"id":1,"text":"of two"}]}]');
    expect(inspectorIn(page).export({ withWords: true })).not.to.contain('of one');
  });

  it('records from the start what a list is given back from storage', async () => {
    const kept = html`<live-stream id="kept" name="kept" persist="inspected"></live-stream>`;
    const before = (await fixture(kept)) as unknown as LiveStream<Song>;
    await before.clear();
    before.insert({ id: 1, text: 'Naima' });
    await before.updateComplete;
    await before.persisted();
    before.remove();
    const page = await fixture(html`<div>${kept}<stream-inspector for="kept" recording></stream-inspector></div>`);
    await vi.waitFor(() => expect(inspectorIn(page).export({ withWords: true })).to.contain('Naima'));
    await page.querySelector('live-stream')!.clear();
  });

  it('leaves out of a file what cannot be in it, and says what', async () => {
    const { list, inspector } = await besideList();
    const errors: string[] = [];
    inspector.addEventListener('stream-error', ({ error }) => errors.push(error.message));
    list.insert({ id: 1, text: 'there', plays: 10n } as never);
    await list.updateComplete;
    await userEvent.click(button(inspector, 'Record'));
    await inspector.updateComplete;
    list.apply([
      { op: 'insert', item: { id: 2, text: 'told' } },
      { op: 'insert', item: { id: 3, text: 'often', plays: 10n } as never },
    ]);
    await vi.waitFor(() => expect(button(inspector, 'Record').textContent).to.contain('(2)'));
    expect(
      inspector
        .export()
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { ops: unknown }).ops),
    ).to.deep.equal([[{ op: 'reset', items: [] }], [{ op: 'insert', item: { id: 2, text: '····' } }]]);
    await inspector.updateComplete;
    expect(shown(inspector, '[role=alert]')).to.match(/^not in the file: reset 1 \(.*BigInt.*\), and 1 more$/);
    expect(errors).to.have.length(1);
  });

  it('takes no file that is no recording, and plays none of it', async () => {
    const { list, inspector } = await besideList();
    list.insert({ id: 1, text: 'Naima' });
    await list.updateComplete;
    const good = '{"ms":0,"ops":[]}';
    for (const [file, trouble] of [
      ['', 'the recording has no steps'],
      [`${good}\n{"ms":0,"ops":[{"op":"jump"}]}`, 'line 2 of the recording: op must be insert, stream, reset or delete, got "jump"'],
    ] as const) {
      expect(inspector.replay(good)).to.equal(true);
      list.insert({ id: 1, text: 'Naima' });
      await list.updateComplete;
      expect(inspector.replay(file)).to.equal(false);
      await inspector.updateComplete;
      expect(shown(inspector, '[role=alert]')).to.equal(trouble);
      expect([list.size, button(inspector, 'Step').textContent.trim(), inspector.step()]).to.deep.equal([1, 'Step', false]);
    }
  });

  it('says what is wrong with a file, and leaves the list alone', async () => {
    const { list, inspector } = await besideList();
    list.insert({ id: 1, text: 'Naima' });
    await list.updateComplete;
    const errors: string[] = [];
    inspector.addEventListener('stream-error', ({ error }) => errors.push(error.message));
    expect(inspector.replay('oops')).to.equal(false);
    await inspector.updateComplete;
    expect(errors).to.deep.equal(['<stream-inspector for="songs">: line 1 of the recording is not JSON: oops']);
    expect(shown(inspector, '[role=alert]')).to.equal('line 1 of the recording is not JSON: oops');
    expect(list.size).to.equal(1);
  });

  it('says which file cannot be read, and reads one to its end where it is taken out meanwhile', async () => {
    const { inspector } = await besideList();
    const errors: string[] = [];
    inspector.addEventListener('stream-error', ({ error }) => errors.push(error.message));
    const open = async (text: Promise<string>): Promise<void> => {
      const file = Object.assign(new File([], 'a.jsonl'), { text: () => text });
      Object.defineProperty(inspector.file, 'files', { value: [file], configurable: true });
      inspector.file.dispatchEvent(new Event('change'));
      await text.catch(() => undefined);
      await inspector.updateComplete;
    };
    await open(Promise.reject(new Error('the disk is gone')));
    expect(shown(inspector, '[role=alert]')).to.equal('the disk is gone');
    const reading = open(Promise.resolve('oops'));
    inspector.htmlFor = '';
    await reading;
    expect(errors[0]).to.equal('<stream-inspector for="songs">: the disk is gone');
    expect(errors).to.have.length(2);
  });

  it('looks past its own log where what it looks at is around it', async () => {
    const page = await fixture(html`
      <div>
        <section id="around">
          <stream-inspector for="around"></stream-inspector>
          <live-stream name="songs"></live-stream>
        </section>
      </div>
    `);
    const [inspector, list] = [inspectorIn(page), page.querySelector('live-stream')!];
    await inspector.updateComplete;
    list.insert({ id: 1, text: 'Naima' });
    await list.updateComplete;
    await vi.waitFor(() => expect(logged(inspector)).to.deep.equal(['insert 1']));
    expect(shown(inspector, 'strong')).to.contain('stream songs');
    expect(listBelow(inspector)).to.equal(inspector.log);
  });

  it('says so where there is nothing to look at, and finds what comes later', async () => {
    const page = await fixture(html`<div><stream-inspector for="later"></stream-inspector></div>`);
    const inspector = inspectorIn(page);
    await inspector.updateComplete;
    expect(shown(inspector, 'strong')).to.equal('#later: no list yet');
    const list = Object.assign(document.createElement('live-stream'), { id: 'later' });
    page.append(list);
    await vi.waitFor(() => expect(shown(inspector, 'strong')).to.equal('#later, stream stream'));
    list.remove();
    await vi.waitFor(() => expect(shown(inspector, 'strong')).to.equal('#later: no list yet'));
  });

  it('costs the list nothing it would do otherwise: ops are checked once', async () => {
    const { list, inspector } = await besideList();
    let reads = 0;
    const item = {
      get id(): number {
        reads += 1;
        return 1;
      },
      text: 'Naima',
    };
    const alone = document.createElement('live-stream') as unknown as LiveStream<Song>;
    document.body.append(alone);
    alone.insert(item);
    await alone.updateComplete;
    const usual = reads;
    reads = 0;
    list.insert(item);
    await list.updateComplete;
    await vi.waitFor(() => expect(logged(inspector)).to.have.length(1));
    // Once more for the words of the log.
    expect(reads).to.equal(usual + 1);
    alone.remove();
  });

  itWithTools('tells by lines what is pressed and what was refused, where the colours are the system’s', async () => {
    await prefer([{ name: 'forced-colors', value: 'active' }]);
    try {
      const { list, inspector } = await besideList();
      list.addEventListener('stream-error', (event) => event.preventDefault(), { once: true });
      list.insert({ id: 1, text: 'Naima' });
      list.apply({ op: 'append' } as never);
      await vi.waitFor(() => expect(logged(inspector)).to.have.length(2));
      await userEvent.click(button(inspector, 'Record'));
      await inspector.updateComplete;
      const start = [...inspector.log.querySelectorAll('.op')].map((line) => getComputedStyle(line).borderInlineStartWidth);
      expect(start.toSorted()).to.deep.equal(['0px', '3px']);
      const drawn = ['Record', 'Export'].map((name) => getComputedStyle(button(inspector, name)).borderBlockStartWidth);
      expect(drawn).to.deep.equal(['3px', '1px']);
    } finally {
      await prefer([]);
    }
  });

  it('is accessible', async () => {
    const { list, inspector } = await besideList();
    list.stream([
      { id: 1, text: 'Naima' },
      { id: 2, text: 'Blue' },
    ]);
    await vi.waitFor(() => expect(logged(inspector)).to.have.length(1));
    await expect(inspector).to.be.accessible();
  });
});

describe('<stream-inspector> beside a chat', () => {
  let world: World;
  beforeEach(() => (world = new World({ storage: 'disk' })));
  afterEach(() => world.close());

  async function besideChat(): Promise<StreamInspector> {
    const page = await fixture(
      html`<div>
        <chat-app id="chat" .chat=${world.chat} room="weekend-plans" style="block-size: 500px; inline-size: 800px"></chat-app>
        <stream-inspector for="chat"></stream-inspector>
      </div>`,
    );
    const inspector = inspectorIn(page);
    await vi.waitFor(() => expect(Number(fact(inspector, 'Rows'))).to.be.greaterThan(5));
    return inspector;
  }

  it('tells how it stands, what waits, the databases and the tabs', async () => {
    const inspector = await besideChat();
    expect(shown(inspector, 'strong')).to.contain('room weekend-plans, stream');
    await vi.waitFor(() => expect(fact(inspector, 'State')).to.equal('live'));
    expect([fact(inspector, 'Waiting'), fact(inspector, 'Failed')]).to.deep.equal(['0', '0']);
    await vi.waitFor(() => expect(fact(inspector, 'Tabs')).to.equal('1'));
    expect(fact(inspector, 'Databases')).to.match(/outbox/);
    expect(fact(inspector, 'Storage')).to.match(/MB of/);
    expect(inspector.shadowRoot!.querySelector('.bar')!.getAttribute('aria-label')).to.match(/^Held: \d+ rows, \d+ to \d+$/);
  });

  it('counts what is written while there is no connection', async () => {
    const inspector = await besideChat();
    world.online = false;
    const composer = document.querySelector('chat-app')!.openRoom!.composer!;
    await userEvent.type(composer.shadowRoot!.querySelector('textarea')!, 'From the train{Enter}');
    await vi.waitFor(() => expect(fact(inspector, 'Waiting')).to.equal('1'));
    world.online = true;
    await vi.waitFor(() => expect(fact(inspector, 'Waiting')).to.equal('0'), { timeout: 10_000 });
  });

  it('does not play a recording into a chat', async () => {
    const inspector = await besideChat();
    expect(inspector.replay('')).to.equal(false);
    expect(button(inspector, 'Step')).to.equal(undefined);
  });

  it('makes trouble on a server, and ends it when it goes', async () => {
    const inspector = await besideChat();
    const faults = new Set<string>();
    const server = {
      online: true,
      latency: 5,
      faults: {
        add: ({ do: kind }: { do: string }) => {
          faults.add(kind);
          return () => void faults.delete(kind);
        },
      },
    };
    inspector.server = server;
    await inspector.updateComplete;
    for (const words of ['Offline', 'Slow', 'Duplicate', 'Reorder']) await userEvent.click(button(inspector, words));
    expect([server.online, server.latency, ...faults]).to.deep.equal([false, 2000, 'duplicate-op', 'reorder-ops']);
    await inspector.updateComplete;
    expect(button(inspector, 'Slow').getAttribute('aria-pressed')).to.equal('true');
    await userEvent.click(button(inspector, 'Slow'));
    expect(server.latency).to.equal(5);
    inspector.remove();
    expect([server.online, server.latency, ...faults]).to.deep.equal([true, 5]);
  });
});
