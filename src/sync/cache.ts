// What the server said, kept: the rules of rules.ts, each read and written in one transaction.

import type { PageReply, Row, ServerOp, SyncReply } from './protocol.js';
import { afterPage, afterSync, droppedBy, isNewer, isRow, isTopicState, judgeOp, type TopicState } from './rules.js';
import type { CacheVerbs, Store } from './store.js';

/** A stretch of a topic's rows, read in one transaction. */
export interface RowWindow {
  state: TopicState | undefined;
  /** The lowest seq of the stretch; undefined while nothing is known of the topic. */
  low: number | undefined;
  /** Rows from `low` on, ascending, tombstones included. */
  rows: Row[];
  /** No row exists below. */
  beginning: boolean;
  /** Those of the asked ids that are held, inside the stretch or not. */
  held: Set<string>;
}

/** What a write came to: whether it changed anything, and the topic's state after it. */
export interface Written {
  changed: boolean;
  state: TopicState | undefined;
}

/** The cache of every topic. */
export class Cache {
  readonly #store: Store<CacheVerbs>;
  readonly #onError: (topic: string, error: Error) => void;
  readonly #isWhole: (row: Row, topic: string) => boolean;

  /** `onError` is told of stored values that are no rows any more, by the protocol or by `isWhole`; they are dropped and asked for again. */
  constructor(
    store: Store<CacheVerbs>,
    onError: (topic: string, error: Error) => void,
    isWhole: (row: Row, topic: string) => boolean = () => true,
  ) {
    this.#store = store;
    this.#onError = onError;
    this.#isWhole = isWhole;
  }

  topic(topic: string): Promise<TopicState | undefined> {
    return this.#store.read((verbs) => readTopic(verbs, topic));
  }

