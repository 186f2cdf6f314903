// The protocol as a model, over random histories: three tabs, two profiles, 22 kinds of command. R1, R2, R4, R5 and R8 are checked after
// every command, R3 and R6 after healing; with a database, and without one.

import { afterAll, describe, expect, it } from 'vitest';
import { runHistories } from './histories.js';

const LONG = import.meta.env.MODE === 'long';
/** 5,000,000 histories or 100,000: one in five in memory mode. */
const CHUNKS = 25;
const RUNS = LONG ? 200_000 : 4_000;

// Other histories on every run. A failure says its seed and the shortest history that breaks the promise.
const firstSeed = Math.floor(Math.random() * 1e9);

describe('the model of the protocol', () => {
  const told = { runs: 0, commands: 0, broken: 0 };

  afterAll(() => {
    console.info(`model: ${told.runs} histories, ${told.commands} commands, ${told.broken} broken (seeds from ${firstSeed})`);
  });

  it.each(Array.from({ length: CHUNKS }, (_, chunk) => ({ chunk, memory: chunk % 5 === 4 })))(
    'keeps every promise (part $chunk, in memory: $memory)',
    { timeout: RUNS * 10 },
    ({ chunk, memory }) => {
      const { runs, commands, broken, shortest } = runHistories({ runs: RUNS, seed: firstSeed + chunk, memory });
      told.runs += runs;
      told.commands += commands;
      told.broken += Number(broken !== undefined);
      expect(broken, `seed ${firstSeed + chunk}, ${JSON.stringify(shortest)}`).toBeUndefined();
      expect(runs).toBe(RUNS);
    },
  );
});
