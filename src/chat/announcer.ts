// The one voice of a room for screen readers: a polite live region, apart from the list, that history never reaches.

import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** Arrivals within this time are spoken together. */
const BURST_MS = 1000;
/** More of them than this are counted instead of read out. */
const READ_OUT = 3;
/** Left long enough for every reader to notice, and not to be found as a second copy. */
const STAYS_MS = 2000;

/** Timers, so that tests need not wait. */
export type SetTimer = (run: () => void, ms: number) => unknown;

export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #setTimer: SetTimer;
  #arrivals: { author: string; text: string }[] = [];
  // Two regions by turns: a reader says nothing when a region is given the words it already has.
  readonly #regions = ['', ''];
  #turn = 0;

  constructor(host: ReactiveControllerHost, setTimer: SetTimer = (run, ms) => setTimeout(run, ms)) {
    this.#host = host;
    this.#setTimer = setTimer;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#arrivals = [];
  }

  /** Speaks a message of somebody else, with others that come in the same second. */
  arrived(author: string, text: string): void {
    if (this.#arrivals.push({ author, text }) === 1) this.#setTimer(() => this.#speakArrivals(), BURST_MS);
  }

  /** Speaks a sentence. */
  say(words: string): void {
    const turn = (this.#turn = 1 - this.#turn);
    this.#regions[turn] = words;
    this.#host.requestUpdate();
    this.#setTimer(() => {
      if (this.#regions[turn] !== words) return;
      this.#regions[turn] = '';
      this.#host.requestUpdate();
    }, STAYS_MS);
  }

  /** The regions; render them once, always in the same place. */
  render(): TemplateResult {
    return html`<div class="unseen" role="status">${this.#regions[0]}</div>
      <div class="unseen" role="status">${this.#regions[1]}</div>`;
  }

  #speakArrivals(): void {
    const arrivals = this.#arrivals.splice(0);
    if (arrivals.length === 0) return;
    if (arrivals.length <= READ_OUT) this.say(arrivals.map(({ author, text }) => `${author}: ${text}`).join('. '));
    else this.say(`${arrivals.length} new messages from ${[...new Set(arrivals.map(({ author }) => author))].join(', ')}`);
  }
}
