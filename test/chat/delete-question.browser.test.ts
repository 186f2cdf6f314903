// A page that has deletes confirmed: what the question is to eye, ear and keys, and what each answer does.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { button, focused, openRoom, type RoomFixture } from './room-fixture.js';

interface Asked extends RoomFixture {
  dialog: HTMLDialogElement;
}

/** Asks to delete a message that was sent, as it is done by keyboard. */
async function asked(words = 'Oops'): Promise<Asked> {
  const opened = await openRoom();
  opened.room.confirm = 'dialog';
  await opened.send(words);
  await vi.waitFor(() => expect(opened.row(words).state).to.equal('sent'));
  opened.row(words).focus();
  await opened.row(words).updateComplete;
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
  await vi.waitFor(() => expect(opened.part('.question')?.matches(':modal')).to.equal(true));
  return { ...opened, dialog: opened.part('.question') as HTMLDialogElement };
}

describe('a delete that is confirmed', () => {
  it('S-31 29: is asked about in an alert dialog with the words of the message, on Cancel at first', async () => {
    const { room, dialog } = await asked();
    expect(dialog.getAttribute('role')).to.equal('alertdialog');
    expect(dialog.querySelector('#question')!.textContent).to.equal('Delete this message?');
    expect(dialog.querySelector('#asked')!.textContent).to.equal('Oops');
    expect(focused()).to.equal(button(room, 'Cancel'));
    await userEvent.keyboard('{Tab}');
    expect(focused()).to.equal(button(room, 'Delete'));
  });

  for (const answer of ['{Enter}', '{Escape}'])
    it(`S-31 29: leaves the message and gives focus back to it on ${answer}`, async () => {
      const { row, part } = await asked();
      await userEvent.keyboard(answer);
      await vi.waitFor(() => expect(part('.question')).to.equal(null));
      await vi.waitFor(() => expect(focused()).to.equal(button(row('Oops'), 'Delete message from Ana Sousa')));
      expect(row('Oops').state).to.equal('sent');
    });

  it('S-31 deletes it when that is the answer, and focus is on Undo', async () => {
    const { row } = await asked();
    const element = row('Oops');
    await userEvent.keyboard('{Tab}{Enter}');
    await vi.waitFor(() => expect(element.state).to.equal('deleting'));
    await vi.waitFor(() => expect(focused()?.textContent).to.equal('Undo'));
  });

  it('S-31 is no answer for another room, nor one that is there again', async () => {
    const { room, part, texts, row, field } = await asked();
    room.room = 'sre-team';
    await vi.waitFor(() => expect(part('.question')).to.equal(null));
    await vi.waitFor(() => expect(focused()).to.equal(field()));
    room.room = 'weekend-plans';
    await vi.waitFor(() => expect(texts()).to.include('Oops'));
    expect(row('Oops').state).to.equal('sent');

    row('Oops').focus();
    await row('Oops').updateComplete;
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
    await vi.waitFor(() => expect(part('.question')?.matches(':modal')).to.equal(true));
    const box = room.parentElement!;
    room.remove();
    await vi.waitFor(() => expect(part('.question')).to.equal(null));
    box.append(room);
    await vi.waitFor(() => expect(texts()).to.include('Oops'));
    expect(row('Oops').state).to.equal('sent');
  });

  it('is no question any more once the user has signed out', async () => {
    const { world, part } = await asked();
    await world.chat.logout({ force: true });
    await vi.waitFor(() => expect(part('.obstacle')?.textContent).to.contain('You’re signed out'));
    await vi.waitFor(() => expect(part('.question')).to.equal(null));
  });

  it('5: what is said meanwhile is said in it', async () => {
    const { world, dialog } = await asked();
    await world.post('ben', 'weekend-plans', 'Hello there');
    await vi.waitFor(() => expect(dialog.querySelector('[role=status]')!.textContent).to.contain('Hello there'), { timeout: 5_000 });
  });
});
