// R8 of rows in memory: whatever has been read, and from wherever, no more than twice the rows that are shown stay alive. Counted by
// what the collector of garbage leaves of every row that storage or the server gave.

import 'fake-indexeddb/auto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Message } from '../../src/backend/model.js';
import { Cache } from '../../src/sync/cache.js';
import { isGap, type Item } from '../../src/sync/gap.js';
import { Sync } from '../../src/sync/sync.js';
import { modelRun } from '../live-stream/list-model.js';
import { TOPIC } from './fake-source.js';
import { eagerClock } from './list-screen.js';
import { oneUser } from './one-user.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MOST = 100;

describe('rows in memory', () => {
  const user = oneUser({}, 1_500);

  it('are at most twice those shown, however far one reads', async () => {
    const read: WeakRef<object>[] = [];
    const note = (rows: readonly object[]): void => void read.push(...rows.map((row) => new WeakRef(row)));
    // Not by spies, which keep what they were called with.
    const { window, applyPage, applySync } = Cache.prototype;
    Object.assign(Cache.prototype, {
      async window(this: Cache, ...args: Parameters<Cache['window']>) {
        const given = await window.apply(this, args);
        note(given.rows);
        return given;
      },
      applyPage(this: Cache, ...args: Parameters<Cache['applyPage']>) {
        note(args[2].rows);
        return applyPage.apply(this, args);
      },
      applySync(this: Cache, ...args: Parameters<Cache['applySync']>) {
        note(args[2].rows);
        return applySync.apply(this, args);
      },
    });
    onTestFinished(() => void Object.assign(Cache.prototype, { window, applyPage, applySync }));
    const source = user.server.source();
    const sync = new Sync({ app: 'test', userKey: user.userKey, source, clock: eagerClock });
    let list: Item<Message>[] = [];
    const stream = sync.stream<Message>(
      TOPIC,
      { ops: (ops) => void (list = modelRun(list, ops)), status: () => undefined, error: (error) => expect.fail(error.message) },
      { size: 50, most: MOST },
    );
    // What a reading holds goes with the task it ends in, and on a busy machine one may still be under way: what stays counts.
    const alive = async (): Promise<number> => {
      let kept = Infinity;
      for (let looks = 0; looks < 20 && kept > 2 * MOST; looks += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10 * looks));
        collect();
        kept = Math.min(kept, read.filter((row) => row.deref() !== undefined).length);
      }
      return kept;
    };
    let most = 0;
    const look = async (): Promise<void> => {
      const kept = await alive();
      expect(kept).toBeLessThanOrEqual(2 * MOST);
      most = Math.max(most, kept);
    };
    await vi.waitFor(() => expect(stream.status).toMatchObject({ state: 'live', loaded: true }));
    for (let page = 0; page < 20; page += 1) {
      await stream.older(50);
      await look();
    }
    await stream.jumpTo({ seq: 700 });
    await look();
    await stream.latest();
    await look();
    console.info(`rows in memory: ${read.length} read, at most ${most} kept, ${MOST} shown`);
    expect(list.filter((item) => !isGap(item)).length).toBeGreaterThanOrEqual(50);
    expect(read.length).toBeGreaterThan(1_500);
    expect(most).toBeGreaterThanOrEqual(50);
    stream.close();
    await sync.close();
  });
});
