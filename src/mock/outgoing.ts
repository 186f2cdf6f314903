// Frames on their way to one client: in order and at once, unless a fault holds them, slows them or turns them round.

import type { Undoing } from './faults.js';

export class Outgoing {
  readonly #send: (data: string) => void;
  #waiting: string[] = [];
  /** Milliseconds each frame takes. */
  #pace = 0;
  /** How many hold everything at the moment. */
  #holds = 0;
  #stopped = false;
  #slowed: Undoing | undefined;
  #turned: Undoing | undefined;
  #turning = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (data: string) => void) {
    this.#send = send;
  }

  send(data: string): void {
    this.#waiting.push(data);
    this.#flush();
  }

  /** Holds everything for a while. */
  hold(ms: number): Promise<void> {
    this.#holds += 1;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#holds -= 1;
        this.#flush();
        resolve();
      }, ms);
    });
  }

  /** From now on each frame takes so long, until its rule is lifted. */
  slow(ms: number, undoing?: Undoing): void {
    this.#pace = ms;
    this.#slowed = this.#until(this.#slowed, undoing, () => {
      this.#pace = 0;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    });
  }

  /** The next frames, so many, come in the opposite order: none before the last of them is there, unless its rule is lifted. */
  turnRound(count: number, undoing?: Undoing): void {
    this.#turning = count;
    this.#turned = this.#until(this.#turned, undoing, () => (this.#turning = 0));
  }

  /** What a rule did ends with it. */
  #until(known: Undoing | undefined, undoing: Undoing | undefined, undo: () => void): Undoing | undefined {
    const end = (): void => {
      undo();
      this.#flush();
    };
    if (undoing !== known) undoing?.add(end);
    return undoing;
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#waiting = [];
    this.#stopped = true;
  }

  get #isHeld(): boolean {
    return this.#stopped || this.#holds > 0;
  }

  #flush(): void {
    if (this.#isHeld || this.#timer !== undefined) return;
    if (this.#turning > 0) {
      if (this.#waiting.length < this.#turning) return;
      this.#waiting = [...this.#waiting.slice(0, this.#turning).reverse(), ...this.#waiting.slice(this.#turning)];
      this.#turning = 0;
    }
    while (this.#pace === 0 && this.#waiting.length > 0) this.#send(this.#waiting.shift() ?? '');
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const data = this.#waiting.shift();
      if (data !== undefined && !this.#isHeld) this.#send(data);
      else if (data !== undefined) this.#waiting.unshift(data);
      this.#flush();
    }, this.#pace);
  }
}
