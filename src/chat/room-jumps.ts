// The jumps of a room: to a message, a day, the first unread one, the newest; each gives focus to where it leads.

import type { LiveStream } from '../live-stream/live-stream.js';
import type { Place, Row } from '../sync/protocol.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import { MessageItem } from './message-item.js';
import type { RoomWindow } from './room-window.js';
import type { RowFocus } from './row-focus.js';
import type { UnreadRows } from './unread-rows.js';
import type { Words } from './words.js';

/** How long a message that was gone to stands out, in milliseconds. */
const STANDS_OUT = 2_000;

export interface RoomJumpsOptions {
  stream(): SyncedStream<Row> | undefined;
  list(): LiveStream<never> | null;
  words(): Words;
  /** Says what could not be done; empty takes it back. */
  trouble(words: string): void;
}

export class RoomJumps {
  readonly #options: RoomJumpsOptions;
  readonly #window: RoomWindow;
  readonly #unread: UnreadRows;
  readonly #rowFocus: RowFocus;
  readonly #ends = new WeakMap<MessageItem, ReturnType<typeof setTimeout>>();

  constructor(options: RoomJumpsOptions, window: RoomWindow, unread: UnreadRows, rowFocus: RowFocus) {
    this.#options = options;
    this.#window = window;
    this.#unread = unread;
    this.#rowFocus = rowFocus;
  }

  /** Shows the row at a place and focuses it; resolves with whether it is shown. */
  async to(place: Place): Promise<boolean> {
    return (await this.#show(place)) !== undefined;
  }

  /** Goes to the first message of a day, else to the newest, and says so. */
  readonly toDay = async (day: Date): Promise<void> => {
    let failed = false;
    this.#options.trouble('');
    const row = await this.#show({ at: day.toISOString() }, () => (failed = true));
    const before = row instanceof MessageItem && Date.parse(row.message?.insertedAt ?? '') < day.getTime();
    if (!failed && (!row || before)) this.#options.trouble(this.#options.words().say('nothingThere'));
  };

  readonly toUnread = async (): Promise<void> => {
    await this.to({ seq: this.#unread.next });
  };

  /** Loads what is older. Whoever asked with a key goes on from where it begins: the button is farther up then, or gone. */
  readonly toOlder = async (event: MouseEvent): Promise<void> => {
    const first = this.#rowFocus.oldest;
    const button = event.currentTarget as HTMLElement;
    await this.#window.older();
    await this.#options.list()?.updateComplete;
    const isThere = button.isConnected ? button.matches(':focus') : document.activeElement === document.body;
    const leads = first !== this.#rowFocus.oldest || this.#options.stream()?.status.beginning === true;
    if (event.detail === 0 && isThere && leads) first?.focus();
  };

  readonly toNewest = async (event: MouseEvent, unseen: number): Promise<void> => {
    await this.#window.latest();
    // The button goes away; whoever pressed it with a key reads on where they have not been.
    if (event.detail === 0) this.#rowFocus.focusNewest(unseen || 1);
  };

  async #show(place: Place, failed?: () => void): Promise<HTMLElement | undefined> {
    const row = await this.#window.jump(place, failed);
    row?.focus({ preventScroll: true });
    if (!(row instanceof MessageItem)) return row;
    row.highlighted = true;
    clearTimeout(this.#ends.get(row));
    this.#ends.set(
      row,
      setTimeout(() => (row.highlighted = false), STANDS_OUT),
    );
    return row;
  }
}
