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
/** A region is seen to be empty before it has words again: they may be the same. */
const EMPTY_MS = 50;

/** Timers, so that tests need not wait; gives the way to stop one. */
export type SetTimer = (run: () => void, ms: number) => () => void;
/** Which messages of others are read out: all, those that name or answer the user, their number, none. */
export type Announce = 'all' | 'mentions' | 'count' | 'off';
/** `polite` waits until the reader has finished, `assertive` does not. */
export type Tone = 'polite' | 'assertive';

/** A way to be heard. */
export type Say = (words: string, tone?: Tone) => void;

/** A room with its dialogs, each of which has a voice of its own: regions outside are not heard while it is open. */
export interface SaysInside {
  readonly shadowRoot: ShadowRoot | null;
  readonly dialog: { readonly opened: boolean; readonly say: Say } | null;
}

/** What is said in one tone. */
interface Voice {
  /** Two by turns: a reader says nothing when a region is given the words it already has. */
  readonly regions: [string, string];
  /** When each of them may have words again. */
  readonly free: [number, number];
  turn: 0 | 1;
  /** What is to be said as soon as there is a region for it, and focus has been told. */
  waiting: string[];
  stop: (() => void) | undefined;
}

export interface AnnouncerOptions {
  words?(): Words;
  announce?(): Announce;
  /** Says it in a dialog that is open over the page: regions outside are not heard then. False when there is none. */
  inside?(words: string, tone: Tone): boolean;
  setTimer?: SetTimer;
}

/** The dialog that is open over a room, whichever it is. */
export function dialogOver({ dialog, shadowRoot }: SaysInside): { readonly say: Say } | undefined {
  const question = shadowRoot?.querySelector<HTMLElement & { say: Say }>('.question');
  return question ?? (dialog?.opened ? dialog : undefined);
}

/** Says it in the dialog that is open over a room; false where there is none. */
export function sayInside(room: SaysInside, words: string, tone?: Tone): boolean {
  const dialog = dialogOver(room);
  dialog?.say(words, tone);
  return dialog !== undefined;
}

export class Announcer implements ReactiveController {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #options: AnnouncerOptions;
  readonly #setTimer: SetTimer;
  #arrivals: { author: string; text: string }[] = [];
  #stopBurst: (() => void) | undefined;
  #burstSince = 0;
  readonly #voices: Record<Tone, Voice> = { polite: silent(), assertive: silent() };
  #focusedAt = -Infinity;

  constructor(host: Pick<ReactiveControllerHost, 'addController' | 'requestUpdate'>, options: AnnouncerOptions = {}) {
    this.#host = host;
    this.#options = options;
    this.#setTimer = options.setTimer ?? setTimer;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.restart();
  }

  /** Another room: what came into the one before is neither read out in it nor found there. */
  restart(): void {
    this.#arrivals = [];
    this.#stopBurst?.();
    for (const voice of Object.values(this.#voices)) {
      voice.stop?.();
      voice.stop = undefined;
      voice.waiting = [];
      voice.regions.fill('');
    }
    this.#host.requestUpdate();
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

  /** Speaks a sentence; those that have to wait are spoken together. */
  readonly say = (words: string, tone: Tone = 'polite'): void => {
    const voice = this.#voices[tone];
    voice.waiting.push(words);
    if (!voice.stop) this.#speak(tone);
  };

  /** The regions; render them once, always in the same place. */
  render(): TemplateResult {
    const [polite, assertive] = [this.#voices.polite.regions, this.#voices.assertive.regions];
    return html`<div class="unseen" role="status">${polite[0]}</div>
      <div class="unseen" role="status">${polite[1]}</div>
      <div class="unseen" role="alert">${assertive[0]}</div>
      <div class="unseen" role="alert">${assertive[1]}</div>`;
  }

  #speak(tone: Tone): void {
    const voice = this.#voices[tone];
    const { turn, free } = voice;
    const now = performance.now();
    // Asked anew each time: focus may have gone on meanwhile.
    const wait = Math.max(free[turn], this.#focusedAt + AFTER_FOCUS_MS) - now;
    voice.stop = wait > 0 ? this.#setTimer(() => this.#speak(tone), wait) : undefined;
    if (voice.stop) return;
    const words = [...new Set(voice.waiting.splice(0))].join(this.#words.say('stop'));
    if (this.#options.inside?.(words, tone)) return;
    voice.turn = turn === 0 ? 1 : 0;
    free[turn] = now + STAYS_MS + EMPTY_MS;
    this.#write(voice, turn, words);
    this.#setTimer(() => this.#write(voice, turn, ''), STAYS_MS);
  }

  #write({ regions }: Voice, turn: 0 | 1, words: string): void {
    regions[turn] = words;
    this.#host.requestUpdate();
  }

  get #words(): Words {
    return this.#options.words?.() ?? english;
  }

  #speakArrivals(): void {
    const arrivals = this.#arrivals.splice(0);
    this.#stopBurst = undefined;
    if (arrivals.length === 0) return;
    const words = this.#words;
    if (arrivals.length <= READ_OUT && this.#options.announce?.() !== 'count') {
      this.say(arrivals.map(({ author, text }) => words.say('saying', { name: author, text })).join(words.say('stop')));
      return;
    }
    const names = words.list([...new Set(arrivals.map(({ author }) => author))], MOST_NAMES);
    this.say(words.say('arrived', { count: arrivals.length, names }));
  }
}

function silent(): Voice {
  return { regions: ['', ''], free: [-Infinity, -Infinity], turn: 0, waiting: [], stop: undefined };
}

function setTimer(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
