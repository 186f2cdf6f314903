// How a link is told to stand: what the server said goes before what is only supposed.

import { describe, expect, it } from 'vitest';
import { LinkStanding } from '../../src/sync/link-standing.js';
import type { LinkState } from '../../src/sync/link-state.js';
import type { Reason } from '../../src/sync/protocol.js';

/** A link that has not joined, and a clock that stands still until it is told to run. */
function unjoined() {
  const timers = new Set<() => void>();
  const link = { joined: false };
  const clock = { now: () => 0, random: () => 0, after: (_: number, run: () => void) => (timers.add(run), () => void timers.delete(run)) };
  const standing = new LinkStanding({ clock, joined: () => link.joined, failing: () => false, changed: () => undefined });
  return { link, standing, later: () => timers.forEach((run) => run()) };
}

const REFUSED: [Reason, LinkState][] = [
  ['not-found', 'not-found'],
  ['forbidden', 'forbidden'],
  ['unauthorized', 'auth-required'],
  ['outdated', 'update-needed'],
];

describe('how a link stands', () => {
  it('is offline when it has not joined for a while', () => {
    const { standing, later } = unjoined();
    expect(standing.state).toBe('connecting');
    later();
    expect(standing.state).toBe('offline');
  });

  it.each(REFUSED)('stays as it was refused (%s), however long ago that was, and without a connection', (reason, state) => {
    const { standing, later } = unjoined();
    expect(standing.refused(reason)).toBe(true);
    later();
    expect(standing.state).toBe(state);
    standing.down();
    expect(standing.state).toBe(state);
  });

  it('is what the server says last', () => {
    const { standing, link } = unjoined();
    standing.refused('not-found');
    link.joined = true;
    standing.joined();
    expect(standing.state).toBe('connecting');
    standing.answered(true);
    expect(standing.state).toBe('live');
    standing.refused('unauthorized');
    expect(standing).toMatchObject({ state: 'auth-required', complete: false });
    standing.answered(true);
    expect(standing.state).toBe('live');
  });

  it('is not made better by an answer that is kept when the line is lost already', () => {
    const { standing, link } = unjoined();
    link.joined = true;
    standing.joined();
    link.joined = false;
    standing.down();
    standing.answered(true);
    expect(standing).toMatchObject({ state: 'offline', complete: false });
  });
});
