// Grants the requests of the elements in a room by asking its stream, unless somebody takes a request over.

import type { ReactiveControllerHost } from 'lit';
import type { Message, User } from '../backend/model.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import type { Draft } from './draft.js';
import { typesOnScreen } from './enter-key.js';
import { isFocusLost } from './lost-focus.js';
import type { MessageEdit, MessageReact, MessageSave, MessageSend } from './events.js';
import type { MessageAction } from './message-actions.js';
import type { MessageEditDialog } from './message-edit-dialog.js';
import type { MessageItem } from './message-item.js';
import { whyOf } from './report-error.js';
import { acceptedOrWhy } from './room-notice.js';
import type { StringKey } from './strings.js';
import type { Words } from './words.js';

const NO_ROOM = 'no room is open';

/** Nobody looks at a stream that is open only to send. */
const unseen = (): void => undefined;

/** The room, as far as its requests need it. */
export interface Grantor extends HTMLElement, ReactiveControllerHost {
  readonly room: string;
  readonly confirm: string;
  readonly can: ((action: MessageAction, message: Message) => boolean) | undefined;
  readonly dialog: MessageEditDialog | null;
}

export interface RoomRequestsOptions {
  chat(): Chat | undefined;
  stream(): SyncedStream<Message> | undefined;
  user(): User | undefined;
  /** The row of a message, to give focus back to. */
  row(id: string): MessageItem | undefined;
  /** Called before a message is created. */
  sending(id: string): void;
  /** A message was taken back before it was sent: its words are the writer's again, in the draft they came from. */
  unsent(draft: Draft, message: Message): void;
  words(): Words;
  /** What a message says, for whoever hears it. */
  plain(message: Message): string;
  /** Something to tell the user that no row shows. */
  say(words: string): void;
  /** Why the last request could not be granted; empty when it was. */
  trouble(words: string): void;
  /** Told of a message that is about to be deleted, which nobody would hear of by focus. */
  deleting(id: string): void;
}

const TOO_LATE = { create: 'tooLateSent', edit: 'tooLateSaved', delete: 'tooLateDeleted' } as const;
const UNDONE = { create: 'sendTaken', edit: 'editTaken', delete: 'deleteTaken' } as const;

export class RoomRequests {
  readonly #host: Grantor;
  readonly #options: RoomRequestsOptions;

