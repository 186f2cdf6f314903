// How the journal lies on the disk: each entry is a record of its own until there are a thousand, which then become one text. It is the
// count of records that a start waits for. No entry is dropped: every repeat and every catch-up is answered as before.

import type { DBSchema, IDBPObjectStore, StoreNames } from 'idb';
import { fold, unfold } from './folding.js';
import type { Entry, Folded } from './folding.js';

/** The database of a server. */
export interface JournalSchema extends DBSchema {
  journal: { key: number; value: Entry | Folded };
  meta: { key: 'epoch'; value: string };
}

type Store = IDBPObjectStore<JournalSchema, StoreNames<JournalSchema>[], 'journal', 'readwrite'>;

/** How many entries become one record. */
export const FOLD = 1_000;

/** The entries of a record, in their order. */
export function entriesOf(record: Entry | Folded): readonly Entry[] {
  return 'folded' in record ? unfold(record) : [record];
}

/** Adds the next entry, and folds those that are a thousand with it. */
export async function addEntry(journal: Store, entry: Entry): Promise<void> {
  await journal.add(entry);
  if (entry.n % FOLD === 0) await foldAll(journal, await journal.getAll(IDBKeyRange.bound(entry.n - FOLD, entry.n, true)));
}

/** Folds whatever of these records is a thousand and lies there one by one. */
export async function foldAll(journal: Store, records: readonly (Entry | Folded)[]): Promise<void> {
  const thousands = new Map<number, Entry[]>();
  for (const record of records) {
    if ('folded' in record) continue;
    const last = Math.ceil(record.n / FOLD) * FOLD;
    const entries = thousands.get(last);
    if (entries) entries.push(record);
    else thousands.set(last, [record]);
  }
  for (const [last, entries] of thousands) {
    if (entries.length < FOLD) continue;
    await journal.delete(IDBKeyRange.bound(last - FOLD, last, true));
    await journal.put(fold(entries));
  }
}

/** Drops the entries after the first `kept`, of those that lie folded, too. */
export async function cutAfter(journal: Store, kept: number): Promise<void> {
  const after = IDBKeyRange.lowerBound(kept, true);
  const [next] = await journal.getAll(after, 1);
  await journal.delete(after);
  for (const entry of next ? entriesOf(next) : []) if (entry.n <= kept) await journal.add(entry);
}
