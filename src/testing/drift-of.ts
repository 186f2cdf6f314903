// How far what a person reads moved while something happened.

import { listBelow } from './below.js';
import { Reader } from './reader.js';

/** What a reader saw. */
export interface Drift {
  /** The farthest the row being read moved, in pixels; Infinity if it went away. */
  pixels: number;
  /** Frames in which nothing of the list was to be seen. */
  blanks: number;
  /** Frames looked at. */
  frames: number;
}

/** Frames to look at when all is done: what came last moves things in the next frame, and is corrected in the one after. */
const AFTER = 3;

/**
 * Reads the lowest row that ends in view of the list at or below `element`, in a chat of its messages, does something, and looks at
 * every frame as it is painted until that is over. `act` may take as long as it likes; what it throws is thrown.
 * Throws if there is no list, or in a chat none but the rooms.
 */
export async function driftOf(element: Element, act: () => unknown): Promise<Drift> {
  const reader = new Reader(listBelow(element));
  await reader.look();
  reader.mark();
  let over = false;
  const acting = Promise.resolve()
    .then(act)
    .finally(() => (over = true));
  // Whatever it throws is thrown below, when the frames are counted.
  acting.catch(() => undefined);
  await reader.lookUntil(() => over);
  await acting;
  await reader.look(AFTER);
  return { pixels: reader.drift, blanks: reader.blanks, frames: reader.frames };
}
