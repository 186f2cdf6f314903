// Answering a message: what is being answered, what an answer shows of it, the way there and back, and what nobody loses on the way.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { openChat } from '../../src/chat/chat.js';
import { markdownBody } from '../../src/chat/markdown.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { Cache } from '../../src/sync/cache.js';
import { button, focused, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';
import type { World } from './world.js';

const PAST = 5_000;

afterEach(() => void vi.restoreAllMocks());

const quote = (row: MessageItem): HTMLElement | null => row.shadowRoot!.querySelector('.quote');
const strip = ({ room }: RoomFixture): HTMLElement | null => room.composer!.shadowRoot!.querySelector('[part=reply]');
const text = (element: Element | null): string => element?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
const placeOf = ({ room }: RoomFixture, row: Element): number => row.getBoundingClientRect().top - room.list!.getBoundingClientRect().top;

/** With several rooms on a page, what is clicked is found by the words of its room: these must stay. */
async function connected(...rooms: RoomFixture[]): Promise<void> {
  for (const { room } of rooms) await vi.waitFor(() => expect(room.shadowRoot!.textContent).not.to.contain('Connecting'));
}

/** Asks to answer a message with the mouse. */
async function reply(opened: RoomFixture, row: MessageItem): Promise<void> {
  await userEvent.hover(row);
  const name = `Reply to message from ${row.message!.sender.name}`;
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector(`[aria-label="${name}"]`)).not.to.equal(null));
  await userEvent.click(button(row, name));
  await vi.waitFor(() => expect(strip(opened)).not.to.equal(null));
}

/** Ben asks something, or changes what he asked. */
async function asks({ host }: World, kind: 'create' | 'edit' | 'delete', body = {}): Promise<void> {
  await host.put('ben', 'room:weekend-plans', { mutationId: kind, kind, id: 'asked', body });
}

/** A room with a long past, at whose end somebody answers a message from long ago. */
async function openAnswer(answered = 'h1234', world = newWorld({ archived: PAST })): Promise<{ opened: RoomFixture; answer: MessageItem }> {
  const opened = await openRoom('archive', { world });
  await world.post('grace', 'archive', 'I still think so', answered);
  const answer = await vi.waitFor(() => opened.row('I still think so'));
  await vi.waitFor(() => expect(quote(answer)).not.to.equal(null));
  await painted();
  return { opened, answer };
}

