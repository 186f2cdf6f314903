// What the server said, kept: the rules of rules.ts, each read and written in one transaction.

import { CACHE_LIMITS, leasesOf, putWithin, trimTopics, type CacheLimits } from './cache-trim.js';
import {
  newerEdge,
  olderEdge,
  placeWithin,
  readTopic,
  readWindow,
  spanAround,
  type Edge,
  type Span,
  type StoredWindow,
} from './cache-window.js';
import { Leases } from './leases.js';
import type { PageReply, Place, Row, ServerOp, SyncReply } from './protocol.js';
import { afterPage, afterSync, droppedBy, isRow, judgeOp, type TopicState } from './rules.js';
import { historyOf, keepAlone, newerRows, type Seen } from './newer-rows.js';
import type { CacheVerbs, Store } from './store.js';
import type { Lease, Stretch } from './stretches.js';

/** A window of a topic's rows: those of known stretches, ascending, tombstones included. */
export interface RowWindow extends Omit<StoredWindow, 'stored'> {
  rows: Row[];
  /** Those of the asked ids that are held, inside the window or not. */
  held: Set<string>;
  /** How many rows lie behind the window and above `newerThan`, up to 100. */
  news: number;
}

/** At most so many new rows are counted. */
const MOST_NEWS = 100;

/** What a write came to: whether it changed anything, and the topic's state after it. */
export interface Written {
  changed: boolean;
  state: TopicState | undefined;
}

/** The bounds of a cache. */
export interface CacheOptions extends Partial<CacheLimits> {
  now?: () => number;
  /** These topics had to go, whoever shows them. */
  dropped?: (topics: string[]) => void;
}

/** The cache of every topic. */
export class Cache {
  readonly #store: Store<CacheVerbs>;
  readonly #onError: (topic: string, error: Error) => void;
  readonly #isWhole: (row: Row, topic: string) => boolean;
  readonly #limits: CacheLimits;
  readonly #now: () => number;
  readonly #dropped: (topics: string[]) => void;
  readonly #leases = new Leases();

  /** `onError` is told of stored values that are no rows any more, by the protocol or by `isWhole`; they are dropped and asked for again. */
  constructor(
    store: Store<CacheVerbs>,
    onError: (topic: string, error: Error) => void,
    isWhole: (row: Row, topic: string) => boolean = () => true,
    { now = Date.now, dropped = () => undefined, ...limits }: CacheOptions = {},
  ) {
    this.#store = store;
    this.#onError = onError;
    this.#isWhole = isWhole;
    this.#limits = { ...CACHE_LIMITS, ...limits };
    this.#now = now;
    this.#dropped = dropped;
  }

  topic(topic: string): Promise<TopicState | undefined> {
    return this.#store.read((verbs) => readTopic(verbs, topic));
  }

