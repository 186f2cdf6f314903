// Random histories against the real code, and how many of them it takes.

import fc from 'fast-check';
import { act, KINDS, kindsNamed, nameOf, type HistoryCommand } from './history-commands.js';
import { brokenAfterHealing, brokenNow } from './history-promises.js';
import { HistoryWorld, type Reached, type WorldOptions } from './history-world.js';
import { schedulerOf } from './turns.js';
import { NoRest } from './virtual-time.js';

const FEWEST = 10;
const MOST = 50;

/** Worlds, the plainest first: that is what is shrunk to. */
const WORLDS: readonly WorldOptions[] = [
  {},
  {},
  { old: 40, most: 12 },
  { old: 60, most: 12, limits: { rows: 16 } },
  { rooms: 2 },
  { graceMs: { create: 1_000, edit: 1_000, delete: 1_000 } },
];

export interface Outcome {
  runs: number;
  commands: number;
  broken: string | undefined;
  /** The shortest history found that breaks it. */
  history: readonly HistoryCommand[];
  told: string;
  /** With its seed, what repeats it. */
  path: string;
  /** In how many histories something was seen. */
  reached: ReadonlyMap<Reached, number>;
  /** How many lists were found equal to the server in the end. */
  compared: number;
}

/** The first promise that a history breaks. */
export async function brokenBy(
  history: readonly HistoryCommand[],
  options: WorldOptions = {},
  ended: (world: Pick<HistoryWorld, 'reached' | 'compared'>) => void = () => undefined,
): Promise<string | undefined> {
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
    ended(world);
    world.close();
  }
}

export interface HistoryOptions extends WorldOptions {
  runs: number;
  seed: number;
  shrink?: boolean;
  /** Repeats what was found: with the same seed, the history of that path and the order in which everything went. */
  path?: string;
  /** Every other command is one of these, by name. */
  favour?: readonly string[];
}

/** Runs histories until one breaks a promise. */
export async function runHistories({ runs, seed, path, shrink = true, favour, ...world }: HistoryOptions): Promise<Outcome> {
  let commands = 0;
  let compared = 0;
  const any = fc.nat(KINDS - 1);
  const kind = favour ? fc.oneof(any, fc.constantFrom(...kindsNamed(favour))) : any;
  const command = fc.tuple(kind, fc.nat((world.profiles?.length ?? 3) - 1), fc.nat(7));
  const histories = fc.array(command, { minLength: FEWEST, maxLength: MOST, size: 'max' });
  // Not a scheduler as a value: the second copy of one goes on where the first stopped, and what was shrunk could not be repeated.
  const order = fc.noShrink(fc.integer());
  const reached = new Map<Reached, number>();
  const ended = (world: Pick<HistoryWorld, 'reached' | 'compared'>): void => {
    compared += world.compared;
    for (const one of world.reached) reached.set(one, (reached.get(one) ?? 0) + 1);
  };
  const property = fc.asyncProperty(histories, fc.constantFrom(...WORLDS), order, async (history, kindOfWorld, seedOfOrder) => {
    commands += history.length;
    const broken = await brokenBy(history, { ...kindOfWorld, ...world, scheduler: schedulerOf(seedOfOrder) }, ended);
    if (broken !== undefined) throw new Error(broken);
  });
  const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: !shrink, ...(path !== undefined && { path }) });
  const history = result.counterexample?.[0] ?? [];
  const { errorInstance } = result;
  // Whatever was thrown: an error of storage is no Error of this realm.
  const broken = errorInstance instanceof Error ? errorInstance.message : result.failed ? String(errorInstance) : undefined;
  const told = `${JSON.stringify(result.counterexample?.[1] ?? {})} ${history.map(nameOf).join(' ')}`;
  return { runs: result.numRuns, commands, broken, history, told, path: result.counterexamplePath ?? '', reached, compared };
}
