// <room-list>: the rooms as links, the open one marked.

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Room } from '../backend/model.js';
import type { StreamErrorEvent } from '../live-stream/events.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import '../live-stream/live-stream.js';
import type { Shown } from '../sync/overlay.js';
import type { Chat } from './chat.js';
import { RoomSelect } from './events.js';
import { roomHref } from './hash-route.js';
import { hashIcon } from './icons.js';
import { reportError } from './report-error.js';
import { StreamController } from './stream-controller.js';
import { controls, tokens } from './tokens.js';

/**
 * The rooms of a chat, live. A plain click asks for the room by `room-select`; any other (new tab, copy the link) is the browser's.
 *
 * @fires room-select - The id of the room clicked.
 * @fires stream-error - Something the server or the device gave could not be used.
 * @csspart heading - The word above the rooms.
 * @csspart list - The list.
 * @csspart room - The link of a room; the open one has `aria-current="page"`.
 */
@customElement('room-list')
export class RoomList extends LitElement {
  static override readonly styles = [
    tokens,
    controls,
    css`
      :host {
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        block-size: 100%;
        min-block-size: 0;
        overflow: hidden;
        background: var(--_bg-side);
      }
      :host([hidden]) {
        display: none;
      }
      h2 {
        display: flex;
        align-items: center;
        min-block-size: 3.5rem;
        margin: 0;
        padding: 0 1.25rem;
        font-size: 1rem;
        font-weight: 650;
      }
      live-stream {
        overflow: hidden auto;
        padding: 0 0.5rem 0.5rem;
        scrollbar-width: thin;
      }
      a {
        position: relative;
        display: grid;
        grid-template-columns: 1rem minmax(0, 1fr);
        gap: 0 0.625rem;
        padding: calc(var(--_unit) * 1.5) 0.75rem;
        margin-block-end: 0.125rem;
        border-radius: var(--_radius);
        color: inherit;
        text-decoration: none;
        transition: background-color var(--_motion);
      }
      a:focus-visible {
        outline-offset: -2px;
      }
      a svg {
        grid-row: 1;
        align-self: center;
        color: var(--_muted);
      }
      a:hover {
        background: light-dark(#14162a0d, #ffffff0f);
      }
      a[aria-current] {
        background: var(--_accent-soft);
      }
      a[aria-current] .name,
      a[aria-current] svg {
        color: var(--_accent);
      }
      .name {
        overflow: hidden;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .description {
        grid-column: 2;
        overflow: hidden;
        color: var(--_muted);
        font-size: 0.8125rem;
        line-height: 1.125rem;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .blank {
        padding: 1rem 0.75rem;
        color: var(--_muted);
        font-size: 0.875rem;
      }
      .skeleton {
        display: grid;
        gap: 1.25rem;
        padding: 0.75rem;
        animation: appear var(--_motion) 200ms both;
      }
      .skeleton i {
        block-size: 0.75rem;
        inline-size: 60%;
        border-radius: 0.375rem;
        background: var(--_line);
      }
      .skeleton i:nth-child(even) {
        inline-size: 40%;
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
      @media (forced-colors: active) {
        a[aria-current] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
    `,
  ];

  /** The open chat. */
  @property({ attribute: false }) chat: Chat | undefined;
  /** The id of the open room; empty for none. */
  @property() active = '';
  /** The address of a room. */
  @property({ attribute: false }) href: (id: string) => string = roomHref;

  /** Focuses the link of the open room, else of the first one. */
  override focus(options?: FocusOptions): void {
    const link = this.renderRoot.querySelector<HTMLElement>('a[aria-current]') ?? this.renderRoot.querySelector('a');
    link?.focus(options);
  }

  @query('live-stream') list!: LiveStream<Shown<Room>> | null;
  readonly #rooms = new StreamController<Room>(this, {
    key: () => [this.chat],
    open: (events) => this.chat?.rooms(events),
    list: () => this.list,
  });

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('active')) return;
    // The mark moves: only the room left and the room entered are rendered again.
    for (const id of [changed.get('active'), this.active]) {
      const room = id ? this.#rooms.stream?.get(id) : undefined;
      if (room) this.list?.insert(room, { updateOnly: true });
    }
  }

  protected override render(): unknown {
    const { status } = this.#rooms;
    return html`
      <h2 part="heading">Rooms</h2>
      <live-stream
        part="list"
        name="rooms"
        anchor="none"
        role=${this.list?.size ? 'list' : nothing}
        aria-label=${this.list?.size ? 'Rooms' : nothing}
        .status=${status?.loaded ? 'ready' : status?.state === 'offline' ? 'failed' : 'loading'}
        .renderItem=${this.#renderRoom}
        @stream-change=${() => this.requestUpdate()}
        @stream-error=${({ error, value }: StreamErrorEvent) => reportError(this, error, value)}
      >
        <div slot="empty" class="blank">There are no rooms yet.</div>
        <div slot="loading" class="skeleton"><span class="unseen">Loading rooms…</span><i></i><i></i><i></i></div>
        <div slot="failed" class="blank">Rooms load when you’re back online.</div>
      </live-stream>
    `;
  }

  readonly #renderRoom = ({ row }: Shown<Room>): TemplateResult => html`
    <div role="listitem">
      <a
        part="room"
        href=${this.href(row.id)}
        aria-current=${row.id === this.active ? 'page' : nothing}
        @click=${(event: MouseEvent) => this.#onClick(event, row.id)}
      >
        ${hashIcon}<span class="name"><bdi>${row.name}</bdi></span
        >${row.description ? html`<span class="description"><bdi>${row.description}</bdi></span>` : nothing}
      </a>
    </div>
  `;

  #onClick(event: MouseEvent, id: string): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.dispatchEvent(new RoomSelect(id));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'room-list': RoomList;
  }
}
