// <message-item>: one message, who wrote it and when, what became of it, and what can be done with it.

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import type { Message, User } from '../backend/model.js';
import type { Uploader } from '../backend/uploader.js';
import { EarlyProperties } from '../live-stream/early-properties.js';
import type { StreamOpEvent } from '../live-stream/events.js';
import { parseOps } from '../live-stream/parse-ops.js';
import { setStates } from '../live-stream/stream-slots.js';
import { canUndo, type Entry, type Shown } from '../sync/overlay.js';
import { avatar, avatarStyles } from './avatar.js';
import { MessageShow, MessageUndo } from './events.js';
import { clockTime, exactTime, localeAt, type ReaderLocale } from './format.js';
import { MessageActions, type MessageAction } from './message-actions.js';
import { MessageFiles } from './message-files.js';
import { messageItemStyles } from './message-item.styles.js';
import { messageMarksStyles } from './message-marks.styles.js';
import { quoteStyles, quoteView, type Quoted } from './message-quote.js';
import { MessageReactions, QUICK_EMOJIS, type EmojiPicker } from './message-reactions.js';
import { messageReactionsStyles } from './message-reactions.styles.js';
import { plainIn, readingOf, shownIn, type MessageRegions } from './message-regions.js';
import { goneView, stateSign, troubleView } from './message-state.js';
import { isEdited, messageName, senderName } from './message-words.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import { wordsFor } from './words-for.js';
import { english, type Words } from './words.js';

/**
 * One message. Inside a `<live-stream>` it is given its message by the row; alone it also applies `stream-op` events for its own id.
 * The host is an `article` that can be focused; Enter or → goes to its actions, ← or Escape comes back.
 *
 * @tagname message-item
 * @fires message-reply - The reply button.
 * @fires message-react - A reaction, to add or to take back.
 * @fires message-show - The quote above an answer: asks for the message that it answers.
 * @fires message-edit - The edit button: asks for the edit dialog.
 * @fires message-delete - The delete button.
 * @fires message-undo - Undo of a message just deleted.
 * @fires message-retry - Try a refused wish again.
 * @fires message-discard - Give a refused wish up.
 * @csspart day - The separator before the first message of a day.
 * @csspart new - The line above the first message not read before this visit.
 * @csspart row - The message itself.
 * @csspart avatar - The sender's initials or picture.
 * @csspart name - The sender's name.
 * @csspart time - When it was sent.
 * @csspart quote - What it answers.
 * @csspart text - The words.
 * @csspart deleted - What stands in place of one just deleted.
 * @csspart attachments - Its files.
 * @csspart attachment - One of its files.
 * @csspart preview - A file shown as a picture.
 * @csspart edited - The note that the words were changed.
 * @csspart state - The sign of a message on its way, or of the user's own that the server has.
 * @csspart error - Why a wish was refused, with Retry and Discard.
 * @csspart reactions - What people reacted with, below the words.
 * @csspart reaction - One emoji of them with its count; the user's own is `own-reaction`, too.
 * @csspart own-reaction - An emoji the user reacted with.
 * @csspart actions - The bar with Reply, React, Edit and Delete.
 * @csspart palette - The emojis to choose from.
 * @cssstate own - The user's own message.
 * @cssstate pending - A wish is on its way to the server.
 * @cssstate failed - The server refused a wish.
 * @cssstate edited - The words were changed after sending.
 * @cssstate deleted - Deleted, and can still be undone.
 * @cssstate unread - Not seen yet.
 * @cssstate highlighted - Just gone to, as by a jump.
 */
@inAnyDocument
export class MessageItem extends LitElement {
  static override readonly styles = [
    tokens,
    controls,
    avatarStyles,
    messageMarksStyles,
    quoteStyles,
    messageItemStyles,
    messageReactionsStyles,
  ];

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
  /** Text of a line above, where what is new begins; empty for none. */
  @property({ attribute: 'new-line' }) newLine = '';
  /** Whether the user has not seen it yet. */
  @property({ type: Boolean }) unread = false;
  /** Whether it is to be found at a glance, as after a jump. */
  @property({ type: Boolean }) highlighted = false;
  /** The message it answers, as that is now; null when it was deleted. Without it, what the message carries of it is shown. */
  @property({ attribute: false }) quoted: Quoted;
  /** Whether its sender is there now. */
  @property({ type: Boolean }) present = false;
  /** Fetches the files it carries, where their address alone does not give them; an `Uploader` with `fetchFiles` provides it. Another one is asked for what could not be had. */
  @property({ attribute: false }) load: Uploader['load'];
  /** What to show in place of its parts. */
  @property({ attribute: false }) regions: MessageRegions | undefined;
  /** Sentences in place of the kit’s own, by their name in `STRINGS`; the others are said in the language of the element. */
  @property({ attribute: false }) strings: Partial<Strings> | Words | undefined;
  /** Who reads it: among the reactions theirs are pressed. */
  @property({ attribute: false }) reader: User | undefined;
  /** The emojis that are offered at once. */
  @property({ attribute: false }) emojis: readonly string[] = QUICK_EMOJIS;
  /** Shows all emojis; without one, only those at once are offered. */
  @property({ attribute: false }) emojiPicker: EmojiPicker | undefined;
  /** What can be done with it; by default edit and delete when it is the user's own. */
  @property({ attribute: false }) actions: readonly MessageAction[] | undefined;
  /** BCP 47 locale of times; by default that of the nearest `lang`. */
  @property() locale = '';
  /** IANA zone of times; by default the machine's. */
  @property({ attribute: 'timezone' }) timeZone = '';

