// A room on a real server: opening it, sending, receiving, editing, deleting, and what stands there when something is missing.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { roomTopic } from '../../src/backend/model.js';
import { MessageShow } from '../../src/chat/events.js';
import type { MessageEditDialog } from '../../src/chat/message-edit-dialog.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { StreamOpEvent } from '../../src/live-stream/events.js';
import { itWithShownFocus } from '../live-stream/engine.js';
import { button, focused, newWorld, openRoom, painted, QUIET, type RoomFixture } from './room-fixture.js';

const notice = (part: (selector: string) => Element | null): string => part('.notice')?.textContent?.trim() ?? '';

describe('opening a room', () => {
  it('is quiet as long as nobody says which, and opens it then', async () => {
    const room = document.createElement('chat-room');
    room.chat = newWorld().chat;
    const spent = vi.spyOn(room, 'requestUpdate');
    document.body.append(room);
    await painted();
    const asked = spent.mock.calls.length;
    await painted();
    expect(spent.mock.calls.length).to.equal(asked);
    room.room = 'weekend-plans';
    await vi.waitFor(() => expect(room.list?.size).to.be.at.least(10));
    room.remove();
  });

  it('S-06 S-33 shows the newest messages, oldest first, at the bottom', async () => {
    const { rows, room } = await openRoom('weekend-plans', { height: 300 });
    const seqs = rows().map((row) => row.message!.seq);
    expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b));
    const list = room.list!;
    expect(list.scrollHeight - list.clientHeight - list.scrollTop).to.be.lessThan(3);
    expect(room.shadowRoot!.querySelector('h2')!.textContent).to.equal('weekend-plans');
    expect(list.getAttribute('aria-label')).to.equal('Messages in weekend-plans');
  });

  it('S-06 asks for ten at first', async () => {
    const world = newWorld();
    const { rows } = await openRoom('weekend-plans', { world, height: 120 });
    expect(rows()).to.have.length(10);
  });

  it('S-07 says that a room is empty, and takes a first message', async () => {
    const { part, send, texts } = await openRoom('quiet-corner', { least: 0 });
    await vi.waitFor(() => expect(part('[slot="empty"]')!.textContent).to.contain('Be the first to write in quiet-corner'));
    await send('First!');
    await vi.waitFor(() => expect(texts()).to.deep.equal(['First!']));
  });

  it('S-08 says that a room does not exist, with a way back', async () => {
    const { room, part } = await openRoom('nowhere', { least: 0 });
    await vi.waitFor(() => expect(part('.obstacle')?.textContent).to.contain('This room doesn’t exist'));
    const asked = vi.fn<(id: string) => void>();
    room.addEventListener('room-select', ({ id }) => asked(id));
    await userEvent.click(button(room, 'All rooms'));
    expect(asked.mock.calls).to.deep.equal([['']]);
  });

  it('shows the outlines of messages while they are loading', async () => {
    const { room } = await openRoom('weekend-plans', { least: 0, world: newWorld({ latency: 3_600_000 }) });
    await vi.waitFor(() => expect(room.list!.status).to.equal('loading'));
    expect(room.list!.getAttribute('aria-busy')).to.equal('true');
  });

  it('S-37 shows no sign of loading before 200 ms, and one after', async () => {
    const { room } = await openRoom('weekend-plans', { least: 0, world: newWorld({ latency: 3_600_000 }) });
    const outlines = await vi.waitFor(() => {
      const found = room.shadowRoot!.querySelector('.skeleton');
      expect(found?.checkVisibility()).to.equal(true);
      return found!;
    });
    const [appears] = outlines.getAnimations();
    appears!.pause();
    const seenAt = (ms: number): number => {
      appears!.currentTime = ms;
      return Number(getComputedStyle(outlines).opacity);
    };
    expect([0, 100, 199].map(seenAt)).to.deep.equal([0, 0, 0]);
    expect(seenAt(1_000)).to.equal(1);
  });

  it('S-13 shows no message of another room when the room changes', async () => {
    const { room, rows, field } = await openRoom();
    await userEvent.click(field());
    await userEvent.keyboard('Half a thought');
    room.room = 'sre-team';
    await room.updateComplete;
    await room.list!.updateComplete;
    expect(rows()).to.deep.equal([]);
    await vi.waitFor(() => expect(rows().length).to.be.greaterThan(9));
    expect(rows().every((row) => row.message!.roomId === 'sre-team')).to.equal(true);
    expect(field().value).to.equal('');
    room.room = 'weekend-plans';
    await vi.waitFor(() => expect(field().value).to.equal('Half a thought'));
  });

  for (const selector of ['.pill', '[part=older]', 'message-item'])
    it(`gives the focus of ${selector} to the composer when the room changes`, async () => {
      const { room, rows, field, part } = await openRoom('weekend-plans', { height: 300 });
      room.list!.scrollTop = 0;
      await vi.waitFor(() => expect(part('.pill')).not.to.equal(null));
      part(selector)!.focus();
      room.room = 'quiet-corner';
      await vi.waitFor(() => expect(rows()).to.deep.equal([]));
      await painted();
      expect(focused()).to.equal(field());
    });

  it('is accessible with messages, empty and unknown', async () => {
    await expect((await openRoom()).room).to.be.accessible();
    await expect((await openRoom('quiet-corner', { least: 0 })).room).to.be.accessible();
    const { room, part } = await openRoom('nowhere', { least: 0 });
    await vi.waitFor(() => expect(part('.obstacle')).not.to.equal(null));
    await expect(room).to.be.accessible();
  });
});

