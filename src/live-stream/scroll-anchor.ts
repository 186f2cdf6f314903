// Keeps the reader's place while rows come, grow and go: at the end if the reader was there, where a row was asked for with that
// row, else with the bottom edge of a row in view held where it is. The browser's own anchoring is off, so that one party corrects.

import type { LitElement, ReactiveController } from 'lit';
import { ContentSizes } from './content-sizes.js';
import { FollowedScroller } from './followed-scroller.js';
import { heirOf, isLost, isTall, lowestInView, offPlace, PART, type HeldRow } from './held-row.js';
import type { Summary } from './plan.js';
import type { RowList } from './row-list.js';
import type { RowView } from './row-renderer.js';
import { scrollerOf } from './scroller.js';
import { SeenRows } from './seen-rows.js';

/**
 * Which edge the reader sticks to: a chat's `end`, a feed's `start`. With `row` the place is held at the edges, too, as a window
 * needs it whose next page comes there; `none` leaves scrolling alone.
 */
export type Anchor = 'end' | 'start' | 'row' | 'none';

/** The rows, and the element they are in. */
interface ScrolledRows {
  readonly list: RowList<object, RowView>;
  readonly container: Element | undefined;
}

type Host = LitElement & { readonly anchor: Anchor };

export class ScrollAnchor implements ReactiveController {
  readonly #host: Host;
  readonly #rows: ScrolledRows;
  readonly #settled: () => void;
  readonly #sizes: ContentSizes;
  /** What scrolls the rows: the host, the nearest ancestor that scrolls, or the document. */
  readonly scroller = new FollowedScroller(() => {
    this.#notice();
    this.#tell();
  });
  #began = false;
  /** The reader is at the edge of `anchor`. */
  #sticks = true;
  /** The end was asked for: what grows is followed to the end whatever `anchor` says, and so is what comes next, however tall. */
  #asked = false;
  #held: HeldRow | undefined;
  readonly #seen = new SeenRows();
  /** The last row, if it came since the reader was last put in place. */
  #arrived: Element | undefined;
  #lookedAt: CSSNumberish | null = null;
  #leapt = false;
  #frame = 0;

  /** `settled` runs when the reader's place is known again: after a scroll, and once a frame after changes. */
  constructor(host: Host, rows: ScrolledRows, settled: () => void) {
    this.#host = host;
    this.#rows = rows;
    this.#settled = settled;
    this.#sizes = new ContentSizes(host, () => this.#resized());
    host.addController(this);
  }

  /** A row in view. */
  get rowInView(): Element | undefined {
    const { list } = this.#rows;
    return this.#held?.element ?? (this.#edge === 'end' ? list.last : list.first)?.view?.element;
  }

  /** The box that begins and ends with the rows. */
  get box(): Element | undefined {
    return this.#sizes.box;
  }

  /** Whether the reader crossed more than a view at once since `settled` last ran. */
  get leapt(): boolean {
    return this.#leapt;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    if (this.#host.isConnected) this.#sizes.watch(this.#rows.container);
  }

