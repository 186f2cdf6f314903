// The reactions of a message: a chip for each emoji, and in its bar a button that opens a few to choose from, and from there all of them
// where the page has a picker.

import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, User } from '../backend/model.js';
import type { Reaction } from '../sync/protocol.js';
import { closeWhenLeft } from './close-when-left.js';
import { MessageReact } from './events.js';
import { reactIcon } from './icons.js';
import { isOfInputMethod } from './input-method.js';
import { reactionCount, senderName } from './message-words.js';
import { personName } from './names.js';
import { whyOf } from './report-error.js';
import type { Words } from './words.js';

/** The emojis that are offered at once. */
export const QUICK_EMOJIS: readonly string[] = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

/**
 * A full picker: given what to call with the emoji that was picked, and the BCP 47 locale around, it gives what lit can render. Where it
 * finds later that it has none to show, it calls `failed`: then the few are offered again, and it is said why.
 */
export type EmojiPicker = (pick: (emoji: string) => void, locale: string, failed?: (why: unknown) => void) => unknown;

/** So many people are named by a chip. */
const MOST_NAMES = 8;

/** What reactions need of the message they are of. */
interface Host extends ReactiveControllerHost, HTMLElement {
  readonly reader: User | undefined;
  readonly emojis: readonly string[] | undefined;
  readonly emojiPicker: EmojiPicker | undefined;
}

export class MessageReactions implements ReactiveController {
  readonly #host: Host;
  #open = false;
  /** The picker is shown in place of the few. */
  #picks = false;
  /** Why there is no picker. */
  #why: unknown;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  /** What was taken out of the page while it was open has closed, and nothing told of it. */
  hostConnected(): void {
    if (this.#open && !this.#palette?.matches(':popover-open')) this.#closed();
  }

  /** Called when what there is to choose from has gone. */
  onClosed: () => void = () => undefined;

  /** Something to choose from is shown, or is about to be. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** The chips below the words. Without `offered` they only tell. */
  renderChips({ id, reactions = [] }: Message, offered: boolean, words: Words): TemplateResult | typeof nothing {
    if (reactions.length === 0) return nothing;
    const chip = (reaction: Reaction): TemplateResult => {
      const { emoji, users } = reaction;
      const said = { emoji, count: users.length, names: this.#names(users, words) };
      const [on, part] = this.#isOwn(reaction) ? [true, 'reaction own-reaction'] : [false, 'reaction'];
      return html`<button
        class="chip"
        part=${part}
        tabindex="-1"
        aria-pressed=${on}
        aria-label=${words.say('reactionOf', said)}
        title=${words.say('reactedBy', said)}
        ?disabled=${!offered}
        @click=${() => this.#host.dispatchEvent(new MessageReact(id, emoji, !on))}
      >
        <span class="emoji">${emoji}</span> <span>${words.number(users.length)}</span>
      </button>`;
    };
    return html`<div class="chips" part="reactions" role="group" aria-label=${words.say('reactions', { count: reactionCount(reactions) })}>
      ${repeat(reactions, ({ emoji }) => emoji, chip)}
    </div>`;
  }

  /** The button in the bar, and what it opens. */
  renderButton(message: Message, words: Words): TemplateResult {
    const name = words.say('reactTo', { name: senderName(message, words) });
    const role = this.#picks ? 'dialog' : 'toolbar';
    return html`<button class="icon react" tabindex="-1" popovertarget="palette" title=${words.say('react')} aria-label=${name}>
        ${reactIcon}
      </button>
      <div
        id="palette"
        class="palette"
        part="palette"
        popover
        tabindex="-1"
        role=${role}
        aria-label=${name}
        @beforetoggle=${this.#onBeforeToggle}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
        @focusout=${closeWhenLeft}
      >
        ${this.#open ? this.#renderPalette(message, words) : nothing}
      </div>`;
  }

  #renderPalette(message: Message, words: Words): unknown {
    const { emojis, emojiPicker } = this.#host;
    const few = emojis ?? QUICK_EMOJIS; // a framework may say undefined
    if (this.#picks && emojiPicker) return emojiPicker((emoji) => this.#choose(message, emoji), words.locale, this.#pickFew);
    const quick = (emoji: string): TemplateResult => {
      const on = message.reactions?.some((one) => one.emoji === emoji && this.#isOwn(one)) ?? false;
      return html`<button tabindex="-1" aria-pressed=${on} @click=${() => this.#choose(message, emoji)}>${emoji}</button>`;
    };
    return html`${few.map(quick)}${
      emojiPicker ? html`<button class="link" tabindex="-1" @click=${this.#pickMore}>${words.say('moreEmojis')}</button>` : nothing
    }${this.#why ? html`<p role="alert">${words.say('didNotWork', { why: this.#reason(words) })}</p>` : nothing}`;
  }

  /** A module that is not to be had is a `TypeError`, with words for whoever wrote the page. */
  #reason(words: Words): string {
    const why = this.#why;
    if (why instanceof TypeError) return words.say('notKept');
    return whyOf(why);
  }

  #choose({ id, reactions = [] }: Message, emoji: string): void {
    const on = !reactions.some((one) => one.emoji === emoji && this.#isOwn(one));
    this.#palette?.hidePopover();
    this.#host.dispatchEvent(new MessageReact(id, emoji, on));
  }

  readonly #pickMore = (): void => {
    // The button that has focus goes, and the bar with it, if focus went nowhere.
    this.#palette?.focus();
    this.#picks = true;
    this.#why = undefined;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => (this.#palette?.firstElementChild as HTMLElement | null)?.focus());
  };

  /** There is no picker to show. */
  readonly #pickFew = (why: unknown): void => {
    if (!this.#picks) return;
    this.#picks = false;
    this.#why = why;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(this.#focusFirst);
  };

  readonly #focusFirst = (): void => this.#palette?.querySelector('button')?.focus();

  get #palette(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('.palette');
  }

  /** Focus that would be lost with what is closed goes back to its button. Not every closing is told afterwards. */
  readonly #onBeforeToggle = (event: ToggleEvent): void => {
    this.#open = event.newState === 'open';
    if (this.#open) return this.#host.requestUpdate();
    const inside = this.#palette?.contains(this.#host.shadowRoot!.activeElement);
    if (inside) this.#host.shadowRoot?.querySelector<HTMLElement>('.react')?.focus();
    this.#closed();
  };

  #closed(): void {
    this.#open = this.#picks = false;
    this.#why = undefined;
    this.#host.requestUpdate();
    this.onClosed();
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    if (event.newState !== 'open') return;
    void this.#host.updateComplete.then(this.#focusFirst);
  };

