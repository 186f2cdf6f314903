// The rows of a stream from the op that waits to the element in its container: one pass of plan, render and place at a time.

import type { PropertyValues, ReactiveController, ReactiveControllerHost } from 'lit';
import { pending, type Report } from './admit-ops.js';
import { adoptRows, bringRows, enter, findRow, rowIn, type ShownRow } from './adopt-rows.js';
import { chooseRenderer, templateOf, type RendererSettings } from './choose-renderer.js';
import { keepFocus, type Fate } from './keep-focus.js';
import { keepMoved } from './keep-moved.js';
import { LeavingRows } from './leaving-rows.js';
import { describe, OpError } from './parse-ops.js';
import { movedElements, patchRows } from './patch-rows.js';
import { plan, summarize, type Changes, type KeyedOp, type Summary } from './plan.js';
import { RowList } from './row-list.js';
import { NamedContainer } from './named-container.js';
import type { NamedSlots } from './named-slots.js';
import { PageChanges } from './page-changes.js';
import type { RowRenderer, RowView } from './row-renderer.js';
import { RowSlots } from './row-slots.js';
import { rowTagOf } from './row-tags.js';

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
  readonly #leaving: LeavingRows<T>;
  readonly #listeners: [string, (event: Event) => void][] = [];
  readonly #slots: RowSlots;
  readonly #named = new NamedContainer(() => this.#follow());
  #box: HTMLElement | undefined;
  #held = false;
  #parsing = false;
  #renderer: RowRenderer<T> | undefined;
  /** Rows are to be made in another way from now on. */
  #redo = false;
  #template: HTMLTemplateElement | undefined;
  readonly #page: PageChanges<T>;
  #missing = '';
  #listening: AbortController | undefined;
  #container: Element | undefined;
  #rowTag = ''; // rows that fit one container need not fit another

  constructor(host: Host<T>, report: Report) {
    this.#host = host;
    this.#report = report;
    this.#slots = new RowSlots(host, this.list);
    this.#page = new PageChanges(this.list, report);
    this.#leaving = new LeavingRows(host, (view) => this.#slots.lose(view));
    host.addController(this);
  }

  /** Whether there are items, or ops or storage that may bring some. Rows of the page have none. */
  get used(): boolean {
    if (this.#held || this.#queue.length > 0) return true;
    for (const { item } of this.list) if (item !== undefined) return true;
    return false;
  }

  /** Whether ops wait to be applied, or what the page did to rows waits to be followed. */
  get waits(): boolean {
    return this.#queue.length + this.#page.size > 0;
  }

  /** The element whose children the rows are; undefined while `for` names none. */
  get container(): Element | undefined {
    return this.#container;
  }

  /** Resolves when rows leave as they should. */
  get ready(): Promise<void> | undefined {
    return this.#leaving.ready;
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

  /** Says whether there are any. */
  add(ops: readonly KeyedOp<T>[]): boolean {
    for (const op of ops) {
      this.#queue.push(op);
      if (op.kind === 'delete' || op.items.length) pending.add(this.#host);
      else if (op.reset) pending.delete(this.#host);
    }
    return ops.length > 0;
  }

  /** Puts an op before all that wait. */
  addFirst(op: KeyedOp<T>): void {
    this.#queue.unshift(op);
    pending.add(this.#host);
  }

  /** Hears of children that others put in or took out: one may be a row, or what rows are made of. */
  noticeChildren(children: readonly Element[]): void {
    const { renderItem, itemElement, template } = this.#host;
    const isOther = !renderItem && !itemElement && !template && templateOf(this.#host) !== this.#template;
    if (isOther) this.#renderer = undefined;
    for (const child of children) this.#page.note(child, this.#container, this.#container === this.#host);
    if (isOther || this.#page.size) this.#host.requestUpdate();
  }

  /** While held, ops wait. */
  hold(held: boolean): void {
    this.#held = held;
  }

  /** Applies the ops that wait to the list; the page does not know yet. Another way to make rows renders all whose item is known. */
  plan(changed?: PropertyValues<Host<T>>): RowChanges<T> | undefined {
    this.#follow();
    const given = !this.#renderer || changed?.has('renderItem') || changed?.has('itemElement') || changed?.has('template');
    if (given) {
      this.#template = templateOf(this.#host);
      this.#renderer = chooseRenderer(this.#host, this.#report, this.#container);
    }
    this.#redo ||= given ?? false;
    if (this.#held || this.#parsing || !this.#container || (!this.waits && !(this.#redo && this.list.size))) return undefined;
    const redo = this.#redo;
    this.#redo = false;
    const followed = this.#page.follow(this.#container, (view) => this.#slots.lose(view));
    pending.delete(this.#host);
    const changes = plan(this.list, this.#queue.splice(0));
    followed?.(changes);
    if (redo) for (const row of this.list) if (row.item !== undefined) changes.dirty.add(row);
    return changes;
  }

  /** Whether a child is a row that these changes neither take away nor move. */
  stays(child: Element, changes: RowChanges<T>): boolean {
    const row = rowIn(this.list, child);
    return row !== undefined && !changes.placed.has(row);
  }

  /** Makes the page what the list is. `dress` gives rows what they are without before focus may need it. */
  patch(changes: RowChanges<T>, slots: NamedSlots, dress: (told: Summary) => void): Summary {
    const told = summarize(changes);
    const container = this.#container ?? this.#host;
    const restoreFocus = keepFocus(container, (child) => this.#fateOf(child, changes), this.list);
    const isDirty = (child: Element): boolean => changes.dirty.has(rowIn(this.list, child) as ShownRow<T>);
    const restoreMoved = keepMoved(container, movedElements(changes), told.updated.length ? isDirty : undefined);
    slots.unwatched(() => this.#apply(changes, container), changes.placed.size + changes.removed.size + changes.pruned.size);
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
    this.#leaving.remove(changes, container, this.list.size);
    for (const row of changes.placed) row.view ??= this.#leaving.recall(row.key) ?? findRow(container, row.key, this.list);
    if (changes.dirty.size) this.#slots.settle();
    patchRows(container, this.list, changes, this.#renderer ?? chooseRenderer(this.#host, this.#report), (error, { key, item }) =>
      this.#report(new OpError(`item ${key} could not be rendered: ${describe(error)}`, item), item),
    );
  }

  #fateOf(child: Element, { removed, pruned }: RowChanges<T>): Fate {
    if (rowIn(this.list, child)) return 'stays';
    return (rowIn(removed, child) ?? rowIn(pruned, child)) ? 'leaves' : undefined;
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
    if (this.#container) adoptRows(this.list, this.#container, this.#host, undefined, this.#report);
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
    enter(this.list, container, this.#container);
    if (container) {
      adoptRows(this.list, container, this.#host, this.list.first, this.#report);
      bringRows(this.list, container, this.#container);
      if (rowTagOf(container) !== this.#rowTag) this.#renderer = undefined;
      this.#rowTag = rowTagOf(container);
    }
    // Slots are what shows rows in the host: they know of none that came and went elsewhere.
    if (this.#box) this.#slots.clear(this.#box);
    if (container === this.#host) for (const row of this.list) this.list.touch(row);
    this.#container = container;
    if (container) this.#host.requestUpdate();
  }
}
