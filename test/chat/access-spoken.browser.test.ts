// The statements about what is spoken, by the texts given to live regions: Markdown, mentions, what is told by focus, what went wrong.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ChatApp } from '../../src/chat/chat-app.js';
import { markdownBody } from '../../src/chat/markdown.js';
import { MessageDelete } from '../../src/chat/events.js';
import { button, focused, newWorld, openRoom, type RoomFixture } from './room-fixture.js';
import { openRefusable } from './refusable.js';
import { recordSpoken } from './spoken.js';

const ROOM = 'weekend-plans';
const SPEECH = { timeout: 6_000 };

/** Loaded and connected: from now on, what comes is news. */
async function live(opened: RoomFixture): Promise<string[]> {
  await vi.waitFor(() => expect([opened.room.list!.status, opened.part('.quiet')]).to.deep.equal(['ready', null]));
  return recordSpoken(opened.room);
}

/** Says something that is heard, so that whatever would be said before it has been. */
async function heardUntil(opened: RoomFixture, said: string[]): Promise<string[]> {
  await opened.world.post('hiro', ROOM, 'The last word');
  await vi.waitFor(() => expect(said.at(-1)).to.equal('Hiro Tanaka: The last word'), SPEECH);
  return said.slice(0, -1);
}

describe('what is spoken', () => {
  it('2: Markdown without its marks, links and pictures by their words; and so is the name of the message', async () => {
    const opened = await openRoom();
    opened.room.regions = { body: markdownBody };
    const said = await live(opened);
    const text = '**Bold** and [a link](https://example.org), ![a dog](https://example.org/dog.png) `x < y`\n\n- one\n- two';
    await opened.world.post('grace', ROOM, text);
    const plain = 'Bold and a link, a dog x < y one two';
    await vi.waitFor(() => expect(said).to.deep.equal([`Grace Kim: ${plain}`]), SPEECH);
    const row = opened.row(text);
    await row.updateComplete;
    expect(row.getAttribute('aria-label')).to.contain(plain).and.not.to.contain('**');
  });

  it('10: what comes at once and in another order is spoken in the order it is shown', async () => {
    const opened = await openRoom();
    const said = await live(opened);
    opened.world.host.faults.add({ do: 'reorder-ops', count: 3 });
    await Promise.all(['grace', 'hiro', 'eva'].map((user) => opened.world.post(user, ROOM, `I am ${user}`)));
    await vi.waitFor(() => expect(said).to.have.length(1), SPEECH);
    expect(opened.world.host.faults.struck.get('reorder-ops')).to.be.greaterThan(0);
    expect(opened.texts().slice(-3)).to.deep.equal(['I am grace', 'I am hiro', 'I am eva']);
    expect(said).to.deep.equal(['Grace Kim: I am grace. Hiro Tanaka: I am hiro. Eva Lind: I am eva']);
  });

  it('2: somebody without a name as their message does', async () => {
    const opened = await openRoom();
    const said = await live(opened);
    const grace = opened.world.user('grace');
    const { name } = grace;
    try {
      grace.name = '';
      await opened.world.post('grace', ROOM, 'anon words');
    } finally {
      grace.name = name;
    }
    await vi.waitFor(() => expect(said).to.deep.equal(['Somebody: anon words']), SPEECH);
  });

  it('3: is nothing of a room that was left before it was read out', async () => {
    const opened = await openRoom();
    const said = await live(opened);
    await opened.world.post('grace', ROOM, 'Not for the next room');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Not for the next room'));
    opened.room.room = 'sre-team';
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // longer than a burst is waited for
    expect(said).to.deep.equal([]);
  });

  it('8: only what names or answers the user, where they want that', async () => {
    const opened = await openRoom();
    opened.room.announce = 'mentions';
    const said = await live(opened);
    const mine = 'Who comes along?';
    await opened.send(mine);
    await vi.waitFor(() => expect(opened.row(mine).state).to.equal('sent'));
    await opened.world.post('grace', ROOM, 'Nobody is meant');
    await opened.world.post('grace', ROOM, 'You are, @Ana');
    await opened.world.post('hiro', ROOM, 'I do', opened.row(mine).message!.id);
    await vi.waitFor(() => expect(said).to.deep.equal(['Grace Kim: You are, @Ana. Hiro Tanaka: I do']), SPEECH);
    const panel = opened.part('.menu')!;
    expect([...panel.querySelectorAll('option')].map(({ value, selected }) => [value, selected])).to.deep.equal([
      ['all', false],
      ['mentions', true],
      ['count', false],
      ['off', false],
    ]);
  });

  it(
    '6: is nothing where focus goes: to Undo, back to the message, to the dialog, to where a jump leads',
    { timeout: 20_000 },
    async () => {
      const opened = await openRoom();
      const said = await live(opened);
      await opened.send('Mine');
      await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
      const row = opened.row('Mine');
      row.focus();
      await userEvent.keyboard('{ArrowRight}');
      await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.match(/^Reply to/));
      await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
      await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.match(/^Delete/));
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(focused()?.textContent).to.equal('Undo'));
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect([row.state, focused()]).to.deep.equal(['sent', row]));
      await opened.room.dialog!.open(row.message!);
      await vi.waitFor(() => expect(focused()?.localName).to.equal('textarea'));
      await userEvent.keyboard('{Escape}');
      await vi.waitFor(() => expect(opened.room.dialog!.opened).to.equal(false));
      const first = opened.rows()[0]!;
      await opened.room.jumpTo(first.message!.id);
      await vi.waitFor(() => expect(focused()).to.equal(first));
      expect(await heardUntil(opened, said)).to.deep.equal([]);
    },
  );

  it('11: a message deleted without focus in it, and that it can be undone; then that it is back', async () => {
    const opened = await openRoom();
    await opened.send('Mine');
    await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
    const said = await live(opened);
    const row = opened.row('Mine');
    opened.field().focus();
    row.dispatchEvent(new MessageDelete(row.message!.id));
    await vi.waitFor(() => expect(said).to.deep.equal(['Message deleted. Undo is available.']), SPEECH);
    await vi.waitFor(() => button(row, 'Undo: Message deleted').click()); // as by a tool that gives no focus
    await vi.waitFor(() => expect(said).to.deep.equal(['Message deleted. Undo is available.', 'Message restored']), SPEECH);
  });

  it('11: that an edit was saved, politely', async () => {
    const opened = await openRoom();
    await opened.send('Mine');
    await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
    const said = await live(opened);
    await userEvent.keyboard('{ArrowUp}');
    await vi.waitFor(() => expect(opened.room.dialog!.opened).to.equal(true));
    await new Promise((resolve) => setTimeout(resolve, 400)); // nobody writes sooner after focus has moved than an announcement waits
    await userEvent.keyboard(' now{Enter}');
    await vi.waitFor(() => expect(said).to.deep.equal(['Message saved']), SPEECH);
    expect(focused()).to.equal(opened.field());
  });

  it('11: what somebody has to do something about, once, and not how much waits meanwhile', { timeout: 20_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom(ROOM, { world });
    const said = await live(opened);
    opened.room.trouble = 'Nothing there.';
    await vi.waitFor(() => expect(said).to.deep.equal(['Nothing there.']), SPEECH);
    world.online = false;
    await vi.waitFor(() => expect(said.slice(1)).to.deep.equal(['You’re offline.']), SPEECH);
    opened.room.trouble = '';
    for (const words of ['one', 'two', 'three']) await opened.send(words);
    await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('3 changes are kept here and will be sent'));
    expect(said).to.have.length(2);
    expect(opened.part('.notice')!.closest('[role=status], [role=alert], [aria-live]')).to.equal(null);
  });

  it('11: that the room cannot be shown, once, by the voice of the room alone, and not where that is taken back at once', async () => {
    const { opened, chat, refuse } = await openRefusable();
    const said = await live(opened);
    const release = opened.world.hold();
    refuse('forbidden');
    await vi.waitFor(() => expect(opened.part('.obstacle')).not.to.equal(null), { interval: 1 });
    release();
    await vi.waitFor(() => expect(opened.part('.obstacle')).to.equal(null));
    await chat.logout({ force: true });
    const words = 'You’re signed out. Nothing of this chat is kept in this browser any more.';
    await vi.waitFor(() => expect(said).to.deep.equal([words]), SPEECH);
    expect(opened.part('.obstacle')!.closest('[role=status], [role=alert], [aria-live]')).to.equal(null);
    expect(opened.part('.obstacle [role=status], .obstacle [role=alert], .obstacle [aria-live]')).to.equal(null);
  });

  it('11: a refusal once, at once; and the connection, lost and back', { timeout: 20_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom(ROOM, { world });
    const said = await live(opened);
    world.host.faults.add({ match: { event: 'put' }, do: '422', times: 1 });
    await opened.send('Not for here');
    await vi.waitFor(() => expect(opened.row('Not for here').state).to.equal('failed'), SPEECH);
    await vi.waitFor(() => expect(said.filter((one) => one.startsWith('! '))).to.have.length(1), SPEECH);
    expect(said[0]).to.match(/^! Not sent/);
    world.online = false;
    await vi.waitFor(() => expect(said.slice(1)).to.deep.equal(['You’re offline.']), SPEECH);
    world.online = true;
    await vi.waitFor(() => expect(said.slice(1)).to.deep.equal(['You’re offline.', 'You’re back online.']), { timeout: 10_000 });
    expect(await heardUntil(opened, said)).to.have.length(3);
  });

  it('11: the connection once, where two rooms of a chat are on the page', { timeout: 20_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const rooms = [await openRoom(ROOM, { world }), await openRoom('sre-team', { world })];
    const said = await Promise.all(rooms.map((opened) => live(opened)));
    const all = (): string[] => said.flat();
    world.online = false;
    await vi.waitFor(() => expect(rooms.map(({ part }) => part('[part=notice]') !== null)).to.deep.equal([true, true]), SPEECH);
    await vi.waitFor(() => expect(all()).to.deep.equal(['You’re offline.']), SPEECH);
    world.online = true;
    await vi.waitFor(() => expect(all()).to.deep.equal(['You’re offline.', 'You’re back online.']), { timeout: 10_000 });
    await vi.waitFor(() => expect(rooms.map(({ part }) => part('[part=notice]'))).to.deep.equal([null, null]), SPEECH);
    for (const [i, opened] of rooms.entries()) {
      const room = opened.room.room;
      await opened.world.post('hiro', room, 'The last word');
      await vi.waitFor(() => expect(said[i]!.at(-1)).to.equal('Hiro Tanaka: The last word'), SPEECH);
    }
    expect(all()).to.have.length(4);
  });

  it(
    '11: the connection in the room that is heard, where the other is hidden, or under a dialog of this one',
    { timeout: 20_000 },
    async () => {
      const world = newWorld({ storage: 'disk' });
      const [other, opened] = [await openRoom(ROOM, { world }), await openRoom('sre-team', { world })];
      await live(other);
      const said = await live(opened);
      other.room.style.display = 'none';
      world.online = false;
      await vi.waitFor(() => expect(said).to.deep.equal(['You’re offline.']), SPEECH);
      other.room.style.display = '';
      await opened.room.dialog!.open(opened.rows().at(-1)!.message!);
      const inside = recordSpoken(opened.room.dialog!);
      world.online = true;
      await vi.waitFor(() => expect(inside).to.deep.equal(['You’re back online.']), { timeout: 10_000 });
    },
  );

  it(
    '11: the connection and the end of a session where no room is open, and nothing of them beside an open room',
    { timeout: 20_000 },
    async () => {
      const world = newWorld({ storage: 'disk' });
      const app = await fixture<ChatApp>(html`<chat-app style="block-size: 30rem" .chat=${world.chat}></chat-app>`);
      await vi.waitFor(() => expect(app.rooms.list?.size).to.equal(3));
      const said = recordSpoken(app);
      world.online = false;
      await vi.waitFor(() => expect(said).to.deep.equal(['You’re offline.']), SPEECH);
      world.online = true;
      await vi.waitFor(() => expect(said).to.deep.equal(['You’re offline.', 'You’re back online.']), { timeout: 10_000 });
      said.length = 0;
      app.room = ROOM;
      await vi.waitFor(() => expect(app.openRoom?.list?.status).to.equal('ready'));
      const inside = recordSpoken(app.openRoom!);
      world.online = false;
      await vi.waitFor(() => expect(inside).to.deep.equal(['You’re offline.']), SPEECH);
      app.room = '';
      await app.updateComplete;
      expect(said).to.deep.equal([]);
      await world.chat.logout({ force: true });
      await vi.waitFor(() => expect(said).to.deep.equal(['You’re signed out']), SPEECH);
    },
  );
});
