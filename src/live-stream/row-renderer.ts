// What makes the element of a row, whichever renderer it is. A row keeps its element as long as the tag is the same, even when its
// renderer was changed for another meanwhile, or when the element was in the page before anything rendered it.

import { graftAttributes, isKind } from './graft.js';
import { checkRow, rowTagOf } from './row-tags.js';

/** A way to make rows. */
export interface RowRenderer<T> {
  /**
   * Makes the row of an item: in `kept`, an element already in the page, if its tag fits, else in a new one; `inside` says that also
   * the elements in it are kept, as far as they fit. Throws when the item cannot be rendered.
   */
  create(item: T, kept: Element | undefined, inside: boolean): RenderedRow<T>;
  /** Whether it can go on with a row that another renderer made, and so leave everything in it as it is. */
  takeOver?(rendered: RenderedRow<T>): boolean;
}

/** One row as its renderer knows it. */
export interface RenderedRow<T> {
  readonly element: Element;
  /** Renders another item in the same place; gives the element (another one only if it had to be), or undefined to be made anew. */
  update(item: T): Element | undefined;
  /** Stops hearing events while another renderer tries the element, and hears again if that failed. */
  hear?(heard: boolean): void;
  /** The row left the page for good. */
  release?(): void;
}

/** The element of one row, and what it takes to render it again. */
export interface RowView<T = unknown> {
  element: Element;
  /** Undefined for an element that no renderer has touched yet: one found in the page, or an empty place. */
  rendered: RenderedRow<T> | undefined;
  renderer: RowRenderer<T> | undefined;
  /** The slot it was last put into. */
  slot?: HTMLSlotElement | undefined;
}

/**
 * Renders an item into its view, or into a new one. Whatever the renderer does, the view has an element under the row's key: a
 * new row that cannot be rendered is an empty place, a known one stays as it was, and the reason is returned.
 */
export function renderRow<T>(
  renderer: RowRenderer<T>,
  item: T,
  key: string,
  known: RowView<T> | undefined,
  container: Element,
): { view: RowView<T>; error?: unknown } {
  try {
    if (known?.rendered && (known.renderer === renderer || renderer.takeOver?.(known.rendered))) {
      known.renderer = renderer;
      const element = known.rendered.update(item);
      // Other markup by the same renderer is meant to be other elements: none may inherit what was typed.
      if (!element) remake(known, renderer, item, key, container, false);
      else if (element !== known.element) replace(known, element, key);
      // An id of its own is what a row cannot have, on an update as little as at first.
      if (known.element.id !== key) known.element.id = key;
      return { view: known };
    }
    if (known) {
      remake(known, renderer, item, key, container, true);
      return { view: known };
    }
    const rendered = renderer.create(item, undefined, false);
    checkRow(rendered.element, container);
    rendered.element.id = key;
    return { view: { element: rendered.element, rendered, renderer } };
  } catch (cause) {
    const error = cause ?? new TypeError('the renderer threw nothing');
    return { view: known ?? { element: emptyPlace(key, container), rendered: undefined, renderer: undefined }, error };
  }
}

/** Renders a row anew that another renderer made, or the page: in its element if that is possible, at its place in any case. */
function remake<T>(view: RowView<T>, renderer: RowRenderer<T>, item: T, key: string, container: Element, inside: boolean): void {
  const { element } = view;
  const { parentNode, nextSibling } = element;
  view.rendered?.hear?.(false);
  try {
    const rendered = renderer.create(item, element, inside);
    checkRow(rendered.element, container);
    if (!view.rendered) rendered.element.removeAttribute('data-stream-error');
    release(view);
    view.rendered = rendered;
    view.renderer = renderer;
  } catch (error) {
    view.rendered?.hear?.(true);
    throw error;
  } finally {
    if (element.parentNode !== parentNode) parentNode?.insertBefore(element, nextSibling);
  }
  if (view.rendered && view.rendered.element !== element) replace(view, view.rendered.element, key);
}

/** The row left the page for good. A directive that throws as it hears of that keeps neither the row nor what comes after it. */
export function release({ rendered }: RowView<never>): void {
  try {
    rendered?.release?.();
  } catch (error) {
    reportError(error);
  }
}

function replace(view: RowView<never>, element: Element, key: string): void {
  element.id = key;
  view.element.replaceWith(element);
  view.element = element;
}

/** Gives `kept` what `made` has inside and on it, if they are the same kind of element; says which of them is the row. */
export function transplant(made: Element, kept: Element | undefined): Element {
  if (!kept || !isKind(made, kept)) return made;
  graftAttributes(made, kept);
  kept.replaceChildren(...made.childNodes);
  return kept;
}

function emptyPlace(key: string, container: Element): Element {
  const element = document.createElement(rowTagOf(container));
  element.id = key;
  element.setAttribute('data-stream-error', '');
  return element;
}
