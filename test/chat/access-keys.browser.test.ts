// The statements about the keyboard, walked with real keys: where Tab leads, what leads into a message, the ways between the parts of a chat.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openChat } from '../../src/chat/chat.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import '../../src/chat/define.js';
import { hasQuickFind, itWithMenuKey } from '../live-stream/engine.js';
import { openRefusable } from './refusable.js';
import { focused, fromEnd, hidden, newWorld, openRoom, painted, readAll } from './room-fixture.js';
import type { World } from './world.js';

const ROOM = 'weekend-plans';

async function openApp(given: Partial<ChatApp> = {}, width = 960, world: World = newWorld()): Promise<ChatApp> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = `block-size: 520px; inline-size: ${width}px`;
  const app = document.createElement('chat-app');
  Object.assign(app, { chat: world.chat, room: ROOM, timeZone: 'UTC', ...given });
  box.append(app);
  await vi.waitFor(() => expect(app.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
  await painted();
  return app;
}

/** Which part of a chat has focus. */
function part(app: ChatApp): string {
  const room = app.openRoom;
  const parts = { rooms: app.rooms, messages: room?.list, composer: room?.composer };
  return Object.entries(parts).find(([, element]) => element?.matches(':focus-within'))?.[0] ?? 'none';
}

const field = (app: ChatApp): HTMLTextAreaElement => app.openRoom!.composer!.shadowRoot!.querySelector('textarea')!;

describe('Tab', () => {
  it('12: leads from the rooms to the header, to one message, to the composer', async () => {
    const app = await openApp();
    app.rooms.focus();
    const order: string[] = [];
    for (let i = 0; i < 9 && focused() !== field(app); i++) {
      const at = focused()!;
      order.push(at.localName === 'a' ? 'room' : (at.getAttribute('part') ?? (at.textContent.trim() || at.localName)));
      // On the way from the first rows to the newest message the button to the end has a frame or two to go in.
      if (at.localName === 'message-item') await vi.waitFor(() => expect(app.openRoom!.shadowRoot!.querySelector('.pill')).to.equal(null));
      await userEvent.tab();
    }
    // In Firefox all that scrolls is a tab stop.
    expect(order.filter((at) => at !== 'messages')).to.deep.equal(['room', 'room', 'room', 'more', 'older', 'message-item']);
    expect(focused()).to.equal(field(app));
  });

  it('12: comes to the first unread message, else the newest, else where one has been', async () => {
    const world = newWorld();
    await readAll(world, ROOM);
    await world.post('grace', ROOM, 'New to you');
    await world.post('hiro', ROOM, 'And this');
    const show = hidden();
    try {
      const opened = await openRoom(ROOM, { world });
      const stops = (): string[] =>
        opened
          .rows()
          .filter(({ tabIndex }) => tabIndex === 0)
          .map(({ message }) => message!.content);
      await vi.waitFor(() => expect(stops()).to.deep.equal(['New to you']));
      await userEvent.click(opened.field());
      await userEvent.tab({ shift: true });
      expect(focused()).to.equal(opened.row('New to you'));
      await userEvent.keyboard('{ArrowUp}');
      const been = focused();
      await userEvent.keyboard('{Escape}');
      await userEvent.tab({ shift: true });
      expect(focused()).to.equal(been);
      opened.room.parentElement!.remove();
      show();
      const read = await openRoom(ROOM, { world });
      await vi.waitFor(() => expect(read.row('And this').unread).to.equal(false), { timeout: 5_000 });
      await vi.waitFor(() => expect(read.row('And this').tabIndex).to.equal(0));
      expect(read.rows().filter(({ tabIndex }) => tabIndex === 0)).to.have.length(1);
    } finally {
      show();
    }
  });
});

describe('a message with focus', () => {
  for (const [name, keys] of [
    ['Enter', '{Enter}'],
    ['→', '{ArrowRight}'],
    ['the menu key', '{ContextMenu}'],
    ['Shift+F10', '{Shift>}{F10}{/Shift}'],
  ] as const)
    (name === 'the menu key' ? itWithMenuKey : it)(`15: is gone into by ${name}, and left by ← and Escape`, async () => {
      const opened = await openRoom();
      const row = opened.rows().at(-1)!;
      for (const back of ['{ArrowLeft}', '{Escape}']) {
        row.focus();
        await vi.waitFor(() => expect(row.shadowRoot!.querySelector('[role=toolbar]')).not.to.equal(null));
        await userEvent.keyboard(keys);
        expect(focused()?.getAttribute('aria-label')).to.match(/^Reply to/);
        await userEvent.keyboard(back);
        expect(focused()).to.equal(row);
      }
    });

  it('is at the end after End, where what comes is followed', async () => {
    const opened = await openRoom(ROOM, { height: 300 });
    const { world, rows, texts } = opened;
    rows().at(-1)!.focus();
    await userEvent.keyboard('{ArrowUp>9/}');
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.greaterThan(100));
    await userEvent.keyboard('{End}');
    expect(focused()).to.equal(rows().at(-1));
    await painted();
    await world.post('ben', ROOM, 'One more');
    await vi.waitFor(() => expect(texts().at(-1)).to.equal('One more'));
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.at.most(1));
  });

  it('14: leaves keys to the controls in it, and Shift with arrows to the selection', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-2)!;
    row.focus();
    await userEvent.keyboard('{Enter}');
    const inside = focused();
    expect(inside?.localName).to.equal('button');
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{PageUp}{PageDown}');
    expect(focused()).to.equal(inside);
    await userEvent.keyboard('{End}');
    expect(focused()?.localName).to.equal('button');
    expect(focused()).not.to.equal(inside);
    await userEvent.keyboard('{Home}');
    expect(focused()).to.equal(inside);
    row.focus();
    await userEvent.keyboard('{Shift>}{ArrowUp}{ArrowDown}{End}{Home}{/Shift}');
    expect(focused()).to.equal(row);
  });

  it('14: leaves them to a control that the page shows in it, but for an Escape it has no use for', async () => {
    const opened = await openRoom();
    opened.room.regions = {
      body: (_, content) =>
        html`${content}<input class="poll" value="abc" /><input class="range" type="range" value="50" /><a href="#">Vote</a>`,
    };
    const row = opened.rows().at(-1)!;
    const own = <T extends HTMLElement>(selector: string): T => row.shadowRoot!.querySelector<T>(selector)!;
    await vi.waitFor(() => expect(own('.poll')).not.to.equal(null));
    const poll = own<HTMLInputElement>('.poll');
    poll.focus();
    poll.setSelectionRange(3, 3);
    await userEvent.keyboard('{ArrowLeft}');
    expect([poll.selectionStart, focused()]).to.deep.equal([2, poll]);
    await userEvent.keyboard('{Home}{ArrowRight}{Escape}');
    expect([poll.selectionStart, focused()]).to.deep.equal([1, poll]);
    own('.range').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect([own<HTMLInputElement>('.range').value, focused()]).to.deep.equal(['51', own('.range')]);
    own('.poll ~ a').focus();
    await userEvent.keyboard('{Escape}');
    expect(focused()).to.equal(row);
  });

  it('22: goes past days and lines, which are separators with a name', async () => {
    const opened = await openRoom();
    const rows = opened.rows();
    const at = rows.findIndex((row, i) => i > 0 && row.day !== '');
    const [above, row] = at < 0 ? [rows[0]!, rows[1]!] : [rows[at - 1]!, rows[at]!];
    row.newLine = 'New';
    if (at < 0) row.day = 'A day';
    await row.updateComplete;
    const lines = [...row.shadowRoot!.querySelectorAll('[role=separator]')];
    expect(lines.map((line) => line.getAttribute('aria-label'))).to.deep.equal([row.day, 'New']);
    above.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(focused()).to.equal(row);
    await userEvent.keyboard('{ArrowUp}');
    expect(focused()).to.equal(above);
  });

  it('15: takes no single letters, which are the browser’s and the reader’s', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-1)!;
    row.focus();
    const taken: string[] = [];
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) taken.push(event.key);
    };
    addEventListener('keydown', listen);
    for (const key of `abcdefghijklmnopqrstuvwxyz0123456789?${hasQuickFind ? '' : '/'}`) await userEvent.keyboard(key);
    removeEventListener('keydown', listen);
    expect([taken, focused()]).to.deep.equal([[], row]);
  });
});

