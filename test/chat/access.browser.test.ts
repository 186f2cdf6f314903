// What statements about access say that no other test shows: speech while a dialog is open, a page at 400 % zoom, eight lines.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import { newWorld, openRoom, painted } from './room-fixture.js';

describe('access', () => {
  it('5: what is said while the dialog is open is said in it', async () => {
    const opened = await openRoom();
    await vi.waitFor(() => expect(opened.part('.quiet')).to.equal(null));
    await opened.room.dialog!.open(opened.rows().at(-1)!.message!);
    const inside = opened.room.dialog!.shadowRoot!.querySelector('.unseen[role=status]')!;
    await opened.world.post('grace', 'weekend-plans', 'Are you there?');
    await vi.waitFor(() => expect(inside.textContent).to.equal('Grace Kim: Are you there?'), { timeout: 4000 });
    expect([...opened.room.shadowRoot!.querySelectorAll('.unseen[role=status]')].map((region) => region.textContent).join('')).to.equal('');
    opened.room.dialog!.close();
    await vi.waitFor(() => expect(inside.textContent).to.equal(''));
  });

  it('33: a page of 1,280 px at 400 % zoom is read and written in without scrolling sideways', async () => {
    const { innerWidth, innerHeight } = window;
    await page.viewport(320, 256);
    try {
      const world = newWorld();
      const app = document.createElement('chat-app');
      app.style.cssText = 'position: fixed; inset: 0';
      Object.assign(app, { chat: world.chat, room: 'weekend-plans', timeZone: 'UTC' });
      document.body.append(app);
      await vi.waitFor(() => expect(app.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
      await painted();
      const room = app.openRoom!;
      for (const element of [document.documentElement, app, room, room.list!])
        expect(element.scrollWidth, element.localName).to.be.at.most(element.clientWidth);
      await userEvent.click(room.composer!.shadowRoot!.querySelector('textarea')!);
      await userEvent.keyboard('Small page{Enter}');
      await vi.waitFor(() => expect([...room.list!.querySelectorAll('message-item')].at(-1)!.message!.content).to.equal('Small page'));
      app.remove();
    } finally {
      await page.viewport(innerWidth, innerHeight);
    }
  });

  it('the composer grows to eight lines, then scrolls', async () => {
    const { field } = await openRoom();
    await userEvent.click(field());
    const heights: number[] = [];
    for (let line = 1; line <= 11; line++) {
      heights.push(field().getBoundingClientRect().height);
      await userEvent.keyboard('x{Shift>}{Enter}{/Shift}');
    }
    for (let line = 1; line < 8; line++) expect(heights[line], `line ${line + 1}`).to.be.greaterThan(heights[line - 1]!);
    expect(heights[10]).to.equal(heights[8]);
    expect(field().scrollHeight).to.be.greaterThan(field().clientHeight);
  });
});
