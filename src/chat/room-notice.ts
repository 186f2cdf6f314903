// What a room says about its connection, in words.

import type { LinkState } from '../sync/link-state.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { whyOf } from './report-error.js';
import type { StringKey } from './strings.js';
import { english, type Words } from './words.js';

export interface Notice {
  /** `quiet` passes by itself; `plain` is good to know; `problem` needs somebody to act. */
  tone: 'quiet' | 'plain' | 'problem';
  text: string;
  /** Whether there are rows that say more. */
  failed?: boolean;
  /** There is no connection. */
  offline?: boolean;
}

/** How a stream stands, or all of them, as far as there is something to say about it. */
export type Standing = Pick<StreamStatus, 'word' | 'storage' | 'readable' | 'waiting' | 'failed' | 'unreadable'> & {
  state?: LinkState;
};

/**
 * The one thing most worth saying about a stream, if anything is. Of what failed, `unsent` are new messages, which are always shown;
 * the others are changes.
 */
export function noticeOf(status: Standing | undefined, unsent = 0, words: Words = english): Notice | undefined {
  if (!status) return undefined;
  const { state, word, storage, readable, waiting, failed, unreadable } = status;
  if (word === 'closed') return problem(words.say('chatClosed'));
  if (!readable) return problem(words.say('noStorage'));
  switch (word) {
    case 'auth-required':
      return problem(words.say('sessionEnded'));
    case 'update-needed':
      return problem(words.say('outOfDate'));
    case 'outbox-full':
      return problem(words.say(state === 'offline' ? 'fullOffline' : 'full'));
    case 'offline': {
      const key = storage === 'memory' ? 'offlineMemory' : waiting > 0 ? 'offlineWaiting' : 'offline';
      return { tone: 'plain', text: words.say(key, { count: waiting }), offline: true };
    }
    case 'connecting':
      return { tone: 'quiet', text: words.say('isConnecting') };
    case 'behind':
      return { tone: 'quiet', text: words.say('isBehind') };
    default:
  }
  if (failed > 0) {
    const changes = failed - unsent;
    const parts = [unsent > 0 && words.say('unsent', { count: unsent }), changes > 0 && words.say('unsaved', { count: changes })];
    return { ...problem(parts.filter(Boolean).join(' ')), failed: true };
  }
  if (unreadable) return problem(words.say('unreadable'));
  if (word === 'memory') return { tone: 'plain', text: words.say('memory') };
  return undefined;
}

/** What to say where nothing loads before somebody has done something. */
export const STOPPED: Partial<Record<StreamStatus['state'], StringKey>> = {
  'auth-required': 'isAuthRequired',
  'update-needed': 'isUpdateNeeded',
  'signed-out': 'isSignedOut',
  closed: 'isClosed',
};

/** Whether rows are there, on their way, or not to be had for now. */
export function loadOf(status: StreamStatus | undefined): 'ready' | 'loading' | 'failed' {
  if (status?.loaded) return 'ready';
  return status && (status.state === 'offline' || status.state in STOPPED) ? 'failed' : 'loading';
}

export function problem(text: string): Notice {
  return { tone: 'problem', text };
}

/** Why a room cannot be shown at all. */
export function obstacleOf(
  status: Pick<Standing, 'state'> | undefined,
  words: Words = english,
): { title: string; text: string } | undefined {
  const say = (key: 'signedOut' | 'noRoom' | 'noEntry'): { title: string; text: string } => ({
    title: words.say(key),
    text: words.say(`${key}Hint`),
  });
  if (status?.state === 'signed-out') return say('signedOut');
  if (status?.state === 'not-found') return say('noRoom');
  if (status?.state === 'forbidden') return say('noEntry');
  return undefined;
}

const NOT_ACCEPTED: Record<string, StringKey> = {
  'outbox-full': 'tooMuchWaits',
  'not-saved': 'deviceFailed',
  'too-large': 'isTooLong',
  closed: 'alreadyClosed',
  undone: 'takenBack',
  offline: 'offlineNothingKept',
};

/** Runs a wish; when it is not accepted, rejects with the reason in words for the user. */
export async function acceptedOrWhy<T>(wish: () => Promise<T>, words: Words = english): Promise<T> {
  try {
    return await wish();
  } catch (cause) {
    const reason = (cause as { reason?: unknown } | null)?.reason;
    const key = typeof reason === 'string' ? NOT_ACCEPTED[reason] : undefined;
    throw new Error(key ? words.say(key) : whyOf(cause), { cause });
  }
}
