// <chat-app>: rooms beside a room, or one of the two where there is little space. The only element that knows the address.

import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import { MAX_CONTENT, type Message } from '../backend/model.js';
import { StreamErrorEvent } from '../live-stream/events.js';
import { blankStyles } from './blank.styles.js';
import type { Chat } from './chat.js';
import { chatAppStyles } from './chat-app.styles.js';
import type { ChatRoom } from './chat-room.js';
import { CoveredBottom } from './covered-bottom.js';
import { LOAD_STEP, PAGE_SIZE } from './counts.js';
import { typesOnScreen } from './enter-key.js';
import { RoomSelect } from './events.js';
import type { Flash, FlashKind, FlashOptions } from './flash.js';
import { HashRoute } from './hash-route.js';
import { backIcon, chatIcon } from './icons.js';
import { isOfInputMethod } from './input-method.js';
import { KeptInSight } from './kept-in-sight.js';
import type { MessageAction } from './message-actions.js';
import { QUICK_EMOJIS, type EmojiPicker } from './message-reactions.js';
import type { MessageRegions } from './message-regions.js';
import type { RoomList } from './room-list.js';
import { StandingLine, standingStyles } from './standing-line.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import { wordsFor } from './words-for.js';
import { english, type Words } from './words.js';

/**
 * A whole chat. Give it an open `chat`; it fills its box, and needs one with a height. With the embed file (`cdn/live-stream-kit.js`)
 * and the attribute `demo` it has a server in the page and needs nothing.
 *
 * @tagname chat-app
 * @attr {boolean} demo - Embed file only: opens a chat on a server in the page, which is the same in all tabs and keeps what is written.
 * @attr {string} users - With `demo`: who takes part. How many (1 to 10), or names such as `Ana, Ben`. Default: 10.
 * @attr {string} as - With `demo`: which of the users writes here. Default: the first.
 * @attr {string} seed - With `demo`: what the server begins with; another seed is another server. Default: `1`.
 * @attr {string} latency - With `demo`: milliseconds a frame takes, such as `300` or `300..1200`. Default: 0.
 * @attr {number} loss - With `demo`: the fraction of frames that get lost, 0 to 1. Default: 0.
 * @attr {number} history - With `demo`: how many messages the room `archive` has, up to 1000000. Default: no such room.
 * @attr {string} chatter - With `demo`: milliseconds from one message of users who are not here to the next, such as `4000` or `2000..6000`. Default: none.
 * @attr {boolean} offline - With `demo`: cuts the connection as long as it is there.
 * @fires room-select - A room is asked for; `preventDefault()` keeps the one that is open.
 * @fires stream-error - Something the server or the device gave could not be used; the words begin with the element it was meant for.
 * @csspart rooms - The `<room-list>`.
 * @csspart status - How the whole chat stands, and what waits.
 * @csspart room - The `<chat-room>`.
 * @csspart choice - What stands where no room is open.
 * @csspart flash - What the page says over the chat (`putFlash`).
 * @csspart back - The way back to the rooms, where only one of the two is shown.
 */
@inAnyDocument
export class ChatApp extends LitElement {
  static override readonly styles = [tokens, controls, blankStyles, standingStyles, chatAppStyles];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the open room; empty for the list. */
  @property() room = '';
  /** Where the open room is written: `hash` in the address, so that Back, links and reloads work; `none` nowhere. */
  @property({ useDefault: true }) route: 'hash' | 'none' = 'none';
  /** How many messages a room shows at first. */
  @property({ type: Number, attribute: 'page-size', useDefault: true }) pageSize = PAGE_SIZE;
  /** How many older ones are asked for at a time. */
  @property({ type: Number, attribute: 'load-step', useDefault: true }) loadStep = LOAD_STEP;
  /** The most UTF-16 units of a message. */
  @property({ type: Number, attribute: 'maxlength', useDefault: true }) maxLength = MAX_CONTENT;
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone', useDefault: true }) timeZone = '';
  /** What the user may do with a message; by default reply and react to all, edit and delete their own. */
  @property({ attribute: false }) can: ((action: MessageAction, message: Message) => boolean) | undefined;

