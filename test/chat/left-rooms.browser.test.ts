// Coming back to a room: to the same message at the same pixel, or to the end where that is where it was left.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { fromEnd, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

afterEach(() => void vi.restoreAllMocks());

const topOf = ({ room }: RoomFixture, row: Element): number => row.getBoundingClientRect().top - room.list!.getBoundingClientRect().top;

async function goTo({ room, rows }: RoomFixture, id: string): Promise<void> {
  room.room = id;
  await vi.waitFor(() => expect(rows()[0]?.message?.roomId).to.equal(id));
}

/** Scrolls up by pages; tells the row at the upper edge, and where exactly. */
async function readBack(opened: RoomFixture, pages: number): Promise<{ id: string; top: number }> {
  const list = opened.room.list!;
  await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
  for (let n = 0; n < pages; n++) {
    const oldest = opened.rows()[0]!.message!.seq;
    list.scrollTop = 0;
    await vi.waitFor(() => expect(opened.rows()[0]!.message!.seq).to.be.lessThan(oldest));
    await painted();
  }
  list.scrollTop -= 37;
  await painted();
  const row = opened.rows().find((one) => topOf(opened, one) + one.offsetHeight > 0)!;
  return { id: row.id, top: topOf(opened, row) };
}

/** Where a row was in each frame that had rows, until the function is called. */
function watched(opened: RoomFixture, id: string): () => (number | undefined)[] {
  const seen: (number | undefined)[] = [];
  let on = true;
  const look = (): void => {
    if (!on) return;
    const row = opened.room.list?.rowByDomId(id);
    if (opened.rows().length > 0) seen.push(row && topOf(opened, row));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return () => {
    on = false;
    return seen;
  };
}

describe('a room that is come back to', () => {
  it('L-34 is at the message it was left at, to the pixel, from the first frame', async () => {
    const opened = await openRoom('weekend-plans', { height: 420 });
    const { id, top } = await readBack(opened, 3);
    await goTo(opened, 'sre-team');
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    const seen = watched(opened, id);
    await goTo(opened, 'weekend-plans');
    for (let n = 0; n < 10; n++) await painted();
    const tops = seen();
    expect(tops.length).to.be.greaterThan(5);
    for (const one of tops) expect(one).to.be.closeTo(top, 1.01);
    // What is newer is one press away.
    opened.part('.pill')!.click();
    await vi.waitFor(() => expect([fromEnd(opened) < 3, opened.part('.pill')]).to.deep.equal([true, null]));
  });

  it('L-34 is at its end where it was left at its end, with what came meanwhile', async () => {
    const opened = await openRoom('weekend-plans', { height: 420 });
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    await goTo(opened, 'sre-team');
    await opened.world.post('ben', 'weekend-plans', 'Meanwhile');
    await goTo(opened, 'weekend-plans');
    await vi.waitFor(() => expect([opened.texts().at(-1), fromEnd(opened) < 3]).to.deep.equal(['Meanwhile', true]));
  });

  it('L-34 is where it was, taken from the page and put back', async () => {
    const opened = await openRoom('weekend-plans', { height: 420 });
    const { id, top } = await readBack(opened, 3);
    const box = opened.room.parentElement!;
    for (let time = 0; time < 2; time++) {
      opened.room.remove();
      await vi.waitFor(() => expect(opened.rows()).to.have.length(0));
      await painted();
      box.append(opened.room);
      await vi.waitFor(() => expect(opened.rows().length).to.be.greaterThan(0));
      await painted();
      await vi.waitFor(() => expect(topOf(opened, opened.room.list!.rowByDomId(id)!)).to.be.closeTo(top, 1.01));
    }
    opened.part('.pill')!.click();
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    await painted();
    opened.room.remove();
    await vi.waitFor(() => expect(opened.rows()).to.have.length(0));
    box.append(opened.room);
    await vi.waitFor(() => expect([opened.rows().length > 0, fromEnd(opened) < 3]).to.deep.equal([true, true]));
  });

  it('L-34 is where it was offline, and each room where it was', async () => {
    const opened = await openRoom('weekend-plans', { height: 420 });
    const plans = await readBack(opened, 2);
    await goTo(opened, 'sre-team');
    const team = await readBack(opened, 1);
    opened.world.online = false;
    for (const [room, { id, top }] of [
      ['weekend-plans', plans],
      ['sre-team', team],
      ['weekend-plans', plans],
    ] as const) {
      await goTo(opened, room);
      await painted();
      const row = opened.room.list!.rowByDomId(id);
      expect(row, `${id} in ${room}`).to.be.instanceOf(HTMLElement);
      // A line above the list that comes once it is there leaves what is read where it is on the screen.
      const [there, below] = [topOf(opened, row!), opened.part('.bars')!.offsetHeight];
      expect(
        Math.min(Math.abs(there - top), Math.abs(there + below - top)),
        `${room}: ${there} under ${below}, left at ${top}`,
      ).to.be.below(1.01);
    }
  });

  it('L-34 is at its end where the message cannot be had soon, and stays there', async () => {
    const world = newWorld({ archived: 5_000 });
    const opened = await openRoom('archive', { height: 420, world });
    await readBack(opened, 1);
    await goTo(opened, 'sre-team');
    // A cache that has let the place go, and a server that takes its time.
    const located = vi.spyOn(Cache.prototype, 'locate').mockResolvedValue(undefined);
    world.host.faults.add({ match: { event: 'page' }, do: 'delay', ms: 1_000 });
    await goTo(opened, 'archive');
    await vi.waitFor(() => expect(fromEnd(opened)).to.be.lessThan(3));
    expect(located.mock.calls.length).to.equal(1);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(fromEnd(opened)).to.be.lessThan(3);
  });

  it('L-34 knows nothing of where another user was', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { height: 420, world });
    await readBack(opened, 2);
    opened.room.chat = world.as('ben');
    await painted();
    await vi.waitFor(() => expect([opened.rows().length > 0, fromEnd(opened) < 3]).to.deep.equal([true, true]));
  });

  it('shows nothing of a chat that was closed meanwhile, and nothing goes wrong unheard', async () => {
    const opened = await openRoom('weekend-plans', { height: 420 });
    const errors: string[] = [];
    opened.room.addEventListener('stream-error', ({ error }) => errors.push(error.message));
    const unheard = vi.fn((event: PromiseRejectionEvent) => event.preventDefault());
    addEventListener('unhandledrejection', unheard);
    await readBack(opened, 1);
    await goTo(opened, 'sre-team');
    await opened.world.chat.close();
    opened.room.room = 'weekend-plans';
    await vi.waitFor(() => expect(opened.room.shadowRoot!.querySelector('[part=notice]')?.textContent).to.contain('was closed'));
    await painted();
    removeEventListener('unhandledrejection', unheard);
    expect([unheard.mock.calls.map(([{ reason }]) => String(reason)), errors, opened.rows()]).to.deep.equal([[], [], []]);
  });
});
