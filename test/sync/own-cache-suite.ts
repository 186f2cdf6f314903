// Where a source makes its numbers itself, no two tabs share what it said: the first has the disk, any other its own memory.

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TopicState } from '../../src/sync/rules.js';
import { openStores, type Stores } from '../../src/sync/storage.js';
import { eagerClock } from './list-screen.js';

const TOPIC = 'room:kitchen';

export function describeOwnCache(where: string, withLocks: () => void): void {
  describe(`the cache of a source whose numbers are its own, ${where}`, () => {
    const opened: Stores[] = [];
    const close = (stores: Stores): void => [stores.cache, stores.outbox].forEach((store) => store.close());

    afterEach(() => {
      opened.splice(0).forEach(close);
      vi.unstubAllGlobals();
    });

    async function open(prefix: string): Promise<Stores> {
      const nothing = { deleted: () => undefined, makeRoom: async () => undefined, cacheLost: () => undefined };
      const stores = await openStores({ prefix, storage: 'disk', clock: eagerClock, ownNumbers: true, ...nothing });
      opened.push(stores);
      return stores;
    }

    const keep = ({ cache }: Stores, epoch: string): Promise<void> =>
      cache.write((verbs) => verbs.putTopic({ topic: TOPIC, epoch, cursor: 1, base0: 1, floor: 0 }));
    const kept = ({ cache }: Stores): Promise<string | undefined> =>
      cache.read(async (verbs) => (await (verbs.topic(TOPIC) as Promise<TopicState | undefined>))?.epoch);
    const prefix = (): string => `test:${crypto.randomUUID()}`;

    it('is on disk for the first tab, and comes back with the next page', async () => {
      withLocks();
      const name = prefix();
      const before = await open(name);
      await keep(before, 'first');
      close(before);
      expect(await kept(await open(name))).toBe('first');
    });

    it('is in memory for a second tab, which changes nothing of the first, and has the outbox on disk like it', async () => {
      withLocks();
      const name = prefix();
      const [first, second] = [await open(name), await open(name)];
      await keep(first, 'first');
      expect(await kept(second)).toBeUndefined();
      await keep(second, 'second');
      expect([await kept(first), await kept(second)]).toEqual(['first', 'second']);
      expect(second.storage).toBe('disk');
      await second.outbox.write((verbs) => verbs.putNote('said', 'by the second'));
      expect(await first.outbox.read((verbs) => verbs.note('said'))).toBe('by the second');
      close(first);
      expect(await kept(second)).toBe('second');
      expect(await kept(await open(name))).toBe('first');
    });

    it('is another tab’s once the first sleeps, which has its own in memory when it wakes', async () => {
      withLocks();
      const name = prefix();
      const [first, second] = [await open(name), await open(name)];
      await keep(first, 'first');
      first.cache.release();
      expect(await kept(second)).toBe('first');
      await keep(second, 'second');
      expect(await kept(first)).toBeUndefined();
      await keep(first, 'awake');
      expect([await kept(first), await kept(second)]).toEqual(['awake', 'second']);
    });

    it('stays on disk where the first sleeps and nobody came', async () => {
      withLocks();
      const first = await open(prefix());
      await keep(first, 'first');
      first.cache.release();
      expect(await kept(first)).toBe('first');
    });

    it.each([
      ['there are no locks', {}],
      ['locks are refused', { locks: { request: () => Promise.reject(new DOMException('not here', 'SecurityError')) } }],
    ])('is in memory where %s', async (_why, navigator) => {
      vi.stubGlobal('navigator', navigator);
      const name = prefix();
      const [first, second] = [await open(name), await open(name)];
      await keep(first, 'first');
      await keep(second, 'second');
      expect([await kept(first), await kept(second)]).toEqual(['first', 'second']);
    });
  });
}