describe('sending and receiving', () => {
  it('S-16 shows an own message at once and once, and the same row when the server has it', async () => {
    const { world, send, texts, row } = await openRoom();
    const release = world.hold();
    await send('Hello from here');
    await vi.waitFor(() => expect(row('Hello from here').state).to.equal('waiting'));
    const element = row('Hello from here');
    release();
    await vi.waitFor(() => expect(element.state).to.equal('sent'));
    expect(texts().filter((text) => text === 'Hello from here')).to.have.length(1);
    expect(element.isConnected).to.equal(true);
  });

  it('S-16 shows what another user writes', async () => {
    const { world, texts } = await openRoom();
    const other = await openRoom('weekend-plans', { world, chat: world.as('ben') });
    await other.send('Hello from Ben');
    await vi.waitFor(() => expect(texts().at(-1)).to.equal('Hello from Ben'));
    await vi.waitFor(() => expect(other.texts().at(-1)).to.equal('Hello from Ben'));
  });

  it('S-34 goes to the end for an own message, wherever the reader was', async () => {
    const { room, send } = await openRoom('weekend-plans', { height: 300 });
    const list = room.list!;
    list.scrollTop = 0;
    await painted();
    await send('Down here');
    await vi.waitFor(() => expect(list.scrollHeight - list.clientHeight - list.scrollTop).to.be.lessThan(3));
    await vi.waitFor(() => expect(room.shadowRoot!.querySelector('.pill')).to.equal(null));
  });

  it('S-17 keeps a text the device does not take, with the reason', async () => {
    const world = newWorld({ storage: 'memory' });
    const { field, send, room, part } = await openRoom('weekend-plans', { world });
    world.online = false;
    await vi.waitFor(() => expect(notice(part)).to.contain('You’re offline'));
    await send('Do not lose me');
    const hint = room.composer!.shadowRoot!.querySelector('#hint')!;
    await vi.waitFor(() => expect(hint.textContent).to.contain('Not sent: you’re offline'));
    expect(field().value).to.equal('Do not lose me');
  });

  it('S-19 sends nothing beyond the limit', async () => {
    const { room, send, texts } = await openRoom();
    room.maxLength = 5;
    await room.updateComplete;
    await send('Too long');
    await vi.waitFor(() =>
      expect(room.composer!.shadowRoot!.querySelector('#hint')!.textContent).to.equal('Too long: remove 3 characters.'),
    );
    expect(texts()).not.to.include('Too long');
    expect(room.composer!.shadowRoot!.querySelector('#counter')).to.equal(null); // said once
  });

  it('writes down nothing of a room that is none, and says so', async () => {
    const { room, send, field, world } = await openRoom();
    room.removeAttribute('room');
    Object.assign(room, { room: null });
    await room.updateComplete;
    await send('For nobody');
    const hint = room.composer!.shadowRoot!.querySelector('#hint')!;
    await vi.waitFor(() => expect(hint.textContent).to.contain('Not sent'));
    expect(hint.textContent).not.to.contain('igned out');
    expect(field().value).to.equal('For nobody');
    expect(world.chat.draft('null').text).to.equal('');
  });

  it('leaves a message to whoever takes the request over', async () => {
    const { room, send, texts, field } = await openRoom();
    const taken: string[] = [];
    room.parentElement!.addEventListener('message-send', (event) => {
      event.preventDefault();
      taken.push(event.content);
    });
    await send('Mine now');
    expect(taken).to.deep.equal(['Mine now']);
    await painted();
    expect(field().value).to.equal('Mine now');
    expect(texts()).not.to.include('Mine now');
  });

  it('hands a stream-op dispatched on it to its list', async () => {
    const { room, rows, texts } = await openRoom();
    const message = { ...rows()[0]!.message!, id: 'from-outside', content: 'From outside', seq: 1e9 };
    room.dispatchEvent(new StreamOpEvent({ op: 'insert', item: message }));
    await vi.waitFor(() => expect(texts().at(-1)).to.equal('From outside'));
    room.dispatchEvent(new CustomEvent('stream-op', { detail: { op: 'delete', id: 'from-outside' } }));
    await vi.waitFor(() => expect(texts()).not.to.include('From outside'));
  });
});

