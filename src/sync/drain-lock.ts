// One tab at a time sends the wishes of a topic. The lock spares the server doubled requests and nothing more: the server knows
// each wish by its mutation id, so whoever holds the lock and does not get on is passed over.

import type { Clock } from './clock.js';
import { onFreeze } from './tabs.js';

/** How soon to look again when another tab is sending. */
const LOOK_MS = 500;
/** For so long the other tab may stand still. */
const PATIENCE_MS = 2_000;

/** What the lock works with. */
export interface DrainLockOptions {
  /** Unique per topic and user, shared by the tabs that share the outbox. Undefined while this tab shares it with none. */
  name(): string | undefined;
  clock: Clock;
  /** What whoever sends is at: the same again means that it stands still. */
  place(): Promise<string>;
  /** Asks for another pass. */
  lookAgain(): void;
  error(error: Error): void;
}

/** Lets one pass run at a time, as far as that can be had. */
export class DrainLock {
  readonly #options: DrainLockOptions;
  #place: string | undefined;
  /** The other tab has stood still for too long; over when the lock is had again. */
  #passedOver = false;
  /** Locks are forbidden, and that was said. */
  #told = false;
  #cancelPatience = (): void => undefined;
  /** Has looked a moment ago, and will again. */
  #looked = false;
  #cancelLook = (): void => undefined;
  #closed = false;

  constructor(options: DrainLockOptions) {
    this.#options = options;
  }

  /** Runs the pass, or lets another tab go on. A tab lets go of the lock before it freezes. */
  async run(pass: () => Promise<void>): Promise<void> {
    const name = this.#options.name();
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    if (!locks || name === undefined) return pass();
    let passing: Promise<void> | undefined;
    let stop = (): void => undefined;
    try {
      const frozen = new Promise<void>((resolve) => (stop = onFreeze(resolve)));
      await locks.request(name, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        this.#rest();
        passing = pass();
        await Promise.race([passing.catch(() => undefined), frozen]);
      });
    } catch (cause) {
      // Locks may be forbidden where storage is not.
      if (!this.#told) this.#options.error(cause instanceof Error ? cause : new Error(String(cause)));
      this.#told = true;
      passing ??= pass();
    } finally {
      stop();
    }
    return passing ?? this.#lockedOut(pass);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  /** Time decides, and not how often somebody asks: every notice of another tab does, and a look reads all that waits. */
  async #lockedOut(pass: () => Promise<void>): Promise<void> {
    const { place, clock, lookAgain } = this.#options;
    if (this.#passedOver) return pass();
    if (this.#looked || this.#closed) return;
    this.#looked = true;
    this.#cancelLook = clock.after(LOOK_MS, () => {
      this.#looked = false;
      lookAgain();
    });
    const at = await place();
    if (at !== this.#place && !this.#closed) {
      this.#place = at;
      this.#cancelPatience();
      this.#cancelPatience = clock.after(PATIENCE_MS, () => {
        this.#passedOver = true;
        lookAgain();
      });
    }
  }

  #rest(): void {
    this.#stop();
    this.#looked = false;
    this.#place = undefined;
    this.#passedOver = false;
  }

  #stop(): void {
    this.#cancelPatience();
    this.#cancelLook();
  }
}
