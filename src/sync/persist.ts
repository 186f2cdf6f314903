// Asks the browser, once per profile, not to clear this site's storage by itself. Some browsers ask the user then.

import type { OutboxVerbs, Store } from './store.js';

const ASKED = 'persist';

/** Asks when it is first called, which is when there is something worth keeping, and says whether the browser promised. */
export function persistOnce(outbox: Store<OutboxVerbs>, learned: (promised: boolean) => void, error: (cause: unknown) => void): () => void {
  let asked = false;
  return () => {
    if (!asked) ask(outbox).then((promised) => promised !== undefined && learned(promised), error);
    asked = true;
  };
}

/** Whether the browser promised, now or in an earlier session; undefined where it cannot be asked. */
async function ask(outbox: Store<OutboxVerbs>): Promise<boolean | undefined> {
  const storage = globalThis.navigator?.storage as Partial<StorageManager> | undefined;
  if (!storage?.persist) return undefined;
  const asked = await outbox.read((verbs) => verbs.note(ASKED));
  if (asked !== undefined) return storage.persisted?.();
  const promised = await storage.persist();
  await outbox.write((verbs) => verbs.putNote(ASKED, promised), { last: true });
  return promised;
}
