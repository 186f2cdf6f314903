// The part of a topic that one stream shows: where it begins and ends, how it moves, and what it lets go when it grows too long.

import type { Edge } from './cache-window.js';
import { isGap, type Gap } from './gap.js';
import { newId } from './new-id.js';
import { SourceError, type Place, type Row } from './protocol.js';
import { shortened, UNCUT, type Cut } from './shortened.js';
import { isFresh, LEASE } from './stretches.js';
import type { Topic } from './topic.js';
import { readView, type View } from './view.js';

/** The fewest rows worth a request; what is not shown at once waits in the cache. */
const PAGE = 50;

export interface StreamWindowOptions {
  /** How many rows to begin with. */
  size: number;
  /** The most rows to show. */
  most: number;
  /** The id of the item the reader looks at; undefined where that is the newest. */
  held(): string | undefined;
  /** Shows what is stored now. */
  refresh(): Promise<void>;
}

/** A view, and how it follows the one before. */
export interface NextView<R extends Row> extends View<R> {
  /** What was shown before may be of another history, in which equal versions are not equal rows. */
  rewritten: boolean;
}

export class StreamWindow<R extends Row> {
  readonly #topic: Promise<Topic>;
  readonly #options: StreamWindowOptions;
  readonly #tab = newId();
  #low: number | undefined;
  /** Undefined: up to the newest row. */
  #below: number | undefined;
  #epoch: string | undefined;
  /** The last history that was known of what is shown. */
  #history: string | undefined;
  /** Rows of nobody knows which history are shown: answers that came while the cache was gone. */
  #stray = false;
  /** The newest row that was shown when the window left the end. */
  #left = -1;
  /** Whether rows were asked for at the beginning last: then the end is let go. */
  #upwards = false;
  /** More wishes that nobody has placed yet wait than may be shown: above what is shown, below it. */
  #cut = UNCUT;
  /** The newest items are wanted, wherever the reader looks. */
  #newest = false;
  /** Counts jumps: one that is made meanwhile ends whatever else moves the window. */
  #jumps = 0;
  /** What is asked for in this turn. */
  #finding: { ids: string[]; rows: Promise<(R | undefined)[]> } | undefined;
  #leased = { low: NaN, below: NaN, until: 0 };

  constructor(topic: Promise<Topic>, options: StreamWindowOptions) {
    this.#topic = topic;
    this.#options = options;
  }

