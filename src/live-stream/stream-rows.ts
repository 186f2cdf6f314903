// The rows of a stream from the op that waits to the element in its container: one pass of plan, render and place at a time.

import type { PropertyValues, ReactiveController, ReactiveControllerHost } from 'lit';
import type { Report } from './admit-ops.js';
import { chooseRenderer, type RendererSettings } from './choose-renderer.js';
import { keepFocus, type Fate } from './keep-focus.js';
import { keepMoved } from './keep-moved.js';
import { LeavingRows } from './leaving-rows.js';
import { describe, OpError } from './parse-ops.js';
import { patchRows } from './patch-rows.js';
import { plan, summarize, type Changes, type KeyedOp, type Summary } from './plan.js';
import { makeRow, RowList, type Row } from './row-list.js';
import type { NamedSlots } from './named-slots.js';
import type { RowRenderer, RowView } from './row-renderer.js';
import { RowSlots } from './row-slots.js';

export type RowChanges<T> = Changes<T, RowView<T>>;

interface Host<T> extends ReactiveControllerHost, RendererSettings<T> {
  readonly htmlFor: string;
  readonly animateRemoval: boolean;
  readonly updateComplete: Promise<boolean>;
}

export class StreamRows<T extends object> implements ReactiveController {
  readonly list = new RowList<T, RowView<T>>();
  readonly #host: Host<T>;
  readonly #report: Report;
  readonly #queue: KeyedOp<T>[] = [];
  readonly #leaving = new LeavingRows<T>((element) => this.#slots.lose([element]));
  readonly #listeners: [string, (event: Event) => void][] = [];
  readonly #slots: RowSlots;
  #box: HTMLElement | undefined;
  #held = false;
  #renderer: RowRenderer<T> | undefined;
  #listening: AbortController | undefined;
  #container: Element | undefined;

  constructor(host: Host<T>, report: Report) {
    this.#host = host;
    this.#report = report;
    this.#slots = new RowSlots(host, this.list);
    host.addController(this);
  }

  /** Whether there are rows, or ops that may bring some. */
  get used(): boolean {
    return this.list.size > 0 || this.#queue.length > 0;
  }

  /** Whether ops wait to be applied. */
  get waits(): boolean {
    return this.#queue.length > 0;
  }

  /** The element whose children the rows are; undefined while `for` names none. */
  get container(): Element | undefined {
    return this.#container;
  }

  hostConnected(): void {
    this.#follow();
  }

  hostUpdated(): void {
    this.assignSlots();
  }

