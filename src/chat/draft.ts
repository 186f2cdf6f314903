// What is being written and not accepted yet. It belongs to a chat, so that it outlives the elements that show it.

import { newId } from '../sync/new-id.js';

/** One message being written: words and ids together, so that asking twice sends once, whoever shows it meanwhile. */
export class Draft {
  #text = '';
  #reason = '';
  #id = newId();
  #mutationId = newId();
  readonly #watchers = new Set<() => void>();
  /** The id that is being sent just now. */
  sending: string | undefined;

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

  /** Other words for the same message. */
  write(text: string): void {
    this.#text = text;
    this.#reason = '';
    this.#tell();
  }

  /** Another message. */
  begin(text: string): void {
    this.#id = newId();
    this.#mutationId = newId();
    this.sending = undefined;
    this.write(text);
  }

  /** Somebody has `sent` safely: what was written after it is another message. */
  accepted(sent: string): void {
    this.begin(this.#text.startsWith(sent) ? this.#text.slice(sent.length) : this.#text);
  }

  /** Calls back on every change, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #tell(): void {
    for (const changed of this.#watchers) changed();
  }
}
