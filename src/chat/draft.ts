// What is being written and not accepted yet. It belongs to a chat, so that it outlives the elements that show it, and the page.

import type { Writing } from '../sync/drafts.js';
import { newId } from '../sync/new-id.js';
import type { StoredDraft } from '../sync/store.js';

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
  readonly topic: string;
  readonly row = '';
  /** The id that is being sent just now. */
  sending: string | undefined;
  readonly #keeper: DraftKeeper | undefined;
  readonly #watchers = new Set<() => void>();
  #text = '';
  #reason = '';
  #id = newId();
  #mutationId = newId();
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

  get text(): string {
    return this.#text;
  }
  get id(): string {
    return this.#id;
  }
  get mutationId(): string {
    return this.#mutationId;
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
  write(text: string): void {
    if (this.#given !== undefined && text !== this.#given) this.#renew();
    this.#text = text;
    this.#reason = '';
    this.#keep();
    this.#tell();
  }

  /** Another message. */
  begin(text: string): void {
    this.sending = undefined;
    this.#renew();
    this.write(text);
  }

  /** It is asked to be sent: until that came to something it is neither written down nor changed by another tab. */
  send(): void {
    this.sending = this.#id;
    this.#given = this.#text;
    this.#keeper?.hold(this);
  }

  /** It was not accepted, or nobody knows: the words are kept on. */
  refused(reason: string): void {
    this.sending = undefined;
    this.#keep();
    this.reason = reason;
  }

  /** Somebody has `sent` safely: what was written after it is another message. */
  accepted(sent: string): void {
    this.begin(this.#text.startsWith(sent) ? this.#text.slice(sent.length) : this.#text);
  }

  /** Words that were sent and taken back stand before those written since, which are none where they are still there. */
  takeBack(words: string): void {
    if (this.#text.trim() !== words) this.write(this.#text === '' ? words : `${words}\n${this.#text}`);
  }

  /** The words to write down. */
  take(): StoredDraft {
    this.#given = this.#text;
    if (this.#text !== '') this.#written = this.#mutationId;
    return { topic: this.topic, row: this.row, text: this.#text, id: this.#id, mutationId: this.#written };
  }

  kept(text: string): void {
    if (text === this.#text) this.#changed = false;
  }

  /**
   * Takes over what is written down, by an earlier page or by another tab, unless something was changed here since.
   * Nothing written down any more: it was sent, or emptied.
   */
  follow(stored: StoredDraft | undefined): void {
    const first = !this.#followed;
    this.#followed = true;
    if (this.sending) return;
    if (this.#changed) {
      // Somebody was quicker than the disk: their words go where they would have gone, after those that were there.
      if (first && stored && stored.text !== this.#text) this.write(stored.text + this.#text);
      return;
    }
    if (stored?.text === this.#text && stored.mutationId === this.#mutationId) return;
    if (!stored && this.#text === '') return;
    this.#renew();
    if (stored) {
      this.#id = stored.id;
      this.#mutationId = stored.mutationId;
      this.#given = stored.text;
      this.#written = stored.mutationId;
    }
    this.#text = stored?.text ?? '';
    this.#reason = '';
    this.#tell();
  }

  /** The user has left. */
  forget(): void {
    this.sending = undefined;
    this.#changed = false;
    this.follow(undefined);
  }

  /** Calls back on every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #renew(): void {
    this.#id = newId();
    this.#mutationId = newId();
    this.#given = undefined;
  }

  #keep(): void {
    this.#changed = true;
    if (!this.sending) this.#keeper?.keep(this);
  }

  #tell(): void {
    for (const changed of this.#watchers) changed();
  }
}