  /** Applies live ops in order, as far as each is the next number. */
  applyOps(topic: string, epoch: string, ops: readonly ServerOp<Row>[]): Promise<Written> {
    return this.#store.write(async (verbs) => {
      const before = await readTopic(verbs, topic);
      let state = before;
      const seen: Seen[] = [];
      for (const { seq, row } of ops) {
        if (!state || judgeOp(state, epoch, seq) !== 'apply') continue;
        if (row) seen.push({ row, asOf: seq });
        state = { ...state, cursor: seq };
      }
      if (!state || state === before) return { changed: false, state };
      return this.#keep(verbs, state, seen, { known: before?.cursor });
    });
  }

  /** Applies a catch-up. A reset drops what it does not carry. `asked`: see `afterSync`. */
  async applySync(topic: string, epoch: string, reply: SyncReply<Row>, asked?: TopicState): Promise<Written> {
    const { gone, ...written } = await this.#store.write(async (verbs) => {
      const before = await readTopic(verbs, topic);
      const told = afterSync(before, topic, epoch, reply, asked);
      if (!told) return { changed: false, state: before, gone: [] };
      const after = this.#leases.said({ ...told, ...(before?.leases && { leases: before.leases }) }, this.#now());
      if (reply.reset) {
        const dropped = await verbs.idsUpTo(topic, droppedBy(before?.epoch ?? (await historyOf(verbs, topic)), reply, before?.cursor));
        await Promise.all(dropped.map((id) => verbs.deleteRow(topic, id)));
      }
      const asOf = reply.reset ? reply.asOf : reply.upTo;
      const seen = reply.rows.map((row) => ({ row, asOf }));
      const written = await this.#keep(verbs, after, seen, reply.reset ? {} : { known: before?.cursor });
      return { ...written, gone: before ? [] : await this.#trimTopics(verbs, topic) };
    });
    if (gone.length > 0) this.#dropped(gone);
    return written;
  }

  /** Applies a page of the past, in either direction; rows that are newer than what has been caught up to come with that. */
  applyPage(topic: string, epoch: string, page: PageReply<Row>): Promise<Written> {
    return this.#store.write(async (verbs) => {
      const before = await readTopic(verbs, topic);
      const after = afterPage(before, epoch, page);
      if (!after) return { changed: false, state: before };
      return this.#keep(
        verbs,
        after,
        page.rows.filter(({ seq }) => seq <= after.cursor).map((row) => ({ row, asOf: page.asOf })),
        { just: [{ low: page.floor, below: page.before }] },
      );
    });
  }

  /** Keeps the row that came with the answer to an own wish. It moves no cursor: what came before it may be missing. */
  applyReply(topic: string, epoch: string, row: Row): Promise<void> {
    return this.#store.write(async (verbs) => {
      const state = await readTopic(verbs, topic);
      if (state && state.epoch !== epoch) return;
      const seen = [{ row, asOf: row.version }];
      if (state) await this.#keep(verbs, state, seen);
      else await keepAlone(verbs, topic, epoch, seen);
    });
  }

  /** Reads a window; `ids` are looked up, too, and rows above `newerThan` are counted. */
  async window(topic: string, span: Span, ids: readonly string[] = [], newerThan = -1): Promise<RowWindow> {
    const { stored, held, newer, ...window } = await this.#store.read(async (verbs) => {
      const read = await readWindow(verbs, topic, span);
      const asked = await Promise.all(ids.map(async (id) => ((await verbs.row(topic, id)) === undefined ? [] : [id])));
      const { below } = read;
      const low = Math.max(below ?? Infinity, newerThan + 1, read.state?.floor ?? 0);
      const newer = below === undefined ? [] : await verbs.liveRows(topic, { low, below: Infinity, count: MOST_NEWS });
      return { ...read, held: new Set(asked.flat()), newer };
    });
    const rows: Row[] = [];
    const broken: unknown[] = [];
    for (const value of stored) {
      if (isRow(value) && (value.deleted || this.#isWhole(value, topic))) rows.push(value);
      else broken.push(value);
    }
    if (broken.length > 0) await this.#dropBroken(topic, broken);
    // Unsaid, somebody may have to ask the server again; nothing worse.
    if (window.state && this.#leases.lacks(window.state, this.#now())) await this.#say(topic).catch(() => undefined);
    return { ...window, rows, held, news: newer.length };
  }

  /** How far a window reaches that begins `count` rows further down. Undefined while nothing is known of the topic. */
  olderEdge(topic: string, low: number | undefined, count: number): Promise<Edge | undefined> {
    return this.#store.read((verbs) => olderEdge(verbs, topic, low, count));
  }

  /** How far a window reaches that ends `count` rows further up. */
  newerEdge(topic: string, below: number, count: number): Promise<Edge | undefined> {
    return this.#store.read((verbs) => newerEdge(verbs, topic, below, count));
  }

  /** The ends of a window of about `size` rows around a place; undefined when that lies in no stretch. */
  around(topic: string, seq: number, size: number): Promise<Omit<Span, 'size'> | undefined> {
    return this.#store.read((verbs) => spanAround(verbs, topic, seq, size));
  }

  /**
   * The seq of a place that is held: of a row that is not deleted, or where what is asked for lies between rows that are held. `whole`: as
   * far as anybody here knows, nothing is newer than what is held.
   */
  locate(topic: string, place: Place, whole: boolean): Promise<number | undefined> {
    return this.#store.read((verbs) => placeWithin(verbs, topic, place, whole));
  }

  /** Rows as they were last heard of, tombstones included, wherever they are; undefined where nothing is known of one. */
  findAll(topic: string, ids: readonly string[]): Promise<(Row | undefined)[]> {
    const known = (row: unknown): Row | undefined => (isRow(row) && (row.deleted || this.#isWhole(row, topic)) ? row : undefined);
    return this.#store.read((verbs) => Promise.all(ids.map(async (id) => known(await verbs.row(topic, id)))));
  }

  /** Says what a tab shows of a topic, if anything, so that nobody forgets it; the topic counts as used. */
  lease(topic: string, lease: Lease): Promise<void> {
    this.#leases.set(topic, lease);
    return this.#say(topic);
  }

  /** The tab shows it no more. */
  unlease(topic: string, tab: string): Promise<void> {
    this.#leases.drop(topic, tab);
    return this.#say(topic, tab);
  }

  close(): void {
    this.#store.close();
  }

  /** Says what this tab shows of a topic, and what it shows `over` there no more. */
  async #say(topic: string, over?: string): Promise<void> {
    const gone = await this.#store.write(async (verbs) => {
      const state = await readTopic(verbs, topic);
      if (!state) return [];
      const leases = leasesOf(state).filter(({ tab }) => tab !== over);
      await verbs.putTopic(this.#leases.said({ ...state, leases }, this.#now()));
      return this.#trimTopics(verbs, topic);
    });
    if (gone.length > 0) this.#dropped(gone);
  }

  #trimTopics(verbs: CacheVerbs, used: string): Promise<string[]> {
    return trimTopics(verbs, { limits: this.#limits, now: this.#now(), used });
  }

  /** Keeps rows and the topic's state, within the bounds. */
  async #keep(
    verbs: CacheVerbs,
    state: TopicState,
    seen: readonly Seen[],
    { just = [], known }: { just?: readonly Stretch[]; known?: number | undefined } = {},
  ): Promise<Written> {
    const coming = await newerRows(verbs, state.topic, state, seen, known);
    // In place of a broken row any older one would look new: nothing is certain any more.
    const certain = coming.intact ? state : { ...state, cursor: -1 };
    const after = await putWithin(verbs, certain, coming, { limits: this.#limits, now: this.#now(), just });
    await verbs.putTopic(after);
    return { changed: true, state: after };
  }

  /** A broken row leaves a hole, so nothing is certain any more: the next catch-up has to be a reset. */
  async #dropBroken(topic: string, broken: readonly unknown[]): Promise<void> {
    // Whatever it is, it was a valid key when it was stored.
    const ids = broken.map((value) => (value as Row).id);
    await this.#store.write(async (verbs) => {
      const state = await readTopic(verbs, topic);
      await Promise.all(ids.map((id) => verbs.deleteRow(topic, id)));
      if (state) await verbs.putTopic({ ...state, cursor: -1 });
    });
    this.#onError(topic, new Error(`${topic}: dropped ${broken.length} broken stored row(s): ${ids.join(', ')}`));
  }
}
