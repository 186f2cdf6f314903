// A source of one's own that throws where it should tell of an error, as for a room it does not know.

import { expect, fixture, html } from '@open-wc/testing';
import { vi } from 'vitest';
import '../../src/chat/define.js';
import { openChat } from '../../src/chat/chat.js';
import type { ChatRoom } from '../../src/chat/chat-room.js';
import { SourceError, type Source } from '../../src/sync/protocol.js';
import { newWorld } from './room-fixture.js';

describe('a room whose source throws', () => {
  it.each([
    ['any error', new Error('no such room'), '[part=unloaded]', 'offline'],
    ['a refusal', new SourceError('not-found', 'no such room'), '[part=obstacle]', 'doesn’t exist'],
  ])('says what is wrong by %s, and lets the next room be read', async (_, thrown, where, words) => {
    const unheard = vi.fn((event: PromiseRejectionEvent) => event.preventDefault());
    addEventListener('unhandledrejection', unheard);
    const world = newWorld();
    const good = world.source('ana');
    const source: Source = {
      channel: (topic, events) => {
        if (topic === 'room:odd') throw thrown;
        return good.channel(topic, events);
      },
      close: () => good.close(),
    };
    const chat = openChat({ source, user: world.user('ana'), app: crypto.randomUUID(), storage: 'memory' });
    const room = await fixture<ChatRoom>(html`<chat-room style="height: 300px"></chat-room>`);
    const errors: string[] = [];
    room.addEventListener('stream-error', (event) => {
      event.preventDefault();
      errors.push(event.error.message);
    });
    room.chat = chat;
    room.room = 'odd';
    await vi.waitFor(() => expect(room.shadowRoot!.querySelector(where)?.textContent?.toLowerCase()).to.contain(words));
    const mistake = '<chat-room room="odd">: room:odd: source.channel() threw: Error: no such room';
    await vi.waitFor(() => expect(errors).to.deep.equal(thrown instanceof SourceError ? [] : [mistake]));
    if (!(thrown instanceof SourceError)) await vi.waitFor(() => expect(room.list!.status).to.equal('failed'));
    room.room = 'weekend-plans';
    await vi.waitFor(() => expect(room.list?.querySelectorAll('message-item').length).to.be.above(0));
    removeEventListener('unhandledrejection', unheard);
    await chat.close();
    expect(unheard.mock.calls).to.deep.equal([]);
  });
});
