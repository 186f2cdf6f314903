// Makes room in a cache when the disk is full: topics somebody looks at, in whichever tab, are shortened, the others go. Pure.

import { CACHE_LIMITS, leasesOf, putWithin } from './cache-trim.js';
import { isTopicState } from './rules.js';
import type { CacheVerbs, Store } from './store.js';

/** Some 200 rows of a topic stay, or as many as are shown. */
const LIMITS = { ...CACHE_LIMITS, rows: 268 };

/** What goes can be had again from the server. */
export function makeRoom(cache: Store<CacheVerbs>, now: number): Promise<void> {
  return cache.write(async (verbs) => {
    for (const state of (await verbs.topics()).filter(isTopicState)) {
      if (leasesOf(state, now).length === 0) await verbs.deleteTopic(state.topic);
      else await verbs.putTopic(await putWithin(verbs, state, [], { limits: LIMITS, now }));
    }
  });
}
