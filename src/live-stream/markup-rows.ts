// Rows that came as markup: copies of it are shown, or written into the element that is there. The markup itself stays as it came.

import { graft, isAlike } from './graft.js';
import { MarkupItem } from './ops.js';
import { transplant, type RowRenderer } from './row-renderer.js';

export const markupRenderer: RowRenderer<MarkupItem<Element>> = {
  create(item, kept) {
    const element = show(item, kept);
    return { element, update: (next) => show(next, element) };
  },
};

/** An item may have come to throw when asked, as a proxy does that was revoked: then it is for its renderer to say so. */
export function isMarkup(item: unknown): boolean {
  try {
    return item instanceof MarkupItem;
  } catch {
    return false;
  }
}

/** Into what is there, if it is built alike, so that nothing in it is made anew. */
function show(item: MarkupItem<Element>, kept: Element | undefined): Element {
  const made = document.importNode(item.element, true);
  if (!kept || !isAlike(made, kept)) return transplant(made, kept);
  graft(made, kept);
  return kept;
}
