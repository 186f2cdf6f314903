// Rows that are out of view cost no layout: the rows of each block of the list go into a slot of their own, and the browser skips
// slots that cannot be seen (`content-visibility`). Rows stay children of the host: found by find-in-page, selected, focused. Short
// lists are left flat: there, containment costs more than it saves.

import type { Block, Row, RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { hasBox, pointOf } from './scroller.js';

/** From so many rows on, what is out of view is contained. */
const LONG = 200;
/** So few rows say little of all others: the space between them is not counted, and one that is tall too much. */
const FEW = 8;

/** The height that a chunk has while it is out of view. */
const KEPT = 'contain-intrinsic-block-size';

type Chunk = Block<object, RowView>;
type NearRow = Row<object, RowView> | undefined;

export class RowSlots {
  readonly #host: HTMLElement;
  readonly #list: RowList<object, RowView>;
  #slots = new WeakMap<Chunk, HTMLSlotElement>();
  readonly #estimates = new WeakMap<HTMLSlotElement, number>();
  /** Slots that lost children since they were last given any. */
  readonly #stale = new Set<HTMLSlotElement>();
  /** Slots of blocks that are no more, kept for what still leaves in them. */
  readonly #last = new Set<HTMLSlotElement>();
  /** Slots of rows that came with the last change only: they were not laid out yet. */
  readonly #new = new Set<HTMLSlotElement>();
  /** In pixels; 0 before any was seen, and then the styles say what a row is taken to measure. */
  #rowHeight = 0;
  #long = false;

  constructor(host: HTMLElement, list: RowList<object, RowView>) {
    this.#host = host;
    this.#list = list;
  }

  /** Gives every slot the children that are its block's. Called after rows were placed. */
  assign(box: HTMLElement): void {
    const { touched, shrunk, dropped } = this.#list.takeTouched();
    const long = this.#list.size > LONG;
    // It is asked before new rows are in slots, and have a style; where a page's own are not in slots yet, after: WebKit lays out what
    // it is asked about, and without them scrolls back to the beginning.
    const canChunk = (): boolean => long && !this.#long && this.#canChunk(box);
    const early = box.firstChild || this.#list.first?.view?.renderer ? canChunk() : undefined;
    // A reset drops blocks and makes others of the same rows: in the slot they were in, they keep what layout knows of them.
    const spare: HTMLSlotElement[] = [];
    for (const block of dropped) {
      const slot = this.#slots.get(block);
      if (slot) spare.push(slot);
    }
    for (const block of touched) {
      const slot = this.#slotOf(block, box, spare);
      if (this.#stale.delete(slot)) slot.assign();
      slot.assign(...this.#childrenOf(block));
      for (let row: NearRow = block.first; row?.block === block; row = row.next) if (row.view) row.view.slot = slot;
    }
    for (const slot of [...spare, ...this.#last]) {
      this.#stale.delete(slot);
      this.#last.delete(slot);
      if (slot.assignedElements().length) this.#last.add(slot);
      else slot.remove();
    }
    // A child that is taken out leaves its slot by itself.
    for (const block of shrunk) {
      const slot = this.#slots.get(block);
      if (slot) this.#estimate(block, slot);
    }
    if (long !== this.#long) this.#chunk(box, early ?? canChunk());
    this.#new.clear();
    this.#long = long;
  }

  /** Whether chunks would change nothing but what is out of view. Where rows stand beside each other, each chunk would begin anew. */
  #canChunk(box: HTMLElement): boolean {
    const row = this.#list.first?.view?.element;
    // What is in no slot has no style: it is in one alone while it is asked.
    const slot = row && !row.assignedSlot && row.parentNode === this.#host ? box.appendChild(document.createElement('slot')) : undefined;
    slot?.assign(row as Element);
    const { display: own, float } = row ? getComputedStyle(row) : box.style;
    slot?.remove();
    // An element that is not defined yet is inline until it is.
    return isStacked(box) && !(row?.matches(':defined') && (own.startsWith('inline') || /left|right|inline/.test(float)));
  }

  #chunk(box: HTMLElement, chunked: boolean): void {
    if (chunked) this.#keepHeights();
    box.classList.toggle('long', chunked);
  }

  /** Forgets all slots: the rows are, or were, in another element. */
  clear(box: HTMLElement): void {
    box.replaceChildren();
    this.#slots = new WeakMap();
    this.#stale.clear();
    this.#last.clear();
  }

  /** The element of this row is about to be taken out, or the page took it. To ask the browser for its slot costs more the more slots there are. */
  lose({ slot, element }: RowView): void {
    const stale = slot ?? element.assignedSlot;
    if (stale?.parentNode) this.#stale.add(stale);
  }

  /**
   * Called before children are moved, or taken out and put back. Firefox (153) crashes when that is done to a child of a slot that
   * others were taken out of, unless the slot was emptied in between.
   */
  settle(): void {
    for (const slot of this.#stale) {
      const left = slot.assignedElements();
      slot.assign();
      slot.assign(...left);
    }
    this.#stale.clear();
  }

  /** Looks at a chunk in view, and takes the height of its rows for that of rows not seen yet. */
  measure(row: Element | undefined, box: HTMLElement): void {
    // The page may have come to lay it out another way. While it is in chunks no row is asked: one that is just coming is in no slot.
    const chunked = box.classList.contains('long');
    if (this.#long && (chunked ? !isStacked(box) : this.#canChunk(box))) this.#chunk(box, !chunked);
    const block = row && this.#list.get(row.id)?.block;
    if (!block || this.#list.size <= LONG || (block.size < FEW && this.#rowHeight > 0)) return;
    // By its rows: where they just came, WebKit takes the slot to be as high as before until the frame is laid out.
    const height = this.#heightOf(block) / block.size;
    if (height > 0 && Math.abs(height - this.#rowHeight) > this.#rowHeight / 4) {
      this.#rowHeight = height;
      box.style.setProperty('--_row', `${height}px`);
    }
  }

  #slotOf(block: Chunk, box: HTMLElement, spare: HTMLSlotElement[]): HTMLSlotElement {
    let slot = this.#slots.get(block);
    if (!slot) {
      slot = spare.shift() ?? document.createElement('slot');
      this.#slots.set(block, slot);
      if (block.first.view?.rendered) this.#new.add(slot);
      let next = block.next;
      while (next && !this.#slots.has(next)) next = next.next;
      const after = (next && this.#slots.get(next)) ?? null;
      if (slot.parentNode !== box || slot.nextElementSibling !== after) box.insertBefore(slot, after);
    }
    this.#estimate(block, slot);
    return slot;
  }

  /** Rows that were laid out before are high as they are in chunks, too, so that nothing moves. Those that just came are left out. */
  #keepHeights(): void {
    for (const slot of this.#new) slot.style.display = 'none';
    const heights = new Map<HTMLSlotElement, number>();
    for (let block = this.#list.first?.block; block; block = block.next) {
      const slot = this.#slots.get(block);
      if (!slot || this.#new.has(slot)) continue;
      const height = this.#heightOf(block);
      if (height) heights.set(slot, height);
    }
    for (const slot of this.#new) slot.style.removeProperty('display');
    for (const [slot, height] of heights) slot.style.setProperty(KEPT, `auto ${height}px`);
  }

  /** From its first row that has a box to its last; 0 where none has. */
  #heightOf(block: Chunk): number {
    const first = laidOut(block, block.first, 'next');
    const last = laidOut(block, block.next ? block.next.first.prev : this.#list.last, 'prev');
    return first && last ? pointOf(last, 1) - pointOf(first, 0) : 0;
  }

  /** For slots never seen: a few rows more or less do not matter. */
  #estimate({ size }: Chunk, slot: HTMLSlotElement): void {
    if (Math.abs(size - (this.#estimates.get(slot) ?? 0)) <= 8) return;
    this.#estimates.set(slot, size);
    slot.style.removeProperty(KEPT);
    slot.style.setProperty('--_rows', `${size}`);
  }

  /** The children from the block's first row to the next block's: rows, and those on their way out, which have no id any more. */
  #childrenOf(block: Chunk): Element[] {
    const children: Element[] = [];
    const end = block.next?.first.view?.element;
    let child = block.prev ? block.first.view?.element : this.#host.firstElementChild;
    for (; child && child !== end; child = child.nextElementSibling)
      if (!child.slot && (child.id || child.hasAttribute('data-stream'))) children.push(child);
    return children;
  }
}

/** The first element in a block that has a box, from a row on. */
function laidOut(block: Chunk, row: NearRow, way: 'next' | 'prev'): Element | undefined {
  while (row?.block === block && !(row.view && hasBox(row.view.element))) row = row[way];
  return row?.block === block ? row.view?.element : undefined;
}

/** Whether a box lays out what is in it in one column, one below the other. */
function isStacked(box: Element): boolean {
  const { display, columnCount, columnWidth } = getComputedStyle(box);
  return /^(block|flow-root)$/.test(display) && columnCount === 'auto' && columnWidth === 'auto';
}
