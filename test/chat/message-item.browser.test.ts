// One message on a page: what it shows, what it is called, what can be done with it.

import { expect, fixture, html } from '@open-wc/testing';
import { onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Message } from '../../src/backend/model.js';
import '../../src/chat/define.js';
import { MessageItem } from '../../src/chat/message-item.js';
import { StreamOpEvent } from '../../src/live-stream/events.js';
import { picture } from './pictures.js';
import { button, focused } from './room-fixture.js';

const ANA = { id: 'ana', name: 'Ana Sousa' };

function message(more: Partial<Message> = {}): Message {
  const at = '2026-03-02T14:05:10.000Z';
  return {
    id: 'm1',
    roomId: 'r',
    sender: ANA,
    content: 'Anyone up for a hike?',
    insertedAt: at,
    updatedAt: at,
    seq: 1,
    version: 1,
    deleted: false,
    ...more,
  };
}

async function item(given: Partial<MessageItem> = {}): Promise<MessageItem> {
  const element = await fixture<MessageItem>(html`<message-item timezone="UTC" locale="en-GB"></message-item>`);
  Object.assign(element, { message: message(), ...given });
  await element.updateComplete;
  return element;
}

const text = (element: MessageItem): string => element.shadowRoot!.textContent.replaceAll(/\s+/g, ' ').trim();
const bar = (element: MessageItem): Element | null => element.shadowRoot!.querySelector('[role="toolbar"]');

