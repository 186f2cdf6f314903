// <chat-room>: the messages of one room, kept live, with a composer. It grants the requests of the elements inside it.

import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import { MAX_CONTENT, type Message } from '../backend/model.js';
import type { StreamChangeEvent, StreamErrorEvent, StreamOpEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Shown } from '../sync/overlay.js';
import { blankStyles } from './blank.styles.js';
import type { Chat } from './chat.js';
import { chatRoomStyles } from './chat-room.styles.js';
import { LOAD_STEP, PAGE_SIZE } from './counts.js';
import { typesOnScreen } from './enter-key.js';
import { RoomSelect } from './events.js';
import { fileDropStyles } from './file-drop.js';
import { gapRowStyles } from './gap-row.styles.js';
import { loadAhead } from './late-parts.js';
import type { MessageAction } from './message-actions.js';
import type { MessageComposer } from './message-composer.js';
import type { MessageEditDialog } from './message-edit-dialog.js';
import { QUICK_EMOJIS, type EmojiPicker } from './message-reactions.js';
import type { MessageRegions } from './message-regions.js';
import { reportError } from './report-error.js';
import { ROWS, RoomParts } from './room-parts.js';
import { loadOf, obstacleOf } from './room-notice.js';
import { emptyRoom, floats, nothingLoads, noticeBar, obstacleView, roomName, roomTitle, skeleton, startOfRows } from './room-views.js';
import { roomFloatsStyles } from './room-floats.styles.js';
import { roomMenu, roomMenuStyles } from './room-menu.js';
import { roomViewStyles } from './room-views.styles.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import type { Words } from './words.js';

/**
 * One room. Give it an open `chat` and the id of a `room`; a bounded height makes it scroll inside itself.
 * It listens for the requests of chat and grants them, unless somebody calls `preventDefault()` on one; a `stream-op` event
 * dispatched on it is handed to its list. A room that is shown again while the element lives is where it was left, to the pixel.
 *
 * @tagname chat-room
 * @slot start - At the start of the header, for a way back.
 * @attr {disk|memory} storage - `memory` while nothing written here outlives the page; else `disk`. Set by the room.
 * @fires room-select - The way back out of a room that cannot be shown.
 * @fires stream-error - Something the server or the device gave could not be used.
 * @csspart header - Name and description of the room.
 * @csspart title - Its name.
 * @csspart description - What it is about.
 * @csspart notice - What there is to say about the connection.
 * @csspart lost - Refused changes whose message is nowhere, and changed words of a message that was deleted.
 * @csspart messages - The list.
 * @csspart here - How many people are here.
 * @csspart more - The button that leads to a day, and to what is read out.
 * @csspart menu - The panel behind it.
 * @csspart beginning - The start of the conversation, above the first message.
 * @csspart older - The button that loads older messages.
 * @csspart gap - Where messages are not loaded.
 * @csspart day-in-view - The day in view, above the messages, while its separator is further up.
 * @csspart skeleton - Shapes of messages to come.
 * @csspart empty - What stands in a room nobody has written in.
 * @csspart unloaded - What stands where nothing loads.
 * @csspart obstacle - Why the room cannot be shown.
 * @csspart unread - The way to unread messages further up.
 * @csspart typing - Who is typing.
 * @csspart return - The way back to the answer that led here, or to what was read before a jump to a day.
 * @csspart pill - The button that tells of new messages below.
 * @csspart composer - The `<message-composer>`.
 * @csspart question - The dialog that asks before a message is deleted (`confirm`).
 * @csspart drop - Where files can be dropped, while they are dragged.
 * @csspart day - Of a message: the separator before the first of a day.
 * @csspart new - Of a message: the line above the first not read before this visit.
 * @csspart message - Of a message: all of it, its `row`.
 * @csspart avatar - Of a message: the sender's initials or picture.
 * @csspart name - Of a message: the sender's name.
 * @csspart time - Of a message: when it was sent.
 * @csspart quote - Of a message: what it answers.
 * @csspart text - Of a message: the words.
 * @csspart deleted - Of a message: what stands in its place once it is deleted.
 * @csspart attachments - Of a message: its files.
 * @csspart attachment - Of a message: one of its files.
 * @csspart preview - Of a message: a file shown as a picture.
 * @csspart edited - Of a message: the note that the words were changed.
 * @csspart state - Of a message: the sign of what became of it.
 * @csspart error - Of a message: why a wish was refused.
 * @csspart reactions - Of a message: what people reacted with.
 * @csspart reaction - Of a message: one emoji of them with its count.
 * @csspart own-reaction - Of a message: an emoji the user reacted with.
 * @csspart actions - Of a message: the bar.
 * @csspart palette - Of a message: the emojis to choose from.
 */
@inAnyDocument
export class ChatRoom extends LitElement {
  static override readonly styles = [
    tokens,
    controls,
    blankStyles,
    chatRoomStyles,
    roomViewStyles,
    roomFloatsStyles,
    roomMenuStyles,
    gapRowStyles,
    fileDropStyles,
  ];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the room. */
  @property() room = '';
  /** How many messages are shown at first; more where they do not fill the room. */
  @property({ type: Number, attribute: 'page-size', useDefault: true }) pageSize = PAGE_SIZE;
  /** How many older ones are asked for at a time. */
  @property({ type: Number, attribute: 'load-step', useDefault: true }) loadStep = LOAD_STEP;
  /** The most UTF-16 units of a message. */
  @property({ type: Number, attribute: 'maxlength', useDefault: true }) maxLength = MAX_CONTENT;
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone', useDefault: true }) timeZone = '';
  /** What the user may do with a message; by default reply and react to all, edit and delete their own. The server decides in the end. */
  @property({ attribute: false }) can: ((action: MessageAction, message: Message) => boolean) | undefined;

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

