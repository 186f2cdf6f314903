// What is new in a room: the line, what is marked read by having been seen, and the way to what is unread further up.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MessageItem } from '../../src/chat/message-item.js';
import { isRead, parseRanges } from '../../src/chat/read-ranges.js';
import { focused, hidden, newWorld, openRoom, painted, readAll, type RoomFixture } from './room-fixture.js';
import type { World } from './world.js';
import { itWithWheel } from '../live-stream/engine.js';

const ROOM = 'weekend-plans';
const lines = ({ rows }: RoomFixture): MessageItem[] => rows().filter(({ newLine }) => newLine !== '');
const unread = ({ rows }: RoomFixture): MessageItem[] => rows().filter((row) => row.unread);

/** Longer than what is seen takes to be read: only then is it known that it is not. */
const lookLong = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_300));

/** Somebody has read everything, and then others write. */
async function readThen(world: World, ...words: string[]): Promise<void> {
  await readAll(world, ROOM);
  for (const text of words) await world.post('grace', ROOM, text);
}

describe('what is new', () => {
  it('is nothing in a room that this device has never seen', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.world.chat.mark(ROOM).begun).to.equal(true));
    await painted();
    expect([lines(opened), unread(opened), opened.part('.above')]).to.deep.equal([[], [], null]);
  });

  it('begins at a line, is read once it was in view for a second, and the line stays', async () => {
    const world = newWorld();
    await readThen(world, 'First new', 'Second new');
    const opened = await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(lines(opened).map(({ message }) => message!.content)).to.deep.equal(['First new']));
    expect(opened.row('First new').shadowRoot!.querySelector('[part=new]')!.textContent).to.equal('New');
    expect(unread(opened).map(({ message }) => message!.content)).to.deep.equal(['First new', 'Second new']);
    expect(opened.row('First new').matches(':state(unread)')).to.equal(true);
    await vi.waitFor(() => expect(unread(opened)).to.have.length(0), { timeout: 5000 });
    expect(isRead(world.chat.mark(ROOM).ranges!, opened.row('Second new').message!.seq)).to.equal(true);
    expect(lines(opened)).to.deep.equal([opened.row('First new')]);
  });

  it('begins with who said it, also in the middle of what somebody said', async () => {
    const world = newWorld();
    await readThen(world, 'First new', 'Second new');
    const opened = await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(lines(opened)).to.have.length(1));
    const row = opened.row('First new');
    row.grouped = true;
    await row.updateComplete;
    expect([...row.shadowRoot!.querySelectorAll('.avatar, .name')]).to.have.length(2);
  });

  it('is not read while the page is hidden', async () => {
    const world = newWorld();
    await readThen(world, 'Nobody looks');
    const show = hidden();
    try {
      const opened = await openRoom(ROOM, { world });
      await vi.waitFor(() => expect(unread(opened)).to.have.length(1));
      const { seq } = opened.row('Nobody looks').message!;
      await lookLong();
      expect(isRead(world.chat.mark(ROOM).ranges!, seq)).to.equal(false);
      show();
      await vi.waitFor(() => expect(isRead(world.chat.mark(ROOM).ranges!, seq)).to.equal(true), { timeout: 5000 });
    } finally {
      show();
    }
  });

  it('has no line where it comes before the reader’s eyes, and one where it came while they were away', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.world.chat.mark(ROOM).begun).to.equal(true));
    await opened.world.post('grace', ROOM, 'You see me come');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('You see me come'));
    expect(lines(opened)).to.deep.equal([]);
    const show = hidden();
    try {
      await opened.world.post('grace', ROOM, 'You were away');
      await vi.waitFor(() => expect(lines(opened).map(({ message }) => message!.content)).to.deep.equal(['You were away']));
    } finally {
      show();
    }
  });

  itWithWheel(
    'is read also where it is much taller than the view, by who scrolls to it: once it fills half of that, for a second',
    async () => {
      const world = newWorld();
      const tall = Array.from({ length: 90 }, (_, i) => `Line ${i}`).join('\n');
      await readThen(world, tall, ...Array.from({ length: 12 }, (_, i) => `New ${i + 1}`));
      const opened = await openRoom(ROOM, { world });
      const list = opened.room.list!;
      const [row, { height }] = [opened.row(tall), list.getBoundingClientRect()];
      const isTallRead = (): boolean => isRead(world.chat.mark(ROOM).ranges!, row.message!.seq);
      /** Turns the wheel until so much of the view is filled by it, counted from the top. */
      const turnTo = async (part: number): Promise<void> => {
        const away = (): number => row.getBoundingClientRect().bottom - list.getBoundingClientRect().top - part * height;
        while (Math.abs(away()) > 2) {
          await userEvent.wheel(list, { delta: { y: Math.max(-60, Math.min(60, away())) } });
          await painted();
        }
      };
      expect(row.offsetHeight).to.be.greaterThan(2.5 * height);
      await turnTo(0.3);
      await lookLong();
      expect(isTallRead()).to.equal(false);
      const show = hidden();
      try {
        await turnTo(0.7);
        await lookLong();
        expect(isTallRead()).to.equal(false);
      } finally {
        show();
      }
      await vi.waitFor(() => expect(isTallRead()).to.equal(true), { timeout: 5000 });
    },
  );

  it('further up has a way to it, which marks only what is seen', async () => {
    const world = newWorld();
    await readThen(world, ...Array.from({ length: 90 }, (_, i) => `New ${i + 1}`));
    const opened = await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(opened.part('.above button')?.textContent).to.contain('Unread messages above'));
    await vi.waitFor(() => expect(opened.row('New 90').unread).to.equal(false), { timeout: 5000 });
    await userEvent.click(opened.part('.above button')!);
    await vi.waitFor(() => expect(opened.row('New 1').newLine).to.equal('New'));
    expect(opened.row('New 1').matches(':state(highlighted)')).to.equal(true);
    await vi.waitFor(() => expect(opened.row('New 1').unread).to.equal(false), { timeout: 5000 });
    const ranges = world.chat.mark(ROOM).ranges!;
    const seqOfFirst = opened.row('New 1').message!.seq;
    expect(isRead(ranges, seqOfFirst + 20)).to.equal(false);
    await vi.waitFor(() => expect(opened.part('.above')).to.equal(null));
  });

  it('has its line in a room that was not displayed when it came, as in the pane of another tab', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.world.chat.mark(ROOM).begun).to.equal(true));
    const box = opened.room.parentElement!;
    box.style.display = 'none';
    await painted();
    await opened.world.post('grace', ROOM, 'Said in vain');
    await vi.waitFor(() => expect(opened.row('Said in vain').unread).to.equal(true));
    await lookLong();
    expect(opened.row('Said in vain').unread).to.equal(true);
    box.style.display = '';
    await vi.waitFor(() => expect(lines(opened)).to.deep.equal([opened.row('Said in vain')]));
    await vi.waitFor(() => expect(unread(opened)).to.deep.equal([]), { timeout: 5000 });
  });

  it('is read only once the page is scrolled to the room', async () => {
    const world = newWorld();
    await readThen(world, 'Further down');
    const show = hidden();
    try {
      const opened = await openRoom(ROOM, { world });
      await vi.waitFor(() => expect(unread(opened)).to.have.length(1));
      opened.room.parentElement!.style.marginBlockStart = '150vh';
      await painted();
      await painted();
      show();
      await lookLong();
      expect(unread(opened)).to.have.length(1);
      const { top } = opened.room.getBoundingClientRect();
      scrollBy(0, top - innerHeight + 200); // the newest is yet further down
      await lookLong();
      expect(unread(opened)).to.have.length(1);
      opened.room.scrollIntoView({ block: 'end' });
      await vi.waitFor(() => expect(unread(opened)).to.deep.equal([]), { timeout: 5000 });
    } finally {
      show();
    }
  });

  it('is not read where the page ends above it, though it lies in the middle of the list', async () => {
    const world = newWorld();
    await readThen(world, 'In the middle', ...Array.from({ length: 8 }, (_, i) => `New ${i + 1}`));
    const show = hidden();
    try {
      const opened = await openRoom(ROOM, { world });
      const list = opened.room.list!;
      await vi.waitFor(() => expect(unread(opened)).to.have.length(9));
      opened.room.parentElement!.style.marginBlock = '150vh';
      await painted();
      scrollBy(0, list.getBoundingClientRect().top - innerHeight + 20);
      await painted();
      show();
      await lookLong();
      expect(unread(opened)).to.have.length(9);
    } finally {
      show();
    }
  });

  it('can be done with at once', async () => {
    const world = newWorld();
    await readThen(world, ...Array.from({ length: 40 }, (_, i) => `New ${i + 1}`));
    const opened = await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(opened.part('.above .icon')).not.to.equal(null));
    const done = opened.part('.above .icon')!;
    expect(done.getAttribute('aria-label')).to.equal('Mark as read');
    // Pointed at, it is as readable as what is beside it.
    const colours = [done, opened.part('.above button')!].map((button) => getComputedStyle(button));
    await userEvent.hover(done);
    await vi.waitFor(() => expect(colours[0]!.backgroundColor).not.to.equal(colours[1]!.backgroundColor));
    await Promise.all(done.getAnimations().map(({ finished }) => finished));
    expect(colours[0]!.color).to.equal(colours[1]!.color);
    await userEvent.click(done);
    await vi.waitFor(() => expect([opened.part('.above'), unread(opened)]).to.deep.equal([null, []]));
  });

  it('is done with by a key without losing focus, or the place of whoever reads', async () => {
    const world = newWorld();
    await readThen(world, ...Array.from({ length: 40 }, (_, i) => `New ${i + 1}`));
    const opened = await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(opened.part('.above .icon')).not.to.equal(null));
    await painted();
    const bottoms = new Map(opened.rows().map((row) => [row as Element | null, row.getBoundingClientRect().bottom]));
    opened.part('.above .icon')!.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.part('.above')).to.equal(null));
    await painted();
    const { top, bottom } = opened.room.list!.getBoundingClientRect();
    const end = focused()!.getBoundingClientRect().bottom;
    expect([opened.rows().includes(focused() as MessageItem), end > top && end <= bottom]).to.deep.equal([true, true]);
    expect(Math.abs(end - bottoms.get(focused())!)).to.be.lessThan(1.01);
  });

  it('never counts what the reader wrote', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.world.chat.mark(ROOM).begun).to.equal(true));
    await opened.send('Mine');
    await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
    const { seq } = opened.row('Mine').message!;
    await vi.waitFor(() => expect(isRead(opened.world.chat.mark(ROOM).ranges!, seq)).to.equal(true));
    expect([lines(opened), unread(opened)]).to.deep.equal([[], []]);
  });

  it('is read also in a room that was moved on its page', async () => {
    const world = newWorld();
    await readThen(world, 'Seen elsewhere');
    const show = hidden();
    try {
      const opened = await openRoom(ROOM, { world });
      await vi.waitFor(() => expect(unread(opened)).to.have.length(1));
      const other = document.createElement('div');
      other.style.cssText = opened.room.parentElement!.style.cssText;
      opened.room.parentElement!.after(other);
      other.append(opened.room);
      other.scrollIntoView();
      await painted();
      show();
      await vi.waitFor(() => expect(unread(opened)).to.have.length(0), { timeout: 5000 });
      other.remove();
    } finally {
      show();
    }
  });

  it('is asked for by a room as long as it is on the page', async () => {
    const world = newWorld();
    const mark = world.chat.mark(ROOM);
    const watch = mark.watch.bind(mark);
    let watchers = 0;
    mark.watch = (changed) => {
      const stop = watch(changed);
      watchers += 1;
      return () => {
        watchers -= 1;
        stop();
      };
    };
    const { room } = await openRoom(ROOM, { world });
    const box = room.parentElement!;
    const seen = [watchers];
    room.remove();
    room.room = ''; // what is set meanwhile asks for nothing
    room.room = ROOM;
    await room.updateComplete;
    seen.push(watchers);
    box.append(room);
    seen.push(watchers);
    expect(seen).to.deep.equal([1, 0, 1]);
  });

  it('is the same in another tab, and after a reload', async () => {
    const world = newWorld({ storage: 'disk' });
    const other = world.as('ana');
    const mark = other.mark(ROOM);
    await openRoom(ROOM, { world });
    await vi.waitFor(() => expect(mark.begun).to.equal(true), { timeout: 5000 });
    expect(mark.ranges).to.deep.equal(world.chat.mark(ROOM).ranges);
    const later = world.as('ana').mark(ROOM);
    await vi.waitFor(() => expect(later.ranges).to.deep.equal(mark.ranges));
    expect(parseRanges(mark.take().text)).to.deep.equal(mark.ranges);
    // Marks are no words of anybody's: nothing is unsent.
    expect((await world.chat.logout()).drafts).to.equal(0);
  });
});
