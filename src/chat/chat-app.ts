// <chat-app>: rooms beside a room, or one of the two where there is little space. The only element that knows the address.

import { LitElement, css, html, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { MAX_CONTENT, type Message } from '../backend/model.js';
import { StreamErrorEvent } from '../live-stream/events.js';
import type { Chat } from './chat.js';
import type { ChatRoom } from './chat-room.js';
import './chat-room.js';
import { RoomSelect } from './events.js';
import { HashRoute } from './hash-route.js';
import { backIcon, chatIcon } from './icons.js';
import type { MessageAction } from './message-item.js';
import type { RoomList } from './room-list.js';
import './room-list.js';
import { controls, tokens } from './tokens.js';

/**
 * A whole chat. Give it an open `chat`; it fills its box, and needs one with a height.
 *
 * @fires room-select - A room is asked for; `preventDefault()` keeps the one that is open.
 * @fires stream-error - Something the server or the device gave could not be used; the words begin with the element it was meant for.
 * @csspart rooms - The `<room-list>`.
 * @csspart room - The `<chat-room>`.
 * @csspart back - The way back to the rooms, where only one of the two is shown.
 */
@customElement('chat-app')
export class ChatApp extends LitElement {
  static override readonly styles = [
    tokens,
    controls,
    css`
      :host {
        display: block;
        block-size: 100%;
        min-inline-size: 0;
        overflow: hidden;
        background: var(--_bg);
        container: chat-app / inline-size;
      }
      :host([hidden]) {
        display: none;
      }
      .panes {
        display: grid;
        grid-template: minmax(0, 1fr) / clamp(13rem, 24cqi, 18rem) minmax(0, 1fr);
        block-size: 100%;
      }
      nav {
        min-inline-size: 0;
        border-inline-end: 1px solid var(--_line);
      }
      .open {
        min-inline-size: 0;
      }
      button.back {
        display: none;
        flex: none;
        inline-size: 2.5rem;
        block-size: 2.5rem;
      }
      .back:dir(rtl) svg {
        transform: scaleX(-1);
      }
      .choose {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.25rem;
        block-size: 100%;
        padding: 1.5rem;
        color: var(--_muted);
        text-align: center;
      }
      .choose h2 {
        margin: 0.75rem 0 0;
        color: var(--_text);
        font-size: 1.0625rem;
        font-weight: 600;
      }
      .choose p {
        margin: 0;
      }
      .sign {
        display: grid;
        place-items: center;
        inline-size: 3rem;
        block-size: 3rem;
        border-radius: 50%;
        background: var(--_accent-soft);
        color: var(--_accent);
      }
      .sign svg {
        inline-size: 1.375rem;
        block-size: 1.375rem;
      }
      @container chat-app (inline-size < 40rem) {
        .panes {
          grid-template-columns: minmax(0, 1fr);
        }
        nav {
          border: 0;
        }
        .at-room nav,
        .at-rooms .open {
          display: none;
        }
        button.back {
          display: inline-grid;
        }
      }
    `,
  ];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the open room; empty for the list. */
  @property() room = '';
  /** Where the open room is written: `hash` in the address, so that Back, links and reloads work; `none` nowhere. */
  @property() route: 'hash' | 'none' = 'none';
  /** How many messages a room shows at first. */
  @property({ type: Number, attribute: 'page-size' }) pageSize = 10;
  /** How many older ones are asked for at a time. */
  @property({ type: Number, attribute: 'load-step' }) loadStep = 5;
  /** The most UTF-16 units of a message. */
  @property({ type: Number, attribute: 'maxlength' }) maxLength = MAX_CONTENT;
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone' }) timeZone = '';
  /** What the user may do with a message; by default edit and delete their own. */
  @property({ attribute: false }) can: ((action: MessageAction, message: Message) => boolean) | undefined;

  @query('room-list') rooms!: RoomList;
  @query('chat-room') openRoom!: ChatRoom | null;
  readonly #route = new HashRoute(
    this,
    () => this.route === 'hash',
    (room) => (this.room = room),
  );
  #selected = false;
  #first = true;

  constructor() {
    super();
    this.addEventListener('room-select', (event) => void this.#onSelect(event));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('route')) this.#route.read();
    this.#first = !this.hasUpdated;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('room')) return;
    if (this.#first) this.#route.begin(this.room);
    else this.#route.go(this.room);
    // The link that was pressed may be out of sight now; keyboard and screen reader go where the user wanted to.
    if (this.#selected) (this.room === '' ? this.rooms : this.openRoom)?.focus();
    this.#selected = false;
  }

  protected override render(): unknown {
    return html`
      <div class="panes ${this.room === '' ? 'at-rooms' : 'at-room'}">
        <nav aria-label="Rooms">
          <room-list
            part="rooms"
            exportparts="room: room-link"
            .chat=${this.chat}
            .active=${this.room}
            @stream-error=${this.#onError}
          ></room-list>
        </nav>
        <div class="open">${this.room === '' ? this.#renderChoice() : this.#renderRoom()}</div>
      </div>
    `;
  }

  #renderChoice(): unknown {
    return html`<div class="choose">
      <span class="sign">${chatIcon}</span>
      <h2>Choose a room</h2>
      <p>Pick one from the list to read and write.</p>
    </div>`;
  }

  #renderRoom(): unknown {
    return html`<chat-room
      part="room"
      exportparts="header, notice, messages, pill, composer"
      .chat=${this.chat}
      .room=${this.room}
      .pageSize=${this.pageSize}
      .loadStep=${this.loadStep}
      .maxLength=${this.maxLength}
      .timeZone=${this.timeZone}
      .can=${this.can}
      @stream-error=${this.#onError}
    >
      <button
        slot="start"
        class="icon back"
        part="back"
        title="All rooms"
        aria-label="All rooms"
        @click=${() => this.dispatchEvent(new RoomSelect(''))}
      >
        ${backIcon}
      </button>
    </chat-room>`;
  }

  readonly #onError = ({ error, value }: StreamErrorEvent): boolean => this.dispatchEvent(new StreamErrorEvent(error, value));

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
