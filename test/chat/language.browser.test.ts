// Languages: loaded when met, overridable to the last word, right to left; and nothing is said that does not come from the sentences.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import { markdownBody } from '../../src/chat/markdown.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { ENGLISH, type Sentence, type StringKey, type Strings } from '../../src/chat/strings.js';
import { LANGUAGES } from '../../src/chat/words-for.js';
import { newWorld, openRoom, painted } from './room-fixture.js';
import type { World } from './world.js';

const open: HTMLElement[] = [];
afterEach(() => open.splice(0).forEach((box) => box.remove()));

async function app(world: World, more: Partial<ChatApp> = {}): Promise<ChatApp> {
  const box = document.createElement('div');
  open.push(box);
  box.style.cssText = 'block-size: 520px; inline-size: 960px';
  const element = document.createElement('chat-app');
  Object.assign(element, { chat: world.chat, timeZone: 'UTC', room: 'weekend-plans', ...more });
  box.append(element);
  document.body.append(box);
  await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
  await painted();
  return element;
}

const titleOf = (element: ChatApp): string => element.rooms.shadowRoot!.querySelector('h2')!.textContent;

describe('a language', () => {
  it('is that of the page around, loaded when first met', async () => {
    const element = await app(newWorld(), { lang: 'de-AT' });
    await vi.waitFor(() => expect(titleOf(element)).to.equal('Räume'));
    await vi.waitFor(() =>
      expect(element.openRoom!.composer!.shadowRoot!.querySelector('textarea')!.placeholder).to.equal('Nachricht an weekend-plans'),
    );
    expect(element.openRoom!.shadowRoot!.querySelector('[role=log]')!.getAttribute('aria-label')).to.equal('Nachrichten in weekend-plans');
  });

  it('is followed when it changes: around the element, and around what it is in', async () => {
    const box = document.createElement('div');
    open.push(box);
    const inner = document.createElement('div');
    box.attachShadow({ mode: 'open' }).append(inner);
    document.body.append(box);
    const element = await app(newWorld());
    inner.append(element);
    await painted();
    inner.lang = 'de';
    await vi.waitFor(() => expect(titleOf(element)).to.equal('Räume'));
    await vi.waitFor(() => expect(element.openRoom!.list!.querySelector('message-item')!.day).to.match(/^\p{L}+tag, \d+\. /u));
    inner.lang = '';
    box.lang = 'en';
    await vi.waitFor(() => expect(titleOf(element)).to.equal('Rooms'));
  });

  it('nobody has is English, with that language’s dates', async () => {
    const element = await app(newWorld(), { lang: 'fr' });
    expect(titleOf(element)).to.equal('Rooms');
    expect(element.openRoom!.shadowRoot!.querySelector('.here')?.textContent ?? '').not.to.contain('en ligne');
  });

  it('is that of a frame around, also in a shadow tree which that has made', async () => {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'inline-size: 960px; block-size: 560px';
    document.body.append(frame);
    open.push(frame);
    const page = frame.contentDocument!;
    page.documentElement.lang = 'de';
    const host = page.createElement('div');
    page.body.append(host);
    const element = await app(newWorld());
    host.attachShadow({ mode: 'open' }).append(element);
    await vi.waitFor(() => expect(titleOf(element)).to.equal('Räume'));
  });

  it('of an edit is not turned by an override that the words before it leave open', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-1)!;
    const edgesOf = async (content: string): Promise<boolean> => {
      row.item = { ...row.message!, content, updatedAt: new Date().toISOString(), version: 2 };
      await row.updateComplete;
      const text = [...row.shadowRoot!.querySelector('.note')!.childNodes].find((node) => node instanceof Text)!;
      const [first, last] = [0, text.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
      return first! < last!;
    };
    expect([await edgesOf('pay Ben 10'), await edgesOf('pay Ben \u202e10')]).to.deep.equal([true, true]);
  });

  it('that cannot be loaded is English, and is there once the network is back', async () => {
    const element = await app(newWorld());
    const load = vi.spyOn(LANGUAGES, 'ja').mockRejectedValue(new TypeError('Failed to fetch'));
    element.lang = 'ja';
    await vi.waitFor(() => expect(load.mock.calls).not.to.be.empty);
    await painted();
    expect([titleOf(element), load.mock.calls.length]).to.deep.equal(['Rooms', 1]);
    element.rooms.requestUpdate();
    await painted();
    expect(load.mock.calls).to.have.length(1);
    load.mockRestore();
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(titleOf(element)).to.equal('ルーム'));
  });

  it('from right to left turns the page around and leaves names as they are', async () => {
    const element = await app(newWorld(), { lang: 'ar', dir: 'rtl' });
    await vi.waitFor(() => expect(titleOf(element)).to.equal('الغرف'));
    const [nav, room] = [element.shadowRoot!.querySelector('nav')!, element.openRoom!];
    expect(nav.getBoundingClientRect().left).to.be.greaterThan(room.getBoundingClientRect().left);
    const row = [...room.list!.children].find(
      (child) => child.localName === 'message-item' && !(child as HTMLElement & { grouped: boolean }).grouped,
    )!;
    const [avatar, name] = ['.avatar', '.name'].map((part) => row.shadowRoot!.querySelector(part)!.getBoundingClientRect());
    expect(avatar!.left).to.be.greaterThan(name!.left);
    expect(element.scrollWidth).to.equal(element.clientWidth);
  });

  it('36: a Hebrew text in a room from left to right begins at the right', async () => {
    const opened = await openRoom();
    await opened.world.post('ben', 'weekend-plans', 'שלום לכולם');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('שלום לכולם'));
    const text = opened.rows().at(-1)!.shadowRoot!.querySelector('.text')!;
    expect(getComputedStyle(text).direction).to.equal('rtl');
    expect(getComputedStyle(opened.rows().at(-1)!).direction).to.equal('ltr');
  });

  it('36: words begin where their script does, plain or in Markdown, whichever way the page reads', async () => {
    const [rtl, ltr] = ['שלום **לכולם**', 'Hello **all**'];
    for (const dir of ['ltr', 'rtl'])
      for (const content of [rtl, ltr, `${rtl}\n${ltr}`, `${rtl}\n\n${ltr}`, `${ltr}\n\n${rtl}`, `${rtl}\n\n${rtl}`])
        for (const regions of [undefined, { body: markdownBody }])
          for (const own of [true, false]) {
            const text = await textOf(content, dir, { own, regions });
            const whole = text.getBoundingClientRect();
            for (const line of beginnings(text.querySelector('[part=text]')!)) {
              const gap = line.text.startsWith('ש') ? whole.right - line.right : line.left - whole.left;
              expect(Math.round(gap), `${content} in ${dir}${regions ? ', Markdown' : ''}${own ? ', own' : ''}`).to.equal(0);
            }
          }
  });

  it('36: so do the lines that are broken only where the row ends', async () => {
    for (const dir of ['ltr', 'rtl'])
      for (const regions of [undefined, { body: markdownBody }])
        for (const own of [true, false]) {
          const text = await textOf('שלום לכולם '.repeat(30), dir, { own, regions });
          const words = document.createRange();
          words.selectNodeContents(text.querySelector('[part=text]')!);
          const lines = new Map<number, number>();
          for (const { top, right } of words.getClientRects()) lines.set(top, Math.max(lines.get(top) ?? 0, Math.round(right)));
          expect(lines.size).to.be.above(2);
          const { right } = text.getBoundingClientRect();
          expect(new Set(lines.values()), `${dir}${regions ? ', Markdown' : ''}${own ? ', own' : ''}`).to.deep.equal(
            new Set([Math.round(right)]),
          );
        }
  });

  it('what a room is called and about is cut off where it ends, and begins where the room does', async () => {
    const { room, part } = await openRoom('weekend-plans', { width: 320 });
    room.parentElement!.dir = 'rtl';
    const title = part('.title')!.getBoundingClientRect();
    for (const selector of ['h2', '.description']) {
      const element = part(selector)!;
      const words = document.createRange();
      words.selectNodeContents(element);
      const { left, right } = words.getBoundingClientRect();
      const isCut = element.scrollWidth > element.clientWidth;
      expect(isCut).to.equal(selector === '.description');
      expect(isCut ? left - title.left : title.right - right, selector).to.be.closeTo(0, 1);
    }
  });

  it('words against the way of the page stand by who wrote them, and stay there when the exact time is told', async () => {
    for (const [dir, content] of [
      ['ltr', 'שלום לכולם'],
      ['rtl', 'Hello all'],
    ] as const)
      for (const regions of [undefined, { body: markdownBody }])
        for (const [grouped, width] of [
          [false, '50rem'],
          [true, '50rem'],
          [true, '20rem'],
        ] as const) {
          const text = await textOf(content, dir, { own: true, grouped, regions });
          const body = text.parentElement!;
          const host = (text.getRootNode() as ShadowRoot).host as MessageItem;
          host.parentElement!.style.cssText = `container-type: inline-size; inline-size: ${width}`;
          const [row, words] = [body, text].map((one) => one.getBoundingClientRect());
          expect(Math.round(dir === 'ltr' ? words!.left - row!.left : row!.right - words!.right)).to.equal(0);
          expect(words!.width).to.be.lessThan(150);
          const high = host.clientHeight;
          host.focus({ focusVisible: true });
          expect([text, body].map((one) => getComputedStyle(one, '::after').content !== 'none')).to.deep.equal([false, grouped]);
          expect(text.getBoundingClientRect()).to.deep.equal(words);
          if (width === '50rem') expect(host.clientHeight).to.equal(high);
          host.blur();
          host.message = { ...host.message!, content: dir === 'ltr' ? 'Hello' : 'שלום' };
          await host.updateComplete;
          expect(host.clientHeight, 'as high as along the page').to.equal(high);
        }
  });
});

