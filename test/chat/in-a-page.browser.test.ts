// A chat in the layouts and styles of pages: it is seen in all of them, and how the page writes its own text is not how the chat does.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import type { ChatRoom } from '../../src/chat/chat-room.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { newWorld } from './room-fixture.js';

/** A chat, or a room alone, last in a box of 800 by 500 pixels that is laid out as a page does it. */
async function inPage<T extends ChatApp | ChatRoom>(name: 'chat-app' | 'chat-room', style: string, own = '', before = ''): Promise<T> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = `inline-size: 800px; block-size: 500px; ${style}`;
  box.innerHTML = before;
  const element = document.createElement(name) as T;
  Object.assign(element, { chat: newWorld().chat, room: 'weekend-plans', timeZone: 'UTC' });
  element.style.cssText = own;
  box.append(element);
  await vi.waitFor(() => expect(rowsOf(element).length).to.be.greaterThan(9));
  await Promise.all(rowsOf(element).map((row) => row.updateComplete));
  return element;
}

const roomOf = (element: ChatApp | ChatRoom): ChatRoom => ('openRoom' in element ? element.openRoom! : element);
const rowsOf = (element: ChatApp | ChatRoom): MessageItem[] => [...(roomOf(element).list?.querySelectorAll('message-item') ?? [])];
const widthOf = (element: Element): number => Math.round(element.getBoundingClientRect().width);

describe('a chat in a page', () => {
  it('moved into a frame keeps its looks, and so has what comes to it there', async () => {
    const app = await inPage<ChatApp>('chat-app', 'display: block');
    const looks = (): string[] =>
      [app, roomOf(app), roomOf(app).shadowRoot!.querySelector('message-composer')!, rowsOf(app).at(-1)!].map((element) => {
        const { display, fontFamily, color } = (element.ownerDocument.defaultView ?? window).getComputedStyle(element);
        return [element.localName, display, fontFamily, color].join(' ');
      });
    const before = looks();
    const frame = await fixture<HTMLIFrameElement>(html`<iframe style="inline-size: 800px; block-size: 500px"></iframe>`);
    frame.contentDocument!.body.append(app);
    await vi.waitFor(() => expect(rowsOf(app).length).to.be.greaterThan(9));
    expect(looks()).to.deep.equal(before);
    const composer = roomOf(app).shadowRoot!.querySelector('message-composer')!;
    const field = composer.shadowRoot!.querySelector('textarea')!;
    field.value = 'From the frame';
    field.dispatchEvent(new InputEvent('input'));
    composer.shadowRoot!.querySelector<HTMLElement>('[part~="send"]')!.click();
    await vi.waitFor(() => expect(rowsOf(app).at(-1)?.message?.content).to.equal('From the frame'));
    expect(looks()).to.deep.equal(before);
  });

  it('moved into a frame gives on the focus of a message that goes, and copies several as lines', async () => {
    const app = await inPage<ChatApp>('chat-app', 'display: block');
    const frame = await fixture<HTMLIFrameElement>(html`<iframe style="inline-size: 800px; block-size: 500px"></iframe>`);
    const page = frame.contentDocument!;
    page.body.append(app);
    await vi.waitFor(() => expect(rowsOf(app).length).to.be.greaterThan(9));
    await Promise.all(rowsOf(app).map((row) => row.updateComplete));
    const [read, next] = rowsOf(app).slice(-3) as [MessageItem, MessageItem];
    read.focus();
    expect(page.activeElement).to.equal(app);
    roomOf(app).list!.delete(read.message!.id);
    await vi.waitFor(() => expect(next.matches(':focus')).to.equal(true));

    const words = rowsOf(app)
      .slice(-2)
      .map((row) => row.shadowRoot!.querySelector('[part=text]')!);
    page.getSelection()!.setBaseAndExtent(words[0]!, 0, words[1]!, words[1]!.childNodes.length);
    let copied = '';
    page.addEventListener('copy', ({ clipboardData }) => (copied = clipboardData?.getData('text/plain') ?? ''));
    await vi.waitFor(() => {
      words[1]!.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, composed: true, clipboardData: new DataTransfer() }));
      expect(copied.split('\n')).to.have.length(2);
    });
  });

  for (const name of ['chat-app', 'chat-room'] as const) {
    for (const style of [
      'display: block',
      'display: flex',
      'display: flex; flex-direction: column; align-items: center',
      'display: grid; place-items: center',
    ])
      it(`<${name}> takes the width there is in ${style}`, async () => {
        expect(widthOf(await inPage(name, style))).to.equal(800);
        expect(widthOf(await inPage(name, style, 'margin: 20px; border: 1px solid'))).to.equal(760);
        expect(widthOf(await inPage(name, style, 'inline-size: 300px'))).to.equal(300);
      });

    it(`<${name}> shrinks beside others, and grows where the page says so`, async () => {
      const beside = '<aside style="inline-size: 200px"></aside>';
      const element = await inPage(name, 'display: flex', '', beside);
      const widths = [element.previousElementSibling!, element].map(widthOf);
      expect(widths[0]! + widths[1]!).to.equal(800);
      expect(widths[0]).to.be.greaterThan(100);
      expect(widthOf(await inPage(name, 'display: flex', 'flex: 1', beside))).to.equal(600);
    });

    it(`<${name}> takes what is left beside a narrow column on a narrow page`, async () => {
      const style = 'inline-size: 320px; display: grid; grid-template-columns: 72px 1fr';
      expect(widthOf(await inPage(name, style, '', '<aside></aside>'))).to.equal(248);
    });

    it(`<${name}> is seen in a box that is as wide as what is in it`, async () => {
      expect(widthOf(await inPage(name, 'inline-size: fit-content'))).to.be.greaterThan(200);
    });
  }
});

