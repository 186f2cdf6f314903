// What was written and not accepted yet, wherever its writer goes meanwhile.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import type { ChatRoom } from '../../src/chat/chat-room.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { SyncedStream } from '../../src/sync/synced-stream.js';
import { button, newWorld } from './room-fixture.js';
import type { World } from './world.js';

async function app(world: World, room = 'weekend-plans'): Promise<ChatApp> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = 'block-size: 520px; inline-size: 960px';
  const element = document.createElement('chat-app');
  Object.assign(element, { chat: world.chat, room });
  box.append(element);
  await loaded(element);
  return element;
}

const loaded = (element: ChatApp): Promise<ChatRoom> =>
  vi.waitFor(() => {
    if (!element.openRoom?.list?.size) throw new Error('no messages yet');
    return element.openRoom;
  });
const field = (element: ChatApp): HTMLTextAreaElement => element.openRoom!.composer!.field!;
const write = async (element: ChatApp, text: string): Promise<void> => {
  await userEvent.click(field(element));
  await userEvent.keyboard(text);
};
const go = async (element: ChatApp, room: string): Promise<void> => {
  element.room = room;
  await element.updateComplete;
  if (room !== '') await loaded(element);
};

describe('a draft', () => {
  it('is there again after a look at the list of rooms', async () => {
    const element = await app(newWorld());
    await write(element, 'Half a thought');
    const { id } = element.chat!.draft('weekend-plans');
    await go(element, '');
    expect(element.openRoom).to.equal(null);
    await go(element, 'weekend-plans');
    expect(field(element).value).to.equal('Half a thought');
    const asked: string[] = [];
    element.addEventListener('message-send', (event) => asked.push(event.id));
    await userEvent.click(field(element));
    await userEvent.keyboard('{Enter}');
    expect(asked).to.deep.equal([id]);
  });

  it('is of one user: another chat has drafts of its own', async () => {
    const world = newWorld();
    const element = await app(world);
    await write(element, 'Ana’s own words');
    element.chat = world.as('ben');
    await vi.waitFor(() => expect(field(element).value).to.equal(''));
    element.chat = world.chat;
    await vi.waitFor(() => expect(field(element).value).to.equal('Ana’s own words'));
  });

  for (const between of ['sre-team', '']) {
    it(`sent just before going to ${between || 'the list of rooms'} is no draft any more once it is accepted`, async () => {
      const world = newWorld({ storage: 'memory' });
      const element = await app(world);
      const release = world.hold();
      await write(element, 'Sent once{Enter}');
      element.room = between;
      await element.updateComplete;
      await go(element, 'weekend-plans');
      expect(element.chat!.draft('weekend-plans').text).to.equal('Sent once'); // nobody has it safely yet
      release();
      await vi.waitFor(() => expect(field(element).value).to.equal(''), { timeout: 4000 });
      expect(element.chat!.draft('weekend-plans').text).to.equal('');
    });
  }
});

describe('words that were sent and taken back', () => {
  it('are where they were written, though another room or another user is shown by then', async () => {
    const world = newWorld({ storage: 'disk', graceMs: { create: 60_000, edit: 0, delete: 0 } });
    for (const elsewhere of [{ room: 'sre-team' }, { chat: world.as('ben') }]) {
      const element = await app(world);
      await write(element, 'A secret of this room{Enter}');
      const row = await vi.waitFor(() => {
        const last = element.openRoom!.list!.lastElementChild as MessageItem;
        expect(last.message?.content).to.equal('A secret of this room');
        return last;
      });
      const undo = await vi.waitFor(() => button(row, 'Undo'));
      undo.click();
      await Promise.resolve();
      Object.assign(element, elsewhere);
      const draft = world.chat.draft('weekend-plans');
      await vi.waitFor(() => expect(draft.text).to.equal('A secret of this room'));
      expect(element.chat!.draft('sre-team').text).to.equal('');
      expect(world.as('ben').draft('weekend-plans').text).to.equal('');
      draft.begin('');
      element.remove();
    }
  });
});

describe('changed words of a message', () => {
  for (const way of ['sre-team', '']) {
    it(`are there again after Back to ${way || 'the list of rooms'}`, async () => {
      const element = await app(newWorld());
      await write(element, 'First words{Enter}');
      await vi.waitFor(() => expect(field(element).value).to.equal(''));
      await userEvent.keyboard('{ArrowUp}');
      await vi.waitFor(() => expect(element.openRoom!.dialog!.opened).to.equal(true));
      await userEvent.keyboard(' and more');
      await go(element, way);
      expect(element.openRoom?.dialog?.opened ?? false).to.equal(false);
      await go(element, 'weekend-plans');
      await userEvent.click(field(element));
      await userEvent.keyboard('{ArrowUp}');
      await vi.waitFor(() => expect(element.openRoom!.dialog!.opened).to.equal(true));
      expect(element.openRoom!.dialog!.field!.value).to.equal('First words and more');
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(element.openRoom!.dialog!.opened).to.equal(false));
      expect(element.chat!.edits.size).to.equal(0);
    });
  }

  it('are told of and kept, when they are refused once the dialog has closed', async () => {
    const element = await app(newWorld());
    await write(element, 'First words{Enter}');
    await vi.waitFor(() => expect(field(element).value).to.equal(''));
    await userEvent.keyboard('{ArrowUp}');
    const dialog = element.openRoom!.dialog!;
    await vi.waitFor(() => expect(dialog.opened).to.equal(true));
    let refuse: (why: Error) => void = () => undefined;
    const edit = vi.spyOn(SyncedStream.prototype, 'edit').mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
    await userEvent.keyboard(' and more{Enter}');
    await vi.waitFor(() => expect(edit.mock.calls).to.have.length(1));
    edit.mockRestore();
    dialog.close();
    refuse(new Error('the disk is full'));
    await vi.waitFor(() => expect(element.openRoom!.trouble).to.equal('Not saved: the disk is full'));
    await userEvent.click(field(element));
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(dialog.field!.value).to.equal('First words and more'));
    dialog.close();
  });

  it('stay nowhere to be read once their user has signed out', async () => {
    const element = await app(newWorld({ storage: 'disk' }));
    await write(element, 'First words{Enter}');
    await vi.waitFor(() => expect(field(element).value).to.equal(''));
    await userEvent.keyboard('{ArrowUp}');
    const room = element.openRoom!;
    const dialog = room.dialog!;
    await vi.waitFor(() => expect(dialog.opened).to.equal(true));
    await userEvent.keyboard(' and private ones');
    await element.chat!.logout({ force: true });
    await vi.waitFor(() => expect(room.shadowRoot!.querySelector('.obstacle')?.textContent).to.contain('You’re signed out'));
    await vi.waitFor(() => expect([dialog.opened, dialog.field!.value]).to.deep.equal([false, '']));
    expect(element.chat!.edits.size).to.equal(0);
  });

  it('are forgotten when they are thrown away', async () => {
    const element = await app(newWorld());
    await write(element, 'First words{Enter}');
    await vi.waitFor(() => expect(field(element).value).to.equal(''));
    await userEvent.keyboard('{ArrowUp}');
    const dialog = element.openRoom!.dialog!;
    await vi.waitFor(() => expect(dialog.opened).to.equal(true));
    await userEvent.keyboard(' and more{Escape}');
    await vi.waitFor(() => expect(dialog.asking).to.equal(true));
    await userEvent.click(dialog.shadowRoot!.querySelector('.discard')!);
    expect([dialog.opened, element.chat!.edits.size]).to.deep.equal([false, 0]);
  });
});
