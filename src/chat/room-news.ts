// What comes into a room while somebody is there: told from history, spoken once, and followed when it is the reader's own.

import type { ReactiveControllerHost } from 'lit';
import type { Message, User } from '../backend/model.js';
import type { StreamOp } from '../live-stream/ops.js';
import { isGap, type Item } from '../sync/gap.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { Announcer, type Announce } from './announcer.js';
import { Arrivals } from './arrivals.js';
import { isMeant, refusalOf, senderName } from './message-words.js';
import { StandingNews } from './standing-news.js';
import type { Words } from './words.js';

export interface RoomNewsOptions {
  user(): User | undefined;
  status(): StreamStatus | undefined;
  words(): Words;
  announce(): Announce;
  /** The text of a message as it reads. */
  plain(message: Message): string;
  /** Says it in a dialog that is open; false when there is none. */
  inside(words: string): boolean;
  /** Called with the messages that came. */
  arrived(messages: readonly Message[]): void;
}

export class RoomNews {
  readonly announcer: Announcer;
  readonly #options: RoomNewsOptions;
  readonly #arrivals = new Arrivals();
  /** What was sent from here and is not on the screen yet. */
  #following = '';
  /** What is deleted from here and does not show it yet. */
  #deleting = '';
  readonly #standing = new StandingNews();

  constructor(host: ReactiveControllerHost, options: RoomNewsOptions) {
    this.announcer = new Announcer(host, options);
    this.#options = options;
  }

  /** Another room, or another user's: what is there already is no news. */
  restart(): void {
    this.announcer.restart();
    this.#arrivals.restart();
    this.#following = '';
    this.#standing.restart();
  }

  /** A message is being sent from here; it will be the row with that DOM id. */
  sending(id: string, domId: string): void {
    this.#arrivals.sending(id);
    this.#following = domId;
  }

  /** A message is being deleted from here; once it can be undone, that is said. */
  deleting(id: string): void {
    this.#deleting = id;
  }

  /** Whether what was sent from here is among these ids; asked once. */
  brought(ids: readonly string[]): boolean {
    const found = this.#following !== '' && ids.includes(this.#following);
    if (found) this.#following = '';
    return found;
  }

  /** Reads what is about to be shown. */
  read(ops: readonly StreamOp<Item<Message>>[]): void {
    const { user, status, words, announce, plain, arrived } = this.#options;
    const news = this.#arrivals.read(ops);
    arrived(news.arrived);
    if (ops.some((op) => op.op === 'insert' && !isGap(op.item) && op.item.id === this.#deleting && op.item.state === 'deleting')) {
      this.#deleting = '';
      this.announcer.say(words().say('undoAvailable'));
    }
    for (const { wish } of news.refused) this.announcer.say(refusalOf(wish, words()), 'assertive');
    if (!status()?.loaded || status()?.state !== 'live') return; // catching up is reading, not hearing
    for (const message of news.arrived) {
      if (message.sender?.id === user()?.id || (announce() === 'mentions' && !isMeant(message, user()))) continue;
      this.announcer.arrived(senderName(message, words()), plain(message));
    }
  }

  /** Says what is new about the connection. That nothing of it is here any more, the place of the room says itself. */
  statusChanged(status: StreamStatus): void {
    const said = this.#standing.read(status, this.#options.words());
    if (said && status.word !== 'signed-out') this.announcer.say(said);
  }
}
