// How the rooms of a chat were left, for as long as the page lives: at the end with so many rows, or at a row further up.

import { countOr, PAGE_SIZE } from './counts.js';
import { MessageItem } from './message-item.js';
import { topIn } from './reading-place.js';

/** The most rows that a room begins with because it was left with so many. */
const MOST_AT_ONCE = 100;
/** The height of one line of somebody who goes on writing, in pixels. */
const LEAST_ROW = 28;

/** Where a reader was: at a message, so many pixels below the upper edge of the list. */
export interface LeftAt {
  /** The id of the message. */
  id: string;
  top: number;
}

export class LeftRooms {
  readonly #sizes = new Map<string, number>();
  readonly #places = new Map<string, LeftAt>();

  /**
   * A room is left like this, or may be: an element that is taken from the page can look no more. `topmost` is the row at the upper
   * edge, or none where the newest is in view.
   */
  leave(room: string, list: (Element & { readonly size: number }) | null, topmost: Element | undefined): void {
    // Without rows, or taken from the page already, it shows no place.
    if (!list?.size || list.clientHeight === 0) return;
    const row = topmost instanceof MessageItem ? topmost : topmost?.nextElementSibling;
    this.#places.delete(room);
    if (!topmost) this.#sizes.set(room, Math.min(list.size, MOST_AT_ONCE));
    else if (row instanceof MessageItem && row.message) this.#places.set(room, { id: row.message.id, top: topIn(list, row) });
  }

  /** With how many rows a room was left at its end: they are there again at once, and nothing comes above them later. */
  size(room: string): number {
    return this.#sizes.get(room) ?? 0;
  }

  /** Where a room is to be gone on with; undefined at its end. */
  place(room: string): LeftAt | undefined {
    return this.#places.get(room);
  }

  /** Another user’s: nothing is known of them. */
  clear(): void {
    this.#sizes.clear();
    this.#places.clear();
  }
}

/** How many rows fill a room for certain, or a page where that is more: what came above the first ones later would move what holds them. */
export function fillingRows({ clientHeight, pageSize }: Element & { pageSize: number }): number {
  return Math.max(countOr(pageSize, PAGE_SIZE), Math.min(Math.ceil(clientHeight / LEAST_ROW), MOST_AT_ONCE));
}
