// Somebody at a tab, who does one thing after another as it comes: writes, corrects, deletes, answers, reacts, reads back, goes
// elsewhere, is cut off, reloads, crashes. What was sent is written down, so that it can be asked for in the end.

import type { Locator, Page } from 'playwright';
import { ROOMS, wordIn, type Meant } from './meant.js';
import { shownIn, type Shown } from './shown.js';
import { messages, type Visit } from './walk.js';

const SIZES: readonly (readonly [width: number, height: number])[] = [
  [1280, 800],
  [900, 500],
  [1280, 360],
];
const KEYS = 'Tab Shift+Tab ArrowUp ArrowDown ArrowLeft ArrowRight Escape F6 Home End PageUp PageDown'.split(' ');
/** A pause that a person makes, or does not. */
const LONGEST_PAUSE = 1_500;

export class Hand {
  readonly who: string;
  readonly meant: Map<string, Meant>;
  tab!: Page;
  /** They were led to a message, which is kept in the middle until they go on by themselves. */
  wasLed = false;
  readonly #visit: Visit;
  readonly #random: () => number;
  readonly #where: (who: string, room: string) => string;

  constructor(who: string, visit: Visit, random: () => number, meant: Map<string, Meant>, where: (who: string, room: string) => string) {
    [this.who, this.#visit, this.#random, this.meant, this.#where] = [who, visit, random, meant, where];
  }

  async open(room: string): Promise<void> {
    this.tab = await this.#visit.open(this.#where(this.who, room));
    this.tab.setDefaultTimeout(LONGEST_PAUSE);
    this.tab.on('dialog', (dialog) => void dialog.accept());
    await this.#isThere();
  }

  look(): Promise<Shown> {
    return this.tab.evaluate(shownIn);
  }

  /** Where on the screen a message ends; undefined where it is not there any more. */
  endOf(id: string): Promise<number | undefined> {
    return this.tab.evaluate((one) => {
      const room = document.querySelector('chat-app')!.shadowRoot!.querySelector('chat-room')!;
      return room.shadowRoot!.getElementById(one)?.getBoundingClientRect().bottom;
    }, id);
  }

  /** What can be done, and how often it is, beside the others. Each says what came of it. */
  readonly deeds: Readonly<Record<string, [often: number, deed: () => Promise<string | void>]>> = {
    send: [8, () => this.#write(this.#pick(['', ' **bold** and `code`', '\nsecond line\nthird', ` ${'long words '.repeat(40)}`]))],
    draft: [
      3,
      async () => {
        await this.#field.click();
        await this.tab.keyboard.press('Control+End');
        await this.tab.keyboard.insertText('not sent ');
      },
    ],
    answer: [3, async () => (await this.#press(await this.#inView(), /^Reply/), this.#write(' answers'))],
    'edit the last': [3, () => this.#editLast()],
    edit: [3, async () => (await this.#pressOwn(/^Edit/), this.#change())],
    delete: [3, () => this.#delete()],
    react: [
      3,
      async () => {
        await this.#press(await this.#inView(), /^React/);
        await this.tab.keyboard.press('ArrowRight');
        await this.tab.keyboard.press(this.#pick(['Enter', 'Enter', 'Escape']));
      },
    ],
    'go to what was answered': [2, () => this.#toAnswered()],
    'go to a room': [4, () => this.goTo(this.#pick(ROOMS))],
    'turn the wheel': [6, () => this.wheel((this.#random() - 0.6) * 3_000)],
    'go to the end': [2, () => this.toEnd()],
    'press a key': [4, () => this.tab.keyboard.press(this.#pick(KEYS))],
    'resize the window': [2, () => this.resize(...this.#pick(SIZES))],
    reload: [1, async () => (await this.#pause(), await this.tab.reload({ waitUntil: 'commit' }), this.#isThere())],
    'lose the network': [1, () => this.#cut()],
    crash: [1, () => this.#crash()],
  };

  async goTo(room: string): Promise<void> {
    this.wasLed = false;
    await this.tab.locator('room-list').getByRole('link', { name: room }).click();
    await this.tab.waitForTimeout(200);
  }

  async wheel(by: number): Promise<void> {
    this.wasLed = false;
    await this.tab.mouse.move(700, 180);
    await this.tab.mouse.wheel(0, by);
    // It turns for a while.
    for (let [before, now] = [NaN, await this.#fromEnd()]; before !== now; [before, now] = [now, await this.#fromEnd()])
      await this.tab.waitForTimeout(150);
  }

  async toEnd(): Promise<void> {
    const pill = this.tab.locator('chat-room [part=pill]');
    if (await pill.isVisible()) await pill.click();
    await this.wheel(100_000);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.tab.setViewportSize({ width, height });
  }

  /** Leaves the edit dialog, whatever was written in it. */
  async leave(): Promise<void> {
    for (let tries = 0; tries < 4 && (await this.look()).editing; tries += 1) {
      await this.tab.keyboard.press('Escape');
      const discard = this.tab.locator('message-edit-dialog').getByRole('button', { name: 'Discard' });
      if (await discard.isVisible()) await discard.click();
      await this.tab.waitForTimeout(200);
    }
    if ((await this.look()).editing) throw new Error(`${this.who} cannot leave the edit dialog`);
  }

  async #fromEnd(): Promise<number> {
    return (await this.look()).fromEnd;
  }

  /** The chat is there, and its messages are where they are to be. */
  async #isThere(): Promise<void> {
    this.wasLed = false;
    await this.#field.waitFor({ timeout: 20_000 });
    await this.tab.waitForTimeout(600);
  }

  get #field(): Locator {
    return this.tab.locator('message-composer textarea');
  }

  #pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)]!;
  }

  #pause(): Promise<void> {
    return this.tab.waitForTimeout(this.#random() * LONGEST_PAUSE);
  }

  /** Behind what is in the field already. */
  async #write(text: string): Promise<string> {
    await this.#field.click();
    const { room, draft } = await this.look();
    const word = `w${this.meant.size}x`;
    await this.tab.keyboard.press('Control+End');
    for (const [index, line] of `${word}${text}`.split('\n').entries()) {
      if (index > 0) await this.tab.keyboard.press('Shift+Enter');
      await this.tab.keyboard.insertText(line);
    }
    this.meant.set(word, { by: this.who, room, text: `${draft}${word}${text}`.trim(), gone: false, undone: false });
    await this.tab.keyboard.press('Enter');
    return `${word} in ${room}`;
  }

  async #editLast(): Promise<string> {
    if ((await this.look()).draft) return 'something is written already';
    await this.#field.click();
    await this.tab.keyboard.press('ArrowUp');
    await this.tab.waitForTimeout(150);
    return (await this.look()).editing ? this.#change() : 'nothing to edit';
  }

  /** In the dialog: saves other words, or leaves. */
  async #change(): Promise<string> {
    const field = this.tab.locator('message-edit-dialog textarea');
    const before = await field.inputValue();
    const meant = this.meant.get(wordIn(before) ?? '');
    await field.focus();
    await this.tab.keyboard.press('Control+End');
    await this.tab.keyboard.insertText(' changed');
    if (!meant || this.#random() < 0.25) return (await this.leave(), 'left');
    if (!meant.undone && before !== meant.text) throw new Error(`${meant.by} meant "${meant.text}", and is to edit "${before}"`);
    meant.text = `${before} changed`;
    await this.tab.keyboard.press('Enter');
    await field.waitFor({ state: 'hidden' });
    return 'saved';
  }

  async #delete(): Promise<string> {
    const meant = this.meant.get(await this.#pressOwn(/^Delete/))!;
    meant.gone = true;
    if (this.#random() < 0.5) return meant.text.slice(0, 20);
    meant.undone = true; // there are a few seconds for that, which may be over
    await this.#pause();
    const undo = messages(this.tab).filter({ hasText: 'Message deleted' }).getByRole('button', { name: /^Undo/ }).first();
    if (await undo.isVisible()) {
      for (const one of this.meant.values()) if (one.by === this.who && one.gone) one.undone = true; // whichever it was
      await undo.click();
    }
    return `${meant.text.slice(0, 20)}, and undoes it`;
  }

  async #toAnswered(): Promise<void> {
    const quotes = messages(this.tab).getByRole('button', { name: /^Go to the message/ });
    await quotes.last().click();
    this.wasLed = true;
  }

  /** Presses a button of a message of one's own, and tells which. */
  async #pressOwn(name: RegExp): Promise<string> {
    const { texts, ids } = await this.look();
    const isOwn = (word: string): boolean => this.meant.get(word)?.by === this.who && !this.meant.get(word)?.gone;
    const own = texts.map((text, index) => ({ word: wordIn(text) ?? '', id: ids[index]! })).filter(({ word }) => isOwn(word));
    if (own.length === 0) throw new Error('Timeout: nothing of one’s own is shown');
    const { word, id } = this.#pick(own);
    await this.#press(id, name);
    return word;
  }

  async #press(id: string, name: RegExp): Promise<void> {
    const row = this.tab.locator(`message-item[id="${id}"]`);
    await row.scrollIntoViewIfNeeded();
    await row.hover();
    await row.getByRole('button', { name }).first().click();
    await this.tab.waitForTimeout(150);
  }

  async #inView(): Promise<string> {
    return (await this.look()).read?.id ?? '';
  }

  async #cut(): Promise<void> {
    await this.tab.context().setOffline(true);
    await this.#pause();
    await this.tab.context().setOffline(false);
  }

  async #crash(): Promise<void> {
    const { room } = await this.look();
    await this.#pause();
    const session = await this.tab.context().newCDPSession(this.tab);
    const crashed = this.tab.waitForEvent('crash', { timeout: 10_000 });
    void session.send('Page.crash').catch(() => undefined); // nobody is left to answer
    await crashed;
    void this.tab.close().catch(() => undefined);
    await this.open(room);
  }
}
