// Tells when the reader comes to the first or the last row, once per approach: again only after leaving, or when another row
// has become the first (last), which is how a short list fills its view by itself.

import { ViewportEvent } from './events.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import type { ScrollAnchor } from './scroll-anchor.js';

/** So many pixels out of reach of an edge the reader has left it: less is a finger that trembles, or what zoom makes of a pixel. */
const LEFT = 4;

type Edge = 'viewport-top' | 'viewport-bottom';
type Host = HTMLElement & { readonly prefetch: number };

export class ViewportEdges {
  readonly #host: Host;
  readonly #rows: RowList<object, RowView>;
  /** The row last told of at an edge the reader has not left since. */
  readonly #told = new Map<Edge, string>();

  constructor(host: Host, rows: RowList<object, RowView>) {
    this.#host = host;
    this.#rows = rows;
  }

  /** Looks where the reader is, and fires. Called when layout is done. */
  check(anchor: ScrollAnchor): void {
    const { scroller, leapt } = anchor;
    const { view } = scroller;
    const first = this.#rows.first?.view?.element;
    const last = this.#rows.last?.view?.element;
    if (!view?.height || !first || !last) return;
    // The box around the rows begins and ends with them, and asking it does not make the browser lay out rows that are out of view.
    const box = anchor.box === scroller.element ? undefined : anchor.box;
    const above = -view.offsetOf(box ?? first, 0);
    const below = view.offsetOf(box ?? last, 1) - view.height;
    const reach = this.#host.prefetch * view.height + 1;
    this.#tell('viewport-top', first, above - reach, leapt && scroller.atStart);
    this.#tell('viewport-bottom', last, below - reach, leapt && scroller.atEnd);
  }

  #tell(edge: Edge, row: Element, beyond: number, overran: boolean): void {
    if (beyond > LEFT) this.#told.delete(edge);
    else if (beyond <= 0 && this.#told.get(edge) !== row.id) {
      this.#told.set(edge, row.id);
      this.#host.dispatchEvent(new ViewportEvent(edge, row.id, overran));
    }
  }
}
