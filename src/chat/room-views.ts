// The still pictures of a room: what stands where messages are loading, missing, or not to be had.

import { html, nothing, type TemplateResult } from 'lit';
import type { Room } from '../backend/model.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { dayLabel, type Place } from './format.js';
import { alertIcon, chatIcon, downIcon, offlineIcon } from './icons.js';
import { MessageItem } from './message-item.js';
import type { Notice } from './room-notice.js';

/** Shapes of messages to come. They appear only when loading takes a while. */
export function skeleton(): TemplateResult {
  return html`<div slot="loading" class="skeleton">
    <span class="unseen">Loading messages…</span>
    ${[0, 1, 2, 3, 4].map(() => html`<div class="bone"><i></i></div>`)}
  </div>`;
}

/** A room nobody has written in. */
export function emptyRoom(name: string): TemplateResult {
  return html`<div slot="empty" class="blank">
    <span class="sign">${chatIcon}</span>
    <h3>No messages yet</h3>
    <p>Be the first to write in ${name || 'this room'}.</p>
  </div>`;
}

/** A room never read on this device, without a connection. */
export function nothingOffline(storage: StreamStatus['storage']): TemplateResult {
  return html`<div slot="failed" class="blank">
    <span class="sign">${offlineIcon}</span>
    <h3>Nothing to show offline</h3>
    <p>Messages load when you’re back online. ${storage === 'memory' ? nothing : 'What you write now is sent then.'}</p>
  </div>`;
}

/** A room that cannot be shown, with a way back. */
export function obstacleView(obstacle: { title: string; text: string }, back: () => void): TemplateResult {
  return html`<div class="blank obstacle" role="status">
    <span class="sign">${alertIcon}</span>
    <h3>${obstacle.title}</h3>
    <p>${obstacle.text}</p>
    <button class="plain" @click=${back}>All rooms</button>
  </div>`;
}

/** The bar under the header, with a way to the rows it is about. */
export function noticeBar(notice: Notice | undefined, show: () => unknown): TemplateResult | typeof nothing {
  if (!notice || notice.tone === 'quiet') return nothing;
  return html`<div class="notice ${notice.tone}" part="notice">
    ${notice.tone === 'plain' ? offlineIcon : alertIcon}<span>${notice.text}</span>
    ${notice.failed ? html`<button class="link" @click=${show}>Show</button>` : nothing}
  </div>`;
}

/** What the top of the list depends on. */
export interface StartView {
  beginning: boolean;
  state: StreamStatus['state'];
  loading: boolean;
  name: string;
  older: () => unknown;
}

/** What stands above the oldest row: the beginning, or a way to what is older. */
export function startOfRows(view: StartView): TemplateResult {
  const { beginning, state, loading, name, older } = view;
  if (beginning) {
    return html`<div slot="header" class="edge beginning">
      <h3>${name || 'Start of the conversation'}</h3>
      <p>This is the very beginning${name ? html` of ${name}` : nothing}.</p>
    </div>`;
  }
  const words = loading
    ? 'Loading older messages…'
    : state === 'offline'
      ? 'Older messages load when you’re back online'
      : 'Load older messages';
  return html`<div slot="header" class="edge">
    <button class="link" aria-disabled=${loading ? 'true' : 'false'} @click=${older}>${words}</button>
  </div>`;
}

/** The way back to the end, with the number of new messages when there are some. */
function pill(unseen: number, jump: (event: MouseEvent) => void): TemplateResult {
  const words = unseen === 0 ? 'Jump to the newest message' : unseen === 1 ? '1 new message' : `${unseen} new messages`;
  // The press itself must not take focus from the composer; a keyboard user gets it by Tab.
  return html`<button
    class="pill ${unseen === 0 ? 'none' : ''}"
    part="pill"
    title=${unseen === 0 ? words : nothing}
    aria-label=${words}
    @mousedown=${(event: Event) => event.preventDefault()}
    @click=${jump}
  >
    ${downIcon}${unseen === 0 ? nothing : words}
  </button>`;
}

/** The room's name and what it is about, with a word on the connection as long as that is nothing to worry about. */
export function roomTitle(room: Room | undefined, notice: Notice | undefined): TemplateResult {
  return html`<div class="title">
      ${room?.name ? html`<h2><bdi>${room.name}</bdi></h2>` : nothing}
      ${room?.description ? html`<p class="description" title=${room.description}><bdi>${room.description}</bdi></p>` : nothing}
    </div>
    ${notice?.tone === 'quiet' ? html`<span class="quiet" part="notice">${notice.text}</span>` : nothing}`;
}

/** The day in view, while it is being scrolled through. */
function dayInView(day: string, scrolling: boolean): TemplateResult {
  return html`<div class="float top" aria-hidden="true"><span class="today ${scrolling ? '' : 'idle'}">${day}</span></div>`;
}

/** What floats over the rows depends on. */
export interface FloatsView {
  /** The topmost row, when it begins above the view. */
  top: Element | undefined;
  scrolling: boolean;
  far: boolean;
  unseen: number;
  end?: boolean;
  news?: number;
  place: Place;
  jump(event: MouseEvent): void;
}

/** What floats over the rows: the day in view while its own separator is not, and the way to the end. */
export function floats({ top, scrolling, far, unseen, end = true, news = 0, place, jump }: FloatsView): TemplateResult {
  const message = top instanceof MessageItem ? top.message : undefined;
  return html`${message ? dayInView(dayLabel(message.insertedAt, new Date(), place), scrolling) : nothing}
  ${unseen + news > 0 || far || !end ? html`<div class="float bottom">${pill(unseen + news, jump)}</div>` : nothing}`;
}