  constructor(host: Grantor, options: RoomRequestsOptions) {
    this.#host = host;
    this.#options = options;
    host.addEventListener('message-send', (event) => event.waitUntil(granted(event, () => this.#send(event))));
    host.addEventListener('message-save', (event) => {
      const saved = granted(event, () => this.#save(event));
      event.waitUntil(saved);
      saved.catch((error: unknown) => {
        if (host.dialog?.editing !== event.id) this.#tell('notSavedNow', error); // closed meanwhile, it says nothing
      });
    });
    host.addEventListener('message-edit', (event) => void granted(event, () => this.#edit(event)));
    host.addEventListener('message-delete', (event) => void this.#try(event, () => this.#delete(event.id)));
    host.addEventListener('message-react', (event) => {
      const told = this.#options.row(event.id)?.shadowRoot?.activeElement?.matches('.chip') ?? false;
      void this.#try(event, () => this.#react(event, told));
    });
    host.addEventListener('message-retry', (event) => void this.#try(event, () => this.#stream().retry(event.id)));
    host.addEventListener('message-discard', (event) => void this.#try(event, () => this.#stream().discard(event.id)));
    host.addEventListener('message-undo', (event) => {
      const told = this.#holdsFocus(event.id);
      void this.#try(event, () => this.#undo(event.id, told));
    });
  }

  #stream(): SyncedStream<Message> {
    const stream = this.#options.stream();
    if (!stream) throw new Error(NO_ROOM);
    return stream;
  }

  async #send(event: MessageSend): Promise<void> {
    const sender = this.#options.user();
    const now = new Date().toISOString();
    const replyTo = event.replyTo && { replyTo: event.replyTo };
    const files = event.attachments.length > 0 && { attachments: event.attachments };
    const roomId = event.room || this.#host.room;
    const body = { roomId, sender, content: event.content, insertedAt: now, updatedAt: now, ...replyTo, ...files };
    const create = (stream: SyncedStream<Message>): Promise<void> =>
      acceptedOrWhy(() => stream.create(event.id, event.mutationId, body), this.#options.words());
    const chat = this.#options.chat();
    // What waited for its files may be of whoever was here before.
    if (event.room && chat?.draft(roomId).sending !== event.id) throw new Error(this.#options.words().say('isSignedOut'));
    const shown = roomId === this.#host.room ? this.#options.stream() : undefined;
    if (shown) {
      this.#options.sending(event.id);
      await create(shown);
      this.#options.trouble('');
    } else {
      if (!chat || !roomId) throw new Error(NO_ROOM);
      const stream = chat.room(roomId, { ops: unseen, status: unseen, error: unseen });
      await create(stream).finally(() => stream.close());
    }
  }

  async #save(event: MessageSave): Promise<void> {
    const stream = this.#stream();
    const shown = stream.get(event.id);
    // Storage that does not answer has said so elsewhere.
    const isGone = shown ? shown.state === 'deleting' : (await stream.find(event.id).catch(() => undefined))?.deleted;
    if (isGone) throw new Error(this.#options.words().say('messageGone'));
    await acceptedOrWhy(async () => stream.edit(event.id, { content: event.content }), this.#options.words());
    // Once the dialog has closed: what is said inside it goes with it.
    setTimeout(() => this.#say('saved'));
  }

  async #edit(event: MessageEdit): Promise<void> {
    const stream = this.#options.stream();
    const [userId, { can }] = [this.#options.user()?.id, this.#host];
    const isOffered = (row: Message): boolean => row.sender?.id === userId && (can?.('edit', row) ?? true);
    // Looked up now, never remembered: the newest own message may be another by now, or be deleted.
    const shown = event.id === undefined ? stream?.newest(isOffered) : stream?.get(event.id);
    if (shown) {
      this.#host.dialog?.addEventListener('close', this.#goOn);
      await this.#host.dialog?.open(shown.row, event.id === undefined ? undefined : this.#options.row(event.id));
    } else this.#say(event.id === undefined ? 'nothingToEdit' : 'messageGone');
  }

  async #delete(id: string): Promise<void> {
    const stream = this.#stream();
    if (this.#host.confirm === 'dialog') {
      const { askToDelete } = await import('./delete-question.js');
      const isWanted = await askToDelete(this.#host, this.#options, stream, id);
      this.#goOn();
      if (!isWanted) return;
    }
    if (!this.#holdsFocus(id)) this.#options.deleting(id);
    await stream.delete(id);
  }

  /**
   * The message that a dialog gives focus back to may be gone, as in another room: then focus is nowhere, or still in what has closed, and
   * goes to where one writes, unless that brings a keyboard.
   */
  readonly #goOn = (): void => {
    const { dialog, shadowRoot } = this.#host;
    const isLost = isFocusLost(this.#host) || (dialog !== null && shadowRoot?.activeElement === dialog);
    if (isLost && !typesOnScreen()) this.#host.focus();
  };

  /** What a chip that has focus tells by itself is not said beside. */
  async #react({ id, emoji, on }: MessageReact, told: boolean): Promise<void> {
    const user = this.#options.user();
    await this.#stream().react(id, emoji, on, user && { id: user.id, name: user.name });
    if (!told) this.#options.say(this.#options.words().say(on ? 'reacted' : 'reactionTaken', { emoji }));
  }

  async #undo(id: string, told: boolean): Promise<void> {
    const stream = this.#stream();
    const { wish, row } = stream.get(id) ?? {};
    // Another room, or another user, may be shown by the time it is taken back.
    const draft = row && this.#options.chat()?.draft(row.roomId);
    const kind = wish && wish.kind !== 'react' ? wish.kind : 'delete';
    if (!(await stream.undo(id))) throw new Error(this.#options.words().say(TOO_LATE[kind]));
    if (kind === 'create' && draft) this.#options.unsent(draft, row);
    if (kind === 'create' || !told) this.#say(UNDONE[kind]);
  }

  /** Then focus goes to Undo, or back to the message, and a screen reader with it: nothing is said beside. */
  #holdsFocus(id: string): boolean {
    return this.#options.row(id)?.matches(':focus-within') ?? false;
  }

  #say(key: StringKey): void {
    this.#options.say(this.#options.words().say(key));
  }

  #tell(key: 'notSavedNow' | 'didNotWork', error: unknown): void {
    this.#options.trouble(this.#options.words().say(key, { why: whyOf(error) }));
  }

  /** For requests with no place of their own to show why they were not granted. Another room says nothing of it. */
  async #try(event: Event, action: () => Promise<unknown>): Promise<void> {
    const stream = this.#options.stream();
    const isShown = (): boolean => stream === this.#options.stream();
    try {
      await granted(event, () => acceptedOrWhy(action, this.#options.words()));
      if (isShown()) this.#options.trouble('');
    } catch (error) {
      if (isShown()) this.#tell('didNotWork', error);
    }
  }
}

/** Runs the default action of a request once every listener had its chance to take it over; false when one did. */
export async function granted<T>(event: Event, action: () => Promise<T>): Promise<T | false> {
  await Promise.resolve();
  return event.defaultPrevented ? false : action();
}
