// <live-stream>: the element that obeys ops. It keys, orders and renders its rows as light-DOM children; what an op means is
// decided in `plan`, what the DOM must become in `patchRows`, and where the reader stays in `ScrollAnchor`.

import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { StreamBeforeApplyEvent, StreamChangeEvent, StreamErrorEvent, type LiveStreamEventMap } from './events.js';
import { keyOps, type KeyRule } from './key-ops.js';
import type { InsertOptions, ItemId, StreamOp } from './ops.js';
import { describe, OpError, parseOps } from './parse-ops.js';
import { patchRows } from './patch-rows.js';
import { plan, summarize, type Changes, type KeyedOp } from './plan.js';
import { RowList } from './row-list.js';
import { renderText, type RenderItem, type RowView } from './row-renderer.js';
import { ScrollAnchor, type Anchor } from './scroll-anchor.js';
import { ViewportEdges } from './viewport-edges.js';

/**
 * A list that lives: keyed rows that come, change, move and go by ops, with LiveView's meaning of `at`, `limit` and reset.
 * Ops that arrive together are applied strictly in order, and folded before any DOM is made; the DOM is there after
 * `await el.updateComplete`. No op and no item makes it throw: what cannot be used fires `stream-error`.
 *
 * @slot - The rows: light-DOM children, keyed by their `id`, placed by the element itself.
 * @slot header - Before the rows; like all named slots never counted, pruned or displaced.
 * @slot footer - After the rows.
 * @slot empty - Shown when there are no rows and nothing is loading.
 * @slot loading - Shown while `status` is `loading`.
 * @slot failed - Shown while `status` is `failed`.
 * @fires {StreamOpEvent} stream-op - Listened for, not fired: ops dispatched on the element or anything inside it are applied.
 * @fires {StreamBeforeApplyEvent} stream-before-apply - Before ops are applied; cancelable, and its `ops` may be replaced.
 * @fires {StreamChangeEvent} stream-change - After the DOM was changed: the DOM ids inserted, updated, moved, removed, pruned.
 * @fires {StreamErrorEvent} stream-error - An op was refused or an item could not be rendered.
 * @fires {ViewportEvent} viewport-top - The reader came to the first row.
 * @fires {ViewportEvent} viewport-bottom - The reader came to the last row.
 * @csspart rows - The box around the rows.
 * @cssstate empty - There are no rows.
 * @cssstate loading - `status` is `loading`.
 * @cssstate failed - `status` is `failed`.
 * @cssstate at-start - The reader is at the very start.
 * @cssstate at-end - The reader is at the very end.
 */
@customElement('live-stream')
export class LiveStream<T extends object = Record<string, unknown>> extends LitElement {
  static override styles = css`
    :host {
      display: block;
      overflow-anchor: none;
    }
    :host([hidden]),
    [hidden] {
      display: none;
    }
  `;

  /** The stream's name, and prefix of its rows' DOM ids: `name-id`. Set it before items come. Default: the element's id, else `stream`. */
  @property({ reflect: true }) name = '';

  /** Limit of ops that name none: `n` keeps the first n rows, `-n` the last n. */
  @property({ type: Number }) limit?: number;

  /** The edge the reader sticks to while there. Elsewhere the reader's place is held. */
  @property({ reflect: true }) anchor: Anchor = 'start';

  /** How many views before an edge its `viewport-` event fires. */
  @property({ type: Number }) prefetch = 1;

  /** What the stream as a whole is doing: shows the slot of that name. */
  @property({ reflect: true }) status: 'ready' | 'loading' | 'failed' = 'ready';

  /** Renders an item as a lit template with one element at its root. Default: a `<div>` with the item's `text` or id. */
  @property({ attribute: false }) renderItem: RenderItem<T> = renderText;

