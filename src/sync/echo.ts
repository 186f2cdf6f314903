// The answer to a wish is as good as its op, which comes at about the same time: if it does not, it was lost, or came before it was heard.

import type { Clock } from './clock.js';

/** So many milliseconds after the answer to a wish its op is missed. */
const ECHO = 2_000;

export class Echo {
  readonly #clock: Clock;
  readonly #missed: (seq: number) => void;
  /** The highest number in an answer. */
  #answered = -1;
  #cancel: (() => void) | undefined;

  /** `missed` is told a number whose op should have come by then; whether it has come is for whoever is told. */
  constructor(clock: Clock, missed: (seq: number) => void) {
    this.#clock = clock;
    this.#missed = missed;
  }

  expect(seq: number): void {
    this.#answered = Math.max(this.#answered, seq);
    if (!this.#cancel) this.#wait(this.#answered);
  }

  /** In another session ops are missed otherwise. */
  forget(): void {
    this.#answered = -1;
    this.close();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Another answer does not put it off, or whoever writes often enough would never miss anything. */
  #wait(seq: number): void {
    this.#cancel = this.#clock.after(ECHO, () => {
      this.#cancel = undefined;
      if (this.#answered > seq) this.#wait(this.#answered);
      this.#missed(seq);
    });
  }
}
