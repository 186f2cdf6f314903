// <message-item>: one message, who wrote it and when, what became of it, and what can be done with it.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Message } from '../backend/model.js';
import type { StreamOpEvent } from '../live-stream/events.js';
import { parseOps } from '../live-stream/parse-ops.js';
import { canUndo, type Entry, type Shown } from '../sync/overlay.js';
import { avatar, avatarStyles } from './avatar.js';
import { MessageDelete, MessageDiscard, MessageEdit, MessageRetry, MessageUndo } from './events.js';
import { clockTime, exactTime, localeAt, type Place } from './format.js';
import { alertIcon, clockIcon, deleteIcon, editIcon } from './icons.js';
import { messageItemStyles } from './message-item.styles.js';
import { isEdited, messageName, refusalOf, senderName } from './message-words.js';
import { controls, tokens } from './tokens.js';

/** What a reader may be offered to do with a message. */
export type MessageAction = 'edit' | 'delete';

// Created on first use: the module must load where there is no window.
let noHover: MediaQueryList | undefined;

/**
 * One message. Inside a `<live-stream>` it is given its message by the row; alone it also applies `stream-op` events for its own id.
 * The host is an `article` that can be focused; Enter or → goes to its actions, ← or Escape comes back.
 *
 * @fires message-edit - The edit button: asks for the edit dialog.
 * @fires message-delete - The delete button.
 * @fires message-undo - Undo of a message just deleted.
 * @fires message-retry - Try a refused wish again.
 * @fires message-discard - Give a refused wish up.
 * @csspart day - The separator before the first message of a day.
 * @csspart row - The message itself.
 * @csspart avatar - The sender's initials or picture.
 * @csspart name - The sender's name.
 * @csspart time - When it was sent.
 * @csspart text - The words.
 * @csspart edited - The note that the words were changed.
 * @csspart error - Why a wish was refused, with Retry and Discard.
 * @csspart actions - The bar with Edit and Delete.
 * @cssstate own - The user's own message.
 * @cssstate pending - A wish is on its way to the server.
 * @cssstate failed - The server refused a wish.
 * @cssstate edited - The words were changed after sending.
 * @cssstate deleted - Deleted, and can still be undone.
 */
@customElement('message-item')
export class MessageItem extends LitElement {
  static override readonly styles = [tokens, controls, avatarStyles, messageItemStyles];

  /** The message; without one, nothing is shown. */
  @property({ attribute: false }) message: Message | undefined;
  /** What became of it: `sent`, `waiting`, `failed` or `deleting`. */
  @property() state: Shown<Message>['state'] = 'sent';
  /** The wish behind a state other than `sent`: which words the state is told in. */
  @property({ attribute: false }) wish: Entry | undefined;
  /** Whether the user wrote it. */
  @property({ type: Boolean }) own = false;
  /** Whether it continues the message before it: no avatar and name, and the time only when pointed at. */
  @property({ type: Boolean }) grouped = false;
  /** Text of a day separator shown above; empty for none. */
  @property() day = '';
  /** What can be done with it; by default edit and delete when it is the user's own. */
  @property({ attribute: false }) actions: readonly MessageAction[] | undefined;
  /** BCP 47 locale of times; by default that of the nearest `lang`. */
  @property() locale = '';
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone' }) timeZone = '';

  /** The message with its state in one value, as a synced stream shows it; a plain message does too. */
  get item(): Shown<Message> | undefined {
    if (!this.message) return undefined;
    const shown = { id: this.message.id, row: this.message, state: this.state };
    return this.wish ? { ...shown, wish: this.wish } : shown;
  }
  set item(item: Shown<Message> | Message | undefined) {
    const shown = item && !('row' in item) ? { row: item, state: 'sent' as const, wish: undefined } : item;
    this.message = shown?.row;
    this.state = shown?.state ?? 'sent';
    this.wish = shown?.wish;
  }

  // Pointed at or focused: only then are the buttons made, as thousands of rows never need them.
  @state() active = false;
  readonly #internals = this.attachInternals();
  #hadFocus = false;

