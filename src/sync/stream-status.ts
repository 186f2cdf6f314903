// What a stream tells whoever shows it: rows, how it stands, what went wrong.

import type { StreamOp } from '../live-stream/ops.js';
import type { Item } from './gap.js';
import { statusWord, type LinkState, type StatusWord } from './link-state.js';
import type { Entry } from './overlay.js';
import type { Row } from './protocol.js';
import type { Shared } from './topic.js';
import type { View } from './view.js';

/** What a stream tells. Never called before `Sync.stream` has returned. */
export interface StreamEvents<R extends Row> {
  /** First a reset with what the cache holds, without waiting for the server; then differences. An item may be a gap: see `isGap`. */
  ops(ops: StreamOp<Item<R>>[]): void;
  /** At least once, after the first `ops`; then on every change. */
  status(status: StreamStatus): void;
  /** Malformed frames, broken stored rows, storage that fails. Nothing else is lost by them. */
  error(error: Error): void;
  /** A reaction was refused, or waited too long, and is taken back. Told in the tab that had sent it. */
  refused?(reaction: Entry, why: Error): void;
  /** Rows of the topic have changed, or wishes, shown or not: what `find` gives may be another. Told before what is shown changes by it. */
  changed?(): void;
  /** Asked when there are more rows than may be shown: the id of the item the reader looks at; undefined where that is the newest. */
  held?(): string | undefined;
}

/** How a stream stands. */
export interface StreamStatus {
  /** How the topic stands with the server. */
  state: LinkState;
  /**
   * The one word for all of this, as `Sync.status` has it for all topics: the most serious of what is true of the link and of storage.
   * That a topic cannot be seen (`not-found`, `forbidden`) is told by `state` alone.
   */
  word: StatusWord;
  /** `memory`: nothing outlives the page, and a wish is accepted by the server's answer only. */
  storage: 'disk' | 'memory';
  /** The newest rows are known, from the cache or the server. */
  loaded: boolean;
  /** False while storage does not answer: nothing is shown yet, or nothing newer than what is (`word` is `behind`). It is asked again. */
  readable: boolean;
  /** The window reaches the very first row. */
  beginning: boolean;
  /** The window reaches the newest row. */
  end: boolean;
  /** How many rows have come behind the window since it left the end, up to 100. */
  news: number;
  /** Wishes waiting in this topic; reactions are not counted. */
  waiting: number;
  /** Wishes the server refused. */
  failed: number;
  /** Too much waits to be sent, in whichever topic: another wish would be refused. */
  full: boolean;
  /** An outbox on this device cannot be read; it is kept, and `storage` is `memory`. */
  unreadable: boolean;
}

/** Before anything is known. */
export const UNKNOWN: StreamStatus = {
  state: 'connecting',
  word: 'connecting',
  storage: 'disk',
  loaded: false,
  readable: true,
  beginning: false,
  end: true,
  news: 0,
  waiting: 0,
  failed: 0,
  full: false,
  unreadable: false,
};

/** How a stream stands that shows this, if it can show anything, and whose storage answered last, or did not. */
export function statusOf(
  view: View<Row> | undefined,
  state: LinkState,
  readable: boolean,
  { storage, tally, unreadable }: Pick<Shared, 'storage' | 'tally' | 'unreadable'>,
): StreamStatus {
  return {
    state,
    word: statusWord([state], { full: tally.full, storage, readable }),
    storage,
    loaded: view?.epoch !== undefined,
    readable,
    beginning: view?.beginning ?? false,
    end: view?.end ?? true,
    news: view?.news ?? 0,
    waiting: view?.waiting ?? 0,
    failed: view?.failures.length ?? 0,
    full: tally.full,
    unreadable,
  };
}

/** Tells an error. A listener that throws is told to the page, as of any event, and nothing here stops for it. */
export function tellError(events: Pick<StreamEvents<Row>, 'error'>, cause: unknown): void {
  try {
    events.error(cause instanceof Error ? cause : new Error(String(cause)));
  } catch (mistake) {
    tellPage(mistake);
  }
}

/** Tells the page of the mistake of a listener who cannot be told. */
export function tellPage(mistake: unknown): void {
  queueMicrotask(() => {
    throw mistake;
  });
}

/** Tells all who watch. One that throws keeps nobody else from being told, nor whoever tells from going on. */
export function tellAll<Told extends unknown[]>(watchers: Iterable<(...told: Told) => void>, ...told: Told): void {
  for (const watcher of watchers) {
    try {
      watcher(...told);
    } catch (mistake) {
      tellPage(mistake);
    }
  }
}

/** Tells something. A listener that throws is told of its mistake, and goes on being told. */
export function guard(events: Pick<StreamEvents<Row>, 'error'>, tell: () => void): void {
  try {
    tell();
  } catch (mistake) {
    tellError(events, mistake);
  }
}
