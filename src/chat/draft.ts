// What is being written and not accepted yet. It belongs to a chat, so that it outlives the elements that show it, and the page.

import type { Quote } from '../backend/model.js';
import type { Writing } from '../sync/drafts.js';
import { newId } from '../sync/new-id.js';
import type { StoredDraft } from '../sync/store.js';
import { tellAll } from '../sync/stream-status.js';
import type { AttachedFiles } from './attached-files.js';
import { asTyped } from './message-text.js';
import { quoteIn } from './stored-quote.js';

/** Keeps words over reloads, and shares them with other tabs. */
export interface DraftKeeper {
  keep(writing: Writing): void;
  hold(writing: Writing): void;
}

/**
 * One message being written: words and ids together, so that asking twice sends once, whoever shows it meanwhile. Once words were
 * given away (written down, or asked to be sent) their ids are theirs: other words get other ids, so that no two messages ever have
 * the same, in two tabs or after a crash.
 */
export class Draft implements Writing {
  /** The topic of its room. */
  readonly topic: string;
  /** Empty: one is written in a room at a time. */
  readonly row = '';
  /** The id that is being sent just now. */
  sending: string | undefined;
  /** The files it is to carry. They end with the page: only words are written down. */
  files: AttachedFiles | undefined;
  readonly #keeper: DraftKeeper | undefined;
  readonly #watchers = new Set<() => void>();
  #text = '';
  #replyTo: Quote | undefined;
  /** What the words being sent answer. */
  #sent: Quote | undefined;
  /** All of the words, each time somebody asked for more to be sent while these are. */
  #asked: readonly string[] = [];
  #reason = '';
  #id = newId();
  #mutationId = newId();
  /** What the words are written down under while there are files: a tab that sends the words alone must not take the ids of both. */
  #twin = newId();
  /** The words these ids were given away with. */
  #given: string | undefined;
  /** The mutation id under which words of this draft were written down last. */
  #written = '';
  /** Changed here, and not written down since. */
  #changed = false;
  #followed = false;

  /** Without a keeper it ends with the page. */
  constructor(topic = '', keeper?: DraftKeeper) {
    this.topic = topic;
    this.#keeper = keeper;
  }

  /** The words. */
  get text(): string {
    return this.#text;
  }
  /** The id the message will have. */
  get id(): string {
    return this.#id;
  }
  /** Names the wish to send it: a server that is given it twice does it once. */
  get mutationId(): string {
    return this.#mutationId;
  }
  /** The message that it answers. */
  get replyTo(): Quote | undefined {
    return this.#replyTo;
  }
  /** Why it was not sent; writing on takes it away. */
  get reason(): string {
    return this.#reason;
  }
  set reason(reason: string) {
    this.#reason = reason;
    this.#tell();
  }

  /** Other words. */
  write(words: string): void {
    const text = asTyped(words);
    this.#partUnless(text === this.#given);
    this.#text = text;
    this.#reason = '';
    this.#keep();
    this.#tell();
  }

  /** Answers a message, or none: with other words' ids no more than other words would. */
  answer(quote: Quote | undefined): void {
    this.#partUnless(quote?.id === this.#replyTo?.id);
    this.#replyTo = quote;
    this.#keep();
    this.#tell();
  }

