// Bugs planted in the real sync code from outside: a method of a class replaced, or an exported rule. Nothing in src knows of them.
// Not among them are two that the histories of the cache alone find (rules.test.ts). A catch-up of another history that is taken: no whole
// tab can hand one to the cache, for it drops the answers of an earlier join; only a transaction that is repeated after its connection
// was lost could. An older reset that is taken: it wants two tabs that lost their cache and ask at once, and an answer that waits between.

import { vi } from 'vitest';
import { CatchUp } from '../../../src/sync/catch-up.js';
import { Cache, type RowWindow } from '../../../src/sync/cache.js';
import { Copies } from '../../../src/sync/copies.js';
import { LongAnswer } from '../../../src/sync/long-answer.js';
import { Looks } from '../../../src/sync/looks.js';
import { Outbox } from '../../../src/sync/outbox.js';
import type { Entry } from '../../../src/sync/overlay.js';
import { SourceError, type Mutation, type PageReply, type Row, type ServerOp, type SyncReply } from '../../../src/sync/protocol.js';
import { nextStep, type Step } from '../../../src/sync/queue.js';
import type { TopicState } from '../../../src/sync/rules.js';
import type { CacheVerbs } from '../../../src/sync/store.js';
import type { Reach, Stretch } from '../../../src/sync/stretches.js';
import { Wishes } from '../../../src/sync/wishes.js';
import { PUT_FAULTS } from './history-host.js';
import type { WorldOptions } from './history-world.js';

/** Some function of the code under test; what goes in and out is known where it is replaced. */
export type Real = (...args: unknown[]) => unknown;

export interface CodeBug {
  name: string;
  options?: WorldOptions;
  /** What a history must be full of for this to come to light. */
  favour?: readonly string[];
  /** The one history that shows it, where it is too rare to wait for: what happens by name, to which tab, and its pick. */
  history?: readonly (readonly [name: string, tab: number, pick: number])[];
  /** Caught in so few histories that every run of the tests can afford it. */
  quick?: boolean;
  /** `rule` replaces an exported function; it is handed the real one. */
  plant(rule: (name: string, make: (real: Real) => Real) => void): void;
}

/** Replaces a method by one that is handed the real one, its arguments, and the object. */
function method(type: { prototype: object }, name: string, make: (real: Real, args: unknown[], self: unknown) => unknown): void {
  const real = Reflect.get(type.prototype, name) as Real;
  vi.spyOn(type.prototype as Record<string, Real>, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
    return make((...given) => Reflect.apply(real, this, given), args, this);
  });
}

/** Takes some failures of a wish for grants. */
function grantOn(...reasons: string[]): void {
  method(CatchUp, 'put', async (real, args) => {
    try {
      return await real(...args);
    } catch (error) {
      if (error instanceof SourceError && reasons.includes(error.reason)) return { seq: 0 };
      throw error;
    }
  });
}

/** Changes the arguments of the rule for catch-ups. */
type SyncArguments = [state: TopicState | undefined, topic: string, epoch: string, reply: SyncReply<Row>];
const bendSync =
  (bend: (...args: SyncArguments) => SyncArguments) =>
  (real: Real): Real =>
  (...args) =>
    real(...bend(...(args as SyncArguments)));

/** Creates that the server has and nobody knows it, until they are too old to be sent by themselves. */
const UNHEARD = ['create', 'hurt a mutation', 'offline', 'a month away', 'say anew', 'run', 'online'];

/** Users who leave while something is unsent. */
const LEAVING = ['offline', 'create', 'sign out', 'sign out'];

/** Deletes of what was not sent yet, taken back at the last moment. */
const LAST_MOMENT = ['offline', 'create', 'delete', 'undo as its time ends', 'undo as its time ends'];

/** Wishes that come and go while their copies fail. */
const COPIED = ['create', 'create', 'kill or open', 'offline', 'online', 'wait'];

