// The still pictures of a room: what stands where messages are loading, missing, or not to be had.

import { html, nothing, type TemplateResult } from 'lit';
import type { Room } from '../backend/model.js';
import type { StreamStatus } from '../sync/synced-stream.js';
import { dayLabel, type ReaderLocale } from './format.js';
import { alertIcon, backIcon, chatIcon, closeIcon, downIcon, offlineIcon, upIcon } from './icons.js';
import { MessageItem } from './message-item.js';
import type { WayBack } from './room-jumps.js';
import { seenName } from './names.js';
import { STOPPED, type Notice } from './room-notice.js';
import type { Words } from './words.js';

/** Shapes of messages to come. They appear only when loading takes a while. */
export function skeleton(words: Words): TemplateResult {
  return html`<div slot="loading" class="skeleton" part="skeleton">
    <span class="unseen">${words.say('loadingMessages')}</span>
    ${[0, 1, 2, 3, 4].map(() => html`<div class="bone"><i></i></div>`)}
  </div>`;
}

/** A room nobody has written in. */
export function emptyRoom(name: string, words: Words): TemplateResult {
  return html`<div slot="empty" class="blank" part="empty">
    <span class="sign">${chatIcon}</span>
    <h3>${words.say('noMessages')}</h3>
    <p>${name ? words.say('beFirst', { room: name }) : words.say('beFirstHere')}</p>
  </div>`;
}

/** A room never read on this device, without a connection, or one that is refused until the user does something. */
export function nothingLoads(status: StreamStatus | undefined, words: Words): TemplateResult {
  const stopped = status && STOPPED[status.state];
  return html`<div slot="failed" class="blank" part="unloaded">
    <span class="sign">${stopped ? alertIcon : offlineIcon}</span>
    <h3>${words.say(stopped ?? 'nothingOffline')}</h3>
    ${stopped ? nothing : html`<p>${words.say('loadOnline')} ${status?.storage === 'memory' ? nothing : words.say('sentThen')}</p>`}
  </div>`;
}

/** A room that cannot be shown, with a way back where there is one. `RoomNews` says it to those who do not see it. */
export function obstacleView(obstacle: { title: string; text: string }, back: (() => void) | undefined, words: Words): TemplateResult {
  return html`<div class="blank obstacle" part="obstacle" tabindex="-1">
    <span class="sign">${alertIcon}</span>
    <h3>${obstacle.title}</h3>
    <p>${obstacle.text}</p>
    ${back ? html`<button class="plain" @click=${back}>${words.say('allRooms')}</button>` : nothing}
  </div>`;
}

/** The bar under the header, with a way to the rows it is about. */
export function noticeBar(notice: Notice | undefined, show: () => unknown, words: Words): TemplateResult | typeof nothing {
  if (!notice || notice.tone === 'quiet') return nothing;
  return html`<div class="notice ${notice.tone}" part="notice">
    ${notice.offline ? offlineIcon : alertIcon}<span>${notice.text}</span>
    ${notice.failed ? html`<button class="link" @click=${show}>${words.say('show')}</button>` : nothing}
  </div>`;
}

/** What the top of the list depends on. */
export interface StartView {
  beginning: boolean;
  state: StreamStatus['state'];
  loading: boolean;
  name: string;
  older: (event: MouseEvent) => unknown;
  words: Words;
}

/** What stands above the oldest row: the beginning, or a way to what is older. */
export function startOfRows(view: StartView): TemplateResult {
  const { beginning, state, loading, name, older, words } = view;
  if (beginning) {
    return html`<div slot="header" class="edge beginning" part="beginning">
      <h3>${name || words.say('beginning')}</h3>
      <p>${name ? words.say('beginningOf', { room: name }) : words.say('beginningHere')}</p>
    </div>`;
  }
  const offer = words.say(loading ? 'loadingOlder' : state === 'offline' ? 'olderOffline' : 'loadOlder');
  return html`<div slot="header" class="edge">
    <button class="link" part="older" aria-disabled=${loading ? 'true' : 'false'} @click=${older}>${offer}</button>
  </div>`;
}