describe('the button for what is new below', () => {
  it('20: has the number in its name, and by keyboard leads to the first message not seen', async () => {
    for (const [count, room] of [
      [3, ROOM],
      [30, 'sre-team'],
    ] as const) {
      const opened = await openRoom(room, { height: 300 });
      opened.room.list!.scrollTop = 0;
      await painted();
      for (let i = 1; i <= count; i++) await opened.world.post('ben', room, `New ${i}.`);
      await vi.waitFor(() => expect(opened.part('.pill')?.getAttribute('aria-label')).to.equal(`${count} new messages`));
      opened.part('.pill')!.focus();
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(focused()).to.equal(opened.row('New 1.')));
      await painted();
      await painted();
      const view = opened.room.list!.getBoundingClientRect();
      const words = opened.row('New 1.').shadowRoot!.querySelector('.text')!.getBoundingClientRect();
      expect(words.top - view.top, `of ${count}, ${view.height} high`).to.be.within(0, view.height - words.height);
    }
  });
});

describe('a refused message', () => {
  it('13: is tried again, and given up, by keyboard alone', async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom(ROOM, { world });
    world.host.faults.add({ match: { event: 'put' }, do: '422', times: 2 });
    const refused = async (words: string): Promise<void> => {
      opened.field().focus();
      await userEvent.keyboard(`${words}{Enter}`);
      await vi.waitFor(() => expect(opened.row(words).state).to.equal('failed'), { timeout: 6_000 });
      // The messages are one stop, whatever is in them.
      await userEvent.tab({ shift: true });
      await userEvent.keyboard('{End}');
      await vi.waitFor(() => expect(focused()).to.equal(opened.row(words)));
      await userEvent.keyboard('{ArrowRight}');
      await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.match(/^Retry: /));
    };
    await refused('Try me');
    await refused('Drop me');
    await userEvent.keyboard('{ArrowRight}');
    expect(focused()?.getAttribute('aria-label')).to.equal('Discard: Drop me');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.texts()).not.to.include('Drop me'));
    await vi.waitFor(() => expect(focused()).to.equal(opened.row('Try me')));
    await userEvent.keyboard('{ArrowRight}');
    await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.match(/^Retry: /));
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.row('Try me').state).to.equal('sent'), { timeout: 6_000 });
    await vi.waitFor(() => expect(focused()).to.equal(opened.row('Try me')));
  });
});

