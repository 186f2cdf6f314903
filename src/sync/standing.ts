// How all topics of a user stand, counted when the outbox changes and never when the server speaks.

import { isSameStatus, statusWord, type LinkState, type StatusWord } from './link-state.js';
import type { Tally } from './outbox.js';
import { tellAll } from './stream-status.js';

/** How all topics of a user stand. */
export interface SyncStatus extends Tally {
  /**
   * The most serious of what is true of any open topic and of storage; `connecting` before anything is known. Where no topic is open
   * nothing is missing either: then it is storage alone that speaks.
   */
  word: StatusWord;
  /** `memory`: nothing outlives the page, and a wish is accepted by the server's answer only. */
  storage: 'disk' | 'memory';
  /** There is an outbox on this device that cannot be read. It is kept, and `storage` is `memory`. */
  unreadable: boolean;
  /** False while the outbox does not answer: then nothing new is shown, and `word` is `behind`, or worse. It is asked again. */
  readable: boolean;
  /** Whether the browser promised not to clear this site's storage by itself; undefined until it was asked, after the first accepted wish. */
  persisted: boolean | undefined;
}

export interface StandingOptions {
  count(): Promise<Tally>;
  states(): LinkState[];
  /** The tally is another. */
  counted(): void;
  error(error: unknown): void;
}

const NOTHING: Tally = { waiting: 0, undoable: 0, failed: 0, full: false };

/** Keeps the status of a `Sync`. */
export class Standing {
  readonly #options: StandingOptions;
  readonly #watchers = new Set<(status: SyncStatus) => void>();
  #known: Omit<SyncStatus, 'word'> = { ...NOTHING, storage: 'disk', unreadable: false, readable: true, persisted: undefined };
  #status: SyncStatus = { ...this.#known, word: 'connecting' };
  /** The outbox was counted once, so that something is known. */
  #counted = false;
  #counting = false;
  #again = false;
  #ended = false;

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  get status(): SyncStatus {
    return this.#status;
  }

  get tally(): Tally {
    return this.#known;
  }

  /** Calls back at once and on every change; returns the way to stop. */
  watch(told: (status: SyncStatus) => void): () => void {
    this.#watchers.add(told);
    told(this.#status);
    return () => this.#watchers.delete(told);
  }

  /** The outbox changed. Changes that come while it is being counted are counted together. */
  recount(): void {
    this.#again = true;
    if (!this.#counting && !this.#ended) void this.#count();
  }

  learn(known: Partial<Pick<SyncStatus, 'storage' | 'unreadable' | 'readable' | 'persisted'>>): void {
    this.#known = { ...this.#known, ...known };
    this.refresh();
  }

  /** Learns from a reading of the outbox whether it answers. */
  async heed(reading: Promise<unknown>): Promise<void> {
    try {
      await reading;
      this.learn({ readable: true });
    } catch (error) {
      this.#onUnread(error);
    }
  }

  /** How a topic stands may have changed. */
  refresh(): void {
    if (this.#ended) return;
    const states = this.#options.states();
    const knows = states.length > 0 || this.#counted || !this.#known.readable;
    this.#tell({ ...this.#known, word: knows ? statusWord(states, this.#known) : 'connecting' });
  }

  /** The user has left, and nothing waits here any more; or all was closed, and what waits is sent another time. */
  end(word: 'closed' | 'signed-out'): void {
    this.#ended = true;
    if (word === 'signed-out') this.#known = { ...this.#known, ...NOTHING };
    this.#tell({ ...this.#known, word });
  }

  async #count(): Promise<void> {
    this.#counting = true;
    while (this.#again && !this.#ended) {
      this.#again = false;
      try {
        const tally = await this.#options.count();
        if (this.#ended) continue;
        const known = this.#counted && isSameStatus(tally, this.#known);
        this.#counted = true;
        if (known) continue;
        this.#known = { ...this.#known, ...tally };
        this.#options.counted();
        this.refresh();
      } catch (error) {
        this.#onUnread(error);
      }
    }
    this.#counting = false;
  }

  #onUnread(error: unknown): void {
    if (this.#ended) return;
    this.learn({ readable: false });
    this.#options.error(error);
  }

  #tell(status: SyncStatus): void {
    if (isSameStatus(status, this.#status)) return;
    this.#status = status;
    tellAll(this.#watchers, status);
  }
}
