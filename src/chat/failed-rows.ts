// Leads to the rows whose wish was refused, also further up than what is shown, and lists the wishes whose row is nowhere, and words
// whose message was deleted.

import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Message } from '../backend/model.js';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Entry } from '../sync/overlay.js';
import type { SyncedStream } from '../sync/synced-stream.js';
import type { Chat } from './chat.js';
import { MessageDiscard, MessageRetry } from './events.js';
import { LostWords } from './lost-words.js';
import { MessageItem } from './message-item.js';
import { refusalOf } from './message-words.js';
import type { Words } from './words.js';

type List = LiveStream<never>;

/** How much of a refused row says why, in pixels. */
const REASON = 32;

export interface FailedRowsOptions {
  chat(): Chat | undefined;
  list(): List | null;
  stream(): SyncedStream<Message> | undefined;
  words(): Words;
  /** The text of a message as it reads. */
  plain(message: Message): string;
  /** The row of a message, where it is shown. */
  row(id: string): HTMLElement | undefined;
}

/** What was refused in a room: how much of it, where it is, and what can be done where it is nowhere. */
export class FailedRows implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: FailedRowsOptions;
  readonly #lostWords: LostWords;
  /** The stream whose wishes without a row are listed. */
  #listing: SyncedStream<Message> | undefined;
  /** What has focus in the list. */
  #focused: Element | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, options: FailedRowsOptions) {
    this.#host = host;
    this.#options = options;
    this.#lostWords = new LostWords(host, options);
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement ?? null;
    if (!this.#focused?.closest('.lost')) this.#focused = null;
  }

  /** What is tried again or discarded goes, here or in another tab, and not the focus with it. */
  hostUpdated(): void {
    if (this.#focused?.isConnected === false) this.#goOn();
  }

  /** Rows of the room are others, also some that are not shown. */
  changed(): void {
    this.#lostWords.look();
  }

  /** How many new messages were refused; the rest of what failed are changes. */
  get unsent(): number {
    return this.#failures().filter(({ kind }) => kind === 'create').length;
  }

  /** Whether each of them is before the reader's eyes, with its reason, which stands at its end: then nothing else need say so. */
  get inView(): boolean {
    const [stream, list, failures] = [this.#options.stream(), this.#options.list(), this.#failures()];
    if (!list || failures.length === 0) return false;
    const { top, bottom } = list.getBoundingClientRect();
    return failures.every(({ id }) => {
      const end = stream?.get(id)?.state === 'failed' ? this.#options.row(id)?.getBoundingClientRect().bottom : undefined;
      return end !== undefined && end > top + REASON && end <= bottom + 8; // below the reason there is a little room
    });
  }

  /** Brings the first refused row into view and focuses it, wherever the stream has it; lists what has no row. */
  readonly show = async (): Promise<void> => {
    const list = this.#options.list();
    const stream = this.#options.stream();
    if (!list || !stream) return;
    let row = rowsOf(list)[0];
    for (const { kind, id } of this.#failures()) {
      if (row) break;
      // Offline, say: then what is there is all there is.
      await (kind === 'create' ? stream.latest() : stream.jumpTo({ id })).catch(() => undefined);
      await list.updateComplete;
      row = rowsOf(list)[0];
    }
    const listing = this.#lost().length > 0;
    this.#listing = listing ? stream : undefined;
    this.#host.requestUpdate();
    if (row) {
      list.scrollToKey(row.id);
      row.focus({ preventScroll: true });
    } else if (listing) {
      await this.#host.updateComplete;
      this.#host.shadowRoot?.querySelector<HTMLElement>('.lost button')?.focus();
    }
  };

  render(): unknown {
    const stream = this.#options.stream();
    const lost = stream && stream === this.#listing ? this.#lost() : [];
    const words = this.#lostWords.all;
    if (lost.length + words.length === 0) return nothing;
    return html`<ul class="lost" part="lost" aria-label=${this.#options.words().say('changesAlone')}>
      ${lost.map((wish) => this.#renderWish(wish))}${words.map(({ id, text }) => this.#renderWords(id, text))}
    </ul>`;
  }

  #renderWords(id: string, text: string): unknown {
    const words = this.#options.words();
    return html`<li>
      <p dir="auto">${text}</p>
      <p class="why">${words.say('messageGone')}</p>
      <button class="link" aria-label=${words.say('discardIt', { name: text })} @click=${() => this.#discard(id)}>
        ${words.say('discard')}
      </button>
    </li>`;
  }

  async #discard(id: string): Promise<void> {
    this.#options.chat()?.edits.delete(id);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#goOn();
  }

  /** Focus goes on where it was: to what is listed still, else to where one writes. */
  #goOn(): void {
    (this.#host.shadowRoot?.querySelector<HTMLElement>('.lost button') ?? this.#host).focus();
  }

  #renderWish(wish: Entry): unknown {
    const words = this.#options.words();
    const { content } = wish.body;
    const name =
      typeof content === 'string' ? this.#options.plain({ ...wish.body, id: wish.id, content } as Message) : words.say('deleting');
    return html`<li>
      <p dir="auto">${name}</p>
      <p class="why">${refusalOf(wish, words)}</p>
      <span
        ><button
          class="link"
          aria-label=${words.say('retryIt', { name })}
          @click=${() => this.#host.dispatchEvent(new MessageRetry(wish.id))}
        >
          ${words.say('retry')}
        </button>
        ·
        <button
          class="link"
          aria-label=${words.say('discardIt', { name })}
          @click=${() => this.#host.dispatchEvent(new MessageDiscard(wish.id))}
        >
          ${words.say('discard')}
        </button></span
      >
    </li>`;
  }

  /** The refused wishes no row shows. */
  #lost(): Entry[] {
    const stream = this.#options.stream();
    return this.#failures().filter(({ id }) => stream?.get(id)?.state !== 'failed');
  }

  #failures(): readonly Entry[] {
    return this.#options.stream()?.failures ?? [];
  }
}

function rowsOf(list: List): MessageItem[] {
  return [...list.children].filter((child): child is MessageItem => child instanceof MessageItem && child.state === 'failed');
}