describe('F6', () => {
  it('18: leads from the rooms to the messages to the composer and round again, Shift+F6 back', async () => {
    const app = await openApp();
    field(app).focus();
    const at: string[] = [];
    for (const key of ['{F6}', '{F6}', '{F6}', '{Shift>}{F6}{/Shift}', '{Shift>}{F6}{/Shift}', '{Shift>}{F6}{/Shift}']) {
      const before = part(app);
      await userEvent.keyboard(key);
      await vi.waitFor(() => expect(part(app)).not.to.equal(before));
      at.push(part(app));
    }
    expect(at).to.deep.equal(['rooms', 'messages', 'composer', 'messages', 'rooms', 'composer']);
  });

  it('18: leaves out what is not shown, and is the page’s outside the chat', async () => {
    const app = await openApp({}, 360);
    field(app).focus();
    await userEvent.keyboard('{F6}');
    await vi.waitFor(() => expect(part(app)).to.equal('messages'));
    await userEvent.keyboard('{F6}');
    await vi.waitFor(() => expect(part(app)).to.equal('composer'));
    const outside = await fixture<HTMLButtonElement>(html`<button>Outside</button>`);
    outside.focus();
    const event = new KeyboardEvent('keydown', { key: 'F6', bubbles: true, cancelable: true, composed: true });
    outside.dispatchEvent(event);
    expect([event.defaultPrevented, focused()]).to.deep.equal([false, outside]);
  });

  it('18: is the input method’s while it makes words', async () => {
    const app = await openApp();
    field(app).focus();
    const init = { key: 'F6', isComposing: true, keyCode: 229, bubbles: true, cancelable: true, composed: true };
    const event = new KeyboardEvent('keydown', init);
    field(app).dispatchEvent(event);
    expect([event.defaultPrevented, focused()]).to.deep.equal([false, field(app)]);
  });

  it('18: can be another key, or none', async () => {
    const app = await openApp({ paneKey: 'F7' });
    field(app).focus();
    await userEvent.keyboard('{F7}');
    await vi.waitFor(() => expect(part(app)).to.equal('rooms'));
    app.paneKey = '';
    const event = new KeyboardEvent('keydown', { key: 'F6', bubbles: true, cancelable: true, composed: true });
    focused()!.dispatchEvent(event);
    expect([event.defaultPrevented, part(app)]).to.deep.equal([false, 'rooms']);
  });

  it('18: a link past the rooms is there for those who come by keyboard, where the chat is the page', async () => {
    const app = await openApp({ route: 'hash' });
    try {
      const skip = app.shadowRoot!.querySelector<HTMLElement>('.skip')!;
      expect(getComputedStyle(skip).clipPath).to.equal('inset(50%)');
      skip.focus();
      expect(getComputedStyle(skip).clipPath).to.equal('none');
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(part(app)).to.equal('messages'));
      app.route = 'none';
      await app.updateComplete;
      expect(app.shadowRoot!.querySelector('.skip')).to.equal(null);
    } finally {
      history.replaceState(null, '', location.pathname + location.search);
    }
  });
});

