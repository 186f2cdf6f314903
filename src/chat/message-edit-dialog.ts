// <message-edit-dialog>: changes the words of one message in a native dialog. One instance serves a whole room.

import { LitElement, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import { MAX_CONTENT, type Message } from '../backend/model.js';
import { Announcer } from './announcer.js';
import { dialogStyles } from './dialog.styles.js';
import { EnterKey, typesOnScreen } from './enter-key.js';
import { MessageSave } from './events.js';
import { closeIcon } from './icons.js';
import { isOfInputMethod } from './input-method.js';
import { messageEditDialogStyles } from './message-edit-dialog.styles.js';
import type { Quoted } from './message-quote.js';
import { Modal } from './modal.js';
import { asTyped, refusal, remaining, stretch } from './message-text.js';
import { whyOf } from './report-error.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import { wordsFor } from './words-for.js';
import type { Words } from './words.js';

/**
 * Opened by `open(message)`. Enter or Save saves, and where there is only touch Enter breaks the line; Escape, ✕ and a click outside close, asking first when words were changed.
 * It stays open until the promise given to `waitUntil` of its `message-save` resolves, longer where words were written meanwhile, and shows why when it rejects.
 *
 * @tagname message-edit-dialog
 * @fires message-save - The message's id and its new words.
 * @fires close - When it has closed, saved or not. Does not bubble.
 * @csspart dialog - The dialog.
 * @csspart input - The field.
 * @csspart error - Why the words were not saved.
 */
@inAnyDocument
export class MessageEditDialog extends LitElement {
  static override readonly styles = [tokens, controls, dialogStyles, messageEditDialogStyles];

  /** The most UTF-16 units that are saved. */
  @property({ type: Number, attribute: 'maxlength', useDefault: true }) maxLength = MAX_CONTENT;

  /** Sentences in place of the kit’s own, by their name in `STRINGS`; the others are said in the language of the element. */
  @property({ attribute: false }) strings: Partial<Strings> | Words | undefined;
  /** Keeps changed words by message id until they are saved or thrown away; closed without either, they are there the next time. */
  @property({ attribute: false }) edits: Pick<Map<string, string>, 'get' | 'set' | 'delete'> | undefined;
  /** Gives the message as it is now, given its id; null when it was deleted, which is said then. */
  @property({ attribute: false }) current: ((id: string) => Quoted) | undefined;

  /** Whether it is shown. */
  get opened(): boolean {
    return this.dialog?.open ?? false;
  }
  /** The id of the message it is shown for. */
  get editing(): string | undefined {
    return this.opened ? this.#message?.id : undefined;
  }

  /** Shows the dialog for a message. When it closes, focus goes back to where it was, or to `returnTo`. */
  async open(message: Message, returnTo?: HTMLElement): Promise<void> {
    if (this.opened) return;
    [this.#message, this.#returnTo, this.#edits] = [message, returnTo, this.edits];
    this.text = asTyped(this.#edits?.get(message.id) ?? message.content);
    this.reason = '';
    this.asking = false;
    this.requestUpdate();
    await this.updateComplete;
    if (!this.isConnected || this.opened || !this.dialog) return;
    this.#modal.show();
  }

  /** Lets a screen reader say something while the dialog is open: what is outside is not heard then. `polite` waits until it has finished, `assertive` does not. */
  say(words: string, tone: 'polite' | 'assertive' = 'polite'): void {
    this.#announcer.say(words, tone);
  }

  /** Closes without saving and without asking. */
  close(): void {
    this.dialog?.close();
  }

  @query('dialog') dialog!: HTMLDialogElement | null;
  @query('textarea') field!: HTMLTextAreaElement | null;
  @state() text = '';
  @state() reason = '';
  @state() asking = false;
  readonly #announcer = new Announcer(this, { words: () => wordsFor(this) });
  readonly #enterKey = new EnterKey();
  #message: Message | undefined;
  // Of the chat the message was opened in, whichever is shown by now.
  #edits: MessageEditDialog['edits'];
  #returnTo: HTMLElement | undefined;
  /** The messages whose new words nobody has accepted yet, by id. */
  readonly #saving = new Set<string>();
  readonly #modal = new Modal(this, { dialog: () => this.dialog, field: () => this.field, leave: () => this.#leave() });

  /** Blanks around words are not sent, so they change nothing. */
  get #isSame(): boolean {
    return this.text.trim() === asTyped(this.#message?.content ?? '').trim();
  }

  /** Only where it is another, as in the composer. */
  protected override updated(): void {
    if (this.field && this.field.value !== this.text) this.field.value = this.text;
  }

  protected override render(): unknown {
    const words = wordsFor(this);
    const left = remaining(this.text, this.maxLength, words);
    const gone = this.opened && this.#message && this.current?.(this.#message.id) === null;
    return html`
      <dialog
        part="dialog"
        aria-labelledby="title"
        @cancel=${this.#modal.onCancel}
        @close=${this.#onClose}
        @keydown=${this.#onKey}
        @pointerdown=${this.#modal.onPress}
        @click=${this.#modal.onClick}
      >
        <form method="dialog" novalidate @submit=${this.#onSubmit}>
          <header>
            <h2 id="title">${words.say('editMessage')}</h2>
            <button type="button" class="icon close" title=${words.say('close')} aria-label=${words.say('close')} @click=${this.#leave}>
              ${closeIcon}
            </button>
          </header>
          <label class="unseen" for="field">${words.say('message')}</label>
          <textarea
            id="field"
            part="input"
            rows="3"
            aria-describedby="error counter"
            aria-invalid=${this.reason ? 'true' : nothing}
            @input=${this.#onInput}
            @compositionend=${(event: CompositionEvent) => this.#enterKey.composed(event)}
          ></textarea>
          <div class="below">
            <p id="error" class="error" part="error" role="alert">${this.reason || (gone ? words.say('messageGone') : '')}</p>
            ${left ? html`<span id="counter" class=${stretch(this.text, this.maxLength)}>${left}</span>` : nothing}
          </div>
          ${this.asking ? this.#renderQuestion(words) : this.#renderButtons(words)}
        </form>
        ${this.#announcer.render()}
      </dialog>
    `;
  }

  #renderButtons(words: Words): unknown {
    return html`<footer>
      <button type="button" class="plain" @click=${this.#leave}>${words.say('cancel')}</button>
      <button class="primary">${words.say('save')}</button>
    </footer>`;
  }

  #renderQuestion(words: Words): unknown {
    return html`<footer>
      <p role="alert">${words.say('throwAway')}</p>
      <button type="button" class="plain discard" @click=${this.#discard}>${words.say('discard')}</button>
      <button type="button" class="primary keep" @click=${this.#stay}>${words.say('keepEditing')}</button>
    </footer>`;
  }

  readonly #leave = (): void => {
    if (this.#isSame) return this.close();
    this.asking = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.keep')?.focus());
  };

  readonly #discard = (): void => {
    this.#edits?.delete(this.#message?.id ?? '');
    this.close();
  };

  readonly #stay = (): void => {
    this.asking = false;
    this.field?.focus();
  };

  async #save(): Promise<void> {
    if (!this.#message || this.#saving.has(this.#message.id)) return;
    if (this.#isSame) return this.close(); // nothing to save
    this.reason = refusal(this.text, this.maxLength, wordsFor(this), this.#message.attachments?.length) ?? '';
    if (this.reason) return this.field?.focus();
    const [content, message, edits] = [this.text.trim(), this.#message, this.#edits];
    const request = new MessageSave(message.id, content);
    if (!this.dispatchEvent(request) && !request.accepted) return;
    this.#saving.add(message.id);
    try {
      if ((await request.accepted) === false) return;
      if (edits?.get(message.id)?.trim() === content) edits.delete(message.id);
      if (this.#message !== message) return; // closed meanwhile, and another is open
      this.#message = { ...message, content };
      if (this.#isSame) this.close(); // else somebody went on writing
    } catch (error) {
      if (this.#message !== message) return;
      this.reason = wordsFor(this).say('notSavedNow', { why: whyOf(error) });
      this.field?.focus();
    } finally {
      this.#saving.delete(message.id);
    }
  }

  #onInput(event: InputEvent): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    if (!this.#message) return;
    if (this.#isSame) this.#edits?.delete(this.#message.id);
    else this.#edits?.set(this.#message.id, this.text);
    this.reason = '';
  }

  #onKey(event: KeyboardEvent): void {
    event.stopPropagation(); // the room behind has keys of its own
    if (event.key === 'Escape' && !isOfInputMethod(event)) {
      // Before the browser does: after a second Escape it would close without letting us ask.
      event.preventDefault();
      if (this.asking) this.#stay();
      else this.#leave();
    } else if (event.target === this.field && this.#enterKey.sends(event, typesOnScreen() ? 'newline' : 'send')) {
      event.preventDefault();
      void this.#save();
    }
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    void this.#save();
  }

  #onClose(): void {
    this.asking = false;
    this.#announcer.restart();
    // The dialog gives focus back to where it was; that element may be gone or hidden by now.
    this.#returnTo?.focus();
    this.dispatchEvent(new Event('close'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-edit-dialog': MessageEditDialog;
  }
}
