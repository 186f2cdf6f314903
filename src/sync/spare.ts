// A second copy of the outbox, away from IndexedDB. Chromium drops every database of a site in which it finds one damaged byte, and
// a kill in the middle of a write leaves such a byte; the Cache API keeps a file for each entry, so that no more than that is damaged.

import type { Clock } from './clock.js';
import { cachesHere, Copies, valueOf, type Changes } from './copies.js';
import { diskOutbox, namesOf } from './disk-store.js';
import { joinDrafts } from './joined-drafts.js';
import { Looks } from './looks.js';
import type { Entry } from './overlay.js';
import { isCopiedEntry, isDraft, isEntry } from './stored-shapes.js';
import type { OutboxVerbs, Store } from './store.js';

/** In the outbox once it has been compared with its copy. Where it is missing, the outbox was made anew. */
const NOTE = 'spare';
/** What it says: the keys of what could not be read, and is still to be brought back. */
type Owed = string[] | undefined;
/** From here on, in milliseconds, a write and its copy have taken long. */
const LATE = 1_000;
/** More than tabs that change what is being copied ask for; or there is another look. */
const PASSES = 3;
/** So often a copy is read that cannot be read whole, before that is taken for all there is: what is damaged is so for good. */
const READINGS = 4;

/**
 * The outbox on disk with a copy beside it: made again from that where the browser has dropped the database, in a while where the copy
 * does not answer at once. Rejects where the disk cannot be read. `deleted`: it was, while it was open here.
 */
export async function sparedOutbox(prefix: string, clock: Clock, deleted: () => void): Promise<Store<OutboxVerbs>> {
  const storage = cachesHere();
  const spare = storage && new Copies(storage, namesOf(prefix).outbox, clock, () => looks.ask());
  const disk = diskOutbox(prefix, clock, (asked) => {
    // Who deleted it may have died since. What is gone unasked the browser has dropped, and the copy is all there is.
    if (asked) spare?.delete();
    deleted();
  });
  let owed: Owed;
  let readings = 0;
  const isEnough = (): boolean => ++readings >= READINGS;
  const looks = new Looks(clock, async () => {
    if (!spare) return true;
    if (owed?.length !== 0) owed = (await restore(disk, spare, isEnough)) ?? owed;
    return !!owed && (await compare(disk, spare, isEnough));
  });
  try {
    // Also where there is no copy: that tells whether the disk can be read.
    owed = await disk.read(owedIn);
    if (!spare) return disk;
    owed ??= await restore(disk, spare, isEnough);
  } catch (error) {
    looks.close();
    disk.close();
    throw error;
  }
  looks.ask();
  return {
    ...disk,
    write: async (work, options) => {
      const changes: Changes = new Map();
      const began = clock.now();
      const value = await disk.write((verbs) => {
        // It may be repeated.
        changes.clear();
        return work(recorded(verbs, changes));
      }, options);
      // They would take the place of words that are yet to be brought back; the comparison copies them.
      if (!owed) for (const key of changes.keys()) if (key.startsWith(DRAFT)) changes.delete(key);
      await spare.write(changes);
      // Others may have settled since what is copied so late, as where the page slept; and what goes here they may be copying just now.
      if (Math.abs(clock.now() - began) >= LATE || [...changes.values()].includes(undefined)) looks.ask();
      return value;
    },
    close: () => {
      looks.close();
      spare.close();
      disk.close();
    },
  };
}

/** Whether nothing that the browser has dropped is to be brought back into this outbox, but for what cannot be read. */
export async function isRestored(verbs: OutboxVerbs): Promise<boolean> {
  return !cachesHere() || !!(await owedIn(verbs));
}

async function owedIn(verbs: OutboxVerbs): Promise<Owed> {
  const note = await verbs.note(NOTE);
  // Another build may say it in another way.
  return note === undefined || Array.isArray(note) ? note : [];
}

/**
 * Puts back what the browser has dropped, the oldest first; once, whichever tab is first. Undefined where the copy does not answer, or not
 * with everything while that is not `enough`. What is brought back late is found as what other tabs wrote is.
 */