  /** Focuses the composer. */
  override focus(options?: FocusOptions): void {
    if (this.composer) this.composer.focus(options);
    else void this.updateComplete.then(() => this.composer?.focus(options));
  }

  /**
   * Shows a message, given its id, or the first one of a day, wherever in the history it is, and focuses it. Resolves with whether
   * it is shown; why not is said above the rows. Newer messages are then below a button that leads back to them.
   */
  async jumpTo(place: string | Date): Promise<boolean> {
    await this.updateComplete;
    return typeof place === 'string' ? this.#parts.jumps.toMessage(place) : this.#parts.jumps.toInstant(place);
  }

  @query('live-stream') list!: LiveStream<Shown<Message>> | null;
  @query('message-composer') composer!: MessageComposer | null;
  @query('message-edit-dialog') dialog!: MessageEditDialog | null;
  @state() trouble = ''; // why the last thing the user asked for could not be done

  readonly #parts = new RoomParts(this);
  #renderItem: RoomParts['renderRow'] = (item) => this.#parts.renderRow(item);

  constructor() {
    super();
    this.addEventListener('stream-op', (event) => void this.#onStreamOp(event));
  }

  protected override firstUpdated(): void {
    loadAhead();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.setAttribute('storage', this.#parts.messages.status?.storage ?? 'disk');
    if (changed.has('room') || changed.has('chat')) this.#parts.enter();
    // The rows of the room before go, and what floats over them: focus there would go with them.
    if (changed.has('room') && this.shadowRoot?.activeElement?.closest('.stage') && !typesOnScreen()) this.focus();
    if (changed.has('trouble') && this.trouble) this.#parts.news.announcer.say(this.trouble);
    const again = ['can', 'chat', 'regions', 'emojis', 'emojiPicker'].some((name) => changed.has(name as keyof ChatRoom));
    if (this.#parts.settle() || again) this.#renderItem = (item) => this.#parts.renderRow(item); // another function renders rows again
  }

  protected override render(): unknown {
    const { words, place, window, unread, people, jumps, replies, failed, news, drop } = this.#parts;
    const { status } = this.#parts.messages;
    const room = this.#parts.rooms.stream?.get(this.room)?.row;
    const name = roomName(room);
    const obstacle = obstacleOf(status, words);
    const notice = this.#parts.notice();
    return html`
      ${
        obstacle
          ? obstacleView(obstacle, status?.state === 'signed-out' ? undefined : () => this.dispatchEvent(new RoomSelect('')), words)
          : // Not hidden: WebKitGTK 2.50 lays out forever where an anchored panel is in what hides.
            html`
              <div class="header" part="header">
                <slot name="start"></slot>
                ${roomTitle(room, notice)} ${people.renderHere()}
                ${roomMenu({ name: name || this.room, words, place, announce: this.#parts.announce, setAnnounce: this.#parts.setAnnounce, jump: jumps.toDay })}
              </div>
              <div class="bars">${noticeBar(notice, failed.show, words)} ${failed.render()}</div>
            `
      }
      <div class="stage" ?hidden=${Boolean(obstacle)}>
        <live-stream
          part="messages"
          name=${ROWS}
          anchor=${(status?.end ?? true) ? 'end' : 'row'}
          prefetch="0.5"
          role="log"
          aria-live="off"
          aria-label=${name ? words.say('messagesIn', { room: name }) : words.say('messages')}
          aria-busy=${window.loading || !status?.loaded ? 'true' : 'false'}
          .status=${loadOf(status)}
          .renderItem=${this.#renderItem}
          @stream-change=${({ inserted }: StreamChangeEvent) => this.#parts.changed(inserted)}
          @stream-error=${({ error, value }: StreamErrorEvent) => reportError(this, error, value)}
        >
          ${status?.loaded && this.list?.size ? startOfRows({ ...status, name, loading: window.loading, older: jumps.toOlder, words }) : nothing}
          ${emptyRoom(name, words)} ${skeleton(words)} ${nothingLoads(status, words)}
        </live-stream>
        ${floats({ ...this.#parts.reading, ...status, place, words, jump: jumps.toNewest, back: jumps.back, above: unread.above, toUnread: jumps.toUnread, readAll: jumps.readAll })}
      </div>
      ${obstacle ? nothing : people.render()}
      <message-composer
        part="composer"
        exportparts="box, input, send, hint, counter, reply, attach, files, file, preview: file-preview, refusal"
        ?hidden=${Boolean(obstacle)}
        label=${name ? words.say('messageTo', { room: name }) : ''}
        .strings=${words}
        @input=${() => people.wrote(this.composer?.value ?? '')}
        .draft=${this.room ? this.chat?.draft(this.room) : undefined}
        .quoted=${replies.reading}
        .uploader=${this.chat?.uploader}
        .maxLength=${this.maxLength}
      ></message-composer>
      <message-edit-dialog
        exportparts="dialog, input: dialog-input, error: dialog-error"
        .strings=${words}
        .edits=${this.chat?.edits}
        .current=${replies.quoted}
        .maxLength=${this.maxLength}
      ></message-edit-dialog>
      ${drop.render(words)} ${news.announcer.render()}
    `;
  }

  async #onStreamOp(event: Event): Promise<void> {
    event.stopPropagation();
    if (!this.hasUpdated) await this.updateComplete;
    this.list?.apply((event as StreamOpEvent<Shown<Message>>).detail);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room': ChatRoom;
  }
}
