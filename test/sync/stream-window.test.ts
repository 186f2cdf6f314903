// The window of one stream, on a cache in memory and a link in the test's hands.

import { expect, it } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { systemClock } from '../../src/sync/clock.js';
import { isGap } from '../../src/sync/gap.js';
import { memoryCache } from '../../src/sync/memory-store.js';
import type { PageQuery, PageReply, Row, SyncReply } from '../../src/sync/protocol.js';
import { StreamWindow, type NextView } from '../../src/sync/stream-window.js';
import type { Topic } from '../../src/sync/topic.js';

const row = (seq: number): Row => ({ id: `row ${seq}`, seq, version: seq, deleted: false });
const beginning = (seq: number): SyncReply<Row> => ({ reset: true, epoch: 'e', asOf: seq, rows: [row(seq)], floor: seq });

it.each([100, 2 ** 31, 2 ** 40])('asks from the middle for what it shows alone and does not hold any more (at %i)', async (far) => {
  const cache = new Cache(memoryCache(), () => undefined);
  await cache.applySync('t', 'e', beginning(far + 1_000));
  const asked: PageQuery[] = [];
  const page = async (query: PageQuery): Promise<PageReply<Row>> => {
    asked.push(query);
    const reply = { asOf: far + 2_000, before: far + 20, floor: far + 10, rows: [row(far + 10), row(far + 19)], place: far + 10 };
    await cache.applyPage('t', 'e', reply);
    return reply;
  };
  const shared = { cache, clock: systemClock, outbox: { entries: async () => [] } };
  const topic = { name: 't', shared, link: { ready: true, joined: true, page } } as unknown as Topic;
  let view: NextView<Row> | undefined;
  const refresh = async (): Promise<void> => void (view = await stream.read(true));
  const stream = new StreamWindow<Row>(Promise.resolve(topic), { size: 4, most: 60, held: () => undefined, refresh });
  await stream.jump({ seq: far + 10 });
  await cache.applySync('t', 'e', beginning(far + 2_000));
  await refresh();
  const [gap] = view!.items;
  if (!gap || !isGap(gap)) return expect.fail('no gap');
  expect(await stream.fill(gap)).toBe(true);
  expect(asked.at(-1)).toMatchObject({ around: { seq: Math.floor((gap.gap.low + gap.gap.below) / 2) } });
  expect(view!.items.slice(0, 2).map(({ id }) => id)).toEqual([`row ${far + 10}`, `row ${far + 19}`]);
});
