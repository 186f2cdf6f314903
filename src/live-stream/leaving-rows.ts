// Rows that leave the page: at once, or with animation asked for when they were seen to leave. What shows that is loaded where it is
// asked for; until then, and where it cannot be had, all go at once.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PartingRows } from './parting-rows.js';
import type { Changes } from './plan.js';
import { release, type RowView } from './row-renderer.js';

type Host = ReactiveControllerHost & { readonly animateRemoval: boolean };

export class LeavingRows<T> implements ReactiveController {
  readonly #host: Host;
  readonly #lose: (view: RowView<T>) => void;
  #parting: PartingRows<T> | undefined;
  #loading: Promise<void> | undefined;

  /** `lose` hears of each row whose element is about to be taken out of the page. */
  constructor(host: Host, lose: (view: RowView<T>) => void) {
    this.#host = host;
    this.#lose = lose;
    host.addController(this);
  }

  /** Resolves when rows leave as they should; undefined when nothing is asked of how they do. */
  get ready(): Promise<void> | undefined {
    return this.#loading;
  }

  hostUpdate(): void {
    if (this.#host.animateRemoval) this.#loading ??= this.#load().catch(reportError);
  }

  /** Takes the rows out of the page that a plan takes away; `size` is how many the list has now. */
  remove({ removed, pruned, placed }: Changes<T, RowView<T>>, container: Element, size: number): void {
    const kept = this.#host.animateRemoval ? this.#parting?.keep(removed) : undefined;
    const views: RowView<T>[] = [];
    for (const { view } of [...removed.values(), ...pruned.values()]) if (view && !kept?.has(view.element)) views.push(view);
    // Whether others stay is asked first, as it is known already: the page has to count its children.
    const isAll = views.length > 1 && size <= placed.size && views.length === container.childNodes.length;
    // All there is, taken out together, costs half of what it costs one by one.
    if (isAll && views.every(({ element }) => element.parentNode === container)) {
      views.forEach(this.#lose);
      container.replaceChildren();
    }
    views.forEach(this.#end);
  }

  /** The view of a row on its way out whose item came back: as it was before it left. */
  recall(key: string): RowView<T> | undefined {
    return this.#parting?.recall(key);
  }

  readonly #end = (view: RowView<T>): void => {
    this.#lose(view);
    view.element.remove();
    release(view);
  };

  async #load(): Promise<void> {
    const { PartingRows } = await import('./parting-rows.js');
    this.#parting = new PartingRows(this.#end);
  }
}