  hostDisconnected(): void {
    if (this.#container !== this.#host) this.#use(undefined);
  }

  /** Listens on the container, whichever it is. */
  listen(type: string, listener: (event: Event) => void): void {
    this.#listeners.push([type, listener]);
    this.#container?.addEventListener(type, listener);
  }

  add(ops: readonly KeyedOp<T>[]): void {
    for (const op of ops) this.#queue.push(op);
  }

  /** Puts an op before all that wait. */
  addFirst(op: KeyedOp<T>): void {
    this.#queue.unshift(op);
  }

  /** While held, ops wait. */
  hold(held: boolean): void {
    this.#held = held;
  }

  /** Applies the ops that wait to the list; the page does not know yet. Another way to make rows renders all whose item is known. */
  plan(changed?: PropertyValues<Host<T>>): RowChanges<T> | undefined {
    this.#follow();
    const redo = !this.#renderer || changed?.has('renderItem') || changed?.has('itemElement') || changed?.has('template');
    if (redo) this.#renderer = chooseRenderer(this.#host, this.#report);
    if (this.#held || !this.#container || (!this.#queue.length && !(redo && this.list.size))) return undefined;
    const changes = plan(this.list, this.#queue.splice(0));
    if (redo) for (const row of this.list) if (row.item !== undefined) changes.dirty.add(row);
    return changes;
  }

  /** Whether a child is a row that these changes neither take away nor move. */
  stays(child: Element, changes: RowChanges<T>): boolean {
    const row = this.list.get(child.id);
    return row?.view?.element === child && !changes.placed.has(row);
  }

  /** Makes the page what the list is. `dress` gives rows what they are without before focus may need it. */
  patch(changes: RowChanges<T>, slots: NamedSlots, dress: (told: Summary) => void): Summary {
    const told = summarize(changes);
    const container = this.#container ?? this.#host;
    const elementOf = (key: string): Element | undefined => this.list.get(key)?.view?.element;
    const restoreFocus = keepFocus(container, (child) => this.#fateOf(child, changes), elementOf);
    const restoreMoved = keepMoved(container, movedElements(changes));
    if (areWritten(changes)) this.#apply(changes, container);
    else slots.unwatched(() => this.#apply(changes, container));
    this.assignSlots();
    dress(told);
    restoreFocus();
    restoreMoved();
    return told;
  }

  /** Puts the rows into their slots, where they are children of the host. */
  assignSlots(): void {
    this.#box ??= this.#host.shadowRoot?.getElementById('rows') ?? undefined;
    if (this.#box && this.#container === this.#host) this.#slots.assign(this.#box);
    else this.list.takeTouched();
  }

  /** Learns from a row in view how tall rows are that were never seen. */
  measure(inView: Element | undefined): void {
    if (this.#box && this.#container === this.#host) this.#slots.measure(inView, this.#box);
  }

  #apply(changes: RowChanges<T>, container: Element): void {
    if (!this.#host.animateRemoval && isAll(container, [...changes.removed.values(), ...changes.pruned.values()])) {
      this.#slots.lose(container.children);
      container.replaceChildren();
    }
    for (const [key, row] of changes.removed) if (row.view) this.#leaving.remove(key, row.view, this.#host.animateRemoval);
    for (const [key, row] of changes.pruned) if (row.view) this.#leaving.remove(key, row.view, false);
    if (this.#leaving.size) for (const row of changes.placed) row.view ??= this.#leaving.recall(row.key);
    if (changes.dirty.size) this.#slots.settle();
    patchRows(container, this.list, changes, this.#renderer ?? chooseRenderer(this.#host, this.#report), (error, { key, item }) =>
      this.#report(new OpError(`item ${key} could not be rendered: ${describe(error)}`, item), item),
    );
  }

  #fateOf(child: Element, { removed, pruned }: RowChanges<T>): Fate {
    if (this.list.get(child.id)?.view?.element === child) return 'stays';
    const left = removed.get(child.id) ?? pruned.get(child.id);
    return left?.view?.element === child ? 'leaves' : undefined;
  }

  #follow(): void {
    const { htmlFor } = this.#host;
    if (!htmlFor && this.#container === this.#host) return;
    const root = this.#host.getRootNode();
    const named = htmlFor && (root instanceof Document || root instanceof ShadowRoot) ? root.getElementById(htmlFor) : null;
    if (htmlFor && !named && this.#host.isConnected) this.#report(new Error(`for="${htmlFor}" names no element beside this one`), htmlFor);
    const container = htmlFor ? (named ?? undefined) : this.#host;
    if (container !== this.#container) this.#use(container);
  }

  #use(container: Element | undefined): void {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const [type, listener] of this.#listeners) container?.addEventListener(type, listener, { signal });
    if (container) {
      if (this.#container) for (const row of this.list) if (row.view) container.append(row.view.element);
      this.#adopt(container);
    }
    this.#container = container;
    if (container) this.#host.requestUpdate();
  }

  /** Makes rows of the children that are there and have an id. Their items are not known until an op brings them. */
  #adopt(container: Element): void {
    for (const element of Array.from(container.children)) {
      if (!element.id || element.slot || element instanceof HTMLTemplateElement || this.list.get(element.id)) continue;
      const row = makeRow<T, RowView<T>>(element.id, undefined as unknown as T);
      row.view = { element, rendered: undefined, renderer: undefined };
      this.list.insertBefore(row, undefined);
    }
  }
}

/** Whether these rows are all there is in the container: taken out together they cost half of what they cost one by one. */
function isAll(container: Element, rows: readonly Row<unknown, RowView<never>>[]): boolean {
  return rows.length > 1 && rows.length === container.childNodes.length && rows.every(({ view }) => view?.element.parentNode === container);
}

/** Whether no row comes, goes or moves: some are written to, and that is all. */
function areWritten({ placed, removed, pruned }: Changes<unknown, unknown>): boolean {
  return placed.size + removed.size + pruned.size === 0;
}

/** The elements that are in the page and must stand elsewhere. */
function movedElements({ placed }: Changes<unknown, RowView<never>>): Set<Element> {
  const elements = new Set<Element>();
  for (const { view } of placed) if (view) elements.add(view.element);
  return elements;
}
