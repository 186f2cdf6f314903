// Elements of the page that become rows of a stream: those it finds in its container, those that come there later, and its own that go
// to another container.

import { keepFocus } from './keep-focus.js';
import { move } from './keep-moved.js';
import { makeRow, type Row, type RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { isRow } from './row-tags.js';

export type ShownRow<T> = Row<T, RowView<T>>;
export type ShownRows<T> = RowList<T, RowView<T>>;

/** The lists whose rows are in a container: several streams may have theirs in one. */
export const listsIn = new WeakMap<Element, Set<Shown>>();

/** A list, as far as one must know it who does not know what its items are. */
interface Shown extends Iterable<ShownOne> {
  get(key: string): ShownOne | undefined;
}

interface ShownOne {
  readonly key: string;
  readonly item: unknown;
  readonly view: { readonly element: Element } | undefined;
}

/** The row that an element is, among rows by their keys. Another element may have the id of a row. */
export function rowIn<R extends Pick<ShownOne, 'view'>>(rows: { get(key: string): R | undefined }, element: Element): R | undefined {
  const row = rows.get(element.id);
  return row?.view?.element === element ? row : undefined;
}

/** Says in which container the rows of a list are from now on. */
export function enter<T>(list: ShownRows<T>, container: Element | undefined, from: Element | undefined): void {
  listsIn.get(from as Element)?.delete(list);
  if (container) listsIn.set(container, (listsIn.get(container) ?? new Set()).add(list));
}

/** Whether an element is a row of another stream that has its rows in the same container. */
export function isOfOther<T>(element: Element, list: ShownRows<T>): boolean {
  for (const other of listsIn.get(element.parentElement as Element) ?? []) if (other !== list && rowIn(other, element)) return true;
  return false;
}

/**
 * Makes rows of the children that are there and have an id, before the one the stream has. Their items are not known until an op
 * brings them. Another element for a known row is what a page's own update put in its place: it goes, for ours has the state.
 * Two with one id that were there are reported.
 */
export function adoptRows<T>(
  list: ShownRows<T>,
  container: Element,
  host: Element,
  next: ShownRow<T> | undefined,
  report: (error: Error, value: Element) => void,
): void {
  const adopted = new Set<ShownRow<T>>();
  for (const element of Array.from(container.children)) {
    if (!isRow(element) || element.contains(host) || isOfOther(element, list)) continue;
    const known = list.get(element.id);
    if (!known) adopted.add(adopt(list, element, next));
    else if (known.view && known.view.element !== element) {
      element.remove();
      if (adopted.has(known)) report(secondOf(known), element);
    }
  }
}

/**
 * Makes rows of children that came when the stream had rows, each where it stands; what is a row already, or is gone, is left alone.
 * `known` are rows that were taken out of the list because they stand elsewhere now.
 */
export function adoptLate<T>(
  list: ShownRows<T>,
  container: Element,
  came: ReadonlySet<Element>,
  known: ReadonlyMap<Element, ShownRow<T>>,
): ShownRow<T>[] {
  const rows: ShownRow<T>[] = [];
  // From the end, so that what follows is known.
  for (const element of Array.from(came).reverse()) {
    if (element.parentNode !== container || !isRow(element) || list.get(element.id)) continue;
    let next = element.nextElementSibling;
    while (next && !rowIn(list, next)) next = next.nextElementSibling;
    rows.push(adopt(list, element, next ? list.get(next.id) : undefined, known.get(element)));
  }
  return rows;
}

export function secondOf({ key }: { key: string }): Error {
  return new Error(`a second element with the id ${key} is taken out`);
}

/** A child that nobody made a row of yet, by its id. */
export function findRow<T>(container: Element, key: string, list: ShownRows<T>): RowView<T> | undefined {
  const element = (container.getRootNode() as Partial<NonElementParentNode>).getElementById?.(key);
  return element?.parentNode === container && isRow(element) && !isOfOther(element, list) ? viewOf(element) : undefined;
}

/** Brings the rows into a container that are not in it, each before the one that follows, with the focus that is in one of them. */
export function bringRows<T>(list: ShownRows<T>, container: Element, from: Element | undefined): void {
  const restoreFocus = from && keepFocus(from, (child) => (rowIn(list, child) ? 'stays' : undefined), list);
  let next: Element | null = null;
  for (let row = list.last; row; row = row.prev) {
    const element = row.view?.element;
    if (!element) continue;
    if (element.parentNode !== container) move(element, container, next);
    next = element;
  }
  restoreFocus?.();
}

function adopt<T>(
  list: ShownRows<T>,
  element: Element,
  next: ShownRow<T> | undefined,
  row: ShownRow<T> = makeRow<T, RowView<T>>(element.id, undefined as unknown as T),
): ShownRow<T> {
  row.view ??= viewOf(element);
  list.insertBefore(row, next);
  return row;
}

function viewOf<T>(element: Element): RowView<T> {
  return { element, rendered: undefined, renderer: undefined };
}