const WISHES: CodeBug[] = [
  {
    name: 'removed before the answer',
    quick: true,
    plant: () =>
      method(Outbox, 'claim', async (real, args, outbox) => {
        const entry = (await real(...args)) as Entry | undefined;
        if (entry) await (outbox as Outbox).settle(entry.topic, new Set([entry.mutationId]));
        return entry;
      }),
  },
  {
    name: 'dropped when refused',
    quick: true,
    plant: () => method(Outbox, 'fail', (_, args, outbox) => (outbox as Outbox).forget(args[0] as string)),
  },
  {
    name: 'accepted before it is kept',
    quick: true,
    plant: () =>
      method(Outbox, 'add', async (real, args) => {
        void (real(...args) as Promise<void>).catch(() => undefined);
        await Promise.resolve();
      }),
  },
  {
    name: 'accepted before it is copied',
    quick: true,
    favour: ['create', 'drop all databases'],
    plant: () =>
      method(Copies, 'write', (real, args) => {
        void (real(...args) as Promise<void>).catch(() => undefined);
        return Promise.resolve();
      }),
  },
  {
    name: 'the copy is taken for empty',
    quick: true,
    favour: ['create', 'drop all databases'],
    plant: () => method(Copies, 'read', () => Promise.resolve(new Map())),
  },
  {
    name: 'what could not be copied once is not copied any more',
    options: { copiesFail: 10 },
    quick: true,
    favour: COPIED,
    plant: () => {
      const asked = new Set<unknown>();
      method(Looks, 'ask', (real, _, looks) => asked.size < asked.add(looks).size && real());
    },
  },
  {
    name: 'a comparison that gets no answer counts as made',
    options: { copiesFail: 10 },
    quick: true,
    favour: COPIED,
    // Between the first look and the second.
    plant: () =>
      method(Looks, 'ask', (real, _, looks) => {
        setTimeout(() => (looks as Looks).close(), 3_000);
        return real();
      }),
  },
  {
    name: 'settling one settles all',
    quick: true,
    plant: () =>
      method(Outbox, 'settle', async (real, [topic], outbox) => {
        const all = await (outbox as Outbox).entries(topic as string);
        return real(topic, new Set(all.map(({ mutationId }) => mutationId)));
      }),
  },
  {
    name: 'tries are not counted',
    favour: ['create', 'delete', 'hurt a mutation', 'run', 'wait'],
    plant: () => method(Outbox, 'claim', (_, [mutationId], outbox) => (outbox as Outbox).find(mutationId as string)),
  },
  {
    name: 'dropped after Undo',
    options: { profiles: ['laptop'] },
    quick: true,
    favour: LAST_MOMENT,
    plant: () =>
      method(Outbox, 'drop', async (_, [topic, now], outbox) => {
        const step = nextStep(await (outbox as Outbox).entries(topic as string), now as number);
        for (const { mutationId } of step.do === 'drop' ? step.entries : []) await (outbox as Outbox).forget(mutationId);
      }),
  },
  {
    name: 'dropped without a look at the delete',
    quick: true,
    favour: LAST_MOMENT,
    plant: (rule) => {
      const doomed = new Set<string>();
      rule('nextStep', (real) => (entries, now) => {
        const step = real(entries, now) as Step;
        if (step.do === 'drop') for (const { mutationId } of step.entries) doomed.add(mutationId);
        const going = (entries as Entry[]).filter(({ mutationId, tries }) => doomed.has(mutationId) && tries === 0);
        return going.length > 0 ? { do: 'drop', entries: going } : step;
      });
    },
  },
  {
    name: 'overtaken while a delete may still be taken back',
    options: { profiles: ['laptop'] },
    quick: true,
    favour: ['offline', 'create', 'create', 'delete', 'undo', 'online', 'run'],
    plant: (rule) =>
      rule('nextStep', (real) => (entries, now) => {
        const all = entries as Entry[];
        const going = new Set(
          all.filter(({ kind, notBefore = 0 }) => kind === 'delete' && notBefore > (now as number)).map(({ id }) => id),
        );
        const step = real(
          all.filter(({ id }) => !going.has(id)),
          now,
        ) as Step;
        return step.do === 'send' ? step : real(entries, now);
      }),
  },
  {
    name: 'signing out counts nothing, forced or not',
    quick: true,
    favour: LEAVING,
    plant: (rule) => rule('leave', (real) => (leaver) => real(leaver, true)),
  },
  { name: 'never settled', plant: () => method(Outbox, 'settle', () => Promise.resolve(false)) },
  {
    name: 'a corrected create is granted by the words it was to correct',
    favour: UNHEARD,
    plant: (rule) => rule('correctionOf', () => () => undefined),
  },
  {
    name: 'a corrected create is taken for one that was never sent',
    // Of 5,000 histories that favour all of this, none had it in this order.
    options: { profiles: ['laptop'] },
    history: [
      ['wait', 0, 5],
      ['hurt a mutation', 0, PUT_FAULTS.indexOf('commit-hang-up')],
      ['create', 0, 1],
      ['run', 0, 6],
      ['a month away', 0, 1],
      ['wait', 0, 5],
      ['say anew', 0, 0],
      ['run', 0, 7],
      ['delete', 0, 5],
    ],
    quick: true,
    plant: (rule) => rule('amend', (real) => (...args) => ({ ...(real(...args) as Entry), tries: 0 })),
  },
  {
    name: 'sent newest first',
    quick: true,
    plant: (rule) => {
      const turned = (entry: Entry): Entry => ({ ...entry, n: -entry.n });
      rule('nextStep', (real) => (entries, now) => {
        const step = real((entries as Entry[]).map(turned), now) as Step;
        // An entry is claimed by its own number.
        return step.do === 'send' || step.do === 'expire' ? { ...step, entry: turned(step.entry) } : step;
      });
    },
  },
  { name: 'a fault of the server taken for a grant', quick: true, plant: () => grantOn('server', 'rate-limited') },
  { name: 'a lost answer taken for a grant', quick: true, plant: () => grantOn('closed', 'timeout') },
  {
    name: 'repeated under another mutation id',
    plant: () =>
      method(CatchUp, 'put', (real, [mutation]) => {
        const again = { ...(mutation as Mutation), mutationId: `again ${Math.random()}` };
        return real(again);
      }),
  },
  {
    name: 'ids that are counted, and start anew',
    plant: (rule) => {
      let count = 0;
      rule('newId', () => () => `id ${(count += 1) % 5}`);
    },
  },
  { name: 'after an error, never again', quick: true, plant: (rule) => rule('retryDelay', () => () => 1e9) },
  {
    name: 'in memory: accepted before the answer',
    quick: true,
    options: { storage: 'memory' },
    plant: () =>
      method(Wishes, 'create', async (real, args) => {
        void (real(...args) as Promise<void>).catch(() => undefined);
        await Promise.resolve();
      }),
  },
  {
    name: 'in memory: a refusal taken for a grant',
    options: { storage: 'memory' },
    plant: () =>
      method(Outbox, 'find', async (real, args) => {
        const entry = (await real(...args)) as Entry | undefined;
        return entry?.state === 'failed' ? undefined : entry;
      }),
  },
];

