// What the histories found in the real code, each as small as it gets. A history that finds another belongs here, too.

import { expect, it } from 'vitest';
import { Cache } from '../../../src/sync/cache.js';
import { memoryCache } from '../../../src/sync/memory-store.js';

const TOPIC = 'room:kitchen';

it('lets no row of an answer that came while the cache was gone outlive a restored backup', async () => {
  const cache = new Cache(memoryCache(), () => undefined);
  await cache.applyReply(TOPIC, 'before', { id: 'lost', seq: 5, version: 7, deleted: false });
  await cache.applySync(TOPIC, 'after', { reset: true, epoch: 'after', asOf: 3, rows: [], floor: 0 });
  const { rows } = await cache.window(TOPIC, { low: undefined, below: undefined, size: 50 });
  expect(rows).toEqual([]);
});
