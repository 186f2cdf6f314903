// Typing costs what a field costs: whatever the next message carries, no row of the room is rendered for a key.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { picture } from './pictures.js';
import { button, newWorld, openRoom, painted, type RoomFixture } from './room-fixture.js';

const WORDS = 'Twenty characters ok';

/** Counts how often any row of the room is asked to render, or the room itself does. */
function counted({ room, rows }: RoomFixture): () => number {
  let rendered = 0;
  for (const one of [room, ...rows()]) {
    const request = one.requestUpdate.bind(one);
    one.requestUpdate = (...given) => (rendered++, request(...given));
  }
  return () => rendered;
}

/** Types with real keys, and waits until all of it is painted and what follows a draft is done. */
async function type(opened: RoomFixture): Promise<void> {
  opened.field().focus();
  await painted();
  await userEvent.keyboard(WORDS);
  await painted();
}

describe('typing renders no row', () => {
  it('of a room with messages, and not the room', async () => {
    const opened = await openRoom();
    await userEvent.click(opened.field());
    const rendered = counted(opened);
    await type(opened);
    expect([opened.field().value, rendered()]).to.deep.equal([WORDS, 0]);
    // What is counted does count.
    await opened.world.post('ben', 'weekend-plans', 'Something new');
    await vi.waitFor(() => expect(rendered()).to.be.greaterThan(0));
  });

  it('while the draft is kept', async () => {
    const world = newWorld({ storage: 'disk' });
    const opened = await openRoom('weekend-plans', { world });
    await userEvent.click(opened.field());
    const rendered = counted(opened);
    await type(opened);
    // Another tab has the words: they are kept by now.
    const elsewhere = world.as('ana').draft('weekend-plans');
    await vi.waitFor(() => expect(elsewhere.text).to.equal(WORDS));
    await painted();
    expect(rendered()).to.equal(0);
  });

  it('with a file attached', async () => {
    const opened = await openRoom('weekend-plans', { world: newWorld({ uploads: {} }) });
    await opened.room.composer!.attach([await picture('view.png')]);
    await vi.waitFor(() => expect(button(opened.room.composer!, 'Remove view.png')).not.to.equal(null));
    await painted();
    const rendered = counted(opened);
    await type(opened);
    expect([opened.field().value, rendered()]).to.deep.equal([WORDS, 0]);
  });

  it('of an answer', async () => {
    const opened = await openRoom();
    const row = opened.rows().at(-2)!;
    await userEvent.hover(row);
    const name = `Reply to message from ${row.message!.sender.name}`;
    await userEvent.click(await vi.waitFor(() => button(row, name)));
    await vi.waitFor(() => expect(opened.room.composer!.shadowRoot!.querySelector('[part=reply]')).not.to.equal(null));
    await userEvent.unhover(row);
    await painted();
    const rendered = counted(opened);
    await type(opened);
    expect([opened.field().value, rendered()]).to.deep.equal([WORDS, 0]);
  });
});
