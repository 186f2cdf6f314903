// One joined topic: its channel, live ops, catch-up after every join and whenever something was missed, pages of the past.

import { Announced } from './announced.js';
import type { Cache } from './cache.js';
import type { Clock } from './clock.js';
import { Echo } from './echo.js';
import { Joining } from './joining.js';
import type { LinkState } from './link-state.js';
import { LinkStanding } from './link-standing.js';
import { LiveOps, mutationIds } from './live-ops.js';
import { LongAnswer } from './long-answer.js';
import { SourceError } from './protocol.js';
import type { ChannelEvents, Joined, Mutation, PageQuery, PageReply, PutReply, Row, ServerOp, Source } from './protocol.js';
import { RetryWait } from './retry-wait.js';
import { cursorIn } from './rules.js';

const SYNC_LIMIT = 500;

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
  /** After a catch-up that failed, until the next one. Whoever ends it is to `check`. */
  readonly wait: RetryWait;
  readonly joining: Joining;
  readonly #topic: string;
  readonly #cache: Cache;
  readonly #clock: Clock;
  readonly #events: LinkEvents;
  readonly #ops: LiveOps;
  readonly #answer = new LongAnswer();
  /** Counts joins, so that an answer belonging to an earlier one is known as such. */
  #session = 0;
  #epoch = '';
  readonly #announced = new Announced();
  readonly #echo: Echo;
  readonly #standing: LinkStanding;
  #pulling: Promise<void> | undefined;
  #closed = false;

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
      done: () => this.#recheck(),
    });
    this.#echo = new Echo(clock, (seq, ago) => {
      this.#announced.hear(seq);
      void this.#recheck(ago);
    });
    this.wait = new RetryWait(clock, () => void this.#pull());
    this.#standing = new LinkStanding({
      clock,
      joined: () => this.joined,
      failing: () => this.wait.failures > 0,
      changed: () => events.stateChanged(),
    });
    this.joining = new Joining({ topic, source, clock, events: this.#heard });
  }

  /** The history the present session belongs to. */
  get epoch(): string {
    return this.#epoch;
  }

  get joined(): boolean {
    return !this.#closed && this.#session > 0 && this.joining.channel.joined;
  }

  /** Joined, and nothing is known to be missing. */
  get ready(): boolean {
    return this.joined && this.#standing.complete;
  }

  get state(): LinkState {
    return this.#standing.state;
  }

  /** The behind check: catches up, and ends with that, if this tab heard of something the cache does not hold, `ago` milliseconds before. Cheap; call it whenever in doubt. */
  async check(ago = 0): Promise<void> {
    // What waits to be applied is not missing: the last of it is followed by a check.
    if (this.#pulling) return this.#pulling;
    if (!this.joined || this.wait.on || this.#ops.comes) return;
    const state = await this.#cache.topic(this.#topic);
    if (this.#ops.comes || (this.#standing.complete && state?.epoch === this.#epoch && state.cursor >= this.#announced.seq)) return;
    this.#standing.missed(ago);
    await this.#pull();
  }

  /** Asks for rows of the past and commits them; undefined when nothing came of it. Rejects when the server or storage failed. */
  async page(query: PageQuery): Promise<PageReply<Row> | undefined> {
    if (!this.joined) return undefined;
    const epoch = this.#epoch;
    try {
      const page = await this.joining.channel.page(query);
      const { changed, state } = await this.#cache.applyPage(this.#topic, epoch, page);
      if (changed) this.#events.committed([]);
      if (page.place === undefined || page.place <= (state?.cursor ?? -1)) return changed ? page : undefined;
      // What is newer than what has been caught up to comes with that.
      await this.check();
      return this.ready ? page : undefined;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // A lost connection is a state, and the page is asked for again after it; anything else is for whoever asked.
      if (error.reason === 'closed') return undefined;
      // A place that is not there, or not for this user, says nothing about the topic. That nobody knows who asks does.
      if (error.reason === 'unauthorized' || error.reason === 'outdated') this.#onError(error);
      else if (!error.refused) this.#report(error);
      throw error;
    }
  }

  /** Sends a wish. Rejects with a `SourceError`. */
  async put(mutation: Mutation): Promise<PutReply<Row>> {
    const session = this.#session;
    const reply = await this.joining.channel.put(mutation);
    if (session === this.#session && !this.#closed) this.#echo.expect(reply.seq, this.#announced.seq);
    return reply;
  }

  close(): void {
    this.#closed = true;
    this.#standing.close();
    this.wait.stop();
    this.#echo.forget();
    this.joining.close();
  }

  readonly #heard: ChannelEvents<Row> = {
    joined: (joined) => this.#onJoined(joined),
    op: (op) => this.#onOp(op),
    down: () => (this.#standing.down(), this.#events.stateChanged()),
    error: (error) => this.#onError(error),
  };

  #onJoined({ epoch, head }: Joined): void {
    if (this.#closed) return;
    this.#session += 1;
    this.#epoch = epoch;
    this.#announced.begin(head);
    this.#echo.forget();
    this.#ops.forget();
    this.wait.end();
    this.joining.joined();
    this.#standing.joined();
    this.#events.joined();
    this.#events.stateChanged();
    void this.#pull();
  }

  #onError(error: SourceError): void {
    if (this.#closed) return;
    if (error.reason === 'malformed') {
      // Whatever it was, it may have been a change.
      this.#events.error(error);
      this.#standing.missed();
      if (!this.wait.on) void this.#pull();
      return;
    }
    if (!this.#standing.refused(error.reason)) this.#standing.down();
    if (error.refused) this.joining.refused(error);
    this.#events.stateChanged();
    // Where it is still joined, a catch-up shows whether the refusal holds.
    void this.#recheck();
  }

  #onOp(op: ServerOp<Row>): void {
    this.#announced.hear(op.seq);
    this.#ops.push(op);
  }

  /** Catches up until nothing known is missing. At least once per join: between joining and hearing ops there is a gap. */
  #pull(): Promise<void> {
    return (this.#pulling ??= this.#pullAll().finally(() => {
      this.#pulling = undefined;
      if (this.#closed) return;
      this.#events.stateChanged();
      if (this.ready) this.#events.ready();
    }));
  }

  async #pullAll(): Promise<void> {
    this.wait.stop();
    let since = 0;
    try {
      while (this.joined && !this.#standing.complete) {
        since = this.#clock.now();
        await this.#pullOnce();
      }
    } catch (error) {
      this.#report(error);
      if (!this.#closed) this.wait.begin(error, since);
    }
  }

  async #pullOnce(): Promise<void> {
    const [session, epoch, announced] = [this.#session, this.#epoch, this.#announced.seq];
    const before = await this.#cache.topic(this.#topic);
    const held = cursorIn(before, epoch);
    const after = this.#answer.after(epoch, before);
    const part = await this.joining.channel.sync({ after, limit: SYNC_LIMIT });
    // An answer of an earlier join may be of another history.
    if (session !== this.#session) return;
    if (part.reset && part.epoch !== epoch) return this.joining.renew();
    const reply = this.#answer.take(epoch, part);
    if (!reply) return this.#standing.answered(false);
    const { changed, state } = await this.#cache.applySync(this.#topic, epoch, reply, announced < held ? before : undefined);
    if (changed) this.#events.committed(mutationIds(reply.rows));
    if (session !== this.#session) return;
    const cursor = cursorIn(state, epoch);
    // The cache lost what the answer was to follow, as where it goes on in memory, or begins anew below it.
    if (cursor < held) return this.#standing.answered(false);
    const came = this.#announced.came(announced, { after, cursor, more: !reply.reset && reply.more });
    if (came === 'nothing') throw new SourceError('malformed', `${this.#topic}: caught up to ${cursor}, but ${announced} was announced`);
    this.wait.end();
    this.#standing.answered(came === 'all');
  }

  #recheck(ago?: number): Promise<void> {
    return this.check(ago).catch((error: unknown) => this.#report(error));
  }

  /** A lost connection is a state, not an error. */
  #report(error: unknown): void {
    if (this.#closed) return;
    if (error instanceof SourceError) {
      this.#standing.refused(error.reason);
      if (error.reason !== 'malformed') return;
    }
    this.#events.error(error instanceof Error ? error : new Error(String(error)));
  }
}
