// Keeps the reader's place while rows come, grow and go: at the end if the reader was there, where a row was asked for with that
// row, else with the bottom edge of a row in view held where it is. The browser's own anchoring is off, so that one party corrects.

import type { LitElement, ReactiveController } from 'lit';
import type { Anchor, ScrolledRows } from './anchor.js';
import { ArrivedRows } from './arrived-rows.js';
import { ContentSizes } from './content-sizes.js';
import { FollowedScroller } from './followed-scroller.js';
import { heirOf, heldIn, isAsked, isLost, offPlace, PART, readAgain, shifted, standIn, type HeldRow } from './held-row.js';
import type { Summary } from './plan.js';
import { scrollerOf, type View } from './scroller.js';
import { SeenRows } from './seen-rows.js';

type Settled = (anchor: ScrollAnchor, states: Record<string, boolean>) => void;
type Host = LitElement & { readonly anchor: Anchor; readonly name: string };

export class ScrollAnchor implements ReactiveController {
  readonly #host: Host;
  readonly #rows: ScrolledRows;
  readonly #settled: Settled;
  readonly #sizes: ContentSizes;
  /** What scrolls the rows: the host, the nearest ancestor that scrolls, or the document. */
  readonly scroller = new FollowedScroller(
    () => {
      this.#notice();
      if (this.#edge) this.#restore(); // rows that came meanwhile were not scrolled yet: their first is not where the reader is
      this.#tell();
    },
    () => this.#settle(),
  );
  readonly #arrived = new ArrivedRows();
  /** Whether the reader moved, crossed more than a view at once, and the list was reset, since `settled` last ran. */
  readonly news = { moved: false, leapt: false, renewed: false };
  #began = false;
  /** As it was when the page was last as the list is: `anchor` may have been changed since. */
  #anchor: Anchor | undefined;
  /** The reader is at the edge of `anchor`. */
  #sticks = true;
  /** The end was asked for: what grows is followed to the end whatever `anchor` says, and so is what comes next, however tall. */
  #asked = false;
  #held: HeldRow | undefined;
  readonly #seen = new SeenRows();
  #lookedAt: CSSNumberish | null = null;
  #frame = 0;

  /** `settled` runs with the edges the reader is at when that is known again: after a scroll, and once a frame after changes. */
  constructor(host: Host, rows: ScrolledRows, settled: Settled) {
    this.#host = host;
    this.#rows = rows;
    this.#settled = settled;
    this.#sizes = new ContentSizes(host, () => this.#resized());
    host.addController(this);
  }

  /** A row in view. */
  get rowInView(): Element | undefined {
    const { list } = this.#rows;
    const held = this.#held?.element;
    return (held === this.box ? undefined : held) ?? (this.#edge === 'end' ? list.last : list.first)?.view?.element;
  }

  /** The box that begins and ends with the rows. */
  get box(): Element | undefined {
    return this.#sizes.box;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    const [before, { anchor }] = [this.#anchor, this.#host];
    this.#anchor = anchor;
    this.#sizes.watch(this.#rows.container, anchor !== 'none');
    if (this.#began && before !== anchor) {
      this.#sticks = anchor === 'end' ? this.scroller.atEnd : this.scroller.atStart;
      // What is held still stands where it was seen, also while rows that have come are not laid out.
      if (this.#edge || !this.#held) this.#hold();
    }
    // What is asked of the stream, such as `prefetch`, may have changed.
    if (this.scroller.element) this.#settle();
  }

  hostDisconnected(): void {
    this.#sizes.unwatch();
    this.#arrived.forget();
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
    if (this.#inForce !== 'end') this.#asked = false;
    if (!this.#edge && !this.#held) this.#hold();
  }

  /** Before rows change: makes sure that the row held by is one that stays. */
  prepare(stays: (element: Element) => boolean): void {
    if (this.#held && this.#held.element !== this.box && !stays(this.#held.element))
      this.#held = heirOf(this.#held, stays, this.scroller.viewOf(this.box));
  }

  /**
   * After rows changed. A reader in the middle is put back at once, one at the edge when the layout is known: the box tells when its
   * size changes, or may not where rows came and went, and where they came above the end, only after that was counted as a shift.
   */
  changed({ inserted, moved, removed, pruned }: Summary, wasReset: boolean): void {
    this.news.renewed ||= wasReset;
    if (this.#inForce === 'end') this.#arrived.note(this.#rows.list, inserted);
    if (!this.#edge) {
      this.#restore();
      this.#sizes.askAgain();
    }
    const cameAbove = this.#edge === 'end' && !inserted.includes(this.#rows.list.last?.key ?? '');
    if (moved.length || (inserted.length && (cameAbove || removed.length + pruned.length))) this.#settle();
  }

  /** Goes to the end, and stays there while rows grow; with `anchor="end"` as rows come, too. */
  scrollToEnd(behavior: ScrollBehavior = 'instant'): void {
    if (!this.scroller.element) this.#follow();
    this.#asked = true;
    this.#sticks = this.#inForce === 'end';
    this.#held = undefined;
    this.scroller.scrollToEnd(behavior);
    this.#settle();
  }

  /** Goes to a row, if there is one, and holds it there until the reader scrolls. */
  scrollToRow(element: Element | undefined, block: 'start' | 'center' | 'end'): boolean {
    if (!element) return false;
    if (!this.scroller.element) this.#follow();
    this.scroller.takeLowered(); // what was read before is not to be held
    this.#asked = this.#sticks = false;
    this.#held = { element, part: PART[block], at: undefined };
    this.#restore();
    this.#settle();
    return true;
  }

  /** The edge the reader is kept at. */
  get #edge(): 'start' | 'end' | undefined {
    const anchor = this.#asked ? 'end' : this.#sticks && this.#inForce;
    return anchor === 'start' || anchor === 'end' ? anchor : undefined;
  }

  get #inForce(): Anchor {
    return this.#sizes.isReversed ? 'none' : (this.#anchor ?? this.#host.anchor);
  }

  #resized(): void {
    this.#follow();
    this.#held = shifted(this.#held, -this.scroller.takeLowered()); // what was read stays where it is on the screen
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
    const asked = this.#asked || isAsked(this.#held);
    this.#settled(this, { ...this.scroller.statesOf(this.#edge === 'end'), asked, reversed: this.#sizes.isReversed });
    this.news.moved = this.news.leapt = this.news.renewed = false;
  }

  #follow(): void {
    const isOther = this.scroller.follow(scrollerOf(this.#rows.container ?? this.#host));
    this.#sizes.watchUpTo(this.scroller.element);
    if (!isOther) return;
    if (!this.#began) this.#sticks = this.#host.anchor === 'end' || this.scroller.atStart;
    else if (!this.#held && !this.#sticks) this.#hold();
    this.#began = true;
  }

  #restore(final = false): void {
    const view = this.scroller.viewOf(this.box);
    if (!view || this.scroller.glides || (this.#inForce === 'none' && !this.#asked && !isAsked(this.#held))) return;
    if (this.#edge === 'end') return this.#restoreEnd(view);
    this.#arrived.forget();
    if (this.#edge) return;
    const standing = this.#held && standIn(this.#held, this.#seen.left, this.#rows.list);
    if (!standing) return this.#hold();
    const held = shifted(standing, this.#seen.pushed(view, this.box));
    // Where a transform scales the scroller, how much is known to a pixel only: hence a second look.
    for (let look = 0; look < 2; look++) this.scroller.correct(offPlace(held, view));
    this.#held = readAgain(held, view);
    this.#seen.moved(view, this.box);
    // Rows skipped by layout may leave no room to scroll to until the frame is laid out: only then is another place taken for good.
    if (final && held.at !== undefined && isLost(held, view)) this.#hold();
  }

  /** A new row taller than the view is read from its top, unless the end was asked for: there, the reader would have to go back. */
  #restoreEnd(view: View): void {
    const wasAsked = this.#asked;
    if (this.#arrived.any) this.#asked &&= this.#inForce !== 'end';
    const tall = this.#arrived.takeTall(view);
    if (tall && !wasAsked) this.scrollToRow(tall, 'start');
    else this.scroller.scrollToEnd();
  }

  /** Takes note of where the reader went since the last look: scripts scroll without waiting for the event. */
  #notice(): void {
    const moved = this.scroller.takeMoved();
    // Content that shrank lets the browser pull the reader back to the end: that is no scroll of the reader's.
    if (moved === 0 || (moved < 0 && this.scroller.atEnd)) return;
    const view = this.scroller.viewOf(this.box);
    this.news.moved = true;
    this.news.leapt = !this.#asked && Math.abs(moved) > (view?.height ?? 0);
    // What grew looks like distance from the end, too, and so does the browser's pull where more has shrunk than grown by then.
    if (this.#edge === 'end' && (moved > 0 || this.scroller.atEnd || this.#seen.areGone || (view && !this.#seen.cameDown(view)))) return;
    if (this.news.leapt) this.#seen.forget();
    // What was seen and still is moves as the reader did, whatever grew meanwhile.
    const grown = view ? this.#seen.grown(view, this.box) : 0;
    // Where the browser holds something else in view, what it scrolled by is what has grown.
    if (Math.abs(grown - moved) >= 1 || !this.scroller.isHeld) this.scroller.correct(grown);
    if (view) this.#seen.moved(view, this.box);
    this.#asked = false;
    this.#sticks = this.#inForce === 'end' ? this.scroller.atEnd : this.scroller.atStart;
    this.#hold(this.#seen.lowest);
  }

  /** Remembers what the reader sees, as it is painted; the lowest row is held from now on. At the start nothing grows above it. */
  #look(): void {
    const view = this.#edge === 'start' || this.#inForce === 'none' ? undefined : this.scroller.viewOf(this.box);
    this.#seen.look(this.#rows.list, view, this.box, this.rowInView);
    if (view && this.#held) this.#held = this.#seen.inPlaceOf(this.#held, view);
  }

  #hold(by?: HeldRow): void {
    const view = this.#edge ? undefined : this.scroller.viewOf(this.box);
    this.#held = view && (by ?? heldIn(this.#rows.list, this.box, view));
    if (view) this.#sizes.askAgain();
  }
}
