// Frames on their way to one client: in order and at once, unless a fault holds them, slows them or turns them round.

export class Outgoing {
  readonly #send: (data: string) => void;
  #waiting: string[] = [];
  /** Milliseconds each frame takes. */
  #pace = 0;
  #held = false;
  #turning = 0;
  #running = false;

  constructor(send: (data: string) => void) {
    this.#send = send;
  }

  send(data: string): void {
    this.#waiting.push(data);
    this.#flush();
  }

  /** Holds everything for a while. */
  hold(ms: number): Promise<void> {
    this.#held = true;
    return new Promise((resolve) => {
      setTimeout(() => {
        this.#held = false;
        this.#flush();
        resolve();
      }, ms);
    });
  }

  /** From now on each frame takes so long. */
  slow(ms: number): void {
    this.#pace = ms;
  }

  /** The next frames, so many, come in the opposite order: none before the last of them is there. */
  turnRound(count: number): void {
    this.#turning = count;
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#waiting = [];
    this.#held = true;
  }

  #flush(): void {
    if (this.#held || this.#running) return;
    if (this.#turning > 0) {
      if (this.#waiting.length < this.#turning) return;
      this.#waiting = [...this.#waiting.slice(0, this.#turning).reverse(), ...this.#waiting.slice(this.#turning)];
      this.#turning = 0;
    }
    while (this.#pace === 0 && this.#waiting.length > 0) this.#send(this.#waiting.shift() ?? '');
    if (this.#waiting.length === 0) return;
    this.#running = true;
    setTimeout(() => {
      this.#running = false;
      const data = this.#waiting.shift();
      if (data !== undefined && !this.#held) this.#send(data);
      else if (data !== undefined) this.#waiting.unshift(data);
      this.#flush();
    }, this.#pace);
  }
}