  /** The message with its state in one value, as a synced stream shows it; a plain message does too. */
  get item(): Shown<Message> | undefined {
    const { message, state, wish } = this;
    return message && { id: message.id, row: message, state, ...(wish && { wish }) };
  }
  set item(item: Shown<Message> | Message | undefined) {
    const shown = item && !('row' in item) ? { row: item, state: 'sent' as const, wish: undefined } : item;
    this.message = shown?.row;
    this.state = shown?.state ?? 'sent';
    this.wish = shown?.wish;
  }

  readonly #internals = this.attachInternals();
  readonly #files = new MessageFiles(this);
  readonly #reactions = new MessageReactions(this);
  readonly #actions = new MessageActions(this, this.#reactions);
  #words = english;
  #hadFocus = false;

  constructor() {
    super();
    new EarlyProperties(this, ['item']);
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
    this.#words = wordsFor(this, this.locale || undefined);
    const { own, unread, highlighted, state, message } = this;
    const [pending, failed, deleted] = [state === 'waiting', state === 'failed', state === 'deleting'];
    setStates(this.#internals, { own, pending, failed, deleted, edited: !deleted && isEdited(message), unread, highlighted });
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { item, day, regions } = this;
    const name = item && messageName(item, day, this.#place(), this.#words, plainIn(regions, item.row));
    this.setAttribute('aria-label', name ?? '');
    // The button that was pressed may be gone now; the keyboard user stays on this message, with Undo at hand.
    const isOther = ['state', 'wish', 'message'].some((name) => changed.has(name as keyof MessageItem));
    if (isOther && this.#hadFocus && !this.shadowRoot?.activeElement) {
      void this.updateComplete.then(() => ((this.state === 'deleting' && this.#actions.buttons[0]) || this).focus());
    }
  }

  protected override render(): unknown {
    const { message, regions } = this;
    if (!message) return nothing;
    const grouped = this.grouped && !this.newLine; // below the line somebody begins to read
    const exact = exactTime(message.insertedAt, this.#place());
    const picture = grouped ? this.#renderTime('gutter-time', exact) : avatar(message.sender, this.present);
    const actions: readonly MessageAction[] = this.state === 'deleting' ? [] : (this.actions ?? (this.own ? ['edit', 'delete'] : []));
    const chips = this.#reactions.renderChips(message, actions.includes('react'), this.#words);
    const bar = this.#actions.render(message, actions, this.#words, exact);
    return html`
      ${this.day ? html`<div class="day" part="day" role="separator" aria-label=${this.day}>${this.day}</div>` : nothing}
      ${this.newLine ? html`<div class="new" part="new" role="separator" aria-label=${this.newLine}>${this.newLine}</div>` : nothing}
      <div class=${grouped ? 'row' : 'row first'} part="row">
        ${grouped ? picture : shownIn(regions, 'avatar', message, picture)}
        <div class="body" data-at=${exact}>
          ${grouped ? nothing : this.#renderHead(message, exact)}
          ${this.state === 'deleting' ? goneView(!this.wish || canUndo(this) ? this.#undo : undefined, this.#words) : [this.#renderQuote(message), this.#files.beside(this.#renderText(message, exact), message, this.#words), chips]}
          ${this.state === 'failed' ? troubleView(this, message, readingOf(regions, message), this.wish, this.#words) : nothing}
        </div>
        ${shownIn(regions, 'actions', message, bar)}
      </div>
    `;
  }

  #renderHead(message: Message, exact: string): unknown {
    const head = html`<span class="name" part="name" dir="auto">${senderName(message, this.#words)}</span>${this.#renderTime('', exact)}`;
    return html`<div class="head">${shownIn(this.regions, 'meta', message, head)}</div>`;
  }

  #renderQuote({ id, replyTo }: Message): unknown {
    const show = (): unknown => replyTo && this.dispatchEvent(new MessageShow(replyTo.id, id));
    return replyTo ? quoteView(replyTo, this.quoted, this.#words, show, this.regions) : nothing;
  }

  #renderTime(className: string, exact: string): TemplateResult {
    const at = this.message?.insertedAt ?? '';
    return html`<time class=${className} part="time" dir="auto" datetime=${at} title=${exact}>${clockTime(at, this.#place())}</time>`;
  }

  #renderText(message: Message, exact: string): TemplateResult {
    const words = html`<span class="words" part="text">${message.content}</span>`;
    const waiting = this.state === 'waiting';
    return html`<div class="text" dir="auto" data-at=${exact}>
      ${shownIn(this.regions, 'body', message, words)}
      ${isEdited(message) ? html`<span class="note" part="edited" title=${exactTime(message.updatedAt, this.#place())}>${this.#words.say('editedMark')}</span>` : nothing}
      ${waiting || (this.own && this.state === 'sent') ? stateSign(waiting, this.#words) : nothing}
      ${waiting && canUndo(this) ? html`<button class="link" tabindex="-1" @click=${this.#undo}>${this.#words.say('undo')}</button>` : nothing}
    </div>`;
  }

  readonly #undo = (): boolean => this.dispatchEvent(new MessageUndo(this.message?.id ?? ''));

  #place(): ReaderLocale {
    return { locale: this.locale || localeAt(this), timeZone: this.timeZone || undefined };
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
