// The end of a user: counts what is unsent on this device, and leaves only when the user was told of it.

import type { Clock } from './clock.js';
import { StorageTimeout } from './database.js';
import { diskOutbox, LEAVING, namesOf } from './disk-store.js';
import { deleteAll, type Deletable } from './leave.js';
import type { Entry } from './overlay.js';
import { deleteCopies, readCopies } from './copies.js';
import { isRestored } from './spare.js';
import { isRefusal } from './storage.js';
import type { OutboxVerbs, Store } from './store.js';
import { isCopiedEntry, isDraft } from './stored-shapes.js';
import { Tabs } from './tabs.js';

/** What had not reached the server when the user wanted to leave. */
export interface Departure {
  /**
   * False: nothing of that was deleted, because something is unsent, or nobody can tell. Ask the user, then leave with `force`. Where a page that
   * was opened in the middle of it has accepted something, the tabs that were there before are `signed-out` all the same; that page sends it.
   */
  left: boolean;
  /** Accepted wishes that wait to be sent. */
  waiting: number;
  /** Wishes the server refused. */
  failed: number;
  /** Words that were written and not sent: one for each room, and each message being changed. */
  drafts: number;
  /** True: what is kept on this device could not be read, so that more may be unsent than was counted. */
  unknown: boolean;
  /**
   * True: no database of the user is left, nor the copy of the outbox. False after `left`: a page that does not answer holds a database, which
   * goes when that page wakes or ends, or the browser did not delete.
   */
  deleted: boolean;
}

type Unsent = Pick<Departure, 'waiting' | 'failed' | 'drafts'>;
type Counted = Unsent & Pick<Departure, 'unknown'>;

/** The tab in which a user leaves. */
export interface Leaver {
  prefix: string;
  clock: Clock;
  /** Its outbox, and where that is: `closed` when this tab has ended already. */
  outbox: Store<OutboxVerbs>;
  kept: 'disk' | 'memory' | 'closed';
  /** What was counted last, to be told where nothing can be read. */
  last: Pick<Departure, 'waiting' | 'failed'>;
  /** Writes down what is being written; false where that failed. */
  flushed(): Promise<boolean>;
  /** Ends this tab. */
  end(): void;
}

/** For so long, in milliseconds, nobody accepts anything after a count that found nothing; see `LEAVING`. After half of it the count says nothing any more. */
const COUNTED = 30_000;
const NOTHING: Unsent = { waiting: 0, failed: 0, drafts: 0 };

/** Ends the tab and deletes the databases of the user; without `force` only if nothing is unsent. */
export async function leave(leaver: Leaver, force: boolean): Promise<Departure> {
  const tabs = new Tabs(leaver.prefix, {});
  try {
    await leaver.flushed();
    // What somebody types in another tab may be in memory only.
    if (!force) await tabs.flush(leaver.clock);
    const departure = await leaveOnceCounted(leaver, force);
    // Deleting told the tabs that held a database; this tells those that had let go.
    if (departure.left) tabs.logout();
    return departure;
  } finally {
    tabs.close();
  }
}

async function leaveOnceCounted(leaver: Leaver, force: boolean): Promise<Departure> {
  const { prefix, clock } = leaver;
  let here = leaver;
  let counted: Counted | undefined;
  let left = true;
  const look = async (): Promise<Deletable> => {
    for (;;) {
      const began = clock.now();
      let missing = false;
      // Anew before each pass: a page that was opened meanwhile has an outbox without the mark. By force that goes as well.
      if (!force || !counted) counted = await count(here, force, () => (missing = true));
      left = force || !Object.values(counted).some(Boolean);
      if (!left) return undefined;
      // Not sooner, for it is counted where the outbox is missing.
      await deleteCopies(namesOf(prefix).outbox, clock);
      // The page slept meanwhile: others may have accepted something again.
      if (!force && Math.abs(clock.now() - began) > COUNTED) continue;
      leaver.end();
      here = { ...leaver, kept: 'closed' };
      return missing && !force ? 'caches' : 'all';
    }
  };
  const deleted = await deleteAll(prefix, clock, look);
  return { ...counted!, left, deleted };
}

/** Counts what lies on the disk, wherever this tab keeps its own: that is what will be deleted. `missing` is told where no outbox is. */
async function count(leaver: Leaver, force: boolean, missing: () => void): Promise<Counted> {
  const { outbox, kept, last, clock } = leaver;
  const unsaved = !(await leaver.flushed());
  const work = async (verbs: OutboxVerbs): Promise<Counted> => {
    const known = await countOn(verbs);
    const leaves = force || (!unsaved && !Object.values(known).some(Boolean));
    if (leaves) await verbs.putNote(LEAVING, clock.now());
    return known;
  };
  const here = kept === 'memory' ? await outbox.read(countIn) : NOTHING;
  const there = await countOnDisk(leaver, work, missing).catch(() => undefined);
  if (!there) return { ...here, ...(kept === 'disk' && { waiting: last.waiting, failed: last.failed }), unknown: true };
  const sum = (what: keyof Unsent): number => here[what] + there[what];
  return { waiting: sum('waiting'), failed: sum('failed'), drafts: sum('drafts'), unknown: unsaved || there.unknown };
}

/** Rejects where the outbox cannot be read. It is not made where it is not there. */
async function countOnDisk(
  { outbox, kept, prefix, clock }: Leaver,
  work: (verbs: OutboxVerbs) => Promise<Counted>,
  isMissing: () => void,
): Promise<Counted> {
  try {
    if (kept === 'disk') return await counted(outbox, work);
  } catch (error) {
    if (error instanceof StorageTimeout) throw error;
    // Another tab may have deleted it.
  }
  let missing = false;
  const known = diskOutbox(prefix, clock, () => (missing = true), { known: true });
  try {
    return await counted(known, work);
  } catch (error) {
    if (missing) isMissing();
    // The browser may have dropped it, and a copy may be left.
    const copies = missing ? await readCopies(namesOf(prefix).outbox, clock) : undefined;
    const words = copies?.filter(isCopiedEntry);
    if (words) return { ...told(words, copies!), unknown: false };
    if (kept !== 'disk' && isRefusal(error)) return { ...NOTHING, unknown: false };
    throw error;
  } finally {
    known.close();
  }
}

/** A disk that takes no mark, as a full one, may be read all the same. */
async function counted(outbox: Store<OutboxVerbs>, work: (verbs: OutboxVerbs) => Promise<Counted>): Promise<Counted> {
  try {
    return await outbox.write(work);
  } catch (error) {
    if (error instanceof StorageTimeout) throw error;
    return outbox.read(countOn);
  }
}

/** What the browser has dropped may not have been brought back yet. */
async function countOn(verbs: OutboxVerbs): Promise<Counted> {
  return { ...(await countIn(verbs)), unknown: !(await isRestored(verbs)) };
}

async function countIn(verbs: OutboxVerbs): Promise<Unsent> {
  return told(await verbs.all(), await verbs.drafts());
}

function told(entries: readonly unknown[], drafts: readonly unknown[]): Unsent {
  const failed = entries.filter((entry) => (entry as Partial<Entry> | undefined)?.state === 'failed').length;
  // What has no id is no words of anybody's, but a note beside them.
  const words = drafts.filter(isDraft).filter(({ id }) => id !== '').length;
  return { waiting: entries.length - failed, failed, drafts: words };
}
