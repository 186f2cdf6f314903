// A room with a long history on a page, and one with a part in the middle that is not known.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

export const PAST = 5_000;
export const pill = ({ room }: RoomFixture): HTMLElement | null => room.shadowRoot!.querySelector('[part="pill"]');
export const gap = ({ room }: RoomFixture): HTMLElement | null => room.list!.querySelector(':scope > .gap');
export const seqs = ({ rows }: RoomFixture): number[] => rows().map((row) => row.message!.seq);

export async function openArchive(options: Parameters<typeof newWorld>[0] = {}, height = 480): Promise<RoomFixture> {
  const opened = await openRoom('archive', { height, world: newWorld({ archived: PAST, ...options }) });
  opened.room.loadStep = 100;
  await vi.waitFor(() => expect(seqs(opened).at(-1)).to.equal(PAST));
  return opened;
}

/** Offline, at a gap between where somebody jumped to and the newest messages. */
export async function openGap(): Promise<RoomFixture> {
  const opened = await openArchive({ storage: 'disk' });
  await opened.room.jumpTo('h4800');
  await vi.waitFor(() => expect(pill(opened)).not.to.equal(null));
  await userEvent.click(pill(opened)!);
  await vi.waitFor(() => expect(seqs(opened).at(-1)).to.equal(PAST));
  opened.world.online = false;
  await vi.waitFor(() => expect(opened.part('.notice')?.textContent).to.contain('offline'));
  for (let tries = 0; tries < 20 && !gap(opened); tries++) {
    opened.room.list!.scrollTop = 0;
    await painted();
    await painted();
  }
  return opened;
}
