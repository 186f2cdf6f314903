// The same world under one kind of trouble at a time, with a figure each: answers that are lost, four tabs that write at once,
// storage whose calls fail, and copies of the outbox that fail.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/mock/random.js';
import { act, KINDS } from './history-commands.js';
import { brokenAfterHealing, brokenNow } from './history-promises.js';
import { HistoryWorld, type WorldOptions } from './history-world.js';
import { runHistories } from './run-histories.js';
import type { Failure } from './virtual-disk.js';

const LONG = import.meta.env.MODE === 'long';
const FAILURES: readonly Failure[] = ['throw', 'abort', 'hang', 'close'];

// The same worlds on every run of `npm test`, others on every run of the long one.
const firstSeed = LONG ? Math.floor(Math.random() * 1e9) : 1;
const seeds = (count: number): number[] => Array.from({ length: count }, (_, n) => firstSeed + n);

/** Opens a world, and leaves it whatever happens. */
async function within(
  options: WorldOptions & { seed: number },
  live: (world: HistoryWorld, random: () => number) => Promise<void>,
): Promise<void> {
  const world = new HistoryWorld(options);
  try {
    await world.open();
    await live(world, seededRandom(options.seed));
  } finally {
    world.close();
  }
}

/** Whatever may happen, until `enough`. */
async function tumble(world: HistoryWorld, random: () => number, enough: () => boolean): Promise<void> {
  const below = (most: number): number => Math.floor(random() * most);
  for (let n = 0; n < 2_000 && !enough(); n += 1) {
    await act(world, [below(KINDS), below(world.tabs.length), below(8)]);
    expect(brokenNow(world)).toBeUndefined();
  }
}

describe('three answers in ten lost', () => {
  const SENDS = 100;
  const told = { sent: 0, rows: 0, unanswered: 0 };

  afterAll(() =>
    console.info(`lost answers: ${told.sent} sends, ${told.unanswered} answers lost, ${told.rows} rows (seeds from ${firstSeed})`),
  );

  it.each(seeds(LONG ? 100 : 5))('leaves exactly as many rows as were sent (seed %i)', { timeout: 120_000 }, async (seed) => {
    await within({ seed, profiles: ['laptop', 'phone'] }, async (world) => {
      const before = world.host.live().length;
      world.host.faults.add({ do: 'commit-then-drop-reply', match: { event: 'put', p: 0.3 } });
      for (let n = 0; n < SENDS; n += 1) {
        world.tabs[n % 2]?.create(`sent ${n}`, `words ${n}`);
        await world.time.run(20);
      }
      await world.time.pass(600_000);
      const broken = await brokenAfterHealing(world);
      const unanswered = world.host.faults.struck.get('commit-then-drop-reply') ?? 0;
      told.sent += world.ledger.accepted.length;
      told.rows += world.host.live().length - before;
      told.unanswered += unanswered;
      expect(broken).toBeUndefined();
      expect(unanswered).toBeGreaterThan(0);
      expect(world.ledger.accepted).toHaveLength(SENDS);
      expect(world.host.live()).toHaveLength(before + SENDS);
    });
  });
});

describe('four tabs of two profiles that write under random faults', () => {
  const MUTATIONS = 50;
  const told = { made: 0, worlds: 0, unequal: 0, compared: 0 };

  afterAll(() =>
    console.info(
      `mutations: ${told.made} accepted in ${told.worlds} worlds, ${told.unequal} with windows that differ 10 s after healing, ${told.compared} windows compared (seeds from ${firstSeed})`,
    ),
  );

  it.each(seeds(LONG ? 1_000 : 15))('all show what the server has once it is over (seed %i)', { timeout: 120_000 }, async (seed) => {
    await within({ seed, profiles: ['laptop', 'laptop', 'phone', 'phone'] }, async (world, random) => {
      await tumble(world, random, () => world.ledger.accepted.length >= MUTATIONS);
      expect(world.ledger.accepted.length).toBeGreaterThanOrEqual(MUTATIONS);
      const broken = await brokenAfterHealing(world);
      told.made += world.ledger.accepted.length;
      told.worlds += 1;
      told.unequal += Number(broken !== undefined);
      told.compared += world.compared;
      expect(broken).toBeUndefined();
      expect(world.compared).toBe(world.tabs.length);
    });
  });
});

describe('storage whose calls throw, abort, hang or close', () => {
  const FAILING = 25;
  let unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  const told = new Map<Failure, number>();
  const sum = { unhandled: 0, accepted: 0, broken: 0, reloaded: 0 };

  beforeEach(() => {
    unhandled = [];
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
    sum.unhandled += unhandled.length;
  });
  afterAll(() => {
    const calls = [...told.values()].reduce((all, one) => all + one, 0);
    console.info(
      `failing storage: ${calls} calls (${[...told].map(([how, times]) => `${how} ${times}`).join(', ')}), ${sum.accepted} wishes accepted, ` +
        `${sum.broken} worlds that lost or doubled one or did not heal, ${sum.reloaded} tabs reloaded, ${sum.unhandled} rejections unhandled (seeds from ${firstSeed})`,
    );
  });

  it.each(seeds(LONG ? 200 : 20))('loses nothing that was accepted (seed %i)', { timeout: 120_000 }, async (seed) => {
    await within({ seed, ownCaches: true }, async (world, random) => {
      let failed = 0;
      world.unsteady = true;
      world.disk.fail = () => {
        if (failed >= FAILING || random() > 0.04) return undefined;
        failed += 1;
        const failure = FAILURES[Math.floor(random() * FAILURES.length)];
        if (failure) told.set(failure, (told.get(failure) ?? 0) + 1);
        return failure;
      };
      // Counted until everything that was asked of this world is known to hold.
      sum.broken += 1;
      await tumble(world, random, () => failed >= FAILING);
      world.disk.fail = () => undefined;
      // Storage that hung is given up after five seconds, and asked again.
      await world.time.pass(20_000);
      world.unsteady = false;
      expect(failed).toBe(FAILING);
      expect(brokenNow(world)).toBeUndefined();
      // A commit that hangs cannot be taken back, and what a sleeping tab asked is not: all tabs of that database wait until a reload.
      const hanging = world.disk.stuck;
      const stuck = world.tabs.filter(({ profile }) => hanging.some((name) => name.includes(`:${profile}:`)));
      sum.reloaded += stuck.length;
      for (const tab of stuck) tab.kill();
      const broken = await brokenAfterHealing(world);
      sum.accepted += world.ledger.accepted.length;
      expect(broken).toBeUndefined();
      sum.broken -= 1;
      expect(unhandled).toEqual([]);
    });
  });
});

describe('a Cache API of which one call in ten fails', () => {
  const told = { runs: 0, compared: 0 };

  afterAll(() => console.info(`failing copies: ${told.runs} histories, ${told.compared} lists equal in the end (seeds from ${firstSeed})`));

  it.each(seeds(LONG ? 200 : 2))('leaves the copy as the outbox is once it is over (seed %i)', { timeout: 120_000 }, async (seed) => {
    const favour = ['create', 'delete', 'type', 'drop all databases', 'kill or open', 'answer a refusal'];
    const { broken, told: history, path, runs, compared } = await runHistories({ copiesFail: 10, favour, runs: 25, seed });
    told.runs += runs;
    told.compared += compared;
    expect(broken, `seed ${seed}, path ${path}: ${history}`).toBeUndefined();
  });
});