/** Where all that is seen of a chat stands: of each element in all of its trees, from its corner. */
function laidOut(element: ChatApp): string[] {
  const from = element.getBoundingClientRect();
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  return all(element.shadowRoot!)
    .filter((one) => one.checkVisibility())
    .map((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return `${one.localName}.${one.className} ${[left - from.left, top - from.top, width, height].map(Math.round).join(' ')}`;
    });
}

it('the field alone takes the width there is, too', async () => {
  const box = await fixture<HTMLElement>(html`<div style="display: flex; inline-size: 800px"><message-composer></message-composer></div>`);
  expect(widthOf(box.firstElementChild!)).to.equal(800);
});

describe('how a page writes', () => {
  for (const style of ['white-space: pre', 'text-align: center', 'text-indent: 30px', 'letter-spacing: 0.3em; word-spacing: 5px'])
    it(`changes nothing in a chat: ${style}`, async () => {
      const element = await inPage<ChatApp>('chat-app', '');
      const before = laidOut(element);
      element.parentElement!.style.cssText += style;
      expect(laidOut(element)).to.deep.equal(before);
    });

  it('is not how the rooms are called', async () => {
    const element = await inPage<ChatApp>('chat-app', 'text-transform: uppercase');
    expect(element.rooms.shadowRoot!.querySelector('h2')!.innerText).to.equal('Rooms');
    expect(roomOf(element).shadowRoot!.querySelector('h2')!.innerText).to.equal('weekend-plans');
  });

  it('is followed where the page says it of the chat', async () => {
    const element = await inPage<ChatApp>('chat-app', '', 'letter-spacing: 2px; word-spacing: 3px; text-transform: uppercase');
    const { composer, shadowRoot } = roomOf(element);
    for (const one of [
      element.rooms,
      shadowRoot!.querySelector('message-item')!,
      shadowRoot!.querySelector('message-edit-dialog')!,
      composer!,
    ]) {
      const { letterSpacing, wordSpacing, textTransform } = getComputedStyle(one.shadowRoot!.firstElementChild!);
      expect([letterSpacing, wordSpacing, textTransform], one.localName).to.deep.equal(['2px', '3px', 'uppercase']);
    }
  });
});
