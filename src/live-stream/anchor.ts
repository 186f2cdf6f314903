// What a reader sticks to, and the rows that are scrolled: said once for all that keep the reader's place.

import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';

/**
 * Which edge the reader sticks to: a chat's `end`, a feed's `start`. With `row` the place is held at the edges, too, as a window
 * needs it whose next page comes there; `none` leaves scrolling alone.
 */
export type Anchor = 'end' | 'start' | 'row' | 'none';

/** The rows, and the element they are in. */
export interface ScrolledRows {
  readonly list: RowList<object, RowView>;
  readonly container: Element | undefined;
}
