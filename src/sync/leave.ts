// Deletes databases: of a user who leaves, every one.

import { deleteDB } from 'idb';
import type { Clock } from './clock.js';
import { namesOf } from './disk-store.js';
import { deleteSpare } from './spare.js';

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
