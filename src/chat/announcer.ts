// The one voice of a room for screen readers: live regions apart from the list, which history never reaches.

import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { english, type Words } from './words.js';

/** Arrivals are spoken together once none has come for this long. */
const BURST_MS = 1000;
/** However long they go on, something is said by then. */
const LONGEST_MS = 5000;
/** More of them than this are counted instead of read out. */
const READ_OUT = 3;
/** More writers than this are counted instead of named. */
const MOST_NAMES = 3;
/** A reader that has just told where focus went drops what is said too soon after. */
const AFTER_FOCUS_MS = 250;
/** Left long enough for every reader to notice, and not to be found as a second copy. */
const STAYS_MS = 1000;

/** Timers, so that tests need not wait; gives the way to stop one. */
export type SetTimer = (run: () => void, ms: number) => () => void;
/** Which messages of others are read out: all, those that name or answer the user, their number, none. */
export type Announce = 'all' | 'mentions' | 'count' | 'off';
/** `polite` waits until the reader has finished, `assertive` does not. */
export type Tone = 'polite' | 'assertive';

/** A room with its edit dialog. */
interface SaysInside {
  readonly shadowRoot: ShadowRoot | null;
  readonly dialog: { readonly opened: boolean; say(words: string): void } | null;
}

export interface AnnouncerOptions {
  words?(): Words;
  announce?(): Announce;
  /** Says it in a dialog that is open over the page: regions outside are not heard then. False when there is none. */
  inside?(words: string): boolean;
  setTimer?: SetTimer;
}

/** Says it in the dialog that is open over a room, whichever it is; false where there is none. */
export function sayInside({ dialog, shadowRoot }: SaysInside, words: string): boolean {
  const question = shadowRoot?.querySelector('.question [role=status]');
  if (question) question.textContent = words;
  else if (dialog?.opened) dialog.say(words);
  return Boolean(question ?? dialog?.opened);
}

export class Announcer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: AnnouncerOptions;
  readonly #setTimer: SetTimer;
  #arrivals: { author: string; text: string }[] = [];
  #stopBurst: (() => void) | undefined;
  #burstSince = 0;
  // Two regions of each tone by turns: a reader says nothing when a region is given the words it already has.
  readonly #regions: Record<Tone, [string, string]> = { polite: ['', ''], assertive: ['', ''] };
  #turn: 0 | 1 = 0;
  #focusedAt = -Infinity;

  constructor(host: ReactiveControllerHost, options: AnnouncerOptions = {}) {
    this.#host = host;
    this.#options = options;
    this.#setTimer = options.setTimer ?? setTimer;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.restart();
  }

  /** Another room: what came into the one before is not read out in it. */
  restart(): void {
    this.#arrivals = [];
    this.#stopBurst?.();
  }

  /** Focus has moved. */
  readonly focused = (): void => {
    this.#focusedAt = performance.now();
  };

  /** Speaks a message of somebody else, with others that come within the same second. */
  arrived(author: string, text: string): void {
    if (this.#options.announce?.() === 'off') return;
    if (this.#arrivals.push({ author, text }) === 1) this.#burstSince = performance.now();
    if (performance.now() - this.#burstSince > LONGEST_MS - BURST_MS) return; // the timer that runs speaks of this one, too
    this.#stopBurst?.();
    this.#stopBurst = this.#setTimer(() => this.#speakArrivals(), BURST_MS);
  }

  /** Speaks a sentence. */
  say(words: string, tone: Tone = 'polite'): void {
    const wait = AFTER_FOCUS_MS - (performance.now() - this.#focusedAt);
    if (wait > 0) this.#setTimer(() => this.#speak(words, tone), wait);
    else this.#speak(words, tone);
  }

  /** The regions; render them once, always in the same place. */
  render(): TemplateResult {
    const { polite, assertive } = this.#regions;
    return html`<div class="unseen" role="status">${polite[0]}</div>
      <div class="unseen" role="status">${polite[1]}</div>
      <div class="unseen" role="alert">${assertive[0]}</div>
      <div class="unseen" role="alert">${assertive[1]}</div>`;
  }

  #speak(words: string, tone: Tone): void {
    if (this.#options.inside?.(words)) return;
    const turn = (this.#turn = this.#turn === 0 ? 1 : 0);
    const regions = this.#regions[tone];
    regions[turn] = words;
    this.#host.requestUpdate();
    this.#setTimer(() => {
      if (regions[turn] !== words) return;
      regions[turn] = '';
      this.#host.requestUpdate();
    }, STAYS_MS);
  }

  #speakArrivals(): void {
    const arrivals = this.#arrivals.splice(0);
    this.#stopBurst = undefined;
    if (arrivals.length === 0) return;
    const words = this.#options.words?.() ?? english;
    if (arrivals.length <= READ_OUT && this.#options.announce?.() !== 'count') {
      this.say(arrivals.map(({ author, text }) => words.say('saying', { name: author, text })).join(words.say('stop')));
      return;
    }
    const names = words.list([...new Set(arrivals.map(({ author }) => author))], MOST_NAMES);
    this.say(words.say('arrived', { count: arrivals.length, names }));
  }
}

function setTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
