// The cache where a source makes its numbers itself: they mean nothing to another tab. The tab that came first keeps it on disk, for as
// long as it holds a lock; any other, and one that can have no lock, has its own in memory.

import type { Clock } from './clock.js';
import { memoryCache } from './memory-store.js';
import type { CacheVerbs, Store } from './store.js';

/** A page that reloads may still hold the lock of the one before for a moment. */
const LET_GO_MS = 250;

/** `disk` while this tab holds the lock, and from then on memory. Asleep it holds none; another may have used the disk meanwhile. */
export function ownCache(disk: Store<CacheVerbs>, lockName: string, clock: Clock): Store<CacheVerbs> {
  let memory: Store<CacheVerbs> | undefined;
  let held: Promise<(() => void) | undefined> | undefined;
  let closed = false;
  const run = async <T>(work: (store: Store<CacheVerbs>) => Promise<T>): Promise<T> => {
    if (memory) return work(memory);
    // One that is closed is used no more, and says so itself.
    if (closed) return work(disk);
    const isHeld = (await (held ??= hold(lockName, clock))) !== undefined;
    if (!isHeld && !memory) {
      memory = memoryCache();
      disk.release();
    }
    return work(memory ?? disk);
  };
  const letGo = (): void => {
    void held?.then((free) => free?.());
    held = undefined;
  };
  return {
    read: (work) => run((store) => store.read(work)),
    write: (work, options) => run((store) => store.write(work, options)),
    release: () => {
      disk.release();
      letGo();
    },
    close: () => {
      closed = true;
      disk.close();
      letGo();
    },
  };
}

/** Gives the way to let go of the lock again; undefined where another has it, or there are none. */
async function hold(name: string, clock: Clock): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (!locks) return undefined;
  const late = new AbortController();
  const cancel = clock.after(LET_GO_MS, () => late.abort());
  return new Promise((resolve) => {
    const granted = (): Promise<void> => new Promise<void>((free) => resolve(free));
    Promise.resolve(locks.request(name, { signal: late.signal }, granted))
      .catch(() => resolve(undefined)) // forbidden, or too late
      .finally(cancel);
  });
}
