// A room with a long history: read far up and back, jumped into, and with parts in between that are not known.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MessageItem } from '../../src/chat/message-item.js';
import { SourceError } from '../../src/sync/protocol.js';
import { SyncedStream } from '../../src/sync/synced-stream.js';
import { gap, openArchive, openGap, PAST, pill, seqs } from './archive-fixture.js';
import { focused, painted, type RoomFixture } from './room-fixture.js';

/** Whether the rows follow one another without a hole, or with one where a gap says so. */
function isContiguous(opened: RoomFixture): void {
  const shown = [...opened.room.list!.children].filter(({ slot }) => slot === '');
  for (const [index, row] of shown.entries()) {
    const [here, before] = [row as MessageItem, shown[index - 1] as MessageItem | undefined];
    if (here.message && before?.message) expect(here.message.seq).to.equal(before.message.seq + 1);
  }
}

/** Where a row ends, below the top of the list: a day above it may come and go. */
function placeOf(opened: RoomFixture, row: Element): number {
  return row.getBoundingClientRect().bottom - opened.room.list!.getBoundingClientRect().top;
}

/** Where a row ends on the screen: a line above the list may come and go. */
const onScreen = (row: Element): number => row.getBoundingClientRect().bottom;

/** What layout skips is not seen, wherever it says it is. */
const isPainted = (row: Element): boolean => row.checkVisibility({ contentVisibilityAuto: true });

/** Scrolls by less than a view, and gives how far a row that stays in view then moved beside the scrolling. */
async function drift(opened: RoomFixture, by: number): Promise<number> {
  const list = opened.room.list!;
  const isInView = (place: number): boolean => place > 0 && place < list.clientHeight;
  const stays = opened.rows().find((row) => isPainted(row) && isInView(placeOf(opened, row)) && isInView(placeOf(opened, row) - by));
  if (!stays) throw new Error(`no row is in view at ${list.scrollTop} of ${list.scrollHeight}`);
  list.scrollTop += by;
  const place = placeOf(opened, stays);
  await painted();
  await painted();
  return Math.abs(placeOf(opened, stays) - place);
}

