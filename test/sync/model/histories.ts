// Random histories of the model, and how many of them it takes.

import fc from 'fast-check';
import { act, KINDS, type Command } from './commands.js';
import { ModelWorld, SOUND, type Parts } from './model-world.js';
import { brokenAfterHealing, brokenNow } from './promises.js';

/** Commands of one history. */
const FEWEST = 30;
const MOST = 150;

export interface HistoryOptions {
  runs: number;
  seed: number;
  memory?: boolean;
  parts?: Parts;
}

/** What came of it: `broken` names the promise, `runs` how many histories it took. */
export interface Outcome {
  runs: number;
  commands: number;
  broken: string | undefined;
  shortest: readonly Command[];
}

/** The first promise a history breaks. */
export function brokenBy(
  commands: readonly Command[],
  { parts = SOUND, memory = false }: Pick<HistoryOptions, 'parts' | 'memory'>,
): string | undefined {
  const world = new ModelWorld(parts, memory);
  for (const command of commands) {
    act(world, command);
    const broken = brokenNow(world);
    if (broken !== undefined) return broken;
  }
  return brokenAfterHealing(world);
}

/** Runs histories until one breaks a promise. */
export function runHistories({ runs, seed, memory = false, parts = SOUND }: HistoryOptions): Outcome {
  let commands = 0;
  const command = fc.tuple(fc.nat(KINDS - 1), fc.nat(2), fc.nat(7));
  const histories = fc.array(command, { minLength: FEWEST, maxLength: MOST, size: 'max' });
  const property = fc.property(histories, (history) => {
    commands += history.length;
    return brokenBy(history, { parts, memory }) === undefined;
  });
  // A planted bug is only to be found, not to be understood.
  const result = fc.check(property, { numRuns: runs, seed, endOnFailure: parts !== SOUND });
  const shortest = result.counterexample?.[0] ?? [];
  return { runs: result.numRuns, commands, broken: result.failed ? brokenBy(shortest, { parts, memory }) : undefined, shortest };
}