  /** The order of the rooms: `given` by the server, or where something was said last first (`recent`). */
  @property({ useDefault: true }) order: 'given' | 'recent' = 'given';
  /** The key that leads from the rooms to the messages to the composer, and with Shift back; empty for none. */
  @property({ attribute: 'pane-key', useDefault: true }) paneKey = 'F6';
  /** What to show in place of parts of a message. */
  @property({ attribute: false }) regions: MessageRegions | undefined;
  /** The emojis that are offered at once to react with. */
  @property({ attribute: false }) emojis: readonly string[] = QUICK_EMOJIS;
  /** Shows all emojis to react with, such as `emojiPicker` of `live-stream-kit/emoji`; without one, only those at once are offered. */
  @property({ attribute: false }) emojiPicker: EmojiPicker | undefined;
  /** Which messages of others a screen reader is told as they come: `all`, those that name or answer the user (`mentions`), their number (`count`), or none (`off`). */
  @property({ useDefault: true }) announce: 'all' | 'mentions' | 'count' | 'off' = 'all';
  /** Whether a delete is asked about first: `dialog`, else it is done at once, and can be undone for a moment. */
  @property({ useDefault: true }) confirm: '' | 'dialog' = '';
  /** Sentences in place of the kit’s own, by their name in `STRINGS`; the others are said in the language of the element. */
  @property({ attribute: false }) strings: Partial<Strings> | Words | undefined;

