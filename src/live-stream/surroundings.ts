// What stands around rows in the element that scrolls them: whatever of it changes its size may push the rows, or the end they are at.

import { shownIn } from './scroller.js';
import { isElement } from './node-kinds.js';

/** So many neighbours on either side are looked at: one that is farther away may move the reader. */
const NEIGHBOURS = 200;

export interface Surroundings {
  /** The neighbours of the element, and of all it is in. What it is in grows with it, and would tell of each change once more. */
  readonly elements: ReadonlySet<Element>;
  /** Where neighbours may come. */
  readonly parents: readonly Node[];
}

/** What stands around an element, up to its scroller. */
export function surroundingsOf(element: Element, scroller: Element): Surroundings {
  const elements = new Set<Element>();
  const parents: Node[] = [];
  for (let node: Node | null = element; node && node !== scroller; node = shownIn(node)) {
    if (!isElement(node)) continue;
    if (node.parentNode) parents.push(node.parentNode);
    for (const side of ['previousElementSibling', 'nextElementSibling'] as const) {
      let next: Element | null = node[side];
      for (let i = 0; next && i < NEIGHBOURS; i++, next = next[side]) elements.add(next);
    }
  }
  return { elements, parents };
}