  /**
   * Derives the DOM id of an item, in place of `name-id`. Source: LiveView `stream_configure/3`.
   * @throws {Error} when set after items exist: their rows could no longer be found.
   */
  get domId(): ((item: T) => string) | undefined {
    return this.#domId;
  }
  set domId(domId: ((item: T) => string) | undefined) {
    if (domId === this.#domId) return;
    if (this.#rows.size || this.#queue.length) throw new Error(`<live-stream name="${this.name}">: domId cannot change once there are items`);
    this.#domId = domId;
  }

  /** How many rows are shown. */
  get size(): number {
    return this.#rows.size;
  }

  /** Applies one op or several, strictly in order. */
  apply(ops: StreamOp<T> | readonly StreamOp<T>[]): void {
    const given = this.#accept(ops);
    if (!given.length) return;
    const event = new StreamBeforeApplyEvent<T>(given);
    if (!this.dispatchEvent(event)) return;
    const { keyed, refused } = keyOps(event.ops === given ? given : this.#accept(event.ops), this.#keyRule());
    for (const error of refused) this.#report(error, error.value);
    if (!keyed.length) return;
    for (const op of keyed) this.#queue.push(op);
    this.requestUpdate();
  }

  /** Inserts items one by one. Source: LiveView `stream/4`. */
  stream(items: readonly T[], options: InsertOptions = {}): void {
    this.apply({ op: 'stream', items, ...options });
  }

  /** Inserts an item, or updates it where it stands. Source: LiveView `stream_insert/4`. */
  insert(item: T, options: InsertOptions = {}): void {
    this.apply({ op: 'insert', item, ...options });
  }

  /** Deletes an item, given itself or its id. Source: LiveView `stream_delete/3`. */
  delete(item: T | ItemId): void {
    if (typeof item !== 'object') this.apply({ op: 'delete', id: item });
    else if (this.#domId) this.apply({ op: 'delete', domId: this.#domId(item) });
    else this.apply({ op: 'delete', id: (item as { id: ItemId }).id });
  }

  /** Deletes the row with this DOM id. Source: LiveView `stream_delete_by_dom_id/3`. */
  deleteByDomId(domId: string): void {
    this.apply({ op: 'delete', domId });
  }

  /** Empties the stream and inserts `items`; rows of items kept keep their elements. Source: LiveView `stream/4`, `reset: true`. */
  reset(items: readonly T[] = [], options: Pick<InsertOptions, 'at' | 'limit'> = {}): void {
    this.apply({ op: 'reset', items, ...options });
  }

  /** The element of the row with this DOM id. */
  rowByDomId(domId: string): Element | undefined {
    return this.#rows.get(domId)?.view?.element;
  }

  /** Scrolls to the end of the rows; with `anchor="end"` the reader then stays there as rows come. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    this.#anchoring.scrollToEnd(behavior);
  }

  @query('#rows') private readonly content!: Element;

  #domId: ((item: T) => string) | undefined;
  readonly #rows = new RowList<T, RowView>();
  readonly #queue: KeyedOp<T>[] = [];
  readonly #internals = this.attachInternals();
  readonly #edges = new ViewportEdges(this, this.#rows);
  readonly #anchoring = new ScrollAnchor(this, this.#rows, () => this.#settled());

  constructor() {
    super();
    this.addEventListener('stream-op', (event) => {
      event.stopPropagation();
      this.apply((event as { detail?: unknown }).detail as StreamOp<T>);
    });
  }

  protected override firstUpdated(): void {
    this.#anchoring.watch(this.content);
  }

  protected override update(changed: PropertyValues<this>): void {
    const changes = this.#queue.length ? plan(this.#rows, this.#queue.splice(0)) : undefined;
    const all = changed.has('renderItem') && this.hasUpdated;
    if (changes) this.#anchoring.prepare((element) => this.#stays(element, changes));
    super.update(changed);
    if (changes || all) this.#patch(changes ?? plan(this.#rows, []), all);
    this.#setState('empty', this.#rows.size === 0);
    this.#setState('loading', this.status === 'loading');
    this.#setState('failed', this.status === 'failed');
  }

  protected override render(): unknown {
    const waiting = this.status !== 'ready';
    return html`
      <slot name="header"></slot>
      <div id="rows" part="rows"><slot></slot></div>
      <slot name="empty" ?hidden=${waiting || this.#rows.size > 0}></slot>
      <slot name="loading" ?hidden=${this.status !== 'loading'}></slot>
      <slot name="failed" ?hidden=${this.status !== 'failed'}></slot>
      <slot name="footer"></slot>
    `;
  }

  /** Well-formed ops only; the rest is reported. */
  #accept(given: unknown): StreamOp<T>[] {
    const { ops, refused } = parseOps<T>(given);
    for (const error of refused) this.#report(error, error.value);
    return ops;
  }

  #keyRule(): KeyRule<T> {
    return { prefix: this.name || this.id || 'stream', domId: this.#domId, limit: this.#usableLimit() };
  }

  #usableLimit(): number | undefined {
    const { limit } = this;
    if (limit === undefined || limit === null) return undefined;
    if (Number.isSafeInteger(limit) && limit !== 0) return limit;
    this.#report(new OpError(`limit must be an integer other than 0, got ${describe(limit)}`, limit), limit);
    return undefined;
  }

  #patch(changes: Changes<T, RowView>, all: boolean): void {
    if (all) for (const row of this.#rows) changes.dirty.add(row);
    const told = summarize(changes);
    patchRows(this, changes, this.renderItem, (error, row) => this.#report(new OpError(`item ${row.key} could not be rendered: ${describe(error)}`, row.item), row.item));
    this.#anchoring.changed();
    this.dispatchEvent(new StreamChangeEvent(told));
  }

  /** Whether an element is a row that this plan neither takes away nor moves. */
  #stays(element: Element, changes: Changes<T, RowView>): boolean {
    const row = this.#rows.get(element.id);
    return row?.view?.element === element && !changes.placed.has(row);
  }

  /** The reader's place is known: says at which edge that is. */
  #settled(): void {
    this.#setState('at-start', this.#anchoring.atStart);
    this.#setState('at-end', this.#anchoring.atEnd);
    this.#edges.check(this.#anchoring);
  }

  #setState(state: string, on: boolean): void {
    if (on) this.#internals.states.add(state);
    else this.#internals.states.delete(state);
  }

  #report(error: Error, value: unknown): void {
    this.dispatchEvent(new StreamErrorEvent(new Error(`<live-stream name="${this.name}">: ${error.message}`, { cause: error }), value));
  }
}

/** <live-stream> with its events typed by name. */
export interface LiveStream<T> {
  addEventListener<K extends keyof LiveStreamEventMap>(
    type: K,
    listener: (this: LiveStream<T>, event: LiveStreamEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'live-stream': LiveStream;
  }
}