  /**
   * Says something of the page's own over the chat, whichever room is open, in place of what was said of this kind before (LiveView
   * `put_flash/3`). Focus stays where it is; Escape and a button close it. Said before the chat is in a page, it is shown once it is.
   * Throws a `TypeError` for another kind.
   */
  async putFlash(kind: FlashKind, message: string, options: FlashOptions = {}): Promise<void> {
    this.#flash ??= import('./flash.js')
      .then((module) => module.flashOver(this, () => this.#words))
      .catch((error: unknown) => {
        this.#flash = undefined; // the next one tries again
        throw error;
      });
    await (await this.#flash).put(kind, { ...options, message });
  }

  /** Takes back what was said of a kind, or everything (LiveView `clear_flash/2` and `/1`). */
  async clearFlash(kind?: FlashKind): Promise<void> {
    (await this.#flash?.catch(() => undefined))?.clear(kind);
  }

  @query('room-list') rooms!: RoomList;
  @query('chat-room') openRoom!: ChatRoom | null;
  readonly #route = new HashRoute(
    this,
    () => this.route === 'hash',
    (room) => (this.room = room),
  );
  readonly #standing = new StandingLine(this, { chat: () => this.chat, words: () => this.#words, isAlone: () => this.room === '' });
  #flash: Promise<Flash> | undefined;
  #words = english;
  #selected = false;
  #first = true;

  constructor() {
    super();
    new CoveredBottom(this, () => this.renderRoot.querySelector<HTMLElement>('.panes'));
    new KeptInSight(this, () => this.#focusPane());
    this.addEventListener('room-select', (event) => void this.#onSelect(event));
    this.addEventListener('keydown', (event) => void this.#onKey(event));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // An attribute that is taken away, and frameworks, say null or undefined.
    this.room ||= '';
    if (changed.has('route')) this.#route.read();
    this.#first = !this.hasUpdated;
    this.#words = wordsFor(this);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#first || changed.has('route')) this.#route.begin(this.room);
    if (!changed.has('room')) return;
    if (!this.#first) this.#route.go(this.room);
    // Keyboard and screen reader go where the user wanted to.
    if (this.#selected) void this.#focusPane();
    this.#selected = false;
  }

  async #focusPane(): Promise<void> {
    const { room, openRoom } = this;
    if (room === '') return this.rooms.focus();
    await openRoom?.updateComplete; // what is in its slot is nowhere before
    if (room !== this.room) return;
    // On a phone the composer would bring its keyboard, over the room.
    if (typesOnScreen()) this.renderRoot.querySelector<HTMLElement>('.back')?.focus();
    else openRoom?.focus();
  }

  protected override render(): unknown {
    return html`
      <div class="panes ${this.room === '' ? 'at-rooms' : 'at-room'}">
        <nav aria-label=${this.#words.say('rooms')}>
          ${this.route === 'hash' && this.room !== '' ? this.#renderSkip() : nothing}
          <room-list
            part="rooms"
            exportparts="room: room-link, room-time, room-last, room-state, room-unread, heading, list: room-list, empty: rooms-empty, skeleton: rooms-skeleton, unloaded: rooms-unloaded"
            .chat=${this.chat}
            .active=${this.room}
            .order=${this.order}
            .regions=${this.regions}
            .timeZone=${this.timeZone}
            .strings=${this.#words}
            @stream-error=${this.#onError}
          ></room-list>
          ${this.#standing.render(this.#words)}
        </nav>
        <div class="open">${this.room === '' ? this.#renderChoice() : this.#renderRoom()}</div>
      </div>
    `;
  }

  /** Where the chat is the page, nobody should have to go through all rooms first. */
  #renderSkip(): unknown {
    const skip = async (): Promise<void> => (await import('./panes.js')).toMessages(this.openRoom);
    return html`<button class="plain skip" @click=${skip}>${this.#words.say('skipRooms')}</button>`;
  }

  #renderChoice(): unknown {
    return html`<div class="blank choose" part="choice">
      <span class="sign">${chatIcon}</span>
      <h2>${this.#words.say('chooseRoom')}</h2>
      <p>${this.#words.say('chooseRoomHint')}</p>
    </div>`;
  }

  #renderRoom(): unknown {
    return html`<chat-room
      part="room"
      exportparts="header, title, description, notice, lost, messages, here, more, menu, beginning, older, gap, day-in-view, skeleton, empty, unloaded, obstacle, unread, typing, return, pill, composer, box, input, send, hint, counter, reply, attach, files, file, file-preview, refusal, drop, dialog, dialog-input, dialog-error, question, day, new, message, avatar, name, time, quote, text, deleted, attachments, attachment, preview, edited, state, error, reactions, reaction, own-reaction, actions, palette"
      .chat=${this.chat}
      .room=${this.room}
      .pageSize=${this.pageSize}
      .loadStep=${this.loadStep}
      .maxLength=${this.maxLength}
      .timeZone=${this.timeZone}
      .can=${this.can}
      .regions=${this.regions}
      .emojis=${this.emojis}
      .emojiPicker=${this.emojiPicker}
      .announce=${this.announce}
      .confirm=${this.confirm}
      .strings=${this.#words}
      @stream-error=${this.#onError}
    >
      <button
        slot="start"
        class="icon back"
        part="back"
        title=${this.#words.say('allRooms')}
        aria-label=${this.#words.say('allRooms')}
        @click=${() => this.dispatchEvent(new RoomSelect(''))}
      >
        ${backIcon}
      </button>
    </chat-room>`;
  }

  readonly #onError = ({ error, value }: StreamErrorEvent): boolean => this.dispatchEvent(new StreamErrorEvent(error, value));

  async #onKey(event: KeyboardEvent): Promise<void> {
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isOfInputMethod(event);
    if (isOther || event.key !== this.paneKey || this.room === '') return;
    event.preventDefault();
    (await import('./panes.js')).toNextPane(this.rooms, this.openRoom, event.shiftKey);
  }

  async #onSelect(event: RoomSelect): Promise<void> {
    await Promise.resolve(); // whoever listens further out may take it over
    if (event.defaultPrevented) return;
    this.#selected = event.id !== this.room;
    this.room = event.id;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-app': ChatApp;
  }
}
