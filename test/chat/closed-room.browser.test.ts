// A chat that is closed while a room still shows it, as a router does that leaves its page behind for the time of a transition.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { openChat } from '../../src/chat/chat.js';
import { newWorld, openRoom } from './room-fixture.js';

describe('a room whose chat was closed', () => {
  it('says so, lets what was shown be read, and loads nothing for ever', async () => {
    const world = newWorld();
    const chat = openChat({ source: world.source('ana'), user: world.user('ana'), app: crypto.randomUUID() });
    const { room, send } = await openRoom('weekend-plans', { world, chat });
    const shown = room.list!.querySelectorAll('message-item').length;
    const told: string[] = [];
    const part = (name: string): string | undefined => room.shadowRoot!.querySelector(`[part=${name}]`)?.textContent?.trim();
    await chat.close();
    chat.watch(({ word }) => told.push(word));
    await vi.waitFor(() => expect(part('notice')).to.contain('This chat was closed.'));
    expect(room.list!.querySelectorAll('message-item')).to.have.lengthOf(shown);
    await send('After the end');
    const { composer } = room;
    await vi.waitFor(() =>
      expect(composer!.shadowRoot!.querySelector('[part=hint]')?.textContent).to.contain('Not sent: this chat was closed'),
    );
    expect(composer!.value).to.equal('After the end');
    room.room = 'quiet-corner';
    await vi.waitFor(() => expect(part('unloaded')).to.equal('Closed'));
    expect(part('notice')).to.contain('This chat was closed.');
    expect(told).to.deep.equal(['closed']);
  });
});
