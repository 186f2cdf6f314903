// Sends the wishes of one topic: oldest first, one in flight, for ever, until the server grants or refuses each.

import type { Cache } from './cache.js';
import type { CatchUp } from './catch-up.js';
import type { Clock } from './clock.js';
import { retryDelay } from './link-state.js';
import type { Outbox } from './outbox.js';
import type { Entry } from './overlay.js';
import { SourceError, type Mutation } from './protocol.js';
import { nextStep } from './queue.js';
import { onFreeze } from './tabs.js';

/** One pass ends after so many sends or so long, so that no tab holds the lock for good. */
const PASS_SENDS = 20;
const PASS_MS = 10_000;
/** How soon to look again when another tab is sending, and how often before going on without the lock: four seconds. */
const LOCKED_MS = 500;
const LOCKED_OUT = 8;
/** So many faults of the server over one wish, and it no longer holds up the others. */
const POISON = 8;

/** What a drain works with. */
export interface DrainOptions {
  topic: string;
  /** Unique per topic and user, shared by the tabs that share the outbox. */
  lockName: string;
  link: Pick<CatchUp, 'ready' | 'epoch' | 'put'>;
  cache: Cache;
  outbox: Outbox;
  clock: Clock;
  /** An entry or a row was committed. */
  changed(): void;
  /** Nothing is left to do, or nothing can be done now. */
  idle(): void;
  error(error: Error): void;
}

/** Wake it whenever something may be sent. */
export class Drain {
  readonly #options: DrainOptions;
  #running = false;
  #again = false;
  #failures = 0;
  /** Backing off. A timer ends it, not an instant: the clock may be set back. */
  #waiting = false;
  #paused = false;
  #lockedOut = 0;
  #closed = false;
  #cancelWait = (): void => undefined;
  #cancelLook = (): void => undefined;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  /** A fresh join: waits and pauses of the last connection are over. */
  restart(): void {
    this.#failures = 0;
    this.#cancelWait();
    this.#waiting = false;
    this.#paused = false;
    this.wake();
  }

  /** The server wants to know who is asking before it takes another wish. */
  get paused(): boolean {
    return this.#paused;
  }

  wake(): void {
    this.#again = true;
    if (!this.#running && !this.#closed) void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#cancelWait();
    this.#cancelLook();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#locked(() => this.#pass());
      } catch (error) {
        this.#options.error(error instanceof Error ? error : new Error(String(error)));
        this.#wait(error);
      }
    }
    this.#running = false;
    if (!this.#closed) this.#options.idle();
  }

  /**
   * The lock spares the server doubled requests and nothing more. A tab lets go of it before it freezes; one that did not,
   * or is slow, is passed over after a while: the server knows each wish by its mutation id.
   */
  async #locked(pass: () => Promise<void>): Promise<void> {
    const { lockName, link, error } = this.#options;
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    // Who cannot send must not keep those who can from it.
    if (!locks || !link.ready || this.#lockedOut >= LOCKED_OUT) return pass();
    let passing: Promise<void> | undefined;
    let stop = (): void => undefined;
    try {
      const frozen = new Promise<void>((resolve) => (stop = onFreeze(resolve)));
      await locks.request(lockName, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        passing = pass();
        await Promise.race([passing.catch(() => undefined), frozen]);
      });
    } catch (cause) {
      // Locks may be forbidden where storage is not.
      error(cause instanceof Error ? cause : new Error(String(cause)));
      passing ??= pass();
    } finally {
      stop();
    }
    this.#lockedOut = passing ? 0 : this.#lockedOut + 1;
    if (passing) return passing;
    this.#lookAgain(LOCKED_MS);
    return undefined;
  }

  async #pass(): Promise<void> {
    const { topic, outbox, clock, link, changed } = this.#options;
    const started = clock.now();
    for (let sent = 0; !this.#closed;) {
      const now = clock.now();
      const step = nextStep(await outbox.entries(topic), now);
      if (step.do === 'wait') {
        if (step.until !== undefined) this.#lookAgain(step.until - now);
        return;
      }
      if (step.do === 'drop') {
        await outbox.drop(topic, step.entries);
        changed();
      } else if (step.do === 'expire') {
        await outbox.fail(step.entry.mutationId, { reason: 'expired', message: 'Waited too long to be sent by itself.' });
        changed();
      } else {
        if (!link.ready || this.#paused || this.#waiting) return;
        if (sent === PASS_SENDS || now - started > PASS_MS) {
          this.#again = true;
          return;
        }
        sent += 1;
        const entry = await outbox.claim(step.entry.mutationId);
        if (entry?.notBefore !== undefined) changed(); // too late to take it back, and that is shown
        if (entry) await this.#send(entry);
      }
    }
  }

  async #send(entry: Entry): Promise<void> {
    const { topic, cache, outbox, link, changed } = this.#options;
    const epoch = link.epoch;
    try {
      const { row } = await link.put(mutationOf(entry));
      // The row first: between the two a reader finds row and wish, never neither.
      if (row) await cache.applyReply(topic, epoch, row);
      await outbox.settle(topic, new Set([entry.mutationId]));
      this.#failures = 0;
      changed();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error.refused) await this.#fail(entry, error, error.reason);
      else if (error.reason === 'unauthorized') {
        this.#paused = true;
        changed();
      } else if (isFault(error) && ((await outbox.countFault(entry.mutationId))?.faults ?? 0) >= POISON) {
        await this.#fail(entry, error, 'poison');
      } else this.#wait(error);
    }
  }

  async #fail(entry: Entry, { message, fields }: SourceError, reason: NonNullable<Entry['error']>['reason']): Promise<void> {
    await this.#options.outbox.fail(entry.mutationId, { reason, message, ...(fields && { fields }) });
    this.#failures = 0;
    this.#options.changed();
  }

  #wait(error: unknown): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    this.#failures += 1;
    this.#waiting = true;
    this.#cancelWait();
    this.#cancelWait = clock.after(retryDelay(clock, this.#failures, error), () => {
      this.#waiting = false;
      this.wake();
    });
  }

  #lookAgain(ms: number): void {
    if (this.#closed) return;
    this.#cancelLook();
    this.#cancelLook = this.#options.clock.after(ms, () => this.wake());
  }
}

function mutationOf({ mutationId, kind, id, body, base }: Entry): Mutation {
  return { mutationId, kind, id, body, ...(base !== undefined && { base }) };
}

/** The server answered, and not with an answer: unlike silence, that says something about this wish. */
function isFault(error: SourceError): boolean {
  return error.reason === 'server' || error.reason === 'malformed';
}
