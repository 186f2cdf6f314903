// A reader who looks at the page as it is painted, frame by frame: where rows are, how far they drifted, whether there is anything.

import type { LiveStream } from '../live-stream/live-stream.js';
import { atPaint } from './paint.js';

type AnyStream = LiveStream<never>;

/** Looks at a `<live-stream>` that scrolls by itself. Figures add up from look to look. */
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
  #row: Element | undefined;
  #at = 0;
  /** Where each row ended when it was painted last. */
  #painted = new Map<Element, number>();

  constructor(stream: object) {
    this.#stream = stream as AnyStream;
  }

  /** Scrolls by so many pixels, and looks: the rows whose ends were seen before and still are moved by these and no more. */
  async scroll(by: number): Promise<void> {
    const before = this.#stream.scrollTop;
    this.#stream.scrollTop += by;
    this.#watch(this.#stream.scrollTop - before);
    await this.look();
    this.mark();
  }

  /** Watches the lowest row that ends in view, where it was painted last. */
  mark(): void {
    this.#watch(0);
  }

  #watch(moved: number): void {
    const { bottom, top } = this.#stream.getBoundingClientRect();
    this.#row = undefined;
    for (const [row, end] of this.#painted) {
      if (end > bottom) break;
      if (end > top && end - moved > top && end - moved <= bottom && row.isConnected) [this.#row, this.#at] = [row, end - moved];
    }
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
    const { left, top, width, height } = this.#stream.getBoundingClientRect();
    const root = this.#stream.getRootNode() as Document;
    const hit = [0.05, 0.3, 0.5, 0.7, 0.95].some((part) => {
      const element = root.elementFromPoint(left + Math.min(10, width / 2), top + height * part);
      return element !== null && element !== this.#stream && this.#stream.contains(element);
    });
    if (!hit) this.blanks++;
    // What layout skips is drawn nowhere, whatever place it has.
    const seen = Array.from(this.#stream.children).filter((row) => row.checkVisibility({ contentVisibilityAuto: true }));
    this.#painted = new Map(seen.map((row) => [row, row.getBoundingClientRect().bottom]));
    if (!this.#row) return;
    const drift = this.#row.isConnected ? Math.abs(this.#row.getBoundingClientRect().bottom - this.#at) : Infinity;
    if (drift <= this.drift) return;
    this.drift = drift;
    this.worst = `${this.#row.id} in frame ${this.frames}, ${this.#stream.firstElementChild?.id} to ${this.#stream.lastElementChild?.id}`;
  }
}
