// The trouble of Storybook's toolbar happens where a story is looked at.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeTrouble } from '../../.storybook/trouble.ts';
import { ServerHost } from '../../src/mock/server-host.ts';
import type { MockServer } from '../../src/mock/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A story in which the first of these elements is shown, or none yet. */
const canvas = (shown: () => { room?: string } | null): HTMLElement => ({ querySelector: shown }) as unknown as HTMLElement;

it.each([
  ['a room', { room: 'quiet-corner' }, 'quiet-corner'],
  ['a chat with no room open', { room: '' }, 'weekend-plans'],
  ['a list', {}, 'weekend-plans'],
])('the second user writes into what is shown: %s', async (_, shown, room) => {
  const [typing, post] = [vi.fn<MockServer['typing']>(), vi.fn<MockServer['post']>(() => Promise.resolve())];
  const server = { typing, post } as unknown as MockServer;
  let isThere = false;
  const story = canvas(() => (isThere ? shown : null));
  makeTrouble(server, story, 'second user');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(post).not.toHaveBeenCalled();
  isThere = true;
  await vi.advanceTimersByTimeAsync(1_200);
  expect(typing).toHaveBeenCalledWith('ben', room);
  expect(post).toHaveBeenCalledExactlyOnceWith('ben', room, 'Is anybody here?');
  makeTrouble(server, story, 'none');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(post).toHaveBeenCalledTimes(1);
});

it('of lost replies every other one is lost, and the broadcast with it', () => {
  const { faults } = new ServerHost({ storage: 'memory' });
  makeTrouble(
    { faults } as MockServer,
    canvas(() => null),
    'lost replies',
  );
  const lost = (): boolean => faults.strike('put', 'room:a').has('commit-then-drop-reply');
  expect([lost(), lost(), lost(), lost()]).toEqual([true, false, true, false]);
  expect(faults.strike('op', 'room:a').has('skip-op')).toBe(true);
});
