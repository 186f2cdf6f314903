// What comes into a room while somebody is there: told from history, spoken once, and followed when it is the reader's own.

import type { ReactiveControllerHost } from 'lit';
import type { Message, User } from '../backend/model.js';
import type { StreamOp } from '../live-stream/ops.js';
import { isGap, type Item } from '../sync/gap.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { Announcer, type Announce, type Tone } from './announcer.js';
import { Arrivals } from './arrivals.js';
import type { Chat } from './chat.js';
import { isMeant, refusalOf, senderName } from './message-words.js';
import { obstacleOf } from './room-notice.js';
import { StandingNews } from './standing-news.js';
import type { Words } from './words.js';

/** How long a room is not to be had until that is said, in milliseconds: a refusal that is asked about again may be taken back at once. */
const LASTING = 400;

/** What was said last of a chat's connection, when, and in which of its rooms: the others, which hear of it about then, keep it to themselves. */
const told = new WeakMap<Chat, { readonly said: string; readonly at: number; readonly by: RoomNews }>();
/** By then each room of a chat has heard of what became of their connection, in milliseconds. */
const ABOUT = 10_000;

export interface RoomNewsOptions {
  chat(): Chat | undefined;
  user(): User | undefined;
  status(): StreamStatus | undefined;
  words(): Words;
  announce(): Announce;
  /** The text of a message as it reads. */
  plain(message: Message): string;
  /** Says it in a dialog that is open; false when there is none. */
  inside(words: string, tone: Tone): boolean;
  /** Called with the messages that came. */
  arrived(messages: readonly Message[]): void;
}

export class RoomNews {
  readonly announcer: Announcer;
  readonly #host: Element;
  readonly #options: RoomNewsOptions;
  readonly #arrivals = new Arrivals();
  /** What was sent from here and is not on the screen yet. */
  #following = '';
  /** What is deleted from here and does not show it yet. */
  #deleting = '';
  readonly #standing = new StandingNews();
  #obstacle: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & Element, options: RoomNewsOptions) {
    this.#host = host;
    this.announcer = new Announcer(host, options);
    this.#options = options;
  }

  /** Another room, or another user's: what is there already is no news. */
  restart(): void {
    this.announcer.restart();
    this.#arrivals.restart();
    this.#following = '';
    this.#standing.restart();
    clearTimeout(this.#obstacle);
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

  /** Says what is new about the connection, and that the room cannot be shown, once that lasts. */
  statusChanged(status: StreamStatus): void {
    const said = this.#standing.read(status, this.#options.words());
    const isObstacle = obstacleOf(status) !== undefined;
    if (said || !isObstacle) clearTimeout(this.#obstacle);
    if (said && isObstacle) this.#obstacle = setTimeout(() => this.announcer.say(said), LASTING);
    else if (said && this.#isTold(said))
      this.#options.inside(said, 'polite'); // under a dialog the other room is not heard
    else if (said) this.announcer.say(said);
  }

  /** Whether another room has said it of the same chat; else this one is about to. A room that is hidden says it to nobody. */
  #isTold(said: string): boolean {
    const chat = this.#options.chat();
    const before = chat && told.get(chat);
    const at = performance.now();
    if (before?.said === said && before.by !== this && at - before.at < ABOUT) return true;
    if (chat && this.#host.checkVisibility()) told.set(chat, { said, at, by: this });
    return false;
  }
}