describe('what a message shows', () => {
  it('S-32 shows the sender, the local time and the words; the exact time is in the title', async () => {
    const element = await item();
    const time = element.shadowRoot!.querySelector('time')!;
    expect(text(element)).to.contain('Ana Sousa14:05').and.to.contain('Anyone up for a hike?');
    expect(time.dateTime).to.equal('2026-03-02T14:05:10.000Z');
    expect(time.title).to.contain('Monday').and.to.contain('14:05:10');
  });

  it('S-32 shows the exact time to whoever has no pointer: on focus, beside what is there, and to no screen reader twice', async () => {
    for (const [grouped, width, where] of [
      [false, '40rem', '.head time'],
      [false, '20rem', '.text'],
      [true, '40rem', '.text'],
    ] as const) {
      const list = await fixture(html`<div style="inline-size: ${width}; container-type: inline-size"></div>`);
      const element = await item({ grouped, own: true });
      list.append(element);
      const shown = (): string[] =>
        ['.head time', '.text'].filter((one) => {
          const at = element.shadowRoot!.querySelector(one);
          return at && getComputedStyle(at, '::after').content !== 'none';
        });
      const height = element.offsetHeight;
      expect(shown()).to.deep.equal([]);
      await userEvent.keyboard('{Tab}');
      expect(focused()).to.equal(element);
      expect(shown()).to.deep.equal([where]);
      const at = element.shadowRoot!.querySelector(where)!;
      // Firefox says there which attribute it shows.
      const content = getComputedStyle(at, '::after').content.replace(/attr\(([\w-]+)\)/, (_, name: string) => at.getAttribute(name)!);
      expect(content)
        .to.contain('14:05:10')
        .and.to.match(/ \/ ""$/);
      // Where there is room, nothing below it moves.
      if (width === '40rem') expect(element.offsetHeight).to.equal(height);
      element.remove();
    }
  });

  it('S-32 takes locale and zone from lang and timezone', async () => {
    const outer = await fixture(html`<div lang="de"><message-item timezone="Asia/Tokyo"></message-item></div>`);
    const element = outer.querySelector('message-item')!;
    element.message = message();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('time')!.textContent).to.equal('23:05');
    expect(element.shadowRoot!.querySelector('time')!.title).to.contain('Montag');
  });

  it('S-32 shows a grouped message without the sender, with its time in reserve', async () => {
    const element = await item({ grouped: true });
    expect(element.shadowRoot!.querySelector('[part="name"]')).to.equal(null);
    expect(getComputedStyle(element.shadowRoot!.querySelector('time')!).opacity).to.equal('0');
    await userEvent.hover(element);
    await vi.waitFor(() => expect(getComputedStyle(element.shadowRoot!.querySelector('time')!).opacity).to.equal('1'));
  });

  it('shows text as text, whatever it says', async () => {
    const words = '<img src=x onerror="alert(1)"> & <b>bold</b>';
    const element = await item({ message: message({ content: words }) });
    expect(element.shadowRoot!.querySelector('[part="text"]')!.textContent).to.equal(words);
    expect(element.shadowRoot!.querySelector('img, b')).to.equal(null);
  });

  it('keeps line breaks and spaces, and adds none', async () => {
    const element = await item({ message: message({ content: 'one' }) });
    const words = element.shadowRoot!.querySelector('.text')!;
    const line = parseFloat(getComputedStyle(words).lineHeight);
    expect(words.getBoundingClientRect().height).to.be.closeTo(line, 1);
    element.message = message({ content: 'one\n\n  three' });
    await element.updateComplete;
    expect(words.getBoundingClientRect().height).to.be.closeTo(3 * line, 1);
    expect((words as HTMLElement).innerText.trimEnd()).to.equal('one\n\n  three');
  });

  it('shows no picture from an address that is no picture', async () => {
    const element = await item({ message: message({ sender: { ...ANA, avatarUrl: 'javascript:alert(1)' } }) });
    expect(element.shadowRoot!.querySelector('img')).to.equal(null);
  });

  it('shows another picture of somebody whose one before could not be had', async () => {
    const element = await item({ message: message({ sender: { ...ANA, avatarUrl: '/not-there.png' } }) });
    const shown = (): HTMLImageElement => element.shadowRoot!.querySelector('.avatar img')!;
    const seen = (): boolean => shown().checkVisibility({ visibilityProperty: true });
    await vi.waitFor(() => expect(seen()).to.equal(false));
    const good = URL.createObjectURL(await picture('ana.png', 40, 40));
    onTestFinished(() => URL.revokeObjectURL(good));
    element.message = message({ sender: { ...ANA, avatarUrl: good } });
    await vi.waitFor(() => expect([shown().naturalWidth, seen()]).to.deep.equal([40, true]));
  });

  it('asks again for pictures that could not be had when its room is back', async () => {
    const file = { id: 'f', name: 'kayak.png', type: 'image/png', size: 1, url: '/not-there-either.png' };
    const element = await item({ message: message({ sender: { ...ANA, avatarUrl: '/not-there.png' }, attachments: [file] }) });
    const asked: string[] = [];
    element.shadowRoot!.addEventListener('error', ({ target }) => asked.push((target as HTMLImageElement).className), { capture: true });
    await vi.waitFor(() => expect(asked).to.have.length(2));
    for (const times of [4, 6]) {
      element.dispatchEvent(new Event('online')); // as a room does
      await vi.waitFor(() => expect(asked).to.have.length(times));
    }
  });

  it('shows what it was given before it was defined', async () => {
    const element = document.createElement('early-message-item') as MessageItem;
    element.item = message();
    document.body.append(element);
    onTestFinished(() => element.remove());
    customElements.define('early-message-item', class extends MessageItem {});
    await element.updateComplete;
    expect(text(element)).to.contain('Anyone up for a hike?');
    element.item = message({ content: 'Or a swim?' });
    await element.updateComplete;
    expect(text(element)).to.contain('Or a swim?');
  });

  it('survives a message with half of its fields missing', async () => {
    const element = await item({ message: { id: 'm1', content: 'Still here' } as Message });
    expect(text(element)).to.contain('Somebody').and.to.contain('Still here');
  });

  it('S-27 marks an edited message, and says so', async () => {
    const element = await item({ message: message({ updatedAt: '2026-03-02T15:00:00.000Z' }) });
    expect(element.matches(':state(edited)')).to.equal(true);
    expect(text(element)).to.contain('(edited)');
    expect(element.getAttribute('aria-label')).to.equal('Ana Sousa, 14:05, Anyone up for a hike?, edited');
  });

  it('tells its state to stylesheets', async () => {
    const element = await item({ own: true, state: 'waiting' });
    expect(element.matches(':state(own):state(pending)')).to.equal(true);
    element.state = 'failed';
    await element.updateComplete;
    expect(element.matches(':state(failed):not(:state(pending))')).to.equal(true);
    element.state = 'deleting';
    element.message = message({ updatedAt: '2026-03-02T15:00:00.000Z' });
    await element.updateComplete;
    expect(element.matches(':state(deleted):not(:state(edited))')).to.equal(true);
  });

  for (const state of ['sent', 'waiting', 'failed', 'deleting'] as const) {
    it(`is accessible when ${state}`, async () => {
      const element = await item({ own: true, state, day: 'Monday, 2 March' });
      await expect(element).to.be.accessible();
    });
  }
});

