// Turns an item into one element and keeps it up to date: a lit template is rendered into a fragment of the row's own, and its
// element moved out, so that a list of a thousand rows holds a thousand elements and no marker nodes.

import { html, render, type RootPart } from 'lit';

/** Renders an item as a lit template with exactly one element at its root. */
export type RenderItem<T> = (item: T) => unknown;

/** The element of one row, and what it takes to render it again. */
export interface RowView {
  element: Element;
  readonly root: DocumentFragment;
  part: RootPart | undefined;
}

/** What a stream shows that was given no `renderItem`: the item's `text`, else its id. */
export function renderText(item: unknown): unknown {
  const { text, id } = item as { text?: unknown; id?: unknown };
  return html`<div>${text ?? id}</div>`;
}

/**
 * Renders an item into its view, or into a new one. Whatever `renderItem` does, the view has an element under the row's key: a
 * new row that cannot be rendered is an empty place, a known one stays as it was, and the reason is returned.
 */
export function renderRow<T>(renderItem: RenderItem<T>, item: T, key: string, known: RowView | undefined): { view: RowView; error?: unknown } {
  const root = known?.root ?? document.createDocumentFragment();
  let part = known?.part;
  let error: unknown;
  try {
    part = render(renderItem(item), root);
    if (!known && !root.firstElementChild) throw new TypeError('renderItem gave no element');
  } catch (cause) {
    error = cause ?? new TypeError('renderItem threw nothing');
  }
  const made = error === undefined ? root.firstElementChild : null;
  const element = made ?? known?.element ?? emptyPlace();
  if (element !== known?.element) {
    element.id = key;
    element.remove();
    known?.element.replaceWith(element);
  }
  const view = known ?? { element, root, part };
  view.element = element;
  view.part = part;
  return error === undefined ? { view } : { view, error };
}

/** Lets directives of a removed row end their work. */
export function releaseRow(view: RowView): void {
  view.part?.setConnected(false);
}

function emptyPlace(): Element {
  const element = document.createElement('div');
  element.setAttribute('data-stream-error', '');
  return element;
}
