// A reader who looks at the page as it is painted, frame by frame: where rows are, how far they drifted, whether there is anything.

import type { LiveStream } from '../live-stream/live-stream.js';
import { scrollerOf } from '../live-stream/scroller.js';
import { containerOf } from './below.js';
import { atPaint } from './paint.js';

type AnyStream = LiveStream<never>;

/** Looks at a `<live-stream>`, whatever has its rows and scrolls them. Figures add up from look to look. */
export class Reader {
  /** The farthest a row moved under the reader's eye, in pixels. */
  drift = 0;
  /** Where that was. */
  worst = '';
  /** Frames in which nothing of the list was to be seen. */
  blanks = 0;
  /** The most rows there were. */
  most = 0;
  /** How many frames were looked at. */
  frames = 0;
  readonly #stream: AnyStream;
  readonly #rows: Element;
  readonly #scroller: Element;
  #row: Element | undefined;
  #at = 0;
  /** Where each row ended when it was painted last. */
  #painted = new Map<Element, number>();

  constructor(stream: object) {
    this.#stream = stream as AnyStream;
    this.#rows = containerOf(this.#stream);
    this.#scroller = scrollerOf(this.#rows);
  }

  /** Scrolls by so many pixels, and looks: the rows whose ends were seen before and still are moved by these and no more. */
  async scroll(by: number): Promise<void> {
    const before = this.#scroller.scrollTop;
    this.#scroller.scrollTop += by;
    this.#watch(this.#scroller.scrollTop - before);
    await this.look();
    this.mark();
  }

  /** Watches the lowest row that ends in view, where it was painted last. */
  mark(): void {
    this.#watch(0);
  }

  #watch(moved: number): void {
    const { bottom, top } = this.#view();
    this.#row = undefined;
    for (const [row, end] of this.#painted) {
      if (end > bottom) break;
      if (end > top && end - moved > top && end - moved <= bottom && row.isConnected) [this.#row, this.#at] = [row, end - moved];
    }
  }

  /** What is seen of the rows: what of them is in view of what scrolls them. */
  #view(): { top: number; bottom: number } {
    const isPage = this.#scroller === this.#scroller.ownerDocument.scrollingElement;
    const view = isPage ? new DOMRect(0, 0, innerWidth, innerHeight) : this.#scroller.getBoundingClientRect();
    const { top, bottom } = this.#rows.getBoundingClientRect();
    return { top: Math.max(top, view.top), bottom: Math.min(bottom, view.bottom) };
  }

  /** Looks at so many frames as they are painted. */
  async look(frames = 1): Promise<void> {
    for (let i = 0; i < frames; i++) await atPaint(() => this.#look());
  }

  /** Looks until something holds. */
  async lookUntil(holds: () => boolean): Promise<void> {
    while (!holds()) await this.look();
  }

  #look(): void {
    this.frames++;
    this.most = Math.max(this.most, this.#stream.size);
    const { left, width } = this.#rows.getBoundingClientRect();
    const { top, bottom } = this.#view();
    const root = this.#rows.getRootNode() as Document;
    const isHit = (x: number, y: number): boolean => {
      const element = root.elementFromPoint(x, y);
      return element !== null && element !== this.#rows && this.#rows.contains(element);
    };
    // A list may have a wide edge of its own, and rows need not reach to the middle.
    const across = [left + Math.min(10, width / 2), left + width / 2];
    const hit = [0.05, 0.3, 0.5, 0.7, 0.95].some((part) => across.some((x) => isHit(x, top + (bottom - top) * part)));
    if (!hit) this.blanks++;
    // What layout skips is drawn nowhere, whatever place it has.
    // Nor is a header or a footer a row, wherever it stands among them.
    const rows = Array.from(this.#rows.children).filter(({ slot }) => !slot || this.#rows !== (this.#stream as Element));
    const seen = rows.filter((row) => row.checkVisibility({ contentVisibilityAuto: true }));
    this.#painted = new Map(seen.map((row) => [row, row.getBoundingClientRect().bottom]));
    if (!this.#row) return;
    const drift = this.#row.isConnected ? Math.abs(this.#row.getBoundingClientRect().bottom - this.#at) : Infinity;
    if (drift <= this.drift) return;
    this.drift = drift;
    this.worst = `${this.#row.id} in frame ${this.frames}, ${this.#rows.firstElementChild?.id} to ${this.#rows.lastElementChild?.id}`;
  }
}
