// Rows that came as markup: shown as they are, and written into the element that is there.

import type { MarkupItem } from './ops.js';
import { transplant, type RowRenderer } from './row-renderer.js';
import { write } from './row-template.js';

export const markupRenderer: RowRenderer<MarkupItem<Element>> = {
  create({ element: made }, kept) {
    const element = show(made, kept);
    return { element, update: (next) => show(next.element, element) };
  },
};

/** Into what is there, if it is built alike, so that nothing in it is made anew. */
function show(made: Element, kept: Element | undefined): Element {
  return kept && write(made, kept) ? kept : transplant(made, kept);
}