  constructor() {
    super();
    this.addEventListener('pointerenter', () => (this.active = true));
    this.addEventListener('pointerleave', () => (this.active = this.matches(':focus-within')));
    this.addEventListener('focusin', () => (this.active = true));
    // Later: a focused button that is removed says so in the middle of an update.
    this.addEventListener('focusout', () => queueMicrotask(() => (this.active = this.matches(':hover, :focus-within'))));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('stream-op', (event) => this.#onStreamOp(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Attributes rather than internals, because test tools and axe read only these.
    if (!this.hasAttribute('role')) this.setAttribute('role', 'article');
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0;
  }

  protected override willUpdate(): void {
    this.#hadFocus = Boolean(this.shadowRoot?.activeElement);
    this.#toggle('own', this.own);
    this.#toggle('pending', this.state === 'waiting');
    this.#toggle('failed', this.state === 'failed');
    this.#toggle('deleted', this.state === 'deleting');
    this.#toggle('edited', isEdited(this.message));
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.setAttribute('aria-label', this.item ? messageName(this.item, this.day, this.#place()) : '');
    // The button that was pressed may be gone now; the keyboard user stays on this message, with Undo at hand.
    if ((changed.has('state') || changed.has('wish')) && this.#hadFocus && !this.shadowRoot?.activeElement) {
      void this.updateComplete.then(() => ((this.state === 'deleting' && this.#buttons()[0]) || this).focus());
    }
  }

  protected override render(): unknown {
    const { message } = this;
    if (!message) return nothing;
    return html`
      ${this.day ? html`<div class="day" part="day" role="separator" aria-label=${this.day}>${this.day}</div>` : nothing}
      <div class=${this.grouped ? 'row' : 'row first'} part="row">
        ${this.grouped ? this.#renderTime('gutter-time') : avatar(message.sender)}
        <div class="body">
          ${this.grouped ? nothing : html`<div class="head"><span class="name" part="name" dir="auto">${senderName(this.message)}</span>${this.#renderTime('')}</div>`}
          ${this.state === 'deleting' ? this.#renderGone() : this.#renderText(message)}
          ${this.state === 'failed' ? this.#renderTrouble() : nothing}
        </div>
        ${this.#renderActions()}
      </div>
    `;
  }

  #renderTime(className: string): TemplateResult {
    const at = this.message?.insertedAt ?? '';
    const place = this.#place();
    return html`<time class=${className} part="time" dir="auto" datetime=${at} title=${exactTime(at, place)}
      >${clockTime(at, place)}</time
    >`;
  }

  #renderText(message: Message): TemplateResult {
    const at = exactTime(message.updatedAt, this.#place());
    return html`<div class="text" dir="auto">
      <span class="words" part="text">${message.content}</span>
      ${isEdited(message) ? html`<span class="note" part="edited" title=${at}>(edited)</span>` : nothing}
      ${this.state === 'waiting' ? html`<span class="wait" title="Waiting to be sent">${clockIcon}</span>` : nothing}
      ${this.state === 'waiting' && canUndo(this) ? html`<button class="link" @click=${this.#undo}>Undo</button>` : nothing}
    </div>`;
  }

  #renderGone(): TemplateResult {
    if (this.wish && !canUndo(this)) return html`<div class="gone">Message deleted</div>`;
    return html`<div class="gone">Message deleted · <button class="link" @click=${this.#undo}>Undo</button></div>`;
  }

  #renderTrouble(): TemplateResult {
    const id = this.message?.id ?? '';
    return html`<div class="trouble" part="error">
      <p>${alertIcon}<span>${refusalOf(this.wish)}</span></p>
      <span
        ><button class="link" @click=${() => this.dispatchEvent(new MessageRetry(id))}>Retry</button> ·
        <button class="link" @click=${() => this.dispatchEvent(new MessageDiscard(id))}>Discard</button></span
      >
    </div>`;
  }

  #renderActions(): unknown {
    noHover ??= matchMedia('(hover: none)');
    const actions = this.actions ?? (this.own ? ['edit', 'delete'] : []);
    if (actions.length === 0 || this.state === 'deleting' || !(this.active || noHover.matches)) return nothing;
    const id = this.message?.id ?? '';
    return html`<div class="bar" part="actions" role="toolbar" aria-label="Actions for message from ${senderName(this.message)}">
      ${actions.includes('edit') ? this.#renderAction('Edit', editIcon, () => new MessageEdit(id)) : nothing}
      ${actions.includes('delete') ? this.#renderAction('Delete', deleteIcon, () => new MessageDelete(id)) : nothing}
    </div>`;
  }

  #renderAction(verb: string, icon: TemplateResult, request: () => Event): TemplateResult {
    const name = `${verb} message from ${senderName(this.message)}`;
    const ask = (): boolean => this.dispatchEvent(request());
    return html`<button class="icon ${verb.toLowerCase()}" tabindex="-1" title=${verb} aria-label=${name} @click=${ask}>${icon}</button>`;
  }

  readonly #undo = (): boolean => this.dispatchEvent(new MessageUndo(this.message?.id ?? ''));

  #place(): Place {
    return { locale: this.locale || localeAt(this), timeZone: this.timeZone || undefined };
  }

  #toggle(name: string, on: boolean): void {
    if (on) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll('button')];
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const rtl = this.matches(':dir(rtl)');
    const forward = event.key === (rtl ? 'ArrowLeft' : 'ArrowRight');
    const back = event.key === (rtl ? 'ArrowRight' : 'ArrowLeft');
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === this.shadowRoot?.activeElement);
    const outside = event.composedPath()[0] === this;
    if (outside ? !(event.key === 'Enter' || forward) : !(forward || back || event.key === 'Escape')) return;
    const target = outside ? buttons[0] : event.key === 'Escape' || (back && at === 0) ? this : buttons[at + (forward ? 1 : -1)];
    event.preventDefault();
    event.stopPropagation();
    target?.focus();
  }

  #onStreamOp(event: Event): void {
    if (event.defaultPrevented || this.closest('live-stream')) return; // the stream it is a row of applies it
    for (const op of parseOps<Shown<Message> | Message>((event as StreamOpEvent).detail).ops) {
      const items = op.op === 'insert' ? [op.item] : op.op === 'delete' ? [] : op.items;
      const mine = items.find((item) => item.id === this.message?.id);
      if (mine) this.item = mine;
      else if (op.op === 'delete' && 'id' in op && String(op.id) === this.message?.id) this.item = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-item': MessageItem;
  }
}
