// Reactions, with real keys, pointer and focus: seen by everybody at once, theirs to take back, offline too, and nobody's place is moved.

import { expect, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { MessageItem } from '../../src/chat/message-item.js';
import { QUICK_EMOJIS } from '../../src/chat/message-reactions.js';
import { focused, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

const chips = (row: MessageItem): HTMLButtonElement[] => [...row.shadowRoot!.querySelectorAll<HTMLButtonElement>('.chip')];
const shown = (row: MessageItem): string[] =>
  chips(row).map((chip) => `${chip.textContent.trim().replaceAll(/\s+/g, ' ')}${chip.ariaPressed === 'true' ? ' mine' : ''}`);
const palette = (row: MessageItem): HTMLButtonElement[] => [...row.shadowRoot!.querySelectorAll<HTMLButtonElement>('.palette button')];
const shows = (row: () => MessageItem, ...expected: string[]): Promise<unknown> =>
  vi.waitFor(() => expect(shown(row())).to.deep.equal(expected), { timeout: 8_000 });
const placeOf = ({ room }: RoomFixture, row: Element): number => row.getBoundingClientRect().top - room.list!.getBoundingClientRect().top;

/** Somebody reacts from elsewhere. */
let wishes = 0;
function react({ world }: RoomFixture, user: string, row: MessageItem, emoji: string, on = true): Promise<unknown> {
  const mutationId = `r${(wishes += 1)}`;
  return world.host.put(user, `room:${row.message!.roomId}`, { mutationId, kind: 'react', id: row.message!.id, body: { emoji, on } });
}

/** Opens the few emojis of a message with the mouse. */
async function openPalette(row: MessageItem): Promise<void> {
  await userEvent.hover(row);
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  await userEvent.click(row.shadowRoot!.querySelector('.react')!);
  await vi.waitFor(() => expect(palette(row)).to.have.length(6));
}

/** The same without a pointer, where two rooms on the page are alike. */
async function press(row: MessageItem, nth: number): Promise<void> {
  row.focus();
  await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
  row.shadowRoot!.querySelector<HTMLElement>('.react')!.click();
  await vi.waitFor(() => expect(palette(row)).to.have.length(6));
  palette(row)[nth]!.click();
}

describe('reacting', () => {
  it('with the mouse shows a chip at once, to everybody, and a press on it takes it back', { timeout: 20_000 }, async () => {
    const opened = await openRoom();
    const other = await openRoom('weekend-plans', { world: opened.world, chat: opened.world.as('ben') });
    const row = (): MessageItem => opened.rows().at(-1)!;
    const theirs = (): MessageItem => other.rows().at(-1)!;
    const { state } = row();
    await openPalette(row());
    expect(palette(row()).map((one) => one.textContent.trim())).to.deep.equal(['👍', '❤️', '😂', '🎉', '😮', '😢']);
    await userEvent.click(palette(row())[3]!);
    await shows(row, '🎉 1 mine');
    await shows(theirs, '🎉 1');
    expect(chips(row())[0]!.getAttribute('aria-label')).to.equal('🎉 1: You');
    expect(chips(theirs())[0]!.getAttribute('aria-label')).to.equal('🎉 1: Ana Sousa');
    expect([row().state, row().getAttribute('aria-label')?.endsWith('1 reaction')]).to.deep.equal([state, true]);
    expect(row().matches(':state(edited), :state(pending)')).to.equal(false);
    await userEvent.click(chips(theirs())[0]!);
    await shows(row, '🎉 2 mine');
    expect(chips(row())[0]!.title).to.equal('🎉 You and Ben Okafor');
    expect(row().getAttribute('aria-label')).to.match(/2 reactions$/);
    await userEvent.click(chips(row())[0]!);
    await shows(theirs, '🎉 1 mine');
    await userEvent.click(chips(theirs())[0]!);
    await shows(row);
    expect(row().getAttribute('aria-label')).not.to.contain('reaction');
  });

  it('is not in the way of a pointer that crosses other messages to what was opened', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-2)!;
    await openPalette(row);
    await userEvent.hover(opened.rows().at(-1)!);
    await userEvent.hover(opened.room.list!);
    await row.updateComplete;
    expect(palette(row)).to.have.length(6);
    expect(focused()).to.equal(palette(row)[0]);
    await userEvent.click(palette(row)[1]!);
    await shows(() => opened.rows().at(-2)!, '❤️ 1 mine');
    expect(focused()?.className).to.contain('react');
  });

  it('takes its bar along when what was opened is left for another place', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-2)!;
    await openPalette(row);
    await userEvent.click(opened.field());
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.bar')).to.equal(null));
    expect(row.shadowRoot!.querySelector('.palette')).to.equal(null);
  });

  it('takes its bar along when the room is moved while it is open', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-2)!;
    await openPalette(row);
    const box = opened.room.parentElement!;
    box.append(opened.room);
    await userEvent.hover(opened.field());
    opened.field().focus();
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.bar')).to.equal(null));
  });

  it('with keys alone: to the button, among the few, out by Escape, and what was done is said', { timeout: 20_000 }, async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-1)!;
    row.focus();
    await row.updateComplete;
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(focused()?.getAttribute('aria-label')).to.match(/^React to message from /);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
    expect(getComputedStyle(row.shadowRoot!.querySelector('.bar')!).opacity).to.equal('1');
    for (const [key, emoji] of [
      ['{ArrowRight}', '❤️'],
      ['{End}', '😢'],
      ['{ArrowRight}', '👍'],
      ['{ArrowLeft}', '😢'],
      ['{Home}', '👍'],
      ['{ArrowDown}', '❤️'],
    ]) {
      await userEvent.keyboard(key!);
      expect(focused()?.textContent.trim()).to.equal(emoji);
    }
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(focused()?.className).to.contain('react'));
    expect(row.shadowRoot!.querySelector('.palette')!.matches(':popover-open')).to.equal(false);
    await vi.waitFor(() => expect(palette(row)).to.deep.equal([]));
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
    await userEvent.keyboard('{Enter}');
    await shows(() => row, '👍 1 mine');
    expect(focused()?.className).to.contain('react');
    await vi.waitFor(() => expect(opened.room.shadowRoot!.textContent).to.contain('👍 added'), { timeout: 5_000 });
    // Past the bar come the reactions; the last one taken back leaves focus on its message.
    await userEvent.keyboard('{ArrowRight}');
    await vi.waitFor(() => expect(focused()?.getAttribute('aria-label')).to.equal('👍 1: You'));
    await userEvent.keyboard('{Enter}');
    await shows(() => row);
    await vi.waitFor(() => expect(focused()).to.equal(row));
  });

  it('is offered from right to left in its order, in the words of the language', async () => {
    const opened = await openRoom();
    opened.room.lang = 'ar';
    opened.room.dir = 'rtl';
    opened.room.requestUpdate();
    const row = opened.rows().at(-1)!;
    await vi.waitFor(async () => {
      row.focus();
      await row.updateComplete;
      expect(row.shadowRoot!.querySelector('.react')?.getAttribute('aria-label')).to.match(/^التفاعل مع رسالة/);
    });
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{Enter}');
    await vi.waitFor(() => expect(focused()?.textContent.trim()).to.equal('👍'));
    await userEvent.keyboard('{ArrowLeft}');
    expect(focused()?.textContent.trim()).to.equal('❤️');
  });

  it('asks first: a page may take the request over, offer other emojis, or let nobody react', async () => {
    const opened = await openRoom();
    const asked: unknown[] = [];
    opened.room.emojis = ['🦆', '🐢'];
    await painted();
    opened.room.addEventListener('message-react', (event) => {
      asked.push([event.id, event.emoji, event.on]);
      event.preventDefault();
    });
    const row = opened.rows().at(-1)!;
    await userEvent.hover(row);
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
    await userEvent.click(row.shadowRoot!.querySelector('.react')!);
    await vi.waitFor(() => expect(palette(row).map((one) => one.textContent.trim())).to.deep.equal(['🦆', '🐢']));
    await userEvent.click(palette(row)[0]!);
    expect(asked).to.deep.equal([[row.message!.id, '🦆', true]]);
    opened.room.emojis = undefined as unknown as string[];
    await userEvent.click(row.shadowRoot!.querySelector('.react')!);
    await vi.waitFor(() => expect(palette(row).map((one) => one.textContent.trim())).to.deep.equal([...QUICK_EMOJIS]));
    await userEvent.keyboard('{Escape}');
    await react(opened, 'ben', row, '👍');
    await shows(() => row, '👍 1');
    opened.room.can = (action) => action !== 'react';
    await vi.waitFor(() => expect(chips(row)[0]!.disabled).to.equal(true));
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).to.equal(null));
  });

  it('leads to a picker where the page has one', async () => {
    const opened = await openRoom();
    let pick: (emoji: string) => void = () => undefined;
    opened.room.emojiPicker = (picked, locale) => {
      pick = picked;
      return locale;
    };
    await painted();
    const row = opened.rows().at(-1)!;
    await userEvent.hover(row);
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.react')).not.to.equal(null));
    await userEvent.click(row.shadowRoot!.querySelector('.react')!);
    await vi.waitFor(() => expect(palette(row)).to.have.length(7));
    await vi.waitFor(() => expect(focused()).to.equal(palette(row)[0]));
    await userEvent.keyboard('{End}');
    expect(focused()?.textContent.trim()).to.equal('More…');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.palette')?.textContent.trim()).to.match(/^en/));
    pick('🪿');
    await shows(() => row, '🪿 1 mine');
    expect(row.shadowRoot!.querySelector('.palette')!.matches(':popover-open')).to.equal(false);
  });

  it('stays open at an Escape of the input method that writes in its picker', async () => {
    const opened = await openRoom();
    opened.room.emojiPicker = () => html`<input class="search" />`;
    await painted();
    const row = opened.rows().at(-1)!;
    const own = (selector: string): HTMLElement => row.shadowRoot!.querySelector<HTMLElement>(selector)!;
    await userEvent.hover(row);
    await vi.waitFor(() => expect(own('.react')).not.to.equal(null));
    await userEvent.click(own('.react'));
    await vi.waitFor(() => expect(focused()).to.equal(palette(row)[0]));
    await userEvent.keyboard('{End}{Enter}');
    await vi.waitFor(() => expect(own('.search')).not.to.equal(null));
    own('.search').focus();
    const escape = { key: 'Escape', bubbles: true, cancelable: true, composed: true };
    own('.search').dispatchEvent(new KeyboardEvent('keydown', { ...escape, isComposing: true }));
    await painted();
    expect(own('.palette').matches(':popover-open')).to.equal(true);
    own('.search').dispatchEvent(new KeyboardEvent('keydown', escape));
    await vi.waitFor(() => expect(own('.palette').matches(':popover-open')).to.equal(false));
  });

  it('is not offered where the server takes none', async () => {
    const world = newWorld();
    const opened = await openRoom('weekend-plans', { world, chat: { ...world.chat, reactions: false } });
    const row = opened.rows().at(-1)!;
    await userEvent.hover(row);
    await vi.waitFor(() => expect(row.shadowRoot!.querySelector('.reply')).not.to.equal(null));
    expect(row.shadowRoot!.querySelector('.react')).to.equal(null);
  });

  it('offline is there at once, in two tabs, and sent when the line is back; no message waits by it', { timeout: 30_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const one = await openRoom('weekend-plans', { world });
    const two = await openRoom('weekend-plans', { world, chat: world.as('ana') });
    world.online = false;
    const row = one.rows().at(-1)!;
    await press(row, 0);
    await shows(() => row, '👍 1 mine');
    await shows(() => two.rows().at(-1)!, '👍 1 mine');
    expect([row.state, one.room.shadowRoot!.textContent.includes('to be sent')]).to.deep.equal(['sent', false]);
    chips(two.rows().at(-1)!)[0]!.click();
    await shows(() => row);
    await press(row, 4);
    await shows(() => two.rows().at(-1)!, '😮 1 mine');
    world.online = true;
    const log = (await world.host.current()).page('ben', 'room:weekend-plans', { before: 1e6, limit: 1 });
    const id = log.rows[0]!.id;
    await vi.waitFor(
      async () => {
        const { rows } = (await world.host.current()).page('ben', 'room:weekend-plans', { around: { id }, limit: 1 });
        expect((rows.find((each) => each.id === id) as MessageItem['message'])?.reactions).to.deep.equal([
          { emoji: '😮', users: [{ id: 'ana', name: 'Ana Sousa' }] },
        ]);
      },
      { timeout: 15_000 },
    );
    await shows(() => row, '😮 1 mine');
  });

  it('that is refused is taken back, with a notice and no failed message', { timeout: 20_000 }, async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom('weekend-plans', { world });
    const row = opened.rows().at(-1)!;
    world.host.faults.add({ match: { event: 'put' }, do: '422', times: 1 });
    await openPalette(row);
    await userEvent.click(palette(row)[0]!);
    await vi.waitFor(() => expect(opened.part('.bars')!.textContent).to.contain('Reaction not saved:'), { timeout: 8_000 });
    await shows(() => row);
    expect(row.state).to.equal('sent');
  });
});

