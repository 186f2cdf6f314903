// Answers in a room: whom the composer answers, what each answer is about as that is now, and the way there.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { quoteOf, type Message } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import type { MessageReply, MessageShow } from './events.js';
import { MessageItem } from './message-item.js';
import type { Quoted } from './message-quote.js';
import { oneAtATime } from './one-at-a-time.js';
import type { RoomJumps } from './room-jumps.js';
import { granted } from './room-requests.js';
import type { Words } from './words.js';

interface Dialog extends ReactiveControllerHost {
  /** The message it is open for. */
  readonly editing: string | undefined;
}
type Host = ReactiveControllerHost & HTMLElement & { readonly dialog: Dialog | null };

export interface RoomRepliesOptions {
  chat(): Chat | undefined;
  room(): string;
  stream(): SyncedStream<Message> | undefined;
  list(): LiveStream<never> | null;
  row(id: string): HTMLElement | undefined;
  words(): Words;
  /** The text of a message as it reads. */
  plain(message: Message): string;
  /** Something to tell the user that no row shows. */
  say(words: string): void;
  /** Why the last request could not be granted; empty when it was. */
  trouble(words: string): void;
}

export class RoomReplies implements ReactiveController {
  readonly #host: Host;
  readonly #options: RoomRepliesOptions;
  readonly #jumps: RoomJumps;
  /** What is known of answered messages that are not shown, as long as somebody here asks for them. */
  readonly #kept = new Map<string, Quoted>();

  constructor(host: Host, options: RoomRepliesOptions, jumps: RoomJumps) {
    this.#host = host;
    this.#options = options;
    this.#jumps = jumps;
    host.addController(this);
    host.addEventListener('message-reply', (event) => void granted(event, () => this.#reply(event)));
    host.addEventListener('message-show', (event) => void granted(event, () => this.#show(event)));
  }

  /** Moved on its page, it has rows. */
  hostConnected(): void {
    this.read();
  }

  hostDisconnected(): void {
    this.#kept.clear();
  }

  /** Another room. */
  enter(): void {
    this.#kept.clear();
  }

  /** Tells each answer what the message it answers is now, the composer, and the dialog what it edits. Call when the rows have changed. */
  read(): void {
    const { dialog } = this.#host;
    const draft = this.#options.chat()?.draft(this.#options.room());
    const answers = [...(this.#options.list()?.children ?? [])].filter((row) => row instanceof MessageItem);
    const asked = new Set([...answers.map(({ message }) => message?.replyTo?.id), draft?.replyTo?.id, dialog?.editing]);
    // What nobody asks for any more is not read with each change for as long as the room is open.
    for (const id of this.#kept.keys()) if (!asked.has(id)) this.#kept.delete(id);
    for (const row of answers) if (row.message?.replyTo) row.quoted = this.quoted(row.message.replyTo.id);
    if (draft?.replyTo) draft.touch();
    dialog?.requestUpdate();
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

  /** Reads what is kept. */
  readonly #look = oneAtATime(async () => {
    const [stream, ids] = [this.#options.stream(), [...this.#kept.keys()]];
    if (!stream) return;
    // Storage that does not answer has said so elsewhere; answers show what they carry.
    const found = await Promise.all(ids.map((id) => stream.find(id).catch(() => undefined)));
    if (stream !== this.#options.stream()) return;
    for (const row of found) {
      // What was known of a message outlives what the device keeps of it: the answer carries older words.
      if (row && this.#kept.has(row.id) && this.#kept.get(row.id)?.version !== row.version)
        this.#kept.set(row.id, row.deleted ? null : row);
    }
    this.read();
  });

  async #reply({ id }: MessageReply): Promise<void> {
    const shown = this.#options.stream()?.get(id);
    if (!shown || shown.state === 'deleting') return this.#options.say(this.#options.words().say('messageGone'));
    this.#options.chat()?.draft(this.#options.room()).answer(quoteOf(shown.row));
    this.#host.focus();
  }

  async #show({ id, from }: MessageShow): Promise<void> {
    const origin = this.#jumps.at(from, true);
    this.#options.trouble('');
    if (!(await this.#jumps.to({ id }))) return;
    if (!this.#options.row(id)) {
      // Deleted, and nobody here had heard of it: where its place was is nothing to see.
      await this.#jumps.return(origin);
      return this.#options.trouble(this.#options.words().say('messageGone'));
    }
    this.#jumps.leftFrom(origin);
  }
}
