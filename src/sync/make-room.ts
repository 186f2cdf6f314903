// Makes room in a cache when the disk is full: topics that are open, in whichever tab, are shortened, the others go. Pure.

import { CACHE_LIMITS, leasesAt, putWithin } from './cache-trim.js';
import { isTopicState } from './rules.js';
import type { CacheVerbs, Store } from './store.js';

/** The newest 200 rows of a topic stay, or those around what is shown, or as many as are shown. */
const LIMITS = { rows: 200, keep: 200, shown: CACHE_LIMITS.rows };
const NOTHING = { rows: [], added: 0 };

/** What goes can be had again from the server. */
export function makeRoom(cache: Store<CacheVerbs>, now: number): Promise<void> {
  return cache.write(async (verbs) => {
    for (const state of (await verbs.topics()).filter(isTopicState)) {
      if (leasesAt(state, now).length === 0) await verbs.deleteTopic(state.topic);
      else await verbs.putTopic(await putWithin(verbs, state, NOTHING, { limits: LIMITS, now }));
    }
  });
}
