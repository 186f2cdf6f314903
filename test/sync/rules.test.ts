// The three rules in random histories: frames late, doubled, out of order, of another history; pages of any place; a cache half
// broken, and so small that it forgets all the time. After every step the cache holds all it says it holds. The same histories must find each of the bugs planted below.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cache } from '../../src/sync/cache.js';
import { memoryCache } from '../../src/sync/memory-store.js';
import type { Row } from '../../src/sync/protocol.js';
import * as rules from '../../src/sync/rules.js';
import { extend, stretchAt } from '../../src/sync/stretches.js';
import { HadVersions } from './had-versions.js';
import { HistoryServer } from './history-server.js';

type Rules = typeof import('../../src/sync/rules.js');
const planted = vi.hoisted(() => ({ rules: {} as Partial<Record<string, (...args: never[]) => unknown>> }));

vi.mock('../../src/sync/rules.js', async (original) => {
  const sound = await original<Rules>();
  const names = ['isNewer', 'isAhead', 'judgeOp', 'afterSync', 'afterPage', 'afterTrim', 'droppedBy'] as const;
  const switched = names.map((name) => [name, (...args: never[]) => (planted.rules[name] ?? sound[name])(...args)]);
  return { ...sound, ...Object.fromEntries(switched) };
});

const TOPIC = 't';
const RUNS = 10_000;

/** One cache, one server, and the frames between them. */
class History {
  readonly server = new HistoryServer();
  readonly #store = memoryCache();
  readonly #cache = new Cache(this.#store, () => undefined, undefined, { rows: 8 });
  #frames: (() => Promise<unknown>)[] = [];
  #before: rules.TopicState | undefined;
  readonly #had = new HadVersions();

  async step([act, pick]: [number, number]): Promise<void> {
    if (act <= 2) this.#hear(this.server.create());
    else if (act === 3) this.#hear(this.server.change(pick, false));
    else if (act === 4 || act === 14) this.#hear(this.server.change(pick, true));
    else if (act <= 6) await this.#ask('sync');
    else if (act === 7 || act === 13) await this.#ask('page', pick);
    else if (act <= 10) await this.#deliver(pick, act === 10);
    else if (act === 11) await this.#settle();
    else if (pick === 0) await this.#break();
    else if (pick === 1) this.server.restore();
    else if (pick <= 4) await this.#overtake(pick);
    else if (pick === 5) await this.#cutOff();
    await this.#check();
  }

