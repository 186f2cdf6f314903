// What was refused: led to, or listed where no row shows it. And what can be taken back before it is sent.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { markdownBody } from '../../src/chat/markdown.js';
import { button, focused, newWorld, openRoom, painted, QUIET, type RoomFixture } from './room-fixture.js';

/** The words of the wishes that are listed. */
const lost = (room: RoomFixture): string[] =>
  [...room.room.shadowRoot!.querySelectorAll('.lost li > p:first-child')].map(({ textContent }) => textContent ?? '');

async function refused(words = 'Words for nobody'): Promise<RoomFixture> {
  const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk' }) });
  const stream = opened.world.chat.room('weekend-plans', QUIET);
  await vi.waitFor(() => expect(stream.status.state).to.equal('live'));
  await stream.edit('never there', { content: words });
  await stream.edit('nor this', { content: 'Other words' });
  await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('2 changes could not be saved.'));
  return opened;
}

describe('a refused change of a message that is nowhere', () => {
  it('is listed with its words and the reason, and goes when it is discarded', async () => {
    const opened = await refused();
    expect(lost(opened)).to.deep.equal([]);
    await userEvent.click(button(opened.room, 'Show'));
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['Words for nobody', 'Other words']));
    expect(opened.part('.lost .why')?.textContent).to.contain('There is no never there here.');
    await vi.waitFor(() => expect(focused()).to.equal(button(opened.room, 'Retry: Words for nobody')));
    await userEvent.click(button(opened.room, 'Discard: Words for nobody'));
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['Other words']));
    await userEvent.click(button(opened.room, 'Discard: Other words'));
    await vi.waitFor(() => expect(opened.part('.notice')).to.equal(null));
    expect(opened.part('.lost')).to.equal(null);
    expect(opened.world.chat.status).to.include({ failed: 0, waiting: 0 });
  });

  it('gives focus, when it goes by a key, to what is listed still, else to the composer', async () => {
    const opened = await refused();
    button(opened.room, 'Show').focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()).to.equal(button(opened.room, 'Retry: Words for nobody')));
    button(opened.room, 'Discard: Other words').focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['Words for nobody']));
    expect(focused()).to.equal(button(opened.room, 'Retry: Words for nobody'));
    opened.world.host.pause(); // or it may be refused again before anybody looks
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect([lost(opened), focused()]).to.deep.equal([[], opened.field()]));
    opened.world.host.resume();
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['Words for nobody']));
    expect(focused()).to.equal(opened.field());
  });

  it('is named as the page has words read: of Markdown without its marks', async () => {
    const opened = await refused('Words for **nobody**');
    opened.room.regions = { body: markdownBody };
    await userEvent.click(button(opened.room, 'Show'));
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['Words for nobody', 'Other words']));
    expect(button(opened.room, 'Discard: Words for nobody')).not.to.equal(null);
  });

  it('can be tried again, and is listed again when it is refused again', async () => {
    const opened = await refused();
    await userEvent.click(button(opened.room, 'Show'));
    await vi.waitFor(() => expect(lost(opened)).to.have.length(2));
    const tried = vi.waitFor(() => expect(opened.world.chat.status.failed).to.equal(1), { interval: 1 });
    await userEvent.click(button(opened.room, 'Retry: Other words'));
    await tried;
    await vi.waitFor(() => expect(lost(opened).toSorted()).to.deep.equal(['Other words', 'Words for nobody']));
  });
});

describe('changed words of a message that was deleted meanwhile', () => {
  const changed = async (): Promise<RoomFixture> => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom('weekend-plans', { world });
    await opened.send('First words');
    await vi.waitFor(() => expect(opened.row('First words').state).to.equal('sent'));
    const { id } = opened.row('First words').message!;
    world.chat.edits.set(id, 'First words and more');
    await painted();
    expect(opened.part('.lost')).to.equal(null);
    await world.host.put('ana', 'room:weekend-plans', { mutationId: 'gone', kind: 'delete', id, body: {} });
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['First words and more']));
    return opened;
  };

  it('are listed in their room until they are thrown away, and hold nobody back from signing out then', async () => {
    const { world, room, part, field } = await changed();
    expect(part('.lost .why')?.textContent).to.equal('This message is gone.');
    expect(await world.chat.logout()).to.deep.include({ left: false, drafts: 1 });
    await userEvent.click(button(room, 'Discard: First words and more'));
    await vi.waitFor(() => expect(part('.lost')).to.equal(null));
    await vi.waitFor(() => expect(focused()).to.equal(field()));
    expect(await world.chat.logout()).to.deep.include({ left: true, drafts: 0 });
  });

  it('are listed in no other room, and in every tab and after a reload', async () => {
    const opened = await changed();
    const { world, room } = opened;
    room.room = 'sre-team';
    await vi.waitFor(() => expect(opened.part('h2')?.textContent).to.equal('sre-team'));
    await vi.waitFor(() => expect(opened.part('.lost')).to.equal(null));
    const other = await openRoom('weekend-plans', { world, chat: world.as('ana') });
    await vi.waitFor(() => expect(lost(other)).to.deep.equal(['First words and more']));
    room.room = 'weekend-plans';
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal(['First words and more']));
    button(other.room, 'Discard: First words and more').focus(); // two rooms on the page are alike to a pointer
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(lost(opened)).to.deep.equal([]));
  });

  it('are accessible', async () => {
    const { room } = await changed();
    await expect(room).to.be.accessible();
  });
});

