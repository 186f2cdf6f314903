// Reading a room: history, the reader's place, new messages below, days and groups, the keyboard, and what is spoken.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { openChat } from '../../src/chat/chat.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { focused, fromEnd, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';
import { recordSpoken } from './spoken.js';

const pill = ({ part }: RoomFixture): string => part('.pill')?.textContent?.trim() ?? '';
const spoken = ({ room }: RoomFixture): string =>
  [...room.shadowRoot!.querySelectorAll('.unseen[role="status"]')]
    .map((region) => region.textContent)
    .join(' ')
    .trim();
const topOf = (row: Element): number => row.getBoundingClientRect().top;

/** Loaded and connected: from now on, what comes is news. */
async function live({ room, part }: RoomFixture): Promise<void> {
  await vi.waitFor(() => expect([room.list!.status, part('.quiet')]).to.deep.equal(['ready', null]));
}

async function toTop({ room }: RoomFixture): Promise<void> {
  room.list!.scrollTop = 0;
  await painted();
}

describe('history', () => {
  it('S-09 reaching the top brings five older messages and keeps the one under the eye', async () => {
    const opened = await openRoom('weekend-plans', { height: 260 });
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    await vi.waitFor(() => expect(opened.room.list!.getAttribute('aria-busy')).to.equal('false'));
    const before = opened.rows();
    opened.room.list!.scrollTop = 1;
    const first = before[0]!;
    const at = topOf(first);
    await vi.waitFor(() => expect(opened.rows().length).to.be.greaterThan(before.length));
    await painted();
    expect((opened.rows().length - before.length) % 5).to.equal(0);
    expect(Math.abs(topOf(first) - at)).to.be.lessThan(1.01);
  });

  it('S-09 the button above the rows does the same without scrolling', async () => {
    const opened = await openRoom('weekend-plans', { height: 260 });
    const count = opened.rows().length;
    opened.part('.edge button')!.focus({ preventScroll: true });
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.rows().length).to.be.greaterThan(count));
  });

  it('the button above the rows is to be seen by whoever comes to it with keys, and loads when it is pressed', async () => {
    const opened = await openRoom('weekend-plans', { height: 260 });
    await live(opened);
    const list = opened.room.list!;
    const older = (): HTMLElement | null => opened.part('[part="older"]');
    const isInView = (element: Element): boolean => topOf(element) >= topOf(list) && topOf(element) < topOf(list) + list.clientHeight;
    await userEvent.click(opened.field());
    while (!focused()?.matches('message-item')) await userEvent.tab({ shift: true });
    await userEvent.tab({ shift: true });
    const before = opened.rows();
    for (let i = 0; i < 10; i++) await painted();
    expect(focused()).to.equal(older());
    expect(isInView(older()!)).to.equal(true);
    expect(opened.rows()).to.deep.equal(before);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()).to.equal(before[0]));
    await painted();
    expect(opened.rows().length).to.be.greaterThan(before.length);
    expect(isInView(before[0]!)).to.equal(true);
    // The button goes away at the very beginning, and focus does not go with it.
    while (older()) {
      const count = opened.rows().length;
      await userEvent.tab({ shift: true });
      expect(focused()).to.equal(older());
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(opened.rows().length > count || !older()).to.equal(true));
      await vi.waitFor(() => expect(focused()?.localName).to.equal('message-item'));
    }
  }, 30_000);

  it('the button above the rows goes on from where it began by keys, also where the newest rows are let go for it', async () => {
    const world = newWorld({ archived: 5_000 });
    const chat = openChat({ source: world.source('ana'), user: world.user('ana'), storage: 'memory', most: 60 });
    try {
      const opened = await openRoom('archive', { world, chat, height: 300 });
      opened.room.loadStep = 40;
      for (let i = 0; i < 3; i++) {
        // As by Shift+Tab from the field: past the one message that Tab comes to.
        opened.field().focus();
        opened.part('[part="older"]')!.focus();
        await painted();
        const [first] = opened.rows();
        await userEvent.keyboard('{Enter}');
        await vi.waitFor(() => expect(opened.rows()[0]).not.to.equal(first));
        await vi.waitFor(() => expect(focused(), `press ${i + 1}`).to.equal(first));
      }
    } finally {
      await chat.close();
    }
  }, 30_000);

  it('the button above the rows leads to a row in view also without a connection, from what is kept', async () => {
    const world = newWorld({ storage: 'disk' });
    const before = await openRoom('weekend-plans', { height: 260, world });
    await live(before);
    await vi.waitFor(
      async () => {
        await toTop(before);
        expect(before.part('.beginning')).to.not.equal(null);
      },
      { timeout: 15_000, interval: 20 },
    );
    before.room.remove();
    world.online = false;
    const opened = await openRoom('weekend-plans', { height: 260, world });
    const list = opened.room.list!;
    const older = (): HTMLElement | null => opened.part('[part="older"]');
    expect(older()).to.not.equal(null);
    while (older()) {
      older()!.focus();
      await painted();
      const count = opened.rows().length;
      await userEvent.keyboard('{Enter}');
      await vi.waitFor(() => expect(opened.rows().length).to.be.greaterThan(count));
      await vi.waitFor(() => expect(focused()?.localName).to.equal('message-item'));
      await painted();
      // A row may be taller than so low a view: then it fills it.
      const { top, bottom } = focused()!.getBoundingClientRect();
      expect(top).to.be.below(topOf(list) + list.clientHeight - 10);
      expect(top >= topOf(list) || bottom >= topOf(list) + list.clientHeight).to.equal(true);
    }
  }, 60_000);

  it('S-14 S-15 goes to the very beginning, without loss or double, and says so', { timeout: 30_000 }, async () => {
    const opened = await openRoom('weekend-plans', { height: 260 });
    await vi.waitFor(
      async () => {
        await toTop(opened);
        expect(opened.part('.beginning')?.textContent).to.contain('very beginning of weekend-plans');
      },
      { timeout: 25_000, interval: 20 },
    );
    const seqs = opened.rows().map((row) => row.message!.seq);
    expect(seqs).to.deep.equal(Array.from(seqs, (_, i) => i + 1));
    const asked = vi.spyOn(opened.room.chat!, 'room');
    await toTop(opened);
    expect(asked.mock.calls).to.have.length(0);
    expect(opened.part('.edge button')).to.equal(null);
  });

  it('L-25 the reader scrolls freely while a page is on its way', { timeout: 30_000 }, async () => {
    const world = newWorld({ archived: 5_000 });
    const opened = await openRoom('archive', { height: 260, world });
    const busy = (): string | null => opened.room.list!.getAttribute('aria-busy');
    await vi.waitFor(() => expect(busy()).to.equal('false'));
    world.host.faults.add({ match: { event: 'page' }, do: 'delay', ms: 3_600_000 });
    // First come those that are kept here.
    await vi.waitFor(
      async () => {
        await toTop(opened);
        expect(busy()).to.equal('true');
      },
      { timeout: 25_000, interval: 20 },
    );
    await painted();
    const went: boolean[] = [];
    for (const to of [40, 120, 10, 90]) {
      opened.room.list!.scrollTop = to;
      await painted();
      went.push(Math.abs(opened.room.list!.scrollTop - to) < 2);
    }
    expect([went, busy()]).to.deep.equal([[true, true, true, true], 'true']);
  });

  it('S-12 a short window fills itself', async () => {
    const { rows, room } = await openRoom('weekend-plans', { height: 1200 });
    await vi.waitFor(() => expect(room.list!.scrollHeight).to.be.greaterThan(room.list!.clientHeight), { timeout: 5000 });
    expect(rows().length).to.be.greaterThan(10);
  });
});