  /** A broadcast, and now and then the answer to an own wish: the same row by another way. */
  #hear(op: ReturnType<HistoryServer['change']>): void {
    if (!op) return;
    const { epoch } = this.server;
    this.#frames.push(() => this.#cache.applyOps(TOPIC, epoch, [op]));
    const { row } = op;
    if (row && op.seq % 3 === 0) this.#frames.push(() => this.#cache.applyReply(TOPIC, epoch, row));
  }

  /**
   * A backup comes back under the same name, and nobody's connection outlives that. Whoever held more than it has is told when they join; two
   * tabs are, and the answer of one may be late. Of what was held ahead of the cursor nobody could be told.
   */
  async #cutOff(): Promise<void> {
    const state = await this.#cache.topic(TOPIC);
    const rows = (await this.#store.read((verbs) => verbs.rows(TOPIC))).filter(rules.isRow);
    if (state?.epoch !== this.server.epoch || state.cursor !== this.server.head || rows.some(({ version }) => version > state.cursor))
      return;
    this.server.restore({ renamed: false });
    const reply = this.server.sync(state.cursor);
    this.#frames = [() => this.#cache.applySync(TOPIC, state.epoch, reply, state)];
    this.#before = undefined;
    this.#had.forget();
    await this.#cache.applySync(TOPIC, state.epoch, reply, state);
  }

  /** A page on a slow line, and the answer to an own delete or edit that comes before it. */
  async #overtake(pick: number): Promise<void> {
    await this.#ask('page', pick + 2);
    const op = this.server.change(pick, pick < 4);
    const { epoch } = this.server;
    if (!op?.row) return;
    await this.#cache.applyReply(TOPIC, epoch, op.row);
    this.#frames.push(() => this.#cache.applyOps(TOPIC, epoch, [op]));
  }

  async #ask(what: 'sync' | 'page', pick = 0): Promise<void> {
    const state = await this.#cache.topic(TOPIC);
    const { epoch } = this.server;
    const known = state?.epoch === epoch;
    if (what === 'sync') {
      const reply = this.server.sync(known ? state.cursor : -1);
      this.#frames.push(() => this.#cache.applySync(TOPIC, epoch, reply));
    } else if (known) {
      const reply = this.#page(pick, state);
      this.#frames.push(() => this.#cache.applyPage(TOPIC, epoch, reply));
    }
  }

  /** Older rows than the newest stretch, or than an island; or rows of any place, one that is still to come among them. */
  #page(pick: number, { floor, islands = [] }: rules.TopicState): ReturnType<HistoryServer['page']> {
    const place = (pick * 7 + this.server.head * 3) % (this.server.head + 4);
    if (pick <= 1) return this.server.page(floor);
    if (pick === 2) return this.server.page(islands.at(-1)?.low ?? floor);
    if (pick === 3) return this.server.pageAfter((islands.at(-1)?.below ?? place) - 1);
    if (pick === 4) return this.server.page(place);
    return pick === 5 ? this.server.pageAround(place) : this.server.pageAfter(place);
  }

  async #deliver(pick: number, twice: boolean): Promise<void> {
    const index = pick % Math.max(1, this.#frames.length);
    const frame = this.#frames[index];
    await frame?.();
    if (!twice) this.#frames.splice(index, 1);
  }

  /** All frames in order, as on a good line. */
  async #settle(): Promise<void> {
    for (const frame of this.#frames.splice(0)) {
      await frame();
      await this.#check();
    }
  }

  async #break(): Promise<void> {
    const broken = (await this.#store.read((verbs) => verbs.rowsFrom(TOPIC, 0, Infinity)))[0] as Row | undefined;
    if (!broken) return;
    await this.#store.write((verbs) => verbs.putRow(TOPIC, { ...broken, version: 'x' as unknown as number }));
    await this.#cache.window(TOPIC, { low: 0, below: undefined, size: 10 });
    this.#before = undefined;
    this.#had.forget();
  }

  async #check(): Promise<void> {
    const state = await this.#cache.topic(TOPIC);
    const before = this.#before;
    this.#before = state;
    if (state) await this.#checkSeen(state);
    if (!state || state.epoch !== this.server.epoch) return;
    for (const row of this.server.rows.values()) {
      if (row.version > state.cursor || !stretchAt(state, row.seq)) continue;
      const held = (await this.#store.read((verbs) => verbs.row(TOPIC, row.id))) as Row | undefined;
      // A tombstone need not be held, but what is held must not be older than it.
      if (held ? held.version < row.version : !row.deleted)
        throw new Error(`${row.id} at ${row.version} is missing, held: ${held?.version}`);
      if (held && held.version === row.version && held.deleted !== row.deleted) throw new Error(`${row.id} came back`);
    }
    // -1 is doubt, not the past.
    if (before?.epoch === state.epoch && state.cursor >= 0 && state.cursor < before.cursor) throw new Error('time went backwards');
  }

  async #checkSeen(state: rules.TopicState): Promise<void> {
    const rows = (await this.#store.read((verbs) => verbs.rows(TOPIC))).filter(rules.isRow);
    const undone = this.#had.undone(state, rows, (seq) => stretchAt(state, seq) !== undefined);
    if (undone) throw new Error(undone);
  }
}

const histories = fc.array(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 7 })), { maxLength: 60, size: 'max' });

async function holds(runs: number, seed?: number): Promise<fc.RunDetails<[[number, number][]]>> {
  const property = fc.asyncProperty(histories, async (acts) => {
    const history = new History();
    for (const act of acts) await history.step(act);
  });
  return fc.check(property, { numRuns: runs, endOnFailure: true, ...(seed !== undefined && { seed }) });
}

afterEach(() => {
  planted.rules = {};
});

describe('the cache', () => {
  it('holds everything up to its cursor, whatever happens on the way', { timeout: 60_000 }, async () => {
    const { failed, seed, counterexample, errorInstance } = await holds(RUNS);
    expect(failed, `seed ${seed}: ${String(errorInstance)} ${JSON.stringify(counterexample)}`).toBe(false);
  });
});

describe('a page', () => {
  // Too rare for the histories: deletes must have brought the new floor below the old one.
  it('asked for before a reset does not count, even if it fits', () => {
    const state = { topic: TOPIC, epoch: 'e1', cursor: 20, base0: 20, floor: 8 };
    const page = { asOf: 12, before: 10, rows: [], floor: 5 };
    expect(rules.afterPage(state, 'e1', page)).toBeUndefined();
    expect(rules.afterPage(state, 'e1', { ...page, asOf: 20 })).toMatchObject({ floor: 5 });
  });

  it('asked for before rows were forgotten does not count: it may be older than a change forgotten with them', () => {
    const state = { topic: TOPIC, epoch: 'e1', cursor: 20, base0: 3, floor: 1 };
    const after = rules.afterTrim(state, { floor: 15, islands: [] });
    const page = { asOf: 19, before: 15, rows: [], floor: 10 };
    expect(after).toMatchObject({ floor: 15, base0: 20 });
    expect(rules.afterPage(after, 'e1', page)).toBeUndefined();
    expect(rules.afterPage(after, 'e1', { ...page, asOf: 20 })).toMatchObject({ floor: 10 });
    expect(rules.afterTrim({ ...state, cursor: -1 }, { floor: 15, islands: [] }).base0).toBe(3);
  });
});

