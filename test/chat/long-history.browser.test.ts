// A history of a million messages, read page by page far up and all the way back, and a burst of ten thousand: what is held stays
// small, nothing is doubled, nothing is missing.

import { expect } from '@open-wc/testing';
import { openDB } from 'idb';
import { vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { roomTopic } from '../../src/backend/model.js';
import { newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

const LONG = import.meta.env.MODE === 'long';
const PAST = 1_000_000;
const PAGES = LONG ? 5_000 : 200;
const STEP = 50;
const BURSTS = LONG ? 20 : 1;
const BURST = 10_000;
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

/** A turn of the event loop shorter than this did nothing worth counting. */
const IDLE_MS = 1;

/** How long the tasks of this page take: a message to itself waits for whatever runs before it. */
class Tasks {
  readonly #channel = new MessageChannel();
  #lengths: number[] = [];
  #running = false;

  constructor() {
    let last = 0;
    this.#channel.port1.addEventListener('message', () => {
      const now = performance.now();
      if (last > 0 && now - last > IDLE_MS) this.#lengths.push(now - last);
      last = this.#running ? performance.now() : 0;
      if (this.#running) this.#channel.port2.postMessage(undefined);
    });
    this.#channel.port1.start();
  }

  start(): void {
    this.#lengths = [];
    this.#running = true;
    this.#channel.port2.postMessage(undefined);
  }

  /** What was counted since the start, the shortest first. */
  stop(): number[] {
    this.#running = false;
    return this.#lengths.toSorted((a, b) => a - b);
  }
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

it(`reads ${PAGES} pages of a million messages up and back`, { timeout: LONG ? 3_600_000 : 240_000 }, async () => {
  const opened = await openRoom('archive', { world: newWorld({ archived: PAST, storage: 'disk' }) });
  const list = opened.room.list!;
  opened.room.loadStep = STEP;
  await vi.waitFor(() => expect(seqs(opened).at(-1)).to.equal(PAST));
  const before = await heap();
  let [rows, kept] = [0, 0];
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
  const above = await heap();
  await walk(
    () => seqs(opened).at(-1) === PAST,
    () => {
      list.scrollTop -= 400;
      list.scrollTop = list.scrollHeight;
    },
    () => seqs(opened).at(-1)!,
  );
  await vi.waitFor(async () => expect((kept = Math.max(kept, await cached()))).to.be.above(0));
  const after = await heap();
  console.info(
    `${PAGES} pages of ${STEP} up and back in ${PAST} messages: at most ${rows} rows in the page, ${kept} in the cache; ` +
      `heap ${(before / MEGABYTE).toFixed(1)} MB, ${(above / MEGABYTE).toFixed(1)} MB up there, ${(after / MEGABYTE).toFixed(1)} MB at the end`,
  );
  expect(rows).to.be.at.most(500);
  expect(kept).to.be.at.most(2_000);
  expect(above - before).to.be.below(10 * MEGABYTE);
  expect(after - before).to.be.below(10 * MEGABYTE);
});

it(`loses none of ${BURST} messages that come within a second`, { timeout: BURSTS * 60_000 }, async () => {
  const opened = await openRoom('weekend-plans', { world: newWorld({ storage: 'disk' }) });
  const { world, room } = opened;
  await vi.waitFor(() => expect(room.list!.ariaBusy).to.equal('false'));
  const tasks = new Tasks();
  for (let burst = 1; burst <= BURSTS; burst++) {
    tasks.start();
    const began = performance.now();
    // The server is in this page, too: a hundred at a time, so that its own work makes no long tasks.
    for (let n = 0; n < BURST; n += 100) {
      const due = began + n / 10;
      if (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      await Promise.all(Array.from({ length: 100 }, (_, k) => world.post('ben', 'weekend-plans', `Burst ${burst}, ${n + k + 1}`)));
    }
    const sent = performance.now() - began;
    await vi.waitFor(() => expect(opened.texts().at(-1)).to.equal(`Burst ${burst}, ${BURST}`), { timeout: 30_000 });
    const caught = performance.now() - began - sent;
    await painted();
    const lengths = tasks.stop();
    isWhole(opened);
    const numbers = opened.texts().map((text) => Number(/, (\d+)$/.exec(text)?.[1] ?? NaN));
    expect(numbers.slice(-100)).to.deep.equal(Array.from({ length: 100 }, (_, k) => BURST - 99 + k));
    const most = Math.round(lengths[Math.floor(lengths.length * 0.95)] ?? 0);
    console.info(
      `burst ${burst}: ${BURST} sent in ${Math.round(sent)} ms, shown ${Math.round(caught)} ms later; ${lengths.length} tasks over ${IDLE_MS} ms, ` +
        `95th percentile ${most} ms, longest ${Math.round(lengths.at(-1) ?? 0)} ms`,
    );
  }
});
