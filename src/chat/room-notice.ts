// What a room says about its connection, in words. Pure.

import type { StreamStatus } from '../sync/synced-stream.js';

export interface Notice {
  /** `quiet` passes by itself; `plain` is good to know; `problem` needs somebody to act. */
  tone: 'quiet' | 'plain' | 'problem';
  text: string;
  /** Whether there are rows that say more. */
  failed?: boolean;
}

/**
 * The one thing most worth saying about a stream, if anything is. Of what failed, `unsent` are new messages, which are always shown;
 * the others are changes.
 */
export function noticeOf(status: StreamStatus | undefined, unsent = 0): Notice | undefined {
  if (!status) return undefined;
  const { state, storage, readable, waiting, failed, full, unreadable } = status;
  if (!readable) return { tone: 'problem', text: 'This device’s storage doesn’t answer, so there is nothing to show yet. Trying again…' };
  if (full && state !== 'auth-required' && state !== 'update-needed') {
    const until = state === 'offline' ? 'once you’re back and some of it is sent' : 'once some of it is sent';
    return { tone: 'problem', text: `Too much is waiting to be sent. You can write on ${until}; what waits is safe.` };
  }
  switch (state) {
    case 'offline':
      return {
        tone: 'plain',
        text:
          storage === 'memory'
            ? 'You’re offline, and this browser keeps nothing for this page: nothing can be sent until you’re back.'
            : waiting > 0
              ? `You’re offline. ${messages(waiting)} will be sent when you’re back.`
              : 'You’re offline. You can keep reading and writing.',
      };
    case 'auth-required':
      return { tone: 'problem', text: 'Your session has ended. Sign in again to go on; nothing you wrote is lost.' };
    case 'update-needed':
      return { tone: 'problem', text: 'This page is out of date. Reload it to go on.' };
    case 'connecting':
      return { tone: 'quiet', text: 'Connecting…' };
    case 'behind':
      return { tone: 'quiet', text: 'Catching up…' };
    default:
  }
  if (failed > 0) {
    const changes = failed - unsent;
    const parts = [
      unsent > 0 && `${messages(unsent)} could not be sent.`,
      changes > 0 && `${changes === 1 ? '1 change' : `${changes} changes`} could not be saved.`,
    ];
    return { tone: 'problem', text: parts.filter(Boolean).join(' '), failed: true };
  }
  if (unreadable) {
    return {
      tone: 'problem',
      text: 'What is kept on this device can’t be read now. It stays there, but messages not sent yet are lost when you close this page.',
    };
  }
  if (storage === 'memory')
    return { tone: 'plain', text: 'This browser keeps nothing for this page: messages not sent yet are lost when you close it.' };
  return undefined;
}

export function problem(text: string): Notice {
  return { tone: 'problem', text };
}

/** Why a room cannot be shown at all. */
export function obstacleOf(status: StreamStatus | undefined): { title: string; text: string } | undefined {
  if (status?.state === 'signed-out') return { title: 'You’re signed out', text: 'Nothing of this chat is kept in this browser any more.' };
  if (status?.state === 'not-found') return { title: 'This room doesn’t exist', text: 'It may have been removed, or the link is wrong.' };
  if (status?.state === 'forbidden') return { title: 'You can’t see this room', text: 'Ask somebody in the room to let you in.' };
  return undefined;
}

function messages(n: number): string {
  return n === 1 ? '1 message' : `${n} messages`;
}

const NOT_ACCEPTED: Record<string, string> = {
  'outbox-full': 'too much is waiting to be sent already',
  'not-saved': 'this device could not save it',
  'too-large': 'it is too long',
  undone: 'you took it back',
  offline: 'you’re offline, and this device keeps nothing',
};

/** Runs a wish; when it is not accepted, rejects with the reason in words for the user. */
export async function acceptedOrWhy<T>(wish: () => Promise<T>): Promise<T> {
  try {
    return await wish();
  } catch (cause) {
    const reason = (cause as { reason?: unknown } | null)?.reason;
    const words = typeof reason === 'string' ? NOT_ACCEPTED[reason] : undefined;
    throw new Error(words ?? (cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}