/** Tabs that write the same cache, and answers that come when another tab has begun anew. */
const ONE_CACHE: WorldOptions = { profiles: ['laptop', 'laptop', 'laptop'] };
const STALE = ['somebody changes', 'stall', 'restart', 'evict', 'run', 'cut'];

const CACHES: CodeBug[] = [
  { name: 'a row is written without a look at versions', plant: (rule) => rule('isNewer', () => () => true) },
  {
    name: 'answers from before a reset are taken',
    options: ONE_CACHE,
    favour: STALE,
    plant: (rule) =>
      rule(
        'isNewer',
        (real) =>
          (_, ...rest) =>
            real(undefined, ...rest),
      ),
  },
  {
    name: 'an answer in parts is kept part by part',
    quick: true,
    favour: ['somebody writes', 'somebody changes', 'offline', 'online', 'run', 'kill or open'],
    plant: () => method(LongAnswer, 'take', (_, [, part]) => part),
  },
  {
    name: 'the cursor is the newest number seen',
    plant: (rule) =>
      rule('judgeOp', () => (state, epoch, seq) => {
        const { cursor, epoch: own } = (state ?? { cursor: -1, epoch: undefined }) as { cursor: number; epoch: string | undefined };
        if (own !== epoch) return 'missed';
        return (seq as number) > cursor ? 'apply' : 'known';
      }),
  },
  {
    name: 'a restored backup is taken for the same history',
    plant: (rule) =>
      rule(
        'afterSync',
        bendSync((state, topic, epoch, reply) => [state && reply.reset ? { ...state, epoch: reply.epoch } : state, topic, epoch, reply]),
      ),
  },
  { name: 'a reset drops nothing', quick: true, plant: (rule) => rule('droppedBy', () => () => -1) },
  {
    name: 'rows of another history outlive a reset',
    plant: (rule) => rule('droppedBy', () => (_history, reply) => (reply as SyncReply<Row> & { reset: true }).asOf),
  },
  {
    name: 'own words stand beside what they overtook',
    favour: ['create', 'somebody writes', 'offline', 'online', 'run', 'kill or open'],
    plant: () => method(Cache, 'window', (real, [topic, span, ...rest]) => real(topic, { ...(span as object), live: true }, ...rest)),
  },
  {
    name: 'a page is said to reach further than it does',
    plant: (rule) =>
      rule('afterPage', (real) => (state, epoch, page) => {
        const { floor } = page as PageReply<Row>;
        return real(state, epoch, { ...(page as PageReply<Row>), floor: Math.max(0, floor - 2) });
      }),
  },
  { name: 'nobody looks whether it is behind', plant: () => method(CatchUp, 'check', () => Promise.resolve()) },
  {
    name: 'tombstones are not kept',
    plant: () =>
      method(Cache, 'applySync', (real, [topic, epoch, reply]) => {
        const given = reply as SyncReply<Row>;
        return real(topic, epoch, { ...given, rows: given.rows.filter((row) => !row.deleted) });
      }),
  },
  {
    name: 'the cursor is kept before the rows',
    quick: true,
    plant: () =>
      method(Cache, 'applySync', async (real, [topic, epoch, reply]) => {
        await real(topic, epoch, { ...(reply as SyncReply<Row>), rows: [] });
        return real(topic, epoch, reply);
      }),
  },
  {
    name: 'a live edit counts, and is not written',
    quick: true,
    plant: () =>
      method(Cache, 'applyOps', (real, [topic, epoch, ops]) => {
        const given = (ops as ServerOp<Row>[]).map((op) =>
          !op.row || op.row.seq === op.seq ? op : { ...op, row: { ...op.row, version: 0 } },
        );
        return real(topic, epoch, given);
      }),
  },
  { name: 'the row of an answer is not kept', plant: () => method(Cache, 'applyReply', () => Promise.resolve()) },
  {
    name: 'the screen forgets to delete',
    quick: true,
    plant: (rule) =>
      rule(
        'diff',
        (real) =>
          (...args) =>
            (real(...args) as { op: string }[]).filter(({ op }) => op !== 'delete'),
      ),
  },
  {
    name: 'the screen never changes a row',
    quick: true,
    plant: (rule) =>
      rule(
        'diff',
        (real) =>
          (...args) =>
            (real(...args) as { updateOnly?: boolean }[]).filter(({ updateOnly }) => !updateOnly),
      ),
  },
];

