// "Today" is another day after midnight: tells whoever shows days that it has begun.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dayKey, type ReaderLocale } from './format.js';

/** Zones are hours apart, some by quarters: midnight of any is one of these. */
const QUARTER = 900_000;

export class DayTurn implements ReactiveController {
  readonly #place: () => ReaderLocale;
  readonly #turned: () => void;
  #day: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `turned` runs when it is another day for the reader at `place`. */
  constructor(host: ReactiveControllerHost, place: () => ReaderLocale, turned: () => void) {
    this.#place = place;
    this.#turned = turned;
    host.addController(this);
  }

  hostConnected(): void {
    // Timers sleep where the page does.
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, QUARTER - (Date.now() % QUARTER));
    const [before, place] = [this.#day, this.#place()];
    this.#day = `${place.timeZone} ${dayKey(new Date().toISOString(), place)}`;
    if (before !== undefined && before !== this.#day) this.#turned();
  };
}