  /** Applies live ops in order, as far as each is the next number. */
  applyOps(topic: string, epoch: string, ops: readonly ServerOp<Row>[]): Promise<Written> {
    return this.#store.write(async (verbs) => {
      let state = await readTopic(verbs, topic);
      const seen: Seen[] = [];
      for (const { seq, row } of ops) {
        if (!state || judgeOp(state, epoch, seq) !== 'apply') continue;
        seen.push({ row, asOf: seq });
        state = { ...state, cursor: seq };
      }
      if (!state || seen.length === 0) return { changed: false, state };
      return keep(verbs, state, seen);
    });
  }

  /** Applies a catch-up. A reset drops what it does not carry. */
  applySync(topic: string, epoch: string, reply: SyncReply<Row>): Promise<Written> {
    return this.#store.write(async (verbs) => {
      const before = await readTopic(verbs, topic);
      const after = afterSync(before, topic, epoch, reply);
      if (!after) return { changed: false, state: before };
      if (reply.reset) {
        const dropped = await verbs.idsUpTo(topic, droppedBy(before, reply));
        await Promise.all(dropped.map((id) => verbs.deleteRow(topic, id)));
      }
      const asOf = reply.reset ? reply.asOf : reply.upTo;
      return keep(
        verbs,
        after,
        reply.rows.map((row) => ({ row, asOf })),
      );
    });
  }

  /** Applies a page of older rows. */
  applyPage(topic: string, epoch: string, page: PageReply<Row>): Promise<Written> {
    return this.#store.write(async (verbs) => {
      const before = await readTopic(verbs, topic);
      const after = afterPage(before, epoch, page);
      if (!after) return { changed: false, state: before };
      return keep(
        verbs,
        after,
        page.rows.map((row) => ({ row, asOf: page.asOf })),
      );
    });
  }

  /** Keeps the row that came with the answer to an own wish. It moves no cursor: what came before it may be missing. */
  applyReply(topic: string, epoch: string, row: Row): Promise<void> {
    return this.#store.write(async (verbs) => {
      const state = await readTopic(verbs, topic);
      if (state && state.epoch !== epoch) return;
      const seen = [{ row, asOf: row.version }];
      if (state) await keep(verbs, state, seen);
      else await putNewer(verbs, topic, undefined, seen);
    });
  }

  /** The rows from `low` on; without `low`, or when it lies below what is held, the newest `size`. */
  async window(topic: string, low: number | undefined, size: number, ids: readonly string[]): Promise<RowWindow> {
    const { stored, ...window } = await this.#store.read(async (verbs) => {
      const state = await readTopic(verbs, topic);
      const floor = state?.floor ?? 0;
      const start = low === undefined || low < floor ? await newestFrom(verbs, topic, floor, size) : low;
      const older = floor === 0 && start > 0 ? await verbs.liveRows(topic, { low: 0, below: start, count: 1 }) : [];
      const asked = await Promise.all(ids.map(async (id) => ((await verbs.row(topic, id)) === undefined ? [] : [id])));
      return {
        state,
        low: state && start,
        stored: await verbs.rowsFrom(topic, start),
        beginning: state !== undefined && floor === 0 && older.length === 0,
        held: new Set(asked.flat()),
      };
    });
    const rows: Row[] = [];
    const broken: unknown[] = [];
    for (const value of stored) {
      if (isRow(value) && (value.deleted || this.#isWhole(value, topic))) rows.push(value);
      else broken.push(value);
    }
    if (broken.length > 0) await this.#dropBroken(topic, broken);
    return { ...window, rows };
  }

  /** The low edge of a window that reaches `count` rows further down, how many of them are missing here, and the floor. */
  olderEdge(topic: string, low: number | undefined, count: number): Promise<{ low: number; missing: number; floor: number } | undefined> {
    return this.#store.read(async (verbs) => {
      const state = await readTopic(verbs, topic);
      if (!state) return undefined;
      const { floor } = state;
      const older = await verbs.liveRows(topic, { low: floor, below: low ?? Infinity, count });
      const missing = count - older.length;
      const [oldest] = older.filter(isRow);
      return { low: missing > 0 || !oldest ? floor : oldest.seq, missing, floor };
    });
  }

  close(): void {
    this.#store.close();
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

interface Seen {
  row: Row;
  asOf: number;
}

async function readTopic(verbs: CacheVerbs, topic: string): Promise<TopicState | undefined> {
  const stored = await verbs.topic(topic);
  return isTopicState(stored) ? stored : undefined;
}

async function newestFrom(verbs: CacheVerbs, topic: string, floor: number, size: number): Promise<number> {
  const newest = (await verbs.liveRows(topic, { low: floor, below: Infinity, count: size + 1 })).filter(isRow);
  const first = newest[1];
  return newest.length > size && first ? first.seq : floor;
}

/** Keeps rows and the topic's state. */
async function keep(verbs: CacheVerbs, state: TopicState, seen: readonly Seen[]): Promise<Written> {
  const intact = await putNewer(verbs, state.topic, state, seen);
  // In place of a broken row any older one would look new: nothing is certain any more.
  const after = intact ? state : { ...state, cursor: -1 };
  await verbs.putTopic(after);
  return { changed: true, state: after };
}

/** Rule 1 for many rows; one id may come more than once. False: a stored row was broken. */
async function putNewer(verbs: CacheVerbs, topic: string, state: TopicState | undefined, seen: readonly Seen[]): Promise<boolean> {
  const ids = [...new Set(seen.map(({ row }) => row.id))];
  const stored = new Map<string, Row>();
  let intact = true;
  await Promise.all(
    ids.map(async (id) => {
      const value = await verbs.row(topic, id);
      if (isRow(value)) stored.set(id, value);
      else if (value !== undefined) intact = false;
    }),
  );
  const changed = new Set<string>();
  for (const { row, asOf } of seen) {
    if (!isNewer(state, stored.get(row.id), row, asOf)) continue;
    stored.set(row.id, row);
    changed.add(row.id);
  }
  await Promise.all([...changed].flatMap((id) => stored.get(id) ?? []).map((row) => verbs.putRow(topic, row)));
  return intact;
}
