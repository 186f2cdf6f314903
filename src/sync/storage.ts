// Opens cache and outbox where they can be kept, and goes on in memory where they cannot.

import type { Clock } from './clock.js';
import { StorageTimeout } from './database.js';
import { CACHE_SCHEMA, diskCache, namesOf } from './disk-store.js';
import { deleteDatabase } from './leave.js';
import { memoryCache, memoryOutbox } from './memory-store.js';
import { isDiskFull } from './outbox.js';
import { ownCache } from './own-cache.js';
import { returningOutbox } from './returning-outbox.js';
import { sparedOutbox } from './spare.js';
import type { CacheVerbs, OutboxVerbs, Store } from './store.js';

const WEEK = 7 * 24 * 3_600_000;
/** A browser that keeps nothing for this page says so by one of these; any other error means that something is kept and cannot be read. */
const REFUSED: ReadonlySet<string> = new Set(['SecurityError', 'InvalidStateError', 'NotSupportedError', 'NotAllowedError']);
/** What was asked was wrong, whoever keeps it. */
const OWN_FAULT: ReadonlySet<string> = new Set(['DataError', 'DataCloneError', 'ConstraintError', 'NotFoundError', 'ReadOnlyError']);

/** Where things are kept. */
export interface Stores {
  cache: Store<CacheVerbs>;
  outbox: Store<OutboxVerbs>;
  storage: 'disk' | 'memory';
  /** There is an outbox on disk that cannot be read. It is left as it is. */
  unreadable: boolean;
  /** Where it is unreadable: whether it can be read by now, and is what `outbox` uses from then on. */
  back?(): Promise<boolean>;
}

export interface StorageOptions {
  prefix: string;
  storage: 'disk' | 'memory';
  clock: Clock;
  /** What is cached is numbered by this tab itself, and of no use to another. */
  ownNumbers?: boolean;
  /** The outbox was deleted while it was open here. */
  deleted(): void;
  /** Makes room in a cache on disk that is full. */
  makeRoom(cache: Store<CacheVerbs>): Promise<void>;
  /** The cache goes on in memory, without what it held. */
  cacheLost(error: unknown): void;
}

/** Opens both stores on disk, or in memory where the browser refuses. The outbox on disk is never deleted, even unreadable. */
export async function openStores(options: StorageOptions): Promise<Stores> {
  const { prefix, storage, clock, deleted, makeRoom } = options;
  const inMemory = { cache: memoryCache(), outbox: memoryOutbox(), storage: 'memory', unreadable: false } as const;
  if (storage === 'memory') return inMemory;
  const openOutbox = (): Promise<Store<OutboxVerbs>> => sparedOutbox(prefix, clock, deleted);
  let outbox: Store<OutboxVerbs>;
  try {
    outbox = await openOutbox();
  } catch (error) {
    if (isRefusal(error)) return inMemory;
    // The cache on disk is not used here, but takes room.
    const roomMade = oneRun(async () => {
      const cache = await openCache(prefix, clock);
      if (cache) await makeRoom(cache).finally(() => cache.close());
    });
    const openAgain = async (): Promise<Store<OutboxVerbs>> => insistentOutbox(await openOutbox(), roomMade);
    return { ...inMemory, ...returningOutbox(inMemory.outbox, openAgain), unreadable: true };
  }
  const disk = await openCache(prefix, clock);
  const roomMade = oneRun(async () => disk && makeRoom(disk));
  const used = disk && options.ownNumbers ? ownCache(disk, `${prefix}:cache`, clock) : disk;
  const cache = used ? lastingCache(used, roomMade, options.cacheLost) : memoryCache();
  return { cache, outbox: insistentOutbox(outbox, roomMade), storage: 'disk', unreadable: false };
}

/** A cache can be had again from the server: a broken one is deleted, and where none can be kept it lives in memory while the outbox is on disk. */
async function openCache(prefix: string, clock: Clock): Promise<Store<CacheVerbs> | undefined> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const cache = diskCache(prefix, clock);
    try {
      await cache.read((verbs) => verbs.topic(''));
      return cache;
    } catch (error) {
      cache.close();
      if (attempt > 0 || error instanceof StorageTimeout) break;
      await deleteDatabase(namesOf(prefix).cache, clock);
    }
  }
  return undefined;
}

/** A cache on disk that makes room when the disk is full, and goes on in memory when the disk fails it for good. */
function lastingCache(disk: Store<CacheVerbs>, roomMade: () => Promise<void>, lost: (error: unknown) => void): Store<CacheVerbs> {
  let used = disk;
  const run = async <T>(work: (store: Store<CacheVerbs>) => Promise<T>): Promise<T> => {
    if (used !== disk) return work(used);
    try {
      return await again(() => work(disk), roomMade);
    } catch (error) {
      // Given up meanwhile, and closed: that is no trouble of its own.
      if (used === disk) {
        if (!isTrouble(error)) throw error;
        used = memoryCache();
        disk.close();
        lost(error);
      }
      return work(used);
    }
  };
  return {
    read: (work) => run((store) => store.read(work)),
    write: (work, options) => run((store) => store.write(work, options)),
    release: () => used.release(),
    close: () => used.close(),
  };
}

/** What is precious takes the place of what is not. */
function insistentOutbox(disk: Store<OutboxVerbs>, roomMade: () => Promise<void>): Store<OutboxVerbs> {
  return { ...disk, write: (work, options) => again(() => disk.write(work, options), roomMade) };
}

/** One run for all who find the disk full at once. */
function oneRun(makeRoom: () => Promise<void>): () => Promise<void> {
  let room: Promise<void> | undefined;
  return () =>
    (room ??= makeRoom()
      .catch(() => undefined)
      .finally(() => (room = undefined)));
}

async function again<T>(work: () => Promise<T>, roomMade: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await roomMade();
    return work();
  }
}

/** Remembers that the cache of this schema was used, and deletes those of older ones that nobody has used for a week. */
export async function dropOldCaches(outbox: Store<OutboxVerbs>, prefix: string, clock: Clock): Promise<void> {
  const now = clock.now();
  const own = `cache:${CACHE_SCHEMA}`;
  const notes = await outbox.read((verbs) => verbs.notes());
  await outbox.write((verbs) => verbs.putNote(own, now), { last: true });
  for (const [key, used] of notes) {
    const idle = key.startsWith('cache:') && key !== own && typeof used === 'number' && now - used > WEEK;
    if (!idle || !(await deleteDatabase(`${prefix}:${key}`, clock))) continue;
    await outbox.write((verbs) => verbs.removeNote(key), { last: true });
  }
}

function isTrouble(error: unknown): boolean {
  if (error instanceof StorageTimeout) return true;
  return error instanceof DOMException && !OWN_FAULT.has(error.name);
}

/** Whether the browser keeps nothing for this page, as opposed to keeping what it cannot read. */
export function isRefusal(error: unknown): boolean {
  return (error instanceof Error && REFUSED.has(error.name)) || !globalThis.indexedDB;
}
