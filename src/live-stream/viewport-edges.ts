// Tells when the reader comes to the first or the last row, once per approach: again only after leaving, or when other rows have come
// there and the reader moved, was put farther away, yet not out of reach, or sees them all: so a short list fills the view by itself.

import { ViewportEvent } from './events.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import type { ScrollAnchor } from './scroll-anchor.js';
import { hasBox } from './scroller.js';

/** So many pixels out of reach of an edge the reader has left it: less is a finger that trembles, or what zoom makes of a pixel. */
const LEFT = 4;

type Edge = 'viewport-top' | 'viewport-bottom';
type Host = HTMLElement & { readonly prefetch: number };

/** What was told of an edge the reader has not left since: of which row, and how near the reader came. */
interface Told {
  readonly row: string;
  nearest: number;
}

export class ViewportEdges {
  readonly #host: Host;
  readonly #rows: RowList<object, RowView>;
  readonly #told = new Map<Edge, Told>();

  constructor(host: Host, rows: RowList<object, RowView>) {
    this.#host = host;
    this.#rows = rows;
  }

  /** Looks where the reader is, and fires. Called when layout is done. */
  check(anchor: ScrollAnchor): void {
    const { scroller, news } = anchor;
    const view = scroller.viewOf(anchor.box);
    const first = this.#rows.first?.view?.element;
    const last = this.#rows.last?.view?.element;
    // Another list has edges of its own; one that was only brought up to date is not another.
    if (news.renewed) for (const [edge, { row }] of this.#told) if (!this.#rows.get(row)) this.#told.delete(edge);
    if (!view || !first || !last) return;
    // Where the box around the rows begins or ends with them, asking it does not make the browser lay out rows that are out of view.
    const box = anchor.box && hasBox(anchor.box) ? anchor.box : undefined;
    const edgeOf = (row: Element, beyond: Element | null): Element => (box && (box !== row.parentNode || !beyond) ? box : row);
    const above = -view.offsetOf(edgeOf(first, first.previousElementSibling), 0);
    const below = view.offsetOf(edgeOf(last, last.nextElementSibling), 1) - view.height;
    const fits = above + below <= LEFT;
    const { prefetch } = this.#host;
    const reach = (prefetch >= 0 ? prefetch : 1) * view.height + 1;
    this.#tell('viewport-top', first, above, reach, fits || news.moved, news.leapt && scroller.atStart);
    this.#tell('viewport-bottom', last, below, reach, fits || news.moved, news.leapt && scroller.atEnd);
  }

  #tell(edge: Edge, { id }: Element, away: number, reach: number, afresh: boolean, overran: boolean): void {
    const told = this.#told.get(edge);
    if (away - reach > LEFT) this.#told.delete(edge);
    // Rows that come where the reader sticks to the edge leave the reader there: to tell again would page on for ever.
    else if (away <= reach && (!told || (told.row !== id && (afresh || away > told.nearest + LEFT)))) {
      this.#told.set(edge, { row: id, nearest: away });
      this.#host.dispatchEvent(new ViewportEvent(edge, id, overran));
    } else if (told) told.nearest = Math.min(told.nearest, away);
  }
}
