// Tells how a chat stands, and signs a user out without losing words by accident.

import type { Chat } from 'live-stream-kit';

const WORDS: Partial<Record<Chat['status']['word'], string>> = {
  offline: 'Offline. What you write is kept and sent later.',
  'auth-required': 'Please sign in again.',
  'outbox-full': 'Too much is waiting to be sent.',
  memory: 'This browser keeps nothing: do not close the page before messages are sent.',
};

/** Shows the state in `place` until the function it gives is called. */
export function showStatus(chat: Chat, place: Element): () => void {
  return chat.watch((status) => {
    place.textContent = [WORDS[status.word], unsent(status)].filter(Boolean).join(' ');
  });
}

/** What was refused comes first: nobody but the user can send it. That nothing is left is known only where `live` says so. */
function unsent({ word, waiting, failed }: Chat['status']): string {
  if (failed > 0) return `${failed} could not be sent.`;
  if (waiting > 0) return `${waiting} not sent yet.`;
  return word === 'live' ? 'Everything is sent.' : '';
}

/** Signs out, and asks before anything unsent is thrown away. `unknown`: what this browser keeps cannot be read, so there may be more. */
export async function signOut(chat: Chat, ask: (unsent: number, unknown: boolean) => boolean): Promise<boolean> {
  const { left, waiting, failed, drafts, unknown } = await chat.logout();
  if (left) return true;
  if (!ask(waiting + failed + drafts, unknown)) return false;
  return (await chat.logout({ force: true })).left;
}
