// <room-list>: the rooms as links, the open one marked.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import type { Message, Room } from '../backend/model.js';
import type { StreamErrorEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Shown } from '../sync/overlay.js';
import type { Chat } from './chat.js';
import { DayTurn } from './day-turn.js';
import { RoomSelect } from './events.js';
import { clockTime, dayKey, exactTime, placeAt, shortDay, type ReaderLocale } from './format.js';
import { roomLink } from './hash-route.js';
import { roomName } from './room-views.js';
import { alertIcon, clockIcon, editIcon, hashIcon } from './icons.js';
import { readingOf, type MessageRegions } from './message-regions.js';
import { senderName } from './message-words.js';
import { reportError } from './report-error.js';
import { activity, MOST_UNREAD, RoomDigests } from './room-digests.js';
import { roomListStyles } from './room-list.styles.js';
import { StreamController } from './stream-controller.js';
import { loadOf, STOPPED } from './room-notice.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import { wordsFor } from './words-for.js';
import { english, type Words } from './words.js';

/**
 * The rooms of a chat, live, each with its newest message, how much is unread, and what is being written there; of more than 50 given,
 * those after the fiftieth are only named, and `order="recent"` leaves them at the end; of more than 500, the newest are shown. A plain click asks for the room by `room-select`; any other (new tab, copy the link) is the browser's.
 *
 * @tagname room-list
 * @fires room-select - The id of the room clicked.
 * @fires stream-error - Something the server or the device gave could not be used.
 * @csspart heading - The word above the rooms.
 * @csspart list - The list.
 * @csspart empty - What is said where there are no rooms.
 * @csspart skeleton - Shapes of rooms to come.
 * @csspart unloaded - What is said where rooms do not load.
 * @csspart room - The link of a room; the open one has `aria-current="page"`.
 * @csspart room-time - When something was last said there.
 * @csspart room-last - What was said there last, or is being written.
 * @csspart room-state - The sign that one's own newest message waits or was refused.
 * @csspart room-unread - How much is unread.
 */
@inAnyDocument
export class RoomList extends LitElement {
  static override readonly styles = [tokens, controls, roomListStyles];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the open room; empty for none. */
  @property() active = '';
  /** `given`: as the server has them; `recent`: where something was said last comes first. */
  @property() order: 'given' | 'recent' = 'given';
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone' }) timeZone = '';
  /** Sentences in place of the kit’s own, by their name in `STRINGS`; the others are said in the language of the element. */
  @property({ attribute: false }) strings: Partial<Strings> | Words | undefined;
  /** What a page shows in place of parts of a message: the newest words of a room are shown as its `body.plain` reads them. */
  @property({ attribute: false }) regions: MessageRegions | undefined;
  /** The address of a room. */
  @property({ attribute: false }) href: (id: string) => string = roomLink;

  /** Focuses the link of the open room, else of the first one. */
  override focus(options?: FocusOptions): void {
    const link = this.renderRoot.querySelector<HTMLElement>('a[aria-current]') ?? this.renderRoot.querySelector('a');
    link?.focus(options);
  }

