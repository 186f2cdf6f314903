// Deletes databases: of a user who leaves, every one, and what is kept beside them.

import { deleteDB } from 'idb';
import type { Clock } from './clock.js';
import { namesOf } from './disk-store.js';
import { deleteCopies } from './copies.js';

/** How long to wait for pages that hold a database: one that sleeps lets go when it wakes, and the deletion comes true then. */
const LIMIT = 2_000;
/** More than pages that are opened in the middle of it could ask for. */
const PASSES = 3;

/** Deletes a database; false when some page still holds it, undefined where the browser keeps none for this page. */
export async function deleteDatabase(name: string, clock: Clock): Promise<boolean | undefined> {
  let cancel = (): void => undefined;
  const limit = new Promise<boolean>((resolve) => (cancel = clock.after(LIMIT, () => resolve(false))));
  try {
    const deleted = deleteDB(name).then(() => true);
    return await Promise.race([deleted.catch(() => false), limit]);
  } catch {
    // Nothing was begun: that was refused.
    return undefined;
  } finally {
    cancel();
  }
}

/** What a pass may delete: not an outbox that somebody makes where none was found; undefined: nothing more. */
export type Deletable = 'all' | 'caches' | undefined;

/**
 * Deletes the databases of a user and the copy of the outbox: first the outbox, whose end tells every tab that the user has left, then every
 * cache. False when one of them is still there. `ready` is asked right before each pass, and has deleted the copy by then: it would outlive
 * the outbox where this tab dies in between.
 */
export async function deleteAll(
  prefix: string,
  clock: Clock,
  ready = async (): Promise<Deletable> => (await deleteCopies(namesOf(prefix).outbox, clock), 'all'),
): Promise<boolean> {
  for (let pass = 1; ; pass += 1) {
    const deletable = await ready();
    const deleted = deletable ? await deleteOnce(prefix, clock, deletable) : false;
    // A page that was opened meanwhile has made them anew; what it made is deleted, too, and tells it.
    if (!deleted || pass === PASSES || !(await isLeft(prefix))) return deleted ?? true;
  }
}

async function deleteOnce(prefix: string, clock: Clock, deletable: Deletable): Promise<boolean | undefined> {
  const { outbox, cache } = namesOf(prefix);
  const first = deletable === 'caches' || (await deleteDatabase(outbox, clock));
  // Asked for the names, Chromium would complain to the page besides.
  if (first === undefined) return undefined;
  // Once more: tabs may have written until then.
  const copy = deleteCopies(outbox, clock);
  // Deleting one that does not exist does no harm.
  const caches = (await namesLeft(prefix)).filter((name) => name !== outbox);
  const rest = await Promise.all([copy, ...[...new Set([cache, ...caches])].map((name) => deleteDatabase(name, clock))]);
  return [first, ...rest].every(Boolean);
}

/** Not every browser lists its databases: where it does not, one more pass is made to be sure. */
async function isLeft(prefix: string): Promise<boolean> {
  return typeof indexedDB.databases !== 'function' || (await namesLeft(prefix)).length > 0;
}

async function namesLeft(prefix: string): Promise<string[]> {
  const { outbox, caches } = namesOf(prefix);
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  return listed.flatMap(({ name }) => (name !== undefined && (name === outbox || name.startsWith(caches)) ? [name] : []));
}
