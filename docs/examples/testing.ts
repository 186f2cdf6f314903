// Tests of an app that shows a room: in a real browser, with a server in the page, without a guess at how long anything takes.

import 'live-stream-kit';
import { openChat } from 'live-stream-kit';
import { announced, driftOf, FakeBackend, scrollToEdge, settled } from 'live-stream-kit/testing';

/** What a test would check of a room: what a reader hears, how far the text moves under the eye, what is shown at the top. */
export async function tryRoom(): Promise<{ heard: string; moved: number; older: number }> {
  const backend = new FakeBackend();
  const chat = openChat({ source: backend.source('ana'), user: backend.user('ana'), app: 'my-tests', storage: 'memory' });
  const room = document.createElement('chat-room');
  room.style.blockSize = '300px';
  room.chat = chat;
  room.room = 'weekend-plans';
  document.body.append(room);
  await settled(room);

  const voice = announced(room);
  await backend.post('ben', 'weekend-plans', 'Who brings bread?');
  const heard = await voice.heard('bread');
  voice.stop();

  const older = await scrollToEdge(room, 'start');
  const { pixels } = await driftOf(room, () => backend.post('ben', 'weekend-plans', 'And cheese?'));

  room.remove();
  await chat.close();
  await backend.close();
  return { heard, moved: pixels, older };
}
