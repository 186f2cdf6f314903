// Rows that came as markup: shown as they are, and written into the element that is there.

import type { MarkupItem } from './ops.js';
import { transplant, type RowRenderer } from './row-renderer.js';

export const markupRenderer: RowRenderer<MarkupItem<Element>> = {
  create({ element: made }, kept) {
    const element = transplant(made, kept);
    return { element, update: (next) => transplant(next.element, element) };
  },
};
