// What `live-stream-kit/testing` waits for, hears and measures, and that it fails when there is nothing to wait for.

import { expect, fixture } from '@open-wc/testing';
import { html, LitElement } from 'lit';
import { vi } from 'vitest';
import '../../src/chat/index.js';
import type { ChatApp, ChatRoom } from '../../src/chat/index.js';
import { openChat } from '../../src/chat/index.js';
import { announced, driftOf, FakeBackend, scrollToEdge, settled } from '../../src/testing/index.js';
import { items, itemStream, type ItemStream } from '../live-stream/stream-fixture.js';

/** The message an async function fails with. */
async function failure(act: () => Promise<unknown>): Promise<string> {
  return act().then(
    () => 'nothing failed',
    (error: unknown) => (error as Error).message,
  );
}

async function longStream(): Promise<ItemStream> {
  const stream = await itemStream();
  stream.style.cssText = 'display: block; block-size: 200px; overflow-y: auto';
  stream.stream(items(1, 60));
  await settled(stream);
  return stream;
}

describe('settled', () => {
  it('waits for ops given and for a load on its way', async () => {
    const stream = await itemStream();
    let bring: (given: ReturnType<typeof items>) => void = () => undefined;
    void stream.load(new Promise((resolve) => (bring = resolve)));
    setTimeout(() => bring(items(1, 3)), 50);
    await settled(stream);
    expect(stream.size).to.equal(3);
    stream.insert({ id: 4, text: '4' });
    await settled();
    expect(stream.textContent).to.contain('4');
  });

  it('leaves no timer behind, however much it waited for', async () => {
    const stream = await itemStream();
    stream.stream(items(1, 3));
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await settled(document, { timeout: 60_000 });
    const long = set.mock.results.filter((_, at) => Number(set.mock.calls[at]![1]) > 30_000).map(({ value }) => value as number);
    const ended = cleared.mock.calls.map(([timer]) => timer as unknown);
    vi.restoreAllMocks();
    expect(long).to.have.lengthOf(1);
    expect(ended).to.include(long[0]);
  });

  it('names a list that never ends loading, and an element whose update never ends', async () => {
    const stream = await itemStream();
    void stream.load(new Promise(() => undefined));
    expect(await failure(() => settled(stream, { timeout: 100 }))).to.match(/not settled after 100 ms: <live-stream .*is loading/);
    stream.remove();

    class EndlessElement extends LitElement {
      protected override getUpdateComplete(): Promise<boolean> {
        return new Promise(() => undefined);
      }
    }
    customElements.define('endless-element', EndlessElement);
    const element = document.createElement('endless-element');
    document.body.append(element);
    expect(await failure(() => settled(element, { timeout: 100 }))).to.contain('the update of <endless-element> does not end');
    element.remove();
  });

  it('ends in a page that is not painted, from the first frame on or later, and says so', async () => {
    const stream = await longStream();
    const paint = vi.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(0);
    try {
      expect(await failure(() => settled(stream, { timeout: 100 }))).to.equal('not settled after 100 ms: no frame was painted');
      expect(await failure(() => scrollToEdge(stream, 'end', { timeout: 100 }))).to.contain('no frame was painted');
      void stream.load(new Promise(() => undefined));
      await stream.updateComplete;
      expect(await failure(() => settled(stream, { timeout: 100 }))).to.match(/ is loading, and no frame was painted$/);
      paint.mockRestore();
      const { requestAnimationFrame } = globalThis;
      vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementationOnce(requestAnimationFrame).mockReturnValue(0);
      expect(await failure(() => settled(stream, { timeout: 1_500 }))).to.match(/ is loading, and no frame was painted$/);
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe('scrollToEdge', () => {
  it('goes to an edge and waits for what comes there', async () => {
    const stream = await longStream();
    stream.addEventListener('viewport-bottom', () => void setTimeout(() => stream.stream(items(61, 70)), 0), { once: true });
    expect(await scrollToEdge(stream, 'end')).to.equal(10);
    expect(await scrollToEdge(stream, 'start')).to.equal(0);
    expect(stream.scrollTop).to.equal(0);
  });

  it('counts the rows that came, also where a limit lets as many go', async () => {
    const stream = await longStream();
    stream.addEventListener('viewport-bottom', () => void setTimeout(() => stream.stream(items(61, 70), { limit: -60 }), 0), {
      once: true,
    });
    expect(await scrollToEdge(stream, 'end')).to.equal(10);
    expect(stream.size).to.equal(60);
  });

  it('says that there is no list', async () => {
    expect(await failure(async () => scrollToEdge(await fixture(html`<p></p>`), 'end'))).to.equal('<p> has no <live-stream>');
  });
});

describe('driftOf', () => {
  it('is next to nothing when rows come above, and what it is when something moves the reader', async () => {
    const stream = await longStream();
    stream.scrollTop = 400;
    await settled(stream);
    const held = await driftOf(stream, () => stream.stream(items(101, 120), { at: 0 }));
    expect(held.pixels).to.be.below(1);
    expect(held.blanks).to.equal(0);
    const moved = await driftOf(stream, () => (stream.scrollTop += 30));
    expect(moved.pixels).to.be.within(29, 31);
    expect(moved.frames).to.be.above(2);
  });

  it('minds rows alone, whatever stands before and after them', async () => {
    const stream = await longStream();
    const named = ['footer', 'header'].map((slot) => Object.assign(document.createElement('p'), { slot, textContent: slot }));
    stream.prepend(...named);
    stream.scrollTop = 400;
    await settled(stream);
    expect((await driftOf(stream, () => (stream.scrollTop += 30))).pixels).to.be.within(29, 31);
  });

  it('throws what is thrown meanwhile', async () => {
    const stream = await longStream();
    const fails = (): never => {
      throw new Error('on purpose');
    };
    expect(await failure(() => driftOf(stream, fails))).to.equal('on purpose');
  });
});

describe('a list with its rows in another element', () => {
  async function listBeside(): Promise<{ stream: ItemStream; scroller: HTMLElement }> {
    const box = await fixture<HTMLElement>(html`
      <div>
        <div class="scroller" style="block-size: 200px; overflow-y: auto; overflow-anchor: none">
          <ul id="rows-beside"></ul>
        </div>
        <live-stream name="list" for="rows-beside" anchor="none"></live-stream>
      </div>
    `);
    const stream = box.querySelector('live-stream') as ItemStream;
    stream.stream(items(1, 60));
    await settled(stream);
    return { stream, scroller: box.querySelector('.scroller')! };
  }

  it('is brought to its edges where it scrolls', async () => {
    const { stream, scroller } = await listBeside();
    const end = scroller.scrollHeight - scroller.clientHeight;
    stream.addEventListener('viewport-bottom', () => void setTimeout(() => stream.stream(items(61, 70)), 0), { once: true });
    expect(await scrollToEdge(stream, 'end')).to.equal(10);
    expect(scroller.scrollTop).to.be.closeTo(end, 1);
    await scrollToEdge(stream, 'start');
    expect([scroller.scrollTop, document.scrollingElement?.scrollTop]).to.deep.equal([0, 0]);
  });

  it('is seen to drift, and to be gone', async () => {
    const { stream, scroller } = await listBeside();
    scroller.scrollTop = 400;
    await settled(stream);
    const still = await driftOf(stream, () => stream.insert({ id: 61, text: '61' }));
    expect([still.pixels, still.blanks]).to.deep.equal([0, 0]);
    expect((await driftOf(stream, () => (scroller.scrollTop += 30))).pixels).to.be.within(29, 31);
    const gone = await driftOf(stream, () => (scroller.querySelector('ul')!.hidden = true));
    expect(gone.blanks).to.be.above(0);
  });

  it('is waited for while it scrolls', async () => {
    const { stream, scroller } = await listBeside();
    scroller.scrollTo({ top: 1_000, behavior: 'smooth' });
    await settled(stream);
    expect(scroller.scrollTop).to.be.closeTo(Math.min(1_000, scroller.scrollHeight - scroller.clientHeight), 1);
  });
});

describe('a whole chat', () => {
  /** A chat as `scrollToEdge` and `driftOf` are given it, with the list of its rooms and that of the messages. */
  async function inChat(room: string, act: (app: ChatApp) => Promise<void>): Promise<void> {
    const backend = new FakeBackend({ archived: 500 });
    const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'testing-whole', storage: 'memory' });
    const app = await fixture<ChatApp>(html`<chat-app room=${room} .chat=${chat} style="block-size: 500px"></chat-app>`);
    try {
      await settled(app);
      await act(app);
    } finally {
      app.remove();
      await chat.close();
      await backend.close();
    }
  }

  it('is read by its messages, not by its rooms', () =>
    inChat('archive', async (app) => {
      const messages = app.shadowRoot!.querySelector('chat-room')!.shadowRoot!.querySelector('live-stream')!;
      const { pixels } = await driftOf(app, () => (messages.scrollTop -= 60));
      expect(pixels).to.be.within(59, 61);
      expect(await scrollToEdge(app, 'start')).to.be.above(0);
    }));

  it('says that no room is open, and reads the rooms where it is given these', () =>
    inChat('', async (app) => {
      const none = 'in <chat-app> only the rooms are a list: open a room, or give <room-list>';
      expect(await failure(() => scrollToEdge(app, 'end'))).to.equal(none);
      expect(await failure(() => driftOf(app, () => undefined))).to.equal(none);
      expect(await scrollToEdge(app.shadowRoot!.querySelector('room-list')!, 'end')).to.equal(0);
    }));
});

describe('announced', () => {
  const change = async (act: () => void): Promise<void> => {
    act();
    await new Promise((resolve) => setTimeout(resolve));
  };

  it('hears regions as readers do', async () => {
    const page = await fixture<HTMLElement>(html`
      <div>
        <p role="status">there before</p>
        <div role="log"><p>old</p></div>
        <p aria-live="polite">a b</p>
        <p role="status" hidden></p>
        <p role="status" aria-live="off"></p>
        <div aria-hidden="true"><p role="status"></p></div>
      </div>
    `);
    const heard = announced(page);
    const [status, log, , hidden, off, unseen] = page.querySelectorAll<HTMLElement>('[role], [aria-live]');
    for (const silent of [hidden, off, unseen]) await change(() => (silent!.textContent = 'never'));
    await change(() => (status!.textContent = ' said   once '));
    await change(() => (status!.textContent = 'said once'));
    await change(() => log!.append(Object.assign(document.createElement('p'), { textContent: 'new' })));
    await change(() => (status!.textContent = ''));
    await change(() => page.insertAdjacentHTML('beforeend', '<p role="alert">at once</p><p role="status">too early</p>'));
    expect(heard.words).to.deep.equal(['said once', 'new', 'at once']);
    heard.stop();
    await change(() => (status!.textContent = 'after'));
    expect(heard.words).to.have.lengthOf(3);
  });

  it('hears what is a region without saying so, and what comes to be seen', async () => {
    const page = await fixture<HTMLElement>(html`
      <div>
        <output></output>
        <p role="alert" hidden>No connection</p>
        <p role="status" hidden>not at once</p>
        <p role="status"><span>Saved</span><b hidden>, twice</b></p>
        <div role="log">
          <p>one</p>
          <p hidden>two</p>
        </div>
        <p role="alert" style="display: none">styled</p>
        <p role="status" style="display: contents"></p>
        <div hidden><p role="status" style="display: contents"></p></div>
      </div>
    `);
    const heard = announced(page);
    const [alert, status, saved, log, styled, boxless, unseen] = page.querySelectorAll<HTMLElement>('[role]');
    await change(() => (page.querySelector('output')!.value = '3 results'));
    await change(() => (alert!.hidden = false));
    await change(() => (status!.hidden = false));
    await change(() => (saved!.querySelector('b')!.textContent = ', thrice'));
    await change(() => (saved!.querySelector('b')!.hidden = false));
    await change(() => (log!.lastElementChild as HTMLElement).removeAttribute('hidden'));
    await change(() => (styled!.style.display = ''));
    await change(() => (unseen!.textContent = 'never'));
    await change(() => (boxless!.textContent = 'boxless'));
    await change(() => (alert!.hidden = true));
    await change(() => (alert!.hidden = false));
    await change(() => alert!.remove());
    await change(() => page.append(alert!));
    const opened = ['3 results', 'No connection', 'Saved, thrice', 'two', 'styled', 'boxless'];
    expect(heard.words).to.deep.equal([...opened, 'No connection', 'No connection']);
    heard.stop();
  });

  it('hears a shadow tree that an element of the page is given later, and leaves the browser as it was', async () => {
    const given = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow');
    const page = await fixture<HTMLElement>(
      html`<div>
        <section></section>
        <late-element></late-element>
      </div>`,
    );
    const [heard, other] = [announced(page), announced(page)];
    await change(() => (page.querySelector('section')!.attachShadow({ mode: 'open' }).innerHTML = '<p role="status"></p>'));
    await change(() => (page.querySelector('section')!.shadowRoot!.querySelector('p')!.textContent = 'in a tree'));
    class LateElement extends LitElement {
      static override properties = { text: {} };
      declare text: string;
      protected override render(): unknown {
        return html`<p role="status">${this.text}</p>`;
      }
    }
    await change(() => customElements.define('late-element', LateElement));
    const late = page.querySelector<LateElement>('late-element')!;
    await late.updateComplete;
    await change(() => (late.text = 'defined late'));
    await late.updateComplete;
    heard.stop();
    await change(() => (late.text = 'heard by one'));
    await late.updateComplete;
    expect(heard.words).to.deep.equal(['in a tree', 'defined late']);
    expect(other.words).to.deep.equal(['in a tree', 'defined late', 'heard by one']);
    other.stop();
    expect(Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow')).to.deep.equal(given);
  });

  it('hears the words of rows that have a shadow tree, block by block', async () => {
    class CardElement extends HTMLElement {
      constructor() {
        super();
        this.attachShadow({ mode: 'open' }).innerHTML = '<style>p { color: red }</style><p>Song</p><slot></slot>';
      }
    }
    customElements.define('card-element', CardElement);
    const page = await fixture<HTMLElement>(html`<div role="log"><card-element>one</card-element></div>`);
    const heard = announced(page);
    await change(() => page.insertAdjacentHTML('beforeend', '<card-element>t<b>w</b>o</card-element>'));
    expect(heard.words).to.deep.equal(['Song two']);
    heard.stop();
  });

  it('hears a room within its shadow tree, waits for a sentence, and says what there was instead', async () => {
    const backend = new FakeBackend();
    const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'testing', storage: 'memory' });
    const room = await fixture<ChatRoom>(html`<chat-room room="weekend-plans" .chat=${chat}></chat-room>`);
    await settled(room);
    const heard = announced(room);
    await backend.post('ben', 'weekend-plans', 'Who brings bread?');
    expect(await heard.heard('bread')).to.contain('Who brings bread?');
    expect(await failure(() => heard.heard('wine', 50))).to.match(/“wine” was not said in 50 ms, but: .*bread/);
    room.remove();
    await chat.close();
    await backend.close();
  });
});

describe('FakeBackend', () => {
  it('keeps what is written offline from the server until the wire is back, and knows its users', async () => {
    const backend = new FakeBackend({ online: false });
    const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'testing-offline', storage: 'memory' });
    const room = await fixture<ChatRoom>(html`<chat-room room="weekend-plans" .chat=${chat}></chat-room>`);
    expect(backend.online).to.equal(false);
    const release = backend.hold();
    backend.online = true;
    release();
    await settled(room);
    expect(() => backend.user('nobody')).to.throw('the seed has no user nobody, but ana');
    room.remove();
    await chat.close();
    await backend.close();
  });

  it('holds until each who held has let go, once, and leaves the server as it was', async () => {
    const backend = new FakeBackend();
    const { travel } = backend.host;
    const [first, second] = [backend.hold(), backend.hold()];
    const asked = { userId: 'ana', topic: 'rooms', event: 'sync', payload: {} };
    let arrived = false;
    const way = backend.host.travel(asked).then(() => (arrived = true));
    await vi.waitFor(() => expect(backend.host.held).to.deep.equal([asked]));
    first();
    first();
    await new Promise((resolve) => setTimeout(resolve));
    expect([arrived, backend.host.held.length]).to.deep.equal([false, 1]);
    second();
    await way;
    expect([backend.host.travel, backend.host.held]).to.deep.equal([travel, []]);
    await backend.host.travel(asked);
    await backend.close();
  });
});
