// Brings a list to one of its edges as a reader does, who scrolls on while more comes.

import { scrollerOf } from '../live-stream/scroller.js';
import { containerOf, listBelow } from './below.js';
import { settled, type SettledOptions } from './settled.js';

/**
 * Scrolls the list at or below `element`, in a chat that of its messages, to its `start` or `end` and waits until all has settled there,
 * which `viewport-top` or `viewport-bottom` may have made longer. Resolves to how many rows came meanwhile. Throws if there is no list,
 * or in a chat none but the rooms.
 */
export async function scrollToEdge(element: Element, edge: 'start' | 'end', options?: SettledOptions): Promise<number> {
  const list = listBelow(element);
  const before = list.size;
  const scroller = scrollerOf(containerOf(list));
  scroller.scrollTop = edge === 'start' ? 0 : scroller.scrollHeight;
  await settled(element, options);
  return list.size - before;
}
