// <message-composer>: where a message is written. It lets go of its text only when somebody has it safely.

import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';
import { inAnyDocument } from '../live-stream/any-document.js';
import type { Attachment } from '../backend/attachment.js';
import { MAX_CONTENT, roomTopic } from '../backend/model.js';
import type { Uploader } from '../backend/uploader.js';
import { Attaching } from './attaching.js';
import { hintsView } from './composer-hints.js';
import { Draft } from './draft.js';
import { EnterKey, typesOnScreen, type EnterMode } from './enter-key.js';
import { MessageEdit, MessageSend } from './events.js';
import { sendIcon } from './icons.js';
import { isOfInputMethod } from './input-method.js';
import { messageComposerStyles } from './message-composer.styles.js';
import { quoteStyles, replyView, type Quoted } from './message-quote.js';
import { refusal, stretch } from './message-text.js';
import { whyOf } from './report-error.js';
import type { Strings } from './strings.js';
import { controls, tokens } from './tokens.js';
import { wordsFor } from './words-for.js';
import type { Words } from './words.js';

/**
 * A field that grows to eight lines and a send button. Enter sends, Shift+Enter breaks the line; on a touch screen Enter breaks it.
 * The text is dropped when the promise given to `waitUntil` of its `message-send` resolves (or at once when nobody gave one), and
 * stays with the reason when it rejects. Whoever calls `preventDefault()` instead also calls `clear()`.
 *
 * @tagname message-composer
 * @fires message-send - The text, with ids that stay the same until it is accepted.
 * @fires message-edit - ArrowUp in the empty field: asks to edit the newest own message.
 * @csspart box - The frame around field and button.
 * @csspart input - The field.
 * @csspart send - The send button.
 * @csspart hint - Why the text was not sent.
 * @csspart reply - Whom the next message answers, with a way to answer nobody.
 * @csspart counter - Characters left, near the limit.
 * @csspart attach - The button that attaches files.
 * @csspart files - The files that the next message will carry.
 * @csspart file - One of them.
 * @csspart preview - Of a file: a picture of it.
 * @csspart refusal - Why a file was not taken.
 */
@inAnyDocument
export class MessageComposer extends LitElement {
  static override readonly styles = [tokens, controls, quoteStyles, messageComposerStyles];

  /** The draft. Setting it begins another draft, with ids of its own. */
  @property() get value(): string {
    return this.#current.text;
  }
  set value(value: string) {
    this.#current.begin(value ?? ''); // frameworks, and an attribute that is taken away, say null or undefined
    this.requestUpdate();
  }
  /** Who keeps the draft; without it the composer does, and the text ends with the element. */
  @property({ attribute: false }) draft: Draft | undefined;
  /** Gives the message that is answered as it is now, given its id; null when it was deleted. Without it, what the draft carries of it is shown. */
  @property({ attribute: false }) quoted: ((id: string) => Quoted) | undefined;
  /** What takes files to a server; without it none can be attached. */
  @property({ attribute: false }) uploader: Uploader | undefined;
  /** Name and placeholder of the field; by default the word for a message. */
  @property({ useDefault: true }) label = '';
  /** Sentences in place of the kit’s own, by their name in `STRINGS`; the others are said in the language of the element. */
  @property({ attribute: false }) strings: Partial<Strings> | Words | undefined;
  /** The most UTF-16 units that are sent; longer text stays in the field. */
  @property({ type: Number, attribute: 'maxlength', useDefault: true }) maxLength = MAX_CONTENT;
  /** What Enter does; `auto` is `send`, and `newline` where there is only touch. */
  @property({ useDefault: true }) enter: EnterMode | 'auto' = 'auto';

  /** Drops the draft. */
  clear(): void {
    this.#current.files?.close(); // first: whoever hears of other words finds it without files
    this.value = '';
  }

  /** Attaches files, as far as `uploader` takes them; why not is said above the field. Without an uploader it does nothing. */
  attach(files: Iterable<File>): Promise<void> {
    return this.#attaching.add([...files]);
  }

  /** Gives the writer back the files of a message that was taken back before it was sent: in the draft it came from, by default the one that is shown. */
  takeBack(attachments: readonly Attachment[], draft = this.#current): Promise<void> {
    return this.#attaching.giveBack(attachments, draft);
  }

  /** Focuses the field. */
  override focus(options?: FocusOptions): void {
    if (this.field) this.field.focus(options);
    else void this.updateComplete.then(() => this.field?.focus(options));
  }

  @query('textarea') field!: HTMLTextAreaElement | null;
  readonly #enterKey = new EnterKey();
  readonly #own = new Draft();
  readonly #attaching = new Attaching(this, { draft: () => this.#current, words: () => wordsFor(this), ready: (it) => this.#send(it) });
  #unwatch: (() => void) | undefined;

