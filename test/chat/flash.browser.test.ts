// What a page says over its chat: to eye and ear, how long, and how it is closed.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/chat/define.js';
import type { ChatApp } from '../../src/chat/chat-app.js';
import { button, focused, newWorld, painted } from './room-fixture.js';
import { recordSpoken } from './spoken.js';

async function app(before?: (element: ChatApp) => Promise<void>): Promise<ChatApp> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.style.cssText = 'block-size: 520px; inline-size: 960px';
  const element = document.createElement('chat-app');
  Object.assign(element, { chat: newWorld().chat, room: 'weekend-plans' });
  await before?.(element);
  box.append(element);
  await vi.waitFor(() => expect(element.openRoom?.list?.size ?? 0).to.be.greaterThan(9));
  return element;
}

const region = (element: ChatApp, role: string): string =>
  element.shadowRoot!.querySelector(`.flashes [role=${role}]`)?.textContent ?? 'no region';
const shown = (element: ChatApp): string[] =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=flash] p')].map(({ textContent }) => textContent);
const wait = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a flash', () => {
  it('L-31 of information is told politely, moves no focus, and goes, but not while it is pointed at', async () => {
    const element = await app();
    element.openRoom!.focus();
    const before = focused();
    await element.putFlash('info', 'Saved', { ms: 2_000 });
    expect([shown(element), region(element, 'status'), focused()]).to.deep.equal([['Saved'], 'Saved', before]);
    await userEvent.hover(element.shadowRoot!.querySelector('[part=flash]')!);
    await wait(2_500);
    expect(shown(element)).to.deep.equal(['Saved']);
    await userEvent.unhover(element.shadowRoot!.querySelector('[part=flash]')!);
    await vi.waitFor(() => expect([shown(element), region(element, 'status')]).to.deep.equal([[], '']), { timeout: 5_000 });
  });

  it('is told in the dialog that is open over it, and waits until it can be seen', async () => {
    const element = await app();
    const { dialog, list } = element.openRoom!;
    await dialog!.open([...list!.querySelectorAll('message-item')].at(-1)!.message!);
    const said = recordSpoken(dialog!);
    await element.putFlash('info', 'Meeting moved', { ms: 300 });
    await element.putFlash('error', 'Payment failed');
    await vi.waitFor(() => expect(said.toSorted()).to.deep.equal(['! Payment failed', 'Meeting moved']));
    await wait(1_000);
    expect(shown(element)).to.deep.equal(['Payment failed', 'Meeting moved']);
    dialog!.close();
    await vi.waitFor(() => expect(shown(element)).to.deep.equal(['Payment failed']));
  });

  it('L-31 of an error is an alert that stays over a change of room; Escape closes it, and focus goes to the room', async () => {
    const element = await app();
    await element.putFlash('error', 'No such file', { ms: 50 });
    element.room = 'sre-team';
    await wait(200);
    expect([shown(element), region(element, 'alert')]).to.deep.equal([['No such file'], 'No such file']);
    button(element, 'Close').focus();
    await userEvent.keyboard('{Escape}');
    expect([shown(element), focused()?.localName]).to.deep.equal([[], 'textarea']);
  });

  it('L-31 is one of each kind, and the same words are told again', async () => {
    const element = await app();
    await element.putFlash('info', 'One');
    await element.putFlash('error', 'Two');
    await element.putFlash('info', 'Three');
    expect(shown(element)).to.deep.equal(['Two', 'Three']);
    const said: string[] = [];
    const status = element.shadowRoot!.querySelector('.flashes [role=status]')!;
    new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
    await element.putFlash('info', 'Three');
    await vi.waitFor(() => expect(said).to.deep.equal(['', 'Three']));
    await element.clearFlash('error');
    expect(shown(element)).to.deep.equal(['Three']);
    await element.clearFlash();
    expect(shown(element)).to.deep.equal([]);
    const put = element.putFlash('info', 'Taken back before it was there');
    await element.clearFlash();
    await put;
    expect(shown(element)).to.deep.equal([]);
  });

  it('is told in full though the one before it was about to go', async () => {
    const element = await app();
    await element.putFlash('info', 'One', { ms: 100 });
    await wait(70);
    await element.putFlash('info', 'Two');
    await wait(100);
    expect(shown(element)).to.deep.equal(['Two']);
  });

  it('L-31 with an action waits for it, and is gone when it is taken', async () => {
    const element = await app();
    const run = vi.fn();
    await element.putFlash('info', 'Archived', { action: { label: 'Undo', run }, ms: 50 });
    await wait(200);
    await userEvent.click(button(element, 'Undo'));
    expect([run.mock.calls.length, shown(element)]).to.deep.equal([1, []]);
  });

  it('L-31 is text, fits a narrow page, is accessible, and of no other kind', async () => {
    const element = await app();
    element.parentElement!.style.inlineSize = '320px';
    const words = '<img src=x onerror=alert(1)>'.repeat(20);
    await element.putFlash('error', words);
    expect(shown(element)).to.deep.equal([words]);
    const { left, right } = element.shadowRoot!.querySelector('[part=flash]')!.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    expect([left >= box.left, right <= box.right]).to.deep.equal([true, true]);
    await expect(element).to.be.accessible();
    const other = await element.putFlash('warning' as 'info', 'x').catch((error: unknown) => error);
    expect(String(other)).to.contain('"info" or "error", not "warning"');
  });

  it('said before the chat is in a page is shown once it is, unless it was taken back', async () => {
    const put: Promise<void>[] = [];
    const element = await app(async (early) => {
      put.push(early.putFlash('info', 'Taken back'), early.clearFlash('info'), early.putFlash('error', 'Welcome'));
      await import('../../src/chat/flash.js');
      await painted();
    });
    await Promise.all(put);
    expect(shown(element)).to.deep.equal(['Welcome']);
  });

  it('that could not be shown is in the way of no other', async () => {
    const element = await app();
    const append = vi.spyOn(element.shadowRoot!, 'appendChild').mockImplementationOnce(() => {
      throw new Error('not now');
    });
    const put = element.putFlash('info', 'One').catch((error: unknown) => error);
    await element.clearFlash();
    expect(String(await put)).to.equal('Error: not now');
    await element.putFlash('info', 'Two');
    expect([shown(element), append.mock.calls.length]).to.deep.equal([['Two'], 2]);
  });
});