/** Windows that lie apart, and caches that cannot hold all of them. */
const APART: WorldOptions = { old: 60, most: 12 };
const MOVES = ['jump', 'older', 'newer', 'fill', 'run'];

const STRETCHES: CodeBug[] = [
  {
    name: 'every page is spliced to the newest stretch',
    quick: true,
    options: APART,
    favour: MOVES,
    plant: (rule) =>
      rule('extend', () => (reach, added) => ({ floor: Math.min((reach as Reach).floor, (added as Stretch).low), islands: [] })),
  },
  {
    name: 'a page is spliced to the island next to it',
    quick: true,
    options: APART,
    favour: MOVES,
    plant: (rule) =>
      rule('extend', (real) => (reach, added) => {
        const { islands = [] } = reach as Reach;
        const { low, below } = added as Stretch;
        return real(reach, { low: islands.findLast((island) => island.below < low)?.low ?? low, below });
      }),
  },
  {
    name: 'a gap is forgotten between two stretches',
    quick: true,
    options: APART,
    favour: MOVES,
    plant: (rule) => rule('withGaps', (real) => (shown) => real(shown, [])),
  },
  {
    name: 'two stretches are read as one',
    quick: true,
    options: APART,
    favour: MOVES,
    plant: (rule) =>
      rule('heldWithin', (real) => (...args) => {
        const parts = real(...args) as Stretch[];
        const [first, last] = [parts[0], parts.at(-1)];
        return first && last ? [{ low: first.low, below: last.below }] : [];
      }),
  },
  {
    name: 'a window jumps the hole before the newest rows',
    quick: true,
    options: APART,
    favour: MOVES,
    plant: () =>
      method(Cache, 'window', async (real, args) => {
        const window = (await real(...args)) as RowWindow;
        return { ...window, below: undefined, gaps: [] };
      }),
  },
  {
    name: 'a trimmed cache still claims all it had',
    quick: true,
    options: { ...APART, limits: { rows: 16 } },
    favour: [...MOVES, 'somebody writes'],
    plant: (rule) => rule('afterTrim', () => (state) => state),
  },
  {
    name: 'what comes as rows go is not written',
    quick: true,
    options: { ...APART, limits: { rows: 16 } },
    favour: [...MOVES, 'somebody writes'],
    plant: (rule) =>
      rule('putWithin', (real) => async (verbs, state, coming, bounds) => {
        const puts: Parameters<CacheVerbs['putRow']>[] = [];
        const after = await real(
          { ...(verbs as CacheVerbs), putRow: async (...put: (typeof puts)[number]) => void puts.push(put) },
          state,
          coming,
          bounds,
        );
        if (after === state) for (const put of puts) await (verbs as CacheVerbs).putRow(...put);
        return after;
      }),
  },
];

const IN_MEMORY: WorldOptions = { storage: 'memory' };
/** The same without a disk to look at: by what is shown, and by what the server got. */
const MEMORY = [
  'sent newest first',
  'the cursor is the newest number seen',
  'a reset drops nothing',
  'a gap is forgotten between two stretches',
];

const ON_DISK: readonly CodeBug[] = [...WISHES, ...CACHES, ...STRETCHES];

export const CODE_BUGS: readonly CodeBug[] = [
  ...ON_DISK,
  ...ON_DISK.filter(({ name }) => MEMORY.includes(name)).map((bug) => ({
    ...bug,
    name: `in memory: ${bug.name}`,
    // It takes hundreds of histories: ops come in order, but for those of a line that is garbled.
    quick: bug.name !== 'the cursor is the newest number seen',
    options: { ...bug.options, ...IN_MEMORY },
  })),
];
