// <live-stream>: the element that obeys ops. `plan` says what they mean, `StreamRows` shows it, `ScrollAnchor` holds the reader's place.

import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { inAnyDocument } from './any-document.js';
import { admitOps, checkSettings, deletion, nameOf, reporter } from './admit-ops.js';
import type { Anchor } from './anchor.js';
import { EarlyProperties } from './early-properties.js';
import type { HeardOnStream } from './events.js';
import { Flush } from './flush.js';
import { LazyRoles } from './lazy-roles.js';
import { NamedSlots } from './named-slots.js';
import { OpSources, type ItemsPromise, type OpSource } from './op-sources.js';
import type { InsertOptions, ItemId, StreamOp } from './ops.js';
import type { RenderItem } from './lit-renderer.js';
import { Persist } from './persist.js';
import { rowOf } from './plan.js';
import { ScrollAnchor } from './scroll-anchor.js';
import { StreamRows } from './stream-rows.js';
import { renderSlots, setStates, setStatus, slotStyles } from './stream-slots.js';
import { ViewportEdges } from './viewport-edges.js';

/**
 * A list that lives: keyed rows that come, change, move and go by ops, with LiveView's meaning of `at`, `limit` and reset. Ops that
 * arrive together are applied in order and folded before any DOM is made; the DOM is there after `await el.updateComplete`. No op
 * and no item makes it throw: what cannot be used fires `stream-error`. Children that are there and have an id are rows from the start.
 *
 * @tagname live-stream
 * @slot - The rows: light-DOM children, keyed by their `id`, placed by the element itself.
 * @slot header - Before the rows; like all named slots never counted, pruned or displaced.
 * @slot footer - After the rows.
 * @slot empty - Shown when there are no rows and nothing is loading.
 * @slot loading - Shown while `status` is `loading`.
 * @slot failed - Shown while `status` is `failed`.
 * @fires {StreamOpEvent} stream-op - Listened for, not fired: ops dispatched on the element or anything inside it are applied.
 * @fires {StreamBeforeApplyEvent} stream-before-apply - Before ops are applied; cancelable, and its `ops` may be replaced.
 * @fires {StreamChangeEvent} stream-change - After the DOM was changed: the DOM ids inserted, updated, moved, removed, pruned.
 * @fires {StreamErrorEvent} stream-error - An op was refused, an item could not be rendered, or a source failed.
 * @fires {ViewportEvent} viewport-top - The reader came to the first row.
 * @fires {ViewportEvent} viewport-bottom - The reader came to the last row.
 * @csspart rows - The box around the rows.
 * @cssprop [--ls-rows-chunk=block] - From 201 rows on, rows are boxed in chunks; `contents` has none, for rows that are sticky.
 * @cssstate empty - There are no rows.
 * @cssstate loading - `status` is `loading`.
 * @cssstate failed - `status` is `failed`.
 * @cssstate at-start - The reader is at the very start.
 * @cssstate at-end - The reader is at the very end.
 */
