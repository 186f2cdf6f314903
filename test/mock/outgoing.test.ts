// Frames on their way to one client, when several faults hold them at once.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Outgoing } from '../../src/mock/outgoing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('holds frames until the last of the partitions that overlap is over', async () => {
  const sent: string[] = [];
  const outgoing = new Outgoing((data) => sent.push(data));
  const first = outgoing.hold(100);
  void outgoing.hold(1_000);
  outgoing.send('a');
  await vi.advanceTimersByTimeAsync(100);
  await first;
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(899);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual(['a']);
});

it('sends nothing more once it was stopped, also when a partition ends then', async () => {
  const sent: string[] = [];
  const outgoing = new Outgoing((data) => sent.push(data));
  void outgoing.hold(100);
  outgoing.stop();
  outgoing.send('a');
  await vi.advanceTimersByTimeAsync(100);
  expect(sent).toEqual([]);
});
