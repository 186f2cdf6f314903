// The way of a request to the server: how long it takes, and whether it is held before the server sees it. Pure but for the clock.

/** Milliseconds a frame takes to reach the server: a fixed number, or a range to choose from. */
export type Latency = number | readonly [least: number, most: number];

/** What every request passes. */
export class Gate {
  latency: Latency;
  readonly #random: () => number;
  #held: (() => void)[] | undefined;

  constructor(latency: Latency, random: () => number) {
    this.latency = latency;
    this.#random = random;
  }

  /** From here on nothing passes before `step` or `resume` says so. */
  pause(): void {
    this.#held ??= [];
  }

  /** Lets the next ones through, the oldest first; gives how many there were. */
  step(count: number): number {
    const next = this.#held?.splice(0, count) ?? [];
    for (const go of next) go();
    return next.length;
  }

  /** Lets everything through again. */
  resume(): void {
    this.step(Infinity);
    this.#held = undefined;
  }

  /** Resolves when what sets out now is there. */
  async travel(): Promise<void> {
    const [least, most] = typeof this.latency === 'number' ? [this.latency, this.latency] : this.latency;
    const ms = least + this.#random() * (most - least);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    await this.pass();
  }

  /** Resolves when nothing is held. */
  async pass(): Promise<void> {
    if (this.#held) await new Promise<void>((resolve) => this.#held?.push(resolve));
  }
}