  hostDisconnected(): void {
    this.#sizes.unwatch();
    // A scroller that goes along forgets how far it was scrolled; one that stays scrolls other things, and where they are then.
    if (this.scroller.element !== this.#host && this.scroller.element?.isConnected) this.#held = undefined;
    this.scroller.follow(undefined);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Takes note of the reader while the list and the page are one: before anything is planned. */
  notice(): void {
    // Looking costs a layout where rows changed before: once a frame is enough for a reader who is where the rows begin or end.
    const now = document.timeline.currentTime;
    if (!this.#edge || this.#lookedAt !== now) this.#notice();
    this.#lookedAt = now;
    if (this.#host.anchor !== 'end') this.#asked = false;
    if (!this.#edge && !this.#held) this.#hold();
  }

  /** Before rows change: makes sure that the row held by is one that stays. */
  prepare(stays: (element: Element) => boolean): void {
    if (this.#held && !stays(this.#held.element)) this.#held = heirOf(this.#held, stays, this.scroller.view);
  }

  /**
   * After rows changed. A reader in the middle is put back at once, one at the edge when the layout is known: the box tells when
   * its size changes, and where rows came and went in one patch, which may leave the size as it was, a frame is asked for.
   */
  changed({ inserted, moved, removed, pruned }: Summary): void {
    const { last } = this.#rows.list;
    if (last && inserted.length < this.#rows.list.size && inserted.includes(last.key)) this.#arrived = last.view?.element;
    if (!this.#edge) {
      this.#restore();
      this.#sizes.askAgain();
    }
    if (moved.length || (inserted.length && removed.length + pruned.length)) this.#settle();
  }

  /** Goes to the end, and stays there while rows grow; with `anchor="end"` as rows come, too. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    if (!this.scroller.element) this.#follow();
    this.#asked = true;
    this.#sticks = this.#host.anchor === 'end';
    this.#held = undefined;
    this.scroller.scrollToEnd(behavior);
    this.#settle();
  }

  /** Goes to a row, and holds it there until the reader scrolls. */
  scrollToRow(element: Element, block: 'start' | 'center' | 'end'): void {
    if (!this.scroller.element) this.#follow();
    this.#asked = this.#sticks = false;
    this.#held = { element, part: PART[block], at: undefined };
    this.#restore();
    this.#settle();
  }

  /** The edge the reader is kept at. */
  get #edge(): 'start' | 'end' | undefined {
    if (this.#asked) return 'end';
    const { anchor } = this.#host;
    return this.#sticks && (anchor === 'start' || anchor === 'end') ? anchor : undefined;
  }

  #resized(): void {
    this.#follow();
    this.#notice();
    this.#restore();
    this.#look();
    this.#settle();
  }

  #settle(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#notice();
      this.#restore(true);
      this.#tell();
    });
  }

  #tell(): void {
    this.#settled();
    this.#leapt = false;
  }

  #follow(): void {
    if (!this.scroller.follow(scrollerOf(this.#rows.container ?? this.#host))) return;
    if (!this.#began) this.#sticks = this.#host.anchor === 'end' || this.scroller.atStart;
    else if (!this.#held && !this.#sticks) this.#hold();
    this.#began = true;
  }

  #restore(final = false): void {
    const { view } = this.scroller;
    const held = this.#held;
    const { anchor } = this.#host;
    const isAsked = this.#asked || (held && held.at === undefined);
    if (!view || (anchor === 'none' && !isAsked)) return;
    const arrived = this.#asked ? undefined : this.#arrived;
    if (this.#arrived) this.#asked &&= anchor !== 'end';
    this.#arrived = undefined;
    // A new row taller than the view is read from its top: at the end the reader would have to go back for it.
    if (this.#edge === 'end' && arrived && isTall(arrived, view)) return this.scrollToRow(arrived, 'start');
    if (this.#edge === 'end') return this.scroller.scrollToEnd();
    if (this.#edge) return;
    if (!held?.element.isConnected) return this.#hold();
    // Where a transform scales the scroller, how much is known to a pixel only: hence a second look.
    for (let look = 0; look < 2; look++) this.scroller.correct(offPlace(held, view));
    this.#seen.moved(view, this.box);
    // Rows skipped by layout may leave no room to scroll to until the frame is laid out: only then is another place taken for good.
    if (final && held.at !== undefined && isLost(held, view)) this.#hold();
  }

  /** Takes note of where the reader went since the last look: scripts scroll without waiting for the event. */
  #notice(): void {
    const moved = this.scroller.takeMoved();
    // Content that shrank lets the browser pull the reader back to the end: that is no scroll of the reader's.
    if (moved === 0 || (moved < 0 && this.scroller.atEnd)) return;
    const { view } = this.scroller;
    this.#leapt = !this.#asked && Math.abs(moved) > (view?.height ?? 0);
    // Content that grew since our own scroll looks like distance from the end, too: only a scroll away leaves it.
    if (this.#edge === 'end' && (moved > 0 || this.scroller.atEnd)) return;
    if (this.#leapt) this.#seen.forget();
    // What was seen and still is moves as the reader did, whatever grew meanwhile.
    if (view) this.scroller.correct(this.#seen.grown(view, this.box));
    if (view) this.#seen.moved(view, this.box);
    this.#asked = false;
    this.#sticks = this.#host.anchor === 'end' ? this.scroller.atEnd : this.scroller.atStart;
    this.#hold(this.#seen.lowest);
  }

  /** Remembers what the reader sees, as it is painted; the lowest row is held from now on. At the start nothing grows above it. */
  #look(): void {
    const view = this.#edge === 'start' || this.#host.anchor === 'none' ? undefined : this.scroller.view;
    this.#seen.look(this.#rows.list, view, this.box, this.rowInView);
    const { lowest } = this.#seen;
    if (!view || !lowest || this.#held?.at === undefined || lowest.element === this.#held.element) return;
    // The fraction of a pixel by which the old row is off goes along, or fractions would add up.
    this.#held = { ...lowest, at: lowest.at - offPlace(this.#held, view) };
  }

  #hold(by?: HeldRow): void {
    const view = this.#edge ? undefined : this.scroller.view;
    this.#held = view && (by ?? lowestInView(this.#rows.list, view));
    if (view) this.#sizes.askAgain();
  }
}
