// Makes the rows of a list one tab stop: ↑ ↓ Home End PageUp PageDown move a real focus, and a row that goes hands it to its neighbour.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';
import { isFocusLost } from './lost-focus.js';
import { bringTo, topIn } from './reading-place.js';

type Host = ReactiveControllerHost & Element;

/** What hangs above a row, or over the top of the list, in pixels. */
const ABOVE = 48;

/** A gap with focus that ops may fill, the row above it, and where in the view it is. */
interface FocusedGap {
  gap: HTMLElement;
  above: HTMLElement | undefined;
  top: number;
}

export class RowFocus implements ReactiveController {
  readonly #list: () => LiveStream<never> | null;
  readonly #leave: () => void;
  #watched: LiveStream<never> | null = null;
  /** The row that Tab comes to: the one last focused, else the first unread, else the newest. */
  #stop: HTMLElement | undefined;
  #chosen = false;
  #first: HTMLElement | undefined;
  /** The rows as they were before ops that are not applied yet, kept while the one that Tab comes to has focus. */
  #before: HTMLElement[] | undefined;
  /** Whether the row with focus was come to from one below it. */
  #upward = false;
  #gap: FocusedGap | undefined;

  /** `leave` runs on Escape, and when the last row is gone: where focus is to go. */
  constructor(host: Host, list: () => LiveStream<never> | null, leave: () => void) {
    this.#list = list;
    this.#leave = leave;
    host.addController(this);
  }