describe('answering', () => {
  it('shows in the composer who is answered, and the answer shows it to everybody', async () => {
    const opened = await openRoom();
    const other = await openRoom('weekend-plans', { world: opened.world, chat: opened.world.as('ben') });
    await connected(opened, other);
    const asked = opened.rows().at(-3)!;
    const { name } = asked.message!.sender;
    await reply(opened, asked);
    expect(text(strip(opened))).to.equal(`Replying to ${name} ${asked.message!.content}`);
    expect(focused()).to.equal(opened.field());
    expect(opened.field().getAttribute('aria-describedby')).to.contain('reply');
    await userEvent.keyboard('Yes, exactly{Enter}');
    await vi.waitFor(() => expect(other.texts().at(-1)).to.equal('Yes, exactly'));
    expect(strip(opened)).to.equal(null);
    for (const room of [opened, other]) {
      const answer = room.row('Yes, exactly');
      await vi.waitFor(() => expect(answer.state).to.equal('sent'));
      expect(text(quote(answer))).to.equal(`${name} ${asked.message!.content}`);
      expect(answer.getAttribute('aria-label')).to.contain(`Ana Sousa, in reply to ${name}, `);
      expect(answer.message!.replyTo!.id).to.equal(asked.message!.id);
    }
  });

  it('is shown as the page has words read: of Markdown without its marks', async () => {
    const opened = await openRoom();
    opened.room.regions = { body: markdownBody };
    await opened.world.post('grace', 'weekend-plans', 'Hello **all**');
    await vi.waitFor(() => opened.row('Hello **all**'));
    await reply(opened, opened.row('Hello **all**'));
    expect(text(strip(opened))).to.equal('Replying to Grace Kim Hello all');
    await userEvent.keyboard('Hello{Enter}');
    await vi.waitFor(() => expect(opened.row('Hello').state).to.equal('sent'));
    expect(text(quote(opened.row('Hello')))).to.equal('Grace Kim Hello all');
  });

  it('is offered on every message, to the keyboard as well; Escape and the button take it back', async () => {
    const opened = await openRoom();
    const row = opened.rows().findLast((one) => !one.own && !one.message!.replyTo)!;
    row.focus();
    await row.updateComplete;
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.equal(`Reply to message from ${row.message!.sender.name}`));
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(strip(opened)).not.to.equal(null));
    expect(focused()).to.equal(opened.field());
    const ofInputMethod = new KeyboardEvent('keydown', { key: 'Escape', keyCode: 229, bubbles: true, cancelable: true });
    expect(opened.field().dispatchEvent(ofInputMethod)).to.equal(true);
    await userEvent.keyboard('Hm{Escape}');
    await vi.waitFor(() => expect(strip(opened)).to.equal(null));
    expect(opened.field().value).to.equal('Hm');
    await reply(opened, row);
    await userEvent.click(button(opened.room.composer!, 'Cancel reply'));
    await vi.waitFor(() => expect(strip(opened)).to.equal(null));
    expect(focused()).to.equal(opened.field());
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Hm'));
    expect(opened.row('Hm').message!.replyTo).to.equal(undefined);
  });

  it('is kept with the draft, before a word is written, in another tab and after a reload', async () => {
    const world = newWorld({ storage: 'disk' });
    const first = await openRoom('weekend-plans', { world });
    await connected(first);
    const asked = first.rows().at(-2)!;
    await reply(first, asked); // before there is a room that is like it for the pointer
    const second = await openRoom('weekend-plans', { world, chat: world.as('ana') });
    await connected(first, second);
    const shown = text(strip(first));
    await vi.waitFor(() => expect(text(strip(second))).to.equal(shown));
    first.field().focus();
    await userEvent.keyboard('Well');
    await vi.waitFor(() => expect([text(strip(second)), second.field().value]).to.deep.equal([shown, 'Well']));
    const third = await openRoom('weekend-plans', { world, chat: world.as('ana') });
    await vi.waitFor(() => expect([text(strip(third)), third.field().value]).to.deep.equal([shown, 'Well']));
    third.field().focus();
    await userEvent.keyboard('{Enter}');
    for (const room of [first, second, third]) await vi.waitFor(() => expect([strip(room), room.field().value]).to.deep.equal([null, '']));
    await vi.waitFor(() => expect(second.row('Well').message!.replyTo!.id).to.equal(asked.message!.id));
  });

  it('works offline, and what is answered is in the server’s words once it is sent', async () => {
    const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk' }) });
    const asked = opened.rows().at(-1)!.message!;
    opened.world.online = false;
    await vi.waitFor(() => expect(opened.part('.notice')).not.to.equal(null));
    await reply(opened, opened.rows().at(-1)!);
    await userEvent.keyboard('From a tunnel{Enter}');
    await vi.waitFor(() => expect(opened.row('From a tunnel').state).to.equal('waiting'));
    expect(text(quote(opened.row('From a tunnel')))).to.equal(`${asked.sender.name} ${asked.content}`);
    opened.world.online = true;
    await vi.waitFor(() => expect(opened.row('From a tunnel').state).to.equal('sent'), { timeout: 9000 });
    expect(opened.row('From a tunnel').message!.replyTo).to.deep.equal({ id: asked.id, name: asked.sender.name, excerpt: asked.content });
  });

  it('what was taken back before it was sent is an answer again', async () => {
    const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk', graceMs: { create: 60_000 } }) });
    await reply(opened, opened.rows().at(-1)!);
    const shown = text(strip(opened));
    await userEvent.keyboard('Too hasty{Enter}');
    const row = await vi.waitFor(() => opened.row('Too hasty'));
    await vi.waitFor(() => expect(strip(opened)).to.equal(null));
    await userEvent.click(await vi.waitFor(() => button(row, 'Undo')));
    await vi.waitFor(() => expect([text(strip(opened)), opened.field().value]).to.deep.equal([shown, 'Too hasty']));
  });
});

