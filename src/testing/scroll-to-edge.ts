// Brings a list to one of its edges as a reader does, who scrolls on while more comes.

import type { StreamChangeEvent } from '../live-stream/events.js';
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
  let came = 0;
  // The size says nothing of them: a limit may let as many go.
  const count = ({ inserted }: StreamChangeEvent): void => void (came += inserted.length);
  list.addEventListener('stream-change', count);
  const scroller = scrollerOf(containerOf(list));
  scroller.scrollTop = edge === 'start' ? 0 : scroller.scrollHeight;
  try {
    await settled(element, options);
  } finally {
    list.removeEventListener('stream-change', count);
  }
  return came;
}