describe('editing', () => {
  it('S-20 ArrowUp in an empty composer opens the own newest message', async () => {
    const { room, send, field } = await openRoom();
    await send('First words');
    await vi.waitFor(() => expect(field().value).to.equal(''));
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(room.dialog!.opened).to.equal(true));
    expect(room.dialog!.field!.value).to.equal('First words');
    await userEvent.keyboard('{Escape}');
    expect(focused()).to.equal(field());
  });

  it('S-24 S-20 says so when there is nothing of one’s own to edit', async () => {
    const { room, field } = await openRoom('quiet-corner', { least: 0 });
    await userEvent.click(field());
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() =>
      expect([...room.shadowRoot!.querySelectorAll('[role="status"]')].map((region) => region.textContent).join()).to.contain(
        'You have no message here to edit.',
      ),
    );
    expect(room.dialog!.opened).to.equal(false);
  });

  it('S-20 ArrowUp opens the newest of one’s own that the page allows to edit, if any', async () => {
    const { room, send, field, row } = await openRoom();
    for (const text of ['Open', 'Closed']) await send(text);
    await vi.waitFor(() => expect(row('Closed').state).to.equal('sent'));
    room.can = (action, { content }) => action !== 'edit' || content !== 'Closed';
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(room.dialog!.opened).to.equal(true));
    expect(room.dialog!.field!.value).to.equal('Open');
    await userEvent.keyboard('{Escape}');
    room.can = (action) => action !== 'edit';
    await vi.waitFor(() => expect(focused()).to.equal(field()));
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() =>
      expect([...room.shadowRoot!.querySelectorAll('[role="status"]')].map((region) => region.textContent).join()).to.contain(
        'You have no message here to edit.',
      ),
    );
    expect(room.dialog!.opened).to.equal(false);
  });

  it('S-25 after a delete, ArrowUp opens the one before', async () => {
    const { room, send, row, field } = await openRoom();
    await send('Older');
    await vi.waitFor(() => expect(row('Older').state).to.equal('sent'));
    await send('Newer');
    await vi.waitFor(() => expect(row('Newer').state).to.equal('sent'));
    row('Newer').focus();
    await row('Newer').updateComplete;
    await userEvent.click(button(row('Newer'), 'Delete message from Ana Sousa'));
    await vi.waitFor(() => expect(row('Newer').state).to.equal('deleting'));
    await userEvent.click(field());
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(room.dialog!.field!.value).to.equal('Older'));
  });

  it('S-21 saves new words into the same row', async () => {
    const { world, send, row, rows, texts } = await openRoom();
    await send('Frist');
    await vi.waitFor(() => expect(row('Frist').state).to.equal('sent'));
    const element = row('Frist');
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
    await vi.waitFor(() => expect((focused() as HTMLTextAreaElement).value).to.equal('Frist'));
    await userEvent.keyboard('{Control>}a{/Control}First{Enter}');
    await vi.waitFor(() => expect(texts().at(-1)).to.equal('First'));
    expect(rows().at(-1)).to.equal(element);
    await vi.waitFor(() => expect(element.matches(':state(edited)')).to.equal(true));
    expect((await world.host.current()).page('ana', roomTopic('weekend-plans'), { before: 1e9, limit: 1 }).rows[0]).to.include({
      content: 'First',
    });
  });

  it('S-21 goes on in the composer when another room is shown meanwhile, whose rows are others', async () => {
    const { room, send, row, field } = await openRoom();
    await send('Mine');
    await vi.waitFor(() => expect(row('Mine').state).to.equal('sent'));
    row('Mine').focus();
    await userEvent.keyboard('{Enter}{ArrowRight}{ArrowRight}{Enter}');
    await vi.waitFor(() => expect(room.dialog!.opened).to.equal(true));
    await userEvent.keyboard(' too');
    room.room = 'sre-team';
    await vi.waitFor(() => expect(room.dialog!.opened).to.equal(false));
    await vi.waitFor(() => expect(focused()).to.equal(field()));
  });

  it('S-26 a remote edit changes the row in place: same element, same scroll, same focus', async () => {
    const { world, room, rows, row } = await openRoom('weekend-plans', { height: 300 });
    const ben = world.as('ben');
    const edit = ben.room('weekend-plans', QUIET);
    await vi.waitFor(() => expect(edit.status.state).to.equal('live'));
    await edit.create('ben-1', 'ben-m1', { roomId: 'weekend-plans', sender: ben.user, content: 'Before', insertedAt: '', updatedAt: '' });
    await vi.waitFor(() => expect(rows().at(-1)!.message!.content).to.equal('Before'));
    const element = row('Before');
    element.focus();
    await painted();
    const top = room.list!.scrollTop;
    await edit.edit('ben-1', { content: 'After' });
    await vi.waitFor(() => expect(element.message!.content).to.equal('After'));
    expect([rows().at(-1), focused(), room.list!.scrollTop]).to.deep.equal([element, element, top]);
  });
});

