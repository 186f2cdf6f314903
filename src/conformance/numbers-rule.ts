// The rule of numbers that are none. A server that takes one for another answers what nobody asked, and one that fails at it may end the
// connection that others wait on.

import { SourceError } from '../sync/protocol.js';
import type { PageQuery } from '../sync/protocol.js';
import { Breach, requireSame } from './breach.js';
import { freshId, refused } from './trial.js';
import type { Member, Rule } from './trial.js';

const NO_LIMITS = [0, -1, 1.5];
const NO_PLACES = [-1, 1.5];
/** -1 says that nothing is known yet. */
const NO_CURSORS = [-2, 1.5];
const NO_INSTANT = 'some day';
/** An answer has fewer rows, and that is no fault of whoever asks for so many. */
const TOO_MANY = 501;

export const NUMBERS: Rule = {
  name: 'numbers',
  promise: 'a limit below 1, and a place that is no number or no instant, are invalid, and a limit above 500 is not',
  async check(trial) {
    const ana = await trial.join('first');
    const id = freshId('n');
    const { seq } = await ana.create(id);
    const after = seq - 1;
    for (const limit of NO_LIMITS) {
      await refuseSync(ana, { after, limit });
      for (const place of placesAt(seq)) await refusePage(ana, { ...place, limit });
    }
    for (const cursor of NO_CURSORS) await refuseSync(ana, { after: cursor, limit: 1 });
    for (const number of NO_PLACES) for (const place of placesAt(number)) await refusePage(ana, { ...place, limit: 1 });
    await refusePage(ana, { around: { at: NO_INSTANT }, limit: 1 });
    const changes = await granted(() => ana.channel.sync({ after, limit: TOO_MANY }));
    const page = await granted(() => ana.channel.page({ after, limit: TOO_MANY }));
    requireSame([changes.rows[0]?.id, page.rows[0]?.id], [id, id], `the first rows with a limit of ${TOO_MANY}`);
  },
};

type Place = { before: number } | { after: number } | { around: { seq: number } };

function placesAt(seq: number): Place[] {
  return [{ before: seq }, { after: seq }, { around: { seq } }];
}

async function refuseSync({ channel }: Member, query: { after: number; limit: number }): Promise<void> {
  await refused(`a catch-up with ${JSON.stringify(query)}`, 'invalid', () => channel.sync(query));
}

async function refusePage({ channel }: Member, query: PageQuery): Promise<void> {
  await refused(`a page with ${JSON.stringify(query)}`, 'invalid', () => channel.page(query));
}

async function granted<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof SourceError ? new Breach(`a limit of ${TOO_MANY} was refused as ${error.reason}`) : error;
  }
}