describe('what an answer shows', () => {
  it('follows what it answers: new words, and that it is gone', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    await asks(world, 'create', { content: 'Tea?' });
    await world.post('grace', 'weekend-plans', 'Yes', 'asked');
    const answer = await vi.waitFor(() => opened.row('Yes'));
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('Ben Okafor Tea?'));
    await asks(world, 'edit', { content: 'Coffee?' });
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('Ben Okafor Coffee?'));
    await asks(world, 'delete');
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('The message this replies to was deleted'));
    expect(quote(answer)!.localName).to.equal('p');
  });

  it('follows what it answers also where that is not shown, and who comes later never reads what was deleted', async () => {
    const world = newWorld();
    await asks(world, 'create', { content: 'Tea?' });
    for (let i = 1; i <= 20; i++) await world.post('grace', 'weekend-plans', `In between ${i}`);
    await world.post('grace', 'weekend-plans', 'Yes', 'asked');
    const opened = await openRoom('weekend-plans', { world });
    expect(opened.texts()).not.to.contain('Tea?');
    const answer = opened.row('Yes');
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('Ben Okafor Tea?'));
    await asks(world, 'edit', { content: 'Coffee?' });
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('Ben Okafor Coffee?'));
    await asks(world, 'delete');
    await vi.waitFor(() => expect(text(quote(answer))).to.equal('The message this replies to was deleted'));
    const late = await openRoom('weekend-plans', { world, chat: world.as('eva') });
    expect(text(quote(late.row('Yes')))).to.equal('The message this replies to is no longer here');
  });

  it('is read again, with every change, of messages alone that somebody here asks for, and all at once', async () => {
    const MOST = 20;
    const world = newWorld();
    const chat = openChat({
      source: world.source('ana'),
      user: world.user('ana'),
      app: crypto.randomUUID(),
      storage: 'memory',
      most: MOST,
    });
    let changes = 0;
    const { room: open } = chat;
    chat.room = (id, events, size) => open(id, { ...events, changed: () => ((changes += 1), events.changed?.()) }, size);
    const readings = vi.spyOn(Cache.prototype, 'findAll');
    const opened = await openRoom('weekend-plans', { world, chat });
    const put = async (id: string, body: object): Promise<void> => {
      await world.host.put('ben', 'room:weekend-plans', { mutationId: id, kind: 'create', id, body: { content: id, ...body } });
      await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal(id));
    };
    await asks(world, 'create', { content: 'Tea?' });
    for (let i = 0; i < 2 * MOST; i++) await put(`question ${i}`, {});
    for (let i = 0; i < 2 * MOST; i++) await put(`answer ${i}`, { replyTo: { id: `question ${i}` } });
    await put('gone', { replyTo: { id: 'asked' } });
    await vi.waitFor(() => expect(text(quote(opened.row('gone')))).to.equal('Ben Okafor Tea?'));
    await asks(world, 'delete');
    await vi.waitFor(() => expect(text(quote(opened.row('gone')))).to.equal('The message this replies to was deleted'));
    await reply(opened, opened.rows().at(-2)!);
    readings.mockClear();
    changes = 0;
    await put('one more', {});
    await vi.waitFor(() => expect(readings.mock.calls).not.to.deep.equal([]));
    await painted();
    expect(opened.rows()).to.have.length(MOST);
    expect(Math.max(...readings.mock.calls.map(([, ids]) => ids.length))).to.be.within(MOST / 2, MOST);
    expect(readings.mock.calls.length).to.be.at.most(changes);
    expect(text(quote(opened.row('gone')))).to.equal('The message this replies to was deleted');
    await chat.close();
  });

  it('is followed before it is sent, too', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    await asks(world, 'create', { content: 'Tea?' });
    await reply(opened, await vi.waitFor(() => opened.row('Tea?')));
    await userEvent.keyboard('Yes');
    await asks(world, 'edit', { content: 'Coffee?' });
    await vi.waitFor(() => expect(text(strip(opened))).to.equal('Replying to Ben Okafor Coffee?'));
    await asks(world, 'delete');
    await vi.waitFor(() => expect(text(strip(opened))).to.equal('The message this replies to was deleted'));
    expect(opened.field().value).to.equal('Yes');
  });

  it('says so where nobody knows the message any more', async () => {
    const { answer } = await openAnswer('never-was');
    expect([quote(answer)!.localName, text(quote(answer))]).to.deep.equal(['p', 'The message this replies to is no longer here']);
  });

  it('is text, whatever was answered, in one line', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    const words = `<img src=x onerror="alert(1)">\n\n${'wheneverwehavetimeforit'.repeat(30)}`;
    await world.host.put('ben', 'room:weekend-plans', { mutationId: 'm1', kind: 'create', id: 'asked', body: { content: words } });
    await world.post('grace', 'weekend-plans', 'Yes', 'asked');
    const answer = await vi.waitFor(() => opened.row('Yes'));
    await vi.waitFor(() => expect(quote(answer)).not.to.equal(null));
    expect(quote(answer)!.querySelector('img')).to.equal(null);
    expect(text(quote(answer))).to.contain('<img src=x onerror="alert(1)"> wheneverwe');
    expect(quote(answer)!.getBoundingClientRect().height).to.be.at.most(32);
    expect(opened.room.list!.scrollWidth).to.equal(opened.room.list!.clientWidth);
  });
});

