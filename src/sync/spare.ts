// A second copy of the outbox, away from IndexedDB. Chromium drops every database of a site in which it finds one damaged byte, and
// a kill in the middle of a write leaves such a byte; the Cache API keeps a file for each entry, so that no more than that is damaged.

import type { Clock } from './clock.js';
import { cachesHere, Copies, valuesOf, type Changes } from './copies.js';
import { diskOutbox, namesOf } from './disk-store.js';
import { joinDrafts } from './joined-drafts.js';
import type { Entry } from './overlay.js';
import { isDraft, isEntry } from './stored-shapes.js';
import type { OutboxVerbs, Store } from './store.js';

/** In the outbox once it has been compared with its copy. Where it is missing, the outbox was made anew. */
const NOTE = 'spare';
/** After opening, when what is to be seen first has been shown. */
const COMPARE_AFTER = 1_500;
/** More than tabs that change what is being copied could ask for. */
const PASSES = 3;

/**
 * The outbox on disk with a copy beside it: made again from that where the browser has dropped the database, in a while where the copy
 * does not answer at once. Rejects where the disk cannot be read. `deleted`: it was, while it was open here.
 */
export async function sparedOutbox(prefix: string, clock: Clock, deleted: () => void): Promise<Store<OutboxVerbs>> {
  const storage = cachesHere();
  const spare = storage && new Copies(storage, namesOf(prefix).outbox, clock);
  const disk = diskOutbox(prefix, clock, (asked) => {
    // Who deleted it may have died since. What is gone unasked the browser has dropped, and the copy is all there is.
    if (asked) spare?.delete();
    deleted();
  });
  let restored: boolean;
  try {
    // Also where there is no copy: that tells whether the disk can be read.
    restored = await disk.read(isRestored);
    if (!spare) return disk;
    restored ||= await restore(disk, spare);
  } catch (error) {
    disk.close();
    throw error;
  }
  let cancel = (): void => undefined;
  let closed = false;
  const lookAfter = (ms: number): void => {
    cancel = clock.after(
      ms,
      () =>
        void look()
          .catch(() => false)
          .then((done) => done || closed || lookAfter(2 * ms)),
    );
  };
  const look = async (): Promise<boolean> => {
    restored ||= await restore(disk, spare);
    if (restored) await compare(disk, spare);
    return restored;
  };
  lookAfter(COMPARE_AFTER);
  return {
    ...disk,
    write: async (work, options) => {
      const changes: Changes = new Map();
      const value = await disk.write((verbs) => {
        // It may be repeated.
        changes.clear();
        return work(recorded(verbs, changes));
      }, options);
      // They would take the place of words that are yet to be brought back; the comparison copies them.
      if (!restored) for (const key of changes.keys()) if (key.startsWith(DRAFT)) changes.delete(key);
      await spare.write(changes);
      return value;
    },
    close: () => {
      closed = true;
      cancel();
      spare.close();
      disk.close();
    },
  };
}

/** Whether nothing that the browser has dropped is to be brought back into this outbox. */
export async function isRestored(verbs: OutboxVerbs): Promise<boolean> {
  return !cachesHere() || (await verbs.note(NOTE)) !== undefined;
}

/**
 * Puts back what the browser has dropped, the oldest first; once, whichever tab is first. False where the copy does not answer. What is
 * brought back late is found as what other tabs wrote is.
 */
async function restore(disk: Store<OutboxVerbs>, spare: Copies): Promise<boolean> {
  const copies = await spare.read();
  if (!copies) return false;
  const values = valuesOf(copies);
  const entries = values.filter((copy): copy is Entry => isEntry(Object(copy) as Entry)).sort((a, b) => a.n - b.n);
  const changes: Changes = new Map();
  await disk.write(async (bare) => {
    changes.clear();
    const verbs = recorded(bare, changes);
    if (await isRestored(verbs)) return;
    // A try is copied before it is made: what has none was never sent.
    for (const { n: _, ...entry } of entries) if (!(await verbs.find(entry.mutationId))) await verbs.add(entry);
    await joinDrafts(bare, values.filter(isDraft), 'before');
    await verbs.putNote(NOTE, true);
  });
  // Numbers of two outboxes say nothing of what came first.
  await spare.write(changes);
  return true;
}

/** Makes the copy equal to the outbox: a tab may have died between the two, and a page may empty its caches. */
async function compare(disk: Store<OutboxVerbs>, spare: Copies): Promise<void> {
  for (let pass = 1; pass <= PASSES; pass += 1) {
    // The copy first: what is copied is written down already, so what is not found below has been taken away.
    const copies = await spare.read();
    if (!copies) return;
    const changes: Changes = new Map();
    const known = await disk.read(async (verbs) => {
      changes.clear();
      for (const entry of await verbs.all()) changes.set(entryKey(entry), entry);
      for (const draft of (await verbs.drafts()).filter(isDraft)) changes.set(draftKey(draft.topic, draft.row), draft);
      return isRestored(verbs);
    });
    // Where nobody looked whether something is to be brought back, nothing is taken away.
    if (!known) return;
    for (const [key, copy] of copies) {
      if (!changes.has(key)) changes.set(key, undefined);
      else if (JSON.stringify(changes.get(key)) === copy) changes.delete(key);
    }
    if (changes.size === 0) return;
    // What a tab changes meanwhile it may have copied before this: the next look tells.
    await spare.write(changes);
  }
}

/** The same verbs, noting what they change. */
function recorded(verbs: OutboxVerbs, changes: Changes): OutboxVerbs {
  return {
    ...verbs,
    add: async (entry) => {
      const n = await verbs.add(entry);
      changes.set(entryKey(entry), { ...entry, n });
      return n;
    },
    put: (entry) => {
      changes.set(entryKey(entry), entry);
      return verbs.put(entry);
    },
    remove: (entry) => {
      changes.set(entryKey(entry), undefined);
      return verbs.remove(entry);
    },
    putDraft: (draft) => {
      changes.set(draftKey(draft.topic, draft.row), draft);
      return verbs.putDraft(draft);
    },
    removeDraft: (topic, row) => {
      changes.set(draftKey(topic, row), undefined);
      return verbs.removeDraft(topic, row);
    },
  };
}

// As JSON, which escapes what an address cannot hold. Not by number: an outbox made anew counts from the beginning.
const DRAFT = '["draft",';
const entryKey = ({ mutationId }: Pick<Entry, 'mutationId'>): string => JSON.stringify(['entry', mutationId]);
const draftKey = (topic: string, row: string): string => JSON.stringify(['draft', topic, row]);
