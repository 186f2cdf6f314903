// Leaves nothing of a user on the device.

import { deleteDB } from 'idb';
import type { Clock } from './clock.js';
import { namesOf } from './disk-store.js';
import type { Drafts } from './drafts.js';
import type { Outbox, Tally } from './outbox.js';
import { deleteSpare } from './spare.js';

/** What had not reached the server when the user wanted to leave. */
export interface Departure {
  /** False: nothing was done, because something is unsent. Ask the user, then leave with `force`. */
  left: boolean;
  /** Accepted wishes that wait to be sent. */
  waiting: number;
  /** Wishes the server refused. */
  failed: number;
  /** Words that were written and not sent: one for each room, and each message being changed. */
  drafts: number;
  /** True: no database of the user is left. False after `left`: a page that does not answer holds one; it goes when that page wakes or ends. */
  deleted: boolean;
}

/** How long to wait for pages that hold a database: one that sleeps lets go when it wakes, and the deletion comes true then. */
const LIMIT = 2_000;

/** Deletes a database; false when some page still holds it. */
export async function deleteDatabase(name: string, clock: Clock): Promise<boolean> {
  let cancel = (): void => undefined;
  const limit = new Promise<boolean>((resolve) => (cancel = clock.after(LIMIT, () => resolve(false))));
  try {
    const deleted = deleteDB(name).then(() => true);
    return await Promise.race([deleted.catch(() => false), limit]);
  } finally {
    cancel();
  }
}

/**
 * Deletes the databases of a user: first the outbox, whose end tells every tab that the user has left, then every cache.
 * False when one of them is still there.
 */
export async function deleteAll(prefix: string, clock: Clock): Promise<boolean> {
  if (typeof indexedDB !== 'object') return true;
  const { outbox, cache, caches } = namesOf(prefix);
  const first = await deleteDatabase(outbox, clock);
  await deleteSpare(outbox);
  // Not every browser lists its databases; deleting one that does not exist does no harm.
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const others = listed.flatMap(({ name }) => (name?.startsWith(caches) ? [name] : []));
  const rest = await Promise.all([...new Set([cache, ...others])].map((name) => deleteDatabase(name, clock)));
  return [first, ...rest].every(Boolean);
}

/** What would be lost; as last counted where storage does not answer. */
export async function countUnsent(outbox: Outbox, drafts: Drafts, last: Tally): Promise<Pick<Departure, 'waiting' | 'failed' | 'drafts'>> {
  const [{ waiting, failed }, kept] = await Promise.all([outbox.tally().catch(() => last), drafts.all().catch(() => [])]);
  // What has no id is no words of anybody's, but a note beside them.
  return { waiting, failed, drafts: kept.filter(({ id }) => id !== '').length };
}
