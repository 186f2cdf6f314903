// Moves the window of a room where the reader goes: older rows at the beginning, newer ones at the end, gaps when they are seen,
// and a jump to any message or day.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveStream } from '../live-stream/live-stream.js';
import type { Place, Row } from '../sync/protocol.js';
import type { StreamStatus, SyncedStream } from '../sync/synced-stream.js';
import type { LeftAt } from './left-rooms.js';
import { bringTo } from './reading-place.js';
import { reasonOf } from './report-error.js';
import type { StringKey } from './strings.js';
import type { Words } from './words.js';

type Host = ReactiveControllerHost & Element;
type Way = 'older' | 'newer';

interface Moves {
  readonly stream: SyncedStream<Row> | undefined;
  readonly moving: Set<Way>;
  readonly wanted: Set<Way>;
}

export interface RoomWindowOptions {
  stream(): SyncedStream<Row> | undefined;
  list(): LiveStream<never> | null;
  /** How many rows to ask for at an edge. */
  step(): number;
  /** The DOM id of a row. */
  domId(id: string): string;
  words(): Words;
  /** Called with the reason, in words, when rows could not be had. */
  trouble(words: string): void;
}

/** How long a room may stay without rows until those are found where it was left, in milliseconds. */
const PATIENCE = 400;

export class RoomWindow implements ReactiveController {
  readonly #host: Host;
  readonly #options: RoomWindowOptions;
  readonly #seen = new Set<HTMLElement>();
  #watched: LiveStream<never> | null = null;
  /** Which ends of which window are being moved, and are to be moved on. */
  #moves: Moves = { stream: undefined, moving: new Set(), wanted: new Set() };
  #comebacks = 0;
  #listening = new AbortController();
  #live = false;
  readonly #connecting: (() => void)[] = [];
  #sight: IntersectionObserver | undefined;