  /** Keys here are not for the bar around it, nor for the list. What is typed into a picker is the picker's. */
  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape' && !event.defaultPrevented && !isOfInputMethod(event)) {
      event.preventDefault();
      this.#palette?.hidePopover();
    }
    const buttons = [...(this.#palette?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === this.#host.shadowRoot?.activeElement);
    const step = stepOf(event.key, this.#host.matches(':dir(rtl)'), at, buttons.length);
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    buttons.at(step)?.focus();
  };

  #isOwn({ users }: Reaction): boolean {
    return users.some(({ id }) => id === this.#host.reader?.id);
  }

  #names(users: Reaction['users'], words: Words): string {
    const { reader } = this.#host;
    const own = users.filter(({ id }) => id === reader?.id).map(() => words.say('you'));
    const others = users.flatMap(({ id, name }) => (id === reader?.id ? [] : [personName(name, words)]));
    return words.list([...own, ...others], MOST_NAMES);
  }
}

/** Where a key leads among so many; around the ends. */
function stepOf(key: string, rtl: boolean, at: number, count: number): number | undefined {
  const forward = key === (rtl ? 'ArrowLeft' : 'ArrowRight') || key === 'ArrowDown';
  const back = key === (rtl ? 'ArrowRight' : 'ArrowLeft') || key === 'ArrowUp';
  if (forward) return (at + 1) % count;
  if (back) return at - 1;
  return key === 'Home' ? 0 : key === 'End' ? -1 : undefined;
}
