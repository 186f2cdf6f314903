// How the whole chat stands, under the rooms: a sign that can be told by its shape, a word, and what waits or failed in any room.
// Where no room is open, which has a voice of its own, it is spoken of here, too.

import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { StatusWord } from '../sync/link-state.js';
import type { SyncStatus } from '../sync/standing.js';
import { Announcer } from './announcer.js';
import type { Chat } from './chat.js';
import { alertIcon, clockIcon, offlineIcon, sentIcon } from './icons.js';
import { StandingNews } from './standing-news.js';
import type { StringKey } from './strings.js';
import type { Words } from './words.js';

const SAID: Record<StatusWord, [key: StringKey, icon: TemplateResult, tone: string]> = {
  live: ['isLive', sentIcon, 'good'],
  connecting: ['isConnecting', clockIcon, ''],
  behind: ['isBehind', clockIcon, ''],
  offline: ['isOffline', offlineIcon, 'plain'],
  memory: ['isMemory', alertIcon, 'plain'],
  'outbox-full': ['isOutboxFull', alertIcon, 'problem'],
  'auth-required': ['isAuthRequired', alertIcon, 'problem'],
  'update-needed': ['isUpdateNeeded', alertIcon, 'problem'],
  'signed-out': ['isSignedOut', alertIcon, 'problem'],
  closed: ['isClosed', alertIcon, 'problem'],
};

/** How long something is to wait before it is told, in milliseconds: most of what is sent is answered within this time. */
const LASTING = 400;

export interface StandingLineOptions {
  chat(): Chat | undefined;
  words(): Words;
  /** No room is open. */
  isAlone(): boolean;
}

export class StandingLine implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: StandingLineOptions;
  readonly #news = new StandingNews();
  readonly #announcer: Announcer;
  #watched: Chat | undefined;
  #unwatch: (() => void) | undefined;
  #status: SyncStatus | undefined;
  /** Whether something has waited long enough to be told. */
  #lasts = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & Element, options: StandingLineOptions) {
    this.#host = host;
    this.#options = options;
    this.#announcer = new Announcer(host);
    host.addController(this);
  }

  hostUpdate(): void {
    const chat = this.#options.chat();
    if (chat === this.#watched || !this.#host.isConnected) return;
    this.hostDisconnected();
    this.#watched = chat;
    this.#status = undefined;
    this.#news.restart();
    this.#unwatch = chat?.watch((status) => {
      this.#status = status;
      this.#look();
      this.#tell(status);
      this.#host.requestUpdate();
    });
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#watched = undefined;
    this.#calm();
  }

  /** What waits to be sent. A delete that can be undone waits for the user, unless there is no connection: then for that, as the room says. */
  get #waiting(): number {
    const { word, waiting = 0, undoable = 0 } = this.#status ?? {};
    return word === 'offline' ? waiting : waiting - undoable;
  }

  #look(): void {
    if (this.#waiting <= 0) return this.#calm();
    this.#timer ??= setTimeout(() => {
      this.#lasts = true;
      this.#host.requestUpdate();
    }, LASTING);
  }

  #tell(status: SyncStatus): void {
    const said = this.#news.read(status, this.#options.words());
    if (said && this.#options.isAlone()) this.#announcer.say(said);
  }

  #calm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lasts = false;
  }

  render(words: Words): TemplateResult {
    return html`${this.#renderLine(words)} ${this.#announcer.render()}`;
  }

  #renderLine(words: Words): TemplateResult | typeof nothing {
    if (!this.#status) return nothing;
    const { word, failed } = this.#status;
    const [key, icon, tone] = SAID[word];
    return html`<p class="standing ${tone}" part="status" data-state=${word}>
      ${icon}<span>${words.say(key)}</span>
      ${this.#lasts ? html`<span class="count">${words.say('waitingCount', { count: this.#waiting })}</span>` : nothing}
      ${failed > 0 ? html`<span class="count failed">${words.say('failedCount', { count: failed })}</span>` : nothing}
    </p>`;
  }
}

export const standingStyles = css`
  .standing {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-content: center;
    gap: 0 0.5rem;
    min-block-size: 3rem; /* with a count, too: what is above stays where it is */
    margin: 0;
    padding: 0.25rem 1.25rem;
    border-block-start: 1px solid var(--_line);
    background: var(--ls-rooms-bg, var(--_bg-side));
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1rem;
  }
  .standing .count {
    grid-column: 2; /* a line of its own: beside the word there is no room for it in every language */
  }
  .standing.good svg {
    color: var(--_good);
  }
  .standing.plain {
    color: var(--_warning);
  }
  .standing.problem,
  .standing .failed {
    color: var(--_danger);
  }
`;