type SyncArguments = Parameters<Rules['afterSync']> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never;

const BUGS: Record<string, Partial<Record<keyof Rules, (...args: never[]) => unknown>>> = {
  'an older version replaces a newer one': {
    isNewer: (state: rules.TopicState | undefined, _stored: unknown, _row: unknown, asOf: number) => !state || asOf >= state.base0,
  },
  'answers from before a reset count': {
    isNewer: (_state: unknown, stored: Row | undefined, row: Row) => !stored || row.version > stored.version,
  },
  'the cursor is the newest number seen': {
    judgeOp: (state: rules.TopicState | undefined, epoch: string, seq: number) =>
      state?.epoch === epoch && seq > state.cursor ? 'apply' : 'known',
  },
  'a live op counts in any history': {
    judgeOp: (state: rules.TopicState | undefined, _epoch: string, seq: number) => (state?.cursor === seq - 1 ? 'apply' : 'missed'),
  },
  'a catch-up counts from wherever it began': {
    afterSync: (state: rules.TopicState | undefined, topic: string, epoch: string, ...[reply, asked]: SyncArguments) =>
      reply.reset || !state || state.epoch !== epoch
        ? sound().afterSync(state, topic, epoch, reply, asked)
        : { ...state, cursor: Math.max(state.cursor, reply.upTo) },
  },
  'a catch-up of another history counts': {
    afterSync: (state: rules.TopicState | undefined, topic: string, epoch: string, ...[reply, asked]: SyncArguments) =>
      sound().afterSync(state, topic, reply.reset ? epoch : (state?.epoch ?? epoch), reply, asked),
  },
  'an old reset turns back time': {
    afterSync: (state: rules.TopicState | undefined, topic: string, epoch: string, ...[reply, asked]: SyncArguments) =>
      reply.reset
        ? { topic, epoch: reply.epoch, cursor: reply.asOf, base0: reply.asOf, floor: reply.floor }
        : sound().afterSync(state, topic, epoch, reply, asked),
  },
  'a reset of a backup under the same name is taken for late': {
    afterSync: (state: rules.TopicState | undefined, topic: string, epoch: string, reply: Parameters<Rules['afterSync']>[3]) =>
      sound().afterSync(state, topic, epoch, reply),
  },
  'a late reset of such a backup counts': {
    afterSync: (state: rules.TopicState | undefined, topic: string, epoch: string, ...[reply, asked]: SyncArguments) =>
      sound().afterSync(state, topic, epoch, reply, asked && state?.cuts ? { ...asked, cuts: state.cuts } : asked),
  },
  'a backup under the same name drops no more than any reset': {
    droppedBy: (history: string | undefined, reply: Parameters<Rules['droppedBy']>[1]) => sound().droppedBy(history, reply),
  },
  'a page may leave a hole': {
    afterPage: (state: rules.TopicState | undefined, epoch: string, page: Parameters<Rules['afterPage']>[2]) =>
      state?.epoch === epoch && page.asOf >= state.base0 ? { ...state, floor: Math.min(state.floor, page.floor) } : undefined,
  },
  'two stretches become one across what nobody asked for': {
    afterPage: (state: rules.TopicState | undefined, epoch: string, page: Parameters<Rules['afterPage']>[2]) => {
      const after = sound().afterPage(state, epoch, page);
      return after && { ...after, ...extend(after, { low: page.floor, below: Math.min(page.before, page.asOf + 1) + 1 }) };
    },
  },
  'a page speaks for rows made after it': {
    afterPage: (state: rules.TopicState | undefined, epoch: string, page: Parameters<Rules['afterPage']>[2]) =>
      state?.epoch === epoch && page.asOf >= state.base0
        ? { ...state, ...extend(state, { low: page.floor, below: page.before + 2 }) }
        : undefined,
  },
  'a page from before a reset counts': {
    afterPage: (state: rules.TopicState | undefined, epoch: string, page: Parameters<Rules['afterPage']>[2]) =>
      state &&
      sound().afterPage({ ...state, base0: -1 }, epoch, page) && {
        ...state,
        ...sound().afterPage({ ...state, base0: -1 }, epoch, page),
        base0: state.base0,
      },
  },
  'forgetting moves no floor': { afterTrim: (state: rules.TopicState) => ({ ...state, base0: state.cursor }) },
  'what is ahead of the cursor is forgotten like any row': { isAhead: () => false },
  'a reset drops nothing': { droppedBy: () => -1 },
};

let soundRules: Rules | undefined;
function sound(): Rules {
  if (!soundRules) throw new Error('the sound rules are loaded before each planted bug');
  return soundRules;
}

describe('the histories find it when', () => {
  it.each(Object.entries(BUGS))('%s', { timeout: 60_000 }, async (_name, bug) => {
    soundRules = await vi.importActual<Rules>('../../src/sync/rules.js');
    planted.rules = bug;
    expect((await holds(20 * RUNS)).failed).toBe(true);
  });
});
