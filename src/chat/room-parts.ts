// What makes a room live, joined: its streams, the reader's place, what is new, who is there, what is said, what is granted.

import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { Message, Room, User } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Item } from '../sync/gap.js';
import type { Shown } from '../sync/overlay.js';
import { UNKNOWN, type StreamStatus } from '../sync/stream-status.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import { sayInside, type Announce, type Tone } from './announcer.js';
import { Copying } from './copying.js';
import { countOr, LOAD_STEP } from './counts.js';
import { DayTurn } from './day-turn.js';
import type { Draft } from './draft.js';
import { FailedRows } from './failed-rows.js';
import { FileDrop } from './file-drop.js';
import { placeAt, type ReaderLocale } from './format.js';
import { groupedRows, itemRow, markPresent } from './item-row.js';
import { fillingRows, LeftRooms } from './left-rooms.js';
import type { MessageAction } from './message-actions.js';
import type { MessageComposer } from './message-composer.js';
import type { MessageEditDialog } from './message-edit-dialog.js';
import type { MessageItem } from './message-item.js';
import { groupRows } from './message-groups.js';
import type { EmojiPicker } from './message-reactions.js';
import { readingOf, type MessageRegions } from './message-regions.js';
import { ObstacleFocus } from './obstacle-focus.js';
import { ReadingPlace } from './reading-place.js';
import { RoomJumps } from './room-jumps.js';
import { READ_OUT } from './room-menu.js';
import { RoomNews } from './room-news.js';
import { noticeOf, obstacleOf, problem, type Notice } from './room-notice.js';
import { RoomReplies } from './room-replies.js';
import { RoomRequests } from './room-requests.js';
import { RoomWindow } from './room-window.js';
import { RowFocus } from './row-focus.js';
import { StreamController } from './stream-controller.js';
import type { Strings } from './strings.js';
import { TypingLine } from './typing-line.js';
import { UnreadRows } from './unread-rows.js';
import { wordsFor } from './words-for.js';
import { english, type Words } from './words.js';

/** The name of the list: its rows are `messages-ID`. */
export const ROWS = 'messages';

/** The room, as its parts know it. */
export interface RoomHost extends ReactiveControllerHost, HTMLElement {
  readonly chat: Chat | undefined;
  readonly room: string;
  readonly pageSize: number;
  readonly loadStep: number;
  readonly timeZone: string;
  readonly can: ((action: MessageAction, message: Message) => boolean) | undefined;
  readonly regions: MessageRegions | undefined;
  readonly emojis: readonly string[];
  readonly emojiPicker: EmojiPicker | undefined;
  readonly announce: Announce;
  readonly confirm: string;
  strings: Partial<Strings> | Words | undefined;
  readonly list: LiveStream<Shown<Message>> | null;
  readonly dialog: MessageEditDialog | null;
  readonly composer: MessageComposer | null;
  trouble: string;
}

export class RoomParts {
  words = english;
  place: ReaderLocale = { locale: '', timeZone: undefined };
  readonly messages: StreamController<Message>;
  readonly rooms: StreamController<Room>;
  readonly window: RoomWindow;
  readonly failed: FailedRows;
  readonly news: RoomNews;
  readonly reading: ReadingPlace;
  readonly unread: UnreadRows;
  readonly people: TypingLine;
  readonly jumps: RoomJumps;
  readonly replies: RoomReplies;
  readonly drop: FileDrop;
  readonly #host: RoomHost;
  #chat: Chat | undefined;
  #room = '';
  readonly #left = new LeftRooms();
  readonly #note = (): void => this.#left.leave(this.#room, this.#host.list, this.reading.rowInView);
  #standing: StreamStatus | undefined;

