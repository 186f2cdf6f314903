// The whole chat: rooms beside a room, the address, narrow pages.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import type { Message } from '../../src/backend/model.js';
import { MOST_UNREAD } from '../../src/chat/room-digests.js';
import type { Chat } from '../../src/chat/chat.js';
import { RoomSelect } from '../../src/chat/events.js';
import type { StreamEvents } from '../../src/sync/synced-stream.js';
import { atPaint } from '../../src/testing/paint.js';
import { focused, newWorld } from './room-fixture.js';

afterEach(() => history.replaceState(null, '', location.pathname + location.search));

async function app(given: Partial<ChatApp> = {}, width = 960): Promise<ChatApp> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = `block-size: 520px; inline-size: ${width}px`;
  const element = document.createElement('chat-app');
  Object.assign(element, { chat: newWorld().chat, timeZone: 'UTC', ...given });
  box.append(element);
  await vi.waitFor(() => expect(links(element)).to.have.length(3));
  return element;
}

const links = (element: ChatApp): HTMLAnchorElement[] => [...element.rooms.shadowRoot!.querySelectorAll('a')];
const current = (element: ChatApp): string[] =>
  links(element)
    .filter((link) => link.getAttribute('aria-current') === 'page')
    .map((link) => link.querySelector('.name')!.textContent);
const names = (element: ChatApp): string[] => links(element).map((link) => link.querySelector('.name')!.textContent);
const title = (element: ChatApp): string => element.openRoom?.shadowRoot!.querySelector('h2')?.textContent ?? '';

describe('rooms', () => {
  it('S-01 without a room asks to choose one', async () => {
    const element = await app();
    expect(element.shadowRoot!.querySelector('.choose')!.textContent).to.contain('Choose a room');
    element.room = 'sre-team';
    await vi.waitFor(() => expect(title(element)).to.equal('sre-team'));
    element.room = '';
    await element.updateComplete;
    expect(element.openRoom).to.equal(null);
  });

  it('waits for its chat in a room, without keeping the page busy', async () => {
    const element = await fixture<ChatApp>(html`<chat-app room="weekend-plans"></chat-app>`);
    await element.updateComplete;
    let updates = 0;
    element.openRoom!.addController({
      hostUpdate: () => {
        // A room that never comes to rest would take the test with it.
        if ((updates += 1) === 50) element.chat = newWorld().chat;
      },
    });
    element.openRoom!.requestUpdate();
    await new Promise((resolve) => setTimeout(resolve));
    expect(updates).to.be.lessThan(10);
    element.chat = newWorld().chat;
    await vi.waitFor(() => expect(title(element)).to.equal('weekend-plans'));
  });

  it('S-02 lists the rooms in the server’s order, and new ones as they come', async () => {
    const element = await app();
    expect(names(element)).to.deep.equal(['weekend-plans', 'sre-team', 'quiet-corner']);
  });

  it('are called so once where a reader goes through, and a button says what it is of', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(title(element)).to.equal('weekend-plans'));
    expect(element.shadowRoot!.querySelector('nav')!.getAttribute('aria-label')).to.equal('Rooms');
    expect(element.rooms.list!.getAttribute('aria-label')).to.equal(null);
    const more = (): Element | null => element.openRoom!.shadowRoot!.querySelector('[part=more]');
    await vi.waitFor(() => expect(more()?.getAttribute('aria-label')).to.equal('More about weekend-plans'));
  });

  it('S-03 marks exactly the open room', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(current(element)).to.deep.equal(['weekend-plans']));
    await userEvent.click(links(element)[1]!);
    await vi.waitFor(() => expect(current(element)).to.deep.equal(['sre-team']));
    await vi.waitFor(() => expect(title(element)).to.equal('sre-team'));
    expect(focused()?.localName).to.equal('textarea');
  });

  it('leaves other clicks to the browser, and a room to whoever takes the request over', async () => {
    const element = await app({ room: 'weekend-plans' });
    const asked: string[] = [];
    element.addEventListener('room-select', (event) => asked.push(event.id));
    const middle = new MouseEvent('click', { button: 0, ctrlKey: true, bubbles: true, cancelable: true });
    links(element)[1]!.addEventListener('click', (event) => event.preventDefault());
    links(element)[1]!.dispatchEvent(middle);
    expect(asked).to.deep.equal([]);
    element.addEventListener('room-select', (event) => event.preventDefault());
    element.rooms.dispatchEvent(new RoomSelect('sre-team'));
    await Promise.resolve();
    expect(element.room).to.equal('weekend-plans');
  });

  it('S-08 an unknown room leads back to the list', async () => {
    const element = await app({ room: 'nowhere' });
    await vi.waitFor(() => expect(element.openRoom!.shadowRoot!.querySelector('.obstacle button')).not.to.equal(null));
    await userEvent.click(element.openRoom!.shadowRoot!.querySelector('.obstacle button')!);
    await vi.waitFor(() => expect(element.room).to.equal(''));
  });

  it('is accessible', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(title(element)).to.equal('weekend-plans'));
    await expect(element).to.be.accessible();
  });
});

