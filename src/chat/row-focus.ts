// Makes the rows of a list one tab stop: ↑ ↓ Home End PageUp PageDown move a real focus, and a row that goes hands it to its neighbour.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';

type Host = ReactiveControllerHost & Element;

/** What hangs above a row, or over the top of the list, in pixels. */
const ABOVE = 48;

export class RowFocus implements ReactiveController {
  readonly #list: () => LiveStream<never> | null;
  readonly #leave: () => void;
  #watched: LiveStream<never> | null = null;
  /** The row that Tab comes to: the one last focused, else the first unread, else the newest. */
  #stop: HTMLElement | undefined;
  #chosen = false;
  #first: HTMLElement | undefined;
  /** The rows as they were before ops that are not applied yet, kept while one of them has focus. */
  #before: HTMLElement[] | undefined;

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

  /** Focuses the first of so many newest rows. */
  focusNewest(count: number): void {
    this.#rows().at(-count)?.focus();
  }

  hostUpdated(): void {
    const list = this.#list();
    if (list === this.#watched) return;
    this.#watched = list;
    if (!list) return;
    list.addEventListener('focusin', (event) => {
      this.#chosen = true;
      this.#moveStop(this.#rowOf(event));
    });
    list.addEventListener('keydown', (event) => this.#onKey(event));
    list.addEventListener('stream-before-apply', () => {
      if (list.matches(':focus-within')) this.#before ??= this.#rows();
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

  #onChange(): void {
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
    if (at < 0) return;
    if (neighbour) neighbour.focus();
    else this.#leave();
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
