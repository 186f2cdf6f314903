// A room whose server says, when it is told to, that it cannot be had, though it answers whoever asks again.

import { openChat, type Chat } from '../../src/chat/chat.js';
import { SourceError, type ChannelEvents, type Reason, type Row, type Source } from '../../src/sync/protocol.js';
import { newWorld, openRoom, type RoomFixture } from './room-fixture.js';

const ROOM = 'weekend-plans';

const chats: Chat[] = [];
afterEach(async () => {
  for (const chat of chats.splice(0)) await chat.close();
});

export async function openRefusable(): Promise<{ opened: RoomFixture; chat: Chat; refuse(reason: Reason): void }> {
  const world = newWorld();
  const inner = world.source('ana');
  const refusals: ((error: SourceError) => void)[] = [];
  const source: Source = {
    channel: <R extends Row>(topic: string, events: ChannelEvents<R>) => {
      if (topic === `room:${ROOM}`) refusals.push((error) => events.error(error));
      return inner.channel(topic, events);
    },
    close: () => inner.close(),
  };
  const chat = openChat({ source, user: world.user('ana'), app: crypto.randomUUID(), storage: 'memory' });
  chats.push(chat);
  const opened = await openRoom(ROOM, { world, chat });
  return { opened, chat, refuse: (reason) => refusals.at(-1)!(new SourceError(reason, 'Not here.')) };
}
