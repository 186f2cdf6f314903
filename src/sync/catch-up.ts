// One joined topic: its channel, live ops, catch-up after every join and whenever something was missed, older pages.

import type { Cache } from './cache.js';
import type { Clock } from './clock.js';
import { REFUSALS, retryDelay, type LinkState } from './link-state.js';
import { LiveOps, mutationIds } from './live-ops.js';
import { SourceError } from './protocol.js';
import type { Channel, Joined, Mutation, PageQuery, PageReply, PutReply, Row, ServerOp, Source } from './protocol.js';

const SYNC_LIMIT = 500;
/** A first join that takes longer than this is shown as offline. */
const PATIENCE = 5_000;
/** So many milliseconds after the answer to a wish its op is missed. */
const ECHO = 2_000;
/** After so many catch-ups that bring nothing new, the server is believed that there is nothing. */
const TRUST = 3;

/** What happens on a link, told to its topic. */
export interface LinkEvents {
  joined(): void;
  /** Rows were committed; these mutations are in them. */
  committed(mutationIds: string[]): void;
  /** Joined and nothing missing: wishes may be sent. Told after every catch-up. */
  ready(): void;
  /** `state` may have changed. */
  stateChanged(): void;
  error(error: Error): void;
}

/** Keeps one topic of the cache up to date with the server. */
export class CatchUp {
  readonly #topic: string;
  readonly #cache: Cache;
  readonly #clock: Clock;
  readonly #events: LinkEvents;
  readonly #channel: Channel<Row>;
  readonly #ops: LiveOps;
  /** Counts joins, so that an answer belonging to an earlier one is known as such. */
  #session = 0;
  #epoch = '';
  /** The highest numbers this session heard of: in ops and joins, and in answers to wishes. */
  #seen = -1;
  #answered = -1;
  #caughtUp = false;
  #failures = 0;
  #refusal: LinkState | undefined;
  #pulling = false;
  #closed = false;
  #cancelPatience: () => void;
  #cancelRetry = (): void => undefined;
  #cancelEcho = (): void => undefined;