describe('new messages below', () => {
  it('S-35 a button counts them, goes to them, and is gone at the end', async () => {
    const opened = await openRoom('weekend-plans', { height: 300 });
    await toTop(opened);
    for (const words of ['One', 'Two', 'Three']) await opened.world.post('ben', 'weekend-plans', words);
    await vi.waitFor(() => expect(pill(opened)).to.equal('3 new messages'));
    await userEvent.click(opened.part('.pill')!);
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    await vi.waitFor(() => expect(opened.part('.pill')).to.equal(null));
    await opened.world.post('ben', 'weekend-plans', 'Four');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Four'));
    await painted();
    expect(opened.part('.pill')).to.equal(null);
  });

  it('a key on the button for more than are shown goes to the first that is', async () => {
    const opened = await openRoom('archive', { world: newWorld({ archived: 5_000 }), height: 300 });
    await toTop(opened);
    for (let i = 1; i <= 80; i++) await opened.world.post('ben', 'archive', `New ${i}`);
    await vi.waitFor(() => expect(pill(opened)).to.equal('80 new messages'));
    await opened.room.jumpTo('h4000');
    opened.part('.pill')!.focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('New 80'));
    await vi.waitFor(() => expect(opened.part('.pill:focus')).to.equal(null));
    expect(opened.rows().length).to.be.below(80);
    await vi.waitFor(() => expect((focused() as MessageItem).message?.content).to.match(/^New \d+$/));
    await painted();
    expect(topOf(focused()!) - topOf(opened.room.list!)).to.be.within(0, opened.room.list!.clientHeight);
  }, 30_000);

  it('S-34 the reader in the middle of history is not moved by what comes and goes', async () => {
    const opened = await openRoom('weekend-plans', { height: 300 });
    await opened.send('Mine');
    await vi.waitFor(() => expect(opened.row('Mine').state).to.equal('sent'));
    opened.room.list!.scrollTop -= 150;
    await painted();
    const bottom = opened.room.list!.getBoundingClientRect().bottom;
    const row = opened.rows().findLast((one) => one.getBoundingClientRect().bottom < bottom)!;
    const at = topOf(row);
    await opened.world.post('ben', 'weekend-plans', 'Below the fold');
    await vi.waitFor(() => expect(opened.texts()).to.include('Below the fold'));
    await painted();
    expect(Math.abs(topOf(row) - at)).to.be.lessThan(1.01);
  });

  it('S-34 the reader at the end stays at the end', async () => {
    const opened = await openRoom('weekend-plans', { height: 500 });
    await opened.world.post('ben', 'weekend-plans', 'Not a short one. '.repeat(8));
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.contain('Not a short one.'));
    await painted();
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
  });

  it('a message taller than the view is shown from its top', async () => {
    const opened = await openRoom('weekend-plans', { height: 300 });
    await opened.world.post('ben', 'weekend-plans', 'A long one. '.repeat(200));
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.contain('A long one.'));
    const top = (): number => opened.rows().at(-1)!.getBoundingClientRect().top - opened.room.list!.getBoundingClientRect().top;
    const day = parseFloat(getComputedStyle(opened.room.list!).scrollPaddingTop); // the line above it
    await vi.waitFor(() => expect(top()).to.be.closeTo(day, 2));
  });
});

