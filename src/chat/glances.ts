// Which rows the reader has seen: those that were on the screen, in a visible document, for a while.

import { MessageItem } from './message-item.js';

/** How long a message is to be in view before it counts as read, in milliseconds. */
const GLANCE = 1_000;
/** Where it is in view: half of it is, or it crosses the middle of a list that is, as what is taller than that does while it fills half of it. */
const SIGHTS: readonly IntersectionObserverInit[] = [{ root: null, threshold: [0, 0.5] }, { rootMargin: '-50% 0px' }];

/** A row in view: by what says so, and what ends in its being seen. */
interface Glance {
  readonly by: Set<IntersectionObserver>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Glances {
  readonly #seen: (row: MessageItem) => void;
  #sights: readonly IntersectionObserver[] = [];
  /** Where the list itself is: it may be in a pane that is not displayed, or further down the page. */
  #list: IntersectionObserverEntry | undefined;
  readonly #inView = new Map<MessageItem, Glance>();

  constructor(seen: (row: MessageItem) => void) {
    this.#seen = seen;
  }

  /** Rows of this list are looked at from now on, or of none. */
  watch(list: Element | null): void {
    document.removeEventListener('visibilitychange', this.#look);
    for (const sight of this.#sights) sight.disconnect();
    this.#sights = [];
    this.#list = undefined;
    this.forget();
    if (!list) return;
    document.addEventListener('visibilitychange', this.#look);
    this.#sights = SIGHTS.map((where) => new IntersectionObserver(this.#sighted, { root: list, ...where }));
    this.#sights[0]!.observe(list);
  }

  /** Whether what comes into view now comes before the reader's eyes. */
  get isLookedAt(): boolean {
    return Boolean(this.#list?.isIntersecting) && document.visibilityState === 'visible';
  }

  add(row: MessageItem): void {
    for (const sight of this.#sights) sight.observe(row);
  }

  delete(row: MessageItem): void {
    for (const sight of this.#sights) sight.unobserve(row);
    this.#unsee(row);
  }

  /** Whatever is in view was not seen. */
  forget(): void {
    for (const row of this.#inView.keys()) this.#unsee(row);
  }

  readonly #sighted = (entries: readonly IntersectionObserverEntry[], sight: IntersectionObserver): void => {
    for (const entry of entries) {
      const { target, isIntersecting, intersectionRatio } = entry;
      if (!(target instanceof MessageItem)) {
        this.#list = entry;
        this.#look();
        continue;
      }
      const glance = this.#inView.get(target) ?? { by: new Set(), timer: undefined };
      glance.by[isIntersecting && intersectionRatio >= sight.thresholds.at(-1)! ? 'add' : 'delete'](sight);
      this.#glance(target, glance);
      if (glance.by.size > 0) this.#inView.set(target, glance);
      else this.#inView.delete(target);
    }
  };

  /** The page, or the list in it, was hidden or shown. */
  readonly #look = (): void => {
    for (const [row, glance] of this.#inView) this.#glance(row, glance);
  };

  /** Begins a glance, goes on with it, or gives it up. The middle of the list may be off the screen where less than half of it is on it. */
  #glance(row: MessageItem, glance: Glance): void {
    const { by, timer } = glance;
    const isSeen = this.isLookedAt && (by.has(this.#sights[0]!) || (by.size > 0 && this.#list!.intersectionRatio >= 0.5));
    if (isSeen) glance.timer ??= setTimeout(this.#seen, GLANCE, row);
    else glance.timer = void clearTimeout(timer);
  }

  #unsee(row: MessageItem): void {
    clearTimeout(this.#inView.get(row)?.timer);
    this.#inView.delete(row);
  }
}
