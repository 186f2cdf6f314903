// Makes the children of a container what a plan says. It touches only rows that changed: nothing here walks the whole list.

import type { ShownRow, ShownRows } from './adopt-rows.js';
import { move } from './keep-moved.js';
import { isMarkup, markupRenderer } from './markup-rows.js';
import type { Changes } from './plan.js';
import { renderRow, type RowRenderer, type RowView } from './row-renderer.js';

/** Renders the rows that are dirty and places those that must stand elsewhere. `onError` hears of each that could not be rendered. */
export function patchRows<T>(
  container: Element,
  list: ShownRows<T>,
  changes: Changes<T, RowView<T>>,
  renderer: RowRenderer<T>,
  onError: (error: unknown, row: ShownRow<T>) => void,
): void {
  const moved = new Set<ShownRow<T>>();
  for (const row of changes.placed) if (row.view) moved.add(row);
  for (const row of changes.dirty) {
    const before = row.view?.element;
    const by = isMarkup(row.item) ? (markupRenderer as RowRenderer<never>) : renderer;
    const { view, error } = renderRow(by as RowRenderer<T>, row.item, row.key, row.view, container);
    row.view = view;
    if (before && before !== view.element) list.touch(row);
    if (error !== undefined) onError(error, row);
  }
  const done = new Set<ShownRow<T>>();
  for (const row of changes.placed) if (!done.has(row)) placeRun(container, row, changes.placed, moved, done);
}

/** Places the whole stretch of neighbours around a row, new ones through one fragment. */
function placeRun<T>(
  container: Element,
  row: ShownRow<T>,
  placed: Set<ShownRow<T>>,
  moved: Set<ShownRow<T>>,
  done: Set<ShownRow<T>>,
): void {
  let first = row;
  while (first.prev && placed.has(first.prev)) first = first.prev;
  let after: ShownRow<T> | undefined = row.next;
  while (after && placed.has(after)) after = after.next;
  let last = first.prev?.view?.element;
  // Behind the last row may stand children that are no rows: they stay behind.
  const end = (): Node | null => {
    // A row that somebody else took out of the page shows no place.
    while (after && after.view?.element.parentNode !== container) after = after.next;
    return after?.view?.element ?? (last?.parentNode === container ? last.nextSibling : null);
  };

  let fragment: DocumentFragment | undefined;
  const flush = (): void => {
    if (!fragment) return;
    const inserted = fragment.lastElementChild ?? undefined;
    container.insertBefore(fragment, end());
    last = inserted;
    fragment = undefined;
  };
  for (let current: ShownRow<T> | undefined = first; current && current !== after; current = current.next) {
    done.add(current);
    const element = current.view?.element;
    if (!element) continue;
    if (moved.has(current)) {
      flush();
      if (element !== end()) move(element, container, end());
      last = element;
    } else {
      fragment ??= document.createDocumentFragment();
      fragment.append(element);
    }
  }
  flush();
}

/** The elements that are in the page and must stand elsewhere. */
export function movedElements({ placed }: Changes<unknown, RowView<never>>): Set<Element> {
  const elements = new Set<Element>();
  for (const { view } of placed) if (view) elements.add(view.element);
  return elements;
}