describe('a reaction by anybody', () => {
  it('S-34 does not move what is read in the middle, and leaves who is at the end there', { timeout: 20_000 }, async () => {
    const opened = await openRoom('sre-team', { height: 360 });
    const { room } = opened;
    const list = room.list!;
    await vi.waitFor(() => expect(list.scrollHeight - list.scrollTop - list.clientHeight).to.be.lessThan(2));
    await react(opened, 'ben', opened.rows().at(-1)!, '👍');
    await react(opened, 'ben', opened.rows().at(-2)!, '👍');
    await shows(() => opened.rows().at(-1)!, '👍 1');
    await shows(() => opened.rows().at(-2)!, '👍 1');
    await painted();
    expect(list.scrollHeight - list.scrollTop - list.clientHeight).to.be.lessThan(2);
    list.scrollTop -= list.clientHeight;
    await painted();
    await painted();
    const top = list.getBoundingClientRect().top;
    const read = opened.rows().find((row) => row.getBoundingClientRect().top >= top)!;
    const before = placeOf(opened, read);
    const above = opened.rows()[opened.rows().indexOf(read) - 1];
    if (above) await react(opened, 'ben', above, '🎉');
    await react(opened, 'ben', opened.rows().at(-1)!, '🎉');
    if (above) await shows(() => above, '🎉 1');
    await shows(() => opened.rows().at(-1)!, '👍 1', '🎉 1');
    await painted();
    expect(Math.abs(placeOf(opened, read) - before)).to.be.lessThan(1.5);
    // Not news: nothing new is below, and no screen reader hears of it.
    expect(opened.part('[part=pill]')?.textContent ?? '').not.to.match(/\d/);
  });
});