describe('how the whole chat stands', () => {
  const line = (element: ChatApp): HTMLElement | null => element.shadowRoot!.querySelector('[part=status]');

  it('is under the rooms, by a word and a shape, with what waits in any room', async () => {
    const world = newWorld({ storage: 'disk' });
    const element = await app({ chat: world.chat, room: 'weekend-plans' });
    await vi.waitFor(() => expect(line(element)?.textContent?.trim()).to.equal('Connected'), { timeout: 5000 });
    const shape = line(element)!.querySelector('path')!.getAttribute('d');
    world.online = false;
    await vi.waitFor(() => expect(line(element)!.textContent).to.contain('Offline'));
    expect(line(element)!.querySelector('path')!.getAttribute('d')).not.to.equal(shape);
    await vi.waitFor(() => expect(element.openRoom?.composer).not.to.equal(null));
    await userEvent.click(element.openRoom!.composer!.shadowRoot!.querySelector('textarea')!);
    await userEvent.keyboard('Later{Enter}');
    element.room = 'sre-team';
    await vi.waitFor(() => expect(line(element)!.textContent).to.contain('1 waiting to be sent'));
    world.online = true;
    await vi.waitFor(() => expect(line(element)!.textContent.trim()).to.equal('Connected'), { timeout: 15_000 });
  });
});

describe('errors', () => {
  it('are heard outside, with the element and the broken row', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
    const heard: [string, unknown][] = [];
    element.addEventListener('stream-error', (event) => {
      heard.push([event.error.message, event.value]);
    });
    const broken = { op: 'insert', item: { row: 'without an id' } };
    element.openRoom!.list!.apply(broken as never);
    element.rooms.list!.apply(broken as never);
    await vi.waitFor(() => expect(heard).to.have.length(2));
    expect(heard[0]![0]).to.match(/^<chat-room room="weekend-plans">: /);
    expect(heard[1]![0]).to.match(/^<room-list>: /);
    expect(heard.map(([, value]) => value)).not.to.include(undefined);
  });

  it('of the server are heard outside too', async () => {
    const chat = newWorld().chat;
    const told: StreamEvents<Message>[] = [];
    const listening: Chat = {
      ...chat,
      room: (id, events, size) => {
        if (size !== MOST_UNREAD) told.push(events); // the rooms beside are streams, too
        return chat.room(id, events, size);
      },
    };
    const element = await app({ chat: listening, room: 'weekend-plans' });
    const heard: string[] = [];
    element.addEventListener('stream-error', ({ error }) => heard.push(error.message));
    told.at(-1)!.error(new Error('a row without an id'));
    expect(heard).to.deep.equal(['<chat-room room="weekend-plans">: a row without an id']);
  });
});

it('in a frame leaves nothing behind in the page when that is taken out', async () => {
  const faults: string[] = [];
  const hear = ({ message }: ErrorEvent): void => void faults.push(message);
  addEventListener('error', hear);
  try {
    const frame = await fixture<HTMLIFrameElement>(html`<iframe style="inline-size: 960px; block-size: 520px"></iframe>`);
    const element = await app({ room: 'weekend-plans' });
    frame.contentDocument!.body.append(element);
    await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
    frame.remove();
    for (let n = 0; n < 5; n += 1) await atPaint();
    expect(faults).to.deep.equal([]);
  } finally {
    removeEventListener('error', hear);
  }
});

