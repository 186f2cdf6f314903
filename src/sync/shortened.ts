// Which rows of too many are shown: those around what the reader looks at, or those at the end that was asked for last. Pure.

import { isGap } from './gap.js';
import type { Shown } from './overlay.js';
import type { Row } from './protocol.js';
import type { View } from './view.js';

/** A window at the end that grew too long begins again with so many rows. */
const KEPT = 100;

/**
 * Where was cut away what nobody has placed yet, or what is newer than what has been caught up to: rows that are still to come would lie on
 * either side of a number among those. So no number says which of them are shown: the reader's place does.
 */
export interface Cut {
  above: boolean;
  below: boolean;
}

export const UNCUT: Cut = { above: false, below: false };

/** How to shorten a view. */
export interface Shortening {
  /** The most rows. */
  most: number;
  /** How many a window begins with. */
  size: number;
  /** The id of the item the reader looks at; undefined where that is the newest, or the newest is wanted. */
  held: string | undefined;
  /** Whether rows were asked for at the beginning last. */
  upwards: boolean;
}

/** The view with no more than the most rows, and what else was cut away than the numbers of its ends say. */
export function shortened<R extends Row>(view: View<R>, { most, size, held, upwards }: Shortening): View<R> & { cut: Cut } {
  const { items, caughtUp } = view;
  const isPlaced = ({ version, seq }: Row): boolean => version > 0 && seq <= caughtUp;
  const at = held === undefined ? -1 : items.findIndex(({ id }) => id === held);
  const over = items.length - most;
  const restart = at < 0 && !upwards && view.below === undefined;
  const keep = restart ? Math.min(Math.max(KEPT, size), most) : most;
  const start = at >= 0 ? clamp(at - (most >> 1), 0, over) : upwards ? 0 : items.length - keep;
  const kept = items.slice(start, start + most);
  const rows = kept.flatMap((item) => (isGap(item) ? [] : [item.row]));
  const first = rows.find(isPlaced);
  const last = rows.at(-1);
  const ends = start + most >= items.length || last === undefined;
  const above = items.slice(0, start).findLast((item): item is Shown<R> => !isGap(item) && isPlaced(item.row));
  return {
    ...view,
    items: start > 0 ? kept.slice(kept.findIndex((item) => !isGap(item))) : kept,
    // Where no row has a place, what is to get one will have the next.
    low: start === 0 ? view.low : (first?.seq ?? (above ? above.row.seq + 1 : view.low)),
    below: !ends && isPlaced(last) ? last.seq + 1 : view.below,
    end: view.end && ends,
    beginning: start === 0 && view.beginning,
    cut: { above: start > 0 && first === undefined, below: !ends && !isPlaced(last) },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