describe('what can be done with a message', () => {
  it('S-28 shows its actions while pointed at, and never after', async () => {
    const element = await item({ own: true });
    expect(bar(element)).to.equal(null);
    await userEvent.hover(element);
    await vi.waitFor(() => expect(getComputedStyle(bar(element)!).opacity).to.equal('1'));
    element.requestUpdate(); // rendered again under the pointer: still there
    await element.updateComplete;
    expect(getComputedStyle(bar(element)!).opacity).to.equal('1');
    await userEvent.unhover(element);
    await vi.waitFor(() => expect(bar(element)).to.equal(null));
  });

  it('S-28 offers them to the keyboard: Enter goes in, arrows move, Escape comes back', async () => {
    const element = await item({ own: true });
    await userEvent.tab();
    expect(focused()).to.equal(element);
    await userEvent.keyboard('{Enter}');
    expect(focused()?.getAttribute('aria-label')).to.equal('Edit message from Ana Sousa');
    await userEvent.keyboard('{ArrowRight}');
    expect(focused()?.getAttribute('aria-label')).to.equal('Delete message from Ana Sousa');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(focused()).to.equal(element);
    await userEvent.keyboard('{ArrowRight}{Escape}');
    expect(focused()).to.equal(element);
  });

  it('S-28 names the deletion after the sender, and asks for it', async () => {
    const element = await item({ own: true });
    const asked = vi.fn<(id: string) => void>();
    element.addEventListener('message-delete', ({ id }) => asked(id));
    await userEvent.hover(element);
    await vi.waitFor(() => expect(bar(element)).not.to.equal(null));
    await userEvent.click(button(element, 'Delete message from Ana Sousa'));
    expect(asked.mock.calls).to.deep.equal([['m1']]);
  });

  it('offers nothing on a message of somebody else', async () => {
    const element = await item();
    await userEvent.hover(element);
    await element.updateComplete;
    expect(bar(element)).to.equal(null);
  });

  it('S-31 offers Undo in place of a deleted message, and takes focus there from the delete button', async () => {
    const element = await item({ own: true });
    element.focus();
    await element.updateComplete;
    button(element, 'Delete message from Ana Sousa').focus();
    element.state = 'deleting';
    await element.updateComplete;
    expect(text(element)).to.contain('Message deleted · Undo').and.not.to.contain('hike');
    await vi.waitFor(() => expect(focused()?.textContent).to.equal('Undo'));
    const asked = vi.fn();
    element.addEventListener('message-undo', asked);
    await userEvent.keyboard('{Enter}');
    expect(asked.mock.calls).to.have.length(1);
    element.state = 'sent';
    await vi.waitFor(() => expect(focused()).to.equal(element));
  });

  it('S-17 says why a refused message was not sent, with Retry and Discard', async () => {
    const wish = { kind: 'create', error: { reason: 'forbidden', message: 'you were removed from the room' } } as MessageItem['wish'];
    const element = await item({ own: true, state: 'failed', wish });
    expect(text(element)).to.contain('Not sent: you were removed from the room');
    const asked: string[] = [];
    for (const type of ['message-retry', 'message-discard']) element.addEventListener(type, () => asked.push(type));
    await userEvent.click(button(element, 'Retry: Anyone up for a hike?'));
    await userEvent.click(button(element, 'Discard: Anyone up for a hike?'));
    expect(asked).to.deep.equal(['message-retry', 'message-discard']);
  });
});