describe('editing a message that is deleted meanwhile', () => {
  /** Its dialog, with words of a change in it. */
  async function editing(
    room = 'weekend-plans',
    world = newWorld(),
  ): Promise<RoomFixture & { id: string; dialog: MessageEditDialog; told(): string; said: string[] }> {
    const opened = await openRoom(room, { world });
    await opened.send('First words');
    await vi.waitFor(() => expect(opened.row('First words').state).to.equal('sent'));
    const { id } = opened.row('First words').message!;
    await userEvent.keyboard('{ArrowUp}');
    const dialog = opened.room.dialog!;
    await vi.waitFor(() => expect(dialog.opened).to.equal(true));
    await userEvent.keyboard(' and more');
    const said: string[] = [];
    const hear = (): void =>
      void said.push(...[...opened.room.shadowRoot!.querySelectorAll('[role="status"]')].map((one) => one.textContent));
    new MutationObserver(hear).observe(opened.room.shadowRoot!, { subtree: true, childList: true, characterData: true });
    return { ...opened, id, dialog, told: () => dialog.shadowRoot!.querySelector('[role=alert]')!.textContent, said };
  }
  const elsewhere = ({ world, room, id }: RoomFixture & { id: string }): Promise<unknown> =>
    world.host.put('ana', roomTopic(room.room), { mutationId: 'gone', kind: 'delete', id, body: {} });

  it('S-23 says that it is gone, saves nothing, and keeps the words', async () => {
    const it = await editing();
    expect(it.told()).to.equal('');
    await elsewhere(it);
    await vi.waitFor(() => expect(it.told()).to.equal('This message is gone.'));
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(it.told()).to.equal('Not saved: This message is gone.'));
    await painted();
    expect([it.dialog.opened, it.dialog.field!.value, it.room.chat!.status.waiting]).to.deep.equal([true, 'First words and more', 0]);
    expect([it.said.join(), it.texts().join()].filter((text) => /Message saved|First words/.test(text))).to.deep.equal([]);
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    await vi.waitFor(() => expect(it.told()).to.equal('This message is gone.'));
  });

  it('S-23 says so until that is undone', async () => {
    const it = await editing();
    const stream = it.room.chat!.room('weekend-plans', QUIET);
    await vi.waitFor(() => expect(stream.get(it.id)?.row.version).to.be.greaterThan(0));
    void stream.delete(it.id).catch(() => undefined);
    await vi.waitFor(() => expect(it.told()).to.equal('This message is gone.'));
    expect(await stream.undo(it.id)).to.equal(true);
    await vi.waitFor(() => expect(it.told()).to.equal(''));
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(it.texts().at(-1)).to.equal('First words and more'));
  });

  it('S-23 says so once, while the delete can be undone and after', async () => {
    const it = await editing('weekend-plans', newWorld({ storage: 'disk', graceMs: 200 }));
    const told: string[] = [];
    new MutationObserver(() => told.push(it.told())).observe(it.dialog.shadowRoot!, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    await it.room.chat!.room('weekend-plans', QUIET).delete(it.id);
    await vi.waitFor(() =>
      expect([it.rows().some(({ id }) => id.endsWith(it.id)), it.told()]).to.deep.equal([false, 'This message is gone.']),
    );
    await painted();
    expect([...new Set(told)]).to.deep.equal(['This message is gone.']);
  });

  it('S-23 says so also where it is shown no more', async () => {
    const it = await editing('archive', newWorld({ archived: 5_000 }));
    it.room.dispatchEvent(new MessageShow('h1234', it.id));
    await vi.waitFor(() => expect([it.texts().includes('First words'), it.rows().length > 0]).to.deep.equal([false, true]));
    await elsewhere(it);
    await vi.waitFor(() => expect(it.told()).to.equal('This message is gone.'));
  });
});

