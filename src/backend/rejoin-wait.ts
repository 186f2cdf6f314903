// The wait of a transport before it connects or joins again: for as long as the server asked, and spread by the back-off of its tries.

import { isAskedBriefly, waitAfter } from '../sync/protocol.js';

/** At most one wait at a time. */
export class RejoinWait {
  readonly #again: () => void;
  readonly #backOff: (tries: number) => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #on = false;
  /** It is the server that wants to be left alone, and not for long. */
  #asked = false;

  /** `again` is called when a wait has taken its time; `backOff` says how long that is at least, in milliseconds: a server whose clock is wrong asks for none. */
  constructor(again: () => void, backOff: (tries: number) => number) {
    this.#again = again;
    this.#backOff = backOff;
  }

  get on(): boolean {
    return this.#on;
  }

  /** One more try failed. */
  begin(error: unknown): void {
    this.stop();
    this.#tries += 1;
    this.#on = true;
    this.#asked = isAskedBriefly(error);
    this.#timer = setTimeout(
      () => {
        this.#on = false;
        this.#again();
      },
      waitAfter(error, this.#backOff(this.#tries)),
    );
  }

  /** The page woke, or the network changed. True: that ended a wait. */
  hurry(): boolean {
    const ends = this.#on && !this.#asked;
    if (ends) this.end();
    return ends;
  }

  /** A try succeeded, or the user asked for another. */
  end(): void {
    this.#tries = 0;
    this.stop();
  }

  /** Another try is made before the time. What comes of it is not known yet. */
  stop(): void {
    this.#on = false;
    clearTimeout(this.#timer);
  }
}
