// The edit dialog: how it opens, what it saves, how it closes, and where focus goes.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Message } from '../../src/backend/model.js';
import type { MessageSave } from '../../src/chat/events.js';
import '../../src/chat/define.js';
import type { MessageEditDialog } from '../../src/chat/message-edit-dialog.js';
import { onlyTouch } from './only-touch.js';
import { button, focused } from './room-fixture.js';

const AT = '2026-03-02T14:05:10.000Z';
const MESSAGE: Message = {
  id: 'm1',
  roomId: 'r',
  sender: { id: 'ana', name: 'Ana' },
  content: 'Hello',
  insertedAt: AT,
  updatedAt: AT,
  seq: 1,
  version: 1,
  deleted: false,
};

interface Opened {
  dialog: MessageEditDialog;
  opener: HTMLElement;
  saves: MessageSave[];
  error(): string;
}

async function opened(message: Partial<Message> = {}): Promise<Opened> {
  const page = await fixture(html`<div><button>Opener</button><message-edit-dialog></message-edit-dialog></div>`);
  const opener = page.querySelector('button')!;
  const dialog = page.querySelector('message-edit-dialog')!;
  const saves: MessageSave[] = [];
  dialog.addEventListener('message-save', (event) => saves.push(event));
  opener.focus();
  await dialog.open({ ...MESSAGE, ...message });
  return { dialog, opener, saves, error: () => dialog.shadowRoot!.querySelector('#error')!.textContent ?? '' };
}

