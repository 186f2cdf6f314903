// Web Locks for tests in Node, which has none: all of the tabs of one test.

import { vi } from 'vitest';

/** Puts them in place until `vi.unstubAllGlobals`; gives the names of those that are held. */
export function withLocks(): ReadonlySet<string> {
  const held = new Set<string>();
  const letGo: (() => void)[] = [];
  const request = async (
    name: string,
    { ifAvailable, signal }: { ifAvailable?: boolean; signal?: AbortSignal },
    granted: (lock: object | null) => unknown,
  ): Promise<unknown> => {
    while (held.has(name)) {
      if (ifAvailable) return granted(null);
      await new Promise<void>((resolve, reject) => {
        letGo.push(resolve);
        signal?.addEventListener('abort', () => reject(new DOMException('too late', 'AbortError')));
      });
    }
    held.add(name);
    try {
      return await granted({ name });
    } finally {
      held.delete(name);
      for (const look of letGo.splice(0)) look();
    }
  };
  vi.stubGlobal('navigator', { onLine: true, locks: { request } });
  return held;
}