describe('the panel of a room', () => {
  it('30: opens below its button, from left to right and from right to left', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const opened = await openRoom(ROOM, { width: 400, height: 400 });
      opened.room.dir = dir;
      const more = opened.part('[part=more]')!;
      await userEvent.click(more);
      await painted();
      const [button, panel] = [more, opened.part('.menu')!].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
      expect(panel.top, dir).to.be.at.least(button.bottom);
      expect(panel.top - button.bottom, dir).to.be.at.most(16);
      const away = dir === 'ltr' ? button.right - panel.right : panel.left - button.left;
      expect(Math.abs(away), dir).to.be.at.most(16);
      opened.room.remove();
    }
  });

  it('30: stays within a page of 1,280 px at 400 % zoom, and gives focus back on Escape', async () => {
    const { innerWidth, innerHeight } = window;
    await page.viewport(320, 256);
    try {
      const opened = await openRoom(ROOM, { width: 320, height: 256 });
      const more = opened.part('[part=more]')!;
      more.focus();
      await userEvent.keyboard('{Enter}');
      const panel = opened.part('.menu')!;
      await vi.waitFor(() => expect(panel.matches(':popover-open')).to.equal(true));
      await painted();
      const box = panel.getBoundingClientRect();
      expect([box.left >= 0, box.top >= 0, box.right <= 320, box.bottom <= 256]).to.deep.equal([true, true, true, true]);
      await userEvent.keyboard('{Escape}');
      await vi.waitFor(() => expect(panel.matches(':popover-open')).to.equal(false));
      expect(focused()).to.equal(more);
    } finally {
      await page.viewport(innerWidth, innerHeight);
    }
  });
});