describe('deleting', () => {
  itWithShownFocus('S-31 S-30 puts Undo in place of the row at once, and takes it back', async () => {
    const { send, row } = await openRoom();
    await send('Oops');
    await vi.waitFor(() => expect(row('Oops').state).to.equal('sent'));
    const element = row('Oops');
    await userEvent.hover(element);
    await vi.waitFor(() => expect(element.shadowRoot!.querySelector('.delete')).not.to.equal(null));
    await userEvent.click(button(element, 'Delete message from Ana Sousa'));
    await vi.waitFor(() => expect(element.shadowRoot!.textContent).to.contain('Message deleted'));
    const undo = button(element, 'Undo: Message deleted');
    await userEvent.keyboard('{Shift}'); // a hand on the keys: focus is seen
    undo.focus();
    const { outlineOffset, outlineWidth } = getComputedStyle(undo);
    expect(parseFloat(outlineOffset) + parseFloat(outlineWidth)).to.be.at.most(0);
    const dot = document.createRange();
    dot.selectNode(undo.previousSibling!);
    expect(dot.getBoundingClientRect().right).to.be.at.most(undo.getBoundingClientRect().left);
    await userEvent.click(undo);
    await vi.waitFor(() => expect(element.state).to.equal('sent'));
    expect(element.shadowRoot!.textContent).to.contain('Oops');
  });

  it('S-30 takes the row from everybody when the time to undo is over, and gives focus to its neighbour', { timeout: 15_000 }, async () => {
    const { world, send, row, texts, rows } = await openRoom();
    const other = await openRoom('weekend-plans', { world, chat: world.as('ben') });
    await send('Gone soon');
    await vi.waitFor(() => expect(other.texts()).to.include('Gone soon'));
    await vi.waitFor(() => expect(row('Gone soon').state).to.equal('sent'));
    row('Gone soon').focus();
    await row('Gone soon').updateComplete;
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    await vi.waitFor(() => expect(focused()?.textContent).to.equal('Undo'));
    await vi.waitFor(() => expect(other.texts()).not.to.include('Gone soon'), { timeout: 8000 });
    await vi.waitFor(() => expect(texts()).not.to.include('Message deleted'));
    expect(focused()).to.equal(rows().at(-1));
  });

  it('S-29 offers what the page allows, and takes back what the server refuses', async () => {
    const { room, rows, row } = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk' }) });
    room.can = () => true;
    await room.updateComplete;
    const theirs = rows().findLast((one) => one.message!.sender.id !== 'ana')!;
    const words = theirs.message!.content;
    await vi.waitFor(() => expect(theirs.actions).to.deep.equal(['reply', 'react', 'edit', 'delete']));
    await room.chat!.room('weekend-plans', QUIET).edit(theirs.message!.id, { content: 'Forged' });
    await vi.waitFor(() => expect(theirs.state).to.equal('failed'));
    await vi.waitFor(() => expect(theirs.shadowRoot!.textContent).to.contain('Change not saved'));
    await userEvent.click(button(theirs, `Discard: ${theirs.message!.content}`));
    await vi.waitFor(() => expect(row(words).state).to.equal('sent'));
  });
});