describe('the edit dialog', () => {
  it('S-21 opens with the words and the caret at their end, and gives focus back', async () => {
    const { dialog, opener } = await opened();
    expect(dialog.opened).to.equal(true);
    expect(focused()).to.equal(dialog.field);
    expect([dialog.field!.value, dialog.field!.selectionStart]).to.deep.equal(['Hello', 5]);
    await userEvent.keyboard('{Escape}');
    expect(dialog.opened).to.equal(false);
    expect(focused()).to.equal(opener);
  });

  it('S-21 saves on Enter', async () => {
    const { dialog, saves } = await opened();
    await userEvent.keyboard(' there{Enter}');
    await vi.waitFor(() => expect(dialog.opened).to.equal(false));
    expect(saves.map(({ id, content }) => [id, content])).to.deep.equal([['m1', 'Hello there']]);
  });

  it('S-21 saves by its button, and breaks the line on Shift+Enter', async () => {
    const { dialog, saves } = await opened();
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}there');
    await userEvent.click(button(dialog, 'Save'));
    expect(saves.map(({ content }) => content)).to.deep.equal(['Hello\nthere']);
  });

  it('S-21 breaks the line on Enter where there is only touch, as the composer does', async () => {
    onlyTouch();
    const { dialog, saves } = await opened();
    await userEvent.keyboard('{Enter}there');
    expect([dialog.text, saves.length]).to.deep.equal(['Hello\nthere', 0]);
    await userEvent.click(button(dialog, 'Save'));
    expect(saves.map(({ content }) => content)).to.deep.equal(['Hello\nthere']);
  });

  it('S-21 closes by ✕ and by a click outside without saving', async () => {
    const { dialog, saves } = await opened();
    await userEvent.click(button(dialog, 'Close'));
    expect(dialog.opened).to.equal(false);
    await dialog.open(MESSAGE);
    await userEvent.click(document.documentElement, { position: { x: 4, y: 4 }, force: true });
    expect(dialog.opened).to.equal(false);
    expect(saves).to.have.length(0);
  });

  it('stays at an Escape of an input method, of which Safari tells when its words are made', async () => {
    const { dialog } = await opened();
    const press = (init: KeyboardEventInit): boolean =>
      dialog.field!.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, composed: true, ...init }),
      );
    expect([press({ isComposing: true }), press({ keyCode: 229 }), dialog.opened]).to.deep.equal([true, true, true]);
    press({});
    await vi.waitFor(() => expect(dialog.opened).to.equal(false));
  });

  it('S-21 asks before it throws changed words away, and Escape then means no', async () => {
    const { dialog, saves } = await opened();
    await userEvent.keyboard('!{Escape}');
    await vi.waitFor(() => expect(dialog.shadowRoot!.querySelector('footer')!.textContent).to.contain('Throw your changes away?'));
    await vi.waitFor(() => expect(focused()?.textContent).to.equal('Keep editing'));
    await userEvent.keyboard('{Escape}');
    expect([dialog.opened, dialog.field!.value]).to.deep.equal([true, 'Hello!']);
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(dialog.shadowRoot!.querySelector('.discard')).not.to.equal(null));
    await userEvent.click(button(dialog, 'Discard'));
    expect(dialog.opened).to.equal(false);
    expect(saves).to.have.length(0);
  });

  it('S-23 stays open on an empty message, with the reason tied to the field', async () => {
    const { dialog, saves, error } = await opened();
    await userEvent.clear(dialog.field!);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(error()).to.equal('Write something first.'));
    expect(dialog.opened).to.equal(true);
    expect(saves).to.have.length(0);
    expect(dialog.field!.getAttribute('aria-invalid')).to.equal('true');
    expect(dialog.field!.getAttribute('aria-describedby')).to.contain('error');
    expect(focused()).to.equal(dialog.field);
  });

  it('saves no words at all where there are files', async () => {
    const { dialog, saves } = await opened({ attachments: [{ id: 'f', name: 'a.txt', type: 'text/plain', size: 1, url: '' }] });
    await userEvent.clear(dialog.field!);
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(dialog.opened).to.equal(false));
    expect(saves.map(({ content }) => content)).to.deep.equal(['']);
  });

  it('closes without a change, and without asking, where only blanks around the words differ', async () => {
    for (const content of ['Hello', 'Hello ']) {
      const { dialog, saves } = await opened({ content });
      const edits = (dialog.edits = new Map<string, string>());
      dialog.close();
      for (const key of ['{Enter}', '{Escape}']) {
        await dialog.open({ ...MESSAGE, content });
        await userEvent.keyboard(` ${key}`);
        await vi.waitFor(() => expect(dialog.opened).to.equal(false));
      }
      expect([saves.length, edits.size]).to.deep.equal([0, 0]);
    }
  });

  it('closes without asking where nothing is changed any more in a message whose lines end otherwise than in a field', async () => {
    const { dialog, saves } = await opened({ content: 'Hello\r\nthere' });
    const edits = (dialog.edits = new Map<string, string>());
    for (const key of ['{Enter}', '{Escape}']) {
      dialog.close();
      await dialog.open({ ...MESSAGE, content: 'Hello\r\nthere' });
      await userEvent.keyboard(`x{Backspace}${key}`);
      await vi.waitFor(() => expect(dialog.opened).to.equal(false));
    }
    expect([saves.length, edits.size]).to.deep.equal([0, 0]);
  });

  it('S-23 stays open with the reason when saving is not accepted', async () => {
    const { dialog, error } = await opened();
    dialog.addEventListener('message-save', (event) => event.waitUntil(Promise.reject(new Error('it is too long'))));
    await userEvent.keyboard('!{Enter}');
    await vi.waitFor(() => expect(error()).to.equal('Not saved: it is too long'));
    expect([dialog.opened, dialog.field!.value]).to.deep.equal([true, 'Hello!']);
  });

  it('stays open for whoever goes on writing while it saves, and what they write then is told from what was saved', async () => {
    for (const edits of [undefined, new Map<string, string>()]) {
      const { dialog, saves, opener } = await opened();
      dialog.close();
      dialog.edits = edits;
      const grant: (() => void)[] = [];
      dialog.addEventListener('message-save', (event) => event.waitUntil(new Promise<void>((resolve) => grant.push(resolve))));
      await dialog.open(MESSAGE, opener);
      await userEvent.keyboard(' there{Enter} and here');
      grant[0]!();
      await saves[0]!.accepted;
      await dialog.updateComplete;
      expect([dialog.opened, dialog.field!.value, edits?.get('m1')]).to.deep.equal([
        true,
        'Hello there and here',
        edits && 'Hello there and here',
      ]);
      // The words of before are a change by now, and those that were saved are none.
      await userEvent.fill(dialog.field!, 'Hello');
      await userEvent.keyboard('{Enter} there');
      grant[1]!();
      await saves[1]!.accepted;
      expect(saves.map(({ content }) => content)).to.deep.equal(['Hello there', 'Hello']);
      await dialog.updateComplete;
      await userEvent.fill(dialog.field!, 'Hello');
      await userEvent.keyboard('{Escape}');
      expect([dialog.opened, focused(), edits?.size]).to.deep.equal([false, opener, edits && 0]);
    }
  });

  it('saves the words of another message while those of one are not accepted yet', async () => {
    const { dialog, saves } = await opened();
    dialog.addEventListener('message-save', (event) =>
      event.waitUntil(event.id === 'm1' ? new Promise(() => undefined) : Promise.resolve()),
    );
    await userEvent.keyboard(' one{Enter}');
    dialog.close();
    await dialog.open({ ...MESSAGE, id: 'm2' });
    expect(dialog.editing).to.equal('m2');
    await userEvent.keyboard(' two{Enter}');
    await vi.waitFor(() => expect(dialog.opened).to.equal(false));
    expect(saves.map(({ id, content }) => [id, content])).to.deep.equal([
      ['m1', 'Hello one'],
      ['m2', 'Hello two'],
    ]);
    expect(dialog.editing).to.equal(undefined);
  });

  it('is modal still, with its words, when it was moved in its page or put back', async () => {
    const { dialog, opener } = await opened();
    await userEvent.keyboard(' there');
    const box = opener.parentElement!.appendChild(document.createElement('div'));
    box.append(dialog);
    expect(dialog.dialog!.matches(':modal')).to.equal(true);
    expect([focused(), dialog.field!.value, dialog.field!.selectionStart]).to.deep.equal([dialog.field, 'Hello there', 11]);
    dialog.remove();
    box.append(dialog);
    expect(dialog.dialog!.matches(':modal')).to.equal(true);
    await userEvent.keyboard('{Escape}');
    expect(dialog.asking).to.equal(true);
    dialog.close();
  });

  it('closes where only blanks were added while it saved, and keeps none of them', async () => {
    const { dialog, saves } = await opened();
    dialog.close();
    const edits = (dialog.edits = new Map<string, string>());
    let grant = (): void => undefined;
    dialog.addEventListener('message-save', (event) => event.waitUntil(new Promise<void>((resolve) => (grant = resolve))));
    await dialog.open(MESSAGE);
    await userEvent.keyboard(' there{Enter} ');
    grant();
    await vi.waitFor(() => expect(dialog.opened).to.equal(false));
    expect([saves.length, edits.size]).to.deep.equal([1, 0]);
  });

  it('S-22 has names for itself and its field, and is accessible', async () => {
    const { dialog } = await opened();
    expect(dialog.field!.labels[0]!.textContent).to.equal('Message');
    expect(dialog.dialog!.getAttribute('aria-labelledby')).to.equal('title');
    await expect(dialog).to.be.accessible();
  });

  it('keeps its keys from the page behind', async () => {
    const { dialog } = await opened();
    const behind = vi.fn();
    dialog.addEventListener('keydown', behind);
    await userEvent.keyboard('{ArrowUp}x');
    expect(behind.mock.calls).to.have.length(0);
  });
});
