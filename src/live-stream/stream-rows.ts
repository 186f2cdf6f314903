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
import { NamedContainer } from './named-container.js';
import type { NamedSlots } from './named-slots.js';
import type { RowRenderer, RowView } from './row-renderer.js';
import { RowSlots } from './row-slots.js';
import { isRow, rowTagOf } from './row-tags.js';

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
  readonly #named = new NamedContainer(() => this.#follow());
  #box: HTMLElement | undefined;
  #held = false;
  #parsing = false;
  #renderer: RowRenderer<T> | undefined;
  /** Rows are to be made in another way from now on. */
  #redo = false;
  #missing = '';
  #listening: AbortController | undefined;
  #container: Element | undefined;
  #rowTag = ''; // rows that fit one container need not fit another

  constructor(host: Host<T>, report: Report) {
    this.#host = host;
    this.#report = report;
    this.#slots = new RowSlots(host, this.list);
    host.addController(this);
  }

  /** Whether there are items, or ops that may bring some. Rows of the page have none. */
  get used(): boolean {
    if (this.#queue.length > 0) return true;
    for (const { item } of this.list) if (item !== undefined) return true;
    return false;
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
    // The parser is on its way: rows, a <template> and the container may still come.
    this.#parsing = document.readyState === 'loading' && this.#host.getRootNode() === document;
    if (this.#parsing) document.addEventListener('DOMContentLoaded', () => this.#parsed(), { once: true });
    this.#follow();
  }

  hostUpdated(): void {
    this.assignSlots();
  }

  hostDisconnected(): void {
    this.#named.stop();
    if (this.#container !== this.#host) this.#use(undefined);
  }

  /** Listens on the container, whichever it is. */
  listen(type: string, listener: (event: Event) => void): void {
    this.#listeners.push([type, listener]);
    if (this.#listening) this.#container?.addEventListener(type, listener, { signal: this.#listening.signal });
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
    const given = !this.#renderer || changed?.has('renderItem') || changed?.has('itemElement') || changed?.has('template');
    if (given) this.#renderer = chooseRenderer(this.#host, this.#report, this.#container);
    this.#redo ||= given ?? false;
    if (this.#held || this.#parsing || !this.#container || (!this.#queue.length && !(this.#redo && this.list.size))) return undefined;
    const redo = this.#redo;
    this.#redo = false;
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
    if (!this.#host.animateRemoval && this.#goesWhole(changes, container)) {
      this.#slots.lose(container.children);
      container.replaceChildren();
    }
    this.#leaving.remove(changes.removed, this.#host.animateRemoval);
    this.#leaving.remove(changes.pruned, false);
    if (this.#leaving.size) for (const row of changes.placed) row.view ??= this.#leaving.recall(row.key);
    if (changes.dirty.size) this.#slots.settle();
    patchRows(container, this.list, changes, this.#renderer ?? chooseRenderer(this.#host, this.#report), (error, { key, item }) =>
      this.#report(new OpError(`item ${key} could not be rendered: ${describe(error)}`, item), item),
    );
  }

  /** Whether all there is in the container goes: taken out together it costs half of what it costs one by one. */
  #goesWhole({ placed, removed, pruned }: RowChanges<T>, container: Element): boolean {
    // Asked first, as it is known already: the page has to count its children.
    if (removed.size + pruned.size < 2 || this.list.size > placed.size) return false;
    const rows = [...removed.values(), ...pruned.values()];
    return rows.length === container.childNodes.length && rows.every(({ view }) => view?.element.parentNode === container);
  }

  #fateOf(child: Element, { removed, pruned }: RowChanges<T>): Fate {
    if (this.list.get(child.id)?.view?.element === child) return 'stays';
    const left = removed.get(child.id) ?? pruned.get(child.id);
    return left?.view?.element === child ? 'leaves' : undefined;
  }

  #follow(): void {
    const { htmlFor } = this.#host;
    if (!htmlFor && this.#container === this.#host) return;
    const named = this.#named.find(htmlFor, this.#host);
    const isMissing = htmlFor !== '' && !named && this.#host.isConnected && !this.#parsing;
    if (isMissing && this.#missing !== htmlFor) this.#report(new Error(`for="${htmlFor}" names no element beside this one`), htmlFor);
    this.#missing = isMissing ? htmlFor : '';
    const container = htmlFor ? named : this.#host;
    if (container !== this.#container) this.#use(container);
  }

  #parsed(): void {
    this.#parsing = false;
    this.#renderer = undefined;
    if (this.#container) this.#adopt(this.#container, undefined);
    this.#host.requestUpdate();
  }

  #use(container: Element | undefined): void {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const [type, listener] of this.#listeners) {
      container?.addEventListener(type, listener, { signal });
      // Ops are meant for the stream wherever its rows are.
      if (container !== this.#host) this.#host.addEventListener(type, listener, { signal });
    }
    if (container) {
      this.#adopt(container, this.list.first);
      const shown = Array.from(this.list).flatMap(({ view }) => view?.element ?? []);
      if (shown.some(({ parentNode }) => parentNode !== container)) container.append(...shown);
      if (rowTagOf(container) !== this.#rowTag) this.#renderer = undefined;
      this.#rowTag = rowTagOf(container);
    }
    this.#container = container;
    if (container) this.#host.requestUpdate();
  }

  /**
   * Makes rows of the children that are there and have an id, before the one the stream has. Their items are not known until an op
   * brings them. Another element for a known row is what a page's own update put in its place: it goes, for ours has the state.
   */
  #adopt(container: Element, next: Row<T, RowView<T>> | undefined): void {
    for (const element of Array.from(container.children)) {
      if (!isRow(element) || element.contains(this.#host)) continue;
      const known = this.list.get(element.id);
      if (known) {
        if (known.view && known.view.element !== element) element.remove();
        continue;
      }
      const row = makeRow<T, RowView<T>>(element.id, undefined as unknown as T);
      row.view = { element, rendered: undefined, renderer: undefined };
      this.list.insertBefore(row, next);
    }
  }
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
