// Random histories of the model, and how many of them it takes.

import fc from 'fast-check';
import { act, KINDS, KINDS_OF_THEMES, type Command } from './commands.js';
import { ModelWorld, SOUND, type WorldOptions } from './model-world.js';
import { brokenAfterHealing, brokenNow } from './promises.js';

/** Commands of one history. */
const FEWEST = 30;
const MOST = 150;
/** As many first numbers mean a command of the theme. */
const THEMED = KINDS;

/** What happens in one world. A first number from `KINDS` on means a command of the theme. */
export interface History {
  calm: boolean;
  theme: readonly number[];
  commands: readonly Command[];
}

export const HISTORIES: fc.Arbitrary<History> = fc.record({
  calm: fc.nat(3).map((one) => one > 0),
  theme: fc.constantFrom(...KINDS_OF_THEMES),
  commands: fc.array(fc.tuple(fc.nat(KINDS + THEMED - 1), fc.nat(2), fc.nat(7)), { minLength: FEWEST, maxLength: MOST, size: 'max' }),
});

export interface HistoryOptions extends Pick<WorldOptions, 'parts' | 'memory'> {
  runs: number;
  seed: number;
}

/** What came of it: `broken` names the promise, `runs` how many histories it took. */
export interface Outcome {
  runs: number;
  commands: number;
  broken: string | undefined;
  shortest: History | undefined;
}

/** The first promise a history breaks. */
export function brokenBy({ calm, theme, commands }: History, options: Pick<WorldOptions, 'parts' | 'memory'>): string | undefined {
  const world = new ModelWorld({ ...options, calm });
  for (const command of commands) {
    act(world, command, theme);
    const broken = brokenNow(world);
    if (broken !== undefined) return broken;
  }
  return brokenAfterHealing(world);
}

/** Runs histories until one breaks a promise. */
export function runHistories({ runs, seed, memory = false, parts = SOUND }: HistoryOptions): Outcome {
  let commands = 0;
  const property = fc.property(HISTORIES, (history) => {
    commands += history.commands.length;
    return brokenBy(history, { parts, memory }) === undefined;
  });
  // A planted bug is only to be found, not to be understood.
  const result = fc.check(property, { numRuns: runs, seed, endOnFailure: parts !== SOUND });
  const shortest = result.counterexample?.[0];
  return { runs: result.numRuns, commands, broken: shortest && brokenBy(shortest, { parts, memory }), shortest };
}
