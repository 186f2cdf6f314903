// Makes room in a cache when the disk is full: of the topics somebody looks at, the newest rows stay; of the others, nothing. Pure.

import { isRow, isTopicState } from './rules.js';
import type { CacheVerbs, Store } from './store.js';

/** How many rows of a topic stay. */
const NEWEST = 200;

/** What goes can be had again from the server. A shortened topic is one that was reset: it reaches less far down. */
export function makeRoom(cache: Store<CacheVerbs>, shown: (topic: string) => boolean): Promise<void> {
  return cache.write(async (verbs) => {
    for (const state of (await verbs.topics()).filter(isTopicState)) {
      const { topic } = state;
      const [oldest] = shown(topic) ? (await verbs.liveRows(topic, { low: 0, below: Infinity, count: NEWEST })).filter(isRow) : [];
      if (!oldest) {
        const ids = await verbs.idsUpTo(topic, Infinity);
        await Promise.all(ids.map((id) => verbs.deleteRow(topic, id)));
        await verbs.putTopic({ ...state, cursor: -1 });
        continue;
      }
      if (oldest.seq <= state.floor) continue;
      const older = (await verbs.rowsFrom(topic, 0)).filter(isRow).filter(({ seq }) => seq < oldest.seq);
      await Promise.all(older.map(({ id }) => verbs.deleteRow(topic, id)));
      await verbs.putTopic({ ...state, floor: oldest.seq, base0: Math.max(state.base0, state.cursor) });
    }
  });
}
