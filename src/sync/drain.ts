// Sends the wishes of one topic: oldest first, one in flight, for ever, until the server grants or refuses each.

import type { Cache } from './cache.js';
import type { CatchUp } from './catch-up.js';
import type { Clock } from './clock.js';
import { DrainLock } from './drain-lock.js';
import type { Outbox } from './outbox.js';
import type { Entry } from './overlay.js';
import { SourceError, type Mutation } from './protocol.js';
import { isPoison, nextStep, withFault } from './queue.js';
import { RetryWait } from './retry-wait.js';

/** One pass ends after so many sends or so long, so that no tab holds the lock for good. */
const PASS_SENDS = 20;
const PASS_MS = 10_000;

/** What a drain works with. */
export interface DrainOptions {
  topic: string;
  /** Unique per topic and user, shared by the tabs that share the outbox. Undefined while this tab shares it with none. */
  lockName(): string | undefined;
  link: Pick<CatchUp, 'ready' | 'epoch' | 'put'>;
  cache: Cache;
  outbox: Outbox;
  clock: Clock;
  /** An entry or a row was committed. */
  changed(): void;
  /** `unauthorized` is another. */
  stateChanged(): void;
  /** Nothing is left to do, or nothing can be done now. */
  idle(): void;
  /** A reaction will not be sent again, and why; it is about to be forgotten. */
  refused(reaction: Entry, why: Error): void;
  error(error: Error): void;
}

/** Wake it whenever something may be sent. */
export class Drain {
  readonly #options: DrainOptions;
  readonly #lock: DrainLock;
  #running = false;
  #again = false;
  readonly #wait: RetryWait;
  #unauthorized = false;
  #closed = false;
  #cancelLook = (): void => undefined;