  constructor(topic: string, { source, cache, clock, events }: { source: Source; cache: Cache; clock: Clock; events: LinkEvents }) {
    this.#topic = topic;
    this.#cache = cache;
    this.#clock = clock;
    this.#events = events;
    this.#ops = new LiveOps({
      apply: (ops) => cache.applyOps(topic, this.#epoch, ops),
      epoch: () => this.#epoch,
      committed: (ids) => events.committed(ids),
      error: (error) => this.#report(error),
      done: () => this.check().catch((error: unknown) => this.#report(error)),
    });
    this.#cancelPatience = clock.after(PATIENCE, () => this.#onError(new SourceError('timeout', `${topic}: not joined yet`)));
    this.#channel = source.channel<Row>(topic, {
      joined: (joined) => this.#onJoined(joined),
      op: (op) => this.#onOp(op),
      down: () => this.#onDown(),
      error: (error) => this.#onError(error),
    });
  }

  /** The history the present session belongs to. */
  get epoch(): string {
    return this.#epoch;
  }

  get joined(): boolean {
    return !this.#closed && this.#session > 0 && this.#channel.joined;
  }

  /** Joined, and nothing is known to be missing. */
  get ready(): boolean {
    return this.joined && this.#caughtUp;
  }

  get state(): LinkState {
    if (this.#refusal) return this.#refusal;
    if (!this.joined) return globalThis.navigator?.onLine === false ? 'offline' : 'connecting';
    if (this.#caughtUp) return 'live';
    return this.#failures > 0 ? 'behind' : 'connecting';
  }

  /** The behind check: catches up if this tab heard of something the cache does not hold. Cheap; call it whenever in doubt. */
  async check(): Promise<void> {
    // What waits to be applied is not missing: the last of it is followed by a check.
    if (!this.joined || this.#pulling || this.#ops.comes) return;
    const state = await this.#cache.topic(this.#topic);
    if (this.#ops.comes) return;
    if (this.#caughtUp && state?.epoch === this.#epoch && state.cursor >= this.#seen) return;
    this.#caughtUp = false;
    await this.#pull();
  }

  /** Asks for rows of the past and commits them; undefined when nothing came of it. Rejects when the server or storage failed. */
  async page(query: PageQuery): Promise<PageReply<Row> | undefined> {
    if (!this.joined) return undefined;
    const epoch = this.#epoch;
    try {
      const page = await this.#channel.page(query);
      const { changed } = await this.#cache.applyPage(this.#topic, epoch, page);
      if (changed) this.#events.committed([]);
      return changed ? page : undefined;
    } catch (error) {
      // A lost connection is a state, and the page is asked for again after it; anything else is for whoever asked.
      if (!(error instanceof SourceError)) throw error;
      // A place that is not there says nothing about the topic.
      if (error.reason !== 'not-found') this.#report(error);
      if (error.reason === 'closed') return undefined;
      throw error;
    }
  }

  /** Sends a wish. Rejects with a `SourceError`. */
  async put(mutation: Mutation): Promise<PutReply<Row>> {
    const session = this.#session;
    const reply = await this.#channel.put(mutation);
    if (session === this.#session) this.#awaitEcho(reply.seq);
    return reply;
  }

  close(): void {
    this.#closed = true;
    this.#cancelPatience();
    this.#cancelRetry();
    this.#cancelEcho();
    this.#channel.leave();
  }

  #onJoined({ epoch, head }: Joined): void {
    if (this.#closed) return;
    this.#cancelPatience();
    this.#session += 1;
    this.#epoch = epoch;
    this.#seen = head;
    this.#answered = -1;
    this.#ops.forget();
    this.#failures = 0;
    this.#refusal = undefined;
    this.#caughtUp = false;
    this.#events.joined();
    this.#events.stateChanged();
    void this.#pull();
  }

  /** The answer to a wish is as good as its op, which comes at about the same time: if it does not, it was lost, or came before it was heard. */
  #awaitEcho(seq: number): void {
    if (this.#closed || seq <= this.#seen) return;
    this.#answered = Math.max(this.#answered, seq);
    this.#cancelEcho();
    this.#cancelEcho = this.#clock.after(ECHO, () => {
      this.#seen = Math.max(this.#seen, this.#answered);
      this.check().catch((error: unknown) => this.#report(error));
    });
  }

  #onDown(): void {
    if (this.#closed) return;
    this.#caughtUp = false;
    this.#refusal ??= 'offline';
    this.#events.stateChanged();
  }

  #onError(error: SourceError): void {
    if (this.#closed) return;
    if (error.reason === 'malformed') {
      // Whatever it was, it may have been a change.
      this.#events.error(error);
      this.#caughtUp = false;
      void this.#pull();
      return;
    }
    this.#refusal = REFUSALS.get(error.reason) ?? 'offline';
    this.#events.stateChanged();
  }

  #onOp(op: ServerOp<Row>): void {
    if (this.#closed) return;
    this.#seen = Math.max(this.#seen, op.seq);
    this.#ops.push(op);
  }

  /** Catches up until nothing known is missing. At least once per join: between joining and hearing ops there is a gap. */
  async #pull(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#cancelRetry();
    let since = 0;
    try {
      while (this.joined && !this.#caughtUp) {
        since = this.#clock.now();
        await this.#pullOnce();
      }
    } catch (error) {
      this.#failures += 1;
      this.#report(error);
      this.#cancelRetry = this.#clock.after(retryDelay(this.#clock, { failures: this.#failures, error, since }), () => void this.#pull());
    } finally {
      this.#pulling = false;
    }
    if (this.#closed) return;
    this.#events.stateChanged();
    if (this.ready) this.#events.ready();
  }

  async #pullOnce(): Promise<void> {
    const session = this.#session;
    const epoch = this.#epoch;
    const announced = this.#seen;
    const before = await this.#cache.topic(this.#topic);
    const after = before?.epoch === epoch ? before.cursor : -1;
    const reply = await this.#channel.sync({ after, limit: SYNC_LIMIT });
    // An answer of an earlier join may be of another history.
    if (session !== this.#session) return;
    const { changed, state } = await this.#cache.applySync(this.#topic, epoch, reply);
    if (changed) this.#events.committed(mutationIds(reply.rows));
    if (session !== this.#session) return;
    const cursor = state?.epoch === epoch ? state.cursor : -1;
    const more = !reply.reset && reply.more;
    // Announced again and again but never delivered: the announcement was wrong, and must not hold the topic up for ever.
    if (this.#failures >= TRUST) this.#seen = Math.min(this.#seen, cursor);
    this.#caughtUp = cursor >= this.#seen && cursor >= 0 && !more;
    if (!this.#caughtUp && cursor <= after && (more || cursor < announced)) {
      throw new SourceError('malformed', `${this.#topic}: caught up to ${cursor}, but ${announced} was announced`);
    }
    this.#failures = 0;
    this.#refusal = undefined;
  }

  /** A lost connection is a state, not an error. */
  #report(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof SourceError) {
      this.#refusal = REFUSALS.get(error.reason) ?? this.#refusal;
      if (error.reason !== 'malformed') return;
    }
    this.#events.error(error instanceof Error ? error : new Error(String(error)));
  }
}
