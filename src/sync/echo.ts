// The answer to a wish is as good as its op, which comes at about the same time: if it does not, it was lost, or came before it was heard.
// Its number says how many others came before it. Those are shown as if there were none until they are missed, so they are missed sooner.

import type { Clock } from './clock.js';

/** So many milliseconds after the answer to a wish its op is missed. */
const ECHO = 2_000;
/** So many after an answer what it has overtaken is missed: hardly anything is overtaken by more. */
const OVERTAKEN = 100;

export class Echo {
  readonly #own: Overdue;
  readonly #others: Overdue;

  /** `missed` is told a number up to which ops should have come, `ago` milliseconds before; whether they have is for whoever is told. */
  constructor(clock: Clock, missed: (seq: number, ago: number) => void) {
    this.#own = new Overdue(clock, ECHO, (seq) => missed(seq, 0));
    this.#others = new Overdue(clock, OVERTAKEN, (seq) => missed(seq, OVERTAKEN));
  }

  /** A wish was answered with its number; the highest that was `heard` of otherwise. */
  expect(seq: number, heard: number): void {
    if (seq <= heard) return;
    // What was answered just before is not another's.
    if (seq > Math.max(heard, this.#own.last) + 1) this.#others.expect(seq - 1);
    this.#own.expect(seq);
  }

  /** In another session ops are missed otherwise. */
  forget(): void {
    this.#own.forget();
    this.#others.forget();
  }
}

/** Numbers that are to come within a time. */
class Overdue {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #missed: (seq: number) => void;
  #last = -1;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, ms: number, missed: (seq: number) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#missed = missed;
  }

  /** The highest of them. */
  get last(): number {
    return this.#last;
  }

  expect(seq: number): void {
    this.#last = Math.max(this.#last, seq);
    if (!this.#cancel) this.#wait(this.#last);
  }

  forget(): void {
    this.#last = -1;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Another answer does not put it off, or whoever writes often enough would never miss anything. */
  #wait(seq: number): void {
    this.#cancel = this.#clock.after(this.#ms, () => {
      this.#cancel = undefined;
      if (this.#last > seq) this.#wait(this.#last);
      this.#missed(seq);
    });
  }
}
