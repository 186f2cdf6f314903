// The way of a request to the server: how long it takes, whether it is held before the server sees it, and whether there is still
// the server it set out for. Pure but for the clock.

import { PACE_PART, requireParts } from './parts.js';

/** Milliseconds a frame takes to reach the server: a fixed number, or a range to choose from. */
export type Latency = number | readonly [least: number, most: number];

/** One request of a client. */
export interface ClientRequest {
  userId: string;
  topic: string;
  event: string;
  payload: unknown;
}

/** A request that is never handled: whoever asked has gone, or the server has begun anew. Nobody is answered. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

interface Held {
  readonly request: ClientRequest | undefined;
  go(): void;
  lose(): void;
}

/** What every request passes. */
export class Gate {
  #latency: Latency = 0;
  #random: () => number;
  #held: Held[] | undefined;
  #times = 0;

  constructor(latency: Latency, random: () => number) {
    this.latency = latency;
    this.#random = random;
  }

  /** Throws a `TypeError` on what is no time. */
  get latency(): Latency {
    return this.#latency;
  }

  set latency(latency: Latency) {
    requireParts('server', { latency }, { latency: PACE_PART });
    this.#latency = latency;
  }

  /** What is held, oldest first. */
  get held(): ClientRequest[] {
    return (this.#held ?? []).flatMap(({ request }) => request ?? []);
  }

  /** From here on nothing passes before `step` or `resume` says so. */
  pause(): void {
    this.#held ??= [];
  }

  /** Lets the next ones through, the oldest first; gives how many there were. */
  step(count: number): number {
    const next = this.#held?.splice(0, count) ?? [];
    for (const { go } of next) go();
    return next.length;
  }

  /** Lets everything through again. */
  resume(): void {
    this.step(Infinity);
    this.#held = undefined;
  }

  /** All begins anew: what is under way is lost, and `random` says from here on how long something takes. */
  restart(random: () => number): void {
    this.#random = random;
    this.#times += 1;
    for (const { lose } of this.#held?.splice(0) ?? []) lose();
  }

  /** What sets out now asks the function it is given whether all has begun anew since: then it throws `Lost`. */
  setOut(): () => void {
    const times = this.#times;
    return () => {
      if (times !== this.#times) throw new Lost('the server has begun anew');
    };
  }

  /** Resolves when what sets out now is there. Rejects with `Lost` where it never will be: also when `gone` is aborted while it is held. */
  async travel(request?: ClientRequest, gone?: AbortSignal): Promise<void> {
    const [least, most] = typeof this.#latency === 'number' ? [this.#latency, this.#latency] : this.#latency;
    const ms = least + this.#random() * (most - least);
    const still = this.setOut();
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    still();
    await this.pass(request, gone);
  }

  /** Resolves when nothing is held; rejects as `travel` does. */
  async pass(request?: ClientRequest, gone?: AbortSignal): Promise<void> {
    if (!this.#held) return;
    await new Promise<void>((resolve, reject) => {
      const lose = (): void => {
        this.#held = this.#held?.filter((one) => one !== held);
        reject(new Lost('nobody waits for the answer'));
      };
      const held: Held = { request, go: resolve, lose };
      this.#held?.push(held);
      if (gone?.aborted) lose();
      else gone?.addEventListener('abort', lose, { once: true });
    });
  }
}