describe('a low box', () => {
  it('has the shapes of messages to come below the header, not over it', async () => {
    const box = await fixture<HTMLElement>(html`<div style="block-size: 260px; inline-size: 900px"></div>`);
    const element = document.createElement('chat-app');
    Object.assign(element, { room: 'weekend-plans' });
    box.append(element);
    await element.updateComplete;
    const room = element.openRoom!;
    await room.updateComplete;
    const [header, skeleton] = ['.header', '.skeleton'].map((name) => room.shadowRoot!.querySelector(name)!) as [Element, Element];
    await vi.waitFor(() => expect(skeleton.checkVisibility()).to.equal(true));
    const { bottom } = header.getBoundingClientRect();
    const bones = [...skeleton.querySelectorAll('.bone')];
    const over = (): boolean =>
      bones.some((bone) => {
        const { left, top } = bone.getBoundingClientRect();
        return top < bottom && room.shadowRoot!.elementsFromPoint(left + 8, Math.max(top, 0) + 8).includes(bone);
      });
    expect(skeleton.getBoundingClientRect().top).to.be.at.least(bottom);
    expect(over()).to.equal(false);
  });
});

describe('the address', () => {
  it('S-01 names the room, and Back goes to the one before', async () => {
    history.replaceState(null, '', '#/rooms/weekend-plans');
    const element = await app({ route: 'hash' });
    await vi.waitFor(() => expect(element.room).to.equal('weekend-plans'));
    await userEvent.click(links(element)[1]!);
    await vi.waitFor(() => expect(location.hash).to.equal('#/rooms/sre-team'));
    history.back();
    await vi.waitFor(() => expect(element.room).to.equal('weekend-plans'));
    await vi.waitFor(() => expect(title(element)).to.equal('weekend-plans'));
  });

  it('S-01 #/rooms is the list', async () => {
    history.replaceState(null, '', '#/rooms/weekend-plans');
    const element = await app({ route: 'hash' });
    location.hash = '#/rooms';
    await vi.waitFor(() => expect(element.room).to.equal(''));
  });

  it('is left alone without route="hash"', async () => {
    history.replaceState(null, '', '#/rooms/sre-team');
    const element = await app({ room: 'weekend-plans' });
    expect(element.room).to.equal('weekend-plans');
    await userEvent.click(links(element)[2]!);
    await vi.waitFor(() => expect(element.room).to.equal('quiet-corner'));
    expect(location.hash).to.equal('#/rooms/sre-team');
  });

  for (const hash of ['#/about', '#about']) {
    for (const room of ['', 'weekend-plans']) {
      it(`${hash} is the page’s own: it stays when the chat begins ${room ? 'in a room' : 'without a room'}`, async () => {
        history.replaceState(null, '', hash);
        const element = await app({ route: 'hash', room });
        expect([location.hash, element.room]).to.deep.equal([hash, room]);
      });
    }
  }

  it('S-01 takes the room nobody chose without a step for Back', async () => {
    const { length } = history;
    await app({ route: 'hash', room: 'weekend-plans' });
    expect([location.hash, history.length]).to.deep.equal(['#/rooms/weekend-plans', length]);
  });

  for (const later of [false, true])
    it(`S-01 names the list it begins with, and Back from the first room goes there${later ? ', also where the route is set later' : ''}`, async () => {
      const { length } = history;
      const element = await app(later ? {} : { route: 'hash' });
      element.route = 'hash';
      await element.updateComplete;
      expect([location.hash, history.length]).to.deep.equal(['#/rooms', length]);
      await userEvent.click(links(element)[1]!);
      await vi.waitFor(() => expect(location.hash).to.equal('#/rooms/sre-team'));
      history.back();
      await vi.waitFor(() => expect(element.room).to.equal(''));
      expect(location.hash).to.equal('#/rooms');
    });

  for (const href of ['https://example.invalid/', '/other/'])
    it(`stays the page’s own where its links begin at ${href}`, async () => {
      const base = Object.assign(document.createElement('base'), { href });
      const { pathname } = location;
      document.head.append(base);
      try {
        const element = await app({ route: 'hash', room: 'weekend-plans' });
        expect([location.pathname, location.hash]).to.deep.equal([pathname, '#/rooms/weekend-plans']);
        await userEvent.click(links(element)[1]!);
        await vi.waitFor(() => expect([location.pathname, location.hash]).to.deep.equal([pathname, '#/rooms/sre-team']));
      } finally {
        base.remove();
      }
    });

  it('S-01 is read before rendering when the route is set later', async () => {
    const warned = vi.spyOn(console, 'warn');
    history.replaceState(null, '', '#/rooms/sre-team');
    const element = await app();
    element.route = 'hash';
    await element.updateComplete;
    expect(element.room).to.equal('sre-team');
    expect(warned.mock.calls.flat().join(' ')).not.to.contain('scheduled an update');
    warned.mockRestore();
  });

  it('is about something else: nothing changes', async () => {
    const element = await app({ route: 'hash', room: 'weekend-plans' });
    location.hash = '#chapter-2';
    await new Promise((resolve) => window.addEventListener('hashchange', resolve, { once: true }));
    expect(element.room).to.equal('weekend-plans');
  });
});

