// What is new in a room: the line that stays where reading began this visit, and what is marked read by having been seen.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message, User } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { Glances } from './glances.js';
import { MessageItem } from './message-item.js';
import type { ReadMark } from './read-marks.js';
import { firstUnread, isRead, withRange, type Ranges } from './read-ranges.js';
import type { Words } from './words.js';

type Host = ReactiveControllerHost & Element;

export interface UnreadRowsOptions {
  list(): LiveStream<never> | null;
  status(): StreamStatus | undefined;
  user(): User | undefined;
  /** Whether the newest row is in view. */
  atEnd(): boolean;
  words(): Words;
  /** Told of the first unread row, or that there is none. */
  first(row: HTMLElement | undefined): void;
}

export class UnreadRows implements ReactiveController {
  /** Whether there is something unread above what is shown. */
  above = false;
  readonly #host: Host;
  readonly #options: UnreadRowsOptions;
  #mark: ReadMark | undefined;
  #unwatch: (() => void) | undefined;
  /** What was read when the visit began, and what came before the reader's eyes since: it decides where the line is. */
  #visit: Ranges | undefined;
  readonly #glances = new Glances((row) => this.#seen(row));
  #watched: Element | null = null;
  /** The first unread row. */
  #next: MessageItem | undefined;
  #measuring = false;

  constructor(host: Host, options: UnreadRowsOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch();
  }

  hostUpdated(): void {
    const list = this.#options.list();
    if (list === this.#watched) return;
    this.#watched = list;
    this.#glances.watch(list);
    list?.addEventListener('scroll', this.measure, { passive: true });
    for (const row of this.#rows()) if (row.unread) this.#glances.add(row);
  }

  hostDisconnected(): void {
    this.#glances.watch(null);
    this.#watched = null;
    this.#watch();
  }

  /** Another room, or another user's: a new visit. */
  enter(mark: ReadMark | undefined): void {
    this.#glances.forget();
    this.#visit = undefined;
    this.above = false;
    this.#mark = mark;
    this.#watch();
  }

  /** The mark lives as long as the chat: a room that is gone must not be held by it. */
  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = this.#host.isConnected ? this.#mark?.watch(() => this.read()) : undefined;
  }

  /** The first place that is unread now. */
  get next(): number {
    return firstUnread(this.#mark?.ranges ?? []);
  }

  /** Everything up to the newest row is taken for read. */
  readonly readAll = (): void => {
    const newest = this.#rows().findLast(({ message }) => message && placed(message))?.message;
    if (!newest) return;
    this.#visit = withRange(this.#visit ?? [], 0, newest.seq);
    this.#mark?.add(0, newest.seq);
  };

  /** These have just come: what comes before the reader's eyes is not new when they look again. */
  arrived(messages: readonly Message[]): void {
    if (!this.#visit || !this.#glances.isLookedAt || !this.#options.atEnd()) return;
    for (const { seq } of messages) this.#visit = withRange(this.#visit, seq, seq);
  }

  /** Reads rows and marks again, and sets the line and the marks of rows. */
  read(): void {
    const ranges = this.#mark?.ranges;
    const rows = this.#rows();
    if (!ranges || !this.#mark || !this.#options.status()?.loaded) return;
    const newest = rows.findLast(({ message }) => message && placed(message))?.message;
    // On a device that has never seen the room, what is there is no news. Nor is there any in a room that is empty.
    if (!this.#mark.begun) return this.#mark.add(0, newest?.seq ?? 0);
    this.#visit ??= ranges;
    let before: number | undefined = this.#options.status()?.beginning ? 0 : undefined;
    let [line, unread]: (MessageItem | undefined)[] = [];
    for (const row of rows) {
      const { message } = row;
      if (!message || !placed(message)) continue;
      const own = message.sender?.id === this.#options.user()?.id;
      if (own && !isRead(this.#mark.ranges ?? ranges, message.seq)) this.#mark.add((before ?? message.seq - 1) + 1, message.seq);
      const isNew = !own && !isRead(this.#visit, message.seq);
      if (isNew && !line && before !== undefined && (before === 0 || !this.#isNewAt(before))) line = row;
      const isUnread = !own && !isRead(this.#mark.ranges ?? ranges, message.seq);
      if (isUnread) unread ??= row;
      this.#setUnread(row, isUnread);
      before = message.seq;
    }
    for (const row of rows) {
      const words = row === line ? this.#options.words().say('newLine') : '';
      if (row.newLine !== words) row.newLine = words;
    }
    this.#next = unread;
    this.#options.first(unread);
    this.measure();
  }

  /** Whether a place is new this visit. */
  #isNewAt(place: number): boolean {
    return this.#visit !== undefined && !isRead(this.#visit, place) && place >= firstUnread(this.#visit);
  }

  /** Looks whether there is something unread above: loaded and out of view, or further up than what is loaded. Once a frame. */
  readonly measure = (): void => {
    if (this.#measuring) return;
    this.#measuring = true;
    requestAnimationFrame(() => {
      this.#measuring = false;
      this.#measure();
    });
  };

  #measure(): void {
    const unread = this.#next;
    const oldest = this.#oldest();
    const beyond = !this.#options.status()?.beginning && oldest !== undefined && this.next < oldest.seq;
    const list = this.#options.list();
    const hidden = unread && list && unread.getBoundingClientRect().bottom <= list.getBoundingClientRect().top;
    const above = Boolean(beyond || hidden);
    if (above === this.above) return;
    this.above = above;
    this.#host.requestUpdate();
  }

  #setUnread(row: MessageItem, unread: boolean): void {
    if (row.unread === unread) return;
    row.unread = unread;
    this.#glances[unread ? 'add' : 'delete'](row);
  }

  /** Seen: it is read, and with it all places that hold nothing, between it and the row before. */
  #seen(row: MessageItem): void {
    const { message } = row;
    if (!row.isConnected || !message || !placed(message)) return;
    const rows = this.#rows();
    const above = row.previousElementSibling;
    const before = above instanceof MessageItem ? rows[rows.indexOf(row) - 1]?.message : undefined;
    const first = !before && above?.slot !== '' && this.#options.status()?.beginning;
    this.#mark?.add(before && placed(before) ? before.seq + 1 : first ? 0 : message.seq, message.seq);
  }

  /** Asked in every frame of scrolling: as a rule it is the very first row. */
  #oldest(): Message | undefined {
    for (const row of this.#options.list()?.children ?? [])
      if (row instanceof MessageItem && row.message && placed(row.message)) return row.message;
    return undefined;
  }

  #rows(): MessageItem[] {
    return [...(this.#options.list()?.children ?? [])].filter((child): child is MessageItem => child instanceof MessageItem);
  }
}

/** Whether the server has given it its place. */
function placed({ seq, version }: Message): boolean {
  return version > 0 && Number.isSafeInteger(seq);
}
