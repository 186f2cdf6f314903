// The wait after a request that failed, until it is made again: how long it takes, and what ends it before its time.

import type { Clock } from './clock.js';
import { retryDelay, type Failed } from './link-state.js';
import { isAskedBriefly } from './protocol.js';

/** At most one wait at a time. A timer ends it, not an instant: the clock may be set back. */
export class RetryWait {
  readonly #clock: Clock;
  readonly #over: () => void;
  readonly #delay: (clock: Clock, failed: Failed) => number;
  #failures = 0;
  #on = false;
  /** It is the server that wants to be left alone, and not for long. */
  #asked = false;
  #cancel = (): void => undefined;

  /** `over` is called when a wait has taken its time, which `delay` says in milliseconds. */
  constructor(clock: Clock, over: () => void, delay = retryDelay) {
    this.#clock = clock;
    this.#over = over;
    this.#delay = delay;
  }

  /** How many requests failed since one was answered. */
  get failures(): number {
    return this.#failures;
  }

  get on(): boolean {
    return this.#on;
  }

  /** One more failed, which was made at `since`. */
  begin(error: unknown, since = this.#clock.now()): void {
    this.stop();
    this.#failures += 1;
    this.#on = true;
    this.#asked = isAskedBriefly(error);
    this.#cancel = this.#clock.after(this.#delay(this.#clock, { failures: this.#failures, error, since }), () => {
      this.#on = false;
      this.#over();
    });
  }

  /** What went wrong before says nothing about now, as when the page slept or the network changed. */
  hurry(): void {
    if (!this.#on || !this.#asked) this.end();
  }

  /** A request was answered, the connection is another, or the user asked for it. */
  end(): void {
    this.#failures = 0;
    this.stop();
  }

  /** Another request is made before the time. Whether it is answered is not known yet. */
  stop(): void {
    this.#on = false;
    this.#cancel();
  }
}