  /** Other files: with other ids, as with other words. */
  refiled(): void {
    this.#partUnless(false);
    this.#reason = '';
    if (this.#text !== '' || this.#replyTo) this.#keep();
    this.#tell();
  }

  /** Whoever shows it is told, though nothing is to be written down. */
  touch(): void {
    this.#tell();
  }

  /** Another message. */
  begin(text: string): void {
    this.sending = undefined;
    this.#replyTo = undefined;
    this.#renew();
    this.write(text);
  }

  /**
   * Its first words are asked to be sent: until that came to something they are written down as they are sent, and not changed by another
   * tab. `asked`: what `accepted` gave.
   */
  send(words = this.#text, asked: readonly string[] = []): void {
    this.#partUnless(words === this.#given);
    this.sending = this.#id;
    this.#given = words;
    this.#sent = this.#replyTo;
    this.#asked = asked;
    this.#keeper?.hold(this);
  }

  /** What is there by now is to be sent, too, once the words before it are accepted. */
  sendAgain(): void {
    this.#asked = [...this.#asked, this.#text];
  }

  /** It was not accepted, or nobody knows: the words are kept on. */
  refused(reason: string): void {
    this.sending = undefined;
    this.#partUnless(this.#text === this.#given);
    this.#keep();
    this.reason = reason;
  }

  /** Somebody has `sent` safely: what was written after it is another message. Gives the words of it that are to be sent, and then those and more. */
  accepted(sent: string): readonly string[] {
    const rest = (words: string): string => (words.startsWith(sent) ? words.slice(sent.length) : words);
    const text = rest(this.#text);
    const next = this.#replyTo?.id === this.#sent?.id ? undefined : this.#replyTo;
    this.begin(text);
    if (next) this.answer(next);
    return this.#asked.map(rest).filter((words) => words.trim() !== '' && text.startsWith(words));
  }

  /** Words that were sent and taken back stand before those written since, which are none where they are still there. */
  takeBack(words: string, replyTo?: Quote): void {
    if (replyTo && !this.#replyTo) this.answer(replyTo);
    if (this.#text.trim() !== asTyped(words)) this.write(this.#text === '' ? words : `${words}\n${this.#text}`);
  }

  /** The words to write down. */
  take(): StoredDraft {
    // While it is sent, that is what is sent.
    const text = (this.#given = (this.sending && this.#given) ?? this.#text);
    const replyTo = this.#replyTo;
    const own =
      this.files?.count && !this.sending ? { id: this.#twin, mutationId: this.#twin } : { id: this.#id, mutationId: this.#mutationId };
    if (text !== '' || replyTo) this.#written = own.mutationId;
    return { topic: this.topic, row: this.row, text, id: own.id, mutationId: this.#written, ...(replyTo && { body: { replyTo } }) };
  }

  /** They are on disk now. */
  kept(text: string): void {
    // Given away as they are: or else another message is answered by now, in the same words.
    if (text === this.#text && text === this.#given) this.#changed = false;
  }

  /**
   * Takes over what is written down, by an earlier page or by another tab, unless something was changed here since.
   * Nothing written down any more: it was sent, or emptied.
   */
  follow(stored: StoredDraft | undefined): void {
    const first = !this.#followed;
    this.#followed = true;
    if (this.#changed || this.sending) {
      // Somebody was quicker than the disk: their words go where they would have gone, after those that were there; but what is sent parts first.
      if (!first || !stored || stored.mutationId === this.#written) return;
      this.#replyTo ??= quoteIn(stored);
      if (stored.text !== this.#text) this.write(this.sending ? this.#text + stored.text : stored.text + this.#text);
      return;
    }
    if (stored?.text === this.#text && [this.#mutationId, this.#twin].includes(stored.mutationId)) return;
    if (!stored && this.#text === '' && !this.#replyTo) return;
    this.#renew();
    if (stored) {
      // Ids of words alone are no ids of words with files.
      if (!this.files?.count) {
        this.#id = stored.id;
        this.#mutationId = stored.mutationId;
      }
      this.#given = stored.text;
      this.#written = stored.mutationId;
    }
    this.#text = stored?.text ?? '';
    this.#replyTo = quoteIn(stored);
    this.#reason = '';
    this.#tell();
  }

  /** The user has left. */
  forget(): void {
    this.sending = undefined;
    this.files?.close();
    this.files = undefined;
    this.#changed = false;
    this.follow(undefined);
  }

  /** Calls back on every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** Parts with ids that were given away, where this is another message by now. */
  #partUnless(same: boolean): void {
    if (this.#given !== undefined && !same) this.#renew();
  }

  #renew(): void {
    this.#id = newId();
    this.#mutationId = newId();
    this.#twin = newId();
    this.#given = undefined;
  }

  #keep(): void {
    this.#changed = true;
    if (!this.sending) this.#keeper?.keep(this);
  }

  #tell(): void {
    tellAll(this.#watchers);
  }
}
