// Makes the children of a container what a plan says. It touches only rows that changed: nothing here walks the whole list.

import type { Changes } from './plan.js';
import { releaseRow, renderRow, type RenderItem, type RowView } from './row-renderer.js';
import type { Row } from './row-list.js';

/** A container that can move a child without taking it out (focus, media and frames survive); not in every browser yet. */
type MovingParent = Element & { moveBefore?: (node: Element, child: Element | null) => void };

/** Renders, removes and places rows. `onError` hears of each row that could not be rendered. */
export function patchRows<T>(
  container: Element,
  changes: Changes<T, RowView>,
  renderItem: RenderItem<T>,
  onError: (error: unknown, row: Row<T, RowView>) => void,
): void {
  for (const rows of [changes.removed, changes.pruned]) {
    for (const { view } of rows.values()) {
      if (!view) continue;
      view.element.remove();
      releaseRow(view);
    }
  }
  const moved = new Set<Row<T, RowView>>();
  for (const row of changes.placed) if (row.view) moved.add(row);
  for (const row of changes.dirty) {
    const { view, error } = renderRow(renderItem, row.item, row.key, row.view);
    row.view = view;
    if (error !== undefined) onError(error, row);
  }
  const done = new Set<Row<T, RowView>>();
  for (const row of changes.placed) if (!done.has(row)) placeRun(container, row, changes.placed, moved, done);
}

/** Places the whole stretch of neighbours around a row, new ones through one fragment. */
function placeRun<T>(
  container: Element,
  row: Row<T, RowView>,
  placed: Set<Row<T, RowView>>,
  moved: Set<Row<T, RowView>>,
  done: Set<Row<T, RowView>>,
): void {
  let first = row;
  while (first.prev && placed.has(first.prev)) first = first.prev;
  let after: Row<T, RowView> | undefined = row.next;
  while (after && placed.has(after)) after = after.next;
  const end = after?.view?.element ?? null;

  let fragment: DocumentFragment | undefined;
  const flush = (): void => {
    if (fragment) container.insertBefore(fragment, end);
    fragment = undefined;
  };
  for (let current: Row<T, RowView> | undefined = first; current && current !== after; current = current.next) {
    done.add(current);
    const element = current.view?.element;
    if (!element) continue;
    if (moved.has(current)) {
      flush();
      moveBefore(container, element, end);
    } else {
      fragment ??= document.createDocumentFragment();
      fragment.append(element);
    }
  }
  flush();
}

function moveBefore(container: MovingParent, element: Element, end: Element | null): void {
  if (container.moveBefore && element.parentNode === container) container.moveBefore(element, end);
  else container.insertBefore(element, end);
}