describe('a room with a long history', () => {
  it('lets go of what is far below on the way up, brings it back on the way down, and holds the eye', { timeout: 120_000 }, async () => {
    const opened = await openArchive({}, 900);
    const list = opened.room.list!;
    const walk = async (by: number, there: () => boolean): Promise<void> => {
      for (let steps = 0; !there() && steps < 300; steps++) {
        expect(await drift(opened, by)).to.be.at.most(1);
        isContiguous(opened);
        expect(opened.rows().length).to.be.at.most(500);
      }
      expect(there()).to.equal(true);
    };
    await walk(-500, () => seqs(opened).at(-1)! < PAST - 50);
    await vi.waitFor(() => expect(pill(opened)).not.to.equal(null));
    await walk(500, () => seqs(opened).at(-1) === PAST && list.scrollHeight - list.clientHeight - list.scrollTop < 3);
    await vi.waitFor(() => expect(pill(opened)).to.equal(null));
  });

  it('does not run down the history by itself when the reader comes to the end of what is loaded', async () => {
    const opened = await openArchive();
    opened.room.loadStep = 10;
    expect(await opened.room.jumpTo('h2000')).to.equal(true);
    const list = opened.room.list!;
    for (let press = 0; press < 3; press++) {
      const last = seqs(opened).at(-1)!;
      list.scrollTop = list.scrollHeight;
      await vi.waitFor(() => expect(seqs(opened).at(-1)!).to.be.above(last));
      await painted();
      await painted();
      expect(seqs(opened).at(-1)!).to.be.below(last + 100);
    }
  });

  it('lets a message stand out for as long after the last jump to it', async () => {
    const { room, rows } = await openArchive();
    const row = rows().at(-2)!;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let i = 0; i < 2; i++) {
        await room.jumpTo(row.message!.id);
        vi.advanceTimersByTime(1_500);
      }
      expect(row.highlighted).to.equal(true);
      vi.advanceTimersByTime(600);
      expect(row.highlighted).to.equal(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows a message that was never loaded, focuses it, and leads back to the newest', async () => {
    const opened = await openArchive();
    expect(await opened.room.jumpTo('h1234')).to.equal(true);
    await painted();
    expect((focused() as MessageItem).message!.id).to.equal('h1234');
    const [row, list] = [focused()!.getBoundingClientRect(), opened.room.list!.getBoundingClientRect()];
    expect(row.top >= list.top && row.bottom <= list.bottom).to.equal(true);
    isContiguous(opened);
    await vi.waitFor(() => expect(pill(opened)?.ariaLabel).to.equal('Jump to the newest message'));
    await opened.world.post('ben', 'archive', 'Somewhere below');
    await vi.waitFor(() => expect(pill(opened)?.ariaLabel).to.equal('1 new message'));
    expect(opened.texts()).not.to.contain('Somewhere below');
    await userEvent.click(pill(opened)!);
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('Somewhere below'));
    await vi.waitFor(() => expect(pill(opened)).to.equal(null));
  });

  it('shows a day', async () => {
    const opened = await openArchive();
    expect(await opened.room.jumpTo(new Date('2016-01-08T00:00:00Z'))).to.equal(true);
    expect((focused() as MessageItem).message!.insertedAt).to.equal('2016-01-08T08:00:00.000Z');
  });

  it('says so where a day is none, and rejects nothing', async () => {
    const opened = await openArchive();
    expect(await opened.room.jumpTo(new Date('soon'))).to.equal(false);
    await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('nothing from that day or later'));
  });

  it('begins and goes on by the usual numbers of messages where the page gives none that can be', async () => {
    const usual = (await openArchive()).rows().length;
    const opened = await openArchive();
    opened.room.setAttribute('load-step', 'some');
    opened.room.setAttribute('page-size', 'many');
    await opened.room.updateComplete;
    const { chat } = opened.room;
    opened.room.chat = undefined;
    await opened.room.updateComplete;
    opened.room.chat = chat;
    await vi.waitFor(() => expect(opened.rows().length).to.equal(usual));
    const [first] = seqs(opened);
    opened.room.list!.scrollTop = 0;
    await vi.waitFor(() => expect(seqs(opened)[0]).to.be.below(first!));
  });

  it('says why a message cannot be shown, and stays where it is', async () => {
    const opened = await openArchive();
    expect(await opened.room.jumpTo('nobody')).to.equal(false);
    await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('could not be shown: it is not here'));
    expect(seqs(opened).at(-1)).to.equal(PAST);
  });

  it('says why a part cannot be had in words for people: not those of a timer or a check, and the server’s own with one full stop', async () => {
    const opened = await openArchive();
    const whys: [SourceError, string][] = [
      [new SourceError('timeout', 'room:archive: no answer to page'), 'it is not kept on this device, and cannot be loaded now'],
      [
        new SourceError('malformed', 'page reply: floor must be a number, not "x"'),
        'it is not kept on this device, and cannot be loaded now',
      ],
      [new SourceError('forbidden', 'Not for you.'), 'Not for you'],
    ];
    for (const [error, why] of whys) {
      const jump = vi.spyOn(SyncedStream.prototype, 'jumpTo').mockRejectedValueOnce(error);
      await opened.room.jumpTo('h1234');
      jump.mockRestore();
      await opened.room.updateComplete;
      expect(opened.part('.notice > span')?.textContent).to.equal(`That message could not be shown: ${why}.`);
    }
  });

  it('says that a message is gone, where it was, and points at no other', async () => {
    const opened = await openArchive();
    await opened.room.jumpTo('h1234');
    const { sender } = (focused() as MessageItem).message!;
    await opened.world.host.put(sender.id, 'room:archive', { mutationId: 'm1', kind: 'delete', id: 'h1234', body: {} });
    await vi.waitFor(() => expect(opened.rows().some(({ message }) => message?.id === 'h1234')).to.equal(false));
    await vi.waitFor(() => expect(opened.rows().some(({ highlighted }) => highlighted)).to.equal(false), { timeout: 4_000 });
    expect(await opened.room.jumpTo('h1234')).to.equal(false);
    expect(opened.rows().some(({ highlighted }) => highlighted)).to.equal(false);
    await vi.waitFor(() => expect(opened.part('.notice > span')?.textContent).to.equal('This message is gone.'));
  });

  it('shows a message that is asked for as soon as the room is there', async () => {
    const { world } = await openArchive();
    const room = document.createElement('chat-room');
    Object.assign(room, { chat: world.as('ben'), room: 'archive' });
    room.style.cssText = 'block-size: 300px';
    document.body.append(room);
    expect(await room.jumpTo('h1234')).to.equal(true);
    expect((focused() as MessageItem).message!.id).to.equal('h1234');
    room.remove();
    expect(await room.jumpTo(new Date(NaN))).to.equal(false);
  });

  it('of which nothing could be had in time is not told of in another room, nor keeps it from its own', async () => {
    const opened = await openArchive({ latency: 200 });
    const jumped = opened.room.jumpTo('nobody');
    const older = vi
      .spyOn(SyncedStream.prototype, 'older')
      .mockReturnValueOnce(new Promise((_, reject) => setTimeout(() => reject(new SourceError('timeout', 'no answer')), 600)));
    opened.room.list!.scrollTop = 0;
    await vi.waitFor(() => expect(older.mock.calls).to.have.length(1));
    opened.room.room = 'weekend-plans';
    expect(await jumped).to.equal(false);
    await vi.waitFor(() => expect(opened.room.list!.getAttribute('aria-busy')).to.equal('false'));
    await Promise.allSettled(older.mock.results.map(({ value }) => value as Promise<unknown>));
    older.mockRestore();
    await opened.room.updateComplete;
    expect(opened.room.trouble).to.equal('');
  });

  it('goes to the end for a message that is sent from elsewhere in the history', async () => {
    const opened = await openArchive();
    await opened.room.jumpTo('h1234');
    await opened.send('At the end');
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal('At the end'));
    await vi.waitFor(() => expect(opened.row('At the end').state).to.equal('sent'));
    expect(seqs(opened).at(-2)).to.equal(PAST);
  });
});

