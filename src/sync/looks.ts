// Looks again, ever more seldom, until all is as it should be, and anew when something is known not to be.

import type { Clock } from './clock.js';

/** When what is to be seen first has been shown. */
const FIRST = 1_500;
/** Not more seldom. */
const SELDOM = 60_000;

/** One look at a time. */
export class Looks {
  readonly #clock: Clock;
  readonly #look: () => Promise<boolean>;
  #cancel = (): void => undefined;
  /** A look is to come, or under way. */
  #on = false;
  /** Asked for since the last one began. */
  #asked = false;
  #closed = false;

  /** `look` tells whether nothing is left to be seen to; where it rejects, something is. */
  constructor(clock: Clock, look: () => Promise<boolean>) {
    this.#clock = clock;
    this.#look = look;
  }

  /** There is something to be seen to. */
  ask(): void {
    this.#asked = true;
    if (!this.#on && !this.#closed) this.#after(FIRST);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #after(ms: number): void {
    this.#on = true;
    this.#cancel = this.#clock.after(ms, () => void this.#run(ms));
  }

  async #run(ms: number): Promise<void> {
    this.#asked = false;
    const done = await this.#look().catch(() => false);
    this.#on = false;
    if (!this.#closed && (!done || this.#asked)) this.#after(Math.min(2 * ms, SELDOM));
  }
}
