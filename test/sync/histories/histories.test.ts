// Random histories of the real code: Sync on fake-indexeddb, the real phoenix client, the kit's own server behind lines that break;
// three tabs of two profiles that are killed, frozen, cut off, signed out, and lose their databases; in one room or two, short or long, with
// caches that hold all of it or a few rows. R1, R2, R4, R5 and R7 are checked after every command, R3 and R6
// ten seconds after all faults have stopped. Time is virtual: no history waits, and each can be repeated by its seed and path.

import { afterAll, describe, expect, it } from 'vitest';
import { REACHED, type Reached } from './history-world.js';
import { runHistories, type HistoryOptions } from './run-histories.js';

const LONG = import.meta.env.MODE === 'long';
const CHUNKS = 5;

const KINDS: { name: string; runs: number; options: Partial<HistoryOptions>; from?: number }[] = [
  // In halves, which a machine with two cores runs side by side.
  { name: 'on disk, one half', runs: LONG ? 50_000 : 300, options: {} },
  { name: 'on disk, the other', runs: LONG ? 50_000 : 300, options: {}, from: CHUNKS },
  { name: 'in memory', runs: LONG ? 10_000 : 200, options: { storage: 'memory' } },
  { name: 'with two schemas of the cache', runs: LONG ? 10_000 : 150, options: { schemas: [1, 2, 1] } },
  // Faults of these took a thousand of the others to be found.
  {
    name: 'with databases dropped and users who leave',
    runs: LONG ? 10_000 : 150,
    options: { schemas: [1, 2, 1], favour: ['delete', 'sign out', 'drop all databases', 'create'] },
  },
];

// The same histories on every run of `npm test`, others on every run of the long one. A failure says its seed and the shortest history
// that breaks the promise.
const firstSeed = LONG ? Math.floor(Math.random() * 1e9) : 1;

describe.each(KINDS)('the real code $name', ({ name, runs, options, from = 0 }) => {
  const told = { runs: 0, commands: 0, broken: 0, compared: 0 };
  const reached = new Map<Reached, number>();
  const chunk = runs / CHUNKS;

  afterAll(() => {
    const seen = REACHED.map((what) => `${what} in ${reached.get(what) ?? 0}`).join(', ');
    console.info(
      `histories ${name}: ${told.runs}, ${told.commands} commands, ${told.broken} broken, ${told.compared} lists equal to the server in the end ` +
        `(seeds from ${firstSeed + from}); ${seen}`,
    );
  });

  it.each(Array.from({ length: CHUNKS }, (_, part) => firstSeed + from + part))(
    'keeps every promise (seed %i)',
    { timeout: chunk * 1_000 },
    async (seed) => {
      const outcome = await runHistories({ ...options, runs: chunk, seed });
      told.runs += outcome.runs;
      told.commands += outcome.commands;
      told.compared += outcome.compared;
      for (const [what, times] of outcome.reached) reached.set(what, (reached.get(what) ?? 0) + times);
      told.broken += Number(outcome.broken !== undefined);
      expect(outcome.broken, `seed ${seed}, path ${outcome.path}: ${outcome.told}\n${JSON.stringify(outcome.history)}`).toBeUndefined();
      expect(outcome.runs).toBe(chunk);
    },
  );

  it('came to every place it is to judge', () => {
    expect(told.runs).toBe(runs);
    expect(told.compared, 'each of three tabs, in one room or two').toBeGreaterThanOrEqual(3 * runs);
    expect(REACHED.filter((what) => !reached.has(what))).toEqual([]);
  });
});
