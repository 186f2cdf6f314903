// A history of a million messages, read page by page far up and all the way back: what is held stays small, nothing is doubled,
// nothing is missing.

import { expect } from '@open-wc/testing';
import { openDB } from 'idb';
import { vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { roomTopic } from '../../src/backend/model.js';
import { itWithTools } from '../live-stream/engine.js';
import { newWorld, openRoom, type RoomFixture } from './room-fixture.js';

const LONG = import.meta.env.MODE === 'long';
const PAST = 1_000_000;
const PAGES = LONG ? 5_000 : 200;
const STEP = 50;
/** The heap is looked at once in so many pages. */
const SAMPLED = LONG ? 50 : 10;
const MEGABYTE = 1_048_576;

const seqs = ({ rows }: RoomFixture): number[] => rows().map((row) => row.message!.seq);

/** Bytes of living objects. */
async function heap(): Promise<number> {
  const session = cdp() as unknown as { send(method: string): Promise<{ usedSize: number }> };
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** How many messages of the room are in the database. */
async function cached(): Promise<number> {
  const names = (await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => /:world-.*:cache:/.test(name));
  let most = 0;
  for (const name of names) {
    const database = await openDB(name);
    const topic = roomTopic('archive');
    most = Math.max(most, await database.count('rows', IDBKeyRange.bound([topic], [topic, []])));
    database.close();
  }
  return most;
}

/** A change that has been made to the list, or a second. */
function change({ room }: RoomFixture): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1_000);
    room.list!.addEventListener('stream-change', () => resolve(clearTimeout(timer)), { once: true });
  });
}

function isWhole(opened: RoomFixture): void {
  const shown = seqs(opened);
  expect(shown.length).to.be.at.most(500);
  const hole = shown.findIndex((seq, index) => index > 0 && seq !== shown[index - 1]! + 1);
  expect(hole, `${shown[hole - 1]} is followed by ${shown[hole]}`).to.equal(-1);
  // Behind the last row that is held may be one, until the next page is here.
  const gap = opened.room.list!.querySelector('.gap');
  expect(gap === null || gap.previousElementSibling === opened.rows().at(-1)).to.equal(true);
}

itWithTools(
  `reads ${PAGES} pages of a million messages up and back`,
  async () => {
    const opened = await openRoom('archive', { world: newWorld({ archived: PAST, storage: 'disk' }) });
    const list = opened.room.list!;
    opened.room.loadStep = STEP;
    await vi.waitFor(() => expect(seqs(opened).at(-1)).to.equal(PAST));
    const before = await heap();
    let [rows, kept, most, samples] = [0, 0, before, 0];
    const sample = async (): Promise<number> => {
      const now = await heap();
      most = Math.max(most, now);
      samples += 1;
      return now;
    };
    const walk = async (there: () => boolean, go: () => void, shown: () => number): Promise<void> => {
      for (let page = 0; !there(); page++) {
        const was = shown();
        for (let tries = 0; shown() === was && tries < 30; tries++) {
          const changed = change(opened);
          go();
          await changed;
        }
        isWhole(opened);
        rows = Math.max(rows, opened.rows().length);
        if (page % 50 === 0) kept = Math.max(kept, await cached());
        if (page % SAMPLED === 0) await sample();
      }
    };
    const top = PAST - PAGES * STEP;
    await walk(
      () => seqs(opened)[0]! <= top,
      () => {
        list.scrollTop += list.scrollTop < 1 ? 400 : 0;
        list.scrollTop = 0;
      },
      () => seqs(opened)[0]!,
    );
    const above = await sample();
    await walk(
      () => seqs(opened).at(-1) === PAST,
      () => {
        list.scrollTop -= 400;
        list.scrollTop = list.scrollHeight;
      },
      () => seqs(opened).at(-1)!,
    );
    await vi.waitFor(async () => expect((kept = Math.max(kept, await cached()))).to.be.above(0));
    const after = await sample();
    console.info(
      `${PAGES} pages of ${STEP} up and back in ${PAST} messages: at most ${rows} rows in the page, ${kept} in the cache; ` +
        `heap ${(before / MEGABYTE).toFixed(1)} MB, ${(above / MEGABYTE).toFixed(1)} MB up there, ${(after / MEGABYTE).toFixed(1)} MB at the end, ` +
        `at most ${(most / MEGABYTE).toFixed(1)} MB in ${samples} samples on the way`,
    );
    expect(rows).to.be.at.most(500);
    expect(kept).to.be.at.most(2_000);
    expect(samples).to.be.above(20);
    expect(most - before).to.be.below(10 * MEGABYTE);
  },
  LONG ? 3_600_000 : 240_000,
);
