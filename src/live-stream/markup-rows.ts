// Rows that came as markup: copies of it are shown, or written into the element that is there. The markup itself stays as it came.

import type { MarkupItem } from './ops.js';
import { transplant, type RowRenderer } from './row-renderer.js';
import { write } from './row-template.js';

export const markupRenderer: RowRenderer<MarkupItem<Element>> = {
  create(item, kept) {
    const element = show(item, kept);
    return { element, update: (next) => show(next, element) };
  },
};

/** Into what is there, if it is built alike, so that nothing in it is made anew. */
function show(item: MarkupItem<Element>, kept: Element | undefined): Element {
  const made = document.importNode(item.element, true);
  return kept && write(made, kept) ? kept : transplant(made, kept);
}
