// The panel of a room: the way to a day, and what is read out.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MessageItem } from '../../src/chat/message-item.js';
import { button, focused, fromEnd, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';
import { recordSpoken } from './spoken.js';

async function menu({ part }: RoomFixture): Promise<HTMLElement> {
  part('[part=more]')!.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(part('.menu')!.matches(':popover-open')).to.equal(true));
  return part('.menu')!;
}

async function goTo(opened: RoomFixture, day: string): Promise<void> {
  const field = (await menu(opened)).querySelector('input')!;
  await vi.waitFor(() => expect(focused()).to.equal(field));
  field.value = day;
  await userEvent.keyboard('{Enter}');
}

describe('the way to a day', () => {
  it('leads to its first message, and focuses it', async () => {
    const opened = await openRoom();
    await goTo(opened, '2026-03-02');
    await vi.waitFor(() => expect(focused()?.localName).to.equal('message-item'));
    const { message, highlighted } = focused() as HTMLElement & { message: { insertedAt: string }; highlighted: boolean };
    expect(message.insertedAt).to.match(/^2026-03-02/);
    expect(highlighted).to.equal(true);
    expect(opened.part('.menu')!.matches(':popover-open')).to.equal(false);
  });

  it('leads back to where the reader was, with focus: to what was read, and from the end to the end', async () => {
    const opened = await openRoom('weekend-plans', { height: 360 });
    const list = opened.room.list!;
    const topOf = (row: Element): number => row.getBoundingClientRect().top - list.getBoundingClientRect().top;
    const { content } = opened.rows().at(-1)!.message!;
    await goTo(opened, '2026-03-02');
    await userEvent.click(await vi.waitFor(() => button(opened.room, 'Back to where you were')));
    await vi.waitFor(() => expect(focused()).to.equal(opened.row(content)));
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    expect(opened.part('.return')).to.equal(null);

    const [above, read] = opened.rows().slice(-8);
    const placeOf = (row: MessageItem): number => topOf(opened.row(row.message!.content));
    list.scrollTop += topOf(read!) - 20;
    await painted();
    await goTo(opened, '2026-03-02');
    await userEvent.click(await vi.waitFor(() => button(opened.room, 'Back to where you were')));
    await vi.waitFor(() => expect(focused()).to.equal(opened.row(above!.message!.content)));
    await painted();
    expect(Math.abs(placeOf(read!) - 20)).to.be.at.most(1);
    expect(opened.part('.return')).to.equal(null);
  });

  it('leads to the newest where nothing was said from that day on, and says so', async () => {
    const opened = await openRoom();
    await goTo(opened, '2199-01-01');
    await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('There is nothing from that day'));
    expect(opened.part('.return')).to.equal(null);
  });

  it('goes away when focus leaves it', async () => {
    const opened = await openRoom();
    const panel = await menu(opened);
    await vi.waitFor(() => expect(focused()).to.equal(panel.querySelector('input')));
    opened.field().focus();
    await vi.waitFor(() => expect(panel.matches(':popover-open')).to.equal(false));
    expect(focused()).to.equal(opened.field());
  });

  it('asks for a day where none is given', async () => {
    const opened = await openRoom();
    const panel = await menu(opened);
    await userEvent.click(panel.querySelector('button')!);
    const field = panel.querySelector('input')!;
    expect(focused()).to.equal(field);
    // In the words of the browser, beside the field.
    expect(field.validity.valueMissing).to.equal(true);
    expect(field.matches(':user-invalid')).to.equal(true);
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(panel.matches(':popover-open')).to.equal(false));
    expect(focused()).to.equal(opened.part('[part=more]'));
  });
});

describe('what is read out', () => {
  it('is chosen for all rooms, and the panel of each says so', async () => {
    const world = newWorld();
    const [one, other] = [await openRoom('weekend-plans', { world }), await openRoom('weekend-plans', { world })];
    const chosen = async (opened: RoomFixture, value: string): Promise<void> => {
      const panel = await menu(opened);
      await vi.waitFor(() => expect(panel.querySelector('select')!.value).to.equal(value));
    };
    await menu(one);
    await userEvent.selectOptions(one.part('select')!, 'off');
    await userEvent.keyboard('{Escape}');
    await chosen(other, 'off');
    await userEvent.selectOptions(other.part('select')!, 'all');
    await userEvent.keyboard('{Escape}');
    await chosen(one, 'all');
  });

  it('8: is chosen by the user, and kept', async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom('weekend-plans', { world });
    const panel = await menu(opened);
    await userEvent.selectOptions(panel.querySelector('select')!, 'count');
    await vi.waitFor(() => expect(opened.part('.quiet')).to.equal(null));
    const said = recordSpoken(opened.room);
    await world.post('grace', 'weekend-plans', 'Not word by word');
    await vi.waitFor(() => expect(said).to.deep.equal(['1 new message from Grace Kim']), { timeout: 4000 });
    const later = world.as('ana');
    await vi.waitFor(() => expect([later.announce.value, later.draft('x').text]).to.deep.equal(['count', '']), { timeout: 4000 });
  });
});
