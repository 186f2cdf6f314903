// Midnight, in a room and in the list of rooms: what was said today was said yesterday.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import type { RoomList } from '../../src/chat/room-list.js';
import { newWorld, openRoom } from './room-fixture.js';

const LATE = Date.UTC(2026, 10, 22, 23, 58);
const HOUR = 3_600_000;

afterEach(() => void vi.useRealTimers());

describe('at midnight', () => {
  it('the day of a message is another, in its name, too, and in the list its time is a day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: LATE });
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    await world.post('grace', 'weekend-plans', 'Good night');
    const list = await fixture<RoomList>(html`<room-list .chat=${world.chat} .timeZone=${'UTC'}></room-list>`);
    const time = (): string | undefined => list.shadowRoot!.querySelector('time')?.textContent;
    await vi.waitFor(() => expect([opened.row('Good night').day, time()]).to.deep.equal(['Today', '11:58 PM']));
    // The page slept.
    vi.setSystemTime(LATE + HOUR);
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.waitFor(() => expect([opened.row('Good night').day, time()]).to.deep.equal(['Yesterday', 'Nov 22']));
    expect(opened.row('Good night').getAttribute('aria-label')).to.contain('Yesterday');
  });

  it('that is so without anything being done', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: LATE });
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world });
    await world.post('grace', 'weekend-plans', 'Good night');
    await vi.waitFor(() => expect(opened.row('Good night').day).to.equal('Today'));
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: LATE });
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(3 * 60_000);
    expect(opened.row('Good night').day).to.equal('Yesterday');
  });
});