describe('a refused message', () => {
  it('is told above the messages only while it is out of view', async () => {
    const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk' }), height: 420 });
    opened.world.host.faults.add({ match: { event: 'put' }, do: '422', times: 1 });
    await opened.send('Not for here');
    await vi.waitFor(() => expect(opened.row('Not for here').state).to.equal('failed'));
    await vi.waitFor(() => expect(opened.row('Not for here').shadowRoot!.textContent).to.contain('Not sent'));
    // The reason makes the row longer, and a frame later the end is followed to it.
    await vi.waitFor(() => expect(opened.part('.notice')).to.equal(null));
    opened.room.list!.scrollTo({ top: 0 });
    await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('1 message could not be sent.'));
    const line = (selector: string): number => {
      const range = document.createRange();
      range.selectNodeContents(opened.part(selector)!);
      return range.getBoundingClientRect().bottom;
    };
    expect(Math.abs(line('.notice span') - line('.notice .link'))).to.be.lessThan(1);
    await userEvent.click(button(opened.room, 'Show'));
    await vi.waitFor(() => expect(focused()).to.equal(opened.row('Not for here')));
    await vi.waitFor(() => expect(opened.part('.notice')).to.equal(null));
  });
});

describe('a message with a time to undo', () => {
  it('can be taken back before it is sent, and its words are in the composer again', async () => {
    const world = newWorld({ storage: 'disk', graceMs: { create: 60_000 } });
    const { send, row, texts, field } = await openRoom('weekend-plans', { world });
    await send('Too soon');
    await vi.waitFor(() => expect(row('Too soon').state).to.equal('waiting'));
    await userEvent.click(button(row('Too soon'), 'Undo'));
    await vi.waitFor(() => expect(field().value).to.equal('Too soon'));
    await vi.waitFor(() => expect(texts()).not.to.contain('Too soon'));
    await vi.waitFor(() => expect(world.chat.status.waiting).to.equal(0));
  });

  it('cannot be taken back any more once it was sent', async () => {
    const world = newWorld({ storage: 'disk', graceMs: { create: 300 } });
    const { send, row } = await openRoom('weekend-plans', { world });
    world.host.faults.add({ match: { event: 'put' }, do: 'drop-before-commit', times: 1 });
    await send('Underway');
    await vi.waitFor(() => expect(row('Underway').shadowRoot!.textContent).not.to.contain('Undo'), { timeout: 5_000 });
  });
});

describe('too much that waits', () => {
  it('is said, keeps the words, and is over when some of it was sent', async () => {
    const world = newWorld({ storage: 'disk', outboxLimit: { entries: 2 } });
    const { send, field, part, texts } = await openRoom('weekend-plans', { world });
    world.online = false;
    for (const text of ['one', 'two']) {
      await send(text);
      await vi.waitFor(() => expect(field().value).to.equal(''));
    }
    await vi.waitFor(() => expect(part('.notice')?.textContent).to.contain('Too much is waiting to be sent.'));
    expect(world.chat.status).to.include({ word: 'outbox-full', waiting: 2, full: true });
    await send('three');
    await vi.waitFor(() => expect(part('message-composer')!.shadowRoot!.textContent).to.contain('too much is waiting'));
    expect([field().value, texts().includes('three')]).to.deep.equal(['three', false]);
    world.online = true;
    await vi.waitFor(() => expect(world.chat.status).to.include({ waiting: 0, full: false }), { timeout: 10_000 });
    await vi.waitFor(() => expect(part('.notice')).to.equal(null));
    await userEvent.click(field());
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(texts().slice(-3)).to.deep.equal(['one', 'two', 'three']));
  });
});
