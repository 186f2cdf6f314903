// Rows on their way out. With animation asked for, a row that left the list stays in the page until its animations are over, out of
// reach of pointer, focus and screen reader; it counts for nothing, delays nothing, and comes back if its item does. Loaded where asked for.

import { GivenAttribute } from './given-attribute.js';
import type { RowView } from './row-renderer.js';

/** Milliseconds a row stays behind its animations: they may be paused, or stand still in a tab that is not seen. */
const PATIENCE = 250;

type Views<T> = ReadonlyMap<string, { readonly view?: RowView<T> | undefined }>;

export class PartingRows<T> {
  readonly #leaving = new Map<string, RowView<T>>();
  readonly #end: (view: RowView<T>) => void;
  readonly #inert = new GivenAttribute('inert');
  readonly #hidden = new GivenAttribute('aria-hidden');

  /** `end` takes a row out of the page for good. */
  constructor(end: (view: RowView<T>) => void) {
    this.#end = end;
  }

  /** Keeps those rows in the page that are seen to leave, each until its animations are over. Has the elements of those it keeps. */
  keep(rows: Views<T>): ReadonlyMap<Element, unknown> {
    const elements: Element[] = [];
    for (const { view } of rows.values()) if (view) elements.push(view.element);
    const animations = animationsOf(elements);
    for (const [key, { view }] of rows) {
      const running = view && animations.get(view.element);
      if (running) this.#see(key, view, running);
    }
    return animations;
  }

  /** The view of a row on its way out whose item came back: as it was before it left. */
  recall(key: string): RowView<T> | undefined {
    const view = this.#leaving.get(key);
    if (!view) return undefined;
    this.#leaving.delete(key);
    view.element.removeAttribute('data-stream');
    this.#inert.take(view.element);
    this.#hidden.take(view.element);
    view.element.id = key;
    return view;
  }

  /** Lets a row be seen until its animations are over. */
  #see(key: string, view: RowView<T>, animations: readonly Animation[]): void {
    const { element } = view;
    this.#inert.give(element, '');
    this.#hidden.give(element, 'true');
    element.removeAttribute('id');
    // Rows beside it may be put elsewhere meanwhile, and it with them.
    view.slot = undefined;
    this.#leaving.set(key, view);
    const late = Math.max(...animations.map(({ effect }) => Number(effect?.getComputedTiming().endTime))) + PATIENCE;
    let timer: ReturnType<typeof setTimeout>;
    const over = new Promise((resolve) => (timer = setTimeout(resolve, late)));
    void Promise.race([over, Promise.allSettled(animations.map(({ finished }) => finished))]).then(() => {
      clearTimeout(timer);
      if (this.#leaving.get(key) !== view) return;
      this.#leaving.delete(key);
      this.#end(view);
    });
  }
}

/** Marks rows as leaving, and gives what that starts in each that can be seen. All are marked before the first is asked: asking renders. */
function animationsOf(elements: readonly Element[]): Map<Element, Animation[]> {
  const animations = new Map<Element, Animation[]>();
  if (!elements.length || matchMedia('(prefers-reduced-motion: reduce)').matches) return animations;
  // In rows that layout skips nothing runs, and nothing would end.
  const seen = new Set(elements.filter((element) => element.checkVisibility({ contentVisibilityAuto: true })));
  for (const element of seen) element.setAttribute('data-stream', 'removing');
  for (const parent of new Set(Array.from(seen, ({ parentElement }) => parentElement))) {
    for (const animation of parent?.getAnimations({ subtree: true }) ?? []) {
      const { effect } = animation;
      // What turns for ever would keep the row for ever, and so would what stands.
      if (!(effect instanceof KeyframeEffect) || effect.getComputedTiming().endTime === Infinity || animation.playState === 'paused')
        continue;
      let row = effect.target;
      while (row && row.parentElement !== parent) row = row.parentElement;
      if (row && seen.has(row)) animations.set(row, [...(animations.get(row) ?? []), animation]);
    }
  }
  return animations;
}