describe('what was refused', () => {
  it('is named by what it was, and found again further up than what is shown', async () => {
    const world = newWorld({ storage: 'disk' });
    const first = await openRoom('weekend-plans', { world });
    const theirs = first.rows().find((one) => one.message!.sender.id !== 'ana')!;
    const stream = world.chat.room('weekend-plans', QUIET);
    await stream.edit(theirs.message!.id, { content: 'Forged' });
    await vi.waitFor(() => expect(theirs.state).to.equal('failed'));
    first.room.remove();
    for (let i = 0; i < 12; i++) await world.post('ben', 'weekend-plans', `Later ${i}`);
    // What comes while a room is shown makes it longer: all of it shall be there before.
    await vi.waitFor(() => expect(stream.newest(() => true)?.row.content).to.equal('Later 11'));
    const { room, part, rows } = await openRoom('weekend-plans', { world, height: 300 });
    await vi.waitFor(() => expect(rows().at(-1)!.message!.content).to.equal('Later 11'));
    await vi.waitFor(() => expect(notice(part)).to.contain('1 change could not be saved.'));
    if (rows().some((row) => row.state === 'failed')) throw new Error('the row is in the window already');
    await userEvent.click(button(room, 'Show'));
    await vi.waitFor(() => expect((focused() as MessageItem | null)?.state).to.equal('failed'));
    const [row, list] = [focused()!.getBoundingClientRect(), room.list!.getBoundingClientRect()];
    expect(row.top >= list.top && row.bottom <= list.bottom).to.equal(true);
  });
});

describe('without a connection', () => {
  it('S-36 says that it is offline, takes messages, and sends them when it is back', { timeout: 20_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const { room, send, row, part, texts } = await openRoom('weekend-plans', { world });
    world.online = false;
    await vi.waitFor(() => expect(notice(part)).to.equal('You’re offline. You can keep reading and writing.'));
    await send('Written on a train');
    await vi.waitFor(() => expect(notice(part)).to.equal('You’re offline. 1 change is kept here and will be sent when you’re back.'));
    expect(row('Written on a train').state).to.equal('waiting');
    // What waits now is no message more, and is not called one.
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(room.dialog!.opened).to.equal(true));
    await userEvent.keyboard(' that is late{Enter}');
    await vi.waitFor(() => expect(notice(part)).to.equal('You’re offline. 2 changes are kept here and will be sent when you’re back.'));
    world.online = true;
    await vi.waitFor(() => expect(row('Written on a train that is late').state).to.equal('sent'), { timeout: 15_000 });
    await vi.waitFor(() => expect(part('.notice')).to.equal(null));
    expect(texts().filter((text) => text === 'Written on a train that is late')).to.have.length(1);
  });

  it('says that nothing can be sent while offline where there is no storage', async () => {
    const world = newWorld({ storage: 'memory' });
    const { part } = await openRoom('weekend-plans', { world });
    const sign = (): string | null | undefined => part('.notice path')?.getAttribute('d');
    await vi.waitFor(() => expect(sign()).to.be.a('string'));
    const whileOnline = sign();
    world.online = false;
    await vi.waitFor(() => expect(notice(part)).to.contain('nothing can be sent until you’re back'));
    expect(sign(), 'that there is no connection').not.to.equal(whileOnline);
    expect(notice(part)).not.to.contain('keep reading and writing');
  });

  it('says in words that nothing is kept where there is no storage', async () => {
    const { part } = await openRoom('weekend-plans', { world: newWorld({ storage: 'memory' }) });
    await vi.waitFor(() => expect(notice(part)).to.contain('This browser keeps nothing for this page'));
  });
});
