// The entries of one topic during a pass, read once and not before each send: read again as soon as anything but the pass itself has
// made them more or fewer. Whether an entry may still be sent is asked of the outbox, when it is claimed.

import type { Outbox } from './outbox.js';
import type { Entry } from './overlay.js';

export class Waiting {
  readonly #outbox: Outbox;
  readonly #topic: string;
  #entries: readonly Entry[] | undefined;
  /** How many there are in the outbox, those of broken shape included, and the number of the newest. */
  #count = 0;
  #last = 0;

  constructor(outbox: Outbox, topic: string) {
    this.#outbox = outbox;
    this.#topic = topic;
  }

  async read(): Promise<readonly Entry[]> {
    // Before the entries: what comes or goes between the two is seen as a change the next time.
    const { count, last } = await this.#outbox.extent(this.#topic);
    if (!this.#entries || count !== this.#count || last !== this.#last) {
      this.#entries = await this.#outbox.entries(this.#topic);
      this.#count = count;
      this.#last = last;
    }
    return this.#entries;
  }

  /** An entry was granted, and is gone. */
  settled(entry: Entry): void {
    // A delete takes others along.
    if (entry.kind === 'delete') return this.forget();
    this.#entries = this.#entries?.filter(({ n }) => n !== entry.n);
    this.#count -= 1;
    if (entry.n === this.#last) this.forget();
  }

  /** Entries were changed. */
  forget(): void {
    this.#entries = undefined;
  }
}