  constructor(host: RoomHost) {
    this.#host = host;
    this.messages = new StreamController<Message>(host, {
      key: () => [host.chat, host.room],
      open: (events) =>
        host.room ? host.chat?.room(host.room, events, Math.max(this.#left.size(host.room), fillingRows(host))) : undefined,
      begin: (stream) => {
        const place = this.#left.place(host.room);
        return place && this.window.resume(stream, place);
      },
      list: () => host.list,
      ops: (ops) => this.news.read(ops),
      changed: () => [this.replies, this.failed].forEach((part) => part.changed()),
      refused: (_, { message }) => void (host.trouble = this.words.say('notReactedWhy', { why: message })),
      held: () => this.reading.rowInView?.id.slice(ROWS.length + 1),
      status: (status) => {
        this.window.statusChanged(status);
        this.news.statusChanged(status);
        // What is said instead of the room is not heard behind a dialog, and the words in it are for nobody to read.
        if (host.dialog && obstacleOf(status)) Object.assign(host.dialog, { text: '' }).close();
      },
    });
    this.rooms = new StreamController<Room>(host, { key: () => [host.chat], open: (events) => host.chat?.rooms(events) });
    const asked = this.#asked();
    this.window = new RoomWindow(host, asked);
    this.failed = new FailedRows(host, asked);
    this.news = new RoomNews(host, asked);
    this.reading = new ReadingPlace(host, asked.list, () => this.messages.status?.end ?? true, this.#note);
    const rowFocus = new RowFocus(host, asked.list, () => host.focus());
    this.unread = new UnreadRows(host, { ...asked, first: rowFocus.enterAt });
    this.people = new TypingLine(host, asked);
    this.jumps = new RoomJumps(host, asked, this.window, this.unread, rowFocus);
    this.replies = new RoomReplies(host, asked, this.jumps);
    this.drop = new FileDrop(
      host,
      () => host.chat?.uploader !== undefined && host.composer !== null && !host.composer.hidden,
      (files) => void host.composer?.attach(files),
    );
    new RoomRequests(host, asked);
    new DayTurn(host, () => this.place, this.changed);
    new ObstacleFocus(host);
    new Copying(host, () => (host.list ? { list: host.list, place: this.place, words: this.words } : undefined));
    host.addEventListener('focusin', this.news.announcer.focused);
  }

  /** Another room, or another user's: what is there already is no news. */
  enter(): void {
    const [{ chat, room, dialog }, { status }] = [this.#host, this.messages];
    if (chat !== this.#chat) this.#left.clear();
    else this.#note();
    // Until the room says how it stands itself: what hid and came back would move all below.
    this.#standing =
      status && chat === this.#chat ? { ...UNKNOWN, state: status.state, word: status.word, storage: status.storage } : undefined;
    [this.#chat, this.#room] = [chat, room];
    this.news.restart();
    this.reading.restart();
    this.replies.enter();
    this.jumps.forget();
    this.unread.enter(room ? chat?.mark(room) : undefined);
    this.#host.trouble = '';
    dialog?.close();
  }

  /** What is most worth saying about the connection and what waits. */
  notice(): Notice | undefined {
    if (this.#host.trouble) return problem(this.#host.trouble);
    const status = this.messages.status ?? this.#standing;
    return noticeOf(status && this.failed.inView ? { ...status, failed: 0 } : status, this.failed.unsent, this.words);
  }

  /** Learns where the reader is and which language is said; true when either is another. */
  settle(): boolean {
    const host = this.#host;
    const words = wordsFor(host);
    const place = placeAt(host, this.place);
    const same = words === this.words && place === this.place;
    [this.words, this.place] = [words, place];
    if (!same) void host.updateComplete.then(() => this.changed());
    return !same;
  }

  /** What the user wants read out, else what the page says. */
  get announce(): Announce {
    const chosen = this.#host.chat?.announce.value;
    return READ_OUT.find(([value]) => value === chosen)?.[0] ?? this.#host.announce;
  }

  readonly setAnnounce = (announce: string): void => {
    if (this.#host.chat) this.#host.chat.announce.value = announce;
    this.#host.requestUpdate();
  };

  renderRow(item: Item<Message> | Message): TemplateResult {
    const { chat, can, regions, emojis, emojiPicker } = this.#host;
    const { place, words } = this;
    return itemRow(item, {
      user: chat?.user,
      load: chat?.uploader?.load,
      can,
      place,
      words,
      regions,
      reactions: chat?.reactions ?? false,
      emojis,
      emojiPicker,
    });
  }

  /** The rows are others than before, or read as others. */
  readonly changed = (inserted: readonly string[] = []): void => {
    const { list } = this.#host;
    if (!list) return;
    groupRows(groupedRows(list), new Date(), this.place);
    markPresent(list, this.people.here);
    this.unread.read();
    this.replies.read();
    if (this.news.brought(inserted)) list.scrollToEnd();
    this.reading.measure();
    this.#host.requestUpdate();
  };

  /** What the parts ask the room for, and tell it. */
  #asked() {
    const host = this.#host;
    return {
      chat: () => host.chat,
      room: () => host.room,
      user: (): User | undefined => host.chat?.user,
      stream: (): SyncedStream<Message> | undefined => this.messages.stream,
      status: (): StreamStatus | undefined => this.messages.status,
      list: () => host.list as LiveStream<never> | null,
      words: () => this.words,
      step: () => countOr(host.loadStep, LOAD_STEP),
      domId: (id: string) => `${ROWS}-${id}`,
      row: (id: string) => host.list?.rowByDomId(`${ROWS}-${id}`) as MessageItem | undefined,
      read: () => (this.reading.rowInView ?? groupedRows(host.list!).at(-1)) as MessageItem | undefined,
      atEnd: () => this.reading.atEnd,
      unseen: () => this.reading.unseen,
      announce: () => this.announce,
      plain: (message: Message) => readingOf(host.regions, message),
      inside: (words: string, tone: Tone) => sayInside(host, words, tone),
      say: (words: string) => this.news.announcer.say(words),
      trouble: (words: string) => void (host.trouble = words),
      changed: () => markPresent(host.list, this.people.here),
      unsent: (draft: Draft, { content, replyTo, attachments = [] }: Message) => {
        draft.takeBack(content, replyTo);
        void host.composer?.takeBack(attachments, draft);
      },
      arrived: (messages: readonly Message[]) => {
        this.reading.arrived(messages.length);
        this.unread.arrived(messages);
      },
      deleting: (id: string) => this.news.deleting(id),
      sending: (id: string) => {
        this.news.sending(id, `${ROWS}-${id}`);
        this.people.wrote('');
        this.jumps.forget();
        if (this.messages.status?.end === false) void this.window.latest();
      },
    };
  }
}
