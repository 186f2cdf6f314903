// Random histories against the real code, and how many of them it takes.

import fc from 'fast-check';
import { act, KINDS, kindsNamed, nameOf, type HistoryCommand } from './history-commands.js';
import { brokenAfterHealing, brokenNow } from './history-promises.js';
import { HistoryWorld, type WorldOptions } from './history-world.js';
import { NoRest } from './virtual-time.js';

const FEWEST = 10;
const MOST = 50;

export interface Outcome {
  runs: number;
  commands: number;
  broken: string | undefined;
  /** The shortest history found that breaks it. */
  history: readonly HistoryCommand[];
  told: string;
}

/** The first promise that a history breaks. */
export async function brokenBy(history: readonly HistoryCommand[], options: WorldOptions = {}): Promise<string | undefined> {
  const world = new HistoryWorld(options);
  try {
    await world.open();
    for (const command of history) {
      await act(world, command);
      const broken = brokenNow(world);
      if (broken !== undefined) return broken;
    }
    return await brokenAfterHealing(world);
  } catch (error) {
    // Who never comes to rest breaks one, too.
    if (error instanceof NoRest) return error.message;
    throw error;
  } finally {
    world.close();
  }
}

export interface HistoryOptions extends WorldOptions {
  runs: number;
  seed: number;
  shrink?: boolean;
  /** Every other command is one of these, by name. */
  favour?: readonly string[];
}

/** Runs histories until one breaks a promise. */
export async function runHistories({ runs, seed, shrink = true, favour, ...world }: HistoryOptions): Promise<Outcome> {
  let commands = 0;
  const any = fc.nat(KINDS - 1);
  const kind = favour ? fc.oneof(any, fc.constantFrom(...kindsNamed(favour))) : any;
  const command = fc.tuple(kind, fc.nat((world.profiles?.length ?? 3) - 1), fc.nat(7));
  const property = fc.asyncProperty(fc.array(command, { minLength: FEWEST, maxLength: MOST, size: 'max' }), async (history) => {
    commands += history.length;
    return (await brokenBy(history, world)) === undefined;
  });
  const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: !shrink });
  const history = result.counterexample?.[0] ?? [];
  const broken = result.failed ? ((await brokenBy(history, world)) ?? String(result.errorInstance)) : undefined;
  return { runs: result.numRuns, commands, broken, history, told: history.map(nameOf).join(' ') };
}
