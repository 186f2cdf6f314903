// The entry `live-stream-kit/emoji`: the full picker opens from the few, searches, picks and closes, and asks no server but the page's own.

import { expect } from '@open-wc/testing';
import data from 'emoji-picker-element-data/en/emojibase/data.json?url';
import i18n from 'emoji-picker-element/i18n/en.js';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { emojiPicker } from '../../src/chat/emoji.js';
import type { MessageItem } from '../../src/chat/message-item.js';
import { focused, openRoom, painted } from './room-fixture.js';

const picker = (row: MessageItem): HTMLElement | null => row.shadowRoot!.querySelector('emoji-picker');
const chips = (row: MessageItem): string[] =>
  [...row.shadowRoot!.querySelectorAll('.chip')].map((chip) => chip.textContent.trim().replaceAll(/\s+/g, ' '));

async function openPicker(row: MessageItem): Promise<void> {
  row.focus();
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  row.shadowRoot!.querySelector<HTMLElement>('.react')!.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
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
  opened.room.emojiPicker = emojiPicker({ dataSource: data, i18n: { ...i18n, loadingMessage: 'Kommt gleich' } });
  await painted();
  const row = opened.rows().at(-1)!;
  const said: string[] = [];
  const watcher = new MutationObserver(() => {
    const loading = row.shadowRoot!.querySelector<HTMLElement>('.palette > [role=status]');
    if (loading && loading.offsetHeight < 48) said.push(loading.textContent);
  });
  watcher.observe(row.shadowRoot!, { childList: true, subtree: true });
  await openPicker(row);
  watcher.disconnect();
  expect(new Set(said)).to.deep.equal(new Set(['Kommt gleich']));
  expect(row.shadowRoot!.querySelector('.palette > [role=status]')).to.equal(null);
});

it('where there is none to show, the few are offered again, and it is said why', async () => {
  const opened = await openRoom();
  let failed: ((why: unknown) => void) | undefined;
  opened.room.emojiPicker = (_pick, _locale, fails) => void (failed = fails);
  await painted();
  const row = opened.rows().at(-1)!;
  row.focus();
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  row.shadowRoot!.querySelector<HTMLElement>('.react')!.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
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
  row.focus();
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  row.shadowRoot!.querySelector<HTMLElement>('.react')!.focus();
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
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
