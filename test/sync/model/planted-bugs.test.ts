// The model broken on purpose: every planted bug is caught, or the histories are not worth their number.

import { afterAll, describe, expect, it } from 'vitest';
import { runHistories } from './histories.js';
import { SOUND } from './model-world.js';
import { BUGS } from './planted-bugs.js';

const SEEDS = import.meta.env.MODE === 'long' ? [3, 5, 13, 21, 22, 31, 35] : [3, 5, 13];

/** Histories within which a bug must be found: the worst of seven seeds when the protocol was tried out, before there was code. */
const GATES: Readonly<Record<string, number>> = {
  'repeats are not known again': 1,
  'repeats are known again for a while only': 3,
  'removed before the answer': 1,
  'dropped when refused': 3,
  'accepted when the request succeeded, though the transaction aborts': 2,
  'accepted before it is kept': 1,
  'a fault of the server taken for a grant': 70,
  'a reset clears the outbox': 2,
  'tombstones are neither kept nor told in a catch-up': 27,
  'an edit makes a deleted row anew': 21,
  'numbers are given before commits, so that 11 is seen before 10': 6,
  'nobody looks whether it is behind': 9,
  'the join answers with rows, though broadcasts begin later': 2_374,
  'one tab sends for all as long as it lives': 22,
  'ids made of time and a counter': 307,
  'two wishes in flight': 166,
  'the cursor is the newest number seen': 7,
  'the cursor is kept before the rows': 29,
  'a live edit is a patch of a row that may not be there': 773,
  'a row is written without a look at versions': 60,
  'a page is taken wherever it begins': 41,
  'answers from before a reset are taken': 3_027,
  'a catch-up is taken wherever it begins': 27_316,
};
/** For bugs that were not tried out then. */
const ANY_GATE = 60_000;

describe('a planted bug of the model', () => {
  const found: string[] = [];

  afterAll(() => {
    console.info(`model: ${found.length} of ${BUGS.length} planted bugs caught (seeds ${SEEDS.join(', ')})\n${found.join('\n')}`);
  });

  it('has a name of its own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(BUGS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(GATES)));
  });

  it.each(BUGS)('is caught: $name', { timeout: 240_000 }, ({ name, parts, memory = false }) => {
    const within = GATES[name] ?? ANY_GATE;
    const outcomes = SEEDS.map((seed) => runHistories({ runs: within, seed, memory, parts: { ...SOUND, ...parts() } }));
    for (const { broken } of outcomes) expect(broken, `${name}, within ${within} histories`).toMatch(/^R\d: /);
    const after = outcomes.map(({ runs }) => runs).join(', ');
    found.push(`  ${name}: after ${after} histories of ${within}, ${outcomes[0]?.broken ?? ''}`.slice(0, 190));
  });
});