  /** Reads what is to be shown, never more than the most rows. `live`: nothing is known to be missing. */
  async read(live: boolean): Promise<NextView<R>> {
    const { shared, name } = await this.#topic;
    const [low, below, jumps, newest] = [this.#low, this.#below, this.#jumps, this.#newest];
    let view = await readView<R>(shared, name, { low, below, size: this.#options.size, live }, this.#left);
    if (low !== undefined && view.epoch !== this.#epoch && this.#epoch !== undefined) {
      // In another history the same numbers are other rows.
      this.#toEnd();
      view = await readView<R>(shared, name, { low: undefined, below: undefined, size: this.#options.size, live }, this.#left);
    }
    this.#epoch = view.epoch;
    const rewritten = this.#isRewritten(view);
    const { cut, ...rest } = view.items.length > this.#options.most ? this.#shortened(view, newest) : { ...view, cut: UNCUT };
    view = rest;
    if (this.#low === low && this.#below === below && this.#jumps === jumps) {
      this.#low = view.low;
      this.#below = view.below;
      this.#cut = cut;
      this.#newest = false;
    }
    if (view.below === undefined)
      this.#left = Math.max(-1, ...view.items.map((item) => (isGap(item) || item.row.version === 0 ? -1 : item.row.seq)));
    return { ...view, rewritten };
  }

  #isRewritten({ epoch, items }: View<R>): boolean {
    const before = this.#history;
    const strayed = this.#stray;
    this.#stray = epoch === undefined && items.some((item) => !isGap(item) && item.row.version > 0);
    this.#history = epoch ?? before;
    return epoch !== undefined && epoch !== before && (before !== undefined || strayed);
  }

  /** Says in the cache what is shown, so that no tab forgets it. */
  async lease({ low, below = Infinity, epoch }: View<R>): Promise<void> {
    const { shared, name } = await this.#topic;
    const now = shared.clock.now();
    if (low === undefined || epoch === undefined) return;
    const { until, ...leased } = this.#leased;
    // Rows that come at the end are kept in any case.
    if (leased.low <= low && leased.low > low - PAGE && leased.below === below && isFresh(until, now)) return;
    this.#leased = { low: Math.max(0, low - PAGE / 2), below, until: now + LEASE };
    // Unsaid, another stream may have to ask the server again; nothing worse.
    await shared.cache.lease(name, { tab: this.#tab, ...this.#leased }).catch(() => undefined);
  }

  /** It is shown no more: other rooms need the place. */
  async close(): Promise<void> {
    // Never opened, or closed already: the lease will be over in its time.
    await this.#topic.then(({ shared, name }) => shared.cache.unlease(name, this.#tab)).catch(() => undefined);
  }

  /** The row with this id as it was last heard of. Those that are asked for in one turn are read at once. */
  async find(id: string): Promise<R | undefined> {
    const finding = (this.#finding ??= { ids: [], rows: this.#findAll() });
    const at = finding.ids.push(id) - 1;
    return (await finding.rows)[at];
  }

  async #findAll(): Promise<(R | undefined)[]> {
    const { shared, name } = await this.#topic;
    const { ids } = this.#finding!;
    this.#finding = undefined;
    return (await shared.cache.findAll(name, ids)) as (R | undefined)[];
  }

  async older(count: number): Promise<void> {
    this.#upwards = true;
    if (this.#cut.above) return this.#options.refresh();
    await this.#reach(count, {
      edge: (topic, missing) => topic.shared.cache.olderEdge(topic.name, this.#low, missing),
      go: (seq) => (this.#low = seq),
      query: ({ held }) => (held > 0 ? { before: held } : undefined),
      over: ({ below }) => below - 1,
    });
  }

  async newer(count: number): Promise<void> {
    this.#upwards = false;
    if (this.#below === undefined) return this.#cut.below ? this.#options.refresh() : undefined;
    await this.#reach(count, {
      edge: async (topic, missing) =>
        this.#below === undefined ? undefined : topic.shared.cache.newerEdge(topic.name, this.#below, missing),
      go: (seq) => (this.#below = seq),
      query: ({ held }) => ({ after: held - 1 }),
      over: ({ low }) => low + 1,
    });
  }

  /** Goes to a place, from the cache if it is held there. Gives the seq of the place. */
  async jump(place: Place): Promise<number> {
    const jump = (this.#jumps += 1);
    const { shared, name, link } = await this.#topic;
    const held = await shared.cache.locate(name, place, link.ready || !link.joined);
    const seq = held ?? (await link.page({ around: place, limit: Math.max(this.#options.size, PAGE) }))?.place;
    const span = seq === undefined ? undefined : await shared.cache.around(name, seq, Math.max(this.#options.size, PAGE));
    if (seq === undefined || !span) {
      if (link.ready) throw new SourceError('not-found', `${name}: there is nothing at this place`);
      throw new SourceError('closed', `${name}: this part is not held here, and cannot be had now`);
    }
    if (jump !== this.#jumps) return seq;
    // What began while this was asked for knows where the window was, not where it is.
    this.#jumps += 1;
    this.#low = span.low;
    this.#below = span.below;
    this.#upwards = false;
    await this.#options.refresh();
    return seq;
  }

  /** Back to the newest rows. */
  async latest(): Promise<void> {
    this.#jumps += 1;
    this.#newest = true;
    this.#toEnd();
    await this.#options.refresh();
  }

  /** Asks for what is missing, from both of its ends. */
  async fill({ gap }: Gap): Promise<boolean> {
    const { shared, name, link } = await this.#topic;
    if (this.#below !== undefined && gap.low >= this.#below) {
      const before = this.#below;
      await this.newer(PAGE);
      return this.#below !== before;
    }
    if (gap.low > ((await shared.cache.topic(name))?.cursor ?? -1)) {
      // What is newer than what has been caught up to comes with that, and with no page.
      link.wait.hurry();
      await link.check();
      await this.#options.refresh();
      return link.ready;
    }
    const limit = PAGE;
    const alone = this.#low === gap.low;
    const pages = alone
      ? [await link.page({ around: { seq: Math.floor((gap.low + gap.below) / 2) }, limit })]
      : [await link.page({ before: gap.below, limit }), await link.page({ after: gap.low - 1, limit })];
    await this.#options.refresh();
    return pages.some((page) => page !== undefined);
  }

  #shortened(view: View<R>, newest: boolean): View<R> & { cut: Cut } {
    const { most, size, held } = this.#options;
    return shortened(view, { most, size, held: newest ? undefined : held(), upwards: this.#upwards });
  }

  #toEnd(): void {
    this.#low = undefined;
    this.#below = undefined;
    this.#upwards = false;
  }

  /** Moves an end of the window by `count` rows: through what is held, then through what the server gives, else over the gap. */
  async #reach(
    count: number,
    way: {
      edge(topic: Topic, missing: number): Promise<Edge | undefined>;
      go(seq: number | undefined): void;
      query(edge: Edge): { before: number } | { after: number } | undefined;
      over(beyond: { low: number; below: number }): number;
    },
  ): Promise<void> {
    const topic = await this.#topic;
    const jumps = this.#jumps;
    let reached = NaN;
    for (let missing = count; missing > 0;) {
      const edge = await way.edge(topic, missing);
      // An answer that brought the edge no further would bring it nowhere the next time either.
      if (!edge || edge.held === reached || jumps !== this.#jumps) return;
      reached = edge.held;
      const ends = `${this.#low}-${this.#below}`;
      way.go(edge.seq);
      if (ends !== `${this.#low}-${this.#below}`) await this.#options.refresh();
      missing = edge.missing;
      const query = way.query(edge);
      if (missing <= 0 || !query) return;
      if (await topic.link.page({ ...query, limit: Math.max(missing, PAGE) })) continue;
      if (!edge.beyond || jumps !== this.#jumps) return;
      // Offline, what lies beyond the gap can still be read.
      way.go(way.over(edge.beyond));
      await this.#options.refresh();
    }
  }
}