describe('days and groups', () => {
  it('S-32 separates days, and groups by sender and minute', async () => {
    const opened = await openRoom('weekend-plans', { height: 1200 });
    await opened.send('First thing');
    await opened.send('Second thing');
    await vi.waitFor(() => expect(opened.row('Second thing').state).to.equal('sent'));
    await painted();
    expect(opened.row('First thing').day).to.equal('Today');
    expect(opened.row('Second thing').day).to.equal('');
    const rows = opened.rows();
    for (const [i, row] of rows.entries()) expect(row.grouped, row.message!.content).to.equal(i > 0 && continues(rows[i - 1]!, row));
    expect(rows.some((row) => row.grouped)).to.equal(true);
  });
});

describe('the day in view', () => {
  const label = ({ part }: RoomFixture): HTMLElement | null => part('.today');
  const separators = ({ rows, room }: RoomFixture): { day: string; top: number }[] => {
    const edge = room.list!.getBoundingClientRect().top;
    return rows().flatMap((row) => {
      const line = row.shadowRoot!.querySelector('.day');
      return line ? [{ day: row.day, top: line.getBoundingClientRect().top - edge }] : [];
    });
  };
  const scrolledBy = async ({ room }: RoomFixture, pixels: number): Promise<void> => {
    room.list!.scrollTop += pixels;
    await painted();
    await room.updateComplete;
  };

  it('stays at the top, at rest too, for as long as its separator is further up', async () => {
    const opened = await openRoom('weekend-plans', { height: 300 });
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    await vi.waitFor(() => expect(label(opened)).not.to.equal(null));
    await scrolledBy(opened, -20);
    await vi.waitFor(() => expect(label(opened)?.textContent).to.equal(separators(opened).findLast(({ top }) => top < 0)!.day));
    const [line, list] = [label(opened)!, opened.room.list!].map((one) => one.getBoundingClientRect());
    // On the line of the header, so that no row is seen between the two on screens whose pixels are not the page's.
    expect([line!.top, line!.left, line!.right]).to.deep.equal([list!.top - 1, list!.left, list!.right]);
    const { opacity, backgroundColor } = getComputedStyle(label(opened)!);
    expect([opacity, backgroundColor]).to.deep.equal(['1', getComputedStyle(opened.room).backgroundColor]);
    expect(label(opened)!.getAttribute('aria-hidden')).to.equal('true');
  });

  it('stands before no row that is gone to', async () => {
    const opened = await openRoom('weekend-plans', { height: 480, width: 320 });
    await vi.waitFor(() => expect(label(opened)).not.to.equal(null));
    opened.rows().at(-1)!.focus();
    for (let i = 0; i < 6; i++) {
      await userEvent.keyboard('{ArrowUp}');
      await painted();
      const row = focused() as MessageItem;
      await vi.waitFor(() => expect(row.getBoundingClientRect().top).to.be.gte(label(opened)?.getBoundingClientRect().bottom ?? 0));
    }
  });

  it('makes way for a separator, and is the new day’s once that has passed', async () => {
    const opened = await openRoom('weekend-plans', { height: 300 });
    await opened.send('A new day');
    await vi.waitFor(() => expect(separators(opened).at(-1)!.day).to.equal('Today'));
    // Enough below it that it can go up to the edge.
    for (let i = 0; i < 12; i++) await opened.world.post('ben', 'weekend-plans', `Today, ${i}`);
    await vi.waitFor(() => expect(opened.texts()).to.include('Today, 11'));
    await painted();
    const top = (): number => separators(opened).findLast(({ day }) => day === 'Today')!.top;
    await scrolledBy(opened, top() - 80);
    await vi.waitFor(() => expect(label(opened)?.textContent).to.match(/^\w+day, /));
    await scrolledBy(opened, 70);
    await vi.waitFor(() => expect(label(opened)).to.equal(null));
    await scrolledBy(opened, 60);
    await vi.waitFor(() => expect(label(opened)?.textContent).to.equal('Today'));
  });
});

