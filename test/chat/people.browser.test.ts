// Who is here and who is typing, between two people in one room.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Chat } from '../../src/chat/chat.js';
import { newWorld, openRoom, type RoomFixture } from './room-fixture.js';

const line = ({ part }: RoomFixture): string => part('.typing')?.textContent?.trim() ?? '';

describe('typing', () => {
  it('is seen by the others while it lasts, and never by oneself', async () => {
    const world = newWorld();
    const mine = await openRoom('weekend-plans', { world });
    const theirs = await openRoom('weekend-plans', { world, chat: world.as('ben') });
    await userEvent.click(theirs.field());
    await userEvent.keyboard('I am');
    await vi.waitFor(() => expect(line(mine)).to.equal('Ben Okafor is typing'));
    expect(line(theirs)).to.equal('');
    await userEvent.keyboard(' here{Enter}');
    await vi.waitFor(() => expect([mine.texts().at(-1), line(mine)]).to.deep.equal(['I am here', '']));
  });

  it('names two, and ends with what was written', async () => {
    const world = newWorld();
    const mine = await openRoom('weekend-plans', { world });
    const [ben, eva] = [world.as('ben').people('weekend-plans', () => undefined), world.as('eva').people('weekend-plans', () => undefined)];
    // Told again until both have joined.
    await vi.waitFor(() => {
      ben.rested();
      ben.wrote();
      expect(line(mine)).to.contain('Ben');
    });
    await vi.waitFor(() => {
      eva.rested();
      eva.wrote();
      expect(line(mine)).to.equal('Ben Okafor and Eva Lind are typing');
    });
    ben.rested();
    await vi.waitFor(() => expect(line(mine)).to.equal('Eva Lind is typing'));
    eva.close();
    await vi.waitFor(() => expect(line(mine)).to.equal(''));
    ben.close();
  });

  it('is not told by a text that is taken away', async () => {
    const world = newWorld();
    const mine = await openRoom('weekend-plans', { world });
    const theirs = await openRoom('weekend-plans', { world, chat: world.as('ben') });
    await userEvent.click(theirs.field());
    await userEvent.keyboard('x');
    await vi.waitFor(() => expect(line(mine)).to.equal('Ben Okafor is typing'));
    await userEvent.keyboard('{Backspace}');
    await vi.waitFor(() => expect(line(mine)).to.equal(''));
  });

  it('takes no room of its own: nothing moves when it comes', async () => {
    const { part } = await openRoom();
    expect(part('.typing')!.getBoundingClientRect().height).to.be.greaterThan(15);
  });
});

describe('presence', () => {
  it('is a dot on the pictures of those who are here, and a number in the header', async () => {
    const world = newWorld();
    const mine = await openRoom('weekend-plans', { world });
    const ben = world.as('ben');
    const people = ben.people('weekend-plans', () => undefined);
    await vi.waitFor(() => expect(mine.part('.here')?.textContent).to.equal('2 online'));
    await world.post('ben', 'weekend-plans', 'Here I am');
    await vi.waitFor(() => expect(mine.row('Here I am').shadowRoot!.querySelector('.avatar.present')).not.to.equal(null));
    people.close();
    await ben.close();
    await vi.waitFor(() => expect(mine.part('.here')).to.equal(null));
    expect(mine.row('Here I am').present).to.equal(false);
  });

  it.each([
    ['signs out', (chat: Chat) => chat.logout({ force: true })],
    ['has their chat closed', (chat: Chat) => chat.close()],
  ])('ends where somebody %s, also while the room stays on the page', async (_, leave) => {
    const world = newWorld({ storage: 'disk' });
    const mine = await openRoom('weekend-plans', { world });
    const ben = world.as('ben');
    const theirs = await openRoom('weekend-plans', { world, chat: ben });
    for (const { part } of [mine, theirs]) await vi.waitFor(() => expect(part('.here')?.textContent).to.equal('2 online'));
    await leave(ben);
    await vi.waitFor(() => expect(mine.part('.here')).to.equal(null));
    await vi.waitFor(() => expect(theirs.part('.here')).to.equal(null));
    // Nor is anybody seen again who looks once more.
    theirs.room.room = 'sre-team';
    await theirs.room.updateComplete;
    expect(['ana', 'ben'].map((id) => world.host.isHere(id))).to.deep.equal([true, false]);
  });
});
