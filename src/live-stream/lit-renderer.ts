// Rows from lit templates: by the learned template where the row's template can be learned, else by lit itself, rendered into a
// fragment of the row's own with its element moved out, so that the list holds rows and no marker nodes.

import { html, render, type RootPart } from 'lit';
import { createLearned } from './learned-template.js';
import { transplant, type RenderedRow, type RowRenderer } from './row-renderer.js';

/** Renders an item as a lit template with exactly one element at its root. */
export type RenderItem<T> = (item: T) => unknown;

/** What a stream shows that was given no way to render: the item's `text`, else its id. */
export function renderText(item: unknown): unknown {
  const { text, id } = item as { text?: unknown; id?: unknown };
  return html`<div>${text ?? id}</div>`;
}

export function litRenderer<T>(renderItem: RenderItem<T>): RowRenderer<T> {
  return {
    create(item, kept) {
      const result = renderItem(item);
      return createLearned(renderItem, result, kept) ?? new LitRow(renderItem, result, kept);
    },
  };
}

class LitRow<T> implements RenderedRow<T> {
  element!: Element;
  readonly #renderItem: RenderItem<T>;
  readonly #root = document.createDocumentFragment();
  readonly #part: RootPart;

  constructor(renderItem: RenderItem<T>, result: unknown, kept: Element | undefined) {
    this.#renderItem = renderItem;
    this.#part = render(result, this.#root, kept && { creationScope: reuse(kept) });
    this.#take();
  }

  update(item: T): Element {
    render(this.#renderItem(item), this.#root);
    // The same template writes into the element that was taken; another one has made an element of its own.
    if (this.#root.firstElementChild) this.#take();
    return this.element;
  }

  release(): void {
    this.#part.setConnected(false);
  }

  #take(): void {
    const element = this.#root.firstElementChild;
    if (!element) throw new TypeError('renderItem gave no element');
    this.element = element;
    element.remove();
  }
}

/** A lit creation scope whose first element is `kept`: lit then binds to it as if it had just been cloned. */
function reuse(kept: Element): { importNode(node: Node, deep?: boolean): Node } {
  let used = false;
  return {
    importNode(node, deep) {
      const copy = document.importNode(node, deep) as DocumentFragment;
      const made = copy.firstElementChild;
      if (made && !used) {
        used = true;
        if (transplant(made, kept) === kept) made.replaceWith(kept);
      }
      return copy;
    },
  };
}