  constructor(host: Host, options: RoomWindowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdated(): void {
    const list = this.#options.list();
    if (list === this.#watched) return;
    this.hostDisconnected();
    this.#watched = list;
    if (!list) return;
    const { signal } = (this.#listening = new AbortController());
    list.addEventListener('viewport-top', () => this.#atStart(list), { signal });
    list.addEventListener('viewport-bottom', () => void this.#move('newer'), { signal });
    list.addEventListener('stream-change', () => this.#changed(), { signal });
    list.addEventListener('click', (event) => this.#clicked(event), { signal });
    // Half a view ahead, so that who scrolls on seldom waits.
    this.#sight = new IntersectionObserver((entries) => this.#sighted(entries), { root: list, rootMargin: '50% 0px' });
    this.#changed();
  }

  hostDisconnected(): void {
    this.#sight?.disconnect();
    this.#seen.clear();
    this.#listening.abort();
    this.#watched = null;
  }

  /** Whether older rows are on their way. */
  get loading(): boolean {
    return this.#moves.stream === this.#options.stream() && this.#moves.moving.has('older');
  }

  /** Whether there are none older; undefined before anything is known. */
  get beginning(): boolean | undefined {
    return this.#options.stream()?.status.beginning;
  }

  /** Asks for older rows, unless it is asking already or there are none. */
  async older(): Promise<void> {
    if (!this.loading && this.beginning === false) await this.#move('older');
  }

  /**
   * Goes to a place, and gives the row there. Words say why it could not be reached, after `failed` is called; where another room is
   * shown by then, it is called, too, and nothing is said.
   */
  async jump(place: Place, failed?: () => void): Promise<HTMLElement | undefined> {
    const [stream, list] = [this.#options.stream(), this.#options.list()];
    if (!stream || !list) return undefined;
    try {
      const id = await this.#find(stream, place);
      await list.updateComplete;
      if (stream !== this.#options.stream()) return void failed?.();
      const row = id === undefined ? undefined : list.rowByDomId(this.#options.domId(id));
      if (!(row instanceof HTMLElement)) return undefined;
      list.scrollToKey(row.id);
      return row;
    } catch (error) {
      failed?.();
      this.#fail(stream, 'jumpFailed', error);
      return undefined;
    }
  }

  /**
   * Begins a stream where its room was left; nothing of it is to be shown before. Gives what brings the row to where it was, once the
   * list has it. A place that is not found, or not soon, is given up for the end.
   */
  async resume(stream: SyncedStream<Row>, { id, top }: LeftAt): Promise<() => Promise<void>> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE));
    const found = await Promise.race([stream.jumpTo({ id }), late]).catch(() => undefined);
    // Where there is nothing to open, the stream has said so.
    if (found === undefined) void stream.latest().catch(() => undefined);
    return async () => {
      const list = this.#options.list();
      await list?.updateComplete; // just put back in the page, it is laid out anew, and would undo what is added
      const row = found === undefined ? undefined : list?.rowByDomId(this.#options.domId(found));
      if (list && row) bringTo(list, row, top);
    };
  }

  /** Goes to the newest rows. */
  async latest(): Promise<void> {
    const [stream, list] = [this.#options.stream(), this.#options.list()];
    if (stream && !stream.status.end) {
      await stream.latest();
      await list?.updateComplete;
    }
    list?.scrollToEnd();
  }

  /** Call when the status has changed: what was asked for in vain while offline is asked for again. */
  statusChanged({ state, loaded, beginning }: StreamStatus): void {
    if (state !== 'connecting') for (const go of this.#connecting.splice(0)) go();
    const wasLive = this.#live;
    this.#live = state === 'live';
    if (!this.#live || !loaded) return;
    this.#comebacks += 1;
    if (!wasLive) for (const row of this.#options.list()?.children ?? []) row.dispatchEvent(new Event('online')); // to its files
    if (!beginning && this.#options.list()?.matches(':state(at-start)')) void this.older();
    for (const gap of this.#seen) void this.#fill(gap);
  }

  /** Nothing comes unasked in front of whoever is at the button with keys: it would go out of view with their focus. */
  #atStart(list: LiveStream<never>): void {
    if (this.beginning || list.querySelector('[part="older"]:focus-visible')) return;
    void this.#move('older');
  }

  /** A place that is not kept here can be had, if at all, once there is a connection: a link leads to it as soon as the page opens. */
  async #find(stream: SyncedStream<Row>, place: Place): Promise<string | undefined> {
    try {
      return await stream.jumpTo(place);
    } catch (error) {
      if (stream.status.state !== 'connecting') throw error;
      await new Promise<void>((resolve) => this.#connecting.push(resolve));
      return stream.jumpTo(place);
    }
  }

  /** Moves an end of the window; once more if the reader came to the new end meanwhile, for nothing would tell of that again. */
  async #move(way: Way): Promise<void> {
    const stream = this.#options.stream();
    if (stream !== this.#moves.stream) this.#moves = { stream, moving: new Set(), wanted: new Set() };
    const { moving, wanted } = this.#moves;
    wanted.add(way);
    if (moving.has(way)) return;
    moving.add(way);
    if (way === 'older') this.#host.requestUpdate();
    try {
      while (wanted.delete(way)) await stream?.[way](this.#options.step());
    } catch (error) {
      wanted.delete(way);
      this.#fail(stream, `${way}Failed`, error);
    } finally {
      moving.delete(way);
      if (way === 'older') this.#host.requestUpdate();
    }
  }

  /** Gaps may have come or gone. */
  #changed(): void {
    for (const gap of this.#watched?.querySelectorAll<HTMLElement>(':scope > [data-gap]') ?? []) this.#sight?.observe(gap);
    for (const gap of this.#seen) if (!gap.isConnected) this.#seen.delete(gap);
  }

  #clicked(event: Event): void {
    const gap = event.target instanceof Element && event.target.closest('button')?.closest('[data-gap]');
    if (gap instanceof HTMLElement) void this.#fill(gap);
  }

  #sighted(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      if (!isIntersecting || !target.isConnected) this.#seen.delete(target);
      else if (!this.#seen.has(target)) {
        this.#seen.add(target);
        void this.#fill(target);
      }
    }
  }

  async #fill(gap: HTMLElement): Promise<void> {
    const { gap: id = '' } = gap.dataset;
    if (gap.ariaBusy === 'true' || !gap.isConnected) return;
    gap.ariaBusy = 'true';
    const stream = this.#options.stream();
    try {
      let [filled, comebacks]: [boolean | undefined, number] = [false, NaN];
      // A connection that came back meanwhile may have come too late for the first try.
      while (!filled && comebacks !== this.#comebacks && gap.isConnected) {
        comebacks = this.#comebacks;
        filled = await stream?.fill(id);
      }
      gap.dataset['waits'] = filled ? '' : 'offline';
    } catch (error) {
      gap.dataset['waits'] = 'failed';
      this.#fail(stream, 'gapFailed', error);
    } finally {
      gap.ariaBusy = 'false';
    }
  }

  /** What one room could not do is not told in another. */
  #fail(stream: SyncedStream<Row> | undefined, key: StringKey, error: unknown): void {
    if (stream !== this.#options.stream()) return;
    const words = this.#options.words();
    this.#options.trouble(words.say(key, { why: reasonOf(error, words) }));
  }
}
