// Rows on their way out. With animation asked for, a row that left the list stays in the page until its animations are over, out of
// reach of pointer, focus and screen reader; it counts for nothing, delays nothing, and comes back if its item does.

import type { RowView } from './row-renderer.js';

export class LeavingRows<T> {
  readonly #leaving = new Map<string, RowView<T>>();
  readonly #gone: (element: Element) => void;

  /** `gone` hears of each element that is about to be taken out of the page. */
  constructor(gone: (element: Element) => void) {
    this.#gone = gone;
  }

  get size(): number {
    return this.#leaving.size;
  }

  /** Takes a row out of the page: at once, or when its animations are over. */
  remove(key: string, view: RowView<T>, animate: boolean): void {
    const { element } = view;
    if (animate && element.isConnected && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      element.setAttribute('data-stream', 'removing');
      // What turns for ever would keep the row for ever.
      const ending = element.getAnimations({ subtree: true }).filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
      const animations = ending.map((animation) => animation.finished);
      if (animations.length) {
        element.toggleAttribute('inert', true);
        element.setAttribute('aria-hidden', 'true');
        element.removeAttribute('id');
        this.#leaving.set(key, view);
        void Promise.allSettled(animations).then(() => {
          if (this.#leaving.get(key) === view) this.#end(key, view);
        });
        return;
      }
    }
    this.#end(key, view);
  }

  /** The view of a row on its way out whose item came back: as it was before it left. */
  recall(key: string): RowView<T> | undefined {
    const view = this.#leaving.get(key);
    if (!view) return undefined;
    this.#leaving.delete(key);
    for (const name of ['data-stream', 'inert', 'aria-hidden']) view.element.removeAttribute(name);
    view.element.id = key;
    return view;
  }

  #end(key: string, view: RowView<T>): void {
    this.#leaving.delete(key);
    this.#gone(view.element);
    view.element.remove();
    view.rendered?.release?.();
  }
}