/** The way back to the end, with the number of new messages when there are some. */
function pill(unseen: number, jump: (event: MouseEvent) => unknown, words: Words): TemplateResult {
  const name = unseen === 0 ? words.say('toNewest') : words.say('newBelow', { count: unseen });
  // The press itself must not take focus from the composer; a keyboard user gets it by Tab.
  return html`<button
    class="pill ${unseen === 0 ? 'none' : 'primary'}"
    part="pill"
    title=${unseen === 0 ? name : nothing}
    aria-label=${name}
    @mousedown=${(event: Event) => event.preventDefault()}
    @click=${jump}
  >
    ${downIcon}${unseen === 0 ? nothing : name}
  </button>`;
}

/** The way back to the answer that led here, or to what was read before. */
function backPill({ label, go }: WayBack, words: Words): TemplateResult {
  return html`<button class="return" part="return" @click=${go}>${backIcon}${words.say(label)}</button>`;
}

/** What a room is called: its name, else what it has an address by. Empty for none. */
export function roomName(room: Pick<Room, 'id' | 'name'> | undefined): string {
  return seenName(room?.name) ?? room?.id ?? '';
}

/** The room's name and what it is about, with a word on the connection as long as that is nothing to worry about. */
export function roomTitle(room: Room | undefined, notice: Notice | undefined): TemplateResult {
  return html`<div class="title">
      ${room ? html`<h2 part="title" dir="auto">${roomName(room)}</h2>` : nothing}
      ${room?.description ? html`<p class="description" part="description" dir="auto" title=${room.description}>${room.description}</p>` : nothing}
    </div>
    ${notice?.tone === 'quiet' ? html`<span class="quiet" part="notice">${notice.text}</span>` : nothing}`;
}

/** The separator of the day in view, which has gone further up: a line of its own, under which words go as under the header. */
function dayInView(day: string): TemplateResult {
  return html`<div class="today" part="day-in-view" aria-hidden="true">${day}</div>`;
}

/** The way up to where reading is to go on, and the other way to be done with it. */
function unreadAbove(words: Words, go: () => unknown, done: (event: MouseEvent) => unknown): TemplateResult {
  return html`<div class="above" part="unread">
    <button class="primary" @click=${go}>${upIcon}${words.say('unreadAbove')}</button>
    <button class="icon primary" title=${words.say('markRead')} aria-label=${words.say('markRead')} @click=${done}>${closeIcon}</button>
  </div>`;
}

/** What floats over the rows depends on. */
export interface FloatsView {
  /** The topmost row, when nothing else in view says its day. */
  top: Element | undefined;
  far: boolean;
  unseen: number;
  end?: boolean;
  news?: number;
  place: ReaderLocale;
  words: Words;
  jump(event: MouseEvent): unknown;
  /** The way back from where a jump led. */
  back?: WayBack | undefined;
  /** Whether there is something unread further up. */
  above: boolean;
  toUnread(): unknown;
  readAll(event: MouseEvent): unknown;
}

/** What floats over the rows: the day in view while its own separator is not, and the way to the end. */
export function floats({ top, far, unseen, end = true, news = 0, place, words, jump, back, ...unread }: FloatsView): TemplateResult {
  const message = top instanceof MessageItem ? top.message : undefined;
  const day = message ? dayLabel(message.insertedAt, new Date(), place) : '';
  return html`${day ? dayInView(day) : nothing}
  ${unread.above ? html`<div class="float top">${unreadAbove(words, unread.toUnread, unread.readAll)}</div>` : nothing}
  ${
    back || unseen + news > 0 || far || !end
      ? html`<div class="float bottom">
          ${back ? backPill(back, words) : nothing}${unseen + news > 0 || far || !end ? pill(unseen + news, jump, words) : nothing}
        </div>`
      : nothing
  }`;
}