describe('the state of a message', () => {
  const shape = (element: MessageItem): string | undefined =>
    element.shadowRoot!.querySelector('[part=state]')?.querySelector('svg')?.innerHTML;

  it('can be told by its shape: a clock, a tick, words with a sign; of others nothing', async () => {
    const element = await item({ own: true, state: 'waiting' });
    const waiting = shape(element);
    element.state = 'sent';
    await element.updateComplete;
    const sent = shape(element);
    expect([waiting, sent].every(Boolean)).to.equal(true);
    expect(sent).not.to.equal(waiting);
    element.own = false;
    await element.updateComplete;
    expect(shape(element)).to.equal(undefined);
    element.state = 'failed';
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.trouble svg')).not.to.equal(null);
  });

  it('is a custom state, each on its own', async () => {
    const states = ['own', 'pending', 'failed', 'edited', 'unread', 'deleted', 'highlighted'];
    const of = (element: MessageItem): string[] => states.filter((state) => element.matches(`:state(${state})`));
    const element = await item();
    expect(of(element)).to.deep.equal([]);
    for (const [given, state] of [
      [{ own: true }, 'own'],
      [{ state: 'waiting' }, 'pending'],
      [{ state: 'failed' }, 'failed'],
      [{ message: message({ updatedAt: '2026-03-02T15:00:00.000Z' }) }, 'edited'],
      [{ unread: true }, 'unread'],
      [{ state: 'deleting' }, 'deleted'],
      [{ highlighted: true }, 'highlighted'],
    ] as [Partial<MessageItem>, string][]) {
      expect(of(await item(given))).to.deep.equal([state]);
    }
  });
});

describe('regions', () => {
  it('are given the message and what the kit shows, and show what they give', async () => {
    const given: string[] = [];
    const element = await item({
      own: true,
      regions: {
        body: ({ content }, words) => {
          given.push(content);
          return html`<b class="mine">${words}</b>`;
        },
        meta: (_, head) => html`${head}<i class="badge">admin</i>`,
        avatar: () => html`<i class="robot"></i>`,
        actions: (_, bar) => html`<div class="around">${bar}</div>`,
      },
    });
    expect(given).to.include('Anyone up for a hike?');
    expect(element.shadowRoot!.querySelector('.mine .words')!.textContent).to.equal('Anyone up for a hike?');
    expect(element.shadowRoot!.querySelector('.head .badge')!.textContent).to.equal('admin');
    expect([element.shadowRoot!.querySelector('.avatar'), element.shadowRoot!.querySelector('.robot')?.localName]).to.deep.equal([
      null,
      'i',
    ]);
    element.focus();
    await vi.waitFor(() => expect(element.shadowRoot!.querySelector('.around [role=toolbar]')).not.to.equal(null));
  });

  it('that throw are reported by their names, and what the kit shows stays', async () => {
    const reported: string[] = [];
    const report = vi.spyOn(window, 'reportError').mockImplementation((error: Error) => void reported.push(error.message));
    onTestFinished(() => report.mockRestore());
    const fail = (): never => {
      throw new Error('on purpose');
    };
    const element = await item({
      own: true,
      regions: { body: Object.assign(fail, { plain: fail }), meta: fail, avatar: fail, actions: fail },
    });
    element.focus();
    await vi.waitFor(() => expect(element.shadowRoot!.querySelector('[role=toolbar]')).not.to.equal(null));
    expect(text(element)).to.contain('Anyone up for a hike?');
    expect(element.getAttribute('aria-label')).to.contain('Anyone up for a hike?');
    expect(element.shadowRoot!.querySelectorAll('.avatar, .name')).to.have.length(2);
    for (const part of ['body', 'body.plain', 'meta', 'avatar', 'actions'])
      expect(reported).to.include(`<message-item> "m1": regions.${part} threw`);
  });
});

describe('a message on its own', () => {
  it('applies a stream-op for its own id', async () => {
    const element = await item();
    element.dispatchEvent(new StreamOpEvent({ op: 'insert', item: message({ content: 'Changed', version: 2 }) }));
    await element.updateComplete;
    expect(text(element)).to.contain('Changed');
    element.dispatchEvent(new StreamOpEvent({ op: 'insert', item: message({ id: 'm2', content: 'Not mine' }) }));
    await element.updateComplete;
    expect(text(element)).to.contain('Changed');
    element.dispatchEvent(new CustomEvent('stream-op', { detail: { op: 'delete', id: 'm1' } }));
    await element.updateComplete;
    expect(text(element)).to.equal('');
  });

  it('keeps quiet about a stream-op that makes no sense', async () => {
    const element = await item();
    element.dispatchEvent(new CustomEvent('stream-op', { detail: { op: 'explode' } }));
    element.dispatchEvent(new CustomEvent('stream-op'));
    await element.updateComplete;
    expect(text(element)).to.contain('hike');
  });
});
