// The rows of a list as the list itself knows them: no template, nothing on its way out, and those that are in another element.

import { listsIn } from '../live-stream/adopt-rows.js';
import type { LiveStream } from '../live-stream/live-stream.js';

/** A row of a list. */
export interface ListRow {
  /** Its DOM id. */
  key: string;
  /** What it shows; undefined where an element of the page became the row. */
  item: unknown;
  element: Element;
}

/** The rows of a list, in its order. */
export function rowsOf(list: LiveStream<object>): ListRow[] {
  const { htmlFor } = list;
  const root = list.getRootNode() as Partial<Document>;
  const container = htmlFor ? root.getElementById?.(htmlFor) : list;
  // Several lists may have theirs in one container.
  const known = [...((container && listsIn.get(container)) ?? [])].flatMap((rows) => [...rows]);
  return known.flatMap(({ key, item, view }) =>
    view && view.element === list.rowByDomId(key) ? [{ key, item, element: view.element }] : [],
  );
}