  /** The first unread row, or none: where Tab comes to in a list that had no focus yet. */
  readonly enterAt = (row: HTMLElement | undefined): void => {
    this.#first = row;
    if (!this.#chosen) this.#moveStop(this.#entry());
  };

  /** The oldest row there is. */
  get oldest(): HTMLElement | undefined {
    return this.#rows()[0];
  }

  /** Focuses the first of so many newest rows, as far as they are shown. Where they fill more than the view, that is read from it. */
  focusNewest(count: number): void {
    const [list, rows] = [this.#watched, this.#rows()];
    const row = rows.at(-count) ?? rows[0];
    if (!list || !row) return;
    row.focus({ preventScroll: true });
    if (list.scrollHeight - list.scrollTop - topIn(list, row) + ABOVE > list.clientHeight)
      bringTo(list, row, row.offsetHeight + ABOVE <= list.clientHeight ? ABOVE : Math.min(0, ABOVE - leadOf(row)));
  }

  hostUpdated(): void {
    const list = this.#list();
    if (list === this.#watched) return;
    this.#watched = list;
    if (!list) return;
    list.addEventListener('focusin', (event) => {
      const row = this.#rowOf(event);
      const from = event.relatedTarget;
      if (row && !(from instanceof Node && row.contains(from))) this.#upward = from instanceof HTMLElement && this.#isBelow(from, row);
      this.#chosen = true;
      this.#moveStop(row);
    });
    list.addEventListener('keydown', (event) => this.#onKey(event));
    list.addEventListener('stream-before-apply', () => {
      this.#before = this.#stop?.matches(':focus-within') ? this.#rows() : undefined;
      this.#gap = this.#gapOf(list);
    });
    list.addEventListener('stream-change', () => this.#onChange());
  }

  #rows(): HTMLElement[] {
    return [...(this.#watched?.children ?? [])].filter(isRow);
  }

  #rowOf(event: Event): HTMLElement | undefined {
    return event
      .composedPath()
      .find((target): target is HTMLElement => target instanceof HTMLElement && target.parentElement === this.#watched && isRow(target));
  }

  #entry(): HTMLElement | undefined {
    return this.#first?.isConnected ? this.#first : this.#rows().at(-1);
  }

  #moveStop(row: HTMLElement | undefined): void {
    if (!row || row === this.#stop) return;
    if (this.#stop) this.#stop.tabIndex = -1;
    this.#stop = row;
    row.tabIndex = 0;
  }

  #isBelow(other: HTMLElement, row: HTMLElement): boolean {
    const rows = this.#rows();
    return rows.indexOf(other) > rows.indexOf(row);
  }

  #gapOf(list: LiveStream<never>): FocusedGap | undefined {
    const gap = this.#stop;
    const at = this.#before && gap?.dataset['gap'] !== undefined ? this.#before.indexOf(gap) : -1;
    return gap && at >= 0 && !this.#upward ? { gap, above: this.#before?.[at - 1], top: topIn(list, gap) } : undefined;
  }

  /** Whoever read down to a gap goes on with the first row of what fills it, and that where the gap was, if it was in view. */
  #readOn(): void {
    const [list, filled] = [this.#watched, this.#gap];
    this.#gap = undefined;
    // Who came from below has the row they came from, which is the next one.
    if (!list || !filled || filled.gap.isConnected || !list.matches(':focus-within')) return;
    const { above, top } = filled;
    const rows = this.#rows();
    const row = above ? rows[rows.indexOf(above) + 1] : rows[0];
    if (!row || (above && !above.isConnected)) return;
    row.focus({ preventScroll: true });
    if (top <= -ABOVE || top >= list.clientHeight) return;
    bringTo(list, row, top);
  }

  #onChange(): void {
    this.#readOn();
    const before = this.#before;
    this.#before = undefined;
    const stop = this.#stop;
    if (stop?.isConnected) {
      if (!this.#chosen) this.#moveStop(this.#entry());
      return;
    }
    const at = before && stop ? before.indexOf(stop) : -1;
    const neighbour = at < 0 ? undefined : (before?.slice(at).find(isShown) ?? before?.slice(0, at).findLast(isShown));
    this.#stop = undefined;
    this.#chosen = neighbour !== undefined;
    this.#moveStop(neighbour ?? this.#entry());
    if (at < 0 || !this.#isLeftOver()) return;
    if (neighbour) neighbour.focus();
    else this.#leave();
  }

  /** Whether focus is nobody else's by now: with the row that had it, it fell to the list or to the page. */
  #isLeftOver(): boolean {
    const list = this.#watched;
    return list !== null && (isFocusLost(list) || list.matches(':focus'));
  }

  #onKey(event: KeyboardEvent): void {
    const row = this.#rowOf(event);
    // Keys typed in a control inside a row are the control's.
    if (
      !row ||
      event.composedPath()[0] !== row ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.shiftKey
    )
      return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#leave();
      return;
    }
    const target = this.#target(event.key, row);
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    this.#reveal(target);
  }

  /** Into view as a whole, with its bar, which stands out above it, and clear of the day that floats there. */
  #reveal(row: HTMLElement): void {
    row.scrollIntoView({ block: 'nearest' });
    const list = this.#watched;
    if (!list) return;
    // With what is below it: short of the end nothing that comes would be followed.
    if (row === this.#rows().at(-1) && row.offsetHeight <= list.clientHeight) list.scrollToEnd();
    const hidden = list.getBoundingClientRect().top + ABOVE - row.getBoundingClientRect().top;
    if (hidden > 0 && row.offsetHeight + ABOVE <= list.clientHeight) list.scrollBy({ top: -hidden, behavior: 'instant' });
  }

  #target(key: string, row: HTMLElement): HTMLElement | undefined {
    const rows = this.#rows();
    const at = rows.indexOf(row);
    switch (key) {
      case 'ArrowUp':
        return rows[at - 1];
      case 'ArrowDown':
        return rows[at + 1];
      case 'Home':
        return rows[0];
      case 'End':
        return rows.at(-1);
      case 'PageUp':
        return rows.slice(0, at).findLast((other) => this.#apart(other, row)) ?? rows[0];
      case 'PageDown':
        return rows.slice(at + 1).find((other) => this.#apart(row, other)) ?? rows.at(-1);
      default:
        return undefined;
    }
  }

  /** Whether two rows are at least a screenful apart. */
  #apart(upper: HTMLElement, lower: HTMLElement): boolean {
    return lower.getBoundingClientRect().bottom - upper.getBoundingClientRect().top >= (this.#watched?.clientHeight ?? 0);
  }
}

function isRow(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && element.slot === '';
}

function isShown(element: Element): boolean {
  return element.isConnected;
}

/** So many pixels of a row are its day and its line of what is new: what it says begins below them. */
function leadOf(row: HTMLElement): number {
  const message = row.shadowRoot?.querySelector('[part="row"]') ?? row;
  return message.getBoundingClientRect().top - row.getBoundingClientRect().top;
}