  @query('live-stream') list!: LiveStream<Shown<Room>> | null;
  readonly #rooms: StreamController<Room> = new StreamController<Room>(this, {
    key: () => [this.chat],
    open: (events) => this.chat?.rooms(events),
  });
  readonly #digests: RoomDigests = new RoomDigests(this, { chat: () => this.chat, changed: (room) => this.#arrange(room) });
  #shown: readonly string[] = [];
  /** The rooms were others than shown while more of them were on their way. */
  #isBehind = false;
  #words = english;
  #place: ReaderLocale = { locale: '', timeZone: undefined };
  #renderRoom = (shown: Shown<Room>): TemplateResult => this.#room(shown);

  constructor() {
    super();
    new DayTurn(
      this,
      () => this.#place,
      () => this.#again(),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const words = wordsFor(this);
    const place = placeAt(this, this.#place);
    if (words === this.#words && place === this.#place && !changed.has('regions')) return;
    this.#words = words;
    this.#place = place;
    this.#again();
  }

  /** Another function makes the list render its rows again. */
  #again(): void {
    this.#renderRoom = (shown) => this.#room(shown);
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#arrange();
    if (!changed.has('active')) return;
    // The mark moves: only the room left and the room entered are rendered again.
    for (const id of [changed.get('active'), this.active]) if (id) this.#renderAgain(id);
  }

  protected override render(): unknown {
    const { status } = this.#rooms;
    const words = this.#words;
    return html`
      <h2 part="heading">${words.say('rooms')}</h2>
      <live-stream
        part="list"
        name="rooms"
        anchor="none"
        role=${this.list?.size ? 'list' : nothing}
        .status=${loadOf(status)}
        .renderItem=${this.#renderRoom}
        @stream-change=${() => this.requestUpdate()}
        @stream-error=${({ error, value }: StreamErrorEvent) => reportError(this, error, value)}
      >
        <div slot="empty" class="blank" part="empty">${words.say('noRooms')}</div>
        <div slot="loading" class="skeleton" part="skeleton">
          <span class="unseen">${words.say('loadingRooms')}</span><i></i><i></i><i></i>
        </div>
        <div slot="failed" class="blank" part="unloaded">${words.say((status && STOPPED[status.state]) ?? 'roomsOffline')}</div>
      </live-stream>
    `;
  }

  #room({ row }: Shown<Room>): TemplateResult {
    const { last, unread = 0, draft = '', sends } = this.#digests.of(row.id) ?? {};
    const words = this.#words;
    const at = last?.row.insertedAt ?? '';
    const written = sends ? words.say('sendsWhenUploaded') : draft.trim() && words.say('draft', { text: draft.trim() });
    const said = written || (last ? this.#said(last.row) : row.description);
    const count = unread < MOST_UNREAD ? words.say('unread', { count: unread }) : words.say('unreadMany', { count: MOST_UNREAD - 1 });
    return html`
      <div role="listitem">
        <a
          part="room"
          class=${unread > 0 ? 'unread' : ''}
          href=${this.href(row.id)}
          aria-current=${row.id === this.active ? 'page' : nothing}
          @click=${(event: MouseEvent) => this.#onClick(event, row.id)}
        >
          ${hashIcon}<span class="name" dir="auto">${roomName(row)}</span
          >${at ? html`<time part="room-time" datetime=${at} title=${exactTime(at, this.#place)}>${this.#when(at)}</time>` : nothing}${
            said
              ? html`<span class="description ${written ? 'draft' : ''}" part="room-last" dir="auto"
                  >${stateOf(last, written !== '', words)}${said}</span
                >`
              : nothing
          }${
            unread > 0
              ? html`<span class="badge" part="room-unread" role="img" aria-label=${count}
                  >${unread < MOST_UNREAD ? words.number(unread) : `${words.number(MOST_UNREAD - 1)}+`}</span
                >`
              : nothing
          }
        </a>
      </div>
    `;
  }

  #said(message: Message): string {
    const { sender } = message;
    const name = sender?.id === this.chat?.user.id ? this.#words.say('you') : senderName(message, this.#words);
    return this.#words.say('saying', { name, text: readingOf(this.regions, message).slice(0, 200) });
  }

  #when(at: string): string {
    const today = dayKey(at, this.#place) === dayKey(new Date().toISOString(), this.#place);
    return today ? clockTime(at, this.#place) : shortDay(at, this.#place);
  }

  /** Puts the rooms into their order; a room whose place does not change is rendered again if it is `changed`. */
  #arrange(changed?: string): void {
    const { stream } = this.#rooms;
    const rooms: Shown<Room>[] = [];
    stream?.newest(({ id }) => {
      rooms.unshift(stream.get(id)!);
      return false;
    });
    // More are on their way, and come above these: what is shown stays until then.
    this.#isBehind ||= !this.#rooms.status?.loaded && rooms.length > 0;
    if (this.#isBehind && !this.#rooms.status?.loaded) return;
    const ids = rooms.map(({ id }) => id);
    this.#digests.follow(ids);
    // In an order that would be another one in a moment, they would change places before the reader's eyes.
    if (this.order === 'recent' && this.#shown.length === 0 && !this.#digests.settled) return;
    if (this.order === 'recent') rooms.sort((a, b) => activity(this.#digests.of(b.id)) - activity(this.#digests.of(a.id)));
    const versions = rooms.map(({ id, row }) => `${id} ${row.version}`);
    if (this.#isBehind || versions.join() !== this.#shown.join()) this.list?.reset(rooms);
    else if (changed !== undefined) this.#renderAgain(changed);
    if (this.list) [this.#shown, this.#isBehind] = [versions, false];
  }

  #renderAgain(id: string): void {
    const room = this.#rooms.stream?.get(id);
    if (room) this.list?.insert(room, { updateOnly: true });
  }

  #onClick(event: MouseEvent, id: string): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dispatchEvent(new RoomSelect(id));
  }
}

/** What became of one's own newest message, by shape: a clock, or the sign of a refusal, which a draft does not hide; else a pencil before that. */
function stateOf(last: Shown<Message> | undefined, drafting: boolean, words: Words): unknown {
  if (last?.state === 'failed') return sign('refused', words.say('notSent'), alertIcon);
  if (drafting) return html`<span class="state" aria-hidden="true">${editIcon}</span> `; // the words say that it is a draft
  return last?.state === 'waiting' ? sign('wait', words.say('isWaiting'), clockIcon) : nothing;
}

function sign(look: string, name: string, icon: TemplateResult): TemplateResult {
  return html`<span class="state ${look}" part="room-state" role="img" aria-label=${name} title=${name}>${icon}</span> `;
}

declare global {
  interface HTMLElementTagNameMap {
    'room-list': RoomList;
  }
}