  get #current(): Draft {
    return this.draft ?? this.#own;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch();
    this.requestUpdate(); // while it was out of the page, its draft was not watched
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draft') && this.isConnected) this.#watch();
    this.#attaching.drafted();
  }

  /** Written only where it is another: to write a field moves its caret, and ends what is being composed. */
  protected override updated(): void {
    const { field, value } = this;
    if (field && field.value !== value) field.value = value;
  }

  protected override render(): unknown {
    const { text, reason, replyTo } = this.#current;
    const words = wordsFor(this);
    const label = this.label || words.say('message');
    const why = this.#refusal(this.#current);
    const waits = this.#current.files?.sendWhenDone ? words.say('sendsWhenUploaded') : '';
    return html`
      ${replyTo ? replyView(replyTo, this.quoted?.(replyTo.id), words, this.#answerNobody) : nothing} ${this.#attaching.render(words)}
      <div class="box" part="box" @click=${() => this.focus()} @focusout=${this.#onLeft}>
        ${this.#attaching.renderButton(words)}
        <label class="unseen" for="field">${label}</label>
        <textarea
          id="field"
          part="input"
          rows=${Math.min(text.split('\n', 8).length, 8)}
          placeholder=${label}
          aria-describedby="reply hint counter"
          aria-invalid=${reason || stretch(text, this.maxLength) === 'over' ? 'true' : nothing}
          @input=${this.#onInput}
          @paste=${this.#attaching.onPaste}
          @keydown=${this.#onKey}
          @compositionend=${(event: CompositionEvent) => this.#enterKey.composed(event)}
        ></textarea>
        <button
          class="icon primary send"
          part="send"
          title=${waits || words.say('send')}
          aria-label=${words.say('send')}
          aria-disabled=${why ? 'true' : 'false'}
          aria-describedby="why"
          @click=${() => void this.#send()}
        >
          ${sendIcon}
        </button>
      </div>
      <span id="why" hidden>${why}</span>
      ${hintsView({ text, maxLength: this.maxLength, reason, waits, enterSends: !why && this.#enterMode() === 'send', words })}
    `;
  }

  /** A draft also changes elsewhere: when a send that another element began is accepted. */
  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = this.#current.watch(() => this.requestUpdate());
  }

  async #send(draft = this.#current, [content = draft.text, ...asked]: readonly string[] = []): Promise<void> {
    if (draft.sending) return draft.sendAgain(); // what was typed meanwhile goes as a message of its own
    const words = wordsFor(this);
    const held = this.#attaching.holdsUp(draft);
    draft.reason = held?.reason || (this.#refusal(draft, content) ?? '');
    if (draft.reason || held) return;
    const attachments = draft.files?.attachments ?? [];
    const room = draft.topic.slice(roomTopic('').length);
    draft.send(content, asked); // first: what accepts it finds it written down
    const request = new MessageSend(draft.id, draft.mutationId, content.trim(), draft.replyTo, attachments, room);
    if (!this.dispatchEvent(request) && !request.accepted) return draft.refused('');
    let refused: unknown;
    let accepted: unknown = true;
    try {
      accepted = await request.accepted;
    } catch (error) {
      refused = error ?? new Error('it was not accepted');
    }
    if (draft.sending !== request.id) return; // another message by now
    if (refused !== undefined) draft.refused(words.say('notSentWhy', { why: whyOf(refused) }));
    else if (accepted === false) draft.refused('');
    else {
      const more = draft.accepted(content);
      draft.files?.sent(attachments);
      // Only where it is still shown: elsewhere it would go to another room.
      if (more.length > 0 && this.#current === draft && this.isConnected) void this.#send(draft, more);
    }
  }

  /** Why it cannot be sent. */
  #refusal({ text: all, files }: Draft, text = all): string | undefined {
    return refusal(text, this.maxLength, wordsFor(this), files?.count);
  }

  readonly #answerNobody = (): void => {
    this.#current.answer(undefined);
    this.focus();
  };

  /** That there is nothing to send is no fault of anybody who has gone to do something else. */
  readonly #onLeft = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const draft = this.#current;
    const inside = relatedTarget instanceof Node && (currentTarget as Element).contains(relatedTarget);
    if (draft.reason && !inside && draft.text.trim() === '' && !draft.sending && !draft.files?.count) draft.reason = '';
  };

  #onInput(event: InputEvent): void {
    this.#attaching.writing();
    this.#current.write((event.target as HTMLTextAreaElement).value);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowUp' && this.value === '' && !isOfInputMethod(event) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.dispatchEvent(new MessageEdit());
    } else if (event.key === 'Escape' && this.#current.replyTo && !isOfInputMethod(event)) {
      event.preventDefault();
      this.#answerNobody();
    } else if (this.#enterKey.sends(event, this.#enterMode())) {
      event.preventDefault();
      void this.#send();
    }
  }

  #enterMode(): EnterMode {
    if (this.enter !== 'auto') return this.enter;
    return typesOnScreen() ? 'newline' : 'send';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-composer': MessageComposer;
  }
}
