// The jumps of a room: to a message, a day, the first unread one, the newest; each gives focus to where it leads. And the way back from
// those that lead away from what was read.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Place } from '../sync/protocol.js';
import type { LeftAt } from './left-rooms.js';
import { isFocusLost } from './lost-focus.js';
import { MessageItem } from './message-item.js';
import { topIn } from './reading-place.js';
import type { RoomWindow } from './room-window.js';
import type { RowFocus } from './row-focus.js';
import type { UnreadRows } from './unread-rows.js';
import type { Words } from './words.js';

/** How long a message that was gone to stands out, in milliseconds. */
const STANDS_OUT = 2_000;

export interface RoomJumpsOptions {
  list(): LiveStream<never> | null;
  row(id: string): HTMLElement | undefined;
  /** The topmost message in view; at the end the newest. */
  read(): MessageItem | undefined;
  /** Whether the newest row is in view. */
  atEnd(): boolean;
  /** How many rows came below the view. */
  unseen(): number;
  words(): Words;
  /** Says what could not be done; empty takes it back. */
  trouble(words: string): void;
}

/** Where a reader was: at an answer, whose quote led away, or just reading. */
export interface Origin extends LeftAt {
  atEnd: boolean;
  answer: boolean;
}

/** A way back, and what it is called. */
export interface WayBack {
  label: 'backTo' | 'backThere';
  go(): Promise<void>;
}

export class RoomJumps implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: RoomJumpsOptions;
  readonly #window: RoomWindow;
  readonly #unread: UnreadRows;
  readonly #rowFocus: RowFocus;
  readonly #ends = new WeakMap<MessageItem, ReturnType<typeof setTimeout>>();

  /** `near`: still in view from where the jump led to. */
  #origins: (Origin & { near: boolean })[] = [];

  constructor(host: ReactiveControllerHost, options: RoomJumpsOptions, window: RoomWindow, unread: UnreadRows, rowFocus: RowFocus) {
    this.#host = host;
    this.#options = options;
    this.#window = window;
    this.#unread = unread;
    this.#rowFocus = rowFocus;
    host.addController(this);
  }

  /** Who has gone back by scrolling needs no way any more. */
  hostUpdate(): void {
    const last = this.#origins.at(-1);
    if (last && !last.near && this.#isInView(last.id)) this.#origins.pop();
  }

  /** The way back; undefined when there is none. */
  get back(): WayBack | undefined {
    const last = this.#origins.at(-1);
    return last && { label: last.answer ? 'backTo' : 'backThere', go: this.#back };
  }

  /** The reader has gone elsewhere: nothing leads back. */
  forget(): void {
    this.#origins = [];
  }

  /** Where the reader is, to come back to: at this message. */
  at(id: string, answer: boolean): Origin {
    return { id, top: this.#topOf(id), atEnd: this.#options.atEnd(), answer };
  }

  /** Has led away from there: now a way leads back. */
  leftFrom(origin: Origin): void {
    this.#origins.push({ ...origin, near: this.#isInView(origin.id) });
    this.#host.requestUpdate();
  }

  /** Goes back there. */
  async return({ id, top, atEnd, answer }: Origin): Promise<void> {
    const list = this.#options.list();
    if (atEnd) await this.#window.latest();
    const isThere = atEnd && this.#options.row(id) !== undefined;
    if (!isThere && !(await this.to({ id }))) return;
    const row = this.#options.row(id);
    if (!isThere && list) list.scrollTop += this.#topOf(id) - top;
    const quote = answer ? row?.shadowRoot?.querySelector<HTMLElement>('button.quote') : undefined;
    (quote ?? row)?.focus({ preventScroll: true });
  }

  /** Shows the row at a place and focuses it; resolves with whether it is shown. */
  async to(place: Place): Promise<boolean> {
    return (await this.#show(place)) !== undefined;
  }

  /** Shows a message, or where it was, and says then that it is gone; resolves with whether it is shown. */
  async toMessage(id: string): Promise<boolean> {
    this.#options.trouble('');
    if (!(await this.to({ id }))) return false;
    const isThere = this.#options.row(id) !== undefined;
    if (!isThere) this.#options.trouble(this.#options.words().say('messageGone'));
    return isThere;
  }

  /** Shows what was said at an instant or next after it; resolves with whether it is shown, and says it where that is none. */
  async toInstant(at: Date): Promise<boolean> {
    this.#options.trouble('');
    if (!Number.isNaN(at.getTime())) return this.to({ at: at.toISOString() });
    this.#options.trouble(this.#options.words().say('nothingThere'));
    return false;
  }

  /** Goes to the first message of a day, else to the newest, and says so. */
  readonly toDay = async (day: Date): Promise<void> => {
    let failed = false;
    this.#options.trouble('');
    const read = this.#options.read()?.message;
    const origin = read && this.at(read.id, false);
    const row = await this.#show({ at: day.toISOString() }, () => (failed = true));
    const before = row instanceof MessageItem && Date.parse(row.message?.insertedAt ?? '') < day.getTime();
    if (!failed && (!row || before)) this.#options.trouble(this.#options.words().say('nothingThere'));
    if (row && origin && !this.#isInView(origin.id)) this.leftFrom(origin);
  };

  readonly toUnread = async (): Promise<void> => {
    await this.to({ seq: this.#unread.next });
  };

  /** Is done with what is unread further up. The button goes away; whoever pressed it with a key stays where they read. */
  readonly readAll = (event: MouseEvent): void => {
    this.#unread.readAll();
    if (event.detail === 0) this.#options.read()?.focus({ preventScroll: true });
  };

  /** Loads what is older. Whoever asked with a key goes on from where it begins: the button is farther up then, or gone. */
  readonly toOlder = async (event: MouseEvent): Promise<void> => {
    const first = this.#rowFocus.oldest;
    const button = event.currentTarget as HTMLElement;
    await this.#window.older();
    await this.#options.list()?.updateComplete;
    const isThere = button.isConnected ? button.matches(':focus') : isFocusLost(button);
    const leads = first !== this.#rowFocus.oldest || this.#window.beginning === true;
    if (event.detail === 0 && isThere && leads) first?.focus();
  };

  readonly toNewest = async (event: MouseEvent): Promise<void> => {
    const unseen = this.#options.unseen();
    this.forget();
    await this.#window.latest();
    // The button goes away; whoever pressed it with a key reads on where they have not been.
    if (event.detail === 0) this.#rowFocus.focusNewest(unseen || 1);
  };

  readonly #back = async (): Promise<void> => {
    const origin = this.#origins.pop();
    if (origin) await this.return(origin);
    this.#host.requestUpdate();
  };

  #topOf(id: string): number {
    const [row, list] = [this.#options.row(id), this.#options.list()];
    return row && list ? topIn(list, row) : 0;
  }

  #isInView(id: string): boolean {
    const [row, list] = [this.#options.row(id), this.#options.list()];
    const top = this.#topOf(id);
    return row !== undefined && list !== null && top + row.offsetHeight > 0 && top < list.clientHeight;
  }

  async #show(place: Place, failed?: () => void): Promise<HTMLElement | undefined> {
    const row = await this.#window.jump(place, failed);
    row?.focus({ preventScroll: true });
    if (!(row instanceof MessageItem) || ('id' in place && row.message?.id !== place.id)) return row;
    row.highlighted = true;
    clearTimeout(this.#ends.get(row));
    this.#ends.set(
      row,
      setTimeout(() => (row.highlighted = false), STANDS_OUT),
    );
    return row;
  }
}