/** Goes to a gap by a key, from the message before it on that way, and has it filled. */
async function fillFocused(key: 'ArrowDown' | 'ArrowUp') {
  const opened = await openGap();
  const first = gap(opened)!;
  first.scrollIntoView({ block: 'center' });
  await vi.waitFor(() => expect(first.dataset['waits']).to.equal('offline'));
  const [above, below] = [first.previousElementSibling as HTMLElement, first.nextElementSibling as HTMLElement];
  (key === 'ArrowDown' ? above : below).focus();
  await userEvent.keyboard(`{${key}}`);
  expect(focused()).to.equal(first);
  const place = onScreen(first);
  opened.world.online = true;
  await vi.waitFor(() => expect(first.isConnected).to.equal(false), { timeout: 15_000 });
  await painted();
  return { opened, first, above, below, place };
}

describe('a gap in the history', () => {
  it('is a row that says so, can be reached with the keyboard, and fills when it is seen', { timeout: 30_000 }, async () => {
    const opened = await openGap();
    isContiguous(opened);
    gap(opened)!.scrollIntoView({ block: 'center' });
    await vi.waitFor(() => expect(gap(opened)!.dataset['waits']).to.equal('offline'));
    const above = gap(opened)!.previousElementSibling as MessageItem;
    above.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(focused()).to.equal(gap(opened));
    expect(focused()!.ariaLabel).to.equal('Messages not loaded');
    opened.field().focus();
    const held = gap(opened)!.nextElementSibling!;
    const place = onScreen(held);
    opened.world.online = true;
    const first = gap(opened)!;
    await vi.waitFor(() => expect(first.isConnected).to.equal(false), { timeout: 15_000 });
    await painted();
    expect(Math.abs(onScreen(held) - place)).to.be.at.most(1);
    // A long one fills from both ends; what is left is out of view, and waits there.
    await vi.waitFor(() => {
      gap(opened)?.scrollIntoView({ block: 'center' });
      expect(gap(opened)).to.equal(null);
    });
    isContiguous(opened);
  });

  it('leads whoever read down to it on to the first message of what fills it, where it was', { timeout: 30_000 }, async () => {
    const { opened, first, above, place } = await fillFocused('ArrowDown');
    expect(first.isConnected).to.equal(false);
    expect(focused()).to.equal(above.nextElementSibling);
    expect(seqs(opened)).to.include((above as MessageItem).message!.seq + 1);
    expect(Math.abs(onScreen(focused()!) - place)).to.be.at.most(1);
  });

  it('leads whoever read up to it back to the message below, above which they go on', { timeout: 30_000 }, async () => {
    const { first, below, above } = await fillFocused('ArrowUp');
    expect([first.isConnected, above.isConnected]).to.deep.equal([false, true]);
    expect(focused()).to.equal(below);
    await userEvent.keyboard('{ArrowUp}');
    expect((focused() as MessageItem).message!.seq).to.equal((below as MessageItem).message!.seq - 1);
  });

  it('begins a group and a day anew', { timeout: 30_000 }, async () => {
    const opened = await openGap();
    const below = gap(opened)!.nextElementSibling as MessageItem;
    expect(below.grouped).to.equal(false);
    expect(below.day).not.to.equal('');
  });

  it('offers to try again when the server failed', { timeout: 30_000 }, async () => {
    const opened = await openGap();
    const lift = opened.world.host.faults.add({ match: { event: 'page' }, do: '500' });
    gap(opened)!.scrollIntoView({ block: 'center' });
    opened.world.online = true;
    await vi.waitFor(() => expect(gap(opened)?.dataset['waits']).to.equal('failed'), { timeout: 15_000 });
    lift();
    const waiting = gap(opened)!;
    await userEvent.click(waiting.querySelector('button')!);
    await vi.waitFor(() => expect(waiting.isConnected).to.equal(false));
    isContiguous(opened);
  });
});