/** Where a new message shows its words, in a page that reads one way. */
async function textOf(content: string, dir: string, more: Partial<MessageItem>): Promise<HTMLElement> {
  const box = document.createElement('div');
  open.push(box);
  box.dir = dir;
  const element = document.createElement('message-item');
  const at = '2026-03-02T14:05:10.000Z';
  const sender = { id: 'a', name: 'Ana' };
  const message = { id: 'm', roomId: 'r', sender, content, insertedAt: at, updatedAt: at, seq: 1, version: 1, deleted: false };
  Object.assign(element, more, { message });
  box.append(element);
  document.body.append(box);
  await element.updateComplete;
  return element.shadowRoot!.querySelector<HTMLElement>('.text')!;
}

/** The first words of each line, and where they are. */
function beginnings(words: Element): { text: string; left: number; right: number }[] {
  const found = [];
  const nodes = document.createNodeIterator(words, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    for (const { 0: text, index } of node.textContent!.matchAll(/שלום|Hello/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + text.length);
      const { left, right } = range.getBoundingClientRect();
      found.push({ text, left, right });
    }
  }
  expect(found).not.to.deep.equal([]);
  return found;
}

/** Every sentence in brackets, half as long again, with its values where they were. */
function pseudo(sentence: Sentence): Sentence {
  const mark = (text: string): string => `⟦${text} ${'·'.repeat(Math.ceil(text.length / 2))}⟧`;
  if (typeof sentence === 'string') return mark(sentence);
  return Object.fromEntries(Object.entries(sentence).map(([rule, text]) => [rule, mark(text)])) as Sentence;
}

