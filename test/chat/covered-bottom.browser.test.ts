// Little room: a keyboard on the screen covers the bottom of the page, or the page is zoomed in. Words and composer stay in view.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { page } from 'vitest/browser';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import { newWorld, openRoom } from './room-fixture.js';

class View extends EventTarget {
  scale = 1;
  offsetTop = 0;
  height = document.documentElement.clientHeight;

  /** Something covers so many pixels, or the page is zoomed. */
  is(more: Partial<Pick<View, 'scale' | 'offsetTop' | 'height'>>): void {
    Object.assign(this, more);
    this.dispatchEvent(new Event('resize'));
  }
}

describe('a window zoomed to 400 %', () => {
  afterEach(() => page.viewport(414, 896));

  it('shows three lines of messages and more, and the composer', async () => {
    await page.viewport(320, 256);
    const box = await fixture<HTMLElement>(html`<div style="position: fixed; inset: 0"></div>`);
    const element = document.createElement('chat-app');
    Object.assign(element, { chat: newWorld({ storage: 'disk' }).chat, room: 'weekend-plans' });
    box.append(element);
    await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
    const room = element.openRoom!;
    await vi.waitFor(() => expect(room.shadowRoot!.querySelector('.title')!.textContent).to.contain('weekend-plans'));
    const line = parseFloat(getComputedStyle(room).lineHeight);
    const day = room.shadowRoot!.querySelector('.today')?.clientHeight ?? 0;
    expect((room.list!.clientHeight - day) / line).to.be.greaterThan(4);
    expect(room.composer!.getBoundingClientRect().bottom).to.be.lte(256);
  });

  it('shows all of the ring around the field, where the composer scrolls', async ({ skip }) => {
    skip(navigator.vendor.startsWith('Apple'), 'rules for low windows do not come to hold in the frame of a test');
    await page.viewport(320, 256);
    const { room } = await openRoom('weekend-plans', { height: 256, width: 320 });
    room.focus();
    const box = room.composer!.shadowRoot!.querySelector('.box')!;
    const ring = Math.max(...Array.from(getComputedStyle(box).boxShadow.matchAll(/([\d.]+)px/g), ([, px]) => Number(px)));
    expect(ring).to.equal(1);
    expect(getComputedStyle(room.composer!).overflowY).to.equal('auto');
    expect(box.getBoundingClientRect().top - room.composer!.getBoundingClientRect().top).to.be.at.least(ring);
  });
});

describe('a keyboard on the screen', () => {
  const whole = document.documentElement.clientHeight;
  let view: View;
  beforeEach(() => {
    view = new View();
    vi.stubGlobal('visualViewport', view);
  });
  afterEach(() => vi.unstubAllGlobals());

  async function app(bottom: number): Promise<{ element: ChatApp; composer: () => number }> {
    const box = await fixture<HTMLElement>(html`<div style="position: fixed; inset: 0 0 auto"></div>`);
    box.style.blockSize = `${bottom}px`;
    const element = document.createElement('chat-app');
    Object.assign(element, { chat: newWorld().chat, room: 'weekend-plans' });
    box.append(element);
    await vi.waitFor(() => expect(element.openRoom?.composer).not.to.equal(null));
    return { element, composer: () => element.openRoom!.composer!.getBoundingClientRect().bottom };
  }

  it('that covers the page leaves the composer in view, and gives the room back when it goes', async () => {
    const { composer } = await app(whole);
    expect(Math.round(composer())).to.equal(whole);
    view.is({ height: whole - 300 });
    expect(Math.round(composer())).to.equal(whole - 300);
    view.is({ height: whole - 300, offsetTop: 120 }); // the browser has moved the page under its window
    expect(Math.round(composer())).to.equal(whole - 180);
    view.is({ height: whole, offsetTop: 0 });
    expect(Math.round(composer())).to.equal(whole);
  });

  it('takes no more from a chat that ends above it, and nothing from one that is zoomed into', async () => {
    const { composer } = await app(whole - 200);
    view.is({ height: whole - 300 });
    expect(Math.round(composer())).to.equal(whole - 300);
    view.is({ height: whole - 150 });
    expect(Math.round(composer())).to.equal(whole - 200);
    view.is({ height: whole / 2, scale: 2 });
    expect(Math.round(composer())).to.equal(whole - 200);
  });

  it('is not looked for by a chat that is gone', async () => {
    const { element } = await app(whole);
    const panes = element.shadowRoot!.querySelector<HTMLElement>('.panes')!;
    element.remove();
    view.is({ height: whole - 300 });
    expect(panes.style.blockSize).to.equal('');
  });
});
