// The command line of the bench.

import { parseArgs } from 'node:util';

export interface Options {
  /** Rounds of a scene of full share. */
  rounds: number;
  /** Scenes and steps whose name contains this; all when empty. */
  only: string;
  /** Contestants by name; all when empty. The yardstick always takes part. */
  contestants: string[];
  memory: boolean;
  /** Scenes with more rows are left out. */
  longest: number;
  /** Whether everything is measured, so that the results may be kept. */
  whole: boolean;
  /** Profile the steps that `only` names, in place of measuring them. */
  profile: boolean;
}

const HELP = `npm run bench -- [options]
  --quick               2 rounds in place of 5, no lists of 100,000 rows, no memory
  --rounds <n>          how often each contestant measures each scene
  --only <text>         scenes and steps whose name contains the text; "memory" for memory alone
  --contestants <a,b>   these and the yardstick
  --profile             CPU profile of live-stream in what --only names: functions by their own time`;

export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      contestants: { type: 'string', default: '' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return undefined;
  }
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number of at least 1, got ${values.rounds}`);
  return {
    rounds,
    only: values.only,
    contestants: values.contestants.split(',').filter(Boolean),
    memory: !values.quick && 'memory'.includes(values.only),
    longest: values.quick ? 10_000 : Infinity,
    whole: !values.quick && !values.only && !values.contestants,
    profile: values.profile,
  };
}
