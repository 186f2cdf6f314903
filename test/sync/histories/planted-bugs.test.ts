// The real code broken on purpose: every planted bug is caught, or the histories are not worth their number.

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { kindsNamed, type HistoryCommand } from './history-commands.js';
import { CODE_BUGS } from './planted-bugs.js';
import { brokenBy, runHistories } from './run-histories.js';

const { planted, plantable } = vi.hoisted(() => {
  const bugs = new Map<string, (real: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown>();
  /** The module with every function open to replacement. */
  const open = async (original: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const wrap = (name: string, real: (...args: unknown[]) => unknown) => {
      return (...args: unknown[]): unknown => (bugs.get(name)?.(real) ?? real)(...args);
    };
    const entries = Object.entries(await original());
    return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'function' ? wrap(name, value as never) : value]));
  };
  return { planted: bugs, plantable: open };
});

vi.mock('../../../src/sync/rules.js', plantable);
vi.mock('../../../src/sync/departure.js', plantable);
vi.mock('../../../src/sync/amend.js', plantable);
vi.mock('../../../src/sync/queue.js', plantable);
vi.mock('../../../src/sync/new-id.js', plantable);
vi.mock('../../../src/sync/link-state.js', plantable);
vi.mock('../../../src/sync/diff.js', plantable);
vi.mock('../../../src/sync/gap.js', plantable);
vi.mock('../../../src/sync/stretches.js', plantable);
vi.mock('../../../src/sync/cache-trim.js', plantable);

const LONG = import.meta.env.MODE === 'long';
const LIMIT = LONG ? 5_000 : 300;
const BUGS = CODE_BUGS.filter(({ quick = false }) => LONG || quick);

describe('a bug planted in the real code', () => {
  const found: string[] = [];
  let caught = 0;

  afterEach(() => {
    vi.restoreAllMocks();
    planted.clear();
  });

  afterAll(() => {
    console.info(`histories: ${caught} of ${BUGS.length} planted bugs caught (seed 1)\n${found.join('\n')}`);
  });

  it.each(BUGS)('is caught: $name', { timeout: LIMIT * 400 }, async ({ name, plant, options = {}, favour, history }) => {
    const commands = history?.map(([what, ...where]): HistoryCommand => [kindsNamed([what])[0] ?? 0, ...where]);
    if (commands) expect(await brokenBy(commands, options), 'without the bug').toBeUndefined();
    plant((rule, make) => void planted.set(rule, make));
    const { runs, broken } = commands
      ? { runs: 1, broken: await brokenBy(commands, options) }
      : await runHistories({ ...options, runs: LIMIT, seed: 1, shrink: false, ...(favour && { favour }) });
    caught += Number(broken !== undefined);
    found.push(`  ${name}: after ${runs} histories, ${broken ?? 'not caught'}`.slice(0, 160));
    expect(broken).toBeDefined();
  });
});
