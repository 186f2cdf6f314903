// A page whose wishes end with it asks before it is closed; one that keeps them does not.

import { describe, expect, it } from 'vitest';
import { SourceError } from '../../src/sync/protocol.js';
import { oneUser } from './one-user.js';

/** Whether the page asks when somebody wants to close it. */
const asks = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('closing a page with something unsent', () => {
  const user = oneUser();

  it.each([
    ['memory', true],
    ['disk', false],
  ] as const)('with storage in %s: asks %s', async (storage, asked) => {
    const screen = user.open({ storage });
    await screen.is({ state: 'live' });
    expect(asks()).toBe(false);
    // As often as it is asked again meanwhile.
    screen.source.faults.push({ on: 'put', do: new SourceError('unauthorized', 'who?'), lasts: true });
    const sent = screen.send('mine');
    await screen.is({ state: 'auth-required', waiting: 1 });
    await expect.poll(() => screen.sync.status.waiting).toBe(1);
    expect(asks()).toBe(asked);
    screen.source.faults.length = 0;
    screen.sync.resume();
    await sent;
    await screen.is({ waiting: 0 });
    await expect.poll(() => screen.sync.status.waiting).toBe(0);
    expect(asks()).toBe(false);
  });
});