  constructor(options: DrainOptions) {
    this.#options = options;
    const { topic, lockName, clock, outbox, error } = options;
    this.#wait = new RetryWait(clock, () => this.wake());
    this.#lock = new DrainLock({
      name: lockName,
      clock,
      place: async () => {
        const step = nextStep(await outbox.entries(topic), clock.now());
        // What is refused, or waits behind that, is in nobody's way.
        const next = step.do === 'drop' ? step.entries[0] : step.do === 'wait' ? undefined : step.entry;
        return next ? `${next.n} ${next.tries}` : '';
      },
      lookAgain: () => this.wake(),
      error,
    });
  }

  /** A fresh join, or the user asked for it: no wait counts any more. */
  restart(): void {
    this.#wait.end();
    this.wake();
  }

  /** The page slept, or the network changed: only what the server asked for counts, if that is not long. */
  hurry(): void {
    this.#wait.hurry();
    this.wake();
  }

  /** The server wants to know who is asking before it takes a wish that waits here. It is asked again and again: tokens are renewed. */
  get unauthorized(): boolean {
    return this.#unauthorized;
  }

  wake(): void {
    this.#again = true;
    if (!this.#running && !this.#closed) void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#wait.stop();
    this.#cancelLook();
    this.#lock.close();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        // Who cannot send must not keep those who can from it.
        await (this.#options.link.ready ? this.#lock.run(() => this.#pass()) : this.#pass());
      } catch (error) {
        this.#options.error(error instanceof Error ? error : new Error(String(error)));
        this.#waitAfter(error);
      }
    }
    this.#running = false;
    if (!this.#closed) this.#options.idle();
  }

  async #pass(): Promise<void> {
    const { topic, outbox, clock, link, changed } = this.#options;
    const started = clock.now();
    let waiting: readonly Entry[] = [];
    for (let sent = 0; !this.#closed;) {
      const now = clock.now();
      waiting = await outbox.entries(topic, waiting);
      const step = nextStep(waiting, now);
      if (step.do === 'wait') {
        if (step.until !== undefined) this.#lookAgain(step.until - now);
        this.#setUnauthorized(false);
        return;
      }
      if (step.do === 'drop') {
        await outbox.drop(topic, now);
        waiting = [];
        changed();
      } else if (step.do === 'expire') {
        await this.#giveUp(step.entry, new Error('Waited too long to be sent by itself.'), 'expired');
        waiting = [];
        changed();
      } else {
        if (!link.ready || this.#wait.on) return;
        if (sent === PASS_SENDS || now - started > PASS_MS) {
          this.#again = true;
          return;
        }
        sent += 1;
        const entry = await outbox.claim(step.entry.mutationId, step.entry.n);
        if (entry?.notBefore !== undefined) changed(); // too late to take it back, and that is shown
        // What was granted is gone; after anything else the entries are not what they were.
        waiting = entry && (await this.#send(entry)) ? waiting.filter(({ n }) => n !== entry.n) : [];
      }
    }
  }

  /** True: it was granted, and is gone. */
  async #send(entry: Entry): Promise<boolean> {
    const { topic, cache, outbox, clock, link, changed } = this.#options;
    const epoch = link.epoch;
    const started = clock.now();
    try {
      const { row } = await link.put(mutationOf(entry));
      // The row first: between the two a reader finds row and wish, never neither.
      if (row) await cache.applyReply(topic, epoch, row);
      const gone = await outbox.settle(topic, new Set([entry.mutationId]), row);
      this.#wait.end();
      this.#setUnauthorized(false);
      changed();
      return gone;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (error.refused) await this.#fail(entry, error, error.reason);
      else if (isFault(error) && (await this.#isPoison(entry))) {
        await this.#fail(entry, error, 'poison');
      } else {
        if (error.unsent) await outbox.learn(entry.mutationId, (known) => ({ ...known, sure: (known.sure ?? 0) + 1 }));
        if (error.reason === 'unauthorized') this.#setUnauthorized(true);
        this.#waitAfter(error, started);
      }
      return false;
    }
  }

  async #isPoison({ mutationId }: Entry): Promise<boolean> {
    const { outbox, clock } = this.#options;
    const counted = await outbox.learn(mutationId, (entry) => withFault(entry, clock.now()));
    return counted !== undefined && isPoison(counted);
  }

  /** The server's last word on a wish. */
  async #fail(entry: Entry, error: SourceError, reason: NonNullable<Entry['error']>['reason']): Promise<void> {
    await this.#giveUp(entry, error, reason);
    this.#wait.end();
    this.#setUnauthorized(false);
    this.#options.changed();
  }

  /** A refused wish stays, for the user to answer; a reaction goes, with a word unless its message has gone, too. */
  async #giveUp(entry: Entry, error: Error, reason: NonNullable<Entry['error']>['reason']): Promise<void> {
    const { outbox, refused } = this.#options;
    const fields = error instanceof SourceError ? error.fields : undefined;
    if (entry.kind !== 'react')
      return void (await outbox.fail(entry.mutationId, { reason, message: error.message, ...(fields && { fields }) }));
    if (reason !== 'gone') refused(entry, error);
    await outbox.forget(entry.mutationId);
  }

  #setUnauthorized(unauthorized: boolean): void {
    if (unauthorized === this.#unauthorized || this.#closed) return;
    this.#unauthorized = unauthorized;
    this.#options.stateChanged();
  }

  #waitAfter(error: unknown, since?: number): void {
    if (!this.#closed) this.#wait.begin(error, since);
  }

  #lookAgain(ms: number): void {
    if (this.#closed) return;
    this.#cancelLook();
    this.#cancelLook = this.#options.clock.after(ms, () => this.wake());
  }
}

function mutationOf({ mutationId, kind, id, body, base, tries, sure = 0 }: Entry): Mutation {
  // This try is counted, too.
  return { mutationId, kind, id, body, ...(base !== undefined && { base }), ...(tries - 1 > sure && { unsure: true }) };
}

/** The server answered, and not with an answer: unlike silence, that says something about this wish. */
function isFault(error: SourceError): boolean {
  return error.reason === 'server' || error.reason === 'malformed';
}
