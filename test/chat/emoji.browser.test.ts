// The entry `live-stream-kit/emoji`: the full picker opens from the few, searches, picks and closes, and asks no server but the page's own.

import { expect } from '@open-wc/testing';
import data from 'emoji-picker-element-data/en/emojibase/data.json?url';
import i18n from 'emoji-picker-element/i18n/en.js';
import { vi, type MockInstance } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ahead } from '../../src/chat/ahead.js';
import { emojiPicker } from '../../src/chat/emoji.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { focused, openRoom, painted } from './room-fixture.js';

const picker = (row: MessageItem): HTMLElement | null => row.shadowRoot!.querySelector('emoji-picker');
const chips = (row: MessageItem): string[] =>
  [...row.shadowRoot!.querySelectorAll('.chip')].map((chip) => chip.textContent.trim().replaceAll(/\s+/g, ' '));

async function openFew(row: MessageItem): Promise<void> {
  row.focus();
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  row.shadowRoot!.querySelector<HTMLElement>('.react')!.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
}

/** Has the emojis asked for by way of the test. */
function between(answer: (real: () => Promise<Response>) => Promise<Response>): MockInstance<typeof fetch> {
  const real = window.fetch;
  return vi.spyOn(window, 'fetch').mockImplementation((...asked) => (asked[0] === data ? answer(() => real(...asked)) : real(...asked)));
}
afterEach(() => void vi.restoreAllMocks());

const noNetwork = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));

async function openPicker(row: MessageItem): Promise<void> {
  await openFew(row);
  await userEvent.keyboard('{End}{Enter}');
  await vi.waitFor(() => expect(focused()?.localName).to.equal('input'), { timeout: 10_000 });
}

it(
  'the picker is searched and picked from with keys, once more on another message, and asks nobody else',
  { timeout: 40_000 },
  async () => {
    const opened = await openRoom();
    opened.room.emojiPicker = emojiPicker({ dataSource: data });
    await painted();
    const [last, other] = [opened.rows().at(-1)!, opened.rows().at(-2)!];
    await openPicker(last);
    await vi.waitFor(() => expect(picker(last)!.shadowRoot!.querySelector('[role=tabpanel] button')).not.to.equal(null), {
      timeout: 10_000,
    });
    const root = picker(last)!.shadowRoot!;
    expect([root.querySelectorAll('style').length, root.adoptedStyleSheets.length > 0]).to.deep.equal([0, true]);
    expect(getComputedStyle(root.querySelector('.picker')!).display).to.equal('flex');
    await userEvent.keyboard('duck');
    const found = (): HTMLElement =>
      [...root.querySelectorAll<HTMLElement>('[role=option]')].find((one) => one.textContent.includes('🦆'))!;
    await vi.waitFor(() => expect(found()).not.to.equal(undefined), { timeout: 10_000 });
    await userEvent.keyboard('{ArrowDown}');
    found().click();
    await vi.waitFor(() => expect(chips(last)).to.deep.equal(['🦆 1']));
    await vi.waitFor(() => expect([picker(last), focused()?.classList.contains('react')]).to.deep.equal([null, true]));
    await openPicker(other);
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(picker(other)).to.equal(null));
    expect(focused()?.classList.contains('react')).to.equal(true);
    const asked = performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin);
    expect([...new Set(asked)].filter((origin) => origin !== location.origin)).to.deep.equal([]);
  },
);

it('says what it needs, and does not ask for it elsewhere', () => {
  expect(() => emojiPicker({ dataSource: '' })).to.throw('emojiPicker: dataSource must be the address of a data.json');
  expect(() => emojiPicker({} as never)).to.throw('not undefined');
});

it('says that it comes, in its own language, for as long as it is on its way', async () => {
  const opened = await openRoom();
  let come: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (come = resolve));
  between((real) => held.then(real));
  opened.room.emojiPicker = emojiPicker({ dataSource: data, locale: 'late', i18n: { ...i18n, loadingMessage: 'Kommt gleich' } });
  await painted();
  const row = opened.rows().at(-1)!;
  const loading = (): HTMLElement | null => row.shadowRoot!.querySelector('.palette > [role=status]');
  await openFew(row);
  await userEvent.keyboard('{End}{Enter}');
  await vi.waitFor(() => expect(loading()?.textContent).to.equal('Kommt gleich'));
  expect(loading()!.offsetHeight).to.be.lessThan(48);
  come!();
  await vi.waitFor(() => expect(focused()?.localName).to.equal('input'), { timeout: 10_000 });
  expect(loading()).to.equal(null);
});

