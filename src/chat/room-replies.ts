// Answers in a room: whom the composer answers, what each answer is about as that is now, and the way there and back.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { quoteOf, type Message } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import type { MessageReply, MessageShow } from './events.js';
import type { LeftAt } from './left-rooms.js';
import { MessageItem } from './message-item.js';
import type { Quoted } from './message-quote.js';
import { topIn } from './reading-place.js';
import type { RoomJumps } from './room-jumps.js';
import { granted } from './room-requests.js';
import type { RoomWindow } from './room-window.js';
import type { Words } from './words.js';

type Host = ReactiveControllerHost & HTMLElement & { readonly dialog: ReactiveControllerHost | null };

export interface RoomRepliesOptions {
  chat(): Chat | undefined;
  room(): string;
  stream(): SyncedStream<Message> | undefined;
  list(): LiveStream<never> | null;
  row(id: string): HTMLElement | undefined;
  /** Whether the newest row is in view. */
  atEnd(): boolean;
  words(): Words;
  /** The text of a message as it reads. */
  plain(message: Message): string;
  /** Something to tell the user that no row shows. */
  say(words: string): void;
  /** Why the last request could not be granted; empty when it was. */
  trouble(words: string): void;
}

/** Where the reader was: at an answer. */
interface Origin extends LeftAt {
  atEnd: boolean;
  /** Whether it is still in view from where it led to. */
  near: boolean;
}

export class RoomReplies implements ReactiveController {
  readonly #host: Host;
  readonly #options: RoomRepliesOptions;
  readonly #window: RoomWindow;
  readonly #jumps: RoomJumps;
  #origins: Origin[] = [];
  /** Of answered messages that are not shown, what is kept of them. */
  readonly #kept = new Map<string, Quoted>();
  #stale = false;
  #looking = false;

  constructor(host: Host, options: RoomRepliesOptions, window: RoomWindow, jumps: RoomJumps) {
    this.#host = host;
    this.#options = options;
    this.#window = window;
    this.#jumps = jumps;
    host.addController(this);
    host.addEventListener('message-reply', (event) => void granted(event, () => this.#reply(event)));
    host.addEventListener('message-show', (event) => void granted(event, () => this.#show(event)));
  }

  /** The way back; undefined when there is none. */
  get back(): (() => Promise<void>) | undefined {
    return this.#origins.length > 0 ? this.#back : undefined;
  }

  /** Moved on its page, it has rows. */
  hostConnected(): void {
    this.read();
  }

  hostDisconnected(): void {
    this.#kept.clear();
  }

  /** Who has gone back by scrolling needs no way any more. */
  hostUpdate(): void {
    const last = this.#origins.at(-1);
    if (last && !last.near && this.#isInView(last.id)) this.#origins.pop();
  }

  /** Another room. */
  enter(): void {
    this.forget();
    this.#kept.clear();
  }

  /** The reader has gone elsewhere. */
  forget(): void {
    this.#origins = [];
  }

  /** Tells each answer what the message it answers is now, the composer, and the dialog what it edits. Call when the rows have changed. */
  read(): void {
    for (const row of this.#options.list()?.children ?? [])
      if (row instanceof MessageItem && row.message?.replyTo) row.quoted = this.quoted(row.message.replyTo.id);
    const draft = this.#options.chat()?.draft(this.#options.room());
    if (draft?.replyTo) draft.touch();
    this.#host.dialog?.requestUpdate();
  }

  /** Rows of the room are others, also some that are not shown. */
  changed(): void {
    if (this.#kept.size > 0) this.#look();
  }

  /** What a message is now, as far as that is known; of one that is not shown, what is kept of it is read first. */
  readonly quoted = (id: string): Quoted => {
    const stream = this.#options.stream();
    const shown = stream?.get(id);
    if (shown) {
      if (shown.state !== 'deleting') this.#kept.delete(id);
      // Still so in the moment in which it is shown no more.
      else this.#kept.set(id, null);
      return shown.state === 'deleting' ? null : shown.row;
    }
    if (stream && !this.#kept.has(id)) {
      this.#kept.set(id, undefined);
      this.#look();
    }
    return this.#kept.get(id);
  };

  /** The same as it reads, for the composer. */
  readonly reading = (id: string): Quoted => {
    const quoted = this.quoted(id);
    return quoted && { ...quoted, content: this.#options.plain(quoted) };
  };

  /** Reads what is kept, once for all that ask meanwhile. */
  #look(): void {
    this.#stale = true;
    if (!this.#looking) void this.#find();
  }

  async #find(): Promise<void> {
    this.#looking = true;
    while (this.#stale) {
      await Promise.resolve();
      this.#stale = false;
      const [stream, ids] = [this.#options.stream(), [...this.#kept.keys()]];
      if (!stream) break;
      // Storage that does not answer has said so elsewhere; answers show what they carry.
      const found = await Promise.all(ids.map((id) => stream.find(id).catch(() => undefined)));
      if (stream !== this.#options.stream()) continue;
      for (const row of found) {
        // What was known of a message outlives what the device keeps of it: the answer carries older words.
        if (row && this.#kept.has(row.id) && this.#kept.get(row.id)?.version !== row.version)
          this.#kept.set(row.id, row.deleted ? null : row);
      }
      this.read();
    }
    this.#looking = false;
  }

  async #reply({ id }: MessageReply): Promise<void> {
    const shown = this.#options.stream()?.get(id);
    if (!shown || shown.state === 'deleting') return this.#options.say(this.#options.words().say('messageGone'));
    this.#options.chat()?.draft(this.#options.room()).answer(quoteOf(shown.row));
    this.#host.focus();
  }

  async #show({ id, from }: MessageShow): Promise<void> {
    const origin = { id: from, top: this.#topOf(from), atEnd: this.#options.atEnd(), near: false };
    this.#options.trouble('');
    if (!(await this.#jumps.to({ id }))) return;
    if (!this.#options.row(id)) {
      // Deleted, and nobody here had heard of it: where its place was is nothing to see.
      await this.#return(origin);
      return this.#options.trouble(this.#options.words().say('messageGone'));
    }
    this.#origins.push({ ...origin, near: this.#isInView(from) });
    this.#host.requestUpdate();
  }

  readonly #back = async (): Promise<void> => {
    const origin = this.#origins.pop();
    if (origin) await this.#return(origin);
    this.#host.requestUpdate();
  };

  async #return({ id, top, atEnd }: Origin): Promise<void> {
    const list = this.#options.list();
    if (atEnd) await this.#window.latest();
    const isThere = atEnd && this.#options.row(id) !== undefined;
    if (!isThere && !(await this.#jumps.to({ id }))) return;
    const row = this.#options.row(id);
    if (!isThere && list) list.scrollTop += this.#topOf(id) - top;
    (row?.shadowRoot?.querySelector<HTMLElement>('button.quote') ?? row)?.focus({ preventScroll: true });
  }

  #topOf(id: string): number {
    const [row, list] = [this.#options.row(id), this.#options.list()];
    return row && list ? topIn(list, row) : 0;
  }

  #isInView(id: string): boolean {
    const [row, list] = [this.#options.row(id), this.#options.list()];
    const top = this.#topOf(id);
    return row !== undefined && list !== null && top + row.offsetHeight > 0 && top < list.clientHeight;
  }
}