describe('focus in a message that goes', () => {
  const put = ({ host }: World, by: string, kind: 'create' | 'delete', id: string, room = ROOM): Promise<unknown> =>
    host.put(by, `room:${room}`, { mutationId: `${kind}-${id}`, kind, id, body: kind === 'create' ? { content: id } : {} });

  it('17: goes to the next one', async () => {
    const opened = await openRoom();
    for (const id of ['One', 'Two', 'Three']) await put(opened.world, 'ben', 'create', id);
    await vi.waitFor(() => opened.row('Three'));
    opened.row('Two').focus();
    await put(opened.world, 'ben', 'delete', 'Two');
    await vi.waitFor(() => expect(opened.texts()).not.to.include('Two'));
    expect(focused()).to.equal(opened.row('Three'));
  });

  it('17: goes to the composer where it was the only one', async () => {
    const world = newWorld();
    await put(world, 'ben', 'create', 'Alone', 'quiet-corner');
    const opened = await openRoom('quiet-corner', { world, least: 1 });
    opened.row('Alone').focus();
    await put(world, 'ben', 'delete', 'Alone', 'quiet-corner');
    await vi.waitFor(() => expect(opened.rows()).to.have.length(0));
    expect(focused()).to.equal(opened.field());
  });

  it('17: stays in the one that is read while others go, as there are more than may be shown', async () => {
    const world = newWorld();
    const chat = openChat({ source: world.source('ana'), user: world.user('ana'), storage: 'memory', most: 20 });
    try {
      const opened = await openRoom(ROOM, { world, chat });
      const [oldest] = opened.rows();
      for (let i = 1; i <= 15; i++) await world.post('grace', ROOM, `More ${i}`);
      await vi.waitFor(() => opened.row('More 15'));
      const read = opened.row('More 1');
      read.focus();
      read.scrollIntoView({ block: 'start' });
      await painted();
      for (let i = 16; i <= 40; i++) await world.post('grace', ROOM, `More ${i}`);
      await vi.waitFor(() => expect(oldest!.isConnected).to.equal(false));
      expect([focused(), opened.rows().length]).to.deep.equal([read, 20]);
    } finally {
      await chat.close();
    }
  });

  it('17: nobody else’s: the button above the messages keeps it while the newest is deleted', async () => {
    const opened = await openRoom(ROOM, { height: 300 });
    await put(opened.world, 'ben', 'create', 'Last');
    await vi.waitFor(() => expect(opened.row('Last').tabIndex).to.equal(0));
    const older = opened.part('[part=older]')!;
    older.focus({ preventScroll: true });
    await put(opened.world, 'ben', 'delete', 'Last');
    await vi.waitFor(() => expect(opened.texts()).not.to.include('Last'));
    await painted();
    expect(focused()).to.equal(older);
  });

  it('17: nobody else’s: the composer keeps it, also where the page dropped what came while a message had focus', async () => {
    const opened = await openRoom();
    await put(opened.world, 'ben', 'create', 'Last');
    await vi.waitFor(() => opened.row('Last'));
    opened.row('Last').focus();
    opened.room.list!.addEventListener('stream-before-apply', (event) => event.preventDefault(), { once: true });
    opened.room.list!.apply({ op: 'delete', id: 'none' });
    await painted();
    opened.field().focus();
    await put(opened.world, 'ben', 'delete', 'Last');
    await vi.waitFor(() => expect(opened.texts()).not.to.include('Last'));
    await painted();
    expect(focused()).to.equal(opened.field());
  });
});

describe('focus in a room that cannot be shown any more', () => {
  for (const [where, selector] of [
    ['the composer', ''],
    ['a message', 'message-item:last-of-type'],
  ] as const)
    it(`is kept within it, and is back in ${where} where that is taken back`, async () => {
      const { opened, refuse } = await openRefusable();
      const held = selector ? opened.part(selector)! : opened.field();
      held.focus();
      const release = opened.world.hold();
      refuse('not-found');
      await vi.waitFor(() => expect(opened.part('.obstacle button:focus')).not.to.equal(null));
      release();
      await vi.waitFor(() => expect(opened.part('.obstacle')).to.equal(null));
      await painted();
      expect(focused()).to.equal(held);
    });

  it('is on what says so where nothing leads back, also from a message that is being edited', async () => {
    const opened = await openRoom();
    opened.field().focus();
    await opened.world.chat.logout({ force: true });
    await vi.waitFor(() => expect(opened.part('.obstacle')?.textContent).to.contain('signed out'));
    await painted();
    expect(focused()).to.equal(opened.part('.obstacle'));
    const edited = await openRoom();
    await edited.send('Mine');
    await vi.waitFor(() => expect(edited.row('Mine').state).to.equal('sent'));
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(edited.room.dialog!.opened).to.equal(true));
    await edited.world.chat.logout({ force: true });
    await vi.waitFor(() => expect(focused()).to.equal(edited.part('.obstacle')));
  });
});