describe('a narrow page', () => {
  it('S-04 goes list, room, back, other room by keyboard', async () => {
    const element = await app({}, 360);
    const seen = (target: Element | null | undefined): boolean => Boolean(target?.checkVisibility());
    expect([seen(element.rooms), seen(element.shadowRoot!.querySelector('.choose'))]).to.deep.equal([true, false]);
    links(element)[0]!.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(title(element)).to.equal('weekend-plans'));
    expect([seen(element.rooms), seen(element.openRoom)]).to.deep.equal([false, true]);
    await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
    const back = element.shadowRoot!.querySelector<HTMLElement>('.back')!;
    back.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(seen(element.rooms)).to.equal(true));
    expect(focused()?.localName).to.equal('a');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(title(element)).to.equal('sre-team'));
  });

  it('keeps the focus with what is shown, when it becomes narrow or wide', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(element.openRoom?.composer?.field).to.be.ok);
    links(element)[1]!.focus();
    element.parentElement!.style.inlineSize = '320px';
    await vi.waitFor(() => expect(element.rooms.checkVisibility()).to.equal(false));
    await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
    element.shadowRoot!.querySelector<HTMLElement>('.back')!.focus();
    element.parentElement!.style.inlineSize = '960px';
    await vi.waitFor(() => expect(element.rooms.checkVisibility()).to.equal(true));
    await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
  });

  it('keeps the focus with what is shown, when the page or Back takes the room away that had it', async () => {
    const element = await app({ room: 'weekend-plans' });
    await vi.waitFor(() => expect(element.openRoom?.composer?.field).to.be.ok);
    element.openRoom!.focus();
    element.room = '';
    await vi.waitFor(() => expect(focused()?.localName).to.equal('a'));
    element.parentElement!.style.inlineSize = '320px';
    element.room = 'sre-team';
    await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
    // What has focus elsewhere on the page keeps it.
    const outside = document.body.appendChild(document.createElement('button'));
    outside.focus();
    element.room = '';
    await vi.waitFor(() => expect(element.rooms.checkVisibility()).to.equal(true));
    expect(focused()).to.equal(outside);
    outside.remove();
  });

  for (const width of [280, 320, 640, 1600]) {
    it(`fits ${width} px without scrolling sideways`, async () => {
      const element = await app({ room: 'weekend-plans' }, width);
      await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
      const list = element.openRoom!.list!;
      expect(list.scrollWidth).to.equal(list.clientWidth);
      expect(element.scrollWidth).to.equal(element.clientWidth);
      const send = element.openRoom!.composer!.shadowRoot!.querySelector('button')!.getBoundingClientRect();
      expect(send.right).to.be.at.most(element.getBoundingClientRect().right);
    });
  }
});