it('whose emojis could not be had says so, and is there when it is opened again', async () => {
  const opened = await openRoom();
  const asked = between(noNetwork);
  opened.room.emojiPicker = emojiPicker({ dataSource: data, locale: 'missed' });
  await painted();
  const row = opened.rows().at(-1)!;
  await openFew(row);
  await userEvent.keyboard('{End}{Enter}');
  await vi.waitFor(() =>
    expect(row.shadowRoot!.querySelector('.palette [role=alert]')?.textContent).to.equal(
      'That didn’t work: it is not kept on this device, and cannot be loaded now.',
    ),
  );
  asked.mockRestore();
  await userEvent.keyboard('{Escape}');
  await openPicker(row);
  await vi.waitFor(() => expect(picker(row)!.shadowRoot!.querySelector('[role=tabpanel] button')).not.to.equal(null), { timeout: 10_000 });
});

it('has its emojis before it is opened, so that it opens offline', async () => {
  const opened = await openRoom();
  const asked = between((real) => real());
  opened.room.emojiPicker = emojiPicker({ dataSource: data, locale: 'ahead' });
  await vi.waitFor(() => expect(asked.mock.calls.flat()).to.contain(data), { timeout: 10_000 });
  await Promise.all(asked.mock.results.map(({ value }) => value as Promise<Response>));
  // Whether there are newer ones the component asks by itself, and minds no failure: that would be an error of the page.
  asked.mockImplementation((_, how) => (how?.method === 'HEAD' ? new Promise(() => undefined) : noNetwork()));
  await openPicker(opened.rows().at(-1)!);
  await vi.waitFor(() => expect(picker(opened.rows().at(-1)!)!.shadowRoot!.querySelector('[role=tabpanel] button')).not.to.equal(null), {
    timeout: 10_000,
  });
});

it('brings no emojis unasked where they would take the room of words', async () => {
  const estimate = vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ quota: 50_000_000, usage: 1 });
  emojiPicker({ dataSource: data, locale: 'little-room' });
  await new Promise<void>((resolve) => ahead(() => (resolve(), []))); // idle pages load in the order of asking
  expect(estimate.mock.calls).not.to.deep.equal([]);
  estimate.mockRestore();
  const asked = between((real) => real());
  emojiPicker({ dataSource: data, locale: 'room-enough' });
  await vi.waitFor(() => expect(asked.mock.calls.flat()).to.contain(data), { timeout: 10_000 });
  const names = (await indexedDB.databases()).map(({ name }) => name);
  expect(names).to.contain('emoji-picker-element-room-enough').and.not.to.contain('emoji-picker-element-little-room');
});

it('where there is none to show, the few are offered again, and it is said why', async () => {
  const opened = await openRoom();
  let failed: ((why: unknown) => void) | undefined;
  opened.room.emojiPicker = (_pick, _locale, fails) => void (failed = fails);
  await painted();
  const row = opened.rows().at(-1)!;
  await openFew(row);
  await userEvent.keyboard('{End}{Enter}');
  await vi.waitFor(() => expect(failed).not.to.equal(undefined));
  failed!(new Error('it is not there'));
  await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
  const palette = row.shadowRoot!.querySelector('.palette')!;
  expect(palette.querySelector('[role=alert]')!.textContent).to.equal('That didn’t work: it is not there.');
  expect(palette.getAttribute('role')).to.equal('toolbar');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(chips(row)).to.deep.equal(['👍 1']));
});

it('the few are closed once, though focus leaves them as they close', async () => {
  const opened = await openRoom();
  const row = opened.rows().at(-1)!;
  await openFew(row);
  const closed = vi.spyOn(HTMLElement.prototype, 'hidePopover');
  try {
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(focused()?.classList.contains('react')).to.equal(true));
    await new Promise((resolve) => setTimeout(resolve));
    expect(closed.mock.calls).to.have.length(1);
  } finally {
    closed.mockRestore();
  }
});
