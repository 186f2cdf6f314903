// How the link of one topic stands, as far as anybody is told. A hole that is filled at once is no state that anybody could read: it
// would only make the word flicker with every message that overtakes another. One that stays is told, and from then on until it is filled.

import type { Clock } from './clock.js';
import { REFUSALS, type LinkState } from './link-state.js';
import type { Reason } from './protocol.js';

/** A hole that is filled within so many milliseconds is not told. */
const CALM = 300;
/** A first join that takes longer than this is shown as offline, in milliseconds. */
const PATIENCE = 5_000;

/** What it must know of the link. */
export interface LinkStandingOptions {
  clock: Clock;
  joined(): boolean;
  /** The last request to catch up failed. */
  failing(): boolean;
  /** `state` may be another, though nobody did anything. */
  changed(): void;
}

/** Told what happens on a link; tells how it stands. */
export class LinkStanding {
  readonly #options: LinkStandingOptions;
  #refusal: LinkState | undefined;
  #complete = false;
  /** Was complete once: from then on what is missing is missing, and not on its way for the first time. */
  #known = false;
  /** A hole was found a moment ago. */
  #calm = false;
  #cancelCalm = (): void => undefined;
  readonly #cancelPatience: () => void;

  constructor(options: LinkStandingOptions) {
    this.#options = options;
    this.#cancelPatience = options.clock.after(PATIENCE, () => {
      this.#refusal ??= 'offline';
      options.changed();
    });
  }

  /** Nothing is known to be missing. */
  get complete(): boolean {
    return this.#complete;
  }

  get state(): LinkState {
    if (this.#refusal) return this.#refusal;
    const { joined, failing } = this.#options;
    if (!joined()) return globalThis.navigator?.onLine === false ? 'offline' : 'connecting';
    if (this.#complete || this.#calm) return 'live';
    return this.#known || failing() ? 'behind' : 'connecting';
  }

  /** A session begins: nobody knows yet what was missed before it. */
  joined(): void {
    this.#cancelPatience();
    this.#refusal = undefined;
    this.#lose();
  }

  /** The connection is lost, or none came about. What the server refused before it has refused all the same. */
  down(): void {
    this.#lose();
    this.#refusal ??= 'offline';
  }

  /** Something is missing that can be asked for, and has been for `ago` milliseconds. */
  missed(ago = 0): void {
    if (!this.#complete) return;
    this.#complete = false;
    this.#calm = true;
    this.#cancelCalm = this.#options.clock.after(CALM - ago, () => {
      this.#calm = false;
      this.#options.changed();
    });
  }

  /** The server has answered, which it does to nobody it has refused. An answer from before the line was lost says nothing of now. */
  answered(complete: boolean): void {
    if (!this.#options.joined()) return;
    this.#refusal = undefined;
    if (!complete) return;
    this.#lose();
    this.#complete = true;
    this.#known = true;
  }

  /** The server refused the topic, or does not know who asks: nobody would tell what is missing now. False: that was no refusal of a topic. */
  refused(reason: Reason): boolean {
    const state = REFUSALS.get(reason);
    if (!state) return false;
    this.#cancelPatience();
    this.#lose();
    this.#refusal = state;
    return true;
  }

  close(): void {
    this.#cancelPatience();
    this.#cancelCalm();
  }

  #lose(): void {
    this.#complete = false;
    this.#calm = false;
    this.#cancelCalm();
  }
}
