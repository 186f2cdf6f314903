// The bar of a message: what can be done with it, made only while it is pointed at or focused, and the keys that lead in and out.

import { html, isServer, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Message } from '../backend/model.js';
import { isTyping } from '../live-stream/feed-keys.js';
import { MessageDelete, MessageEdit, MessageReply } from './events.js';
import type { MessageReactions } from './message-reactions.js';
import { deleteIcon, editIcon, moreIcon, replyIcon } from './icons.js';
import { isOfInputMethod } from './input-method.js';
import { senderName } from './message-words.js';
import type { Words } from './words.js';

/** What a reader may be offered to do with a message. */
export type MessageAction = 'reply' | 'react' | 'edit' | 'delete';

// Created on first use: the module must load where there is no window.
let noHover: MediaQueryList | undefined;

const ICONS = { reply: replyIcon, edit: editIcon, delete: deleteIcon } as const;

type Host = ReactiveControllerHost & HTMLElement;

export class MessageActions {
  readonly #host: Host;
  readonly #reactions: MessageReactions;
  // Pointed at or focused: only then are the buttons made, as thousands of rows never need them.
  #active = false;
  /** What is shown was rendered by a server, and is taken over as it is. */
  #fromServer: boolean;

  constructor(host: Host, reactions: MessageReactions) {
    this.#host = host;
    this.#reactions = reactions;
    this.#fromServer = isServer || host.shadowRoot !== null;
    // A finger only comes to press something, which must not change under it.
    host.addEventListener('pointerenter', (event) => event.pointerType !== 'touch' && this.#setActive(true));
    host.addEventListener('pointerleave', () => this.#setActive(this.#hasFocus));
    host.addEventListener('focusin', () => this.#setActive(true));
    // Later: a focused button that is removed says so in the middle of an update.
    // Where there is no hovering, what was touched last counts as hovered.
    const isUsed = (): boolean => this.#hasFocus || (!noHover?.matches && host.matches(':hover'));
    const look = (): void => queueMicrotask(() => this.#setActive(isUsed()));
    host.addEventListener('focusout', look);
    reactions.onClosed = look;
    host.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Not by `:focus-within`: it does not see focus in a popover. What is open keeps its bar, also while focus is on its way. */
  get #hasFocus(): boolean {
    const root = this.#host.getRootNode() as Document | ShadowRoot;
    return root.activeElement === this.#host || this.#reactions.isOpen;
  }

  /** The buttons of the message, and its files, whichever they are now: what can be done with it, then its reactions. */
  get buttons(): HTMLElement[] {
    const find = (selector: string): HTMLElement[] => [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
    return [...find('button:not(.chip, .palette *), .files a, .text a'), ...find('.chip:enabled')];
  }

  /** `at` is when it was written, exactly. */
  render(message: Message, actions: readonly MessageAction[], words: Words, at: string): TemplateResult | typeof nothing {
    if (this.#fromServer) return this.#asServed();
    noHover ??= matchMedia('(hover: none)');
    if (actions.length === 0 || !(this.#active || noHover.matches)) return nothing;
    const { id } = message;
    const name = senderName(message, words);
    if (!this.#active) return this.#renderMore(words.say('actionsFor', { name }));
    return html`<div class="bar" part="actions" role="toolbar" aria-label=${words.say('actionsFor', { name })} data-at=${at}>
      ${actions.includes('reply') ? this.#renderAction('reply', words.say('replyToFrom', { name }), words, () => new MessageReply(id)) : nothing}
      ${actions.includes('react') ? this.#reactions.renderButton(message, words) : nothing}
      ${actions.includes('edit') ? this.#renderAction('edit', words.say('editFrom', { name }), words, () => new MessageEdit(id)) : nothing}
      ${actions.includes('delete') ? this.#renderAction('delete', words.say('deleteFrom', { name }), words, () => new MessageDelete(id)) : nothing}
    </div>`;
  }

  /** Nothing, as on the server, where nobody points; then what belongs there. */
  #asServed(): typeof nothing {
    if (!isServer) {
      this.#fromServer = false;
      void this.#host.updateComplete.then(() => this.#host.requestUpdate());
    }
    return nothing;
  }

  #renderAction(verb: keyof typeof ICONS, name: string, words: Words, request: () => Event): TemplateResult {
    const ask = (): boolean => this.#host.dispatchEvent(request());
    return html`<button class="icon ${verb}" tabindex="-1" title=${words.say(verb)} aria-label=${name} @click=${ask}>
      ${ICONS[verb]}
    </button>`;
  }

  /** Where nothing can be pointed at: the way to the bar, which would take the room of the words. */
  #renderMore(name: string): TemplateResult {
    const stay = (event: Event): void => event.preventDefault();
    return html`<div class="bar" part="actions">
      <button class="icon" tabindex="-1" aria-label=${name} @mousedown=${stay} @click=${() => this.#host.focus()}>${moreIcon}</button>
    </div>`;
  }

  #setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    this.#host.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    const menu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && !menu)) return;
    const rtl = this.#host.matches(':dir(rtl)');
    const forward = event.key === (rtl ? 'ArrowLeft' : 'ArrowRight');
    const back = event.key === (rtl ? 'ArrowRight' : 'ArrowLeft');
    const { buttons } = this;
    const at = buttons.findIndex((button) => button === this.#host.shadowRoot?.activeElement);
    const [origin] = event.composedPath();
    const outside = origin === this.#host;
    // A page may show controls of its own in a message, with keys of their own.
    if (!outside && at < 0 && (event.key !== 'Escape' || isTyping(origin) || isOfInputMethod(event))) return;
    const end = event.key === 'Home' ? 0 : event.key === 'End' ? -1 : undefined;
    if (outside ? !(event.key === 'Enter' || forward || menu) : !(forward || back || end !== undefined || event.key === 'Escape')) return;
    const beside = event.key === 'Escape' || (back && at === 0) ? this.#host : buttons[at + (forward ? 1 : -1)];
    const target = outside ? buttons[0] : end === undefined ? beside : buttons.at(end);
    event.preventDefault();
    event.stopPropagation();
    target?.focus();
  }
}
