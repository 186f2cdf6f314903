// Tells a chat that ended because somebody deleted what the browser kept of it from one whose user signed out: a chat cannot know, and
// says `signed-out` of both.

import type { Chat } from '../chat/chat.js';
import { tabsChannel } from '../mock/tabs-channel.js';

/** Calls back when the chat has ended though nobody signed out of it, here or in another tab. Returns the way to stop. */
export function whenLost(chat: Chat, lost: () => void): () => void {
  let leaves = false;
  // Where there is none, there is no other tab of it either.
  const between = tabsChannel(`${chat.prefix}:demo`, (word) => void (leaves = word === 'leaves'));
  const { logout } = chat;
  chat.logout = async (how) => {
    leaves = true;
    between?.postMessage('leaves');
    const departure = await logout(how);
    if (!departure.left) {
      leaves = false;
      between?.postMessage('stays');
    }
    return departure;
  };
  const stop = chat.watch(({ word }) => {
    if (word !== 'signed-out' || leaves) return;
    leaves = true; // told once
    lost();
  });
  return () => {
    stop();
    between?.close();
  };
}