describe('the way to what was answered', () => {
  it('leads far back, and Back leads to where the reader was, with focus', async () => {
    const { opened, answer } = await openAnswer();
    const back = (): HTMLElement | null => opened.part('.return');
    const at = placeOf(opened, answer);
    answer.focus();
    await answer.updateComplete;
    await userEvent.keyboard('{ArrowRight}');
    expect(focused()).to.equal(quote(answer));
    expect(focused()!.getAttribute('aria-label')).to.match(/^Go to the message this replies to\. .+: .+1234/);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect((focused() as MessageItem).message?.id).to.equal('h1234'));
    expect((focused() as MessageItem).highlighted).to.equal(true);
    await vi.waitFor(() => expect(text(back())).to.equal('Back to the reply'));
    back()!.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()).to.equal(quote(opened.row('I still think so'))));
    await painted();
    expect(Math.abs(placeOf(opened, opened.row('I still think so')) - at)).to.be.at.most(1);
    expect(back()).to.equal(null);
  });

  it('leads back in the middle of the history to the same pixel, step by step', async () => {
    const world = newWorld({ archived: PAST });
    const opened = await openRoom('archive', { world });
    await world.host.put('ben', 'room:archive', {
      mutationId: 'm1',
      kind: 'create',
      id: 'second',
      body: { content: 'Second', replyTo: { id: 'h1234' } },
    });
    for (let i = 0; i < 60; i++) await world.post('ben', 'archive', `filler ${i}`);
    await world.post('grace', 'archive', 'Third', 'second');
    const third = await vi.waitFor(() => opened.row('Third'));
    await vi.waitFor(() => expect(quote(third)).not.to.equal(null));
    await userEvent.click(quote(third)!);
    const second = await vi.waitFor(() => opened.row('Second'));
    await vi.waitFor(() => expect(second.highlighted).to.equal(true));
    await painted();
    const at = placeOf(opened, second);
    await userEvent.click(quote(second)!);
    await vi.waitFor(() => expect((focused() as MessageItem).message?.id).to.equal('h1234'));
    await userEvent.click(await vi.waitFor(() => button(opened.room, 'Back to the reply')));
    await vi.waitFor(() => expect(focused()).to.equal(quote(opened.row('Second'))));
    await painted();
    expect(Math.abs(placeOf(opened, opened.row('Second')) - at)).to.be.at.most(1);
    await userEvent.click(button(opened.room, 'Back to the reply'));
    await vi.waitFor(() => expect(focused()).to.equal(quote(opened.row('Third'))));
    expect(opened.part('.return')).to.equal(null);
  });

  it('says that the message is gone where nobody here had heard of it, and stays', async () => {
    const world = newWorld({ archived: PAST });
    const { opened, answer } = await openAnswer('h1234', world);
    const sender = answer.message!.replyTo!.name;
    const author = world.host.users.find(({ name }) => name === sender)!.id;
    const goes = (): Promise<unknown> =>
      world.host.put(author, 'room:archive', { mutationId: 'm1', kind: 'delete', id: 'h1234', body: {} });
    opened.room.addEventListener('message-show', () => void goes(), { capture: true });
    world.host.latency = 300; // longer than that takes
    await userEvent.click(opened.field());
    await userEvent.click(quote(answer) as HTMLButtonElement);
    await vi.waitFor(() => expect(opened.part('.bars')!.textContent).to.contain('This message is gone.'));
    await vi.waitFor(() => expect(opened.texts()).to.include('I still think so'));
    expect(opened.part('.return')).to.equal(null);
  });

  it('says why it leads nowhere while offline', async () => {
    const { opened, answer } = await openAnswer('h1234', newWorld({ archived: PAST, storage: 'disk' }));
    opened.world.online = false;
    await vi.waitFor(() => expect(opened.part('.notice')).not.to.equal(null));
    await userEvent.click(quote(answer)!);
    await vi.waitFor(() => expect(opened.part('.bars')!.textContent).to.contain('cannot be loaded now'));
    expect(opened.texts()).to.include('I still think so');
  });

  it('can be taken over by the page', async () => {
    const { opened, answer } = await openAnswer();
    const asked: unknown[] = [];
    for (const type of ['message-show', 'message-reply'] as const)
      opened.room.addEventListener(type, (event) => {
        event.preventDefault();
        asked.push([type, event.id, 'from' in event ? event.from : '']);
      });
    await userEvent.click(quote(answer)!);
    await userEvent.hover(answer);
    await userEvent.click(await vi.waitFor(() => button(answer, 'Reply to message from Grace Kim')));
    const { id } = answer.message!;
    expect(asked).to.deep.equal([
      ['message-show', 'h1234', id],
      ['message-reply', id, ''],
    ]);
    expect(strip(opened)).to.equal(null);
  });
});