function continues(before: MessageItem, row: MessageItem): boolean {
  return (
    before.message!.sender.id === row.message!.sender.id && before.message!.insertedAt.slice(0, 16) === row.message!.insertedAt.slice(0, 16)
  );
}

describe('the keyboard', () => {
  it('13: the messages are one tab stop; arrows move between them, Escape goes to the composer', async () => {
    const opened = await openRoom('weekend-plans', { height: 600 });
    const { field, rows } = opened;
    await userEvent.click(field());
    await userEvent.tab({ shift: true });
    expect(focused()).to.equal(rows().at(-1));
    expect(rows().filter((row) => row.tabIndex === 0)).to.have.length(1);
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    expect(focused()).to.equal(rows().at(-3));
    await userEvent.keyboard('{ArrowDown}');
    expect(focused()).to.equal(rows().at(-2));
    await userEvent.keyboard('{Escape}');
    expect(focused()).to.equal(field());
    await userEvent.tab({ shift: true });
    expect(focused()).to.equal(rows().at(-2));
    await userEvent.keyboard('{End}');
    expect(focused()).to.equal(rows().at(-1));
    const first = rows()[0];
    await userEvent.keyboard('{Home}');
    expect(focused()).to.equal(first);
  });

  it('9: an arrival does not move focus', async () => {
    const opened = await openRoom();
    await userEvent.click(opened.field());
    await opened.world.post('ben', 'weekend-plans', 'Hello');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Hello'));
    expect(focused()).to.equal(opened.field());
  });

  it('16: each message has one name with all there is to say', async () => {
    const { rows } = await openRoom();
    for (const row of rows())
      expect(row.getAttribute('aria-label')).to.contain(row.message!.sender.name).and.to.contain(row.message!.content);
    expect(rows().every((row) => row.getAttribute('role') === 'article')).to.equal(true);
  });
});

describe('what is spoken', () => {
  it('2: a message of somebody else, once; not history, not one’s own', async () => {
    const opened = await openRoom();
    await live(opened);
    expect(spoken(opened)).to.equal('');
    await opened.send('My own words');
    await opened.world.post('grace', 'weekend-plans', 'The dog is coming along.');
    await vi.waitFor(() => expect(spoken(opened)).to.equal('Grace Kim: The dog is coming along.'), { timeout: 3000 });
  });

  it('3: a burst as a number with names', async () => {
    const opened = await openRoom();
    await live(opened);
    for (const [who, words] of [
      ['grace', 'a'],
      ['hiro', 'b'],
      ['grace', 'c'],
      ['grace', 'd'],
      ['hiro', 'e'],
    ] as const)
      await opened.world.post(who, 'weekend-plans', words);
    await vi.waitFor(() => expect(spoken(opened)).to.equal('5 new messages from Grace Kim and Hiro Tanaka'), { timeout: 3000 });
  });

  it('1: nothing on coming back to what was missed', { timeout: 15_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom('weekend-plans', { world });
    await live(opened);
    const said = recordSpoken(opened.room);
    world.online = false;
    await vi.waitFor(() => expect(opened.part('.notice')).not.to.equal(null));
    await world.post('grace', 'weekend-plans', 'You missed this');
    world.online = true;
    await vi.waitFor(() => expect(opened.texts()).to.include('You missed this'), { timeout: 10_000 });
    await live(opened);
    await world.post('hiro', 'weekend-plans', 'This is new');
    await vi.waitFor(() => expect(said.at(-1)).to.equal('Hiro Tanaka: This is new'), { timeout: 3000 });
    expect(said).to.deep.equal(['You’re offline.', 'You’re back online.', 'Hiro Tanaka: This is new']);
  });
});
