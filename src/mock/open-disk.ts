// A database of the mock server, opened or given up: one that never answers is not waited for by everybody for ever.

import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

const PATIENCE_MS = 3_000;

/**
 * Opens a database, and has `create` make its stores where it is new. `forget` is called when it is taken away later, as when somebody
 * deletes it: whoever needs it then opens it anew. Rejects where IndexedDB is refused, and where it does not answer in time.
 */
export async function openDisk<S extends DBSchema>(
  name: string,
  { create, forget }: { create(this: void, created: IDBPDatabase<S>): void; forget(this: void): void },
): Promise<IDBPDatabase<S>> {
  const opening = openDB<S>(name, 1, {
    upgrade: (created) => create(created),
    blocking(_now, _next, { target }) {
      forget();
      (target as IDBDatabase).close();
    },
    terminated: forget,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer from the disk'));
      // One that comes after all is nobody's, and would be in the way of whoever deletes it.
      opening.then((late) => late.close()).catch(() => undefined);
    }, PATIENCE_MS);
  });
  return Promise.race([opening, silence]).finally(() => clearTimeout(timer));
}
