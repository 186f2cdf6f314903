// What is said aloud of how things stand: that the connection was lost or is back, what needs somebody to act, and
// that a room cannot be shown.

import { noticeOf, obstacleOf, type Standing } from './room-notice.js';
import type { Words } from './words.js';

export class StandingNews {
  /** What was told last. */
  #told: string | undefined;

  /** How another room, or another chat, stands is no news of this one. */
  restart(): void {
    this.#told = undefined;
  }

  /** What there is to say, if anything. How much waits is not said again and again. */
  read(status: Standing, words: Words): string | undefined {
    const { word, readable, unreadable } = status;
    const obstacle = obstacleOf(status, words);
    if (!obstacle && readable && (word === 'connecting' || word === 'behind')) return undefined;
    const standing = `${word} ${readable} ${unreadable} ${obstacle?.title ?? ''}`;
    const before = this.#told;
    this.#told = standing;
    if (before === standing) return undefined;
    if (obstacle) return `${obstacle.title}${words.say('stop')}${obstacle.text}`;
    const notice = noticeOf({ ...status, failed: 0 }, 0, words);
    if (notice?.tone === 'problem') return notice.text;
    if (word === 'signed-out') return words.say('signedOut');
    if (word === 'offline') return before === undefined ? undefined : words.say('wentOffline');
    return before?.startsWith('offline ') ? words.say('cameBack') : undefined;
  }
}