describe('a page’s own sentences', () => {
  it('are shared by elements in two languages, which then do not set each other off', async () => {
    const world = newWorld();
    const strings = { message: 'Word' };
    const rooms = ['en', 'en-GB'].map((lang) => {
      const box = document.createElement('div');
      open.push(box);
      [box.lang, box.style.cssText] = [lang, 'block-size: 320px'];
      const room = document.createElement('chat-room');
      Object.assign(room, { chat: world.chat, room: 'weekend-plans', strings });
      box.append(room);
      document.body.append(box);
      return room;
    });
    await vi.waitFor(() => expect(rooms.every(({ list }) => (list?.size ?? 0) > 9)).to.equal(true));
    await painted();
    let updates = 0;
    for (const room of rooms) {
      const request = room.requestUpdate.bind(room);
      room.requestUpdate = (...given) => {
        // An endless row of microtasks would never let the test fail.
        if (++updates > 1_000) throw new Error('the rooms set each other off');
        request(...given);
      };
    }
    for (const room of rooms) room.requestUpdate();
    await painted();
    await painted();
    expect(updates).to.be.below(20);
  });

  it('reach everything that is shown or spoken: nothing is said beside them', { timeout: 30_000 }, async () => {
    const strings = Object.fromEntries((Object.keys(ENGLISH) as StringKey[]).map((key) => [key, pseudo(ENGLISH[key])])) as Strings;
    const world = newWorld({ storage: 'disk' });
    const element = await app(world, { strings });
    const room = element.openRoom!;
    const last = [...room.list!.querySelectorAll('message-item')].at(-1)!;
    last.own = true;
    last.focus();
    world.online = false;
    await vi.waitFor(() => expect(room.shadowRoot!.querySelector('.notice')).not.to.equal(null));
    await room.dialog!.open(last.message!);
    await painted();
    const strange = said(element).filter((text) => !text.includes('⟦') && !isData(text, element));
    expect(strange).to.deep.equal([]);
    expect(element.scrollWidth).to.equal(element.clientWidth);
  });
});

/** All words on the screen and in names, through shadow roots. */
function said(root: Element | ShadowRoot): string[] {
  const words: string[] = [];
  for (const node of root.childNodes) if (node instanceof Text && node.data.trim() !== '') words.push(node.data.trim());
  for (const child of root.children) {
    if (child.localName === 'style' || child.localName === 'svg') continue;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const value = child.getAttribute(name);
      if (value) words.push(value);
    }
    words.push(...said(child), ...(child.shadowRoot ? said(child.shadowRoot) : []));
  }
  return words;
}

/** What people wrote, their names and initials, days and times. */
function isData(text: string, element: ChatApp): boolean {
  const rows = [...element.openRoom!.list!.querySelectorAll('message-item')];
  const data = rows.flatMap(({ message, day }) => [message!.content, message!.sender.name, day]);
  const rooms = [
    'weekend-plans',
    'sre-team',
    'quiet-corner',
    'Who is doing what when the laptops are closed',
    'Nobody has said anything here yet',
  ];
  return (
    /^[\d\s:.,/·]*([AP]M)?$/i.test(text) ||
    /^\p{Lu}{1,2}$/u.test(text) ||
    /\b(20\d\d|Mar|March)\b/.test(text) ||
    [...data, ...rooms].includes(text) ||
    rows.some((row) => row.getAttribute('aria-label') === text)
  );
}
