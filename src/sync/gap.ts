// A gap among the rows that are shown: nobody here knows what lies there, and nothing may look as if it were nothing. Pure.

import type { Shown } from './overlay.js';
import type { Row } from './protocol.js';
import type { Stretch } from './stretches.js';

/** Not a row, but the place of rows that are not held. */
export interface Gap {
  /** The item id of the stream; no row has such an id, for it holds a control character. */
  id: string;
  /** What is not known. */
  gap: Stretch;
}

/** What a stream shows. */
export type Item<R extends Row> = Shown<R> | Gap;

/** Whether an item of a stream is a gap. */
export function isGap(item: object): item is Gap {
  return 'gap' in item;
}

/** Puts gaps between rows in their order. Rows nobody has placed yet come last. */
export function withGaps<R extends Row>(shown: readonly Shown<R>[], gaps: readonly Stretch[]): Item<R>[] {
  const items: Item<R>[] = [];
  let next = 0;
  for (const item of shown) {
    for (let gap = gaps[next]; gap && gap.below <= item.row.seq; gap = gaps[next]) {
      items.push(gapItem(gap));
      next += 1;
    }
    items.push(item);
  }
  return [...items, ...gaps.slice(next).map(gapItem)];
}

/** The id of a gap, behind the name of a list if it is a DOM id, with the `low` and the `below` of it. */
export const GAP_ID = /gap\u0090(\d+)-(\d+)$/;

/** Another gap is another item: one that was filled in part is seen anew. */
export function gapItem(gap: Stretch): Gap {
  return { id: `gap\u0090${gap.low}-${gap.below}`, gap };
}
