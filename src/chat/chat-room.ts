// <chat-room>: the messages of one room, kept live, with a composer. It grants the requests of the elements inside it.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { MAX_CONTENT, type Message, type Room } from '../backend/model.js';
import type { StreamChangeEvent, StreamErrorEvent, StreamOpEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import '../live-stream/live-stream.js';
import type { StreamOp } from '../live-stream/ops.js';
import type { Item } from '../sync/gap.js';
import type { Shown } from '../sync/overlay.js';
import { Announcer } from './announcer.js';
import { Arrivals } from './arrivals.js';
import type { Chat } from './chat.js';
import { chatRoomStyles } from './chat-room.styles.js';
import { RoomSelect } from './events.js';
import { FailedRows } from './failed-rows.js';
import { localeAt, type Place } from './format.js';
import type { MessageComposer } from './message-composer.js';
import './message-composer.js';
import type { MessageEditDialog } from './message-edit-dialog.js';
import './message-edit-dialog.js';
import { groupRows } from './message-groups.js';
import { groupedRows, itemRow } from './item-row.js';
import type { MessageAction } from './message-item.js';
import { refusalOf } from './message-words.js';
import { ReadingPlace } from './reading-place.js';
import { noticeOf, obstacleOf, problem } from './room-notice.js';
import { reportError } from './report-error.js';
import { RoomRequests } from './room-requests.js';
import { RoomWindow } from './room-window.js';
import { emptyRoom, floats, nothingOffline, noticeBar, obstacleView, roomTitle, skeleton, startOfRows } from './room-views.js';
import { gapRowStyles } from './gap-row.styles.js';
import { roomViewStyles } from './room-views.styles.js';
import { RowFocus } from './row-focus.js';
import { StreamController } from './stream-controller.js';
import { controls, tokens } from './tokens.js';

const NAME = 'messages';

/**
 * One room. Give it an open `chat` and the id of a `room`; a bounded height makes it scroll inside itself.
 * It listens for the requests of chat and grants them, unless somebody calls `preventDefault()` on one; a `stream-op` event
 * dispatched on it is handed to its list.
 *
 * @slot start - At the start of the header, for a way back.
 * @attr {disk|memory} storage - `memory` while nothing written here outlives the page; else `disk`. Set by the room.
 * @fires room-select - The way back out of a room that cannot be shown.
 * @fires stream-error - Something the server or the device gave could not be used.
 * @csspart header - Name and description of the room.
 * @csspart notice - What there is to say about the connection.
 * @csspart lost - Refused changes whose message is nowhere.
 * @csspart messages - The list.
 * @csspart pill - The button that tells of new messages below.
 * @csspart composer - The `<message-composer>`.
 */
@customElement('chat-room')
export class ChatRoom extends LitElement {
  static override readonly styles = [tokens, controls, chatRoomStyles, roomViewStyles, gapRowStyles];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the room. */
  @property() room = '';
  /** How many messages are shown at first. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = 10;
  /** How many older ones are asked for at a time. */
  @property({ type: Number, attribute: 'load-step' }) loadStep = 5;
  /** The most UTF-16 units of a message. */
  @property({ type: Number, attribute: 'maxlength' }) maxLength = MAX_CONTENT;
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone' }) timeZone = '';
  /** What the user may do with a message; by default edit and delete their own. The server decides in the end. */
  @property({ attribute: false }) can: ((action: MessageAction, message: Message) => boolean) | undefined;

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
    const row = await this.#window.jump(typeof place === 'string' ? { id: place } : { at: place.toISOString() });
    row?.focus({ preventScroll: true });
    row?.animate([{ background: 'var(--_accent-soft)' }, {}], { duration: 2_000, easing: 'ease-in' });
    return row !== undefined;
  }

  @query('live-stream') list!: LiveStream<Shown<Message>> | null;
  @query('message-composer') composer!: MessageComposer | null;
  @query('message-edit-dialog') dialog!: MessageEditDialog | null;
  @state() trouble = ''; // why the last thing the user asked for could not be done

  readonly #messages = new StreamController<Message>(this, {
    key: () => [this.chat, this.room],
    open: (events) => (this.room ? this.chat?.room(this.room, events, this.pageSize) : undefined),
    list: () => this.list,
    ops: (ops) => this.#onOps(ops),
    held: () => this.#reading.rowInView?.id.slice(NAME.length + 1),
    status: (status) => this.#window.statusChanged(status),
  });
  readonly #rooms = new StreamController<Room>(this, { key: () => [this.chat], open: (events) => this.chat?.rooms(events) });
  readonly #window = new RoomWindow(this, {
    stream: () => this.#messages.stream,
    list: () => this.#rows(),
    step: () => this.loadStep,
    domId: (id) => `${NAME}-${id}`,
    failed: (words) => (this.trouble = words),
  });
  readonly #failed = new FailedRows(this, { list: () => this.list, stream: () => this.#messages.stream });
  readonly #announcer = new Announcer(this);
  readonly #arrivals = new Arrivals();
  readonly #rows = (): LiveStream<never> | null => this.list as LiveStream<never> | null;
  readonly #rowFocus = new RowFocus(this, this.#rows, () => this.focus());
  readonly #reading = new ReadingPlace(this, this.#rows, () => this.#messages.status?.end ?? true);
  #following = '';
  #place: Place = { locale: '', timeZone: undefined };
  #renderItem = (item: Item<Message> | Message): TemplateResult => this.#renderRow(item);

  constructor() {
    super();
    new RoomRequests(this, {
      stream: () => this.#messages.stream,
      user: () => this.chat?.user,
      row: (id) => this.list?.rowByDomId(`${NAME}-${id}`) as HTMLElement | undefined,
      sending: (id) => {
        this.#arrivals.sending(id);
        this.#following = `${NAME}-${id}`;
        if (this.#messages.status?.end === false) void this.#window.latest();
      },
      unsent: (words) => this.chat?.draft(this.room).takeBack(words),
      say: (words) => this.#announcer.say(words),
      trouble: (words) => (this.trouble = words),
    });
    this.addEventListener('stream-op', (event) => void this.#onStreamOp(event));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.setAttribute('storage', this.#messages.status?.storage ?? 'disk');
    if (changed.has('room') || changed.has('chat')) this.#enter();
    const place = { locale: localeAt(this), timeZone: this.timeZone || undefined };
    const moved = place.locale !== this.#place.locale || place.timeZone !== this.#place.timeZone;
    if (!moved && !changed.has('can') && !changed.has('chat')) return;
    this.#place = place;
    this.#renderItem = (item) => this.#renderRow(item); // another function makes the list render its rows again
  }

  protected override render(): unknown {
    const { status } = this.#messages;
    const room = this.#rooms.stream?.get(this.room)?.row;
    const name = room?.name ?? '';
    const obstacle = obstacleOf(status);
    const notice = this.trouble ? problem(this.trouble) : noticeOf(status, this.#failed.unsent);
    return html`
      <div class="header" part="header" ?hidden=${Boolean(obstacle)}>
        <slot name="start"></slot>
        ${roomTitle(room, notice)}
      </div>
      <div class="bars" role="status">${obstacle ? nothing : [noticeBar(notice, this.#failed.show), this.#failed.render()]}</div>
      <div class="stage" ?hidden=${Boolean(obstacle)}>
        <live-stream
          part="messages"
          name=${NAME}
          anchor=${(status?.end ?? true) ? 'end' : 'row'}
          prefetch="0.5"
          role="log"
          aria-live="off"
          aria-label=${name ? `Messages in ${name}` : 'Messages'}
          aria-busy=${this.#window.loading || !status?.loaded ? 'true' : 'false'}
          .status=${status?.loaded ? 'ready' : status?.state === 'offline' ? 'failed' : 'loading'}
          .renderItem=${this.#renderItem}
          @stream-change=${this.#onChange}
          @stream-error=${({ error, value }: StreamErrorEvent) => reportError(this, error, value)}
        >
          ${status?.loaded && this.list?.size ? startOfRows({ ...status, name, loading: this.#window.loading, older: this.#window.older }) : nothing}
          ${emptyRoom(name)} ${skeleton()} ${nothingOffline(status?.storage ?? 'disk')}
        </live-stream>
        ${floats({ ...this.#reading, ...this.#messages.status, place: this.#place, jump: this.#jump })}
      </div>
      ${obstacle ? obstacleView(obstacle, () => this.dispatchEvent(new RoomSelect(''))) : nothing}
      <message-composer
        part="composer"
        exportparts="box, input, send, hint, counter"
        ?hidden=${Boolean(obstacle)}
        label=${name ? `Message ${name}` : 'Message'}
        .draft=${this.chat?.draft(this.room)}
        .maxLength=${this.maxLength}
      ></message-composer>
      <message-edit-dialog exportparts="dialog" .edits=${this.chat?.edits} .maxLength=${this.maxLength}></message-edit-dialog>
      ${this.#announcer.render()}
    `;
  }

  #renderRow(item: Item<Message> | Message): TemplateResult {
    return itemRow(item, { user: this.chat?.user, can: this.can, place: this.#place });
  }

  /** Another room, or another user's: what is there already is no news. */
  #enter(): void {
    this.#arrivals.restart();
    this.#reading.restart();
    this.#following = '';
    this.trouble = '';
    this.dialog?.close();
  }

  #onOps(ops: readonly StreamOp<Item<Message>>[]): void {
    const { arrived, refused } = this.#arrivals.read(ops);
    this.#reading.arrived(arrived.length);
    for (const { wish } of refused) this.#announcer.say(refusalOf(wish));
    if (!this.#messages.status?.loaded || this.#messages.status.state !== 'live') return; // catching up is reading, not hearing
    for (const { sender, content } of arrived) if (sender?.id !== this.chat?.user.id) this.#announcer.arrived(sender?.name ?? '', content);
  }

  #onChange(event: StreamChangeEvent): void {
    if (!this.list) return;
    groupRows(groupedRows(this.list), new Date(), this.#place);
    if (event.inserted.includes(this.#following)) {
      this.#following = '';
      this.list.scrollToEnd();
    }
    this.requestUpdate();
  }

  readonly #jump = (event: MouseEvent): void => {
    // The button goes away; whoever pressed it with a key goes on at the newest message.
    void this.#window.latest().then(() => event.detail === 0 && this.#rowFocus.focusNewest());
  };

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
