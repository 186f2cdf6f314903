// A picker of all emojis, as an entry of its own: `emoji-picker-element`, loaded once the page is idle, with data from the page's own
// server. Nothing is asked of anybody else's.

import { html, isServer } from 'lit';
import { until } from 'lit/directives/until.js';
import type { Database, Picker } from 'emoji-picker-element';
import { ahead, aheadIfFree } from './ahead.js';
import type { EmojiPicker } from './message-reactions.js';

/** How much room there is to be, in bytes, before they are brought unasked: they take up to two million. */
const SPARE = 100_000_000;

/** What a picker is made of. */
export interface EmojiPickerOptions {
  /**
   * Where the emojis are: the address of a `data.json` of `emoji-picker-element-data`, served by the page itself. There is no default,
   * as the component's own would ask a server of somebody else's.
   */
  dataSource: string;
  /** The language of that file, by which the component names its database. Default: `en`. */
  locale?: string;
  /** What the component says, in another language: one of the files of `emoji-picker-element/i18n`. Default: English. */
  i18n?: Picker['i18n'];
}

/**
 * A picker for `emojiPicker` of `<chat-room>` and `<chat-app>`. Make one and keep it. The component keeps the emojis, the favourites
 * and the tone of skin in a database of its own, `emoji-picker-element-` and the locale. Throws without a `dataSource`.
 */
export function emojiPicker({ dataSource, locale = 'en', i18n }: EmojiPickerOptions): EmojiPicker {
  const given: unknown = dataSource;
  if (typeof given !== 'string' || given === '')
    throw new TypeError(
      `emojiPicker: dataSource must be the address of a data.json of emoji-picker-element-data, not ${JSON.stringify(given)}`,
    );
  // Whoever opened it last.
  let chosen: (emoji: string) => void = () => undefined;
  let missed: ((why: unknown) => void) | undefined;
  let made: Promise<Kept | undefined> | undefined;
  const pick = (emoji: string): void => chosen(emoji);
  // Not there, as offline: the next time tries again. Chromium itself asks for a module once in the life of a page.
  const get = (): NonNullable<typeof made> =>
    (made ??= make({ dataSource, locale, ...(i18n && { i18n }) }, pick).catch((error: unknown) => {
      made = undefined;
      missed?.(error);
      return undefined;
    }));
  if (!isServer) {
    ahead(() => [import('emoji-picker-element')]);
    // Left open it would keep a page in another tab from deleting it.
    aheadIfFree(() => [hasRoom().then(async (room) => room && (await get())?.database.close())]);
  }
  return (picked, _locale, failed) => {
    [chosen, missed] = [picked, failed];
    const picker = get();
    void picker.then((one) => one && requestAnimationFrame(() => focusIn(one)));
    return html`${until(picker, html`<p class="loading" role="status">${i18n?.loadingMessage ?? 'Loading…'}</p>`)}`;
  };
}

/** The component, with what its types leave out. */
type Kept = Picker & { readonly database: Database };

/** Whether emojis that nobody has asked for take no room on the device from words that are to be kept. */
async function hasRoom(): Promise<boolean> {
  const { quota = Infinity, usage = 0 } = (await (navigator.storage as StorageManager | undefined)?.estimate()) ?? {};
  return quota - usage > SPARE;
}

/** One that has its emojis: one that could not get them would not try again. */
async function make(options: { dataSource: string; locale: string; i18n?: Picker['i18n'] }, pick: (emoji: string) => void): Promise<Kept> {
  const { Picker: Component } = await import('emoji-picker-element');
  const picker = new Component(options) as Kept;
  await picker.database.ready();
  adoptStyles(picker.shadowRoot!);
  picker.addEventListener('emoji-click', ({ detail }) => detail.unicode && pick(detail.unicode));
  return picker;
}

/** Whoever opened it goes on with the keyboard in its search. */
function focusIn(picker: HTMLElement): void {
  if (picker.isConnected && !picker.matches(':focus-within')) picker.shadowRoot?.querySelector('input')?.focus();
}

/** A strict policy of the page takes no style elements, but sheets. */
function adoptStyles(root: ShadowRoot): void {
  for (const style of root.querySelectorAll('style')) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    root.adoptedStyleSheets.push(sheet);
    style.remove();
  }
}
