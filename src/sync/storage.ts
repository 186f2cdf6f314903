// Opens cache and outbox where they can be kept, and goes on in memory where they cannot.

import type { Clock } from './clock.js';
import { StorageTimeout } from './database.js';
import { CACHE_SCHEMA, diskCache, diskOutbox } from './disk-store.js';
import { deleteDatabase } from './leave.js';
import { memoryCache, memoryOutbox } from './memory-store.js';
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
}

export interface StorageOptions {
  prefix: string;
  storage: 'disk' | 'memory';
  clock: Clock;
  /** The outbox was deleted while it was open here. */
  deleted(): void;
  /** Makes room in a cache on disk that is full. */
  makeRoom(cache: Store<CacheVerbs>): Promise<void>;
  /** The cache goes on in memory, without what it held. */
  cacheLost(error: unknown): void;
}

/** Opens both stores on disk, or in memory where the browser refuses. The outbox on disk is never deleted, even unreadable. */
export async function openStores(options: StorageOptions): Promise<Stores> {
  const { prefix, storage, clock, deleted } = options;
  const inMemory = { cache: memoryCache(), outbox: memoryOutbox(), storage: 'memory', unreadable: false } as const;
  if (storage === 'memory') return inMemory;
  const outbox = diskOutbox(prefix, clock, deleted);
  try {
    await outbox.read((verbs) => verbs.find(''));
  } catch (error) {
    outbox.close();
    return { ...inMemory, unreadable: typeof indexedDB === 'object' && !REFUSED.has(nameOf(error)) };
  }
  return { cache: await openCache(options), outbox, storage: 'disk', unreadable: false };
}

/** A cache can be had again from the server: a broken one is deleted, and where none can be kept it lives in memory while the outbox is on disk. */
async function openCache({ prefix, clock, makeRoom, cacheLost }: StorageOptions): Promise<Store<CacheVerbs>> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const cache = diskCache(prefix, clock);
    try {
      await cache.read((verbs) => verbs.topic(''));
      return lastingCache(cache, { makeRoom, cacheLost });
    } catch (error) {
      cache.close();
      if (attempt > 0 || error instanceof StorageTimeout) break;
      await deleteDatabase(`${prefix}:cache:${CACHE_SCHEMA}`, clock);
    }
  }
  return memoryCache();
}

/** A cache on disk that makes room once when the disk is full, and goes on in memory when the disk fails it for good. */
export function lastingCache(
  disk: Store<CacheVerbs>,
  { makeRoom, cacheLost }: Pick<StorageOptions, 'makeRoom' | 'cacheLost'>,
): Store<CacheVerbs> {
  let used = disk;
  let room: Promise<void> | undefined;
  const afterRoom = (): Promise<void> => (room ??= makeRoom(disk).catch(() => undefined));
  const run = async <T>(work: (store: Store<CacheVerbs>) => Promise<T>): Promise<T> => {
    if (used !== disk) return work(used);
    let failure: unknown;
    try {
      return await work(disk);
    } catch (error) {
      if (!isTrouble(error)) throw error;
      failure = error;
    }
    if (nameOf(failure) === 'QuotaExceededError' && used === disk) {
      await afterRoom();
      try {
        return await work(disk);
      } catch (error) {
        failure = error;
      }
    }
    if (used === disk) {
      used = memoryCache();
      disk.close();
      cacheLost(failure);
    }
    return work(used);
  };
  return {
    read: (work) => run((store) => store.read(work)),
    write: (work, options) => run((store) => store.write(work, options)),
    release: () => used.release(),
    close: () => used.close(),
  };
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
