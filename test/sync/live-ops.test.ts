// Live ops on their way into the cache: what waits there while storage does not answer has a bound, and what is told of it is told.

import { expect, it, vi } from 'vitest';
import type { Written } from '../../src/sync/cache.js';
import { LiveOps } from '../../src/sync/live-ops.js';
import type { Row, ServerOp } from '../../src/sync/protocol.js';

const op = (seq: number): ServerOp<Row> => ({ seq, row: { id: `row ${seq}`, seq, version: seq, deleted: false, mutationId: `m ${seq}` } });

/** A cache that takes what is the next, once it is let go on. */
function slowCache(): { ops: LiveOps; goOn(): void; taken: number[]; told: string[]; done: () => Promise<void> } {
  let cursor = 0;
  let goOn = (): void => undefined;
  const stalled = new Promise<void>((resolve) => (goOn = resolve));
  const taken: number[] = [];
  const told: string[] = [];
  const done = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const apply = async (ops: readonly ServerOp<Row>[]): Promise<Written> => {
    await stalled;
    taken.push(ops.length);
    const before = cursor;
    for (const { seq } of ops) if (seq === cursor + 1) cursor = seq;
    return { changed: cursor > before, state: { topic: 't', epoch: 'e', cursor, base0: 0, floor: 0 } };
  };
  const error = (cause: unknown): void => expect.fail(String(cause));
  const ops = new LiveOps({ apply, epoch: () => 'e', committed: (ids) => void told.push(...ids), error, done });
  return { ops, goOn, taken, told, done };
}

it('takes ten thousand that come while storage stalls at once, and tells of each', async () => {
  const { ops, goOn, taken, told, done } = slowCache();
  for (let seq = 1; seq <= 10_000; seq += 1) ops.push(op(seq));
  expect(ops.comes).toBe(true);
  goOn();
  await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(1));
  expect(taken).toEqual([1, 9_999]);
  expect(told).toHaveLength(10_000);
});

it('holds no more than twice that, and leaves the rest to a catch-up', async () => {
  const { ops, goOn, taken, told, done } = slowCache();
  for (let seq = 1; seq <= 50_000; seq += 1) ops.push(op(seq));
  goOn();
  await vi.waitFor(() => expect(done).toHaveBeenCalledTimes(1));
  expect(Math.max(...taken)).toBeLessThanOrEqual(20_000);
  expect(told).toEqual(['m 1']);
  expect(ops.comes).toBe(false);
});