async function restore(disk: Store<OutboxVerbs>, spare: Copies, isEnough: () => boolean): Promise<Owed> {
  const copies = await spare.read();
  if (!copies) return undefined;
  const unread = [...copies.keys()].filter((key) => copies.get(key) === undefined);
  if (unread[0] && !isEnough()) return undefined;
  const changes: Changes = new Map();
  const owed = await disk.write(async (bare) => {
    changes.clear();
    const verbs = recorded(bare, changes);
    const before = await owedIn(verbs);
    const isOwed = (key: string): boolean => before?.includes(key) ?? true;
    await putBack(
      verbs,
      [...copies].map(([key, copy]) => isOwed(key) && valueOf(copy)),
    );
    const left = unread.filter(isOwed);
    await verbs.putNote(NOTE, left);
    return left;
  });
  // Numbers of two outboxes say nothing of what came first.
  await spare.write(changes);
  return owed;
}

/** Before what was accepted since, but for what somebody has sent already: each as if nothing had been dropped. */
async function putBack(verbs: OutboxVerbs, values: readonly unknown[]): Promise<void> {
  const missing = async <T extends Pick<Entry, 'mutationId'>>(copied: readonly T[]): Promise<T[]> => {
    const found: T[] = [];
    for (const one of copied) if (!(await verbs.find(one.mutationId))) found.push(one);
    return found;
  };
  const entries = await missing(values.filter(isCopiedEntry));
  if (entries[0]) {
    // A try is copied before it is made: what has none was never sent.
    const since = (await verbs.all()).filter(({ tries }) => tries === 0);
    for (const entry of since) await verbs.remove(entry);
    for (const { n: _, ...entry } of [...entries.sort((a, b) => a.n - b.n), ...since]) await verbs.add(entry);
  }
  // Whoever accepted the words may have died before the copy of the draft went.
  await joinDrafts(verbs, await missing(values.filter(isDraft)), 'before');
}

/**
 * Makes the copy equal to the outbox: a tab may have died between the two, a page may empty its caches, and a disk may be full. False
 * where it is not known to be.
 */
async function compare(disk: Store<OutboxVerbs>, spare: Copies, isEnough: () => boolean): Promise<boolean> {
  for (let pass = 1; pass <= PASSES; pass += 1) {
    // The copy first: what is copied is written down already, so what is not found below has been taken away.
    const copies = await spare.read();
    if (!copies) return false;
    const changes: Changes = new Map();
    const known = await disk.read(async (verbs) => {
      changes.clear();
      for (const entry of await verbs.all()) changes.set(entryKey(entry), entry);
      for (const draft of (await verbs.drafts()).filter(isDraft)) changes.set(draftKey(draft.topic, draft.row), draft);
      return owedIn(verbs);
    });
    // Where nobody looked whether something is to be brought back, nothing is taken away.
    if (!known) return false;
    let isWhole = true;
    for (const [key, copy] of copies) {
      if (!changes.has(key)) {
        // Nor what is still to be, nor what another build may know.
        const value = Object(valueOf(copy)) as Entry;
        if (known.includes(key)) continue;
        isWhole &&= copy !== undefined;
        if (isEntry(value) || isDraft(value)) changes.set(key, undefined);
      } else if (JSON.stringify(changes.get(key)) === copy) changes.delete(key);
    }
    if (changes.size === 0) return isWhole || isEnough();
    // What a tab changes meanwhile it may have copied before this: the next look tells.
    await spare.write(changes);
    if (spare.refused) return true;
  }
  return false;
}

/** The same verbs, noting what they change. */
function recorded(verbs: OutboxVerbs, changes: Changes): OutboxVerbs {
  const noted = <T>(key: string, done: T, value?: unknown): T => {
    changes.set(key, value);
    return done;
  };
  return {
    ...verbs,
    add: async (entry) => {
      const n = await verbs.add(entry);
      return noted(entryKey(entry), n, { ...entry, n });
    },
    put: (entry) => noted(entryKey(entry), verbs.put(entry), entry),
    remove: (entry) => noted(entryKey(entry), verbs.remove(entry)),
    putDraft: (draft) => noted(draftKey(draft.topic, draft.row), verbs.putDraft(draft), draft),
    removeDraft: (topic, row) => noted(draftKey(topic, row), verbs.removeDraft(topic, row)),
  };
}

// As JSON, which escapes what an address cannot hold. Not by number: an outbox made anew counts from the beginning.
const DRAFT = '["draft",';
const entryKey = ({ mutationId }: Pick<Entry, 'mutationId'>): string => JSON.stringify(['entry', mutationId]);
const draftKey = (topic: string, row: string): string => JSON.stringify(['draft', topic, row]);
