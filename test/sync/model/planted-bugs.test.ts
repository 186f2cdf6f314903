// The model broken on purpose: every planted bug is caught, or the histories are not worth their number.

import { afterAll, describe, expect, it } from 'vitest';
import { runHistories } from './histories.js';
import { SOUND } from './model-world.js';
import { BUGS } from './planted-bugs.js';

/** Histories within which each bug must be found. */
const LIMIT = 60_000;
const SEEDS = import.meta.env.MODE === 'long' ? [1, 2, 3] : [1];

describe('a planted bug of the model', () => {
  const found: string[] = [];

  afterAll(() => {
    console.info(`model: ${found.length} of ${BUGS.length} planted bugs caught (seeds ${SEEDS.join(', ')})\n${found.join('\n')}`);
  });

  it('has a name of its own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  });

  it.each(BUGS)('is caught: $name', { timeout: 120_000 }, ({ name, parts, memory = false }) => {
    const outcomes = SEEDS.map((seed) => runHistories({ runs: LIMIT, seed, memory, parts: { ...SOUND, ...parts() } }));
    for (const { broken } of outcomes) expect(broken, name).toMatch(/^R\d: /);
    found.push(`  ${name}: after ${outcomes.map(({ runs }) => runs).join(', ')} histories, ${outcomes[0]?.broken ?? ''}`.slice(0, 160));
  });
});