@inAnyDocument
export class LiveStream<T extends object = Record<string, unknown>> extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, slotAssignment: 'manual' };
  static override styles = slotStyles;

  /** The stream's name, and prefix of its rows' DOM ids: `name-id`. Set it before items come. Default: the element's id, else `stream`. */
  @property({ reflect: true, useDefault: true }) name = '';

  /** Limit of ops that name none: `n` keeps the first n rows, `-n` the last n. */
  @property({ type: Number }) limit?: number | undefined;

  /** The edge the reader sticks to while there. Elsewhere the reader's place is held. */
  @property({ reflect: true, useDefault: true }) anchor: Anchor = 'start';

  /** How many view heights before an edge its `viewport-top` or `viewport-bottom` event fires. */
  @property({ type: Number, useDefault: true }) prefetch = 1;

  /** What the stream as a whole is doing: shows the slot of that name. `load` and `src` set it. */
  @property({ reflect: true, useDefault: true }) status: 'ready' | 'loading' | 'failed' = 'ready';

  /** Renders an item as a lit template with one element at its root. Changed, it renders all rows again. */
  @property({ attribute: false }) renderItem?: RenderItem<T> | undefined;

  /** Without `renderItem`: the tag of the rows; each is given its item as the property `item`. */
  @property({ attribute: 'item-element', useDefault: true }) itemElement = '';

  /** Without either: its one element is the row, with `{{ path }}` filled from the item. Default: a `<template>` child, else text. */
  @property({ attribute: false }) template?: HTMLTemplateElement | undefined;

  /** The id of another element beside this one whose children the rows are, such as a `<tbody>`; laid out all. Default: the element itself. */
  @property({ attribute: 'for', useDefault: true }) htmlFor = '';

  /** A URL of ops, as server-sent events or NDJSON; joined again after every break, events from where they were left (`Last-Event-ID`). */
  @property({ useDefault: true }) src = '';

  /** Keeps rows and their order in IndexedDB under the stream's name, and gives them back before any op. Value: the database's name. */
  @property() persist?: string | undefined;

  /** Makes the rows one tab stop, with arrow keys between them; in a feed also pages. Controls inside rows keep their own tab stops. */
  @property({ type: Boolean }) interactive = false;

  /** Lets a deleted row stay, marked `data-stream="removing"`, until the animations that gives it are over. */
  @property({ type: Boolean, attribute: 'animate-removal' }) animateRemoval = false;

  /** Derives the DOM id of an item, in place of `name-id`. Throws once there are items: their rows could no longer be found. Source: LiveView `stream_configure/3`. */
  get domId(): ((item: T) => string) | undefined {
    return this.#domId;
  }
  set domId(domId: ((item: T) => string) | undefined) {
    if (domId !== this.#domId && this.#rows.used) throw new Error(`${nameOf(this)}: domId cannot change once there are items`);
    this.#domId = domId;
  }

  /** As the attribute, which is moved to the element around the rows: of a `feed` they are articles, of a `list` its items. */
  override get role(): string | null {
    return this.#roles.role;
  }
  override set role(role: string | null) {
    this.#roles.role = role;
  }

  /** How many rows are shown. */
  get size(): number {
    return this.#rows.list.size;
  }

  /** Applies one op or several, strictly in order. */
  apply(ops: StreamOp<T> | readonly StreamOp<T>[]): void {
    this.#early.settle(() => this.performUpdate());
    if (this.#rows.add(admitOps(this, ops, this.#report))) this.#flush.schedule();
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
    this.apply(deletion(this, item, this.#report) ?? []);
  }

  /** Deletes the row with this DOM id. Source: LiveView `stream_delete_by_dom_id/3`. */
  deleteByDomId(domId: string): void {
    this.apply({ op: 'delete', domId });
  }

  /** Empties the stream and inserts `items`; rows of items kept keep their elements. Source: LiveView `stream/4`, `reset: true`. */
  reset(items: readonly T[] = [], options: Pick<InsertOptions, 'at' | 'limit'> = {}): void {
    this.apply({ op: 'reset', items, ...options });
  }

  /** Applies whatever a source sends, until the function it gives is called. */
  connect(source: OpSource): () => void {
    return this.#sources.connect(source);
  }

  /** Resets the stream to the items promised, showing loading and failed meanwhile; the latest load wins. Source: LiveView `stream_async/4`. */
  load(items: ItemsPromise<T>): Promise<void> {
    return this.#sources.load(items);
  }

  /** Loads and joins again what failed, or loads again where nothing did; false if there is only a promise, which cannot be asked again. */
  retry(): boolean {
    return this.#sources.retry();
  }

  /** Empties the stream and forgets what `persist` keeps of it, the latter even if a `stream-before-apply` listener drops the reset. */
  clear(): Promise<void> {
    this.reset();
    return this.#persisting.forget();
  }

  /** Resolves when what was asked for is applied, and `persist` has written all that changed. */
  persisted(): Promise<void> {
    return this.#persisting.written();
  }

  /** The element of the row with this DOM id. */
  rowByDomId(domId: string): Element | undefined {
    return this.#rows.list.get(domId)?.view?.element;
  }

  /** Scrolls to the end of the rows; with `anchor="end"` the reader then stays there as rows come. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    this.#flush.now();
    this.#anchoring.scrollToEnd(behavior);
  }

  /** Scrolls to the row with this DOM id, or whose item has this id, and holds it there while rows around it still grow. False if there is none. */
  scrollToKey(key: ItemId, block: 'start' | 'center' | 'end' = 'center'): boolean {
    this.#flush.now();
    const row = this.rowByDomId(String(key)) ?? rowOf(this.#rows.list, key)?.view?.element;
    if (row) setStates(this.#internals, { asked: true }); // from here on the browser holds nothing else
    return this.#anchoring.scrollToRow(row, block);
  }

  #domId: ((item: T) => string) | undefined;
  readonly #report = reporter(this);
  readonly #rows = new StreamRows<T>(this, this.#report);
  readonly #internals = this.attachInternals();
  readonly #sources = new OpSources<T>(this, this.#rows, this.#report);
  readonly #persisting = new Persist<T>(this, this.#rows, this.#report);
  readonly #roles = new LazyRoles(this, this.#rows);
  readonly #edges = new ViewportEdges(this, this.#rows.list);
  readonly #anchoring = new ScrollAnchor(this, this.#rows, (anchor, states) => {
    setStates(this.#internals, states);
    this.#rows.measure(anchor.rowInView);
    this.#roles.settle(anchor.rowInView);
    this.#edges.check(anchor);
  });
  readonly #flush = new Flush<T>(this, {
    rows: this.#rows,
    slots: new NamedSlots(this, this.#rows),
    roles: this.#roles,
    anchoring: this.#anchoring,
    persisting: this.#persisting,
    update: () => this.performUpdate(),
  });
  readonly #early = new EarlyProperties(this, ['domId']);

  protected override update(changed: PropertyValues<this>): void {
    checkSettings(this, changed, this.#report);
    const changes = this.#flush.plan(changed);
    super.update(changed);
    setStatus(this.#internals, this.status, this.#flush.isEmpty);
    this.#flush.show(changes);
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#flush.done;
    await super.getUpdateComplete();
    await Promise.all([this.#persisting.restored, this.#roles.ready, this.#rows.ready]);
    return super.getUpdateComplete();
  }

  protected override render(): unknown {
    return renderSlots(this.status, this.#flush.isEmpty);
  }
}

type Hear<T extends object, K extends keyof HeardOnStream<T>> = (this: LiveStream<T>, event: HeardOnStream<T>[K]) => void;

/** <live-stream> with its events typed by name. */
export interface LiveStream<T> {
  addEventListener<K extends keyof HeardOnStream<T>>(type: K, listener: Hear<T, K>, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof HeardOnStream<T>>(type: K, listener: Hear<T, K>, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    // oxlint-disable-next-line typescript/no-explicit-any -- only the page knows of what its items are, and no other type can become its own
    'live-stream': LiveStream<any>;
  }
}
